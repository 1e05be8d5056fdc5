import Foundation
import TensorFiles
import TestSupport
import Testing

@Suite struct FactorCommandTests {
  /// A matrix file of fractions.
  private func write(_ entries: [Any], field: String = "Q", to url: URL) throws {
    let n = Int(Double(entries.count).squareRoot())
    let document: [String: Any] = ["shape": [n, n], "field": field, "entries": entries]
    try JSONSerialization.data(withJSONObject: document).write(to: url)
  }

  private func toeplitz(_ n: Int, _ entry: (Int) -> String) -> [Any] {
    (0..<n * n).map { entry($0 / n - $0 % n) }
  }

  /// The matrices of the tests, with options and the outcome: each outcome and witness, over each kind of field.
  private struct Example: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let command: [String]
    let outcome: String
    let field: String
    let entries: @Sendable (FactorCommandTests) -> [Any]

    init(
      _ name: String, _ command: [String], _ outcome: String, field: String = "Q",
      entries: @escaping @Sendable (FactorCommandTests) -> [Any]
    ) {
      (testDescription, self.command, self.outcome, self.field) = (name, command, outcome, field)
      self.entries = entries
    }

    static let circulant: @Sendable (FactorCommandTests) -> [Any] = { _ in
      let c = [3, -1, 4, 1, -5, 9, 2, -6, 5]
      return (0..<81).map { c[($0 / 9 - $0 % 9 + 9) % 9] }
    }

