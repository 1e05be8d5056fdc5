import MonarchJudge

/// A portrait in at most `limit` rows and columns: where there are more, a square is the largest of several numbers.
struct PortraitSquares {
  let portrait: Portrait
  let rows: Int
  let columns: Int
  private let tall: Int
  private let wide: Int

  init(_ portrait: Portrait, limit: Int) {
    self.portrait = portrait
    (tall, wide) = ((portrait.rows + limit - 1) / limit, (portrait.width + limit - 1) / limit)
    (rows, columns) = ((portrait.rows + tall - 1) / tall, (portrait.width + wide - 1) / wide)
  }

  /// The largest ρ of a square, and the numbers that it stands for.
  subscript(row: Int, column: Int) -> (ratio: Double, rows: Range<Int>, places: Range<Int>) {
    let lines = row * tall..<min(portrait.rows, (row + 1) * tall)
    let places = column * wide..<min(portrait.width, (column + 1) * wide)
    let ratio = lines.flatMap { line in places.map { portrait.ratios[line * portrait.width + $0] } }.max() ?? 0
    return (ratio, lines, places)
  }
}

extension Portrait {
  var axes: String {
    switch result {
    case .output, .inputGradient: "rows of the batch downwards, entries to the right"
    case .leftGradient, .rightGradient: "blocks downwards, entries to the right"
    case .matrix: "rows downwards, columns to the right"
    }
  }
}

extension Portrait.Role {
  var text: String {
    switch self {
    case .smallestFailure: "smallest failing case"
    case .widestFailure: "a large failing case"
    case .worst: "largest ρ"
    }
  }
}
