import ExactArithmetic
import MonarchJudge
import MonarchReference

/// A product of letters and permutations side by side with what it makes: "L · R = M".
///
/// A word of L and R alone is a word on the grid, with L in DB(b, n). In a word with P the letter L is block-diagonal, as in
/// the paper's `M = P L Pᵀ R`: b blocks q x q on the transposed grid.
struct WordPicture {
  /// One sign of a word.
  enum Sign: String {
    case left = "L"
    case right = "R"
    case stride = "P"
    case inverseStride = "Pᵀ"
  }

  static let longest = 7

  let signs: [Sign]
  let grid: MonarchReference.Grid

  /// - Throws: where the text is no word.
  init(_ text: String, on grid: MonarchReference.Grid) throws(InputError) {
    var signs: [Sign] = []
    for character in text where character != " " && character != "·" {
      switch character {
      case "L": signs.append(.left)
      case "R": signs.append(.right)
      case "P": signs.append(.stride)
      case "'" where signs.last == .stride, "ᵀ" where signs.last == .stride:
        signs[signs.count - 1] = .inverseStride
      default: throw WordPicture.unknown(text)
      }
    }
    guard !signs.isEmpty else { throw WordPicture.unknown(text) }
    guard signs.count <= Self.longest else {
      throw InputError("expected a word of at most \(Self.longest) letters, found \(signs.count)")
    }
    (self.signs, self.grid) = (signs, grid)
  }

  private static func unknown(_ text: String) -> InputError {
    InputError("expected a word such as \"LR\" or \"P L P' R\", slices, or a matrix file, found \"\(printable(text))\"")
  }

  /// A sign as a matrix.
  enum Factor {
    /// L or R: where its blocks are.
    case letter(LetterKind, KroneckerPattern)
    case permutation(Permutation)
  }

  var factors: [Factor] {
    let hasPermutation = signs.contains { $0 == .stride || $0 == .inverseStride }
    return signs.map { sign in
      switch sign {
      case .right: .letter(.bd, LetterKind.bd.pattern(on: grid))
      case .left where hasPermutation: .letter(.db, LetterKind.bd.pattern(on: grid.transposed))
      case .left: .letter(.db, LetterKind.db.pattern(on: grid))
      case .stride: .permutation(.stride(grid))
      case .inverseStride: .permutation(Permutation.stride(grid).inverse)
      }
    }
  }

  /// The name of the class of the product, as far as it has one: "M(4, 16)".
  var productName: String {
    switch signs.map(\.rawValue).joined() {
    case "LR", "PᵀLPR": "M"
    case "PLPR" where grid.rows == grid.columns, "PLPᵀR" where grid.rows == grid.columns: "M"
    case "RL": "M*"
    case "LRL": "MM*"
    case "LRLRL": "(MM*)²"
    default: "product"
    }
  }

  // MARK: Colours

  /// The colour of one block of a letter: hue for L, lightness for R.
  func colour(_ kind: LetterKind, block: Int) -> String {
    kind == .db
      ? Palette.colour(hue: block, of: grid.columns, lightness: nil, of: grid.rows)
      : Palette.colour(hue: nil, of: grid.columns, lightness: block, of: grid.rows)
  }

  /// The colour of what goes through block a of the first letter and block c of the last one.
  private func colour(_ first: LetterKind, _ a: Int, _ last: LetterKind, _ c: Int) -> String {
    switch (first, last) {
    case (.db, .bd): Palette.colour(hue: a, of: grid.columns, lightness: c, of: grid.rows)
    case (.bd, .db): Palette.colour(hue: c, of: grid.columns, lightness: a, of: grid.rows)
    case (.db, .db): Palette.colour(hue: a, of: grid.columns, lightness: c, of: grid.columns)
    case (.bd, .bd): Palette.colour(hue: c, of: grid.rows, lightness: a, of: grid.rows)
    }
  }

  // MARK: Pictures

