extension Tensor {
  /// A float32 tensor of these values in row-major order.
  ///
  /// - Throws: as ``init(elementType:shape:bytes:)``, when the values are not as many as the shape has elements.
  public init(_ values: [Float], shape: [Int]) throws(TensorFileError) {
    try self.init(elementType: .float32, shape: shape, bytes: littleEndianBytes(values.map(\.bitPattern)))
  }

  /// A float64 tensor of these values in row-major order.
  ///
  /// - Throws: as ``init(elementType:shape:bytes:)``, when the values are not as many as the shape has elements.
  public init(_ values: [Double], shape: [Int]) throws(TensorFileError) {
    try self.init(elementType: .float64, shape: shape, bytes: littleEndianBytes(values.map(\.bitPattern)))
  }

  /// A complex64 tensor, in row-major order, of values whose parts stand one after the other: (Re, Im, Re, Im, …).
  ///
  /// - Throws: as ``init(elementType:shape:bytes:)``, when there are not two parts for each element of the shape.
  public init(complexParts parts: [Float], shape: [Int]) throws(TensorFileError) {
    try self.init(elementType: .complex64, shape: shape, bytes: littleEndianBytes(parts.map(\.bitPattern)))
  }

  /// The same as complex128.
  public init(complexParts parts: [Double], shape: [Int]) throws(TensorFileError) {
    try self.init(elementType: .complex128, shape: shape, bytes: littleEndianBytes(parts.map(\.bitPattern)))
  }

  /// The parts of a complex64 or complex128 tensor one after the other, each exactly as it is.
  ///
  /// - Throws: ``TensorFileError`` of kind `unsupportedConversion` for any other element type.
  /// - Complexity: O(``count``).
  public func complexParts() throws(TensorFileError) -> [Double] {
    switch elementType {
    case .complex128: return converted(UInt64.self) { Double(bitPattern: $0) }
    case .complex64: return converted(UInt32.self) { Double(Float(bitPattern: $0)) }
    default:
      throw TensorFileError(.unsupportedConversion, "expected complex64 or complex128, found \(elementType)")
    }
  }

  /// The elements of a float32, float16 or bfloat16 tensor, each exactly as it is.
  ///
  /// Nothing is rounded: the narrower types widen exactly, infinities and NaN payloads included.
  ///
  /// - Throws: ``TensorFileError`` of kind `unsupportedConversion` for any other element type.
  /// - Complexity: O(``count``).
  public func floats() throws(TensorFileError) -> [Float] {
    switch elementType {
    case .float32: return converted(UInt32.self) { Float(bitPattern: $0) }
    case .float16: return converted(UInt16.self) { widenedHalf($0) }
    case .bfloat16: return converted(UInt16.self) { Float(bitPattern: UInt32($0) << 16) }
    default:
      throw TensorFileError(
        .unsupportedConversion,
        "expected float32, float16 or bfloat16 to read as single precision, found \(elementType)")
    }
  }

  /// The elements of any real tensor as doubles, each exactly as it is; a bool is 0 or 1.
  ///
  /// *Edge cases:* NaNs stay NaNs and keep their payload, but one that signals in a narrower type may become quiet.
  /// A bool whose byte is neither 0 nor 1 counts as 1, as in NumPy.
  ///
  /// - Throws: ``TensorFileError`` of kind `inexactConversion`, naming the first offender, when a 64-bit integer is not
  ///   representable as a double; of kind `unsupportedConversion` for a complex tensor.
  /// - Complexity: O(``count``).
  public func doubles() throws(TensorFileError) -> [Double] {
    switch elementType {
    case .float64: return converted(UInt64.self) { Double(bitPattern: $0) }
    case .float32: return converted(UInt32.self) { Double(Float(bitPattern: $0)) }
    case .float16: return converted(UInt16.self) { Double(widenedHalf($0)) }
    case .bfloat16: return converted(UInt16.self) { Double(Float(bitPattern: UInt32($0) << 16)) }
    case .int8: return converted(Int8.self) { Double($0) }
    case .int16: return converted(Int16.self) { Double($0) }
    case .int32: return converted(Int32.self) { Double($0) }
    case .int64: return try exactDoubles(Int64.self)
    case .uint8: return converted(UInt8.self) { Double($0) }
    case .uint16: return converted(UInt16.self) { Double($0) }
    case .uint32: return converted(UInt32.self) { Double($0) }
    case .uint64: return try exactDoubles(UInt64.self)
    case .bool: return converted(UInt8.self) { $0 == 0 ? 0 : 1 }
    case .complex64, .complex128:
      throw TensorFileError(.unsupportedConversion, "expected real numbers, found \(elementType)")
    }
  }

  /// Every element, read as `Raw` and converted.
  ///
  /// Loads are unaligned, since nothing promises that an array of bytes starts where an element may.
  private func converted<Raw: FixedWidthInteger & BitwiseCopyable, Value>(
    _ raw: Raw.Type, _ convert: (Raw) -> Value
  ) -> [Value] {
    bytes.withUnsafeBytes { source in
      let count = source.count / MemoryLayout<Raw>.size
      return [Value](unsafeUninitializedCapacity: count) { target, initialized in
        for index in 0..<count {
          let offset = index * MemoryLayout<Raw>.size
          let element = Raw(littleEndian: source.loadUnaligned(fromByteOffset: offset, as: Raw.self))
          target.initializeElement(at: index, to: convert(element))
        }
        initialized = count
      }
    }
  }

  /// Every 64-bit integer as a double, or an error that names the first that is none.
  private func exactDoubles<Raw: FixedWidthInteger & BitwiseCopyable>(
    _ raw: Raw.Type
  ) throws(TensorFileError) -> [Double] {
    let integers = converted(raw) { $0 }
    if let index = integers.firstIndex(where: { Double(exactly: $0) == nil }) {
      throw TensorFileError(
        .inexactConversion,
        "expected integers that a double represents exactly, found \(integers[index]) at element \(index)")
    }
    return integers.map { Double($0) }
  }
}

/// The bytes of integers, little-endian.
private func littleEndianBytes<Raw: FixedWidthInteger & BitwiseCopyable>(_ values: [Raw]) -> [UInt8] {
  values.map(\.littleEndian).withUnsafeBytes { [UInt8]($0) }
}

/// A binary16 as a binary32, exactly.
///
/// By bits, since `Float16` is not there on every platform. A subnormal `m · 2⁻²⁴` is a product of two exact floats.
private func widenedHalf(_ half: UInt16) -> Float {
  let sign = UInt32(half & 0x8000) << 16
  let magnitude = UInt32(half & 0x7FFF)
  switch magnitude {
  case 0..<0x0400:
    let value = Float(magnitude) * 0x1p-24
    return Float(bitPattern: sign | value.bitPattern)
  case 0x0400..<0x7C00:
    // Re-bias the exponent from 15 to 127.
    return Float(bitPattern: sign | ((magnitude << 13) + (112 << 23)))
  default:
    // Infinity and NaN: all ones in the exponent, the payload in the upper bits.
    return Float(bitPattern: sign | 0x7F80_0000 | ((magnitude & 0x03FF) << 13))
  }
}
