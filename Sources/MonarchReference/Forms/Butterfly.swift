public import ExactArithmetic

/// A butterfly matrix `B(n) = B_n B_{n/2} … B_4 B_2`, n a power of two from 2 on.
///
/// B_k is block-diagonal with n/k blocks `[[D1, D2], [D3, D4]]` of size k x k, each D diagonal of size k/2 x k/2.
public struct Butterfly<Scalar: Field>: FactoredMatrix {
  /// B_n, …, B_4, B_2 as they are written. `B_k` has the pattern (n/k, 2, 2, k/2), and its block (i, δ) is
  /// `[[D1[δ], D2[δ]], [D3[δ], D4[δ]]]` of the i-th k x k block.
  public let factors: [KroneckerSparse<Scalar>]

  /// The entries of `B_n`, then those of `B_{n/2}` and so on, block after block: 2n for each factor.
  public init(size n: Int, elements: [Scalar]) throws(ShapeError) {
    guard n >= 2, n & (n - 1) == 0 else {
      throw ShapeError("expected a butterfly size that is a power of two and at least 2, found \(n)")
    }
    let levels = n.trailingZeroBitCount
    let count = try ShapeError.product([2, n, levels])
    guard elements.count == count else {
      throw ShapeError("expected 2n·log₂n = \(count) entries for a butterfly of size \(n), found \(elements.count)")
    }
    var factors: [KroneckerSparse<Scalar>] = []
    for level in 0..<levels {
      let k = n >> level
      factors.append(
        try KroneckerSparse(
          pattern: KroneckerPattern(uncheckedA: n / k, b: 2, c: 2, d: k / 2),
          elements: Array(elements[2 * n * level..<2 * n * (level + 1)])))
    }
    self.factors = factors
    try requireCommonField(factors)
  }

  private init(unchecked factors: [KroneckerSparse<Scalar>]) { self.factors = factors }

  /// The definition: the block-diagonal matrices of the blocks `[[D1, D2], [D3, D4]]` multiplied out.
  public func definition() throws(ShapeError) -> Matrix<Scalar> {
    var product = Matrix<Scalar>.identity(rows)
    for (level, factor) in factors.enumerated() {
      let half = rows >> (level + 1)
      var blocks: [Matrix<Scalar>] = []
      for i in 0..<rows / (2 * half) {
        blocks.append(
          Matrix(rows: 2 * half, columns: 2 * half) { x, y in
            x % half == y % half ? factor.blocks[i * half + x % half][x / half, y / half] : .zero
          })
      }
      product = try product * BlockDiagonal(blocks).matrix
    }
    return product
  }

  /// The matrix with the image of every entry.
  public func map<Image: Field>(_ transform: (Scalar) -> Image) -> Butterfly<Image> {
    Butterfly<Image>(unchecked: factors.map { $0.map(transform) })
  }
}

extension Butterfly: Equatable {}
