/// Sums and products of roots of degrees d and e are roots of polynomials of degree d·e, which are found from the power
/// sums of the roots; with a rational number the degree stays.
extension RealAlgebraic {
  /// The sum.
  ///
  /// - Complexity: O(d²e²) operations on rationals and an isolation of the root, for degrees d and e.
  public static func + (lhs: RealAlgebraic, rhs: RealAlgebraic) -> RealAlgebraic {
    if let exact = lhs.exactValue { return rhs.shifted(by: exact) }
    if let exact = rhs.exactValue { return lhs.shifted(by: exact) }
    let (left, right, degree) = powerSums(lhs, rhs)
    // Σ (α + β)^k = Σ_i (k over i) Σ α^i Σ β^(k−i).
    var binomials: [Rational] = [1]
    var sums: [Rational] = []
    for k in 0...degree {
      sums.append((0...k).reduce(.zero) { $0 + binomials[$1] * left[$1] * right[k - $1] })
      binomials = [1] + zip(binomials, binomials.dropFirst()).map(+) + [1]
    }
    return isolated(withPowerSums: sums, lhs, rhs, +, +)
  }

  public static func - (lhs: RealAlgebraic, rhs: RealAlgebraic) -> RealAlgebraic { lhs + -rhs }

  /// The product.
  ///
  /// - Complexity: as for sums.
  public static func * (lhs: RealAlgebraic, rhs: RealAlgebraic) -> RealAlgebraic {
    if let exact = lhs.exactValue { return rhs.scaled(by: exact) }
    if let exact = rhs.exactValue { return lhs.scaled(by: exact) }
    let (left, right, _) = powerSums(lhs, rhs)
    return isolated(withPowerSums: zip(left, right).map(*), lhs, rhs, *, *)
  }

  /// The quotient.
  ///
  /// - Precondition: `rhs` is not zero.
  /// - Complexity: as for sums.
  public static func / (lhs: RealAlgebraic, rhs: RealAlgebraic) -> RealAlgebraic { lhs * rhs.inverse }

  public static prefix func - (operand: RealAlgebraic) -> RealAlgebraic { operand.scaled(by: -1) }

  /// The inverse: a root of the polynomial with the coefficients in reverse.
  ///
  /// - Precondition: this is not zero.
  public var inverse: RealAlgebraic {
    precondition(signum != 0, "RealAlgebraic: division by zero")
    var value = self
    while value.interval.lower.signum * value.interval.upper.signum <= 0 { value = value.halved }
    if let exact = value.exactValue { return RealAlgebraic(1 / exact) }
    return RealAlgebraic(
      polynomial: Polynomial(polynomial.coefficients.reversed()),
      interval: RationalInterval(1 / value.interval.upper, 1 / value.interval.lower))
  }

  /// The square root that is not negative.
  ///
  /// - Throws: where this number is negative.
  public func squareRoot() throws(FieldError) -> RealAlgebraic {
    let sign = signum
    guard sign >= 0 else { throw FieldError("expected a number that is not negative, found \(self)") }
    if sign == 0 { return RealAlgebraic(.zero) }
    // Without a factor x, p(x²) is squarefree too, and its positive roots are the square roots of those of p, in the
    // same order.
    let factor = polynomial[0] == 0 ? Polynomial(Array(polynomial.coefficients.dropFirst())) : polynomial
    let squares = Polynomial(factor.coefficients.flatMap { [$0, 0] })
    let below = try RealAlgebraic.roots(of: factor).count { $0.root.signum > 0 && $0.root < self }
    return try RealAlgebraic.roots(of: squares).filter { $0.root.signum > 0 }[below].root
  }

  /// The root of a squarefree polynomial in an interval that is known to hold only one, and none at an end.
  private init(polynomial: Polynomial<Rational>, interval: RationalInterval) {
    let polynomial = polynomial.primitive
    self.init(polynomial: polynomial, interval: interval, lowerSign: polynomial(interval.lower).signum)
  }

  private func shifted(by value: Rational) -> RealAlgebraic {
    if let exactValue { return RealAlgebraic(exactValue + value) }
    return RealAlgebraic(
      polynomial: polynomial(Polynomial([-value, 1])), interval: interval + RationalInterval(value))
  }

  private func scaled(by factor: Rational) -> RealAlgebraic {
    if let exactValue { return RealAlgebraic(exactValue * factor) }
    if factor == 0 { return RealAlgebraic(.zero) }
    return RealAlgebraic(polynomial: polynomial(Polynomial([0, 1 / factor])), interval: factor * interval)
  }

  /// Σ α^k and Σ β^k over all roots α, β of the polynomials, for k up to the product of the degrees.
  private static func powerSums(
    _ lhs: RealAlgebraic, _ rhs: RealAlgebraic
  ) -> (left: [Rational], right: [Rational], degree: Int) {
    let degree = lhs.polynomial.degree * rhs.polynomial.degree
    // Newton: s_k = −k·a_{d−k} − Σ_{0<i<k} a_{d−i}·s_{k−i} for x^d + a_{d−1} x^{d−1} + …, with a_i = 0 for i < 0.
    func sums(_ polynomial: Polynomial<Rational>) -> [Rational] {
      let monic = polynomial.monic
      let d = monic.degree
      var sums = [Rational(d)]
      for k in 1...degree {
        let head = k <= d ? Rational(-k) * monic[d - k] : 0
        sums.append((1..<k).prefix(d).reduce(head) { $0 - monic[d - $1] * sums[k - $1] })
      }
      return sums
    }
    return (sums(lhs.polynomial), sums(rhs.polynomial), degree)
  }

  /// The root, of the polynomial whose roots have these power sums, that an operation makes of two numbers.
  private static func isolated(
    withPowerSums sums: [Rational], _ lhs: RealAlgebraic, _ rhs: RealAlgebraic,
    _ operation: (RationalInterval, RationalInterval) -> RationalInterval,
    _ exactly: (RealAlgebraic, RealAlgebraic) -> RealAlgebraic
  ) -> RealAlgebraic {
    // Newton again: k·c_k = −Σ_{0<i<=k} s_i·c_{k−i} for c_0 x^n + c_1 x^{n−1} + …
    var coefficients: [Rational] = [1]
    for k in 1..<sums.count {
      let sum = (1...k).reduce(Rational.zero) { $0 + sums[$1] * coefficients[k - $1] }
      coefficients.append(-sum / Rational(k))
    }
    let polynomial = Polynomial(coefficients.reversed()).squarefreePart
    let chain = SturmChain(polynomial)
    var (a, b) = (lhs, rhs)
    while a.exactValue == nil, b.exactValue == nil {
      let interval = operation(a.interval, b.interval)
      if polynomial(interval.lower) != 0, polynomial(interval.upper) != 0,
        chain.rootCount(above: interval.lower, upTo: interval.upper) == 1
      {
        return RealAlgebraic(polynomial: polynomial, interval: interval)
      }
      (a, b) = (a.halved, b.halved)
    }
    return exactly(a, b)
  }
}
