import Foundation
import TensorFiles

extension Subject {
  /// .npy, .npz and .safetensors: what is read is written again without loss, and the same bytes come of it each time.
  static func tensorFiles() throws -> [Subject] {
    let tensors = [
      try Tensor([1, -2.5, .infinity, 0.1, -0.0, 3] as [Float], shape: [2, 3]), try Tensor([7.25], shape: []),
      try Tensor([Double](repeating: 0, count: 0), shape: [0, 4]),
      try Tensor(elementType: .int16, shape: [1, 2, 1], bytes: [1, 0, 255, 255]),
      try Tensor(elementType: .complex64, shape: [1], bytes: [0, 0, 0, 63, 0, 0, 128, 191]),
    ]
    var named = SafeTensors(metadata: ["format": "pt", "é\n": "\u{1F600}\"\\"])
    for (index, tensor) in tensors.enumerated() { named["t.\(index)"] = tensor }
    named["half"] = try Tensor(elementType: .bfloat16, shape: [2], bytes: [128, 63, 0, 192])
    let safetensors = [
      try named.encode(), try SafeTensors().encode(), try SafeTensors(tensors: ["w": tensors[0]]).encode(),
    ]
    let archives = [
      try NumPyArchive(tensors: ["a": tensors[0], "b c": tensors[1]]).encode(), try NumPyArchive().encode(),
      bytes(deflatedArchive), bytes(zip64Archive),
    ]
    let file = try TemporaryFile()
    let npyWords = [
      "'descr'", "'fortran_order'", "'shape'", "True", "False", "'<f4'", "'>f8'", "'|b1'", "'<c16'", "'|O'", "(", ")",
      ",", "L", "[('a', '<f4')]", "'\\x41'", "#", "\\\n",
    ]
    let jsonWords = [
      "\"dtype\"", "\"shape\"", "\"data_offsets\"", "\"__metadata__\"", "\"F32\"", "\"F64\"", "\"BF16\"", "\"F4\"",
      "\"C64\"", "[0,4]", "[]", "{}", "null", "true", "\\u0000", "\\ud83d", "\\ude00", "\u{FEFF}", ":", ",", "-0",
      #""x":{"dtype":"U8","shape":[0],"data_offsets":[0,0]}"#,
    ]
    return [
      Subject("npy", seeds: try tensors.map { try NumPyFile.encode($0) }, words: npyWords, framing: .npy) { input in
        outcome(of: TensorFileError.self) {
          let tensor = try NumPyFile.decode(input)
          let again = try NumPyFile.encode(tensor)
          guard try NumPyFile.decode(again) == tensor else { return "written and read again it is another" }
          return check(tensor)
        }
      },
      Subject("safetensors", seeds: safetensors, words: jsonWords, framing: .safetensors) { input in
        outcome(of: TensorFileError.self) {
          let contents = try SafeTensors.decode(input)
          let again = try contents.encode()
          let copy = try SafeTensors.decode(again)
          guard copy == contents else { return "written and read again it is another" }
          guard try copy.encode() == again else { return "written twice it is not the same" }
          return contents.tensors.values.lazy.compactMap(check).first
        }
      },
      Subject("safetensors-file", seeds: safetensors, words: jsonWords, framing: .safetensors) { input in
        outcome(of: TensorFileError.self) {
          try file.write(input)
          let parts = try SafeTensorsFile(path: file.path)
          let whole: SafeTensors
          do {
            whole = try SafeTensors.decode(input)
          } catch let error as TensorFileError where error.kind == .unsupportedElementType {
            return parts.entries.contains { $0.elementType == nil } ? nil : "read by parts it has only known types"
          } catch {
            return "read by parts it is no error, but as a whole: \(error)"
          }
          guard parts.metadata == whole.metadata, Set(parts.entries.map(\.name)) == Set(whole.tensors.keys) else {
            return "read by parts it has other names"
          }
          for (name, tensor) in whole.tensors where try parts.tensor(named: name) != tensor {
            return "read by parts \(name.debugDescription) is another"
          }
          return nil
        }
      },
      Subject(
        "npz", seeds: archives, words: npyWords + ["PK\u{1}\u{2}", "PK\u{3}\u{4}", "PK\u{5}\u{6}", ".npy"],
        framing: .zip
      ) { input in
        outcome(of: TensorFileError.self) {
          let archive = try NumPyArchive.decode(input)
          let copy = try NumPyArchive.decode(try archive.encode())
          guard copy == archive else { return "written and read again it is another" }
          guard try Set(NumPyArchive.names(in: input)) == Set(archive.names) else { return "it lists other names" }
          if let name = archive.names.first {
            guard try NumPyArchive.decode(input, only: [name]).tensors == [name: archive[name]!] else {
              return "read alone \(name.debugDescription) is another"
            }
          }
          return archive.tensors.values.lazy.compactMap(check).first
        }
      },
    ]
  }

