import ExactArithmetic
import MonarchJudge
import MonarchKernels
import MonarchReference
import PropertyEngine
import PropertyTesting
import Testing

/// The kernels' answers in exact arithmetic: the certificate bounds how far each is from the best there is.
@Suite(.property(cases: 40)) struct ProjectionCertificateTests {
  private func certificate(
    of matrix: DenseMatrix, left: [Double], right: [Double]
  ) throws -> ProjectionCertificate {
    let shape = matrix.shape
    return try ProjectionCertificate(
      of: matrix.elements, rows: matrix.rows, columns: matrix.columns,
      shape: MonarchShape(k: shape.k, q: shape.q, p: shape.p, l: shape.l, s: shape.s, r: shape.r),
      left: left, right: right)
  }

  private func reals(_ shape: Shape, _ draws: Draws) throws(DrawStop) -> DenseMatrix {
    let count = shape.outputCount * shape.inputCount
    let raw = try draws.integers(rows: 1, columns: count, in: 0...(1 << 21) - 1).elements
    return DenseMatrix(shape: shape, elements: raw.map { Double($0 - 1 << 20) * 0x1p-20 })
  }

  @Test func everyAnswerIsCertified() async {
    await check { draws in
      let matrix = try draws.draw(.dense())
      for instructionSet in concreteInstructionSets {
        for side in SingularValueSide.allCases {
          let factors = try (matrix.project(side, instructionSet) as Projection<Double>).factors
          let certificate = try certificate(of: matrix, left: factors.left, right: factors.right)
          #expect(certificate.gap <= Rational(1, 1_000_000_000_000))
        }
      }
    }
  }

  @Test(.property(cases: 1), arguments: Shape.rectangles + [Shape(square: 12), Shape(3, 4, 24, 4, 32, 3)])
  func everyShapeIsCertified(_ shape: Shape) async {
    await check { draws in
      let matrix = try reals(shape, draws)
      let doubles = try (matrix.project() as Projection<Double>).factors
      #expect(
        try certificate(of: matrix, left: doubles.left, right: doubles.right).gap
          <= Rational(1, 1_000_000_000_000))
      let floats = try (matrix.project() as Projection<Float>).factors
      #expect(
        try certificate(of: matrix, left: floats.left.map { Double($0) }, right: floats.right.map { Double($0) }).gap
          <= Rational(1, 1_000_000_000_000))
    }
  }

  // MARK: Lesser answers

  private enum Lesser: CaseIterable {
    /// Row and column through the greatest element, over that element.
    case cross
    /// One step of the power method from a vector of ones.
    case oneStep
    /// The second singular pair.
    case second
    /// The leading pair, its value off by 1 in 100 000.
    case inflated
  }

  /// The certificate does not call good what is not. The elements come from a seed, which shrinking leaves generic:
  /// on simple matrices a cross or one step may be the best there is.
  @Test(.property(cases: 8), arguments: [Shape(square: 4), Shape(2, 5, 6, 5, 4, 2), Shape(3, 4, 4, 4, 7, 3)])
  func lesserAnswersAreSeenThrough(_ shape: Shape) async {
    await check { draws in
      var bits = RandomBits(seed: try draws.draw(Generator<UInt64>.integer(), as: "seed"))
      let elements = (0..<shape.outputCount * shape.inputCount).map { _ in
        Double(Int64(bitPattern: bits.next()) >> 43) * 0x1p-20
      }
      let matrix = DenseMatrix(shape: shape, elements: elements)
      for lesser in Lesser.allCases {
        let best = try (matrix.project() as Projection<Double>).factors
        var (left, right) = (best.left, best.right)
        for λ in 0..<shape.l {
          for a in 0..<shape.k {
            for place in shape.places(λ: λ, a: a) {
              let (u, v) = try pair(lesser, matrix.slice(λ: λ, a: a))
              for σ in 0..<shape.s { left[(λ * shape.s + σ) * shape.r + place / shape.l] = u[σ] }
              for i in 0..<shape.p { right[place * shape.p + i] = v[i] }
            }
          }
        }
        let gap = try certificate(of: matrix, left: left, right: right).gap
        #expect(gap > Rational(1, 1_000_000_000_000), "\(lesser)")
      }
    }
  }

  private func pair(_ lesser: Lesser, _ slice: [[Double]]) throws -> (u: [Double], v: [Double]) {
    let (s, p) = (slice.count, slice[0].count)
    switch lesser {
    case .cross:
      let places = (0..<s * p).max { abs(slice[$0 / p][$0 % p]) < abs(slice[$1 / p][$1 % p]) }!
      let (row, column) = (places / p, places % p)
      let greatest = slice[row][column]
      return (slice.map { greatest == 0 ? 0 : $0[column] / greatest }, slice[row])
    case .oneStep:
      let u = slice.map { $0.reduce(0, +) }
      let square = dot(u, u)
      return (u, (0..<p).map { i in square == 0 ? 0 : dot(u, slice.map { $0[i] }) / square })
    case .second, .inflated:
      let single = DenseMatrix(shape: Shape(1, 2, p, 1, s, 2), elements: Array(slice.joined()))
      let factors = try (single.project() as Projection<Double>).factors
      let term = lesser == .second ? 1 : 0
      let factor = lesser == .second ? 1 : 1.00001
      return ((0..<s).map { factors.left[$0 * 2 + term] * factor }, Array(factors.right[term * p..<(term + 1) * p]))
    }
  }
}
