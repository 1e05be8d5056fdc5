import ExactArithmetic
import Foundation
import TensorFiles
import TestSupport
import Testing

@Suite struct MultiplyCommandTests {
  private func write(_ tensor: Tensor, _ name: String, in folder: URL) throws {
    try TensorFile.write(try NumPyFile.encode(tensor), path: folder.appending(path: name).path)
  }

  /// The worked example of the square case m = 2, all numbers small.
  private func example(in folder: URL) throws {
    try write(try Tensor([1, 2, 3, 4, 5, 6, 7, 8] as [Float], shape: [2, 2, 2]), "L.npy", in: folder)
    try write(try Tensor([1, 0, 0, 1, 1, 1, 0, 1] as [Float], shape: [2, 2, 2]), "R.npy", in: folder)
    try write(try Tensor([1, 2, 3, 4] as [Float], shape: [4]), "X.npy", in: folder)
  }

  private func files(_ folder: URL) -> [String] {
    ["left", "right", "input"].flatMap {
      ["--\($0)", folder.appending(path: "\($0.first!.uppercased() == "I" ? "X" : $0.first!.uppercased()).npy").path]
    }
  }

  @Test func exactResultGoesToStandardOutput() async throws {
    try await withTemporaryFolder { folder in
      try example(in: folder)
      let run = try await execute(program.path, ["multiply"] + files(folder))
      // h = (1, 2, 7, 4); y[0] = 1·1+2·7, y[1] = 5·2+6·4, y[2] = 3·1+4·7, y[3] = 7·2+8·4.
      #expect(run.status == 0 && run.output == #"{"entries":["15","34","31","46"],"field":"Q","shape":[1,4]}"# + "\n")
    }
  }

  @Test func roundedResultIsANumPyFile() async throws {
    try await withTemporaryFolder { folder in
      try example(in: folder)
      try write(try Tensor([0.1, 0.2, 0.3, 0x1p-133] as [Float], shape: [1, 4]), "X.npy", in: folder)
      let output = folder.appending(path: "Y.npy").path
      let run = try await execute(
        program.path, ["multiply"] + files(folder) + ["--output", output, "--format", "float64"])
      #expect(run.status == 0 && run.output.contains("1×4 float64"))
      let tensor = try NumPyFile.decode(try TensorFile.read(path: output))
      #expect(tensor.shape == [1, 4] && tensor.elementType == .float64)
      let x = [0.1, 0.2, 0.3, 0x1p-133].map { Rational(exactly: Float($0))! }
      #expect(try tensor.doubles()[0] == Double(x[0] + 2 * (x[2] + x[3])))
    }
  }

  /// The same files mean other matrices in other conventions.
  @Test func layoutsGiveTheFilesTheirMeaning() async throws {
    try await withTemporaryFolder { folder in
      try example(in: folder)
      for (layout, entries) in [
        ("paper", ["15", "34", "31", "46"]),
        // P·BD(R)·P·BD(L)·P: Px = (1, 3, 2, 4); BD(L) gives (7, 15, 34, 46), P (7, 34, 15, 46), BD(R) (7, 34, 61, 46).
        ("m2", ["7", "61", "34", "46"]),
        // W1 = R, W2 = L, both (block, in, out): y = ((1, 2), (3, 7)), then block c: (y[0][c], y[1][c])·W2[c].
        ("btt", ["10", "14", "59", "68"]),
      ] {
        let run = try await execute(program.path, ["multiply"] + files(folder) + ["--layout", layout])
        let quoted = entries.map { "\"\($0)\"" }.joined(separator: ",")
        #expect(run.output == "{\"entries\":[\(quoted)],\"field\":\"Q\",\"shape\":[1,4]}\n", "\(layout)")
      }
      let refused = try await execute(program.path, ["multiply"] + files(folder) + ["--layout", "ks"])
      #expect(refused.status == 2 && refused.errorLine?.contains("expected right of 4 dimensions") == true)
    }
  }

