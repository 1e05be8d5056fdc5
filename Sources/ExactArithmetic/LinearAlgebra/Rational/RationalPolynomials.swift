internal import CGMP

extension Matrix where Scalar == Rational {
  /// det(xI − A) from its residues modulo enough primes for a bound of its coefficients.
  ///
  /// - Complexity: O(b n²(n + b)) for a bound of b words.
  @usableFromInline
  func modularCharacteristicPolynomial() -> Polynomial<Rational> {
    let integers = IntegerMatrix(self, commonly: true)
    var budget = PrimeBudget(bits: integers.characteristicBits)
    var primes: [WordPrime] = []
    var images: [[UInt64]] = []
    for prime in WordPrime.Descending() {
      if budget.isCovered { break }
      let residues = integers.residues(modulo: prime)
      images.append(WordCharacteristicPolynomial(residues, rows, modulo: prime).coefficients)
      primes.append(prime)
      budget.add(prime)
    }
    return integers.polynomial(images, primes)
  }

  /// The minimal polynomial from those modulo primes, accepted when it annihilates the matrix.
  ///
  /// Modulo a prime the degree is at most that over ℚ; so a monic polynomial of that degree that annihilates the matrix
  /// is the answer. Where the degree is n it is the characteristic polynomial.
  ///
  /// - Complexity: a minimal polynomial modulo each of O(size of the answer) primes, and `degree` products.
  @usableFromInline
  func modularMinimalPolynomial() throws(ShapeError) -> Polynomial<Rational> {
    let integers = IntegerMatrix(self, commonly: true)
    var primes: [WordPrime] = []
    var images: [[UInt64]] = []
    var wanted = 1
    for prime in WordPrime.Descending() {
      let image = try integers.image(modulo: prime).minimalPolynomial()
      if image.degree == rows { return modularCharacteristicPolynomial() }
      if let known = images.first?.count, image.coefficients.count != known {
        if image.coefficients.count < known { continue }
        (primes, images, wanted) = ([], [], 1)
      }
      primes.append(prime)
      images.append(image.coefficients.map { UInt64($0.residue ?? 0) })
      guard primes.count == wanted else { continue }
      wanted = wanted + wanted / 2 + 1
      let candidate = integers.polynomial(images, primes)
      if try candidate(self).elements.allSatisfy({ $0 == 0 }) { return candidate }
    }
    preconditionFailure("Matrix: every word-size prime lowers the degree of the minimal polynomial")
  }
}

extension IntegerMatrix {
  /// The matrix over 𝔽_p.
  func image(modulo prime: WordPrime) -> Matrix<PrimeField> {
    let modulus = PrimeModulus(unchecked: UInt(prime.value))
    let residues = residues(modulo: prime)
    return Matrix<PrimeField>(rows: rows, columns: columns) {
      PrimeField(residue: UInt(residues[$0 * columns + $1]), modulus: modulus)
    }
  }

  /// The polynomial of the rational matrix M / d from the images of that of the integer matrix M: the coefficient of
  /// x^(n − k) loses the factor d^k.
  ///
  /// - Precondition: denominators were cleared by one factor.
  func polynomial(_ images: [[UInt64]], _ primes: [WordPrime]) -> Polynomial<Rational> {
    guard let count = images.first?.count, count > 1 else { return .one }
    let remainders = ChineseRemainders(primes)
    let parts = IntegerVector(count: 2)
    __gmpz_set_ui(parts[1], 1)
    var coefficients: [Rational] = [1]
    for k in stride(from: count - 2, through: 0, by: -1) {
      __gmpz_mul(parts[1], parts[1], denominators[0])
      remainders.recover(into: parts[0]) { images[$0][k] }
      coefficients.append(Rational(parts[0], over: parts[1]))
    }
    return Polynomial(coefficients.reversed())
  }
}
