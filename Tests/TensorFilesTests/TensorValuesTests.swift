import TensorFiles
import Testing

@Suite struct TensorValuesTests {
  /// The bytes of bit patterns, little-endian, by arithmetic.
  private func tensor(_ type: ElementType, _ patterns: [UInt64]) throws -> Tensor {
    let bytes = patterns.flatMap { pattern in
      (0..<type.byteCount).map { UInt8(truncatingIfNeeded: pattern >> (8 * $0)) }
    }
    return try Tensor(elementType: type, shape: [patterns.count], bytes: bytes)
  }

  @Test func floatBitsArePreserved() throws {
    let patterns: [UInt32] = [
      0, 0x8000_0000, 1, 0x007F_FFFF, 0x0080_0000, 0x3F80_0000, 0x7F7F_FFFF, 0x7F80_0000, 0xFF80_0000, 0x7FC0_1234,
      0x7F80_0001, 0xFFFF_FFFF,
    ]
    let tensor = try Tensor(patterns.map { Float(bitPattern: $0) }, shape: [patterns.count])
    #expect(tensor == (try self.tensor(.float32, patterns.map { UInt64($0) })))
    #expect(try tensor.floats().map(\.bitPattern) == patterns)
  }

  @Test func doubleBitsArePreserved() throws {
    let patterns: [UInt64] = [
      0, 1 << 63, 1, 0x000F_FFFF_FFFF_FFFF, 0x3FF0_0000_0000_0000, 0x7FEF_FFFF_FFFF_FFFF, 0x7FF0_0000_0000_0000,
      0x7FF8_0000_0000_1234, 0x7FF0_0000_0000_0001, .max,
    ]
    let tensor = try Tensor(patterns.map { Double(bitPattern: $0) }, shape: [patterns.count])
    #expect(tensor == (try self.tensor(.float64, patterns)))
    #expect(try tensor.doubles().map(\.bitPattern) == patterns)
  }

  /// Every binary16 against its definition: sign, exponent, fraction.
  @Test func everyHalfWidensExactly() throws {
    let tensor = try self.tensor(.float16, (0...0xFFFF).map { $0 })
    let floats = try tensor.floats()
    let doubles = try tensor.doubles()
    for pattern in 0...0xFFFF {
      let (exponent, fraction) = (pattern >> 10 & 0x1F, Float(pattern & 0x3FF))
      let magnitude: Float =
        switch exponent {
        case 0: fraction * 0x1p-24
        case 31: fraction == 0 ? .infinity : .nan
        default: (1 + fraction / 1024) * Float(sign: .plus, exponent: exponent - 15, significand: 1)
        }
      let expected = pattern < 0x8000 ? magnitude : -magnitude
      let found = floats[pattern]
      if found.isNaN || expected.isNaN || found.bitPattern != expected.bitPattern {
        try #require(found.isNaN && expected.isNaN)
        try #require(found.bitPattern & 0x7F_FFFF == UInt32(pattern & 0x3FF) << 13)
        try #require(found.sign == (pattern < 0x8000 ? .plus : .minus))
        try #require(doubles[pattern].isNaN)
      } else {
        try #require(doubles[pattern] == Double(expected) && doubles[pattern].sign == expected.sign)
      }
    }
  }

  @Test func brainFloatsAreUpperHalves() throws {
    let patterns: [UInt64] = [0x3F80, 0xC000, 0x7F80, 0x0001, 0x8000, 0x7FC1]
    let tensor = try self.tensor(.bfloat16, patterns)
    #expect(try tensor.floats().map(\.bitPattern) == patterns.map { UInt32($0) << 16 })
    #expect(try tensor.doubles()[..<5] == [1, -2, .infinity, 0x1p-133, 0])
  }

  @Test func integersWidenExactly() throws {
    #expect(try tensor(.int8, [0x80, 0x7F, 0xFF]).doubles() == [-128, 127, -1])
    #expect(try tensor(.uint8, [0x80, 0xFF]).doubles() == [128, 255])
    #expect(try tensor(.int16, [0x8000, 0xFFFF]).doubles() == [-32768, -1])
    #expect(try tensor(.uint16, [0x8000, 0xFFFF]).doubles() == [32768, 65535])
    #expect(try tensor(.int32, [0x8000_0000, 0x0102_0304]).doubles() == [-0x1p31, 16_909_060])
    #expect(try tensor(.uint32, [0x8000_0000, 0xFFFF_FFFF]).doubles() == [0x1p31, 0x1p32 - 1])
    #expect(try tensor(.bool, [0, 1, 2]).doubles() == [0, 1, 1])
  }

  @Test func wideIntegersConvertOnlyExactly() throws {
    let limit: UInt64 = 1 << 53
    #expect(try tensor(.int64, [limit, 1 << 63, ~0]).doubles() == [0x1p53, -0x1p63, -1])
    #expect(try tensor(.uint64, [limit + 2, 1 << 63]).doubles() == [0x1p53 + 2, 0x1p63])
    for type in [ElementType.int64, .uint64] {
      let tensor = try self.tensor(type, [1, limit + 1, limit + 3])
      do throws(TensorFileError) {
        _ = try tensor.doubles()
        Issue.record("accepted")
      } catch {
        #expect(error.kind == .inexactConversion)
        #expect(error.description.contains("9007199254740993 at element 1"))
      }
    }
  }

  @Test func onlyNarrowFloatsReadAsFloats() throws {
    for type in ElementType.allCases where ![.float32, .float16, .bfloat16].contains(type) {
      let tensor = try counting(type, [2])
      #expect(refuses(.unsupportedConversion) { () throws(TensorFileError) in try tensor.floats() })
    }
  }

  @Test func emptyTensorsHaveNoValues() throws {
    #expect(try counting(.float32, [0, 3]).floats() == [])
    for type in ElementType.allCases where !type.isComplex { #expect(try counting(type, [0]).doubles() == []) }
  }

  @Test func complexNumbersHaveTwoParts() throws {
    let single = try Tensor(complexParts: [1, -0.5, 3, 0] as [Float], shape: [2])
    let double = try Tensor(complexParts: [1, 0.1] as [Double], shape: [1, 1])
    #expect(single.elementType == .complex64 && double.elementType == .complex128)
    #expect(try single.complexParts() == [1, -0.5, 3, 0] && double.complexParts() == [1, 0.1])
    for tensor in [single, double] {
      #expect(refuses(.unsupportedConversion) { () throws(TensorFileError) in try tensor.doubles() })
    }
    #expect(refuses(.unsupportedConversion) { () throws(TensorFileError) in try counting32().complexParts() })
    #expect(refuses(.sizeMismatch) { () throws(TensorFileError) in try Tensor(complexParts: [1.0], shape: [1]) })
  }

  private func counting32() throws(TensorFileError) -> Tensor { try Tensor([Float(1), 2], shape: [2]) }
}
