/// A binary floating-point format: what it can hold, and how far rounding to it can move a value.
///
/// Finite values are the numbers ±c·2^e with integers 0 <= c < 2^precision and e >= `minimalExponent` whose magnitude
/// does not exceed `greatestFiniteMagnitude`.
public struct FloatFormat: Hashable, Sendable {
  /// What the bit patterns above the greatest finite magnitude mean.
  public enum Specials: Hashable, Sendable {
    /// The next one is infinity, the others are NaN: IEEE 754.
    case infinityAndNaN
    /// There is one, and it is NaN; infinity does not exist, and the binade at the top lacks its last value.
    case onlyNaN
  }

  /// The name that manifests and reports use, as "float32".
  public let name: String
  /// Bits of the significand, the hidden one included: 24 for float32.
  public let precision: Int
  /// The exponent of the smallest subnormal number: -149 for float32.
  public let minimalExponent: Int
  /// The largest e such that 2^e is finite: 127 for float32.
  public let maximalExponent: Int
  /// What lies beyond the greatest finite magnitude.
  public let specials: Specials

  /// A format of these sizes.
  ///
  /// - Precondition: 1 <= precision <= 63, the exponents leave room for a normal number, and the bit patterns fit in 64
  ///   bits.
  public init(
    name: String, precision: Int, minimalExponent: Int, maximalExponent: Int, specials: Specials = .infinityAndNaN
  ) {
    precondition((1...63).contains(precision) && minimalExponent + precision - 1 <= maximalExponent)
    precondition(maximalExponent - (precision - 1) - minimalExponent + 2 <= 1 << (64 - precision))
    (self.name, self.precision) = (name, precision)
    (self.minimalExponent, self.maximalExponent) = (minimalExponent, maximalExponent)
    self.specials = specials
  }

  /// OCP 8-bit E4M3, the variant without infinities: up to 448.
  public static let float8e4m3 = FloatFormat(
    name: "float8_e4m3fn", precision: 4, minimalExponent: -9, maximalExponent: 8, specials: .onlyNaN)
  /// OCP 8-bit E5M2: up to 57344, with infinities.
  public static let float8e5m2 = FloatFormat(
    name: "float8_e5m2", precision: 3, minimalExponent: -16, maximalExponent: 15)
  /// The upper half of a float32.
  public static let bfloat16 = FloatFormat(
    name: "bfloat16", precision: 8, minimalExponent: -133, maximalExponent: 127)
  /// IEEE 754 binary16.
  public static let float16 = FloatFormat(name: "float16", precision: 11, minimalExponent: -24, maximalExponent: 15)
  /// The format to which NVIDIA's tensor cores round float32 inputs: the exponents of float32, the precision of float16.
  /// Its patterns have 19 bits; in memory they are the upper bits of a float32.
  public static let tensorFloat32 = FloatFormat(
    name: "tf32", precision: 11, minimalExponent: -136, maximalExponent: 127)
  /// IEEE 754 binary32.
  public static let float32 = FloatFormat(
    name: "float32", precision: 24, minimalExponent: -149, maximalExponent: 127)
  /// IEEE 754 binary64.
  public static let float64 = FloatFormat(
    name: "float64", precision: 53, minimalExponent: -1074, maximalExponent: 1023)

  /// The formats above, narrowest first.
  public static let all = [float8e4m3, float8e5m2, bfloat16, float16, tensorFloat32, float32, float64]

  /// The unit roundoff u = 2^-precision: rounding to nearest errs by at most u·|x| where nothing under- or overflows.
  public var unitRoundoff: Rational { .powerOfTwo(-precision) }

  /// Half the smallest subnormal: what rounding to nearest can lose to underflow at most.
  public var underflowUnit: Rational { .powerOfTwo(minimalExponent - 1) }

  /// The largest finite value: (2 − 2^(1−precision))·2^maximalExponent, or the one before where that is NaN.
  public var greatestFiniteMagnitude: Rational {
    let lastBit = specials == .onlyNaN ? 2 - precision : 1 - precision
    return (Rational(2) - .powerOfTwo(lastBit)).scaled(byPowerOfTwo: maximalExponent)
  }

  /// Whether every finite value of `other` is a value of this format.
  public func contains(_ other: FloatFormat) -> Bool {
    precision >= other.precision && minimalExponent <= other.minimalExponent
      && greatestFiniteMagnitude >= other.greatestFiniteMagnitude
  }

  /// The value of this format that is nearest to `value`, ties to even; nil where it overflows.
  ///
  /// It overflows where the nearest number with an exponent of any size is greater than `greatestFiniteMagnitude`: in
  /// float16, from 65520 on, the tie included, since its even neighbour is 65536; in float8_e4m3fn beyond 464, whose
  /// even neighbour is 448.
  ///
  /// - Complexity: one division of integers of the size of `value`.
  public func nearest(to value: Rational) -> Rational? {
    guard let (significand, exponent) = roundedParts(of: value) else { return value.signum == 0 ? value : nil }
    let magnitude = Rational(exactly: significand)!.scaled(byPowerOfTwo: exponent)
    return value.signum < 0 ? -magnitude : magnitude
  }

  /// |value| rounded to nearest, ties to even, as significand·2^exponent with a significand of at most 2^precision;
  /// nil for zero and where it overflows.
  func roundedParts(of value: Rational) -> (significand: UInt, exponent: Int)? {
    guard let binaryExponent = value.binaryExponent else { return nil }
    if binaryExponent > maximalExponent { return nil }
    // The unit of the last place at |value|: rounding is rounding |value|/2^exponent to an integer.
    let exponent = max(binaryExponent - (precision - 1), minimalExponent)
    // Below a quarter of the smallest subnormal the result is 0: do not shift a tiny value by a huge amount.
    if binaryExponent < minimalExponent - 2 { return (0, minimalExponent) }
    let significand = value.roundedMagnitude(scaledByPowerOfTwo: -exponent)
    // Rounding up may carry into the next binade, which overflows only at the very top.
    if rounder.ordinal(significand: UInt64(significand), exponent: exponent) > rounder.greatestOrdinal { return nil }
    return (significand, exponent)
  }
}

extension FloatFormat: CustomStringConvertible {
  public var description: String { name }
}
