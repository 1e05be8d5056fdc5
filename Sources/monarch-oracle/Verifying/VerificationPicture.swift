import MonarchJudge

/// A verification as one picture: how the results of each operation came out, and where those of a failing case are wrong.
struct VerificationPicture {
  let reports: [VerificationReport]

  /// How a result came out, and its colour; a number that is not wrong is exact or within its bound.
  private static let outcomes: [(outcome: CaseRecord.Outcome, colour: String)] = [
    (.exact, "#3f9b62"), (.bound, "#8cc5a0"), (.mistrusted, "#c9c9cf"), (.refused, "#e3c26b"), (.violated, wrong),
  ]
  private static let wrong = "#d40000"
  /// So many operations have a bar.
  private static let mostBars = 24

  func document() -> (svg: SVGDocument, title: String) {
    let failed = reports.filter { !$0.objections.isEmpty }
    let names = Set(reports.map(\.manifest.name)).sorted()
    let subject = names.count == 1 ? names[0] : "\(names.count) implementations"
    let word = failed.isEmpty ? "holds" : failed.contains { $0.smallestFailure != nil } ? "violated" : "not verified"
    let title = "\(subject): \(word)"
    var svg = SVGDocument()
    svg.rectangle(
      x: 20, y: 20, width: 6, height: 26, fill: failed.isEmpty ? Self.outcomes[0].colour : Self.wrong)
    svg.text(title, x: 36, y: 40, size: 20, style: "font-weight=\"bold\"")
    drawBars(of: failed.isEmpty ? reports : failed, into: &svg)
    if let report = failed.first(where: { $0.smallestFailure != nil }) { drawFailure(of: report, into: &svg) }
    return (svg, title)
  }

  private func drawBars(of reports: [VerificationReport], into svg: inout SVGDocument) {
    let (left, width, height) = (20.0, 560.0, 18.0)
    for report in reports.prefix(Self.mostBars) {
      let y = svg.height + 30
      let total = Double(max(report.resultCount, 1))
      let counts = Self.outcomes.map { (report.count($0.outcome), $0) }.filter { $0.0 > 0 }
      let told = counts.map { "\($0.0) \($0.1.outcome.rawValue)" }.joined(separator: ", ")
      svg.text("\(report.operation.rawValue) in \(report.manifest.model): \(told)", x: left, y: y - 7)
      var x = left
      for (count, (_, colour)) in counts {
        // One bad result among thousands is seen.
        let part = max(3, width * Double(count) / total)
        svg.rectangle(x: x, y: y, width: part, height: height, fill: colour)
        x += part
      }
    }
    if reports.count > Self.mostBars {
      svg.text("… and \(reports.count - Self.mostBars) more", x: left, y: svg.height + 20)
    }
  }

  /// The map of a failing case, and beside it what it is.
  private func drawFailure(of report: VerificationReport, into svg: inout SVGDocument) {
    let failing = report.portraits.filter { $0.role != .worst }
    guard let portrait = failing.first(where: { $0.role == .widestFailure }) ?? failing.first else { return }
    let squares = PortraitSquares(portrait, limit: 64)
    let top = svg.height + 34
    svg.text("\(portrait.result.rawValue) of \(portrait.caseID)", x: 20, y: top)
    svg.text(portrait.axes, x: 20, y: top + 18, size: 11, style: "fill=\"\(Palette.faint)\"")
    var picture = CellPicture(
      rows: squares.rows, columns: squares.columns, look: { $0 },
      cells: { row in (0..<squares.columns).map { ($0, colour(squares[row, $0].ratio)) } }, id: "failure")
    (picture.rowStep, picture.columnStep) = (1, 1)
    let side = Double(max(4, min(24, 560 / max(squares.rows, squares.columns))))
    picture.draw(into: &svg, x: 20, y: top + 30, side: side)
    var x = 20.0
    let y = svg.height + 14
    for (text, ratio) in [("exact", 0.0), ("within its bound", 1.0), ("wrong", 2.0)] {
      svg.rectangle(x: x, y: y, width: 12, height: 12, fill: colour(ratio))
      svg.text(text, x: x + 17, y: y + 10, size: 12)
      x += 30 + 7.5 * Double(text.count)
    }
    if let record = report.smallestFailure {
      svg.text("smallest failing case: \(record.caseID)", x: 20, y: svg.height + 26, size: 12)
      svg.text(record.reason, x: 20, y: svg.height + 16, size: 12)
    }
  }

  private func colour(_ ratio: Double) -> String {
    ratio > 1 ? Self.wrong : Self.outcomes[ratio > 0 ? 1 : 0].colour
  }
}
