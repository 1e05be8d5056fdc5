import Foundation
import TensorFiles
import TestSupport
import Testing

@Suite struct LayoutCommandTests {
  /// Tensors of one shape or another, all numbers different, written where the command reads them.
  private func write(_ shape: [Int], _ name: String, step: Int, in folder: URL) throws -> String {
    let count = shape.reduce(1, *)
    let values = (0..<count).map { Float(($0 * step + 3) % 1009) / 7 }
    let path = folder.appending(path: name).path
    try TensorFile.write(try NumPyFile.encode(Tensor(values, shape: shape)), path: path)
    return path
  }

  private struct Answer: Decodable {
    struct Explanation: Decodable {
      struct Reading: Decodable {
        let layout: String
        let w1: String
      }
      let presets: [Reading]
      let formula: String
      let batch: String?
    }
    struct Hint: Decodable {
      let kind: String
    }
    let outcome: String
    let explanations: [Explanation]
    let hints: [Hint]
  }

  private func detect(_ arguments: [String], in folder: URL) async throws -> (run: Run, answer: Answer?) {
    let json = folder.appending(path: "answer.json")
    let run = try await execute(program.path, ["layout", "detect"] + arguments + ["--json", json.path])
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return (run, (try? Data(contentsOf: json)).flatMap { try? decoder.decode(Answer.self, from: $0) })
  }

  /// What `densify` makes by a layout, `detect` names.
  @Test(arguments: ["fly", "monarch-attention", "btt", "fly-einsum:2", "ks"])
  func whatDensifyMakesIsNamed(_ layout: String) async throws {
    let (left, right): ([Int], [Int]) =
      switch layout {
      case "monarch-attention": ([3, 2, 4], [2, 3, 5])
      case "btt": ([3, 4, 4], [2, 5, 6])
      case "ks": ([1, 4, 4, 3], [2, 6, 5, 1])
      default: ([3, 4, 4], [2, 6, 5])
      }
    try await withTemporaryFolder { folder in
      let l = try write(left, "L.npy", step: 17, in: folder)
      let r = try write(right, "R.npy", step: 23, in: folder)
      let m = folder.appending(path: "M.npy").path
      let dense = try await oracle("densify", "--left", l, "--right", r, "--layout", layout, "--output", m)
      #expect(dense.status == 0, "\(dense)")
      let (run, answer) = try await detect(["--dense", m, "--tensors", l, r], in: folder)
      #expect(run.status == 0 && answer?.outcome == "one", "\(run)")
      let presets = try #require(answer?.explanations.first?.presets)
      #expect(presets.contains { $0.layout == layout && $0.w1 == "left" }, "\(run.output)")
      #expect(run.output.hasPrefix("one convention explains M ("))

      // The product of the same code, as a black box.
      let x = try write([11, right.contains(5) ? 10 : 0], "X.npy", step: 31, in: folder)
      let y = folder.appending(path: "Y.npy").path
      let product = try await oracle(
        "multiply", "--left", l, "--right", r, "--layout", layout, "--input", x, "--output", y)
      #expect(product.status == 0, "\(product)")
      let (box, found) = try await detect(["--input", x, "--result", y, "--tensors", r, l], in: folder)
      #expect(box.status == 0 && found?.explanations.first?.batch == "first", "\(box)")
      #expect(found?.explanations.first?.presets.contains { $0.layout == layout && $0.w1 == "right" } == true)
    }
  }

  @Test func ambiguousAndForeignDataExitWithOne() async throws {
    try await withTemporaryFolder { folder in
      let l = try write([3, 3, 3], "L.npy", step: 17, in: folder)
      let ones = folder.appending(path: "ones.npy").path
      try TensorFile.write(
        try NumPyFile.encode(Tensor([Float](repeating: 1, count: 27), shape: [3, 3, 3])), path: ones)
      let threes = folder.appending(path: "threes.npy").path
      try TensorFile.write(
        try NumPyFile.encode(Tensor([Float](repeating: 1, count: 81), shape: [9, 9])), path: threes)
      let (several, answer) = try await detect(["--dense", threes, "--tensors", ones, ones], in: folder)
      #expect(several.status == 1 && answer?.outcome == "several", "\(several)")
      #expect(several.output.contains("first differ at M[0, 1]"), "\(several.output)")
      let (none, nothing) = try await detect(["--dense", threes, "--tensors", l, ones], in: folder)
      #expect(none.status == 1 && nothing?.outcome == "none" && none.output.contains("nearest: "), "\(none)")
    }
  }

  @Test func badInputIsNamed() async throws {
    try await withTemporaryFolder { folder in
      let l = try write([3, 3, 3], "L.npy", step: 17, in: folder)
      let m = try write([4, 4], "M.npy", step: 5, in: folder)
      for (arguments, text) in [
        (["--dense", m, "--tensors", l], "expected two tensors, found 1"),
        (["--tensors", l, l], "name the dense matrix with --dense, or both"),
        (["--dense", m, "--input", m, "--tensors", l, l], "name the dense matrix"),
        (["--input", m, "--tensors", l, l], "name the dense matrix"),
        (["--dense", m, "--tensors", l, l], "such as 9×9, found 4×4"),
        (["--dense", l, "--tensors", l, l], "expected a matrix, found the shape [3, 3, 3]"),
        (["--dense", m, "--tensors", m, m], "expected two tensors that some convention reads"),
        (["--dense", "none.npy", "--tensors", l, l], "none.npy"),
        (["--dense", m, "--tensors", l, l, "--format", "int8"], "--format"),
        (["--dense", m, "--tensors", l, l, "--format", "float16"], "--format float16: accumulating float32 data"),
      ] {
        let (run, answer) = try await detect(arguments, in: folder)
        #expect(run.status == 2 && run.error.contains(text) && answer == nil, "\(arguments): \(run)")
      }
    }
  }

  @Test func everyPresetIsListed() async throws {
    let run = try await oracle("layout", "list")
    #expect(run.status == 0)
    for name in ["paper", "fly", "fly-einsum", "monarch-linear", "m2", "monarch-attention", "btt", "ks"] {
      #expect(run.output.split(separator: "\n").contains { $0.hasPrefix("\(name) ") && $0.count > 30 }, "\(name)")
    }
  }
}
