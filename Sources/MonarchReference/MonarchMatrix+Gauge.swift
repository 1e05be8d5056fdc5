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

extension MonarchMatrix {
  /// The same matrix with other factors: within the slice (λ, a) the rows of R are multiplied by an invertible
  /// ν x ν matrix from the left, and the columns of L that read them by its inverse from the right.
  ///
  /// For slices of rank at most 1 this is `scaled(middle:)`.
  ///
  /// - Parameter gauge: G(λ, a), of as many rows as `shape.sliceRank(λ:a:)`.
  /// - Throws: `ShapeError` where one has another size or no inverse.
  public func regauged(by gauge: (_ λ: Int, _ a: Int) -> Matrix<Scalar>) throws(ShapeError) -> MonarchMatrix {
    var left = left.blocks.map { $0.elements }
    var right = right.blocks.map { $0.elements }
    for λ in 0..<shape.l {
      for a in 0..<shape.k {
        let (middle, matrix) = (shape.middleIndices(λ: λ, a: a), gauge(λ, a))
        guard matrix.rows == middle.count, matrix.columns == middle.count else {
          throw ShapeError(
            "expected a \(middle.count)×\(middle.count) gauge for the slice (\(λ), \(a)), "
              + "found \(matrix.rows)×\(matrix.columns)")
        }
        guard let inverse = try matrix.inverse() else {
          throw ShapeError("expected an invertible gauge, found a singular one for the slice (\(λ), \(a))")
        }
        let (columns, rows) = try (sliceLeft(middle) * inverse, matrix * sliceRight(middle))
        for (t, index) in middle.enumerated() {
          for σ in 0..<shape.s { left[λ][σ * shape.r + index / shape.l] = columns[σ, t] }
          for i in 0..<shape.p { right[a][index % shape.q * shape.p + i] = rows[t, i] }
        }
      }
    }
    return try MonarchMatrix(shape: shape, left: left.flatMap { $0 }, right: right.flatMap { $0 })
  }

  /// Whether `regauged(by:)` leads to the factors of `other` for some gauge. The field must be exact.
  ///
  /// With `S = U V` for the columns U of L and the rows V of R of a slice, and `S' = U' V'` for the other factors: there
  /// is a G with `V' = G V` and `U = U' G` if and only if S = S', V and V' have the same row space, and U and U' the
  /// same column space. (G is then determined on the image of V; it extends to the kernel of U, and beyond, as the
  /// dimensions agree.) If U and V have rank ν everywhere, this holds for all factorisations of the same matrix.
  public func isGaugeEquivalent(to other: MonarchMatrix) throws(ShapeError) -> Bool {
    guard shape == other.shape else { return false }
    for λ in 0..<shape.l {
      for a in 0..<shape.k {
        let middle = shape.middleIndices(λ: λ, a: a)
        let (u, v) = (sliceLeft(middle), sliceRight(middle))
        let (otherU, otherV) = (other.sliceLeft(middle), other.sliceRight(middle))
        guard try u * v == otherU * otherV else { return false }
        let (rank, otherRank) = (try v.rank(), try otherV.rank())
        guard rank == otherRank, try v.verticallyJoined(with: otherV).rank() == rank else { return false }
        let (width, otherWidth) = (try u.rank(), try otherU.rank())
        guard width == otherWidth, try u.horizontallyJoined(with: otherU).rank() == width else { return false }
      }
    }
    return true
  }

  /// U: the columns of L that read some places of the intermediate, all of one block; s x ν.
  private func sliceLeft(_ middle: [Int]) -> Matrix<Scalar> {
    Matrix(rows: shape.s, columns: middle.count) { σ, t in
      left.blocks[middle[t] % shape.l][σ, middle[t] / shape.l]
    }
  }

  /// V: the rows of R that yield some places of the intermediate, all of one block; ν x p.
  private func sliceRight(_ middle: [Int]) -> Matrix<Scalar> {
    Matrix(rows: middle.count, columns: shape.p) { t, i in
      right.blocks[middle[t] / shape.q][middle[t] % shape.q, i]
    }
  }
}
