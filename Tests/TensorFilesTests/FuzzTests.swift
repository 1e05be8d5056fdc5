import Foundation
import PropertyEngine
import PropertyTesting
import TensorFiles
import Testing

/// Files with random damage: they are refused with an error, or read and written again without loss; nothing else.
@Suite(.property(cases: 4000)) struct FuzzTests {
  @Test func damagedNumPyFiles() async {
    let files = [
      Fixtures.npyFloat32, Fixtures.npyScalar, Fixtures.npyEmpty, Fixtures.npyFiveDimensions, Fixtures.npyBigFloat64,
      Fixtures.npyFortran, Fixtures.npyStructured,
      npy("{'descr':'<i2','fortran_order':False,'shape':(2L,1,)}", data: [1, 2, 3, 4]),
    ]
    let frame = Frame(headerStart: 10) { file in
      Int(file[8]) | Int(file[9]) << 8
    } join: { header, data in
      npy(header, data: data)
    }
    await checkDamage(files, frame) { file throws(TensorFileError) in
      let tensor = try NumPyFile.decode(file)
      let again = try NumPyFile.decode(NumPyFile.encode(tensor))
      return tensor == again
    }
  }

  @Test func damagedSafeTensors() async {
    let files = [
      Fixtures.safetensors, Fixtures.safetensorsNothing, Fixtures.safetensorsAllTypes,
      safetensors(#"{"x":{"dtype":"I16","shape":[1,2],"data_offsets":[0,4]}}"#, data: [1, 2, 3, 4]),
      safetensors(#"{"__metadata__":{"a":"b\u0041\n\ud83d\ude00"}}"#),
    ]
    let frame = Frame(headerStart: 8) { file in
      Int(file[0]) | Int(file[1]) << 8
    } join: { header, data in
      safetensors(header, data: data)
    }
    await checkDamage(files, frame) { file throws(TensorFileError) in
      let contents = try SafeTensors.decode(file)
      let again = try SafeTensors.decode(contents.encode())
      return contents == again
    }
  }

  /// Read by parts, a damaged file has the verdict of the whole: the same tensors, or an error of the same kind. Only
  /// types that are not read keep a file from being decoded and not from being opened.
  @Test(.property(cases: 600)) func damagedFilesReadByParts() async throws {
    let path = FileManager.default.temporaryDirectory.appending(path: "SafeTensorsFile-\(UUID())").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    let files = [
      Fixtures.safetensors, Fixtures.safetensorsAllTypes,
      safetensors(
        #"{"x":{"dtype":"F4","shape":[4],"data_offsets":[2,4]},"y":{"dtype":"I8","shape":[2],"data_offsets":[0,2]}}"#,
        data: [1, 2, 3, 4]),
    ]
    let frame = Frame(headerStart: 8) { file in
      Int(file[0]) | Int(file[1]) << 8
    } join: { header, data in
      safetensors(header, data: data)
    }
    await checkDamage(files, frame) { file throws(TensorFileError) in
      try TensorFile.write(file, path: path)
      let parts = try SafeTensorsFile(path: path)
      do throws(TensorFileError) {
        let whole = try SafeTensors.decode(file)
        var same = parts.metadata == whole.metadata && Set(parts.entries.map(\.name)) == Set(whole.tensors.keys)
        for (name, tensor) in whole.tensors { same = try parts.tensor(named: name) == tensor && same }
        return same
      } catch {
        return error.kind == .unsupportedElementType && parts.entries.contains { $0.elementType == nil }
      }
    }
  }

  /// Noise without any form; the empty file too.
  @Test(.property(cases: 500)) func noiseIsRefused() async {
    await check { draws in
      let length = try draws.draw(.integer(in: 0...500))
      let noise = try draws.integers(rows: 1, columns: length, in: UInt8.min ... .max).elements
      draws.show("noise", noise)
      #expect(throws: TensorFileError.self) { try NumPyFile.decode(noise) }
      #expect(throws: TensorFileError.self) { try SafeTensors.decode(noise) }
    }
  }

  /// How a file is cut into header and data, and put together again with the right length.
  private struct Frame: Sendable {
    var headerStart: Int
    var headerLength: @Sendable ([UInt8]) -> Int
    var join: @Sendable ([UInt8], [UInt8]) -> [UInt8]
  }

  /// Runs `body`, which tells whether a file survives being written again, on damaged files.
  ///
  /// A wound anywhere mostly ends at a length that no longer fits. So the header and the data are also wounded by
  /// themselves, and framed again: then the damage reaches the grammar and the checks behind it. It is neither always
  /// nor never fatal.
  private func checkDamage(
    _ files: [[UInt8]], _ frame: Frame, sourceLocation: SourceLocation = #_sourceLocation,
    _ body: @escaping @Sendable ([UInt8]) throws(TensorFileError) -> Bool
  ) async {
    await check(sourceLocation: sourceLocation) { draws in
      var file = try draws.draw(.element(of: files))
      let end = frame.headerStart + frame.headerLength(file)
      var header = [UInt8](file[frame.headerStart..<end])
      var data = [UInt8](file[end...])
      let target = try draws.draw(.element(of: ["header", "data", "header", "file"]), as: "damaged")
      for wound in try draws.draw(Wound.any.array(count: 0...3), as: "wounds") {
        switch target {
        case "file": wound.apply(to: &file)
        case "data": wound.apply(to: &data)
        default: wound.apply(to: &header)
        }
      }
      if target != "file" { file = frame.join(header, data) }
      draws.show("file", String(decoding: file, as: UTF8.self).debugDescription)
      var isRead = false
      do throws(TensorFileError) {
        let survives = try body(file)
        isRead = true
        #expect(survives, "written and read again it is another", sourceLocation: sourceLocation)
      } catch {
        checkIsOneShortLine(error, sourceLocation: sourceLocation)
      }
      draws.cover(isRead, "read", atLeast: 0.1)
      draws.cover(!isRead, "refused", atLeast: 0.3)
    }
  }

  /// One change: bytes taken out, put in, repeated, cut off or added, a byte or a bit changed.
  private struct Wound: CustomStringConvertible {
    enum Kind: String, CaseIterable {
      case replace, flip, insert, remove, double, cut, append
    }

    var kind: Kind
    /// Where, modulo the number of places.
    var place: Int
    var length: Int
    var byte: UInt8

    /// Half of the bytes mean something in one of the grammars, so that more than noise is tried.
    static let any: Generator<Wound> = {
      let telling = [UInt8]("{}[]()'\",:0123456789-+.eELTF<>=|\\u\n \0".utf8) + [0xFF, 0x80, 0xC3]
      let byte = Generator<UInt8>.oneOf(.element(of: telling), .integer())
      return zip(
        Generator<Kind>.element(of: Kind.allCases), .integer(in: 0...600), .integer(in: 1...8, target: 1), byte
      )
      .map { Wound(kind: $0.0, place: $0.1, length: $0.2, byte: $0.3) }
    }()

    var description: String { "\(kind.rawValue) \(length) at \(place) by \(byte)" }

    func apply(to bytes: inout [UInt8]) {
      let index = place % (bytes.count + 1)
      let end = min(bytes.count, index + length)
      switch kind {
      case .remove: bytes.removeSubrange(index..<end)
      case .insert: bytes.insert(byte, at: index)
      case .double: bytes.insert(contentsOf: bytes[index..<end], at: index)
      case .cut: bytes.removeLast(min(bytes.count, length))
      case .append: bytes += bytes[index..<end]
      case .replace where index < bytes.count: bytes[index] = byte
      case .flip where index < bytes.count: bytes[index] ^= 1 << (byte % 8)
      case .replace, .flip: break
      }
    }
  }
}
