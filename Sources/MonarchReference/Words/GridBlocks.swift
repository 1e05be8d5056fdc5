public import ExactArithmetic

extension Grid {
  /// The block `Ã_ji[l, k] = A[(l, j), (k, i)]` of an n x n matrix: q x q, from low digit i to low digit j.
  ///
  /// A ∈ MM*(b, n) if and only if all blocks have a common form `Ã_ji = A_j D_ji C_i` with diagonal `D_ji`. Source: `blocks`.
  public func block<Scalar: Field>(
    of matrix: Matrix<Scalar>, row j: Int, column i: Int
  ) throws(ShapeError) -> Matrix<Scalar> {
    try requireSquare(matrix)
    guard (0..<columns).contains(j), (0..<columns).contains(i) else {
      throw ShapeError("expected low digits below b = \(columns), found (\(j), \(i))")
    }
    return Matrix(rows: rows, columns: rows) { l, k in matrix[index(row: l, column: j), index(row: k, column: i)] }
  }

  /// The n x n matrix whose blocks from low digit i to low digit j are `block(j, i)`.
  public func matrix<Scalar: Field>(
    ofBlocks block: (_ j: Int, _ i: Int) -> Matrix<Scalar>
  ) throws(ShapeError) -> Matrix<Scalar> {
    let blocks = (0..<columns).map { j in (0..<columns).map { i in block(j, i) } }
    for (j, row) in blocks.enumerated() {
      for (i, block) in row.enumerated() where block.rows != rows || block.columns != rows {
        throw ShapeError("expected \(rows)×\(rows) blocks, found \(block.rows)×\(block.columns) at (\(j), \(i))")
      }
    }
    return Matrix(rows: count, columns: count) { x, y in
      let (to, from) = (digits(of: x), digits(of: y))
      return blocks[to.column][from.column][to.row, from.row]
    }
  }

  private func requireSquare<Scalar>(_ matrix: Matrix<Scalar>) throws(ShapeError) {
    guard matrix.rows == count, matrix.columns == count else {
      throw ShapeError(
        "expected a \(count)×\(count) matrix for the grid \(self), found \(matrix.rows)×\(matrix.columns)")
    }
  }
}
