/// Whether a symmetric matrix is positive semidefinite, with the proof of either answer.
public enum Semidefiniteness<Scalar: Field & Comparable>: Sendable, Equatable {
  /// `A = L · diag(diagonal) · Lᵀ` with L lower triangular, ones on its diagonal, and no negative number in `diagonal`.
  case semidefinite(lower: Matrix<Scalar>, diagonal: [Scalar])
  /// A vector x with `xᵀ A x = value < 0`.
  case negative(vector: [Scalar], value: Scalar)

  /// Whether this proof is right for `matrix`, by multiplications and comparisons alone.
  @inlinable
  public func holds(for matrix: Matrix<Scalar>) -> Bool {
    switch self {
    case .semidefinite(let lower, let diagonal):
      // Any L will do: xᵀ A x = Σ d_k (Lᵀ x)_k² is a sum of numbers that are not negative.
      return diagonal.allSatisfy { $0 >= .zero }
        && (try? lower * .diagonal(diagonal) * lower.transposed)?.agrees(with: matrix) == true
    case .negative(let vector, let value):
      guard value < .zero, let image = try? matrix * vector, image.count == vector.count else { return false }
      return zip(vector, image).reduce(Scalar.zero) { $0 + $1.0 * $1.1 } == value
    }
  }
}

extension Matrix where Scalar: Comparable {
  /// Whether xᵀ A x ≥ 0 for all x, for a symmetric matrix over an ordered field: the LDLᵀ factorisation without
  /// pivoting, or a vector where it fails.
  ///
  /// A pivot 0 whose column is not zero lets the form take negative values; one whose column is zero is passed over.
  ///
  /// - Complexity: O(n³) field operations.
  @inlinable
  public func semidefiniteness() throws(ShapeError) -> Semidefiniteness<Scalar> {
    try checkSquare("semidefiniteness")
    let n = rows
    for i in 0..<n {
      for j in 0..<i where self[i, j] != self[j, i] {
        throw ShapeError(
          "semidefiniteness needs a symmetric matrix, but entry (\(i), \(j)) is \(self[i, j]) and (\(j), \(i)) is "
            + "\(self[j, i])")
      }
    }
    // The Schur complement in the rows and columns not yet eliminated; only its lower triangle is kept.
    var schur = elements
    var lower = Matrix.identity(n).elements
    var diagonal: [Scalar] = []
    for k in 0..<n {
      let pivot = schur[k * n + k]
      if pivot < .zero {
        var direction = [Scalar](repeating: .zero, count: n)
        direction[k] = 1
        return .negative(vector: Matrix.solveTransposed(lower, direction), value: pivot)
      }
      if pivot == .zero, let row = (k + 1..<n).first(where: { schur[$0 * n + k] != .zero }) {
        // On t·e_k + e_row the form is 2ct + s, with c = schur[row, k] and s = schur[row, row]: −1 for a suitable t.
        var direction = [Scalar](repeating: .zero, count: n)
        direction[k] = -(schur[row * n + row] + 1) / (2 * schur[row * n + k])
        direction[row] = 1
        return .negative(vector: Matrix.solveTransposed(lower, direction), value: -1)
      }
      diagonal.append(pivot)
      if pivot == .zero { continue }
      for i in k + 1..<n where schur[i * n + k] != .zero {
        let factor = schur[i * n + k] / pivot
        lower[i * n + k] = factor
        for j in k + 1...i { schur[i * n + j].addProduct(-factor, schur[j * n + k]) }
      }
    }
    return .semidefinite(lower: Matrix(rows: n, columns: n, unchecked: lower), diagonal: diagonal)
  }

  /// The x with `Lᵀ x = right`, for L lower triangular with ones on its diagonal.
  @inlinable
  static func solveTransposed(_ lower: [Scalar], _ right: [Scalar]) -> [Scalar] {
    let n = right.count
    var x = right
    for k in stride(from: n - 1, through: 0, by: -1) where x[k] != .zero {
      let factor = -x[k]
      for j in 0..<k { x[j].addProduct(factor, lower[k * n + j]) }
    }
    return x
  }
}
