internal import CGMP

/// The primitive integer polynomial that is a positive or negative multiple of a rational one.
struct IntegerPolynomial {
  /// Integers without a common divisor, that of x^k at index k; the last one is positive.
  let coefficients: IntegerVector

  /// - Precondition: `polynomial` is not zero.
  init(_ polynomial: Polynomial<Rational>) {
    coefficients = IntegerVector(count: polynomial.coefficients.count)
    _ = coefficients.setClearingDenominators(of: polynomial.coefficients, at: 0)
    makePrimitive()
  }

  /// Takes integers over, of which the last is not 0, and divides them by what they have in common.
  init(dividingContentOf coefficients: IntegerVector) {
    self.coefficients = coefficients
    makePrimitive()
  }

  private func makePrimitive() {
    let content = IntegerVector(count: 1)
    for k in 0..<coefficients.count { __gmpz_gcd(content[0], content[0], coefficients[k]) }
    if coefficients[degree].pointee._mp_size < 0 { __gmpz_neg(content[0], content[0]) }
    for k in 0..<coefficients.count { __gmpz_divexact(coefficients[k], coefficients[k], content[0]) }
  }

  var degree: Int { coefficients.count - 1 }
  var leading: UnsafeMutablePointer<__mpz_struct> { coefficients[degree] }

  /// The coefficient of x^k.
  func coefficient(_ k: Int) -> Rational {
    let one = IntegerVector(count: 1)
    __gmpz_set_ui(one[0], 1)
    return Rational(coefficients[k], over: one[0])
  }

  /// The image modulo a prime.
  func residues(_ modulus: PrimeModulus) -> Polynomial<PrimeField> {
    Polynomial(
      (0...degree).map {
        PrimeField(residue: __gmpz_fdiv_ui(coefficients[$0], modulus.value), modulus: modulus)
      })
  }

  /// The monic rational multiple.
  var monic: Polynomial<Rational> {
    Polynomial((0...degree).map { Rational(coefficients[$0], over: leading) })
  }

  /// Whether this divides another polynomial over ℚ, by division over ℤ: a primitive divisor has an integer quotient
  /// (Gauss), so that the division may stop at the first leading coefficient that does not divide.
  func divides(_ other: IntegerPolynomial) -> Bool {
    guard degree <= other.degree else { return false }
    let rest = IntegerVector(count: other.degree + 1)
    for k in 0...other.degree { __gmpz_set(rest[k], other.coefficients[k]) }
    let quotient = IntegerVector(count: 1)
    for shift in stride(from: other.degree - degree, through: 0, by: -1) {
      if __gmpz_divisible_p(rest[shift + degree], leading) == 0 { return false }
      __gmpz_divexact(quotient[0], rest[shift + degree], leading)
      for k in 0...degree { __gmpz_submul(rest[shift + k], quotient[0], coefficients[k]) }
    }
    return (0..<degree).allSatisfy { __gmpz_cmp_ui(rest[$0], 0) == 0 }
  }
}
