import TensorFiles
import Testing

/// Files with random damage: they are refused with an error, or read and written again without loss; nothing else.
@Suite struct FuzzTests {
  @Test(arguments: [1, 2, 3]) func damagedNumPyFiles(seed: UInt64) {
    let seeds = [
      Fixtures.npyFloat32, Fixtures.npyScalar, Fixtures.npyEmpty, Fixtures.npyFiveDimensions, Fixtures.npyBigFloat64,
      Fixtures.npyFortran, Fixtures.npyStructured,
      npy("{'descr':'<i2','fortran_order':False,'shape':(2L,1,)}", data: [1, 2, 3, 4]),
    ]
    let frame = Frame(headerStart: 10) { file in
      Int(file[8]) | Int(file[9]) << 8
    } join: { header, data in
      npy(header, data: data)
    }
    let read = damage(seeds, frame, seed: seed) { file throws(TensorFileError) in
      let tensor = try NumPyFile.decode(file)
      let again = try NumPyFile.decode(NumPyFile.encode(tensor))
      return tensor == again
    }
    // So that the damage is neither always nor never fatal.
    #expect(read > 0.1 && read < 0.7, "read \(read)")
  }

  @Test(arguments: [1, 2, 3]) func damagedSafeTensors(seed: UInt64) {
    let seeds = [
      Fixtures.safetensors, Fixtures.safetensorsNothing, Fixtures.safetensorsAllTypes,
      safetensors(#"{"x":{"dtype":"I16","shape":[1,2],"data_offsets":[0,4]}}"#, data: [1, 2, 3, 4]),
      safetensors(#"{"__metadata__":{"a":"b\u0041\n\ud83d\ude00"}}"#),
    ]
    let frame = Frame(headerStart: 8) { file in
      Int(file[0]) | Int(file[1]) << 8
    } join: { header, data in
      safetensors(header, data: data)
    }
    let read = damage(seeds, frame, seed: seed) { file throws(TensorFileError) in
      let contents = try SafeTensors.decode(file)
      let again = try SafeTensors.decode(contents.encode())
      return contents == again
    }
    #expect(read > 0.1 && read < 0.7, "read \(read)")
  }

  /// Noise without any form.
  @Test func noiseIsRefused() {
    var generator = SeededGenerator(state: 4)
    for length in 0..<500 {
      let noise = (0..<length).map { _ in UInt8.random(in: 0...255, using: &generator) }
      #expect(throws: TensorFileError.self) { try NumPyFile.decode(noise) }
      #expect(throws: TensorFileError.self) { try SafeTensors.decode(noise) }
    }
  }

  /// How a file is cut into header and data, and put together again with the right length.
  private struct Frame {
    var headerStart: Int
    var headerLength: ([UInt8]) -> Int
    var join: ([UInt8], [UInt8]) -> [UInt8]
  }

  /// Runs `body` on damaged files, and checks what it returns or throws; the share it has read.
  ///
  /// A wound anywhere mostly ends at a length that no longer fits. So the header and the data are also wounded by
  /// themselves, and framed again: then the damage reaches the grammar and the checks behind it.
  private func damage(
    _ seeds: [[UInt8]], _ frame: Frame, seed: UInt64, _ body: ([UInt8]) throws(TensorFileError) -> Bool
  ) -> Double {
    let count = 2000
    var generator = SeededGenerator(state: seed)
    var read = 0
    for _ in 0..<count {
      var file = seeds.randomElement(using: &generator) ?? []
      let end = frame.headerStart + frame.headerLength(file)
      var header = [UInt8](file[frame.headerStart..<end])
      var data = [UInt8](file[end...])
      let target = Int.random(in: 0..<4, using: &generator)
      for _ in 0..<([1, 1, 2, 3].randomElement(using: &generator) ?? 1) {
        switch target {
        case 0: wound(&file, &generator)
        case 1: wound(&data, &generator)
        default: wound(&header, &generator)
        }
      }
      if target > 0 { file = frame.join(header, data) }
      do throws(TensorFileError) {
        let survives = try body(file)
        read += 1
        if !survives { Issue.record("seed \(seed): \(file) does not survive being written and read") }
      } catch {
        checkIsOneShortLine(error)
      }
    }
    return Double(read) / Double(count)
  }

  /// One change: a byte, a bit, bytes taken out, put in, repeated, cut off or added.
  private func wound(_ bytes: inout [UInt8], _ generator: inout SeededGenerator) {
    // Bytes that mean something in one of the grammars, so that more than noise is tried.
    let telling = [UInt8]("{}[]()'\",:0123456789-+.eELTF<>=|\\u\n \0".utf8) + [0xFF, 0x80, 0xC3]
    let index = Int.random(in: 0...bytes.count, using: &generator)
    let end = min(bytes.count, index + Int.random(in: 1...8, using: &generator))
    let telltale = telling.randomElement(using: &generator) ?? 0
    switch Int.random(in: 0..<11, using: &generator) {
    case 0: bytes.removeSubrange(index..<end)
    case 1: bytes.insert(telltale, at: index)
    case 2: bytes.insert(contentsOf: bytes[index..<end], at: index)
    case 3: bytes.removeLast(min(bytes.count, 1 + index % 4))
    case 4: bytes += bytes[index..<end]
    case 5..<8 where index < bytes.count: bytes[index] = telltale
    case 8..<10 where index < bytes.count: bytes[index] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
    case _ where index < bytes.count: bytes[index] = .random(in: 0...255, using: &generator)
    default: break
    }
  }
}
