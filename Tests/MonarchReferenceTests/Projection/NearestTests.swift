import ExactArithmetic
import MonarchLaws
import MonarchReference
import PropertyEngine
import PropertyTesting
import Testing

/// The exact projection where answers are known, and projections that are none.
@Suite struct NearestTests {
  private let precision = Rational.powerOfTwo(-40)

  /// A generic matrix of small integers: no slice ties, vanishes or is a cross.
  private func generic(_ shape: MonarchShape, seed: UInt64) -> Matrix<Rational> {
    var bits = RandomBits(seed: seed)
    return Matrix(rows: shape.outputCount, columns: shape.inputCount) { _, _ in Rational(Int(bits.below(2001)) - 1000) }
  }

  private static let shapes: [MonarchShape] = [
    try! .square(2), try! .square(4), try! MonarchShape(k: 2, q: 3, p: 4, l: 3, s: 5, r: 2),
    try! MonarchShape(k: 3, q: 4, p: 5, l: 2, s: 4, r: 6), try! .grid(Grid(rows: 3, columns: 5)),
  ]

  // MARK: Known answers

  /// diag(2, 1) in one slice: the projection keeps 2, and both numbers are rational.
  @Test func diagonalSlicesKeepTheGreatest() throws {
    let shape = try MonarchShape(k: 1, q: 1, p: 2, l: 1, s: 2, r: 1)
    let nearest = try shape.nearest(to: Matrix<Rational>(rows: 2, columns: 2, elements: [2, 0, 0, 1]), precision: 1)
    #expect(nearest.monarch.dense.elements == [2, 0, 0, 0])
    #expect(nearest.squaredError == 1 && nearest.lowerBound == 1 && nearest.thresholds == [[4]])
  }

  /// [[1, 1], [0, 1]]: σ_1² is the square of the golden ratio, and the least squared error (3 − √5)/2.
  @Test func goldenRatioIsEnclosed() throws {
    let shape = try MonarchShape(k: 1, q: 1, p: 2, l: 1, s: 2, r: 1)
    let matrix = try Matrix<Rational>(rows: 2, columns: 2, elements: [1, 1, 0, 1])
    let spectrum = try SingularSpectrum(of: matrix)
    let root = try RealAlgebraic(rootOf: Polynomial([1, -3, 1]), in: RationalInterval(0, 1))
    #expect(spectrum.squares == [RealAlgebraic(3) - root, root])
    #expect(spectrum.squares.map { Double($0) } == [2.618033988749895, 0.38196601125010515])
    for bits in [1, 30, 100, 300] {
      let nearest = try shape.nearest(to: matrix, precision: .powerOfTwo(-bits))
      #expect(nearest.gap <= .powerOfTwo(-bits) && nearest.gap > 0 && nearest.holds(for: matrix))
      #expect(root.compared(to: nearest.lowerBound) >= 0 && root.compared(to: nearest.squaredError) <= 0)
    }
  }

  /// Over ℚ(i): [[1, i], [i, 1]] has the squares 2, 2: a tie; [[1, i], [1, i]] has rank 1.
  @Test func complexSlices() throws {
    let shape = try MonarchShape(k: 1, q: 1, p: 2, l: 1, s: 2, r: 1)
    let i = Cyclotomic.imaginaryUnit
    let tied = try Matrix<Cyclotomic>(rows: 2, columns: 2, elements: [1, i, i, 1])
    #expect(try SingularSpectrum(of: tied).squares == [RealAlgebraic(2), RealAlgebraic(2)])
    #expect(try !SingularSpectrum(of: tied).hasUniqueNearest(ofRank: 1))
    let nearest = try shape.nearest(to: tied, precision: 1)
    #expect(nearest.squaredError == 2 && nearest.lowerBound == 2 && nearest.holds(for: tied))
    let single = try Matrix<Cyclotomic>(rows: 2, columns: 2, elements: [1, i, 1, i])
    #expect(try shape.nearest(to: single, precision: 1).monarch.dense == single)
  }

