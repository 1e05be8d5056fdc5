import ExactArithmetic
import Foundation
import MonarchJudge
import MonarchReference

/// A report as a page of its own: the table, and for each tensor the error by slice as a heat map.
struct ProjectionPage {
  private let report: ProjectionReport
  /// The ends of the colours: of all slices' errors as shares of their norms, one in a hundred is below the first, none
  /// above the second.
  private let lowest: Double
  private let highest: Double

  init(report: ProjectionReport) {
    self.report = report
    let errors = report.tensors.flatMap { result in
      zip(result.certificate.sliceErrors, result.certificate.sliceNorms).compactMap {
        $1 == .zero ? nil : ProjectedMatrix.root($0, over: $1)
      }
    }.sorted()
    (lowest, highest) = errors.isEmpty ? (0, 1) : (errors[errors.count / 100], errors[errors.count - 1])
  }

  var text: String {
    """
    <!doctype html>
    <html lang="en"><head><meta charset="utf-8"><title>Monarch projection of \(escaped(report.model))</title>
    <style>
    body { font: 15px/1.5 system-ui, sans-serif; margin: 2em auto; max-width: 72em; padding: 0 1em; color: #222 }
    table { border-collapse: collapse; margin: 1em 0 } td, th { padding: .15em .8em .15em 0; text-align: right;
    white-space: nowrap }
    td:first-child, th:first-child { text-align: left } tr.total td { border-top: 1px solid #999 }
    section { display: inline-block; vertical-align: top; margin: 0 1.5em 1.5em 0 } h2 { font-size: 1em; margin: .3em 0 }
    p.note { color: #555; max-width: 60em } p.stand { background: #fff3c4; padding: .5em 1em } svg { display: block }
    svg text { font-size: 11px; fill: #444 } .scale { height: 12px; width: 240px; display: inline-block;
    background: linear-gradient(to right, \(stride(from: 0.0, through: 1, by: 0.1).map(Self.colour).joined(separator: ", "))) }
    </style></head><body>
    <h1>Monarch projection of \(escaped(report.model))</h1>
    \(stand)
    <p class="note">Each matrix A (n3×n1) is replaced by the nearest M of the named form; the error is ‖A−M‖/‖A‖. No matrix
    of this form comes nearer than the error less the gap, which is a share of ‖A‖² and proved.</p>
    \(table)
    <p class="note">The error by slice: row λ, column a, coloured by ‖S−X‖/‖S‖: from
    \(ProjectionText.share(lowest)) or less <span class="scale"></span> to \(ProjectionText.share(highest)); a slice that is 0 is
    white. Point at a slice for its numbers.</p>
    \(report.tensors.map(picture).joined(separator: "\n"))
    </body></html>

    """
  }

  private var stand: String {
    report.synthetic.map { "<p class=\"stand\">A synthetic model stands in for a real one: \(escaped($0))</p>" } ?? ""
  }

  private var table: String {
    let header = ["tensor", "size", "form", "rank", "error", "gap", "parameters", "of dense", "time"]
    var rows = report.tensors.map { result in
      row([
        escaped(result.name), "\(result.rows)×\(result.columns)", "\(result.shape)", result.rankText,
        ProjectionText.share(result.relativeError), result.certificate.gapText, "\(result.shape.parameterCount)",
        ProjectionText.percent(result.shape.parameterCount, of: result.rows * result.columns),
        ProjectionText.time(result.projectionTime + result.certificationTime),
      ])
    }
    rows.append(
      row(
        [
          "\(report.tensors.count) in all", "", "", "", ProjectionText.share(report.relativeError),
          report.worst?.certificate.gapText ?? "", "\(report.parameters)",
          ProjectionText.percent(report.parameters, of: report.denseParameters), ProjectionText.time(report.time),
        ], kind: " class=\"total\""))
    return "<table><tr>" + header.map { "<th>\($0)</th>" }.joined() + "</tr>\n" + rows.joined(separator: "\n")
      + "</table>"
  }

  private func row(_ cells: [String], kind: String = "") -> String {
    "<tr\(kind)>" + cells.map { "<td>\($0)</td>" }.joined() + "</tr>"
  }

  private func picture(of result: ProjectedMatrix) -> String {
    "<section><h2>\(escaped(result.name))</h2>\(heatMap(of: result))\(scatter(of: result))</section>"
  }

