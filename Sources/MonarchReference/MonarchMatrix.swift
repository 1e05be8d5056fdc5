public import ExactArithmetic

/// A Monarch matrix, given by its two block-diagonal factors.
///
/// In the square case this is the paper's Definition 3.1, `M = P L Pᵀ R`. In general (k, q, p; l, s, r):
///
/// ```
/// M = P(s, l·s) · BD(L) · P(l, l·r) · BD(R)
///
/// h[a·q + c] = Σ_i R_a[c, i] · x[a·p + i]          a < k, c < q, i < p
/// y[σ·l + λ] = Σ_ρ L_λ[σ, ρ] · h[ρ·l + λ]          λ < l, σ < s, ρ < r
/// ```
///
/// Source: `entries`; the rectangular form is the convention `fly`. `l` need not divide `q`.
public struct MonarchMatrix<Scalar: Field>: FactoredMatrix {
  public let shape: MonarchShape
  /// L: l blocks s x r.
  public let left: BlockDiagonal<Scalar>
  /// R: k blocks q x p.
  public let right: BlockDiagonal<Scalar>

  public init(left: BlockDiagonal<Scalar>, right: BlockDiagonal<Scalar>) throws(ShapeError) {
    shape = try MonarchShape(
      k: right.blocks.count, q: right.blockRows, p: right.blockColumns,
      l: left.blocks.count, s: left.blockRows, r: left.blockColumns)
    self.left = left
    self.right = right
    try requireCommonField(factors)
  }

  /// The factors as tensors (block, out, in), row-major: `left` of shape (l, s, r), `right` of shape (k, q, p).
  public init(shape: MonarchShape, left: [Scalar], right: [Scalar]) throws(ShapeError) {
    self.shape = shape
    self.left = try BlockDiagonal(count: shape.l, rows: shape.s, columns: shape.r, elements: left)
    self.right = try BlockDiagonal(count: shape.k, rows: shape.q, columns: shape.p, elements: right)
    try requireCommonField(factors)
  }

  // MARK: The definition

  /// P(s, l·s): takes the block-major index λ·s + σ of an output to its place σ·l + λ.
  public var outputPermutation: Permutation {
    get throws(ShapeError) { .stride(try Grid(rows: shape.l, columns: shape.s)) }
  }

  /// P(l, l·r): takes the intermediate index ρ·l + λ to λ·r + ρ, where block λ of L reads it.
  public var middlePermutation: Permutation {
    get throws(ShapeError) { .stride(try Grid(rows: shape.r, columns: shape.l)) }
  }

  /// The dense matrix by the definition: the four explicit matrices P, L, P, R multiplied out.
  ///
  /// - Complexity: O(n³) field operations. It is for reading and for small sizes; `dense` is the fast way.
  public func definition() throws(ShapeError) -> Matrix<Scalar> {
    let outer = try outputPermutation.matrix(over: Scalar.self)
    let inner = try middlePermutation.matrix(over: Scalar.self)
    return try outer * left.matrix * (inner * right.matrix)
  }

  // MARK: Structured evaluation

  /// M x by the two formulas above, without any permutation matrix.
  ///
  /// - Complexity: k·q·p + l·s·r multiply-adds (`cost`): 2n√n in the square case.
  public func applied(to vector: [Scalar]) throws(ShapeError) -> [Scalar] {
    try output(ofMiddle: middle(of: vector))
  }

  /// The first stage: `h = R x`, k·q entries.
  public func middle(of vector: [Scalar]) throws(ShapeError) -> [Scalar] {
    guard vector.count == shape.inputCount else {
      throw ShapeError("expected a vector of k·p = \(shape.inputCount) entries, found \(vector.count)")
    }
    try requireCommonField(factors, with: [vector])
    return try right.applied(to: vector)
  }

  /// The second stage: `y = P L P h`, l·s entries.
  public func output(ofMiddle middle: [Scalar]) throws(ShapeError) -> [Scalar] {
    guard middle.count == shape.middleCount else {
      throw ShapeError("expected an intermediate of l·r = \(shape.middleCount) entries, found \(middle.count)")
    }
    try requireCommonField(factors, with: [middle])
    var output = [Scalar](repeating: .zero, count: shape.outputCount)
    for (λ, block) in left.blocks.enumerated() {
      for σ in 0..<shape.s {
        var sum = Scalar.zero
        for ρ in 0..<shape.r { sum.addProduct(block[σ, ρ], middle[ρ * shape.l + λ]) }
        output[σ * shape.l + λ] = sum
      }
    }
    return output
  }

  /// One entry: `M[σ·l + λ, a·p + i] = Σ L_λ[σ, ρ] · R_a[c, i]` over the c < q with a·q + c = ρ·l + λ.
  ///
  /// In the square case there is one such c, namely λ: `M[(l,j),(k,i)] = L_j[l,k]·R_k[j,i]` (`entries`).
  public func entry(row: Int, column: Int) -> Scalar {
    let (σ, λ) = (row / shape.l, row % shape.l)
    let (a, i) = (column / shape.p, column % shape.p)
    var sum = Scalar.zero
    for c in 0..<shape.q where (a * shape.q + c) % shape.l == λ {
      sum.addProduct(left.blocks[λ][σ, (a * shape.q + c) / shape.l], right.blocks[a][c, i])
    }
    return sum
  }

  /// The dense n3 x n1 matrix, entry by entry.
  ///
  /// - Complexity: O(n1 · n3 · q) index steps, n1·n3·⌈q/l⌉ multiply-adds.
  public var dense: Matrix<Scalar> {
    Matrix(rows: shape.outputCount, columns: shape.inputCount, entry: entry)
  }

  /// The Monarch matrix with the image of every entry of both factors.
  public func map<Image: Field>(_ transform: (Scalar) -> Image) -> MonarchMatrix<Image> {
    MonarchMatrix<Image>(shape: shape, left: left.map(transform), right: right.map(transform))
  }

  init(shape: MonarchShape, left: BlockDiagonal<Scalar>, right: BlockDiagonal<Scalar>) {
    self.shape = shape
    self.left = left
    self.right = right
  }

  /// `P L P` has the pattern (1, s, r, l), R has (k, q, p, 1).
  public var factors: [KroneckerSparse<Scalar>] {
    [
      KroneckerSparse(pattern: shape.leftPattern, unchecked: left.blocks),
      KroneckerSparse(pattern: shape.rightPattern, unchecked: right.blocks),
    ]
  }
}

extension MonarchMatrix: Equatable {}
