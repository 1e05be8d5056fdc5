public import ExactArithmetic

extension MonarchShape {
  /// The squared distance `Σ |A − M|²` on every slice, that of (λ, a) at λ·k + a.
  ///
  /// The slices share no entries, so that their sum is `‖A − M‖_F²`: the squared error splits over them, and each slice
  /// can be made as good as it gets without the others (`projection`).
  ///
  /// - Parameters:
  ///   - candidate: a Monarch matrix of this shape.
  ///   - matrix: any n3 x n1 matrix over the same field.
  /// - Throws: where the sizes or the fields differ.
  /// - Complexity: O(n1·n3·ν) field operations.
  public func squaredErrors<Scalar: Field>(
    of candidate: MonarchMatrix<Scalar>, from matrix: Matrix<Scalar>
  ) throws(ShapeError) -> [Scalar] {
    guard candidate.shape == self else {
      throw ShapeError("expected a Monarch matrix of the shape \(self), found \(candidate.shape)")
    }
    try requireSize(of: matrix)
    try requireCommonField(candidate.factors, with: [matrix.elements])
    var errors: [Scalar] = []
    for λ in 0..<l {
      for a in 0..<k {
        let middle = middleIndices(λ: λ, a: a)
        var sum = Scalar.zero
        for σ in 0..<s {
          for i in 0..<p {
            var rest = matrix[σ * l + λ, a * p + i]
            for t in middle {
              rest.addProduct(-candidate.left.blocks[λ][σ, t / l], candidate.right.blocks[a][t - a * q, i])
            }
            sum.addProduct(rest, rest.conjugate)
          }
        }
        errors.append(sum)
      }
    }
    return errors
  }
}
