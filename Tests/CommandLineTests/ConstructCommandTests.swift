import ExactArithmetic
import Foundation
import MonarchReference
import TensorFiles
import TestSupport
import Testing

/// The classes, and whether their factors and their matrices are real.
private let classes: [(name: String, isReal: Bool)] = [
  ("permutation", true), ("circulant", false), ("hadamard", true), ("toeplitz", false), ("afdf", false),
  ("afdf-inverse", false), ("dft", false), ("hd3", true), ("fastfood", true), ("dct-ii", false), ("dct-iii", false),
  ("dct-iv", false), ("dst-ii", false), ("dst-iii", false), ("dst-iv", false), ("acdc", false),
]

private let needsPowersOfTwo = ["hadamard", "hd3", "fastfood"]

@Suite struct ConstructCommandTests {
  private func summary(_ run: Run) throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any], "\(run)")
  }

  /// Every class on square and other grids, with one row or column, and in sizes that only the prime field checks.
  @Test(arguments: classes.map(\.name)) func everyClassChecks(name: String) async throws {
    let sizes =
      needsPowersOfTwo.contains(name)
      ? [(1, 1), (2, 1), (8, 4), (16, 4), (128, 8)] : [(1, 1), (6, 3), (9, 3), (12, 2), (90, 9)]
    for (n, block) in sizes {
      let run = try await oracle(
        "construct", name, "--n", "\(n)", "--block", "\(block)", "--check", "--seed", "\(n)", "--json", "-")
      let summary = try summary(run)
      let check = try #require(summary["check"] as? [String: Any])
      #expect(run.status == 0 && check["holds"] as? Bool == true, "\(name) \(n): \(run)")
      let text = try #require(check["text"] as? String)
      #expect(text.hasPrefix(n <= 64 ? "holds: the product" : "holds modulo "), "\(text)")
      #expect((summary["word"] as? String)?.allSatisfy { "LR".contains($0) } == true)
    }
  }

  private func parameters(_ output: String) throws -> [String: [String]]? {
    try summary(Run(status: 0, output: output, error: ""))["parameters"] as? [String: [String]]
  }

  /// The letters of a file of exact factors.
  private func word(_ url: URL) throws -> (Word<Cyclotomic>, [String: Any]) {
    let document = try #require(
      try JSONSerialization.jsonObject(with: Data(contentsOf: url)) as? [String: Any])
    let grid = try #require(document["grid"] as? [Int])
    let field = try #require(document["field"] as? String)
    let order = Int(field.drop { !$0.isNumber }.prefix { $0.isNumber }) ?? 1
    let letters = try #require(document["letters"] as? [[String: Any]]).map { letter in
      let entries = try #require(letter["entries"] as? [Any]).map { entry in
        if let text = entry as? String { return Cyclotomic(try Rational(parsing: text)) }
        var sum = Cyclotomic.zero
        for (exponent, text) in try #require(entry as? [String]).enumerated() {
          sum += Cyclotomic.root(of: order, power: exponent).scaled(by: try Rational(parsing: text))
        }
        return sum
      }
      return try Letter(
        letter["kind"] as? String == "L" ? .db : .bd, on: Grid(rows: grid[0], columns: grid[1]), elements: entries)
    }
    return (try Word(letters), document)
  }

  /// The exact file multiplies to the definition, the rounded ones are its entries rounded, in both formats.
  @Test(arguments: classes.map(\.name)) func filesHoldTheFactors(name: String) async throws {
    try await withTemporaryFolder { folder in
      let json = folder.appending(path: "exact.json")
      let common = ["construct", name, "--n", "8", "--block", "2", "--seed", "5", "--output"]
      #expect(try await execute(program.path, common + [json.path]).status == 0)
      let (word, document) = try word(json)
      let isReal = word.letters.allSatisfy { $0.blocks.allSatisfy { $0.elements.allSatisfy(\.isReal) } }
      #expect(isReal == classes.contains { $0.name == name && $0.isReal })
      #expect((document["field"] as? String == "Q") == isReal)
      for (file, format) in [("a.npz", "float64"), ("b.npz", "float32"), ("c.safetensors", "float32")] {
        let url = folder.appending(path: file)
        let run = try await execute(program.path, common + [url.path, "--format", format])
        #expect(run.status == 0, "\(run)")
        let bytes = try TensorFile.read(path: url.path)
        let tensors =
          file.hasSuffix(".npz") ? try NumPyArchive.decode(bytes).tensors : try SafeTensors.decode(bytes).tensors
        #expect(tensors.count == word.letters.count)
        for (index, letter) in word.letters.enumerated() {
          let tensor = try #require(tensors["\(index).\(letter.kind)"])
          #expect(tensor.shape == [letter.blocks.count, letter.blocks[0].rows, letter.blocks[0].rows])
          #expect(tensor.elementType.isComplex == !isReal)
          let parts = isReal ? try tensor.doubles() : try tensor.complexParts()
          for (place, entry) in letter.blocks.flatMap(\.elements).enumerated() {
            let (real, imaginary) = entry.enclosure(precision: 80)
            for (found, exact) in isReal
              ? [(parts[place], real)] : [(parts[2 * place], real), (parts[2 * place + 1], imaginary)]
            {
              let error = (Rational(exactly: found)! - exact.midpoint).magnitude
              // Half a unit in the last place of numbers up to 16, generously.
              #expect(error <= Rational.powerOfTwo(format == "float64" ? -49 : -20), "\(name) \(index) \(place)")
            }
          }
        }
      }
    }
  }

  /// In a convention's own tensors: pairs whose product is the matrix, here of integers.
  @Test(arguments: ["fly", "monarch-linear", "paper", "ks"]) func layoutsPairTheLetters(layout: String) async throws {
    try await withTemporaryFolder { folder in
      for (name, pairs) in [("hd3", 2), ("fastfood", 3), ("hadamard", 1)] {
        let file = folder.appending(path: "\(name).npz").path
        let run = try await oracle(
          "construct", name, "--n", "16", "--layout", layout, "--output", file, "--seed", "7")
        #expect(run.status == 0, "\(run)")
        var product: Matrix<Rational> = .identity(16)
        for pair in 0..<pairs {
          let dense = folder.appending(path: "dense.npy").path
          let densify = try await oracle(
            "densify", "--left", "\(file):\(pair).left", "--right", "\(file):\(pair).right", "--layout", layout,
            "--output",
            dense)
          #expect(densify.status == 0, "\(densify)")
          let values = try NumPyFile.decode(try TensorFile.read(path: dense)).doubles()
          product = try product * Matrix(rows: 16, columns: 16, elements: values.map { Rational(exactly: $0)! })
        }
        let exact = folder.appending(path: "exact.json")
        _ = try await oracle("construct", name, "--n", "16", "--output", exact.path, "--seed", "7")
        #expect(try word(exact).0.dense == product.map { Cyclotomic($0) }, "\(name) in \(layout)")
      }
    }
  }

  /// NumPy's and SciPy's own matrices, by the script that users copy.
  @Test(.enabled(if: hasNumPy, "needs python3 with NumPy"), arguments: classes.map(\.name))
  func matricesAreThoseOfNumPy(name: String) async throws {
    guard hasSciPy || ["permutation", "circulant", "toeplitz", "afdf", "afdf-inverse", "dft"].contains(name) else {
      return
    }
    try await withTemporaryFolder { folder in
      let (file, json) = (folder.appending(path: "f.npz").path, folder.appending(path: "f.json").path)
      for n in needsPowersOfTwo.contains(name) ? [16, 64] : [16, 36, 64] {
        let run = try await oracle("construct", name, "--n", "\(n)", "--output", file, "--json", json)
        #expect(run.status == 0, "\(run)")
        let python = try await execute("/usr/bin/env", ["python3", "Docs/Examples/factors.py", file, json])
        #expect(python.status == 0 && python.output.contains("\(name), n = \(n)"), "\(python)")
      }
    }
  }

  /// Values that are given are those that are used.
  @Test func parametersAreTaken() async throws {
    try await withTemporaryFolder { folder in
      let json = folder.appending(path: "t.json")
      let run = try await oracle(
        "construct", "toeplitz", "--n", "2", "--parameter", "t=1/2,-3,7", "--output", json.path, "--check")
      #expect(run.status == 0 && !run.output.contains("drawn"), "\(run)")
      let dense = try word(json).0.dense
      #expect([dense[0, 0], dense[0, 1], dense[1, 0], dense[1, 1]] == [-3, Cyclotomic(Rational(1, 2)), 7, -3])
      let vector = folder.appending(path: "c.npy").path
      try TensorFile.write(NumPyFile.encode(Tensor([0.25, -2, 3] as [Float], shape: [3])), path: vector)
      let circulant = try await oracle(
        "construct", "circulant", "--n", "3", "--parameter", "c=\(vector)", "--json", "-", "--check")
      #expect(try summary(circulant)["parameters"] as? [String: [String]] == ["c": ["1/4", "-2", "3"]])
      // The same seed draws the same.
      var outputs: [String] = []
      for seed in ["1", "1", "2"] {
        outputs.append(
          try await oracle("construct", "fastfood", "--n", "16", "--check", "--seed", seed, "--json", "-").output)
      }
      #expect(outputs[0] == outputs[1])
      #expect(try parameters(outputs[1]) != parameters(outputs[2]))
    }
  }

  /// The file that is read is not overwritten, whatever its name.
  @Test func inputsAreKept() async throws {
    try await withTemporaryFolder { folder in
      let file = folder.appending(path: "a=b.npz").path
      let archive = NumPyArchive(tensors: ["c": try Tensor([1, 2, 3, 4] as [Double], shape: [4])])
      try TensorFile.write(archive.encode(), path: file)
      let run = try await oracle("construct", "circulant", "--n", "4", "--parameter", "c=\(file):c", "--output", file)
      #expect(run.status == 2 && run.errorLine?.contains("a=b.npz") == true, "\(run)")
      #expect(try NumPyArchive.decode(TensorFile.read(path: file)) == archive)
    }
  }

  /// A denominator that a prime divides makes another prime do.
  @Test func everyDenominatorIsChecked() async throws {
    let c = "1/1152921504606877697" + String(repeating: ",1", count: 127)
    let run = try await oracle("construct", "circulant", "--n", "128", "--parameter", "c=\(c)", "--check")
    #expect(run.status == 0 && run.output.contains("holds modulo ") && !run.output.contains("1152921504606877697 on"))
  }

  /// One line that says what is wrong, and exit code 2.
  @Test(arguments: [
    (["circulant", "--n", "4", "--parameter", "c=1,2"], "--parameter c: expected 4 numbers for n = 4, found 2"),
    (["circulant", "--n", "4", "--parameter", "x=1"], "of circulant there are c, found x=1"),
    (["dft", "--n", "4", "--parameter", "c=1"], "of dft there are none"),
    (["circulant", "--n", "2", "--parameter", "c=1,x"], "expected numbers such as 1,-1/2,3, found x"),
    (["circulant", "--n", "2", "--parameter", "c=1,1/0"], "expected numbers"),
    (["circulant", "--n", "1", "--parameter", "c="], "expected numbers"),
    (["circulant", "--n", "1", "--parameter", "c=1", "--parameter", "c=1"], "c is given twice"),
    (["permutation", "--n", "3", "--parameter", "pi=0,1,1"], "--parameter pi: expected each of 0 ..< 3 once"),
    (["permutation", "--n", "2", "--parameter", "pi=0,1/2"], "expected the numbers 0 to 1, found 1/2"),
    (["permutation", "--n", "2", "--parameter", "pi=0,99999999999999999999"], "expected the numbers 0 to 1"),
    (["hadamard", "--n", "6"], "expected a power of two, found 6"),
    (["circulant", "--n", "2", "--parameter", "c=/no/such.npy"], "/no/such.npy"),
  ])
  func badParametersAreNamed(arguments: [String], text: String) async throws {
    let run = try await execute(program.path, ["construct"] + arguments + ["--check"])
    #expect(run.status == 2 && run.errorLine?.contains(text) == true, "\(run)")
  }

  @Test(arguments: [
    (["dft", "--n", "0", "--check"], "expected 1 to 4096"), (["dft", "--n", "-3", "--check"], "n"),
    (["dft", "--n", "4097", "--check"], "expected 1 to 4096"),
    (["dft", "--n", "99999999999999999999", "--check"], "n"),
    (["dft", "--n", "6", "--block", "4", "--check"], "expected a divisor of 6, found 4"),
    (["dft", "--n", "6", "--block", "0", "--check"], "expected a divisor"),
    (["dft", "--n", "6"], "--output, or --check"),
    (["dft", "--n", "6", "--output", "x.txt"], "ends in .npz"), (["fly", "--n", "6", "--check"], "fly"),
    (["dft", "--n", "4", "--check", "--layout", "fly"], "--layout is for"),
    (["dft", "--n", "4", "--check", "--seed", "-1"], "seed"),
  ])
  func badUsageIsRefused(arguments: [String], text: String) async throws {
    let run = try await execute(program.path, ["construct"] + arguments)
    #expect(run.status == 2 && run.error.contains(text), "\(run)")
  }

  @Test func whatAFormatCannotHoldIsRefused() async throws {
    try await withTemporaryFolder { folder in
      let file = folder.appending(path: "x.safetensors").path
      for (arguments, text) in [
        (["dft", "--n", "16", "--format", "float64"], "write complex64, or an .npz file"),
        (["circulant", "--n", "4", "--parameter", "c=1,2,3,1e400"], "finite in float64"),
        (["acdc", "--n", "4", "--parameter", "a=1e39,1,1,1"], "finite in float32"),
        (["hadamard", "--n", "16", "--parameter", "x.safetensors=1"], "of hadamard there are none"),
        (["dft", "--n", "12", "--format", "float32", "--layout", "monarch-linear"], "expects k = l"),
        (["hadamard", "--n", "16", "--layout", "m2"], "orders inputs or outputs in its own way"),
      ] {
        let run = try await execute(program.path, ["construct"] + arguments + ["--output", file])
        #expect(run.status == 2 && run.errorLine?.contains(text) == true, "\(run)")
        #expect(!FileManager.default.fileExists(atPath: file))
      }
    }
  }
}
