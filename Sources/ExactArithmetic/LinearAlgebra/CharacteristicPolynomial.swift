extension Matrix {
  /// The characteristic polynomial det(xI − A), monic of degree n; 1 for the 0 × 0 matrix.
  ///
  /// By reduction to Hessenberg form: O(n³) where Berkowitz's algorithm, which needs no division, takes O(n⁴); a field
  /// has the divisions.
  ///
  /// - Complexity: O(n³) field operations; over ℚ Chinese remainders below a proven bound.
  @inlinable
  public func characteristicPolynomial() throws(ShapeError) -> Polynomial<Scalar> {
    try checkSquare("a characteristic polynomial")
    if rows >= Matrix<Rational>.modularSize, let rational = self as? Matrix<Rational>,
      let polynomial = rational.modularCharacteristicPolynomial() as? Polynomial<Scalar>
    {
      return polynomial
    }
    return try joined().hessenbergForm.hessenbergCharacteristicPolynomial
  }

  /// A similar matrix with zeros below the subdiagonal.
  @inlinable
  var hessenbergForm: Matrix {
    let n = rows
    var h = elements
    for k in 0..<max(n - 2, 0) {
      guard let pivot = (k + 1..<n).first(where: { h[$0 * n + k] != .zero }) else { continue }
      if pivot != k + 1 {
        for j in 0..<n { h.swapAt(pivot * n + j, (k + 1) * n + j) }
        for i in 0..<n { h.swapAt(i * n + pivot, i * n + k + 1) }
      }
      let inverse = 1 / h[(k + 1) * n + k]
      for row in k + 2..<n where h[row * n + k] != .zero {
        // Row `row` loses a multiple of row k + 1; for similarity column k + 1 gains that multiple of column `row`.
        let factor = h[row * n + k] * inverse
        let negated = -factor
        for j in k..<n { h[row * n + j].addProduct(negated, h[(k + 1) * n + j]) }
        for i in 0..<n { h[i * n + k + 1].addProduct(factor, h[i * n + row]) }
      }
    }
    return Matrix(rows: n, columns: n, unchecked: h)
  }

  /// det(xI − H) for a Hessenberg matrix, from those of its leading k × k corners:
  /// `χ_{k+1} = (x − h_kk) χ_k − Σ_{i<k} h_ik · h_{i+1,i} ⋯ h_{k,k−1} · χ_i`.
  @inlinable
  var hessenbergCharacteristicPolynomial: Polynomial<Scalar> {
    var corners: [Polynomial<Scalar>] = [.one]
    for k in 0..<rows {
      var next = Polynomial([-self[k, k], 1]) * corners[k]
      var subdiagonal: Scalar = 1
      for i in stride(from: k - 1, through: 0, by: -1) {
        subdiagonal = subdiagonal * self[i + 1, i]
        if subdiagonal == .zero { break }
        next -= (self[i, k] * subdiagonal) * corners[i]
      }
      corners.append(next)
    }
    return corners[rows]
  }
}
