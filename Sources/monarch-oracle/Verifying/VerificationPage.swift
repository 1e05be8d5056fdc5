import ExactArithmetic
import Foundation
import MonarchJudge

/// A verification as a page of its own, without scripts: the verdicts, how large the errors are and where they lie, and the
/// counterexample.
struct VerificationPage {
  let reports: [VerificationReport]
  let seed: UInt64
  let command: String?

  var text: String {
    let holds = reports.allSatisfy { $0.objections.isEmpty }
    return """
      <!doctype html>
      <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
      <title>\(holds ? "holds" : "violated"): \(escaped(title))</title>
      <style>\(VerificationPage.style)</style></head><body>
      <h1>\(escaped(title))</h1>
      <p class="verdict \(holds ? "holds" : "violated")">\(escaped(conclusion))</p>
      \(table)
      <p class="note">Every result must equal the exact one where every order of summation gives it, and lie within the
      bound derived from the declared arithmetic elsewhere. ρ is the largest error over its bound; above 1 the declared
      arithmetic was not used. Mistrusted cases would also have let a wrong answer pass. Seed \(seed)\(replay).</p>
      \(reports.map(section).joined(separator: "\n"))
      </body></html>

      """
  }

  private var title: String {
    let names = Set(reports.map(\.manifest.name)).sorted()
    return "Verification of " + (names.count > 3 ? "\(names.count) implementations" : names.joined(separator: ", "))
  }

  private var conclusion: String {
    VerificationText(reports: reports, command: command).conclusions.map {
      String($0.prefix { $0 != "\n" })
    }.joined(separator: " · ")
  }

  private var replay: String { command.map { " · <code>monarch-oracle verify --exec '\(escaped($0))'</code>" } ?? "" }

  private var table: String {
    let rows = VerificationText(reports: reports, command: command).rows
    func row(_ cells: [String], _ tag: String, _ kind: String) -> String {
      "<tr\(kind)>" + cells.map { "<\(tag)>\(escaped($0))</\(tag)>" }.joined() + "</tr>"
    }
    let body = zip(rows.dropFirst(), reports).map { cells, report in
      row(cells, "td", report.objections.isEmpty ? "" : " class=\"bad\"")
    }
    return "<div class=\"scroll\"><table>" + row(rows.first ?? [], "th", "") + body.joined(separator: "\n")
      + "</table></div>"
  }

  private func section(_ report: VerificationReport) -> String {
    let name = "\(report.operation.rawValue) in \(report.manifest.model), \(report.manifest.name)"
    var parts = ["<section><h2>\(escaped(name))</h2><div class=\"row\">", histogram(report), kinds(report)]
    parts += report.portraits.map(picture)
    parts.append("</div>")
    let remarks = VerificationText.remarks(on: report)
    if !remarks.isEmpty { parts.append("<pre>\(escapedLines(remarks.joined(separator: "\n")))</pre>") }
    if let failure = VerificationText(reports: [report], command: command).conclusions.first,
      report.smallestFailure != nil
    {
      parts.append("<pre>\(escapedLines(failure))</pre>")
    }
    return parts.joined(separator: "\n") + "</section>"
  }

  // MARK: How large the errors are

