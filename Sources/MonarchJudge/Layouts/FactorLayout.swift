public import ExactArithmetic

/// How a tensor stores a block-diagonal factor: the order of its axes, and of the rank index within one of them.
///
/// Where the slices have rank <= ν = q/l > 1, the q rows of a right block are pairs (λ, t) of the left block that they
/// feed and the rank index t < ν, and the r columns of a left block are pairs (a, t) of the right block that feeds them
/// and t. `rank` says which of the pair runs faster.
public struct FactorLayout: Hashable, Sendable {
  /// What an axis counts.
  public enum Axis: String, Hashable, Sendable {
    case block, out, `in`
    /// An axis of size 1.
    case unit
  }

  /// Where the rank index stands in the axis that it shares.
  public enum RankOrder: String, Hashable, Sendable {
    /// t · blocks + block.
    case major
    /// block · ν + t.
    case minor
    /// As the canonical form has it, where a right block's rows are t·l + λ and a left block's columns a·ν + t: the
    /// output of the first factor is simply read on, for which l need not divide q.
    case flat
  }

  /// The axes of the stored tensor, slowest first.
  public let axes: [Axis]
  /// Where the rank index stands in the shared axis.
  public let rank: RankOrder

  /// Axes (block, out, in), read on flat.
  public init() { (axes, rank) = ([.block, .out, .in], .flat) }

  /// Fails unless block, out and in are there once each.
  public init(axes: [Axis], rank: RankOrder = .flat) throws(ShapeError) {
    guard [Axis.block, .out, .in].allSatisfy({ axis in axes.count { $0 == axis } == 1 }) else {
      throw ShapeError("expected each of block, out and in once, found \(axes.map(\.rawValue))")
    }
    self.init(checked: axes, rank: rank)
  }

  init(checked axes: [Axis], rank: RankOrder = .flat) { (self.axes, self.rank) = (axes, rank) }

  /// The sizes (block, out, in) that a stored shape means.
  func sizes(of shape: [Int], name: String) throws(ShapeError) -> (block: Int, out: Int, in: Int) {
    guard shape.count == axes.count else {
      let expected = axes.map { $0 == .unit ? "1" : $0.rawValue }.joined(separator: ", ")
      throw ShapeError("expected \(name) of \(axes.count) dimensions (\(expected)), found \(shape.count): \(shape)")
    }
    var sizes = (block: 0, out: 0, in: 0)
    for (axis, size) in zip(axes, shape) {
      switch axis {
      case .block: sizes.block = size
      case .out: sizes.out = size
      case .in: sizes.in = size
      case .unit:
        guard size == 1 else { throw ShapeError("expected an axis of size 1 in \(name), found \(shape)") }
      }
    }
    return sizes
  }

  /// The stored shape of a factor of these sizes.
  func storedShape(block: Int, out: Int, in: Int) -> [Int] {
    axes.map { axis in
      switch axis {
      case .block: block
      case .out: out
      case .in: `in`
      case .unit: 1
      }
    }
  }

  /// Where the entry (block, out, in) stands, row-major, in a factor of these sizes.
  func offset(_ block: Int, _ out: Int, _ in: Int, sizes: (block: Int, out: Int, in: Int)) -> Int {
    axes.reduce(0) { offset, axis in
      switch axis {
      case .block: offset * sizes.block + block
      case .out: offset * sizes.out + out
      case .in: offset * sizes.in + `in`
      case .unit: offset
      }
    }
  }
}
