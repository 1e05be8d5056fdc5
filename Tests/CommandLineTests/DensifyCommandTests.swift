import Foundation
import TensorFiles
import TestSupport
import Testing

@Suite struct DensifyCommandTests {
  /// Factors of M = [[1, 2], [3, 4]]·[5, …] that no rounding touches, as `project --output` would write them.
  private func factors() throws -> SafeTensors {
    var file = SafeTensors(metadata: [
      "monarch.version": "1", "monarch.layout": "fly", "monarch.w.form": "1 1 2 1 2 1", "monarch.w.rows": "2",
      "monarch.w.columns": "2",
    ])
    file["w.left"] = try Tensor([Float(3), 5], shape: [1, 2, 1])
    file["w.right"] = try Tensor([Float(2), 7], shape: [1, 1, 2])
    return file
  }

  private func densify(
    _ file: SafeTensors, in folder: URL, _ arguments: String...
  ) async throws -> (run: Run, output: String) {
    let (path, output) = (folder.appending(path: "F.safetensors").path, folder.appending(path: "D.npy").path)
    try TensorFile.write(try file.encode(), path: path)
    return (try await execute(program.path, ["densify", path, "--output", output] + arguments), output)
  }

  @Test func productsAreExactWhereTheyFit() async throws {
    try await withTemporaryFolder { folder in
      let (run, output) = try await densify(try factors(), in: folder)
      #expect(run.status == 0 && run.output == "w: 2×2 float32, 0 of 4 entries rounded, 0 overflowed\n", "\(run)")
      #expect(
        try NumPyFile.decode(try TensorFile.read(path: output)) == Tensor([Float(6), 21, 10, 35], shape: [2, 2]))
    }
  }

  /// 2049 needs twelve bits, of which float16 has eleven; 65 520 rounds to infinity.
  @Test func roundingIsCounted() async throws {
    try await withTemporaryFolder { folder in
      var file = try factors()
      file["w.left"] = try Tensor([Float(683), 21840], shape: [1, 2, 1])
      file["w.right"] = try Tensor([Float(3), 1], shape: [1, 1, 2])
      let (run, output) = try await densify(file, in: folder, "--format", "float16")
      #expect(run.status == 0 && run.output == "w: 2×2 float16, 2 of 4 entries rounded, 1 overflowed\n", "\(run)")
      let values = try NumPyFile.decode(try TensorFile.read(path: output)).doubles()
      #expect(values == [2048, 683, .infinity, 21840])
    }
  }

  @Test func tensorsMayBeNamedByHand() async throws {
    try await withTemporaryFolder { folder in
      let paths = ["L.npy", "R.npy", "M.npy"].map { folder.appending(path: $0).path }
      let file = try factors()
      try TensorFile.write(try NumPyFile.encode(try #require(file["w.left"])), path: paths[0])
      try TensorFile.write(try NumPyFile.encode(try #require(file["w.right"])), path: paths[1])
      let run = try await oracle("densify", "--left", paths[0], "--right", paths[1], "--output", paths[2])
      #expect(run.status == 0, "\(run)")
      #expect(try NumPyFile.decode(try TensorFile.read(path: paths[2])).doubles() == [6, 21, 10, 35])
    }
  }

  /// Damage to a file of factors: one line that names what is wrong, and no output.
  @Test func brokenFactorsAreNamed() async throws {
    typealias Damage = (inout SafeTensors) throws -> Void
    let damages: [(String, Damage)] = [
      ("expected factors with the metadata monarch.version, found none", { $0.metadata["monarch.version"] = nil }),
      ("expected monarch.version 1, found 2", { $0.metadata["monarch.version"] = "2" }),
      ("expected the name of a layout in monarch.layout, found \"flyy\"", { $0.metadata["monarch.layout"] = "flyy" }),
      ("expected tensors NAME.left and NAME.right, found none", { $0["w.left"] = nil }),
      ("expected a tensor \"w.right\", found none", { $0["w.right"] = nil }),
      ("expected 6 sizes in monarch.w.form, found none", { $0.metadata["monarch.w.form"] = nil }),
      ("expected 6 sizes in monarch.w.form, found \"1 1 2\"", { $0.metadata["monarch.w.form"] = "1 1 2" }),
      ("expected 6 sizes in monarch.w.form", { $0.metadata["monarch.w.form"] = "1 1 2 1 2 99999999999999999999" }),
      ("do not fill", { $0.metadata["monarch.w.form"] = "1 2 2 1 2 1" }),
      ("monarch.w.form is 1×1×3·1×2×1, but the tensors", { $0.metadata["monarch.w.form"] = "1 1 3 1 2 1" }),
      ("expected a size in monarch.w.rows, found \"0\"", { $0.metadata["monarch.w.rows"] = "0" }),
      ("expected at most 2 rows and 2 columns of w, found 3 and 2", { $0.metadata["monarch.w.rows"] = "3" }),
      (
        "expected finite numbers, found nan at flat index 1",
        { $0["w.left"] = try Tensor([Float(1), .nan], shape: [1, 2, 1]) }
      ),
      ("of one type, float32 or float64", { $0["w.left"] = try Tensor([1.0, 2], shape: [1, 2, 1]) }),
      ("w: ", { $0["w.left"] = try Tensor([Float(1), 2], shape: [2, 1]) }),
    ]
    try await withTemporaryFolder { folder in
      for (text, damage) in damages {
        var file = try factors()
        try damage(&file)
        let (run, output) = try await densify(file, in: folder)
        #expect(run.status == 2 && run.errorLine?.contains(text) == true, "\(text): \(run)")
        #expect(!FileManager.default.fileExists(atPath: output))
      }
    }
  }

  @Test func badRequestsAreNamed() async throws {
    try await withTemporaryFolder { folder in
      let (run, _) = try await densify(try factors(), in: folder, "--tensor", "v")
      #expect(run.status == 2 && run.errorLine?.contains("expected a tensor \"v.left\", found none") == true, "\(run)")
      for (arguments, text) in [
        ([], "name a file of factors"), (["a", "--left", "b", "--right", "c"], "name a file of factors"),
        (["--left", "b"], "name a file of factors"), (["--left", "b", "--right", "c", "--tensor", "w"], "--tensor"),
        (["a", "--layout", "fly"], "--layout"), (["a", "--format", "int8"], "--format"),
      ] {
        let run = try await execute(
          program.path, ["densify"] + arguments + ["--output", folder.appending(path: "none.npy").path])
        #expect(run.status == 2 && run.error.contains(text), "\(arguments): \(run)")
      }
      let name = try await oracle("densify", "a", "--output", "b.txt")
      #expect(name.status == 2 && name.error.contains("ends in .npy or .safetensors"))
    }
  }
}
