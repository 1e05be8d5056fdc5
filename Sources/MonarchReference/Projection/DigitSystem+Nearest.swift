public import ExactArithmetic

extension DigitSystem {
  /// A matrix of order p near to a square matrix over its indices, `W_{p−1} … W_1 W_0` (`projection-order-p`).
  ///
  /// From left to right: the matrix is projected onto `W_{p−1}·B` with B in blocks, one for each highest digit, the
  /// columns of W_{p−1} having length 1; then each block of B in the same way. Then `‖A − Â‖ <= √(p−1) · optimum`: W_{p−1}
  /// keeps lengths on what follows, so that the squared errors of the p − 1 steps add up, and each is at most the optimum's,
  /// because the nearest matrix of order p, seen through the columns found so far, is a candidate of every step. A matrix
  /// of order p is met exactly, and for p = 2 this is the projection.
  ///
  /// Lengths are irrational: the columns' squares are 1 up to 2⁻⁵⁰ here, and the bound holds up to a factor `1 + p·2⁻⁵⁰`.
  ///
  /// - Parameters:
  ///   - matrix: an N x N matrix over ℚ or with entries of ℚ(i).
  ///   - precision: as of ``MonarchShape/nearest(to:precision:)``, for every step.
  /// - Complexity: as of p − 1 projections.
  public func nearest<Scalar: NormedField>(
    to matrix: Matrix<Scalar>, precision: Rational
  ) throws(ProjectionError) -> DigitProduct<Scalar> {
    try projecting { () throws(ShapeError) in
      guard matrix.rows == count, matrix.columns == count else {
        throw ShapeError(
          "expected a \(count)×\(count) matrix for the digits \(self), found \(matrix.rows)×\(matrix.columns)")
      }
    }
    let blocks = try nearestBlocks(to: matrix, digits: bases[...], precision: precision)
    return try projecting { () throws(ShapeError) in try DigitProduct(system: self, blocks: blocks) }
  }

  /// The blocks of the factors, the lowest digit's first.
  private func nearestBlocks<Scalar: NormedField>(
    to matrix: Matrix<Scalar>, digits: ArraySlice<Int>, precision: Rational
  ) throws(ProjectionError) -> [[Matrix<Scalar>]] {
    guard digits.count > 1, let base = digits.last else { return [[matrix]] }
    let inner = matrix.rows / base
    let shape = try projecting { () throws(ShapeError) in
      try MonarchShape(k: base, q: inner, p: inner, l: inner, s: base, r: base)
    }
    var monarch = try shape.nearest(to: matrix, precision: precision).monarch
    var scale = [Scalar](repeating: 1, count: shape.middleCount)
    for t in 0..<shape.middleCount {
      let block = monarch.left.blocks[t % inner]
      let column = try Matrix<Scalar>(rows: base, columns: 1) { row, _ in block[row, t / inner] }.squaredNorm()
      if column != 0 { scale[t] = Scalar(rational: 1 / column.inverseSquareRoot) }
    }
    let (found, lengths) = (monarch, scale)
    monarch = try projecting { () throws(ShapeError) in try found.scaled(middle: lengths) }
    var lower = Array(repeating: [Matrix<Scalar>](), count: digits.count - 1)
    for block in monarch.right.blocks {
      let blocks = try nearestBlocks(to: block, digits: digits.dropLast(), precision: precision)
      for digit in lower.indices { lower[digit] += blocks[digit] }
    }
    return lower + [monarch.left.blocks]
  }
}

extension Rational {
  /// A c with |c²·self − 1| <= 2⁻⁵⁰, for a positive number.
  var inverseSquareRoot: Rational {
    // Into [1, 4) by an even power of two.
    let half = (binaryExponent ?? 0) >> 1
    let root = 1 / Double(scaled(byPowerOfTwo: -2 * half)).squareRoot()
    return Rational(exactly: root)!.scaled(byPowerOfTwo: -half)
  }
}
