import ExactArithmetic

/// A rectangle of text: what worked examples are made of, side by side or one below the other.
struct TextBlock: ExpressibleByStringInterpolation {
  let lines: [String]

  init(lines: [String]) { self.lines = lines }
  init(stringLiteral text: String) {
    lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  }

  private var width: Int { lines.map(\.count).max() ?? 0 }

  /// Cells in brackets, each column aligned to the right.
  static func cells(_ rows: [[String]]) -> TextBlock {
    let widths = (rows.first ?? []).indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
    return TextBlock(
      lines: rows.enumerated().map { index, row in
        let text = zip(row, widths).map { String(repeating: " ", count: $1 - $0.count) + $0 }.joined(separator: " ")
        let (open, close) =
          rows.count == 1
          ? ("[", "]") : index == 0 ? ("⎡", "⎤") : index == rows.count - 1 ? ("⎣", "⎦") : ("⎢", "⎥")
        return "\(open) \(text) \(close)"
      })
  }

  /// A matrix, its entries as they describe themselves or by another text.
  static func matrix<Scalar: Field>(
    _ matrix: Matrix<Scalar>, _ text: (Scalar) -> String = { "\($0)" }
  ) -> TextBlock {
    cells((0..<matrix.rows).map { row in (0..<matrix.columns).map { text(matrix[row, $0]) } })
  }

  /// A vector as a row.
  static func vector<Scalar: Field>(_ entries: [Scalar]) -> TextBlock { cells([entries.map { "\($0)" }]) }

  /// Rows whose columns are aligned to the right, the first row a heading.
  static func table(_ rows: [[String]]) -> TextBlock {
    let widths = (rows.first ?? []).indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
    return TextBlock(
      lines: rows.map { row in
        zip(row, widths).map { String(repeating: " ", count: $1 - $0.count) + $0 }.joined(separator: "  ")
      })
  }

  /// Sentences in lines of at most 96 characters.
  static func words(_ text: String) -> TextBlock {
    var lines = [""]
    for word in text.split(separator: " ") {
      if !lines[lines.count - 1].isEmpty, lines[lines.count - 1].count + word.count >= 96 { lines.append("") }
      lines[lines.count - 1] += (lines[lines.count - 1].isEmpty ? "" : " ") + word
    }
    return TextBlock(lines: lines)
  }

  /// Parts from left to right, lower ones in the middle of the height.
  static func row(_ parts: TextBlock...) -> TextBlock {
    let height = parts.map(\.lines.count).max() ?? 0
    return TextBlock(
      lines: (0..<height).map { line in
        parts.map { part in
          let index = line - (height - part.lines.count) / 2
          let text = part.lines.indices.contains(index) ? part.lines[index] : ""
          return text + String(repeating: " ", count: part.width - text.count)
        }.joined()
      })
  }

  /// Parts from left to right, and further rows of them where a line would be longer than 96 characters.
  static func wrapped(_ parts: [TextBlock]) -> TextBlock {
    var rows: [TextBlock] = []
    for part in parts {
      if let last = rows.last, last.width + part.width <= 96 {
        rows[rows.count - 1] = .row(last, part)
      } else {
        rows.append(part)
      }
    }
    return TextBlock(lines: rows.flatMap(\.lines))
  }

  /// Parts one below the other, as text without blanks at the ends of lines.
  static func text(_ parts: TextBlock...) -> String {
    parts.flatMap(\.lines).map { line in String(line.reversed().drop { $0 == " " }.reversed()) }.joined(separator: "\n")
  }
}
