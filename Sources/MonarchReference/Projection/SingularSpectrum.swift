public import ExactArithmetic

/// The squares of a matrix's singular values, exactly: the eigenvalues of its smaller Gram matrix.
///
/// They are roots of a polynomial with rational coefficients, all real and none negative, in general irrational.
public struct SingularSpectrum: Sendable {
  /// `‖S‖_F²`, the sum of all squares.
  public let squaredNorm: Rational
  /// σ_1² >= σ_2² >= …: min(rows, columns) of them, each as often as it occurs.
  public let squares: [RealAlgebraic]
  /// `det(xI − SᴴS)`, or of `SSᴴ` where that is smaller.
  public let characteristicPolynomial: Polynomial<Rational>

  /// The spectrum of a matrix over ℚ or ℚ(i).
  ///
  /// - Throws: where the entries have no common field or lie outside of ℚ(i).
  /// - Complexity: O(d³) field operations and the isolation of d roots, d = min(rows, columns).
  public init<Scalar: NormedField>(of matrix: Matrix<Scalar>) throws(ProjectionError) {
    try self.init(gram: try projecting { () throws(ShapeError) in try matrix.smallerGram() })
  }

  /// The spectrum of a matrix with this Gram matrix.
  init<Scalar: NormedField>(gram: Matrix<Scalar>) throws(ProjectionError) {
    let coefficients = try projecting { () throws(ShapeError) in try gram.characteristicPolynomial() }.coefficients
    var rational: [Rational] = []
    for coefficient in coefficients {
      rational.append(try coefficient.requireRational("a coefficient of the Gram matrix's polynomial"))
    }
    let polynomial = Polynomial(rational)
    characteristicPolynomial = polynomial
    squaredNorm = gram.rows == 0 ? .zero : -polynomial[gram.rows - 1]
    // A characteristic polynomial is not zero, so that its roots can be had.
    let ascending = try! RealAlgebraic.roots(of: polynomial)
    squares = ascending.reversed().flatMap { Array(repeating: $0.root, count: $0.multiplicity) }
  }

  /// `Σ_{r > ν} σ_r²`, the squared distance to the nearest matrix of rank at most ν (Eckart–Young), in an interval.
  ///
  /// - Precondition: `rank` is not negative and `width` is positive.
  public func remainder(afterRank rank: Int, width: Rational) -> RationalInterval {
    let leading = squares.prefix(rank)
    let each = width / Rational(max(leading.count, 1))
    let sum = leading.reduce(RationalInterval(0)) { $0 + $1.refined(toWidth: each).interval }
    return RationalInterval(max(0, squaredNorm - sum.upper), max(0, squaredNorm - sum.lower))
  }

  /// Whether there is one nearest matrix of rank at most `rank` and no other: `σ_ν > σ_{ν+1}`, or `σ_{ν+1} = 0`.
  ///
  /// Where they tie, every choice of ν directions in the common eigenspace is as near. Source: `projection-unique`.
  public func hasUniqueNearest(ofRank rank: Int) -> Bool {
    guard rank > 0, rank < squares.count else { return true }
    return squares[rank].signum == 0 || squares[rank] < squares[rank - 1]
  }

  /// How many squares are above `value`, without any isolation of roots.
  ///
  /// The roots of χ are all real, so that by Descartes' rule as many as the sign changes of `χ(x + value)` are positive.
  public func count(above value: Rational) -> Int {
    let shifted = characteristicPolynomial(Polynomial([value, 1]))
    let signs = shifted.coefficients.map(\.signum).filter { $0 != 0 }
    return zip(signs, signs.dropFirst()).count { $0 != $1 }
  }
}

extension Matrix {
  /// `SᴴS`, or `SSᴴ` where that is smaller.
  func smallerGram() throws(ShapeError) -> Matrix {
    columns <= rows ? try adjoint * self : try self * adjoint
  }
}
