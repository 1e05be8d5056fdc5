/// Gaussian elimination, the one loop behind rank, inverse and determinant over a general field.
///
/// A pivot is the first entry of its column that is not zero: exact fields have no better and no worse pivots.
@usableFromInline
struct Elimination<Scalar: Field> {
  /// The row-major entries, overwritten by those of the echelon form.
  @usableFromInline
  var entries: [Scalar]
  @usableFromInline
  let columns: Int
  /// The original index of the row that now stands at each place.
  @usableFromInline
  var order: [Int]
  /// The columns of the pivots found so far; the k-th pivot stands in row k.
  @usableFromInline
  var pivotColumns: [Int] = []
  @usableFromInline
  var swapCount = 0

  /// Brings the first `width` columns of a matrix into echelon form, carrying the other columns along.
  ///
  /// A reduced form has pivots 1 and zeros above them.
  ///
  /// - Complexity: O(rows · columns · rank) field operations.
  @inlinable
  init(_ matrix: Matrix<Scalar>, width: Int, reduced: Bool) {
    entries = matrix.elements
    columns = matrix.columns
    order = Array(0..<matrix.rows)
    for column in 0..<width {
      let top = pivotColumns.count
      guard let pivot = (top..<matrix.rows).first(where: { entries[$0 * columns + column] != .zero }) else { continue }
      if pivot != top {
        for j in 0..<columns { entries.swapAt(pivot * columns + j, top * columns + j) }
        order.swapAt(pivot, top)
        swapCount += 1
      }
      pivotColumns.append(column)
      let inverse = 1 / entries[top * columns + column]
      if reduced {
        for j in column..<columns { entries[top * columns + j] = entries[top * columns + j] * inverse }
      }
      for row in (reduced ? 0 : top + 1)..<matrix.rows where row != top {
        let entry = entries[row * columns + column]
        if entry == .zero { continue }
        let factor = reduced ? -entry : -(entry * inverse)
        for j in column..<columns { entries[row * columns + j].addProduct(factor, entries[top * columns + j]) }
      }
    }
  }
}

extension Matrix {
  /// The inverse, or nil for a singular matrix; `nullspace` shows why.
  ///
  /// Whoever doubts it multiplies: `A · A⁻¹ = I`.
  ///
  /// - Complexity: O(n³) field operations by Gauss–Jordan elimination; over ℚ p-adic lifting, checked by a product.
  @inlinable
  public func inverse() throws(ShapeError) -> Matrix? {
    try checkSquare("an inverse")
    if rows >= Matrix<Rational>.modularSize, let rational = self as? Matrix<Rational> {
      return rational.modularInverse() as? Matrix
    }
    let elimination = Elimination(try joined().horizontallyJoined(with: .identity(rows)), width: rows, reduced: true)
    guard elimination.pivotColumns.count == rows else { return nil }
    return Matrix(rows: rows, columns: rows) { elimination.entries[$0 * 2 * rows + rows + $1] }
  }

  /// The determinant; 1 for the 0 × 0 matrix.
  ///
  /// - Complexity: O(n³) field operations by elimination; over ℚ Chinese remainders below Hadamard's bound.
  @inlinable
  public func determinant() throws(ShapeError) -> Scalar {
    try checkSquare("a determinant")
    if rows >= Matrix<Rational>.modularSize, let rational = self as? Matrix<Rational>,
      let value = rational.modularDeterminant() as? Scalar
    {
      return value
    }
    let elimination = Elimination(try joined(), width: columns, reduced: false)
    guard elimination.pivotColumns.count == rows else { return .zero }
    let product = (0..<rows).reduce(1) { $0 * elimination.entries[$1 * columns + $1] }
    return elimination.swapCount.isMultiple(of: 2) ? product : -product
  }
}
