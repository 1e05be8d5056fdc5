import ExactArithmetic
import Foundation
import TensorFiles
import TestSupport
import Testing

/// What `project --json` writes, as far as the tests read it.
struct ProjectionReport: Decodable {
  struct Entry: Decodable {
    struct Candidate: Decodable {
      let form: [Int]
      let parameters: Int
      let relative_error: Double
      let is_efficient: Bool
      let is_chosen: Bool
    }
    let name: String
    let form: [Int]
    let rank: String
    let format: String
    let parameters: Int
    let norm: Double
    let relative_error: Double
    let relative_bound: Double
    let gap: String
    let slice_errors: [Double]
    let candidates: [Candidate]?
  }
  let synthetic: String?
  let holds: Bool
  let skipped: Int
  let failures: [String]
  let tensors: [Entry]

  init(_ text: String) throws { self = try JSONDecoder().decode(ProjectionReport.self, from: Data(text.utf8)) }
}

/// Numbers that look like weights, the same on every machine: none is 0, and no slice has a low rank.
func weights(_ count: Int, seed: UInt64 = 1) -> [Float] {
  var state = seed
  return (0..<count).map { _ in
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return (Float(state >> 40) + 0.5) * 0x1p-24 - 0.5
  }
}

@Suite struct ProjectCommandTests {
  /// A model of matrices of several shapes and types, with things among them that are none.
  private func model(in folder: URL, metadata: [String: String] = [:]) throws -> String {
    var model = SafeTensors(metadata: metadata)
    model["layer.10.weight"] = try Tensor(weights(12 * 8), shape: [12, 8])
    model["layer.2.weight"] = try Tensor(weights(96, seed: 2).map(Double.init), shape: [6, 16])
    model["größe.weight"] = try Tensor(weights(64, seed: 3), shape: [8, 8])
    model["embeddings.word"] = try Tensor(weights(40, seed: 4), shape: [10, 4])
    model["layer.2.bias"] = try Tensor(weights(6, seed: 5), shape: [6])
    let path = folder.appending(path: "model.safetensors").path
    try TensorFile.write(try model.encode(), path: path)
    return path
  }

  private func project(_ arguments: [String]) async throws -> (run: Run, report: ProjectionReport) {
    let run = try await execute(program.path, ["project"] + arguments + ["--json", "-"])
    return (run, try ProjectionReport(run.output))
  }

  @Test func aModelIsProjectedCertifiedAndDensified() async throws {
    try await withTemporaryFolder { folder in
      let model = try model(in: folder)
      let (factors, proof) = (folder.appending(path: "F.safetensors").path, folder.appending(path: "P.cert").path)
      let (run, report) = try await project([
        model, "--all", "--exclude", "embeddings.*", "--output", factors, "--certificate", proof,
      ])
      #expect(run.status == 0 && report.holds && report.skipped == 2 && report.failures.isEmpty)
      #expect(Set(report.tensors.map(\.name)) == ["layer.2.weight", "layer.10.weight", "größe.weight"])
      for entry in report.tensors {
        #expect(Double(entry.gap)! <= 1e-12 && entry.relative_error >= entry.relative_bound)
        #expect(entry.relative_error > 0.1 && entry.relative_error < 1)
        let squares = entry.slice_errors.reduce(0) { $0 + $1 * $1 }
        #expect(abs(squares - entry.relative_error * entry.relative_error) < 1e-12)
        #expect(entry.format == (entry.name == "layer.2.weight" ? "float64" : "float32"))
      }
      let certify = try await execute(program.path, ["certify", proof, model, "--factors", factors])
      #expect(certify.status == 0 && certify.output.contains("holds: 3 certificates checked"), "\(certify)")

      // The way back: what is written is as far from the weights as is said.
      let dense = folder.appending(path: "D.safetensors").path
      let densify = try await execute(
        program.path, ["densify", factors, "--output", dense, "--format", "float64"])
      #expect(densify.status == 0, "\(densify)")
      let original = try SafeTensors.decode(try TensorFile.read(path: model))
      let images = try SafeTensors.decode(try TensorFile.read(path: dense))
      for entry in report.tensors {
        let source = try #require(original[entry.name]).doubles()
        let image = try #require(images[entry.name]).doubles()
        let error = zip(source, image).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
        let norm = source.reduce(0) { $0 + $1 * $1 }
        #expect(abs((error / norm).squareRoot() - entry.relative_error) < 1e-12)
      }
    }
  }