  private func histogram(_ report: VerificationReport) -> String {
    let counts = report.ratios.counts
    let labels = ["0"] + RatioHistogram.decades.map { $0 == 1 ? "1" : "1e\(Int(log10($0)))" } + ["> 1"]
    let (bar, height) = (30.0, 90.0)
    let most = Double(max(counts.max() ?? 1, 1))
    var body: [String] = []
    for (index, count) in counts.enumerated() {
      // A root scale: one bad result among thousands is seen.
      let size = count == 0 ? 0 : max(2, height * (Double(count) / most).squareRoot())
      let x = Double(index) * (bar + 4)
      let kind = index == counts.count - 1 ? "over" : "bar"
      body.append(
        "<rect class=\"\(kind)\" x=\"\(number(x))\" y=\"\(number(height + 14 - size))\" width=\"\(number(bar))\" "
          + "height=\"\(number(size))\"><title>ρ \(index == 0 ? "=" : "up to") \(escaped(labels[index])): \(count)</title></rect>"
      )
      if count > 0 {
        body.append(
          "<text x=\"\(number(x + bar / 2))\" y=\"\(number(height + 10 - size))\" text-anchor=\"middle\">\(count)</text>"
        )
      }
      body.append(
        "<text x=\"\(number(x + bar / 2))\" y=\"\(number(height + 28))\" text-anchor=\"middle\">\(escaped(labels[index]))</text>"
      )
    }
    let width = Double(counts.count) * (bar + 4)
    return figure(
      "ρ of the results: up to", width, height + 34, body,
      alternative: zip(labels, counts).map { "ρ \($0): \($1)" }.joined(separator: ", "))
  }

  /// How the results of each kind of data came out.
  private func kinds(_ report: VerificationReport) -> String {
    let outcomes: [CaseRecord.Outcome] = [.exact, .bound, .mistrusted, .refused, .violated]
    let shown = outcomes.filter { report.count($0) > 0 }
    let head = "<tr><th>data</th>" + shown.map { "<th>\($0.rawValue)</th>" }.joined() + "</tr>"
    let rows = VerificationReport.headings.compactMap { heading -> String? in
      guard let counts = report.counts[heading] else { return nil }
      return "<tr><td>\(heading)</td>"
        + shown.map { "<td\($0 == .violated && counts[$0] != nil ? " class=\"bad\"" : "")>\(counts[$0] ?? 0)</td>" }
        .joined() + "</tr>"
    }
    return "<table class=\"small\">\(head)\(rows.joined(separator: "\n"))</table>"
  }

  // MARK: Where they lie

  /// One square for each number, or for several.
  private func picture(_ portrait: Portrait) -> String {
    let squares = PortraitSquares(portrait, limit: 96)
    let (rows, columns) = (squares.rows, squares.columns)
    let (wideness, tallness) = (Double(max(3, min(18, 320 / columns))), Double(max(3, min(18, 320 / rows))))
    var body: [String] = []
    for row in 0..<rows {
      for column in 0..<columns {
        let (ratio, lines, places) = squares[row, column]
        guard ratio > 0 else { continue }
        body.append(
          "<rect x=\"\(number(Double(column) * wideness))\" y=\"\(number(Double(row) * tallness))\" "
            + "width=\"\(number(wideness))\" height=\"\(number(tallness))\" fill=\"\(VerificationPage.colour(ratio))\">"
            + "<title>\(escaped(name(lines, places))): "
            + "ρ = \(VerificationText.short(ratio))</title></rect>")
      }
    }
    let (width, height) = (Double(columns) * wideness, Double(rows) * tallness)
    body.insert("<rect class=\"ground\" width=\"\(number(width))\" height=\"\(number(height))\"/>", at: 0)
    let largest = portrait.ratios.max() ?? 0
    let bad = portrait.ratios.count { $0 > 1 }
    return figure(
      "\(portrait.role.text), \(portrait.result.rawValue) of \(portrait.caseID): \(portrait.axes)", width, height, body,
      alternative: "ρ of \(portrait.rows)×\(portrait.width) numbers, the largest \(VerificationText.short(largest)), "
        + "\(bad) above 1"
    )
    .replacing("</figure>", with: VerificationPage.legend + "</figure>")
  }

  private func name(_ rows: Range<Int>, _ places: Range<Int>) -> String {
    func text(_ range: Range<Int>) -> String {
      range.count == 1 ? "\(range.lowerBound)" : "\(range.lowerBound)–\(range.upperBound - 1)"
    }
    return "\(text(rows)), \(text(places))"
  }

