/// A closed interval [lower, upper] of rational numbers: what is certain of a real number.
///
/// Operations return intervals that hold every result for operands from theirs.
public struct RationalInterval: Hashable, Sendable {
  public let lower: Rational
  public let upper: Rational

  /// The interval from `lower` to `upper`.
  ///
  /// - Precondition: `lower` <= `upper`.
  public init(_ lower: Rational, _ upper: Rational) {
    precondition(lower <= upper, "RationalInterval: the lower end is above the upper")
    (self.lower, self.upper) = (lower, upper)
  }

  /// The interval of one number.
  public init(_ value: Rational) { self.init(value, value) }

  public var width: Rational { upper - lower }
  public var midpoint: Rational { (lower + upper) * Rational(1, 2) }

  public func contains(_ value: Rational) -> Bool { lower <= value && value <= upper }

  public static func + (lhs: RationalInterval, rhs: RationalInterval) -> RationalInterval {
    RationalInterval(lhs.lower + rhs.lower, lhs.upper + rhs.upper)
  }

  public static func - (lhs: RationalInterval, rhs: RationalInterval) -> RationalInterval { lhs + -rhs }

  public static prefix func - (operand: RationalInterval) -> RationalInterval {
    RationalInterval(-operand.upper, -operand.lower)
  }

  public static func * (lhs: RationalInterval, rhs: RationalInterval) -> RationalInterval {
    if lhs.lower.signum >= 0 && rhs.lower.signum >= 0 {
      return RationalInterval(lhs.lower * rhs.lower, lhs.upper * rhs.upper)
    }
    let products = [lhs.lower * rhs.lower, lhs.lower * rhs.upper, lhs.upper * rhs.lower, lhs.upper * rhs.upper]
    return RationalInterval(products.min()!, products.max()!)
  }

  public static func * (lhs: Rational, rhs: RationalInterval) -> RationalInterval {
    lhs.signum < 0
      ? RationalInterval(lhs * rhs.upper, lhs * rhs.lower) : RationalInterval(lhs * rhs.lower, lhs * rhs.upper)
  }

  /// The least interval around this one whose ends are multiples of 2^exponent.
  func roundedOutward(toMultiplesOfPowerOfTwo exponent: Int) -> RationalInterval {
    RationalInterval(
      lower.roundedDown(toMultipleOfPowerOfTwo: exponent), -(-upper).roundedDown(toMultipleOfPowerOfTwo: exponent))
  }
}

extension Rational {
  /// The largest multiple of 2^exponent that is not above this value.
  public func roundedDown(toMultipleOfPowerOfTwo exponent: Int) -> Rational {
    Rational(large: large.roundedDown(toMultipleOfPowerOfTwo: exponent))
  }
}
