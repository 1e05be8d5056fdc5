extension Polynomial {
  /// The quotient q and the remainder r with `self = q · divisor + r` and deg r < deg divisor.
  ///
  /// - Precondition: `divisor` is not zero.
  /// - Complexity: O((d − e + 1) · e) field operations for degrees d and e.
  @inlinable
  public func quotientAndRemainder(dividingBy divisor: Polynomial) -> (quotient: Polynomial, remainder: Polynomial) {
    precondition(!divisor.isZero, "Polynomial: division by zero")
    guard degree >= divisor.degree else { return (.zero, self) }
    var remainder = coefficients
    var quotient = [Scalar](repeating: .zero, count: degree - divisor.degree + 1)
    let inverse = 1 / divisor.leadingCoefficient
    for k in quotient.indices.reversed() {
      let factor = remainder[k + divisor.degree] * inverse
      quotient[k] = factor
      if factor == .zero { continue }
      let negated = -factor
      for i in 0..<divisor.degree { remainder[k + i].addProduct(negated, divisor.coefficients[i]) }
    }
    return (Polynomial(quotient), Polynomial(Array(remainder[..<divisor.degree])))
  }

  /// The remainder of the division by `divisor`.
  ///
  /// - Precondition: `rhs` is not zero.
  @inlinable
  public static func % (lhs: Polynomial, rhs: Polynomial) -> Polynomial {
    lhs.quotientAndRemainder(dividingBy: rhs).remainder
  }

  /// Whether `self = q · divisor` for some q; only zero is a multiple of zero.
  @inlinable
  public func isMultiple(of divisor: Polynomial) -> Bool {
    divisor.isZero ? isZero : (self % divisor).isZero
  }

  /// The monic greatest common divisor; zero where both are zero.
  ///
  /// - Complexity: O(d · e) field operations by Euclid's algorithm for degrees d and e; over ℚ the same modulo primes.
  @inlinable
  public static func greatestCommonDivisor(_ lhs: Polynomial, _ rhs: Polynomial) -> Polynomial {
    if let f = lhs as? Polynomial<Rational>, let g = rhs as? Polynomial<Rational>,
      let divisor = Polynomial<Rational>.modularGreatestCommonDivisor(f, g) as? Polynomial
    {
      return divisor
    }
    var (a, b) = (lhs, rhs)
    while !b.isZero { (a, b) = (b, a % b) }
    return a.monic
  }

  /// The monic greatest common divisor d together with u and v such that `u · lhs + v · rhs = d`.
  ///
  /// For degrees m, n ≥ 1 of coprime polynomials, deg u < n and deg v < m. Zero and zero have d = 0.
  ///
  /// - Complexity: O(d · e) field operations by Euclid's algorithm for degrees d and e.
  @inlinable
  public static func extendedGreatestCommonDivisor(
    _ lhs: Polynomial, _ rhs: Polynomial
  ) -> (divisor: Polynomial, u: Polynomial, v: Polynomial) {
    // Invariant: a = u·lhs + v·rhs and b = s·lhs + t·rhs.
    var (a, u, v) = (lhs, Polynomial.one, Polynomial.zero)
    var (b, s, t) = (rhs, Polynomial.zero, Polynomial.one)
    while !b.isZero {
      let (quotient, remainder) = a.quotientAndRemainder(dividingBy: b)
      (a, b) = (b, remainder)
      (u, s) = (s, u - quotient * s)
      (v, t) = (t, v - quotient * t)
    }
    guard !a.isZero else { return (.zero, .zero, .zero) }
    let scale = 1 / a.leadingCoefficient
    return (scale * a, scale * u, scale * v)
  }

  /// The monic least common multiple; zero where one of them is zero.
  @inlinable
  public static func leastCommonMultiple(_ lhs: Polynomial, _ rhs: Polynomial) -> Polynomial {
    guard !lhs.isZero, !rhs.isZero else { return .zero }
    let divisor = greatestCommonDivisor(lhs, rhs)
    return (lhs.quotientAndRemainder(dividingBy: divisor).quotient * rhs).monic
  }
}
