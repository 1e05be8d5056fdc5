import Foundation
import TensorFiles
import TestSupport
import Testing

@Suite struct JudgeCommandTests {
  private struct Files {
    let folder: URL
    func path(_ name: String) -> String { folder.appending(path: name).path }

    func write(_ values: [Float], _ shape: [Int], _ name: String) throws {
      try TensorFile.write(try NumPyFile.encode(try Tensor(values, shape: shape)), path: path(name))
    }

    func judge(_ more: String...) async throws -> Run {
      try await execute(
        program.path,
        [
          "judge", "--left", path("L.npy"), "--right", path("R.npy"), "--input", path("X.npy"), "--result",
          path("Y.npy"),
        ]
          + more)
    }

    init(_ folder: URL) throws {
      self.folder = folder
      try write([1, 2, 3, 4, 5, 6, 7, 8], [2, 2, 2], "L.npy")
      try write([1, 0, 0, 1, 1, 1, 0, 1], [2, 2, 2], "R.npy")
      try write([1, 2, 3, 4], [4], "X.npy")
      try write([15, 34, 31, 46], [4], "Y.npy")
    }
  }

  @Test func rightResultHolds() async throws {
    try await withTemporaryFolder { folder in
      let files = try Files(folder)
      let run = try await files.judge()
      #expect(run.status == 0 && run.output.hasPrefix("holds (exact, float32): equal to the exact product"), "\(run)")
    }
  }

  @Test func wrongResultIsViolatedWithItsWitness() async throws {
    try await withTemporaryFolder { folder in
      let files = try Files(folder)
      try files.write([15, 34, 32, 46], [4], "Y.npy")
      let run = try await files.judge()
      #expect(run.status == 1 && run.output.contains("output 2 of batch row 0 must be exactly 31, found 32.0"))

      let json = try await files.judge("--json", "-")
      let report = try #require(try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any])
      #expect(json.status == 1 && report["verdict"] as? String == "violated" && report["tier"] as? String == "exact")
      let witness = try #require(report["witness"] as? [String: Any])
      #expect(
        witness["output"] as? Int == 2 && witness["expected"] as? String == "31"
          && witness["found"] as? String == "32.0")
      #expect((report["exact_ratio"] as? String)?.contains("/") == true)
    }
  }

  /// Results of an input that was cut off to tf32 first, and of an adder of several terms.
  @Test func narrowOperandsAndAddersAreDeclared() async throws {
    try await withTemporaryFolder { folder in
      let files = try Files(folder)
      try files.write([1 + 0x1p-12, 2, 3, 4], [4], "X.npy")
      let plain = try await files.judge()
      #expect(plain.status == 1, "\(plain)")
      let cut = try await files.judge("--operands", "tf32")
      #expect(cut.status == 0 && cut.output.contains("float32, tf32 operands"), "\(cut)")
      #expect(try await files.judge("--operands", "tf32", "--accumulate", "bfloat16").status == 2)
      #expect(try await files.judge("--operands", "float12").status == 2)
      let adder = try await files.judge("--operands", "tf32", "--adder-window", "23")
      #expect(adder.status == 0 && adder.output.contains("tf32 operands, adder window 23"), "\(adder)")
      let none = try await files.judge("--adder-window", "0")
      #expect(none.status == 2 && none.errorLine?.contains("1 to 128 bits, not 0") == true, "\(none)")
    }
  }

  @Test func unsettledDataExitsWithTwo() async throws {
    try await withTemporaryFolder { folder in
      let files = try Files(folder)
      try files.write([0, 0, 0, 0], [4], "X.npy")
      try files.write([0, 0, 0, 0], [4], "Y.npy")
      let run = try await files.judge()
      #expect(
        run.status == 2 && run.output.contains("mistrusted") && run.output.contains("would pass for a mistake"))
    }
  }

  @Test func modelAndShapesAreChecked() async throws {
    try await withTemporaryFolder { folder in
      let files = try Files(folder)
      try files.write([1, 2, 3, 4], [1, 4], "Y.npy")
      let shape = try await files.judge()
      #expect(shape.status == 2 && shape.errorLine?.contains("expected a result of shape [4], found [1, 4]") == true)
      try files.write([15, 34, 31, 46], [4], "Y.npy")
      #expect(try await files.judge("--accumulate", "float64").status == 0)
      #expect(try await files.judge("--layout", "paper").status == 0)
      #expect(try await files.judge("--accumulate", "float8").status == 2)
      // 15, 34, 31, 46 in 16 bits, and one unit in the last place more.
      for (last, status) in [(UInt8(0xC0), 0), (0xC1, 1)] as [(UInt8, Int)] {
        let half = try Tensor(
          elementType: .float16, shape: [4], bytes: [0x80, 0x4B, 0x40, 0x50, 0xC0, 0x4F, last, 0x51])
        try TensorFile.write(try NumPyFile.encode(half), path: files.path("Y.npy"))
        let run = try await files.judge("--accumulate", "float32", "--intermediate", "float16")
        #expect(run.status == status && run.output.contains("float32→float32|float16→float16"), "\(run)")
      }
      let halved = try await files.judge()
      #expect(
        halved.status == 2 && halved.errorLine?.contains("in float16 rounds the inputs first") == true, "\(halved)")
      try files.write([15, 34, 31, 46], [4], "Y.npy")
      try TensorFile.write(
        try NumPyFile.encode(try Tensor([1, 2, 3, 4] as [Double], shape: [4])), path: files.path("X.npy"))
      let narrow = try await files.judge("--accumulate", "float32")
      #expect(narrow.status == 2 && narrow.errorLine?.contains("rounds the inputs first") == true, "\(narrow)")
    }
  }
}
