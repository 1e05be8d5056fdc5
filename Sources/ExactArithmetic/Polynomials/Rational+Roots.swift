internal import CGMP

extension Rational: RootField {
  /// The rational roots in ascending order.
  ///
  /// The roots of the squarefree part modulo a prime are lifted p-adically by Newton's iteration. For a root r of an
  /// integer polynomial with leading coefficient a, a·r is an integer, below a + max |coefficient| by Cauchy's bound;
  /// when the modulus is more than twice that, it is the only candidate, which evaluation accepts or rejects. No
  /// coefficient is factored.
  ///
  /// - Throws: where the polynomial is zero.
  /// - Complexity: the roots modulo a 61-bit prime, and for each O(d) products of integers of the coefficients' size.
  public static func roots(of polynomial: Polynomial<Rational>) throws(ShapeError) -> [Rational] {
    guard !polynomial.isZero else { throw ShapeError("the zero polynomial has every number as a root") }
    guard polynomial.degree > 0 else { return [] }
    let squarefree = IntegerPolynomial(polynomial.squarefreePart)
    let degree = squarefree.degree
    var candidate = (1 << 61) - 1
    while true {
      let modulus = PrimeModulus(unchecked: candidate.magnitude)
      let image = squarefree.residues(modulus)
      if image.degree == degree && image.isSquarefree {
        let roots = try PrimeField.roots(of: image).compactMap { squarefree.liftedRoot($0.residue ?? 0, modulus) }
        return roots.sorted()
      }
      repeat { candidate -= 2 } while !Primality.isPrime(candidate)
    }
  }
}

extension IntegerPolynomial {
  /// The rational root that is congruent to a simple root modulo p, if there is one.
  func liftedRoot(_ residue: UInt, _ modulus: PrimeModulus) -> Rational? {
    let parts = IntegerVector(count: 7)
    let (root, power, bound, value, slope, half, scaled) = (
      parts[0], parts[1], parts[2], parts[3], parts[4], parts[5], parts[6]
    )
    for k in 0...degree where __gmpz_cmpabs(coefficients[k], bound) > 0 { __gmpz_abs(bound, coefficients[k]) }
    __gmpz_add(bound, bound, leading)
    __gmpz_mul_2exp(bound, bound, 1)
    __gmpz_set_ui(root, residue)
    __gmpz_set_ui(power, modulus.value)
    while __gmpz_cmp(power, bound) <= 0 {
      __gmpz_mul(power, power, power)
      evaluate(at: root, modulo: power, value, slope)
      let isInvertible = __gmpz_invert(slope, slope, power)
      precondition(isInvertible != 0, "IntegerPolynomial: not a simple root")
      __gmpz_submul(root, value, slope)
      __gmpz_fdiv_r(root, root, power)
    }
    __gmpz_mul(scaled, root, leading)
    __gmpz_fdiv_r(scaled, scaled, power)
    __gmpz_tdiv_q_2exp(half, power, 1)
    if __gmpz_cmp(scaled, half) > 0 { __gmpz_sub(scaled, scaled, power) }
    let candidate = Rational(scaled, over: leading)
    return monic(candidate) == 0 ? candidate : nil
  }

  /// The value and the derivative at an integer, by Horner's rule.
  private func evaluate(
    at point: UnsafeMutablePointer<__mpz_struct>, modulo modulus: UnsafeMutablePointer<__mpz_struct>,
    _ value: UnsafeMutablePointer<__mpz_struct>, _ slope: UnsafeMutablePointer<__mpz_struct>
  ) {
    __gmpz_set_ui(value, 0)
    __gmpz_set_ui(slope, 0)
    for k in stride(from: degree, through: 0, by: -1) {
      __gmpz_mul(slope, slope, point)
      __gmpz_add(slope, slope, value)
      __gmpz_fdiv_r(slope, slope, modulus)
      __gmpz_mul(value, value, point)
      __gmpz_add(value, value, coefficients[k])
      __gmpz_fdiv_r(value, value, modulus)
    }
  }
}
