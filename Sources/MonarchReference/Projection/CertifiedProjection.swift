public import ExactArithmetic

/// A Monarch matrix near to a given one, and the proof that none is nearer by more than ``gap``.
///
/// ```
/// error = ‖A − M‖²                                        by definition, a rational number
/// bound = Σ over the slices of max(0, ‖S‖² − t_1 − … − t_ν)    with numbers t_r >= σ_r²
/// bound <= min over all Monarch matrices <= error
/// ```
///
/// The optimum is in general irrational; the two rational numbers enclose it. Source: `projection-certificate`.
public struct CertifiedProjection<Scalar: NormedField>: Sendable {
  public let monarch: MonarchMatrix<Scalar>
  /// t_1, …, t_ν of every slice, that of (λ, a) at λ·k + a; empty for a slice that is met exactly.
  public let thresholds: [[Rational]]
  /// `‖A‖²`.
  public let squaredNorm: Rational
  /// `‖A − M‖²`.
  public let squaredError: Rational
  /// No Monarch matrix of this shape has a smaller squared error.
  public let lowerBound: Rational

  /// A projection that is claimed; ``holds(for:)`` decides whether it is one.
  public init(
    monarch: MonarchMatrix<Scalar>, thresholds: [[Rational]], squaredNorm: Rational, squaredError: Rational,
    lowerBound: Rational
  ) {
    (self.monarch, self.thresholds) = (monarch, thresholds)
    (self.squaredNorm, self.squaredError, self.lowerBound) = (squaredNorm, squaredError, lowerBound)
  }

  /// `(error − bound)/‖A‖²`, and 0 for A = 0.
  public var gap: Rational { squaredNorm == 0 ? 0 : (squaredError - lowerBound) / squaredNorm }

  /// Whether this proves what it claims of `matrix`: norm, error and bound are computed anew, and every threshold is held
  /// against the number of squared singular values above it, counted by Descartes' rule.
  ///
  /// - Complexity: O(n1·n3·(ν + d)) field operations for slices with sides of d.
  public func holds(for matrix: Matrix<Scalar>) -> Bool {
    let shape = monarch.shape
    guard
      thresholds.count == shape.l * shape.k, let norm = try? matrix.squaredNorm(), norm == squaredNorm,
      let errors = try? shape.squaredErrors(of: monarch, from: matrix),
      let error = errors.reduce(Scalar.zero, +).rational, error == squaredError
    else { return false }
    var bound = Rational.zero
    for (index, thresholds) in thresholds.enumerated() {
      let (λ, a) = (index / shape.k, index % shape.k)
      let rank = shape.sliceRank(λ: λ, a: a)
      if thresholds.isEmpty && rank > 0 { continue }
      guard
        thresholds.count == rank, let slice = try? shape.slice(of: matrix, λ: λ, a: a),
        let spectrum = try? SingularSpectrum(of: slice),
        thresholds.enumerated().allSatisfy({ spectrum.count(above: $0.element) <= $0.offset })
      else { return false }
      bound += CertifiedProjection.bound(spectrum.squaredNorm, thresholds)
    }
    return bound == lowerBound
  }

  static func bound(_ squaredNorm: Rational, _ thresholds: [Rational]) -> Rational {
    max(0, squaredNorm - thresholds.reduce(0, +))
  }
}

extension MonarchShape {
  /// A nearest Monarch matrix of this shape, up to a gap that may be as small as one likes (Theorem 1).
  ///
  /// Each slice is replaced by a nearest matrix of rank at most ν(λ, a): its truncated singular value decomposition.
  /// Where the leading squared singular values are rational the answer is exact, as it is for Monarch matrices, which come
  /// back unchanged; slices of rank at most ν are met exactly beside any others. On every slice the answer is an orthogonal
  /// projection of S, so that `⟨A − M, M⟩ = 0`.
  ///
  /// - Parameters:
  ///   - matrix: any n3 x n1 matrix over ℚ or with entries of ℚ(i).
  ///   - precision: a bound for the ``CertifiedProjection/gap``, above 0.
  /// - Complexity: for slices with sides of d, O(n1·n3·d) field operations on numbers of about as many bits as the
  ///   precision has, d times. For reading and small sizes: floats have `MonarchKernels`.
  ///
  /// Source: `projection`, `projection-rank`.
  public func nearest<Scalar: NormedField>(
    to matrix: Matrix<Scalar>, precision: Rational
  ) throws(ProjectionError) -> CertifiedProjection<Scalar> {
    guard precision.signum > 0 else { throw .badPrecision(precision) }
    try projecting { () throws(ShapeError) in
      try requireSize(of: matrix)
      if let mismatch = Scalar.mismatch(in: matrix.elements) {
        throw ShapeError("expected entries of one field, found \(mismatch)")
      }
    }
    var left = [Scalar](repeating: .zero, count: l * s * r)
    var right = [Scalar](repeating: .zero, count: k * q * p)
    var thresholds: [[Rational]] = []
    var bound = Rational.zero
    for λ in 0..<l {
      for a in 0..<k {
        let slice = try projecting { () throws(ShapeError) in try self.slice(of: matrix, λ: λ, a: a) }
        let middle = middleIndices(λ: λ, a: a)
        let norm = try slice.squaredNorm()
        let tolerance = norm == 0 ? precision : precision * norm
        guard
          let nearest = try NearestOfRank.nearest(to: slice, rank: middle.count, tolerance: tolerance)
        else { throw .notReached(λ: λ, a: a, precision: precision) }
        for (term, t) in middle.enumerated() {
          for σ in 0..<s { left[(λ * s + σ) * r + t / l] = nearest.left[σ, term] }
          for i in 0..<p { right[t * p + i] = nearest.right[term, i] }
        }
        thresholds.append(nearest.thresholds)
        if !nearest.thresholds.isEmpty || middle.isEmpty {
          bound += CertifiedProjection<Scalar>.bound(norm, nearest.thresholds)
        }
      }
    }
    let (factorLeft, factorRight) = (left, right)
    let (monarch, error) = try projecting { () throws(ShapeError) in
      let monarch = try MonarchMatrix(shape: self, left: factorLeft, right: factorRight)
      return (monarch, try squaredErrors(of: monarch, from: matrix).reduce(Scalar.zero, +))
    }
    return CertifiedProjection(
      monarch: monarch, thresholds: thresholds, squaredNorm: try matrix.squaredNorm(),
      squaredError: try error.requireRational("the squared error"), lowerBound: bound)
  }
}