    static let all: [Example] = [
      Example("Toeplitz 1/(1+|d|)", ["factor"], "excluded") { $0.toeplitz(9) { "1/\(1 + abs($0))" } },
      Example("Toeplitz 2^-|d|, n = 16", ["member", "--class", "MM*"], "excluded") {
        $0.toeplitz(16) { "1/\(1 << abs($0))" }
      },
      Example("Toeplitz 1/(2d+1), n = 25", ["factor"], "excluded") {
        $0.toeplitz(25) { $0 < 0 ? "-1/\(-2 * $0 - 1)" : "1/\(2 * $0 + 1)" }
      },
      Example("the limit of members", ["factor"], "excluded") {
        $0.toeplitz(4) { String([-1, 1, 0, 3, 1, 0, -3][$0 + 3]) }
      },
      Example("circulant over Q", ["factor", "--block", "3"], "needs-extension", entries: circulant),
      Example("circulant over Q(zeta_3)", ["factor", "--field", "Q(zeta_3)"], "factors", entries: circulant),
      Example("circulant over Q(zeta_4)", ["factor", "--field", "Q(zeta_4)"], "needs-extension", entries: circulant),
      Example("circulant over F_13", ["factor", "--field", "F_13"], "factors", entries: circulant),
      Example("DFT", ["factor", "--block", "4"], "factors", field: "Q(zeta_8)") { _ in
        (0..<64).map { Array(repeating: "0", count: $0 / 8 * ($0 % 8) % 8) + ["1"] }
      },
      Example("permutation", ["factor", "--block", "3"], "factors") { _ in
        (0..<144).map { $0 % 12 == 5 * ($0 / 12) % 12 ? 1 : 0 }
      },
      Example("Hadamard in M", ["member"], "factors") { _ in
        (0..<256).map { (($0 / 16) & ($0 % 16)).nonzeroBitCount.isMultiple(of: 2) ? 1 : -1 }
      },
      Example("Toeplitz not in M", ["member", "--class", "M"], "excluded") { $0.toeplitz(9) { "1/\(1 + abs($0))" } },
      Example("Toeplitz not in M*", ["member", "--class", "M*"], "excluded") { $0.toeplitz(9) { "\($0 * $0 * $0)" } },
      Example("Toeplitz over F_97", ["factor"], "excluded", field: "F_97") { $0.toeplitz(9) { "\($0 * $0 * $0 + 1)" } },
    ]
  }

  /// Every answer has its exit code, is confirmed by `certify`, and is not confirmed of another matrix, nor with a number of it
  /// changed.
  @Test(arguments: Example.all) private func answersAreConfirmed(example: Example) async throws {
    try await withTemporaryFolder { folder in
      let (matrix, answer) = (folder.appending(path: "M.json"), folder.appending(path: "A.json"))
      let entries = example.entries(self)
      try write(entries, field: example.field, to: matrix)
      let run = try await execute(
        program.path, example.command + [matrix.path, "--json", answer.path])
      #expect(run.status == (example.outcome == "factors" ? 0 : 1), "\(run)")
      let certify = try await oracle("certify", answer.path, matrix.path)
      #expect(certify.status == 0 && certify.output.hasPrefix("holds: the matrix "), "\(certify)")

      let text = try Data(contentsOf: answer)
      let document = try #require(try JSONSerialization.jsonObject(with: text) as? [String: Any])
      #expect(document["outcome"] as? String == example.outcome)
      func isConfirmed(_ document: [String: Any]) async throws -> Bool {
        try JSONSerialization.data(withJSONObject: document).write(to: answer)
        let run = try await oracle("certify", answer.path, matrix.path)
        #expect(
          run.status == 0 || (run.status == 1 && run.output.hasPrefix("refused: ")) || run.errorLine != nil, "\(run)")
        return run.status == 0
      }
      for key in ["left", "middle", "right"] {
        guard var elements = document[key] as? [Any] else { continue }
        for index in [0, elements.count / 2, elements.count - 1] {
          // What a zero stands beside has no effect: another number is seen where it has.
          let old = elements[index]
          elements[index] = Int("\(old)").map { "\($0 + 1)" } ?? "3/2"
          var changed = document
          changed[key] = elements
          if try await isConfirmed(changed) { #expect(try await isUnaffected(key, index, document)) }
          elements[index] = old
        }
        var short = document
        short[key] = Array(elements.dropLast())
        #expect(try await !isConfirmed(short))
      }
      if let witness = document["witness"] as? [String: Any] {
        for (key, value) in [
          ("entry", "1/3"), ("minor", "0"), ("row", 4096), ("first", [9, 9]), ("place", []),
          ("tree", ["root": 0, "blocks": []]),
          ("polynomial", ["1"]), ("vector", Array(repeating: "0", count: 3)), ("root_free_modulo", "15"),
          ("rows", [0, 0]),
          ("reason", "because"),
        ] as [(String, Any)] where witness[key] != nil {
          var changed = (document, witness)
          changed.1[key] = value
          changed.0["witness"] = changed.1
          #expect(try await !isConfirmed(changed.0), "\(key)")
        }
      }
      for outcome in ["factors", "excluded", "needs-extension", "undecided", ""] where outcome != example.outcome {
        var changed = document
        changed["outcome"] = outcome
        #expect(try await !isConfirmed(changed), "\(outcome)")
      }
      // Another matrix.
      try text.write(to: answer)
      var others = entries
      others[1] = "17/5"
      others[entries.count - 2] = "-3"
      try write(others, field: example.field, to: matrix)
      let other = try await oracle("certify", answer.path, matrix.path)
      if example.outcome == "factors" { #expect(other.status == 1, "\(other)") }
    }
  }

  /// Whether an entry of a factor meets zeros alone in the others.
  private func isUnaffected(_ key: String, _ index: Int, _ document: [String: Any]) async throws -> Bool {
    guard let grid = document["grid"] as? [Int], let middle = document["middle"] as? [Any] else { return false }
    let (q, b) = (grid[0], grid[1])
    func isZero(_ value: Any) -> Bool { "\(value)" == "0" }
    switch key {
    case "left":  // A_j[l, p] meets R_p[j, i] for all i.
      let (j, p) = (index / (q * q), index % q)
      return (0..<b).allSatisfy { isZero(middle[(p * b + j) * b + $0]) }
    case "right":  // C_i[p, k] meets R_p[j, i] for all j.
      let (i, p) = (index / (q * q), index / q % q)
      return (0..<b).allSatisfy { isZero(middle[(p * b + $0) * b + i]) }
    default:
      guard let left = document["left"] as? [Any] else { return false }
      let (p, j, i) = (index / (b * b), index / b % b, index % b)
      let isLeftZero = (0..<q).allSatisfy { isZero(left[(j * q + $0) * q + p]) }
      guard let right = document["right"] as? [Any] else { return isLeftZero }
      return isLeftZero || (0..<q).allSatisfy { isZero(right[(i * q + p) * q + $0]) }
    }
  }

  /// The numbers of a .npy are what they are: 0.1 is no tenth.
  @Test func floatsAreExact() async throws {
    try await withTemporaryFolder { folder in
      let (matrix, answer) = (folder.appending(path: "M.npy").path, folder.appending(path: "A.json").path)
      let outer = [1, -2, 0.25, 4.0], inner = [0.1, 7, -1, 2]
      // A Kronecker product.
      let values = (0..<16).map { index -> Float in
        let factor = outer[index / 8 * 2 + index % 4 / 2]
        return Float(factor * inner[index / 4 % 2 * 2 + index % 2] * 0x1p-20)
      }
      try TensorFile.write(try NumPyFile.encode(try Tensor(values, shape: [4, 4])), path: matrix)
      let run = try await oracle("factor", matrix, "--json", answer)
      #expect(run.status == 0 && run.output.hasPrefix("yes: in MM*(2, 4) over Q"), "\(run)")
      #expect(try await oracle("certify", answer, matrix).status == 0)
      let member = try await oracle("member", matrix, "--json", "-")
      #expect(member.output.contains(#""class":"M""#) && member.output.contains(#""outcome":"#))
    }
  }

  @Test func undecidedIsNeitherYesNorNo() async throws {
    try await withTemporaryFolder { folder in
      let (matrix, answer) = (folder.appending(path: "M.json"), folder.appending(path: "A.json").path)
      let entries: [Any] = (0..<36).map { index in
        let (x, y) = (index / 6, index % 6)
        let (l, j, k, i) = (x / 3, x % 3, y / 3, y % 3)
        return j == i ? (1 + l * 2 + k + j) * (l == k ? 2 : 1) : (l + 1 + j) * (k + 2 + i)
      }
      try write(entries, to: matrix)
      let run = try await oracle("factor", matrix.path, "--block", "3", "--json", answer)
      #expect(
        run.status == 2 && run.output.contains("undecided:") && run.output.contains("singular blocks (j, i): (0, 1)"))
      let certify = try await oracle("certify", answer, matrix.path)
      #expect(certify.status == 1 && certify.output.contains("an undecided answer proves nothing"))
    }
  }

  @Test func badInputIsNamed() async throws {
    try await withTemporaryFolder { folder in
      let path = folder.appending(path: "M.json").path
      for (text, message) in [
        ("", "expected a matrix as"), ("[]", "expected a matrix as"),
        (#"{"shape":[2,2],"field":"Q","entries":["1"]}"#, "expected a square matrix with all its entries"),
        (#"{"shape":[1,2],"field":"Q","entries":["1","2"]}"#, "expected a square matrix"),
        (#"{"shape":[9999999999,9999999999],"field":"Q","entries":[]}"#, "expected a square matrix"),
        (#"{"shape":[1,1],"field":"R","entries":["1"]}"#, "expected the field Q, Q(zeta_N) or F_p, found \"R\""),
        (#"{"shape":[1,1],"field":"F_15","entries":["1"]}"#, "found \"F_15\""),
        (#"{"shape":[1,1],"field":"F_5","entries":["1/5"]}"#, "entry (0, 0): expected denominators prime to 5"),
        (#"{"shape":[1,1],"field":"Q","entries":["1/0"]}"#, "entry (0, 0):"),
        (#"{"shape":[1,1],"field":"Q","entries":[["1"]]}"#, "found a list"),
        (#"{"shape":[1,1],"field":"Q(zeta_3)","entries":[["1","2","3","4"]]}"#, "at most 3 coefficients, found 4"),
        (#"{"shape":[1,1],"field":"Q","entries":[0.5]}"#, "found a number with a point or an exponent"),
        (
          #"{"shape":[1,1],"field":"Q","entries":[0.99999999999999999999]}"#,
          "found a number with a point or an exponent"
        ),
        (#"{"shape":[1,1],"field":"Q","entries":[1e0]}"#, "found a number with a point or an exponent"),
        (#"{"shape":[1,1],"field":"Q","entries":["0.5"]}"#, "expected a fraction such as -3 or 22/7, found \"0.5\""),
        (#"{"shape":[1,1],"field":"Q(zeta_03)","entries":["1"]}"#, "found \"Q(zeta_03)\""),
      ] {
        try TensorFile.write(Array(text.utf8), path: path)
        let run = try await oracle("factor", path)
        #expect(run.status == 2 && run.errorLine?.contains(message) == true, "\(text): \(run)")
      }
      try TensorFile.write(
        Array(
          #"{"shape":[6,6],"field":"Q","entries":[\#(Array(repeating: "1", count: 36).joined(separator: ","))]}"#.utf8),
        path: path)
      for (arguments, message) in [
        ([], "6 is not a square: name the block size b with --block"),
        (["--block", "4"], "a block of 4 does not divide n = 6"),
        (["--block", "0"], "a block of 0"), (["--json", path], "it is the file which is read"),
      ] {
        let run = try await execute(program.path, ["factor", path] + arguments)
        #expect(run.status == 2 && run.errorLine?.contains(message) == true, "\(arguments): \(run)")
      }
      for arguments in [["--field", "Q(zeta_0)"], ["--field", "F_4"], ["--block", "x"]] {
        let run = try await execute(program.path, ["factor", path] + arguments)
        #expect(run.status == 2 && !run.error.isEmpty)
      }
      let answer = folder.appending(path: "A.json").path
      for text in ["", "{}", "[1]", #"{"class":"MM*","field":"Q","grid":[0,2],"outcome":"factors"}"#, "{\"class\":"] {
        try TensorFile.write(Array(text.utf8), path: answer)
        let run = try await oracle("certify", answer, path)
        #expect(run.status == 2 && run.errorLine?.contains("A.json") == true, "\(text): \(run)")
      }
    }
  }

  /// A member over ℚ stays one over large fields, whose elements are not searched for its eigenvalues 1 and 2.
  @Test(arguments: ["Q(zeta_67)", "Q(zeta_128)", "Q(zeta_5)"]) func fieldsContainTheRationals(field: String)
    async throws
  {
    try await withTemporaryFolder { folder in
      let (matrix, answer) = (folder.appending(path: "M.json"), folder.appending(path: "A.json").path)
      // Ã_ji = diag(1, 1), but Ã_11 = diag(1, 2).
      let entries = (0..<16).map { place -> Int in
        let (l, j, k, i) = (place / 8, place / 4 % 2, place / 2 % 2, place % 2)
        return l != k ? 0 : l == 1 && j == 1 && i == 1 ? 2 : 1
      }
      try write(entries, to: matrix)
      let run = try await oracle("factor", matrix.path, "--field", field, "--json", answer)
      #expect(run.status == 0 && run.output.hasPrefix("yes: in MM*(2, 4) over \(field)"), "\(run)")
      #expect(try await oracle("certify", answer, matrix.path).status == 0)
    }
  }

  /// What is said over a prime field of fractions is said of their residues.
  @Test func residuesAreNamed() async throws {
    try await withTemporaryFolder { folder in
      let (matrix, answer) = (folder.appending(path: "M.json"), folder.appending(path: "answer").path)
      try write(toeplitz(9) { "1/\(1 + abs($0))" }, to: matrix)
      let run = try await oracle("factor", matrix.path, "--field", "F_101", "--json", answer)
      #expect(
        run.status == 1 && run.output.hasPrefix("no: its residues modulo 101 are in MM*(3, 9) over no field"), "\(run)")
      #expect(!run.output.contains(" mod 101"))
      // Answers are known by what they hold, not by their names.
      let certify = try await oracle("certify", answer, matrix.path)
      #expect(
        certify.output.hasPrefix("holds: the matrix of residues modulo 101 is in MM* on the 3×3 grid over no field"),
        "\(certify)")
    }
  }

  /// Rounded numbers in an answer or its matrix are refused: decoders take 0.99…9 for 1.
  @Test func roundedNumbersAreRefused() async throws {
    try await withTemporaryFolder { folder in
      let (matrix, answer) = (folder.appending(path: "M.json").path, folder.appending(path: "A.json").path)
      let text = #"{"shape":[1,1],"field":"Q","entries":[1]}"#
      try TensorFile.write(Array(text.utf8), path: matrix)
      #expect(try await oracle("factor", matrix, "--json", answer).status == 0)
      #expect(try await oracle("certify", answer, matrix).status == 0)
      try TensorFile.write(Array(text.replacing("[1]}", with: "[0.99999999999999999999]}").utf8), path: matrix)
      let run = try await oracle("certify", answer, matrix)
      #expect(run.status == 2 && run.errorLine?.contains("a point or an exponent") == true, "\(run)")
      try TensorFile.write(Array(text.utf8), path: matrix)
      let changed = String(decoding: try TensorFile.read(path: answer), as: UTF8.self).replacing(
        "[1,1]", with: "[1.0,1]")
      try TensorFile.write(Array(changed.utf8), path: answer)
      #expect(try await oracle("certify", answer, matrix).status == 2)
    }
  }
}
