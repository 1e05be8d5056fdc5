/// The type of a tensor's elements: the fixed-width numbers that .npy and .safetensors share, and one of each that the other
/// has not.
public enum ElementType: String, Sendable, Hashable, CaseIterable {
  /// IEEE 754 binary64.
  case float64
  /// IEEE 754 binary32.
  case float32
  /// IEEE 754 binary16.
  case float16
  /// The upper half of a binary32; .npy has no name for it.
  case bfloat16
  /// The real and the imaginary part as binary64; .safetensors has no name for it.
  case complex128
  /// The real and the imaginary part as binary32.
  case complex64
  /// Two's complement, 8 bits.
  case int8
  /// Two's complement, 16 bits.
  case int16
  /// Two's complement, 32 bits.
  case int32
  /// Two's complement, 64 bits.
  case int64
  /// Unsigned, 8 bits.
  case uint8
  /// Unsigned, 16 bits.
  case uint16
  /// Unsigned, 32 bits.
  case uint32
  /// Unsigned, 64 bits.
  case uint64
  /// One byte, 0 for false.
  case bool

  /// The bytes that one element takes.
  public var byteCount: Int {
    switch self {
    case .complex128: 16
    case .float64, .int64, .uint64, .complex64: 8
    case .float32, .int32, .uint32: 4
    case .float16, .bfloat16, .int16, .uint16: 2
    case .int8, .uint8, .bool: 1
    }
  }

  /// Whether elements have a real and an imaginary part.
  public var isComplex: Bool { self == .complex64 || self == .complex128 }

  /// The bytes that are one number: a part of a complex element, or the whole of another.
  var numberByteCount: Int { isComplex ? byteCount / 2 : byteCount }

  /// The name in the header of a .safetensors file, such as `F32`; nil for complex128.
  public var safetensorsName: String? {
    switch self {
    case .float64: "F64"
    case .float32: "F32"
    case .float16: "F16"
    case .bfloat16: "BF16"
    case .complex128: nil
    case .complex64: "C64"
    case .int8: "I8"
    case .int16: "I16"
    case .int32: "I32"
    case .int64: "I64"
    case .uint8: "U8"
    case .uint16: "U16"
    case .uint32: "U32"
    case .uint64: "U64"
    case .bool: "BOOL"
    }
  }

  /// The `descr` that NumPy writes for it on a little-endian machine, such as `<f4`; nil for bfloat16.
  public var numpyDescriptor: String? {
    switch self {
    case .float64: "<f8"
    case .float32: "<f4"
    case .float16: "<f2"
    case .bfloat16: nil
    case .complex128: "<c16"
    case .complex64: "<c8"
    case .int8: "|i1"
    case .int16: "<i2"
    case .int32: "<i4"
    case .int64: "<i8"
    case .uint8: "|u1"
    case .uint16: "<u2"
    case .uint32: "<u4"
    case .uint64: "<u8"
    case .bool: "|b1"
    }
  }

  /// The type with this name in .safetensors, if it is one of ours.
  init?(safetensorsName: String) {
    guard let match = Self.allCases.first(where: { $0.safetensorsName == safetensorsName }) else { return nil }
    self = match
  }

  /// The type with this NumPy kind and width, such as `f4`: a descriptor without its byte order.
  init?(numpyCode: String) {
    guard let match = Self.allCases.first(where: { $0.numpyDescriptor?.dropFirst() == numpyCode[...] }) else {
      return nil
    }
    self = match
  }
}
