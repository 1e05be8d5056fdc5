public import ExactArithmetic

extension MonarchShape {
  /// The places between the factors that block a of R fills and block λ of L reads: the a·q + c ≡ λ mod l, c < q.
  ///
  /// Each place belongs to one pair (λ, a), so that the slices share neither columns of L nor rows of R.
  public func middleIndices(λ: Int, a: Int) -> [Int] {
    let first = ((λ - a * q) % l + l) % l
    return stride(from: first, to: q, by: l).map { a * q + $0 }
  }

  /// ν(λ, a): the greatest rank of the slice from block a to block λ.
  ///
  /// It is 1 everywhere if l = q, and q/l if l divides q; otherwise it is ⌊q/l⌋ or ⌈q/l⌉, as λ and a have it.
  public func sliceRank(λ: Int, a: Int) -> Int { middleIndices(λ: λ, a: a).count }

  /// The slice `S_λa[σ, i] = A[σ·l + λ, a·p + i]` of an n3 x n1 matrix: s x p.
  ///
  /// For M(b, n) it is `S_jk[l, i] = A[(l, j), (k, i)]`. Source: `slices`.
  public func slice<Scalar: Field>(of matrix: Matrix<Scalar>, λ: Int, a: Int) throws(ShapeError) -> Matrix<Scalar> {
    try requireSize(of: matrix)
    guard (0..<l).contains(λ), (0..<k).contains(a) else {
      throw ShapeError("expected λ below l = \(l) and a below k = \(k), found (\(λ), \(a))")
    }
    return Matrix(rows: s, columns: p) { σ, i in matrix[σ * l + λ, a * p + i] }
  }

  func requireSize<Scalar>(of matrix: Matrix<Scalar>) throws(ShapeError) {
    guard matrix.rows == outputCount, matrix.columns == inputCount else {
      throw ShapeError(
        "expected a \(outputCount)×\(inputCount) matrix for the shape \(self), found \(matrix.rows)×\(matrix.columns)")
    }
  }
}
