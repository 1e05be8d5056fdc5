import MonarchReference

/// Cells of a matrix, each with a colour or none, as they are drawn.
struct CellPicture {
  let rows: Int
  let columns: Int
  /// Rows of one number look alike: they are written once.
  let look: (_ row: Int) -> Int
  /// The cells of a row that are not empty, from left to right.
  let cells: (_ row: Int) -> [(column: Int, colour: String)]
  /// Side lines: every `rowStep` rows and `columnStep` columns one is drawn more strongly; 0 for none.
  var rowStep = 0
  var columnStep = 0
  /// Labels of all rows and columns, where there is room.
  var rowLabels: [String] = []
  var columnLabels: [String] = []
  /// Cells with an outline.
  var marks: [(row: Int, column: Int)] = []
  /// Names the rows' definitions within the document.
  let id: String

  /// The space that the labels take, at the left and at the top.
  static let margin = (left: 34.0, top: 16.0)

  /// Draws the cells with their corner at (x, y) and `side` pixels for a cell.
  ///
  /// Rows that look alike, as all rows with one low digit do, are written once and used again, and in a row neighbours of
  /// one colour are one rectangle: a picture of DB(b, n) or of M(b, n) has n runs and n uses.
  func draw(into document: inout SVGDocument, x: Double, y: Double, side: Double) {
    let (w, h) = (Double(columns) * side, Double(rows) * side)
    document.rectangle(x: x, y: y, width: w, height: h, fill: Palette.empty)
    // nil for a row without cells.
    var known: [Int: String?] = [:]
    // Looks that differ only in colours that are told apart no more.
    var names: [String: String] = [:]
    var (definitions, uses): ([String], [String]) = ([], [])
    for row in 0..<rows {
      let look = look(row)
      if known[look] == nil {
        let content = paths(runs(of: row))
        let name = content.isEmpty ? nil : names[content] ?? "\(id)-\(definitions.count)"
        if let name, names.updateValue(name, forKey: content) == nil {
          definitions.append("<g id=\"\(name)\">\(content)</g>")
        }
        known[look] = .some(name)
      }
      if let name = known[look] ?? nil { uses.append("<use href=\"#\(name)\" y=\"\(row)\"/>") }
    }
    document.add("<defs>\(definitions.joined(separator: "\n"))</defs>")
    document.add(
      "<g class=\"cells\" id=\"\(id)\" transform=\"translate(\(number(x)) \(number(y))) scale(\(number(side)))\" "
        + "shape-rendering=\"crispEdges\">\n\(uses.joined(separator: "\n"))\n</g>")
    drawLines(into: &document, x: x, y: y, side: side)
    for mark in marks {
      document.add(
        "<rect x=\"\(number(x + Double(mark.column) * side))\" y=\"\(number(y + Double(mark.row) * side))\" "
          + "width=\"\(number(side))\" height=\"\(number(side))\" fill=\"none\" stroke=\"\(Palette.mark)\" "
          + "stroke-width=\"\(number(max(1, min(2.5, side / 8))))\"/>")
    }
    drawLabels(into: &document, x: x, y: y, side: side)
    document.add("", right: x + w, bottom: y + h)
  }

  private struct Run {
    let start: Int
    var count: Int
    let colour: String
  }

  private func runs(of row: Int) -> [Run] {
    var runs: [Run] = []
    for (column, colour) in cells(row) {
      if let last = runs.last, last.colour == colour, last.start + last.count == column {
        runs[runs.count - 1].count += 1
      } else {
        runs.append(Run(start: column, count: 1, colour: colour))
      }
    }
    return runs
  }

  /// One path for each colour of a row.
  private func paths(_ runs: [Run]) -> String {
    var order: [String] = []
    var data: [String: String] = [:]
    for run in runs {
      if data[run.colour] == nil { order.append(run.colour) }
      data[run.colour, default: ""] += "M\(run.start) 0h\(run.count)v1h-\(run.count)z"
    }
    return order.map { "<path fill=\"\($0)\" d=\"\(data[$0] ?? "")\"/>" }.joined()
  }

  private func drawLines(into document: inout SVGDocument, x: Double, y: Double, side: Double) {
    let (w, h) = (Double(columns) * side, Double(rows) * side)
    func lines(_ rowStep: Int, _ columnStep: Int) -> String {
      var data = ""
      if rowStep > 0 {
        for row in stride(from: 0, through: rows, by: rowStep) {
          data += "M\(number(x)) \(number(y + Double(row) * side))h\(number(w))"
        }
      }
      if columnStep > 0 {
        for column in stride(from: 0, through: columns, by: columnStep) {
          data += "M\(number(x + Double(column) * side)) \(number(y))v\(number(h))"
        }
      }
      return data
    }
    if side >= 6 {
      document.add("<path d=\"\(lines(1, 1))\" stroke=\"\(Palette.ground)\" stroke-width=\"1\" fill=\"none\"/>")
    }
    if side * Double(max(rowStep, columnStep)) >= 6 {
      document.add(
        "<path d=\"\(lines(rowStep, columnStep))\" stroke=\"#555555\" stroke-width=\"\(side >= 6 ? "1" : "0.5")\" fill=\"none\"/>"
      )
    }
  }

  private func drawLabels(into document: inout SVGDocument, x: Double, y: Double, side: Double) {
    guard side >= 14 else { return }
    let size = min(10, side * 0.48)
    let style = "fill=\"\(Palette.faint)\""
    for (row, label) in rowLabels.enumerated() {
      document.text(
        label, x: x - 5, y: y + (Double(row) + 0.5) * side + size * 0.35, size: size, anchor: .end, style: style)
    }
    for (column, label) in columnLabels.enumerated() {
      document.text(
        label, x: x + (Double(column) + 0.5) * side, y: y - 5, size: size, anchor: .middle, style: style)
    }
  }

  /// How many pixels a cell of an n x n matrix has: whole ones, so that cells meet without seams.
  static func side(_ n: Int) -> Double { Double(max(1, min(28, 330 / max(n, 1)))) }
}
