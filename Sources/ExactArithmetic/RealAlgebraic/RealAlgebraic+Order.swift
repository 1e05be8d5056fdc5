extension RealAlgebraic {
  /// The sign: −1, 0 or 1.
  public var signum: Int { compared(to: .zero) }

  /// −1, 0 or 1 as this number is below, equal to or above `value`.
  ///
  /// - Complexity: one evaluation of the polynomial.
  public func compared(to value: Rational) -> Int {
    if let exactValue { return (exactValue - value).signum }
    if value <= interval.lower { return 1 }
    if value >= interval.upper { return -1 }
    let sign = polynomial(value).signum
    return sign == 0 ? 0 : sign == lowerSign ? 1 : -1
  }

  /// −1, 0 or 1 as this number is below, equal to or above `other`.
  ///
  /// They are equal where a common divisor of the polynomials has a root in both intervals; otherwise halving the
  /// intervals separates them.
  ///
  /// - Complexity: one gcd of polynomials where the intervals overlap, and evaluations until they do not.
  public func compared(to other: RealAlgebraic) -> Int {
    if let exact = other.exactValue { return compared(to: exact) }
    if let exactValue { return -other.compared(to: exactValue) }
    var (a, b) = (self, other)
    func areApart() -> Bool { a.interval.upper <= b.interval.lower || b.interval.upper <= a.interval.lower }
    if !areApart() {
      // No end is a root of the divisor, and in each interval it has one root at most, a simple one.
      let divisor = Polynomial.greatestCommonDivisor(polynomial, other.polynomial)
      let lower = max(interval.lower, other.interval.lower)
      let upper = min(interval.upper, other.interval.upper)
      if divisor(lower).signum != divisor(upper).signum { return 0 }
    }
    while !areApart() {
      (a, b) = (a.halved, b.halved)
      if let exact = b.exactValue { return a.compared(to: exact) }
      if let exact = a.exactValue { return -b.compared(to: exact) }
    }
    return a.interval.upper <= b.interval.lower ? -1 : 1
  }
}

extension RealAlgebraic: Comparable, Hashable {
  public static func == (lhs: RealAlgebraic, rhs: RealAlgebraic) -> Bool { lhs.compared(to: rhs) == 0 }
  public static func < (lhs: RealAlgebraic, rhs: RealAlgebraic) -> Bool { lhs.compared(to: rhs) < 0 }

  /// Equal numbers round alike, whatever polynomials they are roots of.
  public func hash(into hasher: inout Hasher) { hasher.combine(Double(self)) }
}

extension Double {
  /// The `Double` nearest to `value`: ties to even, gradual underflow, overflow to infinity.
  ///
  /// - Complexity: one evaluation of the polynomial for each bit.
  public init(_ value: RealAlgebraic) {
    var value = value
    if value.signum == 0 {
      self = 0
      return
    }
    while true {
      let (below, above) = (Double(value.interval.lower), Double(value.interval.upper))
      if below == above {
        self = below
        return
      }
      if below.nextUp == above {
        // The number lies between neighbours: compare it with the place where rounding changes, which it may be.
        let middle = (RealAlgebraic.ordinary(below) + RealAlgebraic.ordinary(above)) * Rational(1, 2)
        switch value.compared(to: middle) {
        case 0: self = Double(middle)
        case 1: self = above
        default: self = below
        }
        return
      }
      value = value.halved
    }
  }
}

extension RealAlgebraic {
  /// The value of a float, and ±2^1024 for the infinities, which is where they stand when numbers are rounded.
  fileprivate static func ordinary(_ value: Double) -> Rational {
    Rational(exactly: value) ?? (value < 0 ? -.powerOfTwo(1024) : .powerOfTwo(1024))
  }
}

extension RealAlgebraic: CustomStringConvertible {
  /// The number where it is known as a rational one, or "the root of 1·x^2 - 2 in (1, 2)".
  public var description: String {
    exactValue?.description ?? "the root of \(polynomial) in (\(interval.lower), \(interval.upper))"
  }
}
