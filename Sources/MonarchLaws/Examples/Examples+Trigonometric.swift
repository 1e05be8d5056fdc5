import ExactArithmetic
import MonarchReference

// Examples of cosine and sine transforms. Numbers that are not rational are shown with decimals, but are exact.

extension Examples {
  private static func transform(_ kind: TrigonometricKind, _ n: Int) throws -> Matrix<Cyclotomic> {
    try TrigonometricTransform(kind, size: n).definition(RootsOfUnity(order: 8 * n))
  }

  /// The word on a grid, which is of its class and has the transform as its product.
  private static func word(_ kind: TrigonometricKind, on grid: Grid) throws -> Word<Cyclotomic> {
    let ζ = try RootsOfUnity<Cyclotomic>(order: 8 * grid.count)
    let transform = try TrigonometricTransform<Cyclotomic>(kind, size: grid.count)
    try constructionIsItsDefinition(transform, on: [grid]) { _ in ζ }
    return try transform.word(on: grid, ζ)
  }

  private static func names(_ word: Word<Cyclotomic>) -> String { word.letters.map(\.kind.description).joined() }

  /// (−1)^y.
  private static func signs(_ n: Int) -> Matrix<Cyclotomic> {
    .diagonal((0..<n).map { $0.isMultiple(of: 2) ? 1 : -1 })
  }

  private static func reversal(_ n: Int) -> Matrix<Cyclotomic> {
    Matrix(rows: n, columns: n) { $0 + $1 == n - 1 ? 1 : 0 }
  }

  private static func dots(_ value: Cyclotomic) -> String { value == .zero ? "." : number(value) }

  /// That S = Rev·C·diag((−1)^y), as a line of text.
  private static func sine(
    _ name: TextBlock, _ sine: TrigonometricKind, of cosine: TrigonometricKind
  ) throws -> TextBlock {
    let (s, c) = (try transform(sine, 4), try transform(cosine, 4))
    try demandEqual(reversal(4) * c * signs(4), s, "Rev·C·diag((−1)^y)")
    func text(_ value: Cyclotomic) -> String { number(value, digits: 2) }
    return .row(
      name, " = ", .matrix(s, text), " = ", .matrix(reversal(4), dots), " · ", .matrix(c, text), " · ",
      .matrix(signs(4), dots))
  }

  @Sendable static func cosineTwo() throws -> String {
    let (square, wide) = (try Grid(rows: 2, columns: 2), try Grid(rows: 2, columns: 4))
    let word = try word(.dct2, on: square)
    try demand(
      word.letters.prefix(2).allSatisfy { $0.definition() == .identity(4) }, "negation mod 4 leaves a column of 2×2")
    let dimensions = try isExcludedByEigenspace(
      transform(.dct2, 8), on: wide, invertibleRows: 1, 3, over: .cyclotomic(32))
    return TextBlock.text(
      try equation(
        "C_II", TrigonometricTransform(.dct2, size: 4), on: square, RootsOfUnity<Cyclotomic>(order: 16), number),
      "exactly, in ℚ(ζ_16): a word \(names(word)), of M³. Its first two letters are I, because negation mod 4",
      "stays within the columns; on grids of more columns they couple column j with −j.",
      .words(
        "n = 8 on 2×4: were C_II = L·R·L', each row j of blocks would take a joint eigenspace that rows 1 and 3 define "
          + "into a space of no higher dimension. One of dimension \(dimensions.eigenspace) is taken into one of dimension "
          + "\(dimensions.images), so that C_II is not in MM*(4, 8)."))
  }

  @Sendable static func cosineThree() throws -> String {
    let (two, three) = (try transform(.dct2, 4), try transform(.dct3, 4))
    let half = Cyclotomic(Rational(1, 2))
    try demandEqual(two.transposed * .diagonal([half, 1, 1, 1]), three, "C_IIᵀ·diag(½, 1, 1, 1)")
    let product = try three * two
    try demandEqual(product, 2 * .identity(4), "C_III·C_II")
    let kinds = names(try word(.dct3, on: Grid(rows: 2, columns: 2)))
    return TextBlock.text(
      .row("C_III = ", .matrix(three, number), " = C_IIᵀ·diag(½, 1, 1, 1)"),
      .row("C_III·C_II = ", .matrix(product, number), " = (n/2)·I, exactly"),
      "Its six letters are those of C_II transposed, in the opposite order: a word \(kinds).")
  }

  @Sendable static func cosineFour() throws -> String {
    let wide = try Grid(rows: 2, columns: 4)
    let four = try transform(.dct4, 4)
    try demandEqual(four * four, 2 * .identity(4), "C_IV·C_IV")
    let kinds = names(try word(.dct4, on: Grid(rows: 2, columns: 2)))
    return TextBlock.text(
      .row("C_IV = ", .matrix(four, number), "   C_IV·C_IV = 2·I"),
      "is a word \(kinds) on 2×2, over ℚ(ζ_32). n = 8 on 2×4:",
      try commutator(of: transform(.dct4, 8), on: wide),
      "So C_IV of 8 is in MM*(4, 8) over no extension, nor a limit of members.")
  }