  /// A member of the class is its own nearest one, whatever shape of weights stores it.
  @Test func aMonarchMatrixIsRecovered() async throws {
    try await withTemporaryFolder { folder in
      // M[σ·3 + λ, a·2 + i] = left[λ,σ,a]·right[a,λ,i]: rank-1 slices of a 6×4 matrix.
      let (left, right) = (weights(12, seed: 6).map(Double.init), weights(12, seed: 7).map(Double.init))
      let dense = (0..<24).map { index in
        let (row, column) = (index / 4, index % 4)
        return left[(row % 3 * 2 + row / 3) * 2 + column / 2] * right[(column / 2 * 3 + row % 3) * 2 + column % 2]
      }
      let path = folder.appending(path: "A.npy").path
      try TensorFile.write(try NumPyFile.encode(try Tensor(dense, shape: [6, 4])), path: path)
      for side in ["left", "right", "both"] {
        let (run, report) = try await project([path, "--block", "2,3", "--singular-values", side])
        #expect(run.status == 0 && report.tensors[0].form == [2, 3, 2, 3, 2, 2] && report.tensors[0].name == "A")
        #expect(report.tensors[0].relative_error < 1e-14)
      }
    }
  }

  @Test func ranksFormsAndPadding() async throws {
    try await withTemporaryFolder { folder in
      let path = folder.appending(path: "A.npy").path
      try TensorFile.write(try NumPyFile.encode(try Tensor(weights(96), shape: [12, 8])), path: path)
      var last = 1.0
      for rank in 1...3 {
        let (run, report) = try await project([path, "--block", "4,3", "--rank", "\(rank)"])
        #expect(run.status == 0 && report.tensors[0].rank == "\(rank)")
        #expect(report.tensors[0].form == [2, 3 * rank, 4, 3, 4, 2 * rank])
        #expect(report.tensors[0].relative_error < last)
        last = report.tensors[0].relative_error
      }
      // l ∤ q: slices of rank 1 and 2; and a form that is larger than the matrix.
      let uneven = try await project([path, "--form", "2,3,4,2,6,3"])
      #expect(uneven.run.status == 0 && uneven.report.tensors[0].rank == "1–2")
      let (factors, dense) = (folder.appending(path: "F.safetensors").path, folder.appending(path: "D.npy").path)
      let proof = folder.appending(path: "P.cert").path
      let padded = try await project([
        path, "--form", "3,5,3,5,3,3", "--output", factors, "--certificate", proof,
      ])
      #expect(padded.run.status == 0 && padded.report.tensors[0].form == [3, 5, 3, 5, 3, 3])
      let certify = try await execute(program.path, ["certify", proof, path, "--factors", factors])
      #expect(certify.status == 0, "\(certify)")
      let densify = try await execute(program.path, ["densify", factors, "--output", dense])
      #expect(densify.status == 0, "\(densify)")
      #expect(try NumPyFile.decode(try TensorFile.read(path: dense)).shape == [12, 8])
    }
  }