  private static func check(_ tensor: Tensor) -> String? {
    let count = tensor.shape.reduce(1, *)
    guard tensor.count == count else { return "a shape \(tensor.shape) with \(tensor.count) elements" }
    do throws(TensorFileError) {
      guard try tensor.doubles().count == count else { return "not as many numbers as elements" }
    } catch {
      guard isOneLine("\(error)") else { return "the error of a conversion is not one line" }
    }
    return nil
  }

  private static func bytes(_ base64: String) -> [UInt8] { Array(Data(base64Encoded: base64) ?? Data()) }

  /// `np.savez_compressed(…, a=np.arange(6, dtype="<f4").reshape(2, 3), b=np.zeros((20, 20)))`.
  private static let deflatedArchive =
    "UEsDBC0AAAAIAAAAIQBP6QAq//////////8FABQAYS5ucHkBABAAmAAAAAAAAABVAAAAAAAAAJvsF+obEMnIUMZQrZ6SWpxcpG6loG6TZqKuo6"
    + "Cell9UUpSYF59flJIKEndLzClOBYoXZyQWpAL5GkY6CsaaOgq1CmQDLgYwaLAHEg5ABMQNQLzAAQBQSwMELQAAAAgAAAAhACy4USH//////////w"
    + "UAFABiLm5weQEAEAAADQAAAAAAAF8AAAAAAAAAm+wX6hsQychQxlCtnpJanFykbqWgbpNmoa6joJ6WX1RSlJgXn1+UkgoSd0vMKU4FihdnJBakAv"
    + "kaRgY6CkYGmjoKtQpkAi6GUTAKRsEoGAWjYBSMglEwCkbBKKATAABQSwECLQMtAAAACAAAACEAT+kAKlUAAACYAAAABQAAAAAAAAAAAAAAgAEAAA"
    + "AAYS5ucHlQSwECLQMtAAAACAAAACEALLhRIV8AAAAADQAABQAAAAAAAAAAAAAAgAGMAAAAYi5ucHlQSwUGAAAAAAIAAgBmAAAAIgEAAAAA"

  /// `np.savez(…, a=np.arange(3, dtype="<i2"), **{"x y": np.array(1.5)})`: members with ZIP64 fields.
  private static let zip64Archive =
    "UEsDBC0AAAAAAAAAIQBqz/JR//////////8FABQAYS5ucHkBABAAhgAAAAAAAACGAAAAAAAAAJNOVU1QWQEAdgB7J2Rlc2NyJzogJzxpMicsICdmb3"
    + "J0cmFuX29yZGVyJzogRmFsc2UsICdzaGFwZSc6ICgzLCksIH0gICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAg"
    + "ICAgICAgICAgICAKAAABAAIAUEsDBC0AAAAAAAAAIQApdonr//////////8HABQAeCB5Lm5weQEAEACIAAAAAAAAAIgAAAAAAAAAk05VTVBZAQB2AH"
    + "snZGVzY3InOiAnPGY4JywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKCksIH0gICAgICAgICAgICAgICAgICAgICAgICAgICAgICAg"
    + "ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoAAAAAAAD4P1BLAQItAy0AAAAAAAAAIQBqz/JRhgAAAIYAAAAFAAAAAAAAAAAAAACAAQAAAA"
    + "BhLm5weVBLAQItAy0AAAAAAAAAIQApdonriAAAAIgAAAAHAAAAAAAAAAAAAACAAb0AAAB4IHkubnB5UEsFBgAAAAACAAIAaAAAAH4BAAAAAA=="
}

/// A file that is written over and over and removed with the process.
final class TemporaryFile: Sendable {
  let path: String
  private let descriptor: Int32

  init() throws {
    // In memory, where there is such a folder: a disk would take most of the time.
    let shared = URL(filePath: "/dev/shm")
    let folder =
      access(shared.path, W_OK) == 0 ? shared : FileManager.default.temporaryDirectory
    path = folder.appending(path: "fuzz-\(UUID().uuidString)").path
    descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw CocoaError(.fileWriteUnknown) }
  }

  func write(_ bytes: [UInt8]) throws {
    guard ftruncate(descriptor, 0) == 0, pwrite(descriptor, bytes, bytes.count, 0) == bytes.count else {
      throw CocoaError(.fileWriteUnknown)
    }
  }

  deinit {
    close(descriptor)
    unlink(path)
  }
}