  /// The entry that shows that two F do not commute.
  private static func commutator(of matrix: Matrix<Cyclotomic>, on grid: Grid) throws -> TextBlock {
    try isExcludedByCommutator(matrix, on: grid, over: .cyclotomic(8 * grid.count))
    guard case .excluded(let witness) = try grid.factorization(of: matrix, over: .cyclotomic(8 * grid.count)),
      case .commutator(let first, let second, let row, let column, let entry) = witness.reason
    else { throw Violation("no commutator") }
    return .words(
      "by \(witness.tree), F = F\(first) and F' = F\(second) do not commute: FF' − F'F has the entry \(number(entry)), "
        + "exactly \(entry), at (\(row), \(column)).")
  }

  @Sendable static func sineTwo() throws -> String {
    let kinds = names(try word(.dst2, on: Grid(rows: 2, columns: 2)))
    return TextBlock.text(
      "Rev·C_II·diag(1, -1, 1, -1), two decimals of exact numbers:",
      try sine("S_II", .dst2, of: .dct2),
      "Rev = Rev_2⊗Rev_2 goes into the first two letters, the signs into the last: a word \(kinds).")
  }

  @Sendable static func sineThree() throws -> String {
    let (two, three) = (try transform(.dst2, 4), try transform(.dst3, 4))
    let half = Cyclotomic(Rational(1, 2))
    try demandEqual(two.transposed * .diagonal([1, 1, 1, half]), three, "S_IIᵀ·diag(1, 1, 1, ½)")
    let product = try three * two
    try demandEqual(product, 2 * .identity(4), "S_III·S_II")
    let kinds = names(try word(.dst3, on: Grid(rows: 2, columns: 2)))
    return TextBlock.text(
      .row("S_III = ", .matrix(three, number), " = S_IIᵀ·diag(1, 1, 1, ½)"),
      .row("S_III·S_II = ", .matrix(product, number), " = (n/2)·I, exactly"),
      "Its six letters are those of S_II transposed, in the opposite order: a word \(kinds).")
  }

  @Sendable static func sineFour() throws -> String {
    let kinds = names(try word(.dst4, on: Grid(rows: 2, columns: 2)))
    return TextBlock.text(
      "Rev·C_IV·diag(1, -1, 1, -1), two decimals of exact numbers:",
      try sine("S_IV", .dst4, of: .dct4),
      "It is a word \(kinds) on 2×2, over ℚ(ζ_32). n = 8 on 2×4:",
      try commutator(of: transform(.dst4, 8), on: Grid(rows: 2, columns: 4)),
      "So S_IV of 8 is in MM*(4, 8) over no extension, nor a limit of members.")
  }

  @Sendable static func acdc() throws -> String {
    let grid = try Grid(rows: 2, columns: 2)
    let (a, d): ([Cyclotomic], [Cyclotomic]) = ([1, 2, -1, 1], [1, 2, 1, 3])
    let ζ = try RootsOfUnity<Cyclotomic>(order: 16)
    let acdc = try ACDC(a: a, d: d)
    try constructionIsItsDefinition(acdc, on: [grid]) { _ in ζ }
    let word = try acdc.word(on: grid, ζ)
    var rows = [["m", "n = m²", "multiply-adds of 7 letters", "n²"]]
    for m in [2, 4, 7, 8, 16, 28, 29] {
      let shape = try WordShape.alternating(word.letters.count, from: .db, on: .square(m))
      let (count, n) = (shape.parameterCount, shape.grid.count)
      try demand((count < n * n) == (m > 7), "\(count) multiply-adds for m = \(m)")
      try demand((4 * count < n * n) == (m > 28), "4·\(count) real multiply-adds for m = \(m)")
      rows.append(["\(m)", "\(n)", "\(count)", "\(n * n)"])
    }
    return TextBlock.text(
      .row(
        "A = diag", .matrix(Matrix(rows: 1, columns: 4) { a[$1] }), ", D = diag",
        .matrix(Matrix(rows: 1, columns: 4) { d[$1] })),
      .row("A·C·D·C⁻¹ = ", .matrix(try acdc.definition(ζ), number)),
      "is a word \(names(word)) of \(word.letters.count) letters, in (MM*)³. With C = S·F·Π and D' = Π·D·Πᵀ,",
      "C·D·C⁻¹ = S·(F·D'·F)·Sᵀ·diag(1/n, 2/n, …), thrice LRL; they merge where they meet.",
      .table(rows),
      "Fewer than n² from m = 8 on; the letters are complex, and as four real ones each from m = 29 on.")
  }
}