  /// The chosen form has the least error of all that keep within the budget.
  @Test func automaticBlocksKeepWithinTheBudget() async throws {
    try await withTemporaryFolder { folder in
      let path = folder.appending(path: "A.npy").path
      try TensorFile.write(try NumPyFile.encode(try Tensor(weights(24 * 16), shape: [24, 16])), path: path)
      for budget in [0.3, 0.6] {
        let (run, report) = try await project([path, "--block", "auto", "--budget", "\(budget)"])
        let entry = report.tensors[0]
        let candidates = try #require(entry.candidates)
        #expect(run.status == 0 && candidates.filter(\.is_chosen).map(\.form) == [entry.form])
        // 16 has 5 divisors and 24 has 8; parameters are 16·l + 24·k.
        #expect(candidates.count > 10 && candidates.allSatisfy { $0.parameters < 24 * 16 })
        let affordable = candidates.filter { Double($0.parameters) <= budget * 24 * 16 }
        #expect(affordable.count < candidates.count)
        #expect(affordable.allSatisfy { $0.relative_error >= entry.relative_error - 1e-9 })
        for (index, candidate) in candidates.enumerated() {
          let isBeaten = candidates.enumerated().contains {
            $0.offset != index && $0.element.parameters <= candidate.parameters
              && $0.element.relative_error < candidate.relative_error
          }
          #expect(!(candidate.is_efficient && isBeaten), "\(candidate)")
        }
      }
      let poor = try await oracle("project", path, "--block", "auto", "--budget", "0.01")
      #expect(poor.status == 2 && poor.errorLine?.contains("no form keeps within --budget 0.01") == true)
    }
  }

  /// The factors in any convention are those of one matrix, whose rows and columns that convention orders.
  @Test(arguments: ["fly", "paper", "monarch-attention", "btt", "m2", "fly-einsum", "ks"])
  func layoutsStoreTheSameMatrix(layout: String) async throws {
    try await withTemporaryFolder { folder in
      let (path, factors) = (folder.appending(path: "A.npy").path, folder.appending(path: "F.safetensors").path)
      let dense = folder.appending(path: "D.npy").path
      let values = weights(16 * 16)
      try TensorFile.write(try NumPyFile.encode(try Tensor(values, shape: [16, 16])), path: path)
      let (run, report) = try await project([path, "--block", "4", "--layout", layout, "--output", factors])
      #expect(run.status == 0)
      let densify = try await execute(
        program.path, ["densify", factors, "--output", dense, "--format", "float64"])
      #expect(densify.status == 0, "\(densify)")
      let image = try NumPyFile.decode(try TensorFile.read(path: dense)).doubles()
      let error = zip(values, image).reduce(0) { $0 + (Double($1.0) - $1.1) * (Double($1.0) - $1.1) }
      let norm = values.reduce(0) { $0 + Double($1) * Double($1) }
      #expect(abs((error / norm).squareRoot() - report.tensors[0].relative_error) < 1e-12)
      let proof = try await oracle(
        "project", path, "--block", "4", "--layout", layout, "--certificate", folder.appending(path: "P").path)
      // Conventions with an order of their own are outside of what a certificate can say.
      #expect(proof.status == (["btt", "m2"].contains(layout) ? 2 : 0), "\(proof)")
    }
  }

  /// One bad tensor does not keep the others from being projected, and is not forgotten.
  @Test func badTensorsAreReportedAndTheOthersGoOn() async throws {
    try await withTemporaryFolder { folder in
      var model = SafeTensors(metadata: ["synthetic": "drawn by a test"])
      var broken = weights(16)
      broken[6] = .nan
      model["a"] = try Tensor(broken, shape: [4, 4])
      model["b"] = try Tensor(weights(16), shape: [4, 4])
      model["zero"] = try Tensor([Float](repeating: 0, count: 16), shape: [4, 4])
      let path = folder.appending(path: "model.safetensors").path
      try TensorFile.write(try model.encode(), path: path)
      let page = folder.appending(path: "page.html").path
      let (run, report) = try await project([path, "--all", "--html", page])
      #expect(run.status == 2 && report.tensors.map(\.name) == ["b", "zero"] && !report.holds)
      #expect(report.failures.count == 1 && report.failures[0].contains("found nan at row 1, column 2"))
      #expect(run.errorLine?.contains("tensor \"a\"") == true)
      #expect(report.tensors[1].relative_error == 0 && report.synthetic == "drawn by a test")
      #expect(try String(contentsOfFile: page, encoding: .utf8).contains("A synthetic model stands in"))
      let text = try await oracle("project", path, "--tensor", "b")
      #expect(text.status == 0 && text.output.hasPrefix("a synthetic model stands in for a real one: drawn by a test"))
    }
  }