  /// Blue, up to 1e-4 as light as it gets, 1 as dark; above 1 red.
  private static func colour(_ ratio: Double) -> String {
    if ratio > 1 { return "#d40000" }
    let share = max(0, 1 + log10(ratio) / 4)
    let parts = zip([214.0, 228, 245], [22.0, 52, 110]).map { Int(($0 + ($1 - $0) * share).rounded()) }
    return "rgb(\(parts.map(String.init).joined(separator: ",")))"
  }

  private static let legend: String = {
    let steps = [1e-4, 1e-3, 1e-2, 1e-1, 1, 2].map { ratio in
      "<span class=\"key\" style=\"background:\(colour(ratio))\"></span>\(ratio > 1 ? "&gt; 1" : VerificationText.short(ratio))"
    }
    return "<p class=\"legend\">ρ: <span class=\"key ground\"></span>0 " + steps.joined(separator: " ") + "</p>"
  }()

  private func figure(
    _ caption: String, _ width: Double, _ height: Double, _ body: [String], alternative: String
  ) -> String {
    "<figure><figcaption>\(escaped(caption))</figcaption><svg width=\"\(number(width))\" height=\"\(number(height))\" "
      + "viewBox=\"0 0 \(number(width)) \(number(height))\" role=\"img\" aria-label=\"\(escaped(alternative))\">"
      + body.joined() + "</svg></figure>"
  }

  /// Several lines of text, of which the line ends are this project's own.
  private func escapedLines(_ text: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      printable(String(line), limit: 2000).replacing("&", with: "&amp;").replacing("<", with: "&lt;")
        .replacing(">", with: "&gt;")
    }.joined(separator: "\n")
  }

  private static let style = """
    :root { color-scheme: light dark; --ink: #1c1c1c; --ground: #fff; --faint: #666; --line: #ccc; --bar: #4a78b0;
      --bad: #b00020; --soft: #f1f1f3 }
    @media (prefers-color-scheme: dark) { :root { --ink: #e6e6e6; --ground: #16181b; --faint: #a0a0a0; --line: #444;
      --bar: #7fa8d8; --bad: #ff8080; --soft: #26292e } }
    body { font: 15px/1.5 system-ui, sans-serif; margin: 2em auto; max-width: 76em; padding: 0 1em; color: var(--ink);
      background: var(--ground) }
    h1 { font-size: 1.4em } h2 { font-size: 1.05em; margin: 1.6em 0 .4em } .note { color: var(--faint); max-width: 60em }
    .verdict { padding: .5em 1em; border-left: .4em solid #2e8b57; background: var(--soft) }
    .verdict.violated { border-color: var(--bad) }
    .scroll { overflow-x: auto } table { border-collapse: collapse }
    td, th { padding: .15em .9em .15em 0; text-align: right; white-space: nowrap } th { color: var(--faint); font-weight: 600 }
    td:nth-child(-n+4), th:nth-child(-n+4) { text-align: left } .small td:nth-child(n+2), .small th:nth-child(n+2)
    { text-align: right } tr.bad td, td.bad { color: var(--bad); font-weight: 600 }
    .row { display: flex; flex-wrap: wrap; gap: 2em; align-items: flex-start } figure { margin: 0 }
    figcaption, .legend { color: var(--faint); font-size: .85em; max-width: 32em; overflow-wrap: anywhere }
    svg { max-width: 100%; height: auto; margin-top: .3em } svg text { font-size: 10px; fill: var(--faint) }
    .bar { fill: var(--bar) } .over { fill: var(--bad) } rect.ground { fill: var(--soft) }
    .key { display: inline-block; width: .9em; height: .9em; margin: 0 .25em 0 .5em; vertical-align: -.1em }
    .key.ground { background: var(--soft); border: 1px solid var(--line) }
    pre { background: var(--soft); padding: .8em 1em; overflow-x: auto; font-size: .85em }
    """
}
