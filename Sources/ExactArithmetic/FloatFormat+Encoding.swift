/// Bit patterns: the sign bit, and below it the *ordinal*, the number of values of the format between 0 and |x|.
///
/// In every format of IEEE's kind the fields of exponent and fraction together are that number, so that neighbours in
/// value are neighbours in pattern, and a carry out of the fraction is right without a word about it.
extension FloatFormat {
  /// What becomes of a value beyond the greatest finite one.
  public enum OverflowRule: Hashable, Sendable {
    /// Infinity with the value's sign, or NaN in a format without infinities: IEEE 754 and OCP's non-saturating mode.
    case special
    /// The greatest finite value with the value's sign: OCP's saturating mode.
    case saturate
  }

  /// Bits of a pattern, the sign included: 32 for float32, 19 for tf32.
  public var bitWidth: Int { 65 - (rounder.greatestOrdinal + 1).leadingZeroBitCount }

  /// The pattern of the nearest value, ties to even; 0 is +0, and a negative value that rounds to 0 is −0.
  public func bitPattern(nearest value: Rational, overflow: OverflowRule = .special) -> UInt64 {
    let rounder = rounder
    let ordinal: UInt64
    if let (significand, exponent) = roundedParts(of: value) {
      ordinal = rounder.ordinal(significand: UInt64(significand), exponent: exponent)
    } else {
      ordinal = value.signum == 0 ? 0 : rounder.greatestOrdinal + (overflow == .special ? 1 : 0)
    }
    return value.signum < 0 ? ordinal | 1 << (bitWidth - 1) : ordinal
  }

  /// The pattern of a value of this format, of −0, an infinity or NaN; the nearest one's where it is another number.
  package func bitPattern(of value: Double) -> UInt64 {
    let signBit: UInt64 = 1 << (bitWidth - 1)
    guard let rational = Rational(exactly: value) else {
      // A quiet NaN has the highest bit of the fraction set, so that all ones are one.
      let magnitude = value.isNaN || !rounder.hasInfinity ? signBit - 1 : rounder.greatestOrdinal + 1
      return value.sign == .minus ? magnitude | signBit : magnitude
    }
    return rational.signum == 0 ? (value.sign == .minus ? signBit : 0) : bitPattern(nearest: rational)
  }

  /// The value of a pattern: exact, with −0, infinities and NaN. Bits above `bitWidth` are ignored.
  ///
  /// - Precondition: float64 contains this format, as it does all named ones.
  public func value(bitPattern: UInt64) -> Double {
    let signBit: UInt64 = 1 << (bitWidth - 1)
    let magnitude = rounder.value(ordinal: bitPattern & (signBit - 1))
    return bitPattern & signBit == 0 ? magnitude : -magnitude
  }

  /// The sizes that rounding needs, without the name.
  var rounder: FloatRounder { FloatRounder(self) }
}

/// Rounding to a format, on machine words alone.
struct FloatRounder {
  let precision: Int
  let minimalExponent: Int
  let maximalExponent: Int
  /// The ordinal of the greatest finite magnitude; the next one is infinity, or NaN.
  let greatestOrdinal: UInt64
  let hasInfinity: Bool

  init(_ format: FloatFormat) {
    precision = format.precision
    minimalExponent = format.minimalExponent
    maximalExponent = format.maximalExponent
    hasInfinity = format.specials == .infinityAndNaN
    let binades = UInt64(maximalExponent - (precision - 1) - minimalExponent)
    greatestOrdinal = (binades << (precision - 1)) + (1 << precision) - (hasInfinity ? 1 : 2)
  }

  /// The ordinal of significand·2^exponent, which is `minimalExponent` or has a significand of at least 2^(precision-1).
  func ordinal(significand: UInt64, exponent: Int) -> UInt64 {
    UInt64(exponent - minimalExponent) << (precision - 1) + significand
  }

  /// The value of an ordinal: exact where it is finite.
  func value(ordinal: UInt64) -> Double {
    if ordinal > greatestOrdinal { return hasInfinity && ordinal == greatestOrdinal + 1 ? .infinity : .nan }
    let hidden: UInt64 = 1 << (precision - 1)
    guard ordinal >= hidden else { return power(minimalExponent, times: ordinal) }
    return power(minimalExponent + Int(ordinal >> (precision - 1)) - 1, times: ordinal & (hidden - 1) | hidden)
  }

  private func power(_ exponent: Int, times significand: UInt64) -> Double {
    Double(sign: .plus, exponent: exponent, significand: Double(significand))
  }

  /// The ordinal nearest to a magnitude m > 0, ties to even, that of the next special where it overflows.
  ///
  /// - Parameters:
  ///   - head: the leading 64 bits of m, the first of them 1: head·2^exponent <= m < (head + 1)·2^exponent.
  ///   - hasMore: whether m is greater than head·2^exponent.
  func ordinal(
    head: UInt64, exponent: Int, hasMore: Bool
  ) -> (ordinal: UInt64, isInexact: Bool) {
    let binaryExponent = exponent + 63
    if binaryExponent > maximalExponent { return (greatestOrdinal + 1, true) }
    // Less than half of the smallest number.
    if binaryExponent < minimalExponent - 1 { return (0, true) }
    let unit = max(binaryExponent - (precision - 1), minimalExponent)
    // 1 … 64 bits go.
    let shift = unit - exponent
    let kept = shift == 64 ? 0 : head >> UInt64(shift)
    // What goes, at the top of a word: the tie is 2^63.
    let rest = head << UInt64(64 - shift)
    let isUp = rest > 1 << 63 || (rest == 1 << 63 && (hasMore || kept & 1 == 1))
    let ordinal = ordinal(significand: isUp ? kept + 1 : kept, exponent: unit)
    // Where the special is NaN, a value that its pattern would have is as far from it as any other.
    if ordinal > greatestOrdinal { return (greatestOrdinal + 1, true) }
    return (ordinal, rest != 0 || hasMore)
  }
}