  @Test func gapsBeyondTheDemandAreViolations() async throws {
    try await withTemporaryFolder { folder in
      let path = folder.appending(path: "A.npy").path
      try TensorFile.write(try NumPyFile.encode(try Tensor(weights(96), shape: [12, 8])), path: path)
      let run = try await oracle("project", path, "--gap", "0")
      #expect(run.status == 1 && run.output.contains("violated: 1 of 1 gaps exceed 0.0"), "\(run)")
    }
  }

  @Test func badRequestsAreNamed() async throws {
    try await withTemporaryFolder { folder in
      let model = try model(in: folder)
      for (arguments, text) in [
        ([model], "name a tensor with --tensor, or take --all"),
        ([model, "--tensor", "nothing"], "no tensor \"nothing\"; it holds"),
        ([model, "--tensor", "layer.2.bias"], "expected a matrix of float64"),
        ([model, "--all", "--exclude", "*"], "every 2-D tensor is excluded"),
        (
          [model, "--tensor", "layer.10.weight", "--block", "5"], "does not divide the 8 columns: these do: 1, 2, 4, 8"
        ),
        ([model, "--tensor", "layer.10.weight", "--block", "4,5"], "does not divide the 12 rows: these do: 1, 2, 3"),
        ([model, "--tensor", "layer.10.weight", "--block", "0"], "a block of 0 does not divide"),
        ([model, "--tensor", "layer.10.weight", "--rank", "7"], "rank 7 exceeds the slices, which are 4×2"),
        ([model, "--tensor", "layer.10.weight", "--form", "2,2,2,2,2,2"], "too small for a matrix of 12×8"),
        ([model, "--tensor", "layer.10.weight", "--form", "2,3,4,4,3,3"], "do not fill"),
        ([model, "--tensor", "layer.10.weight", "--layout", "m2"], "layout m2 expects"),
        ([model + ":größe.weight", "--all"], "is a single tensor"),
        ([folder.appending(path: "none.npy").path], "cannot read it"),
      ] {
        let run = try await execute(program.path, ["project"] + arguments)
        #expect(run.status == 2 && run.errorLine?.contains(text) == true, "\(arguments): \(run)")
      }
      for (arguments, text) in [
        ([model, "--all", "--tensor", "a"], "exclude each other"), ([model, "--rank", "0"], "expected at least 1"),
        ([model, "--budget", "nan"], "--budget"), ([model, "--gap", "-1"], "--gap"),
        ([model, "--html", "-"], "--html"), ([model, "--budget", "0.5"], "--block auto, which is missing"),
        ([model, "--block", "auto", "--budget", "0"], "above 0"), ([model, "--block", "four"], "--block"),
        ([model, "--threads", "0"], "--threads"),
        ([model, "--exclude", "x"], "--all, which is missing"),
      ] {
        let run = try await execute(program.path, ["project"] + arguments)
        #expect(run.status == 2 && run.error.contains(text), "\(arguments): \(run)")
      }
    }
  }

