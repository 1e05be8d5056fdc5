extension Matrix {
  /// The monic polynomial of least degree with m(A) = 0; 1 for the 0 × 0 matrix.
  ///
  /// Krylov: where the polynomial found so far does not annihilate a unit vector e, the image of e has a minimal
  /// polynomial of its own, and the product of the two annihilates e.
  ///
  /// - Complexity: O(n³) field operations for each factor found, so O(n³ · degree) at worst.
  @inlinable
  public func minimalPolynomial() throws(ShapeError) -> Polynomial<Scalar> {
    try checkSquare("a minimal polynomial")
    if rows >= Matrix<Rational>.modularSize, let rational = self as? Matrix<Rational>,
      let polynomial = try rational.modularMinimalPolynomial() as? Polynomial<Scalar>
    {
      return polynomial
    }
    let matrix = try joined()
    var minimal = Polynomial<Scalar>.one
    for index in 0..<rows {
      if minimal.degree == rows { break }
      var vector = [Scalar](repeating: .zero, count: rows)
      vector[index] = 1
      // Horner's rule: m(A) e with a product with A for each degree.
      var image = [Scalar](repeating: .zero, count: rows)
      for coefficient in minimal.coefficients.reversed() {
        image = try matrix * image
        image[index] += coefficient
      }
      minimal *= try matrix.minimalPolynomial(annihilating: image)
    }
    return minimal
  }

  /// The monic polynomial m of least degree with m(A) v = 0, from the first linear relation between v, Av, A²v, ….
  @inlinable
  func minimalPolynomial(annihilating vector: [Scalar]) throws(ShapeError) -> Polynomial<Scalar> {
    // An echelon basis of the Krylov space: each vector has a 1 at its pivot, and is the value of a polynomial at A.
    var basis: [(pivot: Int, vector: [Scalar], polynomial: Polynomial<Scalar>)] = []
    var power = vector
    // The 1 of this field: x^k alone would not say where its roots are to be sought.
    let unit = vector.reduce(1) { $0 + ($1 - $1) }
    while true {
      var rest = power
      var polynomial = Polynomial<Scalar>.monomial(unit, degree: basis.count)
      for (pivot, reduced, origin) in basis where rest[pivot] != .zero {
        let factor = -rest[pivot]
        for j in rest.indices { rest[j].addProduct(factor, reduced[j]) }
        polynomial += factor * origin
      }
      guard let pivot = rest.firstIndex(where: { $0 != .zero }) else { return polynomial }
      let inverse = 1 / rest[pivot]
      basis.append((pivot, rest.map { $0 * inverse }, inverse * polynomial))
      power = try self * power
    }
  }
}
