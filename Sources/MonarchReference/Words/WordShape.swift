public import ExactArithmetic

/// A class of words: the alternating letters as they are written, on one grid.
///
/// M(b, n) is LR, M* is RL, MM* is LRL, (MM*)^w is the word of 2w + 1 letters with L at both ends.
public struct WordShape: Hashable, Sendable {
  public let grid: Grid
  /// The kinds as written, the one applied first last; neighbours differ.
  public let kinds: [LetterKind]

  /// Fails for no letter at all, or for equal neighbours, which are one letter.
  public init(grid: Grid, kinds: [LetterKind]) throws(ShapeError) {
    guard !kinds.isEmpty else { throw ShapeError("expected a word of at least one letter, found none") }
    for (index, (outer, inner)) in zip(kinds, kinds.dropFirst()).enumerated() where outer == inner {
      throw ShapeError("expected alternating letters, found \(outer) at \(index) and at \(index + 1)")
    }
    self.init(grid: grid, unchecked: kinds)
  }

  init(grid: Grid, unchecked kinds: [LetterKind]) { (self.grid, self.kinds) = (grid, kinds) }

  /// The alternating word of `count` letters that begins, as written, with `first`.
  public static func alternating(_ count: Int, from first: LetterKind, on grid: Grid) throws(ShapeError) -> WordShape {
    guard count >= 1 else { throw ShapeError("expected a word of at least one letter, found \(count)") }
    return WordShape(grid: grid, unchecked: (0..<count).map { $0.isMultiple(of: 2) ? first : first.other })
  }

  /// M(b, n) = DB·BD.
  public static func monarch(on grid: Grid) -> WordShape { WordShape(grid: grid, unchecked: [.db, .bd]) }

  /// M*(b, n) = BD·DB.
  public static func monarchAdjoint(on grid: Grid) -> WordShape { WordShape(grid: grid, unchecked: [.bd, .db]) }

  /// (MM*)^w: 2w + 1 letters with DB at both ends.
  public static func monarchMonarchAdjoint(power w: Int = 1, on grid: Grid) throws(ShapeError) -> WordShape {
    let (double, overflow) = w.multipliedReportingOverflow(by: 2)
    guard w >= 1, !overflow, double < .max else { throw ShapeError("expected a power w >= 1 of MM*, found \(w)") }
    return try alternating(double + 1, from: .db, on: grid)
  }

  /// The supports of the letters.
  public var patterns: [KroneckerPattern] { kinds.map { $0.pattern(on: grid) } }

  /// nb for each BD and n²/b for each DB: also the multiply-adds of one product with a vector.
  ///
  /// Source: `parameters`, `cost`. M(b, n) has n²/b + nb = n(q + b), in the square case 2n√n.
  public var parameterCount: Int { patterns.reduce(0) { $0 + $1.parameterCount } }
}

extension WordShape: CustomStringConvertible {
  /// As "LRL on 3×2".
  public var description: String { kinds.map { $0.description }.joined() + " on \(grid)" }
}