  /// Results overwrite neither what is read nor each other, whatever paths name them; nothing is written then.
  @Test func filesAreKeptApart() async throws {
    try await withTemporaryFolder { folder in
      let model = try model(in: folder)
      let before = try TensorFile.read(path: model)
      let (link, folderPath) = (folder.appending(path: "link.safetensors").path, folder.path)
      try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: model)
      for arguments in [
        ["--output", model], ["--json", link], ["--certificate", folderPath + "/./model.safetensors"],
        ["--output", folderPath + "/x", "--html", folderPath + "/./x"],
        ["--certificate", folderPath + "/x", "--json", folderPath + "/../" + folder.lastPathComponent + "/x"],
      ] {
        let run = try await execute(program.path, ["project", model, "--all"] + arguments)
        #expect(run.status == 2 && run.errorLine?.contains("it is the file") == true, "\(arguments): \(run)")
      }
      #expect(try TensorFile.read(path: model) == before)
      #expect(!FileManager.default.fileExists(atPath: folderPath + "/x"))
    }
  }

  /// A pipe takes the certificate and stays a pipe.
  @Test func certificatesGoIntoPipes() async throws {
    try await withTemporaryFolder { folder in
      let (path, pipe) = (folder.appending(path: "A.npy").path, folder.appending(path: "pipe").path)
      try TensorFile.write(try NumPyFile.encode(try Tensor(weights(16), shape: [4, 4])), path: path)
      #expect(mkfifo(pipe, 0o600) == 0)
      let reader = Task.detached { try FileHandle(forReadingAtPath: pipe)?.readToEnd() ?? Data() }
      let run = try await oracle("project", path, "--certificate", pipe)
      #expect(run.status == 0, "\(run)")
      let text = String(decoding: try await reader.value, as: UTF8.self)
      #expect(text.hasPrefix("monarch-certificates 1\n") && text.hasSuffix("end 1\n"))
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() == ["A.npy", "pipe"])
    }
  }

  /// Sizes at which squares leave the range of doubles, and forms that are all padding.
  @Test func extremesAreAnsweredOrNamed() async throws {
    try await withTemporaryFolder { folder in
      let path = folder.appending(path: "A.npy").path
      for exponent in [1000, -1000] {
        let values = weights(64).map { Double(sign: .plus, exponent: exponent, significand: Double($0)) }
        try TensorFile.write(try NumPyFile.encode(try Tensor(values, shape: [8, 8])), path: path)
        let (run, report) = try await project([path, "--certificate", folder.appending(path: "P").path])
        #expect(run.status == 0 && report.holds && report.tensors[0].relative_error > 0.1)
        #expect(report.tensors[0].norm > 0 && report.tensors[0].norm.isFinite)
        let certify = try await oracle("certify", folder.appending(path: "P").path, path, "--json", "-")
        #expect(certify.status == 0 && certify.output.contains("\"relative_error\":0."), "\(certify)")
      }
      for form in ["1,1,100000,1,100000,1", "1,1,2147483647,1,2147483647,1", "1,1000000000,8,1,8,1000000000"] {
        let run = try await oracle("project", path, "--form", form)
        #expect(run.status == 2 && run.errorLine?.contains("too large for a matrix of 8×8") == true, "\(run)")
      }
    }
  }

  /// Where nothing can be projected machines are told so too.
  @Test func failuresAreReportedAsJSON() async throws {
    try await withTemporaryFolder { folder in
      let path = folder.appending(path: "A.npy").path
      try TensorFile.write(try NumPyFile.encode(try Tensor([Float(1), .nan], shape: [1, 2])), path: path)
      let (run, report) = try await project([path])
      #expect(run.status == 2 && !report.holds && report.tensors.isEmpty && report.failures.count == 1)
      #expect(run.errorLine?.contains("expected finite numbers, found nan at row 0, column 1") == true)
      try TensorFile.write(
        try NumPyFile.encode(try Tensor(elementType: .int64, shape: [1, 1], bytes: [0, 0, 0, 0, 0, 0, 0, 0])),
        path: path)
      let integers = try await oracle("project", path)
      #expect(integers.errorLine?.contains("expected a 2-D float tensor, found \"A\" of int64 [1, 1]") == true)
    }
  }
}