  /// Every format of .npy: rounded from the exact value at once, with counts of what it cannot hold.
  @Test(arguments: [ElementType.float16, .float32, .float64])
  func everyStoredFormatIsWritten(type: ElementType) async throws {
    try await withTemporaryFolder { folder in
      try example(in: folder)
      // h = (x0, x1, x2 + x3, x3), y[0] = x0 + 2·(x2 + x3): a tie of float16 that 2⁻³⁰ breaks, and an overflow of it.
      let input: [Float] = [2049, 0x1p17, 0, 0x1p-31, 1, 2, 3, 4]
      try write(try Tensor(input, shape: [2, 4]), "X.npy", in: folder)
      let output = folder.appending(path: "Y.npy").path
      let run = try await execute(
        program.path, ["multiply"] + files(folder) + ["--output", output, "--format", type.rawValue])
      #expect(run.status == 0 && run.output.contains("2×4 \(type.rawValue)"))
      let tensor = try NumPyFile.decode(try TensorFile.read(path: output))
      #expect(tensor.shape == [2, 4] && tensor.elementType == type)
      let values = try tensor.doubles()
      #expect(values[0] == (type == .float16 ? 2050 : type == .float32 ? 2049 : 2049 + 0x1p-30))
      #expect(values[1] == (type == .float16 ? .infinity : type == .float32 ? 0x1.4p19 : 0x1.4p19 + 6 * 0x1p-31))
      #expect(values[4...] == [15, 34, 31, 46])
      #expect(
        run.output.contains(type == .float64 ? "0 overflowed" : type == .float32 ? "0 overflowed" : "2 overflowed"))
    }
  }

  @Test func safetensorsAreReadByName() async throws {
    try await withTemporaryFolder { folder in
      try example(in: folder)
      var model = SafeTensors()
      for (name, file) in [("layer.left", "L.npy"), ("layer.right", "R.npy")] {
        model[name] = try NumPyFile.decode(try TensorFile.read(path: folder.appending(path: file).path))
      }
      let path = folder.appending(path: "m.safetensors").path
      try TensorFile.write(try model.encode(), path: path)
      let x = folder.appending(path: "X.npy").path
      let run = try await oracle(
        "multiply", "--left", path + ":layer.left", "--right", path + ":layer.right", "--input", x)
      #expect(run.status == 0 && run.output.contains("\"15\""))
      let missing = try await oracle(
        "multiply", "--left", path + ":other", "--right", path + ":layer.right", "--input", x)
      #expect(
        missing.status == 2
          && missing.errorLine?.contains("no tensor \"other\"; it holds layer.left, layer.right") == true)
      let unnamed = try await oracle("multiply", "--left", path, "--right", path, "--input", x)
      #expect(unnamed.status == 2 && unnamed.errorLine?.contains("name the tensor") == true)
    }
  }

  @Test func summaryIsJSON() async throws {
    try await withTemporaryFolder { folder in
      try example(in: folder)
      let run = try await execute(
        program.path, ["multiply"] + files(folder) + ["--output", folder.appending(path: "Y.npy").path, "--json", "-"])
      let summary = try #require(try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any])
      #expect(summary["rounded"] as? Int == 0 && summary["outputs"] as? Int == 4 && summary["parameters"] as? Int == 16)
    }
  }

  @Test func badFilesAreNamedInOneLine() async throws {
    try await withTemporaryFolder { folder in
      try example(in: folder)
      let good = [UInt8](try Data(contentsOf: folder.appending(path: "L.npy")))
      func header(_ text: String, _ data: Int = 32) -> [UInt8] {
        let padded = text + String(repeating: " ", count: 63 - (10 + text.utf8.count) % 64) + "\n"
        return [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(padded.utf8.count & 255), UInt8(padded.utf8.count >> 8)]
          + Array(padded.utf8) + [UInt8](repeating: 0, count: data)
      }
      func described(_ descriptor: String, _ order: String, _ shape: String) -> [UInt8] {
        header("{'descr': '\(descriptor)', 'fortran_order': \(order), 'shape': \(shape), }")
      }
      let bad: [(String, [UInt8], String)] = [
        ("empty", [], "L.npy"), ("truncated", Array(good.dropLast(3)), "L.npy"),
        ("cut header", Array(good.prefix(20)), "L.npy"),
        ("wrong magic", Array("PK\u{3}\u{4}garbage".utf8), "L.npy"),
        ("overflow", described("<f4", "False", "(4294967296, 4294967296, 4294967296)"), "L.npy"),
        ("Fortran order", described("<f4", "True", "(2, 2, 2)"), "ortran"),
        ("object", described("|O", "False", "(2, 2, 2)"), "bject"),
        ("0-d", header("{'descr': '<f4', 'fortran_order': False, 'shape': (), }", 4), "3 dimensions"),
        ("no entries", header("{'descr': '<f4', 'fortran_order': False, 'shape': (0, 2, 2), }", 0), "l = 0"),
        ("complex", described("<c8", "False", "(2, 2, 1)"), "omplex"),
        (
          "not finite", Array(good.dropLast(4)) + [0, 0, 0xC0, 0x7F],
          "L.npy: expected finite numbers, found nan at flat index 7"
        ),
        ("does not fit", described("<f4", "False", "(2, 4, 1)"), "k·q = 2·2 = 4"),
      ]
      for (what, bytes, text) in bad {
        try Data(bytes).write(to: folder.appending(path: "L.npy"))
        let run = try await execute(program.path, ["multiply"] + files(folder))
        #expect(run.status == 2 && run.output == "", "\(what): \(run)")
        let line = try #require(run.errorLine, "\(what): \(run.error)")
        #expect(line.hasPrefix("error: ") && line.contains(text) && line.count < 400, "\(what): \(line)")
      }
      for path in ["/nowhere/a\nb\u{1B}[31m.npy", "/nowhere/\u{202E}.npy"] {
        let x = folder.appending(path: "X.npy").path
        let run = try await oracle("multiply", "--left", path, "--right", x, "--input", x)
        #expect(run.status == 2 && run.errorLine != nil, "\(run)")
        #expect(!run.error.contains("\u{1B}") && !run.error.contains("\u{202E}"))
      }
      for path in ["/nowhere/L.npy", folder.path, "/dev/zero"] {
        let x = folder.appending(path: "X.npy").path
        let run = try await oracle("multiply", "--left", path, "--right", x, "--input", x)
        #expect(run.status == 2 && run.errorLine?.contains(path) == true, "\(run)")
      }
    }
  }

  /// Shapes from n = 4 to 1024, square and rectangular, several element types, against Python's fractions.
  @Test(.enabled(if: hasNumPy, "needs python3 with NumPy"))
  func agreesWithPythonFractions() async throws {
    #if DEBUG
      let largest = "256"
    #else
      let largest = "1024"
    #endif
    let script = repository.appending(path: "Tests/Scripts/multiply_against_fractions.py").path
    let run = try await execute("/usr/bin/env", ["python3", script, program.path, largest])
    #expect(run.status == 0 && run.output.contains("agree"), "\(run.output)\(run.error)")
  }
}
