extension Matrix<Rational> {
  /// A basis, of the lattice that independent rows of integers span, whose first row is at most `2^{(n−1)/2}` times as long
  /// as any other vector of the lattice but 0 (Lenstra, Lenstra, Lovász; all in integers, after de Weger).
  ///
  /// - Precondition: integers, and independent rows.
  /// - Complexity: O(n⁴ log B) operations on integers of O(n log B) bits, for rows of lengths up to B.
  func reducedLatticeBasis() -> Matrix {
    let n = rows
    guard n > 1 else { return self }
    var basis = (0..<n).map { row in (0..<columns).map { self[row, $0] } }
    // d[i] are the determinants of the first i rows' Gram matrices, λ[i][j] = d[j+1]·μ_ij: all integers.
    var d = Array(repeating: Rational(1), count: n + 1)
    var λ = Array(repeating: Array(repeating: Rational.zero, count: n), count: n)

    func enter(_ k: Int) {
      for j in 0...k {
        var u = zip(basis[k], basis[j]).reduce(Rational.zero) { $0 + $1.0 * $1.1 }
        for i in 0..<j { u = (d[i + 1] * u - λ[k][i] * λ[j][i]) / d[i] }
        if j < k { λ[k][j] = u } else { d[k + 1] = u }
      }
    }
    func reduce(_ k: Int, by l: Int) {
      let factor = (λ[k][l] / d[l + 1] + Rational(1, 2)).roundedDown(toMultipleOfPowerOfTwo: 0)
      if factor == 0 { return }
      for column in 0..<columns { basis[k][column] -= factor * basis[l][column] }
      λ[k][l] -= factor * d[l + 1]
      for i in 0..<l { λ[k][i] -= factor * λ[l][i] }
    }
    func exchange(_ k: Int, upTo last: Int) {
      basis.swapAt(k, k - 1)
      for j in 0..<k - 1 { (λ[k][j], λ[k - 1][j]) = (λ[k - 1][j], λ[k][j]) }
      let old = λ[k][k - 1]
      let determinant = (d[k - 1] * d[k + 1] + old * old) / d[k]
      for i in stride(from: k + 1, through: last, by: 1) {
        let entry = λ[i][k]
        λ[i][k] = (d[k + 1] * λ[i][k - 1] - old * entry) / d[k]
        λ[i][k - 1] = (determinant * entry + old * λ[i][k]) / d[k + 1]
      }
      d[k] = determinant
    }

    enter(0)
    var (k, last) = (1, 0)
    while k < n {
      if k > last {
        last = k
        enter(k)
      }
      reduce(k, by: k - 1)
      if 4 * d[k + 1] * d[k - 1] < 3 * d[k] * d[k] - 4 * λ[k][k - 1] * λ[k][k - 1] {
        exchange(k, upTo: last)
        k = max(1, k - 1)
      } else {
        for l in stride(from: k - 2, through: 0, by: -1) { reduce(k, by: l) }
        k += 1
      }
    }
    return Matrix(rows: n, columns: columns, unchecked: basis.flatMap { $0 })
  }
}
