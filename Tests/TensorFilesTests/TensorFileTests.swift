import Foundation
import TensorFiles
import Testing

@Suite final class TensorFileTests {
  /// A folder of this test's own.
  private let folder: String

  init() throws {
    folder = FileManager.default.temporaryDirectory.appendingPathComponent("TensorFiles-\(UUID())").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  }

  deinit {
    try? FileManager.default.removeItem(atPath: folder)
  }

  private func contents() throws -> [String] { try FileManager.default.contentsOfDirectory(atPath: folder).sorted() }

  @Test func writtenFilesReadTheSame() throws {
    for count in [0, 1, 100_000] {
      let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0) }
      try TensorFile.write(bytes, path: folder + "/file")
      #expect(try TensorFile.read(path: folder + "/file") == bytes)
      #expect(try contents() == ["file"])
    }
  }

  @Test func limitIsTheGreatestSize() throws {
    try TensorFile.write([1, 2, 3], path: folder + "/file")
    #expect(try TensorFile.read(path: folder + "/file", limit: 3) == [1, 2, 3])
    check(.tooLarge, "expected a file of at most 2 bytes, found 3") { path throws(TensorFileError) in
      try TensorFile.read(path: path, limit: 2)
    }
  }

  /// A sparse file: terabytes that take no space.
  @Test func hugeFilesAreRefusedWithoutReading() throws {
    try TensorFile.write([], path: folder + "/file")
    let handle = try #require(FileHandle(forWritingAtPath: folder + "/file"))
    try handle.truncate(atOffset: 1 << 40)
    try handle.close()
    check(.tooLarge, "4294967296 bytes, found 1099511627776") { path throws(TensorFileError) in
      try TensorFile.read(path: path)
    }
  }

  @Test func onlyRegularFilesAreRead() throws {
    check(.notRegularFile, "found a directory", path: folder) { path throws(TensorFileError) in
      try TensorFile.read(path: path)
    }
    for device in ["/dev/zero", "/dev/null"] {
      check(.notRegularFile, "found a device", path: device) { path throws(TensorFileError) in
        try TensorFile.read(path: path)
      }
    }
    #expect(mkfifo(folder + "/file", 0o600) == 0)
    check(.notRegularFile, "found a FIFO") { path throws(TensorFileError) in try TensorFile.read(path: path) }
    check(.notRegularFile, "found a FIFO") { path throws(TensorFileError) in try TensorFile.write([1], path: path) }
  }

  @Test func missingFilesAndFoldersAreNamed() throws {
    check(.inputOutput, "cannot read it: No such file") { path throws(TensorFileError) in
      try TensorFile.read(path: path)
    }
    check(.inputOutput, "cannot write it: No such file", path: folder + "/none/file") { path throws(TensorFileError) in
      try TensorFile.write([], path: path)
    }
    check(.notRegularFile, "found a directory", path: folder) { path throws(TensorFileError) in
      try TensorFile.write([], path: path)
    }
    check(.inputOutput, "found none", path: "") { path throws(TensorFileError) in try TensorFile.read(path: path) }
    check(.inputOutput, "a zero byte", path: "a\0b") { path throws(TensorFileError) in try TensorFile.read(path: path) }
    let long = String(repeating: "a\n", count: 3000) + "end"
    check(.inputOutput, "cannot read it", path: long) { path throws(TensorFileError) in
      try TensorFile.read(path: path)
    }
    #expect(try contents() == [])
  }

  @Test func linksAreFollowedWhenReadAndReplacedWhenWritten() throws {
    try TensorFile.write([1], path: folder + "/target")
    try FileManager.default.createSymbolicLink(atPath: folder + "/link", withDestinationPath: folder + "/target")
    #expect(try TensorFile.read(path: folder + "/link") == [1])
    try TensorFile.write([2], path: folder + "/link")
    #expect(try TensorFile.read(path: folder + "/link") == [2])
    #expect(try TensorFile.read(path: folder + "/target") == [1])
  }

  /// Checks that `body` throws on the path (`file` in the folder, if none is given), naming it.
  private func check<Result>(
    _ kind: TensorFileError.Kind, _ fragment: String, path: String? = nil,
    sourceLocation: SourceLocation = #_sourceLocation, _ body: (String) throws(TensorFileError) -> Result
  ) {
    let path = path ?? folder + "/file"
    do throws(TensorFileError) {
      _ = try body(path)
      Issue.record("accepted, expected \(fragment)", sourceLocation: sourceLocation)
    } catch {
      #expect(error.kind == kind, "\(error)", sourceLocation: sourceLocation)
      #expect(error.description.contains(fragment), sourceLocation: sourceLocation)
      let name = path.suffix(path.contains("\0") ? 1 : 3)
      #expect(error.description.contains("\(name)\": "), sourceLocation: sourceLocation)
      checkIsOneShortLine(error, sourceLocation: sourceLocation)
    }
  }
}
