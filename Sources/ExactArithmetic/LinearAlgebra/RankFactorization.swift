/// The skeleton `A = A[:, columns] · W · A[rows, :]` with `W = A[rows, columns]⁻¹`: a proof of the rank.
///
/// The equation shows that the rank is at most the number of columns chosen, and the inverse that it is at least that.
/// Both are re-checked by multiplication alone. Echelon form, nullspaces and solutions are read off it.
public struct RankFactorization<Scalar: Field>: Sendable, Equatable {
  /// Indices of independent rows that span all rows.
  public let rows: [Int]
  /// Indices of independent columns that span all columns.
  public let columns: [Int]
  /// W, the inverse of the core `A[rows, columns]`.
  public let coreInverse: Matrix<Scalar>

  @inlinable
  public init(rows: [Int], columns: [Int], coreInverse: Matrix<Scalar>) {
    self.rows = rows
    self.columns = columns
    self.coreInverse = coreInverse
  }

  @inlinable
  public var rank: Int { columns.count }

  /// Whether this is a factorization of `matrix`, by three products and nothing else.
  ///
  /// - Complexity: O(rows · columns · rank) field operations.
  @inlinable
  public func holds(for matrix: Matrix<Scalar>) -> Bool {
    guard
      rows.count == columns.count, coreInverse.rows == rows.count, coreInverse.columns == rows.count,
      let core = try? matrix.submatrix(rows: rows, columns: columns),
      let identity = try? coreInverse * core,
      identity.agrees(with: .identity(rank)),
      let left = try? matrix.submatrix(rows: 0..<matrix.rows, columns: columns),
      let right = try? matrix.submatrix(rows: rows, columns: 0..<matrix.columns),
      // The smaller of the two outer factors meets W first.
      let product = matrix.rows <= matrix.columns ? try? left * coreInverse * right : try? left * (coreInverse * right)
    else { return false }
    return product.agrees(with: matrix)
  }
}

extension Matrix {
  /// A proof of the rank, from which nullspaces and solutions follow.
  ///
  /// - Complexity: O(rows · columns · rank) field operations; over ℚ pivots modulo a prime and p-adic lifting, checked
  ///   by products.
  @inlinable
  public func rankFactorization() throws(ShapeError) -> RankFactorization<Scalar> {
    if min(rows, columns) >= Matrix<Rational>.modularSize, let rational = self as? Matrix<Rational>,
      let factorization = rational.modularRankFactorization() as? RankFactorization<Scalar>
    {
      return factorization
    }
    let matrix = try joined()
    let elimination = Elimination(matrix, width: columns, reduced: false)
    let chosenColumns = elimination.pivotColumns
    let chosenRows = Array(elimination.order.prefix(chosenColumns.count))
    guard let inverse = try matrix.submatrix(rows: chosenRows, columns: chosenColumns).inverse() else {
      preconditionFailure("Matrix: pivots of a matrix make a singular core, so its scalars are not an exact field")
    }
    return RankFactorization(rows: chosenRows, columns: chosenColumns, coreInverse: inverse)
  }

  /// The number of independent rows, which is that of independent columns.
  @inlinable
  public func rank() throws(ShapeError) -> Int { try rankFactorization().rank }

  /// The reduced row echelon form, without its zero rows: a rank × columns matrix.
  @inlinable
  public func reducedRowEchelonForm() throws(ShapeError) -> Matrix {
    try reducedRowEchelonForm(from: rankFactorization())
  }

  @inlinable
  func reducedRowEchelonForm(from factorization: RankFactorization<Scalar>) throws(ShapeError) -> Matrix {
    try factorization.coreInverse * submatrix(rows: factorization.rows, columns: 0..<columns)
  }

  /// A basis of `{x : A x = 0}`: the columns of a columns × (columns − rank) matrix with `A N = 0`.
  ///
  /// The rows of N that belong to no pivot form an identity, so its columns are visibly independent.
  @inlinable
  public func nullspace() throws(ShapeError) -> Matrix { try nullspace(from: rankFactorization()) }

  @inlinable
  func nullspace(from factorization: RankFactorization<Scalar>) throws(ShapeError) -> Matrix {
    let echelon = try reducedRowEchelonForm(from: factorization)
    var pivot = [Int?](repeating: nil, count: columns)
    for (index, column) in factorization.columns.enumerated() { pivot[column] = index }
    let free = (0..<columns).filter { pivot[$0] == nil }
    return Matrix(rows: columns, columns: free.count) { row, column in
      if let index = pivot[row] { return -echelon[index, free[column]] }
      return row == free[column] ? 1 : .zero
    }
  }

  /// A basis of `{w : w A = 0}`: the rows of a (rows − rank) × rows matrix.
  @inlinable
  public func leftNullspace() throws(ShapeError) -> Matrix { try transposed.nullspace().transposed }
}
