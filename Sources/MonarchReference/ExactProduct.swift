public import ExactArithmetic

/// The Monarch matrix of float factors, prepared for exact products with batches of float vectors.
///
/// ```
/// h[a·q + c] = Σ_i R_a[c, i] · x[a·p + i]          a < k, c < q, i < p
/// y[σ·l + λ] = Σ_ρ L_λ[σ, ρ] · h[ρ·l + λ]          λ < l, σ < s, ρ < r
/// ```
///
/// The values are those of `MonarchMatrix<Rational>` with the same factors, bit for bit of every rational; only the way is
/// another: integers at common powers of two instead of fractions (see `BlockChain`).
public struct ExactProduct: Sendable {
  public let shape: MonarchShape
  private let stages: [BlockStage]
  private let chain: BlockChain

  /// The factors as tensors (block, out, in), row-major: `left` of shape (l, s, r), `right` of shape (k, q, p).
  ///
  /// - Throws: where the counts are not those of the shape, or a number is infinite or NaN, which is named.
  public init<Scalar: ExactScalar>(
    shape: MonarchShape, left: Span<Scalar>, right: Span<Scalar>
  ) throws(ExactProductError) {
    try self.init(shape: shape, left: left, right: right, permutesMiddle: true)
  }

  /// Without the permutation between the stages it is a product that a kernel might compute by mistake.
  package init<Scalar: ExactScalar>(
    shape: MonarchShape, left: Span<Scalar>, right: Span<Scalar>, permutesMiddle: Bool
  ) throws(ExactProductError) {
    self.shape = shape
    let (k, q, l, s, r) = (shape.k, shape.q, shape.l, shape.s, shape.r)
    // Output a·q + c = ρ·l + λ of R is input λ·r + ρ of L; output λ·s + σ of L is y's σ·l + λ.
    let middle = (0..<k * q).map { ($0 % l) * r + $0 / l }
    let output = (0..<l * s).map { ($0 % s) * l + $0 / s }
    stages = [
      try BlockStage(
        "right", count: k, rows: q, columns: shape.p, weights: right,
        places: permutesMiddle ? .images(middle) : .identity),
      try BlockStage("left", count: l, rows: s, columns: r, weights: left, places: .images(output)),
    ]
    chain = try BlockChain(stages)
  }

  /// M x for each vector of a batch: (batch, k·p), row-major, to (batch, l·s).
  ///
  /// - Complexity: k·q·p + l·s·r exact multiply-adds a vector, shared among all cores.
  /// - Throws: where the input has not batch·k·p numbers, or one that is infinite or NaN, which is named.
  public func multiply<Scalar: ExactScalar>(
    _ input: Span<Scalar>, batch: Int
  ) throws(ExactProductError) -> ExactVectors {
    try chain.multiply(input, batch: batch)
  }

  /// The same for the magnitudes of all numbers: its products are the gauges `G = P|L|P|R||x|`.
  public var magnitudes: ExactProduct {
    get throws(ExactProductError) { ExactProduct(shape, stages, try BlockChain(stages, magnitudes: true)) }
  }

  /// The first stage alone: its products are `h = R x`, in h's own order.
  public var middle: BlockChain {
    get throws(ExactProductError) {
      try BlockChain([stages[0].unpermuted], magnitudes: chain.takesMagnitudes)
    }
  }

  /// The second stage alone: from h in the order λ·r + ρ, in which the blocks of L read it, to y.
  public var output: BlockChain {
    get throws(ExactProductError) { try BlockChain([stages[1]], magnitudes: chain.takesMagnitudes) }
  }

  private init(_ shape: MonarchShape, _ stages: [BlockStage], _ chain: BlockChain) {
    (self.shape, self.stages, self.chain) = (shape, stages, chain)
  }
}
