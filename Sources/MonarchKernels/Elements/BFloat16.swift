/// A number of the format bfloat16: the upper half of a `Float`, 8 bits of significand.
///
/// It is a format to store numbers in; arithmetic is for `Float`, into which every value converts exactly. Values are
/// equal if their bits are: 0 and −0 differ, and a NaN equals itself.
public struct BFloat16: Hashable, Sendable, BitwiseCopyable {
  /// The sign, 8 bits of exponent, and 7 of the significand.
  public var bitPattern: UInt16

  public init(bitPattern: UInt16) { self.bitPattern = bitPattern }

  /// The nearest value, ties to the even one; NaN stays NaN.
  public init(_ value: Float) {
    let bits = value.bitPattern
    // A NaN might lose all the bits that make it one.
    bitPattern = UInt16(truncatingIfNeeded: (value.isNaN ? bits | 0x40_0000 : bits &+ 0x7fff &+ (bits >> 16 & 1)) >> 16)
  }
}

extension BFloat16: CustomStringConvertible {
  public var description: String { Float(self).description }
}

extension Float {
  /// Exact.
  public init(_ value: BFloat16) { self.init(bitPattern: UInt32(value.bitPattern) << 16) }
}
