import ExactArithmetic

/// A nearest matrix of rank at most ν to one matrix, and numbers above its leading squared singular values.
struct NearestOfRank<Scalar: NormedField> {
  /// ν columns.
  let left: Matrix<Scalar>
  /// ν rows.
  let right: Matrix<Scalar>
  /// t_1, …, t_ν with σ_r² <= t_r; empty where the product is the matrix itself and no bound is needed.
  let thresholds: [Rational]

  /// Within `tolerance` of the optimum in squared distance, or nil where that was not reached.
  ///
  /// Matrices of rank at most ν are returned as they are, by a skeleton. Otherwise let N = SᴴS. An eigenvector of an
  /// eigenvalue λ in ℚ is in the kernel of N − λI. Where λ is irrational, t is the upper end of a narrow interval around
  /// it, and `(N − tI)⁻¹ b` is nearly one. V has ν such columns; `S V (VᴴV)⁻¹ Vᴴ` is the nearest matrix with these row
  /// directions, and its distance is that of the optimum up to the angles. Intervals are narrowed until it is near enough.
  static func nearest(to matrix: Matrix<Scalar>, rank: Int, tolerance: Rational) throws(ProjectionError) -> Self? {
    if let exact = try projecting({ () throws(ShapeError) in try recovered(from: matrix, rank: rank) }) { return exact }
    if rank == 0 {
      return NearestOfRank(left: .zero(matrix.rows, 0), right: .zero(0, matrix.columns), thresholds: [])
    }
    if matrix.columns > matrix.rows {
      guard let transposed = try nearest(to: matrix.adjoint, rank: rank, tolerance: tolerance) else { return nil }
      return NearestOfRank(
        left: transposed.right.adjoint, right: transposed.left.adjoint, thresholds: transposed.thresholds)
    }
    let gram = try projecting { () throws(ShapeError) in try matrix.smallerGram() }
    let spectrum = try SingularSpectrum(gram: gram)
    // The polynomial of a Gram matrix is not zero.
    let rationalRoots = try! Rational.roots(of: spectrum.characteristicPolynomial)
    var bits = UInt64(rank)
    var width = tolerance / Rational(2 * rank)
    for _ in 0..<64 {
      var directions: [[Scalar]] = []
      var thresholds: [Rational] = []
      while thresholds.count < rank {
        let square = spectrum.squares[thresholds.count]
        let count = spectrum.squares[thresholds.count..<rank].prefix { $0 == square }.count
        if let value = rationalRoots.first(where: { square.compared(to: $0) == 0 }) {
          let kernel = try projecting { () throws(ShapeError) in try gram.shifted(by: value).nullspace() }
          directions += (0..<count).map { column in (0..<kernel.rows).map { kernel[$0, column] } }
          thresholds += Array(repeating: value, count: count)
        } else {
          let above = square.refined(toWidth: width).interval.upper
          directions += try projecting { () throws(ShapeError) in
            try inverseIteration(gram.shifted(by: above), count: count, width / spectrum.squaredNorm, &bits)
          }
          thresholds += Array(repeating: above, count: count)
        }
      }
      if let result = try projecting({ () throws(ShapeError) in
        try projection(of: matrix, onto: directions, thresholds)
      }) {
        let bound = max(0, spectrum.squaredNorm - thresholds.reduce(0, +))
        let error = try projecting { () throws(ShapeError) in try matrix - result.left * result.right }.squaredNorm()
        if error - bound <= tolerance { return result }
      }
      width = width.scaled(byPowerOfTwo: -20)
    }
    return nil
  }

  /// The matrix itself, if its rank is at most ν, with zeros for the terms that it does not need.
  private static func recovered(from matrix: Matrix<Scalar>, rank: Int) throws(ShapeError) -> Self? {
    let skeleton = try matrix.rankFactorization()
    guard skeleton.rank <= rank else { return nil }
    let columns = try matrix.submatrix(rows: 0..<matrix.rows, columns: skeleton.columns) * skeleton.coreInverse
    return NearestOfRank(
      left: Matrix(rows: matrix.rows, columns: rank) { $1 < skeleton.rank ? columns[$0, $1] : .zero },
      right: Matrix(rows: rank, columns: matrix.columns) { row, column in
        row < skeleton.rank ? matrix[skeleton.rows[row], column] : .zero
      }, thresholds: [])
  }

  /// Solutions of N' x = b for `count` arbitrary b, as long as 1 and rounded to multiples of about `precision`.
  private static func inverseIteration(
    _ shifted: Matrix<Scalar>, count: Int, _ precision: Rational, _ bits: inout UInt64
  ) throws(ShapeError) -> [[Scalar]] {
    let n = shifted.rows
    let starts = Matrix<Scalar>(rows: n, columns: count) { _, _ in
      bits = bits &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Scalar(Int(bits >> 56) - 128)
    }
    guard let inverse = try shifted.inverse() else { return [] }
    let solutions = try inverse * starts
    return (0..<count).map { column in
      let x = (0..<n).map { solutions[$0, column] }
      let greatest = x.compactMap { ($0 * $0.conjugate).rational?.binaryExponent }.max() ?? 0
      let scale = Scalar(rational: .powerOfTwo(-greatest / 2))
      let last = (precision.binaryExponent ?? 0) - 4
      return x.map { ($0 * scale).rounded(toMultipleOfPowerOfTwo: last) }
    }
  }

  /// The nearest matrix whose rows are combinations of the adjoints of `directions`; nil where these are dependent.
  private static func projection(
    of matrix: Matrix<Scalar>, onto directions: [[Scalar]], _ thresholds: [Rational]
  ) throws(ShapeError) -> Self? {
    guard directions.count == thresholds.count else { return nil }
    let v = Matrix(rows: matrix.columns, columns: directions.count) { directions[$1][$0] }
    guard let inverse = try (v.adjoint * v).inverse() else { return nil }
    return NearestOfRank(left: try matrix * v * inverse, right: v.adjoint, thresholds: thresholds)
  }
}

extension Matrix where Scalar: NormedField {
  /// This matrix less a multiple of the identity.
  fileprivate func shifted(by value: Rational) -> Matrix {
    let value = Scalar(rational: value)
    return Matrix(rows: rows, columns: columns) { $0 == $1 ? self[$0, $1] - value : self[$0, $1] }
  }
}
