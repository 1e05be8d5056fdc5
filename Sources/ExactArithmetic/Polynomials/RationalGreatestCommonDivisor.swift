internal import CGMP

extension Polynomial where Scalar == Rational {
  /// The monic greatest common divisor over ℚ from those modulo primes, so that no coefficient grows on the way.
  ///
  /// Modulo a prime that divides neither leading coefficient the degree is at least that over ℚ. A polynomial of that
  /// degree that divides both is the answer, and division decides that.
  ///
  /// - Complexity: a Euclidean algorithm modulo each of O(size of the answer) primes.
  @usableFromInline
  static func modularGreatestCommonDivisor(_ lhs: Polynomial, _ rhs: Polynomial) -> Polynomial {
    if lhs.isZero { return rhs.monic }
    if rhs.isZero { return lhs.monic }
    let (f, g) = (IntegerPolynomial(lhs), IntegerPolynomial(rhs))
    // The leading coefficient of the primitive answer divides this, which fixes the scale of its images.
    let scale = IntegerVector(count: 1)
    __gmpz_gcd(scale[0], f.leading, g.leading)
    var primes: [WordPrime] = []
    var images: [Polynomial<PrimeField>] = []
    var wanted = 1
    for prime in WordPrime.Descending() {
      let modulus = PrimeModulus(unchecked: UInt(prime.value))
      if __gmpz_divisible_ui_p(f.leading, modulus.value) != 0 { continue }
      if __gmpz_divisible_ui_p(g.leading, modulus.value) != 0 { continue }
      let image = Polynomial<PrimeField>.greatestCommonDivisor(f.residues(modulus), g.residues(modulus))
      if image.degree == 0 { return .one }
      if let known = images.first?.degree, image.degree != known {
        // The larger degree belongs to a prime that gives the two too much in common.
        if image.degree > known { continue }
        (primes, images, wanted) = ([], [], 1)
      }
      primes.append(prime)
      images.append(PrimeField(residue: __gmpz_fdiv_ui(scale[0], modulus.value), modulus: modulus) * image)
      guard primes.count == wanted else { continue }
      wanted = wanted + wanted / 2 + 1
      let degree = images[0].degree
      let remainders = ChineseRemainders(primes)
      let lifted = IntegerVector(count: degree + 1)
      for k in 0...degree { remainders.recover(into: lifted[k]) { UInt64(images[$0][k].residue ?? 0) } }
      if __gmpz_cmp_ui(lifted[degree], 0) == 0 { continue }
      let candidate = IntegerPolynomial(dividingContentOf: lifted)
      if candidate.divides(f) && candidate.divides(g) { return candidate.monic }
    }
    preconditionFailure("Polynomial: every word-size prime is bad for \(lhs) and \(rhs)")
  }
}
