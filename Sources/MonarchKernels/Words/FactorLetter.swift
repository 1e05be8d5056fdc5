/// The two kinds of block matrices on a q×b grid, on which an index x = x1·b + x0 is row x1, column x0.
public enum FactorKind: Hashable, Sendable, CaseIterable {
  /// BD(b, n): q blocks b×b, `y[k·b + j] = Σ_i blocks[k, j, i] · x[k·b + i]`.
  case bd
  /// DB(b, n): b blocks q×q, `y[l·b + j] = Σ_k blocks[j, l, k] · x[k·b + j]`.
  case db
}

/// One factor of a word: its kind, and its blocks in the order (block, output, input).
public struct FactorLetter<Scalar: FactorScalar>: Sendable {
  public let kind: FactorKind

  /// For BD q·b·b elements, for DB b·q·q.
  public let blocks: [Scalar]

  /// Any number of elements; it is validated where the grid is known.
  public init(_ kind: FactorKind, blocks: [Scalar]) { (self.kind, self.blocks) = (kind, blocks) }
}
