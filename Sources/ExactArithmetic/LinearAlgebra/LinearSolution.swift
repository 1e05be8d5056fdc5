/// The answer to `A X = B`, with its proof.
public enum LinearSolution<Scalar: Field>: Sendable, Equatable {
  /// One solution, and the nullspace whose columns generate all others; `factorization` proves that these are all.
  case solvable(particular: Matrix<Scalar>, nullspace: Matrix<Scalar>, factorization: RankFactorization<Scalar>)
  /// A vector w with `w A = 0` and `w B ≠ 0`, which no solution allows.
  case inconsistent(witness: [Scalar])

  /// Whether this answers `left · X = right`, by multiplications and comparisons alone.
  @inlinable
  public func holds(for left: Matrix<Scalar>, _ right: Matrix<Scalar>) -> Bool {
    guard let (left, right) = try? Matrix.joined(left, right) else { return false }
    switch self {
    case .solvable(let particular, let nullspace, let factorization):
      guard factorization.holds(for: left), nullspace.columns == left.columns - factorization.rank,
        let image = try? left * particular, image.agrees(with: right),
        let zero = try? left * nullspace, zero.elements.allSatisfy({ $0 == .zero })
      else { return false }
      // Independent columns: an identity in the rows of no pivot.
      let free = (0..<left.columns).filter { !factorization.columns.contains($0) }
      return (try? nullspace.submatrix(rows: free, columns: 0..<nullspace.columns)) == .identity(free.count)
    case .inconsistent(let witness):
      guard witness.count == left.rows, left.rows == right.rows,
        let onLeft = try? left.transposed * witness, let onRight = try? right.transposed * witness
      else { return false }
      return onLeft.allSatisfy { $0 == .zero } && onRight.contains { $0 != .zero }
    }
  }
}

extension Matrix {
  /// All solutions X of `A X = B`, or a witness that there is none.
  ///
  /// - Complexity: O(rows · columns · rank) field operations for the factorization, and a product with B.
  @inlinable
  public func solve(_ right: Matrix) throws(ShapeError) -> LinearSolution<Scalar> {
    guard rows == right.rows else {
      throw ShapeError("\(rows)×\(columns) times X = \(right.rows)×\(right.columns): the row counts differ")
    }
    let (left, right) = try Matrix.joined(self, right)
    let factorization = try left.rankFactorization()
    let core = try factorization.coreInverse * right.submatrix(rows: factorization.rows, columns: 0..<right.columns)
    var pivot = [Int?](repeating: nil, count: columns)
    for (index, column) in factorization.columns.enumerated() { pivot[column] = index }
    let particular = Matrix(rows: columns, columns: right.columns) { row, column in
      pivot[row].map { core[$0, column] } ?? .zero
    }
    let image = try left * particular
    if let place = zip(image.elements, right.elements).enumerated().first(where: { $1.0 - $1.1 != .zero })?.offset {
      // Row `row` of A is the combination F·A[rows, :] of the chosen ones; that of B is another.
      let row = place / right.columns
      let combination = try left.submatrix(rows: [row], columns: factorization.columns) * factorization.coreInverse
      var witness = [Scalar](repeating: .zero, count: rows)
      witness[row] = 1
      for (index, chosen) in factorization.rows.enumerated() { witness[chosen] -= combination[0, index] }
      return .inconsistent(witness: witness)
    }
    return .solvable(
      particular: particular, nullspace: try left.nullspace(from: factorization), factorization: factorization)
  }

  /// All solutions x of `A x = b`, as matrices of one column, or a witness that there is none.
  @inlinable
  public func solve(_ right: [Scalar]) throws(ShapeError) -> LinearSolution<Scalar> {
    try solve(Matrix(rows: right.count, columns: 1, unchecked: right))
  }
}
