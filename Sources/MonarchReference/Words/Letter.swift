public import ExactArithmetic

/// The two algebras of matrices on a grid from which every word is made.
public enum LetterKind: Hashable, Sendable, CaseIterable, CustomStringConvertible {
  /// BD(b, n), written R: acts inside the rows of the grid.
  case bd
  /// DB(b, n), written L: acts inside the columns of the grid.
  case db

  /// "R" for BD, "L" for DB, as in words like LRL.
  public var description: String { self == .bd ? "R" : "L" }

  /// The other algebra: what the stride permutation makes of this one.
  public var other: LetterKind { self == .bd ? .db : .bd }

  /// The support of a letter: (q, b, b, 1) for BD(b, n), (1, q, q, b) for DB(b, n).
  public func pattern(on grid: Grid) -> KroneckerPattern {
    switch self {
    case .bd: KroneckerPattern(uncheckedA: grid.rows, b: grid.columns, c: grid.columns, d: 1)
    case .db: KroneckerPattern(uncheckedA: 1, b: grid.rows, c: grid.rows, d: grid.columns)
    }
  }
}

/// A member of BD(b, n) or of DB(b, n).
///
/// ```
/// R[x, y] = 0 unless x1 = y1         R[(k,j), (k,i)] = R_k[j, i]     q blocks b x b      n·b entries
/// L[x, y] = 0 unless x0 = y0         L[(l,j), (k,j)] = L_j[l, k]     b blocks q x q      n²/b entries
/// ```
///
/// Each kind is a unital algebra, closed under product and adjoint; what lies in both is diagonal.
public struct Letter<Scalar: Field>: FactoredMatrix {
  public let kind: LetterKind
  public let grid: Grid
  private let factor: KroneckerSparse<Scalar>

  /// BD takes q blocks b x b, one for each row of the grid; DB takes b blocks q x q, one for each column.
  public init(_ kind: LetterKind, on grid: Grid, blocks: [Matrix<Scalar>]) throws(ShapeError) {
    self.init(kind, on: grid, unchecked: try KroneckerSparse(pattern: kind.checkedPattern(on: grid), blocks: blocks))
  }

  /// The blocks' entries one block after the other, each row by row.
  public init(_ kind: LetterKind, on grid: Grid, elements: [Scalar]) throws(ShapeError) {
    self.init(
      kind, on: grid, unchecked: try KroneckerSparse(pattern: kind.checkedPattern(on: grid), elements: elements))
  }

  /// The letter with `R_k[j, i] = entry(k, j, i)`, or with `L_j[l, k] = entry(j, l, k)`.
  public init(
    _ kind: LetterKind, on grid: Grid, entry: (_ block: Int, _ row: Int, _ column: Int) -> Scalar
  ) throws(ShapeError) {
    let pattern = try kind.checkedPattern(on: grid)
    self.init(
      kind, on: grid,
      unchecked: KroneckerSparse(
        pattern: pattern,
        unchecked: (0..<pattern.blockCount).map { block in
          Matrix(rows: pattern.b, columns: pattern.c) { entry(block, $0, $1) }
        }))
  }

  /// A diagonal matrix, which is in both algebras, as a letter of one.
  public static func diagonal(_ kind: LetterKind, on grid: Grid, _ entries: [Scalar]) throws(ShapeError) -> Letter {
    guard entries.count == grid.count else {
      throw ShapeError("expected a diagonal of \(grid.count) entries, found \(entries.count)")
    }
    return try Letter(kind, on: grid) { block, row, column in
      guard row == column else { return .zero }
      return entries[kind == .bd ? grid.index(row: block, column: row) : grid.index(row: row, column: block)]
    }
  }

  /// A factor seen as a letter, where its support lies in that of the letters.
  ///
  /// This is how BD(b) ⊆ BD(c) and DB(c) ⊆ DB(b) for b | c (`nesting`), and how butterfly factors become letters
  /// (`butterfly`). `LetterKind.contains` says when it succeeds.
  public init(_ kind: LetterKind, on grid: Grid, containing factor: KroneckerSparse<Scalar>) throws(ShapeError) {
    let (from, to) = (factor.pattern, try kind.checkedPattern(on: grid))
    guard kind.contains(from, on: grid) else {
      throw ShapeError("the pattern \(from) does not lie in \(kind) on the grid \(grid), whose pattern is \(to)")
    }
    self.init(
      kind, on: grid,
      unchecked: KroneckerSparse(
        pattern: to,
        unchecked: (0..<to.blockCount).map { block in
          Matrix(rows: to.b, columns: to.c) { j, κ in
            let (row, column) = (to.row(j, ofBlock: block), to.column(κ, ofBlock: block))
            let source = from.block(ofRow: row)
            return source == from.block(ofColumn: column)
              ? factor.blocks[source][row / from.d % from.b, column / from.d % from.c] : .zero
          }
        }))
  }