  @Test func everyShapeComesNear() throws {
    for (index, shape) in NearestTests.shapes.enumerated() {
      try nearestIsRight(to: generic(shape, seed: UInt64(index)), shape: shape, precision: precision)
    }
  }

  /// Larger slices: 8×8 and 9×6 of rank 3.
  @Test func largerSlicesComeNear() throws {
    let large = try MonarchShape(k: 1, q: 1, p: 8, l: 1, s: 8, r: 1)
    try nearestIsRight(to: generic(large, seed: 5), shape: large, precision: precision)
    let wide = try MonarchShape(k: 1, q: 3, p: 9, l: 1, s: 6, r: 3)
    try nearestIsRight(to: generic(wide, seed: 6), shape: wide, precision: precision)
  }

  // MARK: What is no projection

  /// Replaces every slice by other terms.
  private func candidate(
    _ shape: MonarchShape, _ matrix: Matrix<Rational>,
    _ term: (Matrix<Rational>, Int) throws -> ([Rational], [Rational])
  ) throws -> MonarchMatrix<Rational> {
    var left = [Rational](repeating: 0, count: shape.l * shape.s * shape.r)
    var right = [Rational](repeating: 0, count: shape.k * shape.q * shape.p)
    for λ in 0..<shape.l {
      for a in 0..<shape.k {
        var rest = try shape.slice(of: matrix, λ: λ, a: a)
        for (index, t) in shape.middleIndices(λ: λ, a: a).enumerated() {
          let (u, v) = try term(rest, index)
          for σ in 0..<shape.s { left[(λ * shape.s + σ) * shape.r + t / shape.l] = u[σ] }
          for i in 0..<shape.p { right[t * shape.p + i] = v[i] }
          rest = Matrix(rows: rest.rows, columns: rest.columns) { rest[$0, $1] - u[$0] * v[$1] }
        }
      }
    }
    return try MonarchMatrix(shape: shape, left: left, right: right)
  }

  /// u vᵀ for a given v, with the best u.
  private func best(_ slice: Matrix<Rational>, _ v: [Rational]) throws -> ([Rational], [Rational]) {
    let square = v.reduce(0) { $0 + $1 * $1 }
    return (try (slice * v).map { square == 0 ? 0 : $0 / square }, v)
  }

  /// The cross through the greatest entry, over it: what a test against Monarch matrices alone cannot tell from a
  /// projection.
  @Test func crossesAreRejected() throws {
    for shape in NearestTests.shapes {
      let matrix = generic(shape, seed: 11)
      let cross = try candidate(shape, matrix) { slice, _ in
        let place = slice.elements.indices.max { slice.elements[$0].magnitude < slice.elements[$1].magnitude }!
        let (row, column) = (place / slice.columns, place % slice.columns)
        return (
          (0..<slice.rows).map { slice[$0, column] / slice[row, column] }, (0..<slice.columns).map { slice[row, $0] }
        )
      }
      #expect(try !reachesTheOptimum(cross, of: matrix, precision: .powerOfTwo(-20)))
      let nearest = try shape.nearest(to: matrix, precision: precision).monarch
      #expect(try reachesTheOptimum(nearest, of: matrix, precision: .powerOfTwo(-20)))
    }
  }

