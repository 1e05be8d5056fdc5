public import ExactArithmetic

extension MonarchMatrix {
  /// The same matrix with other factors: entry t of the intermediate is scaled by `scale[t]`.
  ///
  /// Row t of R is multiplied by `scale[t]`, and the column of L that reads it is divided by it. For M(b, n) these are
  /// all factorisations, if no slice vanishes (`gauge`).
  ///
  /// - Throws: `ShapeError` unless there are k·q scales, none of them 0.
  public func scaled(middle scale: [Scalar]) throws(ShapeError) -> MonarchMatrix {
    guard scale.count == shape.middleCount else {
      throw ShapeError("expected k·q = \(shape.middleCount) scales, found \(scale.count)")
    }
    if let index = scale.firstIndex(of: .zero) {
      throw ShapeError("expected scales that are not 0, found 0 at \(index)")
    }
    try requireCommonField(factors, with: [scale])
    let left = left.blocks.enumerated().map { λ, block in
      Matrix(rows: shape.s, columns: shape.r) { block[$0, $1] / scale[$1 * shape.l + λ] }
    }
    let right = right.blocks.enumerated().map { a, block in
      Matrix(rows: shape.q, columns: shape.p) { scale[a * shape.q + $0] * block[$0, $1] }
    }
    return MonarchMatrix(shape: shape, left: try BlockDiagonal(left), right: try BlockDiagonal(right))
  }

  /// The scales with which `scaled(middle:)` makes these factors those of `other`, or nil if there are none.
  ///
  /// Where a column of L and its row of R both vanish in both, the scale is free and 1 is given. If no slice of a member
  /// of M(b, n) vanishes, then it has scales to every other factorisation of the same matrix; if one does, then there
  /// are factorisations without (`gauge`).
  public func scales(to other: MonarchMatrix) -> [Scalar]? {
    guard shape == other.shape else { return nil }
    var scales: [Scalar] = []
    for t in 0..<shape.middleCount {
      let (row, column) = (rightRow(t), leftColumn(t))
      let (otherRow, otherColumn) = (other.rightRow(t), other.leftColumn(t))
      var scale: Scalar = 1
      if let i = row.firstIndex(where: { $0 != .zero }) {
        scale = otherRow[i] / row[i]
      } else if let σ = otherColumn.firstIndex(where: { $0 != .zero }) {
        scale = column[σ] / otherColumn[σ]
      }
      guard scale != .zero, row.map({ scale * $0 }) == otherRow, column == otherColumn.map({ scale * $0 }) else {
        return nil
      }
      scales.append(scale)
    }
    return scales
  }

  /// The row of R that yields entry t of the intermediate.
  private func rightRow(_ t: Int) -> [Scalar] { (0..<shape.p).map { right.blocks[t / shape.q][t % shape.q, $0] } }

  /// The column of L that reads entry t of the intermediate.
  private func leftColumn(_ t: Int) -> [Scalar] { (0..<shape.s).map { left.blocks[t % shape.l][$0, t / shape.l] } }
}