  init(_ kind: LetterKind, on grid: Grid, unchecked factor: KroneckerSparse<Scalar>) {
    (self.kind, self.grid, self.factor) = (kind, grid, factor)
  }

  /// The identity, a member of both algebras.
  public static func identity(_ kind: LetterKind, on grid: Grid) throws(ShapeError) -> Letter {
    let pattern = try kind.checkedPattern(on: grid)
    return Letter(
      kind, on: grid,
      unchecked: KroneckerSparse(
        pattern: pattern, unchecked: Array(repeating: .identity(pattern.b), count: pattern.blockCount)))
  }

  /// `R_k` for k < q, or `L_j` for j < b.
  public var blocks: [Matrix<Scalar>] { factor.blocks }

  public var factors: [KroneckerSparse<Scalar>] { [factor] }

  /// The definition: entry (x, y) vanishes unless the rows x1 = y1 agree (BD), or the columns x0 = y0 (DB).
  public func definition() -> Matrix<Scalar> {
    Matrix(rows: grid.count, columns: grid.count) { entry(row: $0, column: $1) }
  }

  /// One entry of the definition.
  public func entry(row: Int, column: Int) -> Scalar {
    let (to, from) = (grid.digits(of: row), grid.digits(of: column))
    return switch kind {
    case .bd: to.row == from.row ? blocks[to.row][to.column, from.column] : .zero
    case .db: to.column == from.column ? blocks[to.column][to.row, from.row] : .zero
    }
  }

  /// The product of two letters of one algebra, block by block.
  public static func * (lhs: Letter, rhs: Letter) throws(ShapeError) -> Letter {
    guard lhs.kind == rhs.kind, lhs.grid == rhs.grid else {
      throw ShapeError(
        "\(lhs.kind) on the grid \(lhs.grid) and \(rhs.kind) on the grid \(rhs.grid) are of different algebras")
    }
    var blocks: [Matrix<Scalar>] = []
    for (a, b) in zip(lhs.blocks, rhs.blocks) { blocks.append(try a * b) }
    return Letter(lhs.kind, on: lhs.grid, unchecked: KroneckerSparse(pattern: lhs.factor.pattern, unchecked: blocks))
  }

  /// The transpose, of the same algebra.
  public var transposed: Letter { Letter(kind, on: grid, unchecked: factor.transposed) }

  /// The conjugate transpose, of the same algebra.
  public var adjoint: Letter { Letter(kind, on: grid, unchecked: factor.adjoint) }

  /// `P(b, n) · letter · P(b, n)ᵀ`: the same blocks as a letter of the other kind on the transposed grid (`nesting`).
  public var conjugatedByStride: Letter {
    let kind = kind.other
    let grid = grid.transposed
    return Letter(
      kind, on: grid, unchecked: KroneckerSparse(pattern: kind.pattern(on: grid), unchecked: factor.blocks))
  }

  /// The letter with the image of every entry.
  public func map<Image: Field>(_ transform: (Scalar) -> Image) -> Letter<Image> {
    Letter<Image>(kind, on: grid, unchecked: factor.map(transform))
  }
}

extension Letter: Equatable {}

extension LetterKind {
  /// Whether the support (a, b, b, d) lies in that of the letters: in BD(B, n) if b·d divides B, in DB(B, n) if B
  /// divides d.
  func contains(_ pattern: KroneckerPattern, on grid: Grid) -> Bool {
    guard pattern.b == pattern.c, pattern.rows == grid.count else { return false }
    return self == .bd
      ? grid.columns.isMultiple(of: pattern.b * pattern.d) : pattern.d.isMultiple(of: grid.columns)
  }

  /// The support of a letter; fails where its entries cannot be counted.
  fileprivate func checkedPattern(on grid: Grid) throws(ShapeError) -> KroneckerPattern {
    let pattern = pattern(on: grid)
    return try KroneckerPattern(a: pattern.a, b: pattern.b, c: pattern.c, d: pattern.d)
  }
}
