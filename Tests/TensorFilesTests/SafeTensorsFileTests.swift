import Foundation
import TensorFiles
import Testing

/// Files that are read tensor by tensor.
@Suite final class SafeTensorsFileTests {
  private let path = FileManager.default.temporaryDirectory.appending(path: "SafeTensorsFile-\(UUID())").path

  deinit { try? FileManager.default.removeItem(atPath: path) }

  private func open(_ bytes: [UInt8]) throws(TensorFileError) -> SafeTensorsFile {
    try TensorFile.write(bytes, path: path)
    return try SafeTensorsFile(path: path)
  }

  @Test(arguments: [Fixtures.safetensors, Fixtures.safetensorsNothing, Fixtures.safetensorsAllTypes])
  func partsAreThoseOfTheWhole(bytes: [UInt8]) throws {
    let (file, whole) = (try open(bytes), try SafeTensors.decode(bytes))
    #expect(file.metadata == whole.metadata)
    #expect(Set(file.entries.map(\.name)) == Set(whole.tensors.keys))
    for entry in file.entries {
      let tensor = try #require(whole[entry.name])
      #expect(try file.tensor(named: entry.name) == tensor)
      #expect(entry.elementType == tensor.elementType && entry.shape == tensor.shape)
      #expect(entry.byteCount == tensor.bytes.count && file[entry.name] == entry)
    }
    #expect(try file.tensor(named: "no such tensor") == nil)
  }

  @Test func namesStandInNaturalOrder() throws {
    let names = ["a", "a.1", "a.01", "a.2", "a.10", "a.10.b", "a1b2", "a1b10", "b", "é"]
    let tensor = try Tensor([Float(1)], shape: [])
    let contents = SafeTensors(tensors: Dictionary(uniqueKeysWithValues: names.map { ($0, tensor) }))
    #expect(
      try open(contents.encode()).entries.map(\.name)
        == ["a", "a.01", "a.1", "a.2", "a.10", "a.10.b", "a1b2", "a1b10", "b", "é"])
  }

  /// What cannot be read is listed with its size, and named when it is asked for.
  @Test func foreignTypesDoNotKeepOthersFromBeingRead() throws {
    let file = try open(
      safetensors(
        #"{"x":{"dtype":"F8_E4M3","shape":[3],"data_offsets":[2,5]},"y":{"dtype":"U8","shape":[2],"data_offsets":[0,2]}}"#,
        data: [1, 2, 3, 4, 5]))
    let entry = try #require(file["x"])
    #expect(entry.elementType == nil && entry.elementTypeName == "F8_E4M3" && entry.byteCount == 3)
    #expect(try file.tensor(named: "y")?.bytes == [1, 2])
    #expect(refuses(.unsupportedElementType) { () throws(TensorFileError) in try file.tensor(named: "x") })
  }

  /// Half a byte is no place for a tensor to end, nor is an overflow.
  @Test func foreignTypesFillTheirBytes() throws {
    for (shape, bytes, kind) in [
      ("[3]", 2, TensorFileError.Kind.invalidShape), ("[2]", 2, .sizeMismatch),
      ("[4611686018427387904,2]", 0, .invalidShape), ("[4611686018427387904]", 0, .invalidShape),
    ] {
      let header = "{\"x\":{\"dtype\":\"F4\",\"shape\":\(shape),\"data_offsets\":[0,\(bytes)]}}"
      let file = safetensors(header, data: Array(repeating: 0, count: bytes))
      #expect(refuses(kind) { () throws(TensorFileError) in try self.open(file) }, "\(shape)")
    }
  }

  @Test(arguments: SafeTensorsTests.fileRefusals + SafeTensorsTests.headerRefusals)
  func brokenFilesAreRefusedAsInWhole(refusal: Refusal) throws {
    do throws(TensorFileError) {
      let file = try open(refusal.file)
      // Only types that are not read.
      #expect(refusal.kind == .unsupportedElementType && file.entries.contains { $0.elementType == nil })
    } catch {
      #expect(error.kind == refusal.kind && error.description.contains(refusal.fragment), "\(error)")
      #expect(error.description.contains("SafeTensorsFile-"), "the path is not named: \(error)")
    }
  }

  /// A file that grows, shrinks or changes between two reads is an error, not a mixture.
  @Test(arguments: ["grown", "shrunk", "changed", "removed"]) func changedFilesAreSeen(change: String) throws {
    let bytes = Fixtures.safetensorsAllTypes
    let file = try open(bytes)
    let name = file.entries[0].name
    let first = try file.tensor(named: name)
    let handle = try #require(FileHandle(forUpdatingAtPath: path))
    switch change {
    case "grown":
      try handle.seekToEnd()
      try handle.write(contentsOf: [0])
    case "shrunk": try handle.truncate(atOffset: UInt64(bytes.count - 1))
    case "changed":
      try handle.write(contentsOf: bytes)
      let later = Date(timeIntervalSinceNow: 5)
      try FileManager.default.setAttributes([.modificationDate: later], ofItemAtPath: path)
    default: try FileManager.default.removeItem(atPath: path)
    }
    try handle.close()
    if change == "removed" {
      // What is open stays.
      #expect(try file.tensor(named: name) == first)
    } else {
      #expect(refuses(.inputOutput) { () throws(TensorFileError) in try file.tensor(named: name) })
    }
  }

  @Test func foldersAndMissingFilesAreRefused() {
    let folder = FileManager.default.temporaryDirectory.path
    #expect(refuses(.notRegularFile) { () throws(TensorFileError) in try SafeTensorsFile(path: folder) })
    #expect(refuses(.inputOutput) { () throws(TensorFileError) in try SafeTensorsFile(path: self.path + ".none") })
  }
}
