extension Matrix {
  @inlinable
  public var isSquare: Bool { rows == columns }

  /// The rows × columns matrix of zeros.
  ///
  /// - Precondition: the sizes are not negative and their product is an `Int`.
  @inlinable
  public static func zero(_ rows: Int, _ columns: Int) -> Matrix {
    Matrix(rows: rows, columns: columns) { _, _ in .zero }
  }

  /// The square matrix with the given diagonal and zeros elsewhere.
  @inlinable
  public static func diagonal(_ entries: [Scalar]) -> Matrix {
    Matrix(rows: entries.count, columns: entries.count) { $0 == $1 ? entries[$0] : .zero }
  }

  @inlinable
  public static func + (lhs: Matrix, rhs: Matrix) throws(ShapeError) -> Matrix {
    try lhs.checkSameShape(as: rhs, "plus")
    try checkCommonField(lhs, rhs)
    return Matrix(rows: lhs.rows, columns: lhs.columns, unchecked: zip(lhs.elements, rhs.elements).map { $0 + $1 })
  }

  @inlinable
  public static func - (lhs: Matrix, rhs: Matrix) throws(ShapeError) -> Matrix {
    try lhs.checkSameShape(as: rhs, "minus")
    try checkCommonField(lhs, rhs)
    return Matrix(rows: lhs.rows, columns: lhs.columns, unchecked: zip(lhs.elements, rhs.elements).map { $0 - $1 })
  }

  @inlinable
  public static prefix func - (operand: Matrix) -> Matrix { operand.map { -$0 } }

  /// The matrix of the entries' multiples.
  ///
  /// - Precondition: `lhs` and the entries have a common field.
  @inlinable
  public static func * (lhs: Scalar, rhs: Matrix) -> Matrix { rhs.map { lhs * $0 } }

  /// The conjugate transpose: `A*[i, j] = conj A[j, i]`.
  @inlinable
  public var adjoint: Matrix { Matrix(rows: columns, columns: rows) { self[$1, $0].conjugate } }

  /// The sum of the diagonal entries of a square matrix.
  @inlinable
  public func trace() throws(ShapeError) -> Scalar {
    try checkSquare("a trace")
    let entries = try joined()
    return (0..<rows).reduce(.zero) { $0 + entries[$1, $1] }
  }

  /// The power of a square matrix by repeated squaring; the identity for the exponent 0.
  ///
  /// - Complexity: O(log exponent) products.
  @inlinable
  public func power(_ exponent: Int) throws(ShapeError) -> Matrix {
    try checkSquare("a power")
    guard exponent >= 0 else { throw ShapeError("a power needs an exponent of at least 0, not \(exponent)") }
    var result = Matrix.identity(rows)
    // From the exponent's highest bit down, so that no square is made in vain.
    for bit in stride(from: Int.bitWidth - 1 - exponent.leadingZeroBitCount, through: 0, by: -1) {
      result = try result * result
      if exponent >> bit & 1 == 1 { result = try result * self }
    }
    return result
  }

  /// The Kronecker product: `(A ⊗ B)[i·r + k, j·c + l] = A[i, j] · B[k, l]` for B of size r × c.
  @inlinable
  public func kronecker(_ other: Matrix) throws(ShapeError) -> Matrix {
    try Matrix.checkCommonField(self, other)
    let (height, overflow1) = rows.multipliedReportingOverflow(by: other.rows)
    let (width, overflow2) = columns.multipliedReportingOverflow(by: other.columns)
    guard !overflow1, !overflow2, !height.multipliedReportingOverflow(by: width).overflow else {
      throw ShapeError("\(rows)×\(columns) ⊗ \(other.rows)×\(other.columns) has more entries than memory")
    }
    return Matrix(rows: height, columns: width) { row, column in
      self[row / other.rows, column / other.columns] * other[row % other.rows, column % other.columns]
    }
  }