  /// One square for each slice; where there are more than 64 in a row or column, one for several.
  private func heatMap(of result: ProjectedMatrix) -> String {
    let (l, k) = (result.shape.l, result.shape.k)
    let (tall, wide) = ((l + 63) / 64, (k + 63) / 64)
    let (rows, columns) = ((l + tall - 1) / tall, (k + wide - 1) / wide)
    let side = max(5, min(24, 240 / max(rows, columns)))
    let certificate = result.certificate
    var squares: [String] = []
    for row in 0..<rows {
      for column in 0..<columns {
        let (lambdas, blocks) = (row * tall..<min(l, (row + 1) * tall), column * wide..<min(k, (column + 1) * wide))
        var (error, norm) = (Rational.zero, Rational.zero)
        for λ in lambdas {
          for a in blocks {
            error += certificate.sliceErrors[λ * k + a]
            norm += certificate.sliceNorms[λ * k + a]
          }
        }
        let share = ProjectedMatrix.root(error, over: norm)
        let place =
          lambdas.count * blocks.count == 1
          ? "λ \(lambdas.lowerBound), a \(blocks.lowerBound)"
          : "λ \(lambdas.lowerBound)–\(lambdas.upperBound - 1), a \(blocks.lowerBound)–\(blocks.upperBound - 1)"
        squares.append(
          "<rect x=\"\(column * side)\" y=\"\(row * side)\" width=\"\(side)\" height=\"\(side)\" fill=\""
            + (norm == .zero ? "#fff" : colour(of: share)) + "\"><title>\(place): \(ProjectionText.share(share)) of "
            + "its norm, \(ProjectionText.share(ProjectedMatrix.root(error, over: certificate.norm))) of the matrix's"
            + "</title></rect>")
      }
    }
    return "<svg width=\"\(columns * side)\" height=\"\(rows * side)\" role=\"img\" aria-label=\"error by slice\">"
      + squares.joined() + "</svg>"
  }

  /// Error against parameters for every form that was tried; both axes reach from 0 to 1.
  private func scatter(of result: ProjectedMatrix) -> String {
    guard !result.candidates.isEmpty else { return "" }
    let (width, height, margin) = (420.0, 240.0, 30.0)
    let points = result.candidates.map { candidate in
      let share = Double(candidate.shape.parameterCount) / Double(result.rows * result.columns)
      let (x, y) = (margin + share * width, 10 + (1 - min(candidate.error, 1)) * height)
      let isChosen = candidate.shape == result.shape
      return "<circle cx=\"\(fixed(x))\" cy=\"\(fixed(y))\" r=\"\(isChosen ? 6 : 3.5)\" fill=\""
        + (isChosen ? "#c0392b" : candidate.isEfficient ? "#1f618d" : "#bbb")
        + "\"><title>\(candidate.shape): \(ProjectionText.share(candidate.error)) with "
        + "\(candidate.shape.parameterCount) parameters</title></circle>"
    }
    let (right, bottom) = (fixed(margin + width), fixed(10 + height))
    return """
      <svg width="\(fixed(width + margin + 20))" height="\(fixed(height + 45))" role="img" aria-label="error by parameters">
      <path d="M\(fixed(margin)) 10 V\(bottom) H\(right)" fill="none" stroke="#888"/>
      <path d="M\(fixed(margin + report.budget * width)) 10 V\(bottom)" stroke="#c0392b" stroke-dasharray="3 3"/>
      <text x="4" y="16">1</text><text x="4" y="\(bottom)">0</text>
      <text x="\(fixed(margin))" y="\(fixed(height + 25))">0</text><text x="\(right)" y="\(fixed(height + 25))">1</text>
      <text x="\(fixed(margin))" y="\(fixed(height + 40))">error by share of the dense parameters: red the chosen form and
      the budget, blue the efficient ones</text>
      \(points.joined())</svg>
      """
  }

  private func fixed(_ value: Double) -> String { String(format: "%.1f", value) }

  private func colour(of share: Double) -> String {
    Self.colour(highest > lowest ? (share - lowest) / (highest - lowest) : 0)
  }

  /// From light yellow over red to dark violet: darker is worse, also in greys.
  private static func colour(_ share: Double) -> String {
    let stops: [(Double, Double, Double)] = [
      (255, 250, 205), (253, 174, 97), (215, 48, 79), (94, 20, 110), (25, 8, 50),
    ]
    let place = max(0, min(share, 1)) * 4
    let index = min(Int(place), 3)
    let (from, to, part) = (stops[index], stops[index + 1], place - Double(index))
    let mixed = [(from.0, to.0), (from.1, to.1), (from.2, to.2)].map { Int(($0 + ($1 - $0) * part).rounded()) }
    return "rgb(" + mixed.map(String.init).joined(separator: ",") + ")"
  }

  private func escaped(_ text: String) -> String {
    printable(text, limit: 400).replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
      .replacing("\"", with: "&quot;")
  }
}
