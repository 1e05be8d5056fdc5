public import ExactArithmetic

/// The support `I_a ⊗ 𝟙_{b×c} ⊗ I_d` of a Kronecker-sparse factor.
///
/// ```
/// K[(i, j, δ), (i, κ, δ)] = w[i, j, κ, δ]          i < a, j < b, κ < c, δ < d
/// ```
///
/// Indices are mixed-radix numbers, `(i, j, δ) = (i·b + j)·d + δ`. Every factor of this theory has such a support:
/// BD(b, n) is (n/b, b, b, 1), DB(b, n) is (1, n/b, n/b, b), the factors of a rectangular product are (k, q, p, 1) and
/// (1, s, r, l), the butterfly factor `B_k` is (n/k, 2, 2, k/2). The convention is `ks`.
public struct KroneckerPattern: Hashable, Sendable {
  /// a: how often the pattern is repeated along the diagonal.
  public let a: Int
  /// b: the rows of a block.
  public let b: Int
  /// c: the columns of a block.
  public let c: Int
  /// d: the distance between two rows, or two columns, of one block.
  public let d: Int

  /// Fails unless all four sizes are at least 1 and the entries can be counted.
  public init(a: Int, b: Int, c: Int, d: Int) throws(ShapeError) {
    for (name, value) in [("a", a), ("b", b), ("c", c), ("d", d)] where value < 1 {
      throw ShapeError("expected \(name) >= 1 in a Kronecker-sparse pattern, found \(name) = \(value)")
    }
    _ = try ShapeError.product([a, b, c, d])
    self.init(uncheckedA: a, b: b, c: c, d: d)
  }

  init(uncheckedA a: Int, b: Int, c: Int, d: Int) { (self.a, self.b, self.c, self.d) = (a, b, c, d) }

  /// a·b·d.
  public var rows: Int { a * b * d }
  /// a·c·d.
  public var columns: Int { a * c * d }
  /// a·d blocks: block (i, δ) is number i·d + δ.
  public var blockCount: Int { a * d }
  /// a·b·c·d: the entries that may differ from 0, and the multiply-adds of one product with a vector.
  public var parameterCount: Int { a * b * c * d }

  /// The row in which row j of a block stands.
  @inlinable
  public func row(_ j: Int, ofBlock block: Int) -> Int { (block / d * b + j) * d + block % d }

  /// The column in which column κ of a block stands.
  @inlinable
  public func column(_ κ: Int, ofBlock block: Int) -> Int { (block / d * c + κ) * d + block % d }

  /// The block that meets a row.
  @inlinable
  public func block(ofRow row: Int) -> Int { row / (b * d) * d + row % d }

  /// The block that meets a column.
  @inlinable
  public func block(ofColumn column: Int) -> Int { column / (c * d) * d + column % d }

  /// The support of the transposes: (a, c, b, d).
  public var transposed: KroneckerPattern { KroneckerPattern(uncheckedA: a, b: c, c: b, d: d) }
}

extension KroneckerPattern: CustomStringConvertible {
  /// As "(2, 3, 4, 1)".
  public var description: String { "(\(a), \(b), \(c), \(d))" }
}
