/// A binary floating-point format: what it can hold, and how far rounding to it can move a value.
///
/// Finite values are the numbers ±c·2^e with integers 0 <= c < 2^precision and e >= `minimalExponent` whose magnitude
/// does not exceed `greatestFiniteMagnitude`.
public struct FloatFormat: Hashable, Sendable {
  /// The name that manifests and reports use, as "float32".
  public let name: String
  /// Bits of the significand, the hidden one included: 24 for float32.
  public let precision: Int
  /// The exponent of the smallest subnormal number: -149 for float32.
  public let minimalExponent: Int
  /// The largest e such that 2^e is finite: 127 for float32.
  public let maximalExponent: Int

  /// A format of these sizes.
  ///
  /// - Precondition: 1 <= precision <= 63 and the exponents leave room for a normal number.
  public init(name: String, precision: Int, minimalExponent: Int, maximalExponent: Int) {
    precondition((1...63).contains(precision) && minimalExponent + precision - 1 <= maximalExponent)
    (self.name, self.precision) = (name, precision)
    (self.minimalExponent, self.maximalExponent) = (minimalExponent, maximalExponent)
  }

  public static let bfloat16 = FloatFormat(
    name: "bfloat16", precision: 8, minimalExponent: -133, maximalExponent: 127)
  public static let float16 = FloatFormat(name: "float16", precision: 11, minimalExponent: -24, maximalExponent: 15)
  public static let float32 = FloatFormat(
    name: "float32", precision: 24, minimalExponent: -149, maximalExponent: 127)
  public static let float64 = FloatFormat(
    name: "float64", precision: 53, minimalExponent: -1074, maximalExponent: 1023)

  /// The formats above, narrowest first.
  public static let all = [bfloat16, float16, float32, float64]

  /// The unit roundoff u = 2^-precision: rounding to nearest errs by at most u·|x| where nothing under- or overflows.
  public var unitRoundoff: Rational { .powerOfTwo(-precision) }

  /// Half the smallest subnormal: what rounding to nearest can lose to underflow at most.
  public var underflowUnit: Rational { .powerOfTwo(minimalExponent - 1) }

  /// The largest finite value, (2 − 2^(1−precision))·2^maximalExponent.
  public var greatestFiniteMagnitude: Rational {
    (Rational(2) - .powerOfTwo(1 - precision)).scaled(byPowerOfTwo: maximalExponent)
  }

  /// Whether every value of `other` is a value of this format.
  public func contains(_ other: FloatFormat) -> Bool {
    precision >= other.precision && minimalExponent <= other.minimalExponent
      && maximalExponent >= other.maximalExponent
  }

  /// The value of this format that is nearest to `value`, ties to even; nil where it overflows.
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
    if significand >> precision != 0 && exponent + precision > maximalExponent { return nil }
    return (significand, exponent)
  }
}

extension FloatFormat: CustomStringConvertible {
  public var description: String { name }
}