  /// The entries at the chosen rows and columns, in the order given; an index may repeat.
  @inlinable
  public func submatrix(
    rows chosenRows: some Collection<Int>, columns chosenColumns: some Collection<Int>
  ) throws(ShapeError) -> Matrix {
    if let row = chosenRows.first(where: { $0 < 0 || $0 >= rows }) {
      throw ShapeError("row \(row) of a \(rows)×\(columns) matrix")
    }
    if let column = chosenColumns.first(where: { $0 < 0 || $0 >= columns }) {
      throw ShapeError("column \(column) of a \(rows)×\(columns) matrix")
    }
    var entries: [Scalar] = []
    entries.reserveCapacity(chosenRows.count * chosenColumns.count)
    for row in chosenRows {
      for column in chosenColumns { entries.append(elements[row * columns + column]) }
    }
    return Matrix(rows: chosenRows.count, columns: chosenColumns.count, unchecked: entries)
  }

  /// The columns of this matrix followed by those of another.
  @inlinable
  public func horizontallyJoined(with other: Matrix) throws(ShapeError) -> Matrix {
    guard rows == other.rows else {
      throw ShapeError("\(rows)×\(columns) beside \(other.rows)×\(other.columns): the row counts differ")
    }
    return Matrix(rows: rows, columns: columns + other.columns) {
      $1 < columns ? self[$0, $1] : other[$0, $1 - columns]
    }
  }

  /// The rows of this matrix followed by those of another.
  @inlinable
  public func verticallyJoined(with other: Matrix) throws(ShapeError) -> Matrix {
    guard columns == other.columns else {
      throw ShapeError("\(rows)×\(columns) above \(other.rows)×\(other.columns): the column counts differ")
    }
    return Matrix(rows: rows + other.rows, columns: columns, unchecked: elements + other.elements)
  }

  // MARK: Checks at the boundary

  @inlinable
  func checkSameShape(as other: Matrix, _ operation: String) throws(ShapeError) {
    guard rows == other.rows, columns == other.columns else {
      throw ShapeError("\(rows)×\(columns) \(operation) \(other.rows)×\(other.columns): the sizes differ")
    }
  }

  @inlinable
  func checkSquare(_ purpose: String) throws(ShapeError) {
    guard isSquare else { throw ShapeError("\(purpose) needs a square matrix, not \(rows)×\(columns)") }
  }

  /// This matrix with its entries in their common field, where they have one.
  @inlinable
  func joined() throws(ShapeError) -> Matrix {
    if let reason = Scalar.mismatch(in: elements) { throw ShapeError("the entries have no common field: \(reason)") }
    return Matrix(rows: rows, columns: columns, unchecked: Scalar.joined(elements))
  }

  /// Two matrices with their entries in the common field of both.
  @inlinable
  static func joined(_ lhs: Matrix, _ rhs: Matrix) throws(ShapeError) -> (Matrix, Matrix) {
    try checkCommonField(lhs, rhs)
    let joint = Scalar.joined(lhs.elements + rhs.elements)
    return (
      Matrix(rows: lhs.rows, columns: lhs.columns, unchecked: Array(joint[..<lhs.elements.count])),
      Matrix(rows: rhs.rows, columns: rhs.columns, unchecked: Array(joint[lhs.elements.count...]))
    )
  }

  /// Whether the sizes agree and every difference is zero; a literal equals what it stands for in the other's field.
  @inlinable
  func agrees(with other: Matrix) -> Bool {
    rows == other.rows && columns == other.columns && Scalar.mismatch(in: [elements, other.elements].joined()) == nil
      && zip(elements, other.elements).allSatisfy { $0 == $1 || $0 - $1 == .zero }
  }

  @inlinable
  static func checkCommonField(_ lhs: Matrix, _ rhs: Matrix) throws(ShapeError) {
    if let reason = Scalar.mismatch(in: [lhs.elements, rhs.elements].joined()) {
      throw ShapeError("the entries have no common field: \(reason)")
    }
  }
}

extension Polynomial {
  /// The value at a square matrix, by Horner's rule; a constant c becomes c·I.
  ///
  /// - Complexity: `degree` matrix products.
  @inlinable
  public func callAsFunction(_ matrix: Matrix<Scalar>) throws(ShapeError) -> Matrix<Scalar> {
    try matrix.checkSquare("a polynomial's argument")
    var value = Matrix<Scalar>.zero(matrix.rows, matrix.rows)
    for coefficient in coefficients.reversed() {
      value = try value * matrix + .diagonal([Scalar](repeating: coefficient, count: matrix.rows))
    }
    return value
  }
}