  /// Steps of the power method: the better the more there are, and never there.
  @Test func powerIterationStoppedEarlyIsRejected() throws {
    for shape in NearestTests.shapes {
      let matrix = generic(shape, seed: 12)
      var last: Rational?
      for steps in [1, 3, 5] {
        let early = try candidate(shape, matrix) { slice, _ in
          var v = [Rational](repeating: 1, count: slice.columns)
          for _ in 0..<steps { v = try slice.adjoint * (slice * v) }
          return try best(slice, v)
        }
        #expect(try !reachesTheOptimum(early, of: matrix, precision: .powerOfTwo(-40)), "\(steps) steps on \(shape)")
        let error = try shape.squaredErrors(of: early, from: matrix).reduce(0, +)
        if shape.sliceRank(λ: 0, a: 0) == 1, shape.q == shape.l, let last { #expect(error < last) }
        last = error
      }
    }
  }

  /// u and v of the second singular pair.
  @Test func secondPairsAreRejected() throws {
    let shape = try MonarchShape.square(3)
    let matrix = generic(shape, seed: 13)
    let second = try candidate(shape, matrix) { slice, _ in
      let whole = try MonarchShape(k: 1, q: 1, p: slice.columns, l: 1, s: slice.rows, r: 1)
      let first = try whole.nearest(to: slice, precision: precision).monarch.dense
      let pair = try whole.nearest(to: slice - first, precision: precision).monarch
      return (pair.left.blocks[0].elements, pair.right.blocks[0].elements)
    }
    #expect(try !reachesTheOptimum(second, of: matrix, precision: .powerOfTwo(-20)))
  }

  // MARK: Claims that do not hold

  @Test func changedClaimsAreRefused() throws {
    let shape = try MonarchShape.square(2)
    let matrix = generic(shape, seed: 14)
    let nearest = try shape.nearest(to: matrix, precision: precision)
    #expect(nearest.holds(for: matrix))
    func isRefused(
      _ thresholds: [[Rational]]? = nil, norm: Rational? = nil, error: Rational? = nil, bound: Rational? = nil
    ) -> Bool {
      !CertifiedProjection(
        monarch: nearest.monarch, thresholds: thresholds ?? nearest.thresholds,
        squaredNorm: norm ?? nearest.squaredNorm, squaredError: error ?? nearest.squaredError,
        lowerBound: bound ?? nearest.lowerBound
      ).holds(for: matrix)
    }
    let tiny = Rational.powerOfTwo(-200)
    #expect(!isRefused())
    #expect(isRefused(norm: nearest.squaredNorm + tiny))
    #expect(isRefused(error: nearest.squaredError - tiny))
    #expect(isRefused(bound: nearest.lowerBound + tiny))
    // σ_1² lowered by 1 %, with the bound that follows from it.
    var lowered = nearest.thresholds
    let change = lowered[1][0] * Rational(1, 100)
    lowered[1][0] -= change
    #expect(isRefused(lowered, bound: nearest.lowerBound + change))
    // Raised, it is true, and the bound is weaker.
    var raised = nearest.thresholds
    raised[1][0] += 1
    #expect(!isRefused(raised, bound: nearest.lowerBound - 1))
    #expect(isRefused([[]] + nearest.thresholds.dropFirst()))
    #expect(isRefused(nearest.thresholds.dropLast()))
    #expect(!nearest.holds(for: generic(shape, seed: 15)))
    #expect(!nearest.holds(for: Matrix(rows: 3, columns: 4) { _, _ in 0 }))
  }

  // MARK: What is refused

  @Test func badInputIsNamed() throws {
    let shape = try MonarchShape.square(2)
    let matrix = generic(shape, seed: 16)
    #expect(throws: ProjectionError.badPrecision(0)) { try shape.nearest(to: matrix, precision: 0) }
    #expect(throws: ProjectionError.badPrecision(-1)) { try shape.nearest(to: matrix, precision: -1) }
    let error = #expect(throws: ProjectionError.self) {
      try shape.nearest(to: Matrix<Rational>.identity(5), precision: 1)
    }
    #expect(error?.description == "expected a 4×4 matrix for the shape 2×2×2·2×2×2, found 5×5")
    // |1 + ζ_8|² = 2 + √2.
    let irrational = Matrix<Cyclotomic>(rows: 4, columns: 4) { $0 == 0 && $1 == 0 ? 1 + .root(of: 8) : 0 }
    let refusal = #expect(throws: ProjectionError.self) { try shape.nearest(to: irrational, precision: 1) }
    #expect(refusal?.description.hasPrefix("expected entries of ℚ or ℚ(i), for which norms are rational") == true)
    let digits = try DigitSystem(bases: [2, 2])
    let size = #expect(throws: ProjectionError.self) {
      try digits.nearest(to: Matrix<Rational>.identity(3), precision: 1)
    }
    #expect(size?.description == "expected a 4×4 matrix for the digits 2·2, found 3×3")
  }
}