  func picture(of factor: Factor, id: String) -> CellPicture {
    let (n, grid) = (grid.count, grid)
    switch factor {
    case .letter(let kind, let pattern):
      let colours = (0..<pattern.blockCount).map { colour(kind, block: $0) }
      return CellPicture(
        rows: n, columns: n, look: { pattern.block(ofRow: $0) },
        cells: { row in
          let block = pattern.block(ofRow: row)
          return (0..<pattern.c).map { (pattern.column($0, ofBlock: block), colours[block]) }
        }, id: id)
    case .permutation(let permutation):
      let sources = permutation.inverse.images
      return CellPicture(
        rows: n, columns: n, look: { $0 },
        cells: { row in
          let hue = grid.digits(of: sources[row]).column
          return [(sources[row], Palette.colour(hue: hue, of: grid.columns, lightness: nil, of: grid.rows))]
        }, id: id)
    }
  }

  /// The product as a picture, with a caption, and the cells of one slice in every factor and in the product.
  ///
  /// Rows that meet one block of the first letter have entries in the same columns, and these are all columns of some blocks
  /// of the last letter: what counts is which block leads to which.
  func product(id: String) -> (picture: CellPicture, caption: [String], marks: [[(row: Int, column: Int)]]) {
    let (n, factors) = (grid.count, factors)
    let letters = factors.indices.filter { if case .letter = factors[$0] { true } else { false } }
    guard let head = letters.first, let tail = letters.last, case .letter(let first, let outer) = factors[head],
      case .letter(let last, let inner) = factors[tail]
    else {
      // Permutations alone.
      let sources = WordPicture.walk(factors[...], n)
      let grid = grid
      let picture = CellPicture(
        rows: n, columns: n, look: { $0 },
        cells: { row in
          let hue = grid.digits(of: sources[row]).column
          return [(sources[row], Palette.colour(hue: hue, of: grid.columns, lightness: nil, of: grid.rows))]
        }, id: id)
      return (picture, ["\(n) of \(n * n) cells"], factors.map { _ in [] } + [[]])
    }
    let rowBlocks = WordPicture.walk(factors[..<head], n).map { outer.block(ofRow: $0) }
    var columnBlocks = [Int](repeating: 0, count: n)
    for (column, place) in WordPicture.walk(factors[(tail + 1)...], n).enumerated() {
      columnBlocks[place] = inner.block(ofColumn: column)
    }
    let paths = paths(factors, letters)
    // Many blocks share few colours.
    var known: [Int: String] = [:]
    let colours = paths.enumerated().map { a, row in
      row.enumerated().map { c, count -> String? in
        guard count > 0 else { return nil }
        let steps = Palette.step(a, of: paths.count) * 64 + Palette.step(c, of: row.count)
        if let colour = known[steps] { return colour }
        known[steps] = colour(first, a, last, c)
        return known[steps]
      }
    }
    let picture = CellPicture(
      rows: n, columns: n, look: { rowBlocks[$0] },
      cells: { row in
        let colours = colours[rowBlocks[row]]
        return columnBlocks.enumerated().compactMap { column, block in colours[block].map { (column, $0) } }
      }, id: id)
    let heights = rowBlocks.reduce(into: [Int](repeating: 0, count: outer.blockCount)) { $0[$1] += 1 }
    let widths = columnBlocks.reduce(into: [Int](repeating: 0, count: inner.blockCount)) { $0[$1] += 1 }
    var cells = 0
    for (a, row) in paths.enumerated() {
      for (c, count) in row.enumerated() where count > 0 { cells += heights[a] * widths[c] }
    }
    var caption = [cells == n * n ? "all \(n * n) cells" : "\(cells) of \(n * n) cells"]
    if letters.count == 2, first != last {
      let most = paths.joined().max() ?? 0
      caption.append(most == 1 ? "each entry is one product l·r" : "an entry is a sum of up to \(most) products")
    }
    return (picture, caption, marks(factors, letters, paths, rowBlocks, columnBlocks))
  }

  /// Where permutations lead from each row: the column of its entry in their product.
  static func walk(_ factors: ArraySlice<Factor>, _ n: Int) -> [Int] {
    factors.reduce(Array(0..<n)) { places, factor in
      guard case .permutation(let permutation) = factor else { return places }
      // The entry of column x stands in row images[x].
      let sources = permutation.inverse.images
      return places.map { sources[$0] }
    }
  }
}
