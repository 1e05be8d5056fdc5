import ExactArithmetic
import MonarchJudge
import MonarchReference

/// A verification as people read it: one table, one conclusion, and the smallest failure where there is one.
struct VerificationText {
  let reports: [VerificationReport]
  let command: String?

  var text: String {
    let found = [searches, reports.flatMap(VerificationText.remarks)].filter { !$0.isEmpty }
    return ([counts] + found.map { $0.joined(separator: "\n") } + conclusions).joined(separator: "\n\n")
  }

  private var counts: String { table(rows, rightAligned: [4, 5, 6, 7, 8, 9, 10]) }

  /// A header, and a row for each report.
  var rows: [[String]] {
    let header = [
      "operation", "layout", "arithmetic", "implementation", "results", "exact", "bound", "mistrusted", "refused",
      "violated", "worst ρ",
    ]
    let rows = reports.map { report in
      [report.operation.rawValue, report.manifest.layout.name, "\(report.manifest.model)", report.manifest.name]
        + [
          report.resultCount, report.count(.exact), report.count(.bound), report.count(.mistrusted),
          report.count(.refused), report.count(.violated),
        ].map(String.init) + [worst(of: report)]
    }
    return [header] + rows
  }

  private func worst(of report: VerificationReport) -> String {
    if report.count(.violated) > 0 { return report.ratios.counts.last == 0 ? "—" : "> 1" }
    return report.worst.map { $0.exactRatio?.short ?? $0.ratio.map(VerificationText.short) ?? "—" } ?? "—"
  }

  static func short(_ ratio: Double) -> String { Rational(exactly: ratio)?.short ?? "—" }

  var conclusions: [String] {
    let failed = reports.filter { !$0.objections.isEmpty }
    guard !failed.isEmpty else {
      let refused = reports.reduce(0) { $0 + $1.count(.refused) }
      let exception = refused == 0 ? "" : " (\(refused) cases were refused)"
      return ["holds: every result is exact or within the bound derived from its arithmetic\(exception)"]
    }
    return failed.map { report in
      let word = report.smallestFailure == nil ? "not verified" : "violated by"
      let lines = [
        "\(word) \(report.manifest.name) (\(report.operation.rawValue)): \(report.objections.joined(separator: "; "))"
      ]
      var text = lines
      if let record = report.smallestFailure {
        text += ["smallest failing case: \(record.caseID)", "  \(record.reason)"] + order(report.manifest.layout)
      }
      if let search = report.search, search.found.outcome == .violated {
        text += ["found by the search from \(search.start.caseID)", "  \(search.found.reason)"]
      }
      if let shrunk = report.shrunk { text += data(of: shrunk) }
      if let record = report.smallestFailure {
        text.append("replay: monarch-oracle verify\(execution) --case \(record.caseID)")
      }
      return text.joined(separator: "\n")
    }
  }

  /// What was noticed beside the verdict: what was refused, errors that are larger than is likely, and what was found out of the
  /// arithmetic.
  static func remarks(on report: VerificationReport) -> [String] {
    var lines: [String] = []
    if let first = report.firstRefusal {
      let count = report.count(.refused)
      let name =
        "\(report.manifest.name) refused \(report.operation.rawValue) in \(count) of \(report.resultCount) results"
      lines.append("\(name); in \(first.caseID): \(first.reason)")
    }
    if let first = report.firstWarning, let warning = first.warning {
      let name = "\(report.operation.rawValue) of \(report.manifest.name) in \(report.manifest.model)"
      lines.append("warning, \(name): \(report.warned) of \(report.resultCount) results; in \(first.caseID) \(warning)")
    }
    if let detected = report.detected {
      lines.append("detected of \(report.manifest.name) (✗: the manifest promises otherwise)")
      lines += detected.findings.map { "  \($0.contradictsManifest ? "✗" : "·") \($0.text)" }
    }
    return lines
  }

  /// What searches found where all holds.
  private var searches: [String] {
    reports.compactMap { report in
      guard let search = report.search, search.found.outcome != .violated else { return nil }
      func short(_ record: CaseRecord) -> String { record.ratio.map(VerificationText.short) ?? "—" }
      return "search, \(report.operation.rawValue) of \(report.manifest.name) in \(report.manifest.model): "
        + "ρ from \(short(search.start)) to \(short(search.found))"
    }
  }

  /// Witnesses name the places of the canonical form, which is that of `paper` and `fly`.
  private func order(_ layout: Layout) -> [String] {
    layout == .paper || layout == .fly ? [] : ["  (blocks, inputs and outputs are shown as layout fly orders them)"]
  }

  private var execution: String {
    command.map { " --exec '\($0.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''"))'" }
      ?? ""
  }

  /// The numbers of a case that was made smaller, if it is small enough to be worked through by hand.
  private func data(of failure: ShrunkFailure) -> [String] {
    let (shape, data) = (failure.question.shape, failure.question.data)
    let count = data.factors.reduce(0) { $0 + $1.count } + (data.input?.count ?? 0) + (data.cotangent?.count ?? 0)
    let head =
      "made smaller (\(failure.asked) questions): k, q, p, l, s, r = \(shape.k), \(shape.q), \(shape.p), "
      + "\(shape.l), \(shape.s), \(shape.r); batch \(failure.question.operation == .dense ? 1 : data.batch)"
    guard count <= 96 else { return [head, "  \(failure.record.reason)"] }
    func blocks(_ name: String, _ values: [Double], _ count: Int, _ rows: Int, _ columns: Int) -> String {
      let texts = (0..<count).map { block in
        let lines = (0..<rows).map { row in
          (0..<columns).map { number(values[(block * rows + row) * columns + $0]) }.joined(separator: " ")
        }
        return "[" + lines.joined(separator: "; ") + "]"
      }
      return "  \(name) (\(count) of \(rows)×\(columns)): \(texts.joined(separator: " "))"
    }
    func vectors(_ name: String, _ values: [Double], _ rows: Int) -> String {
      guard rows > 0 else { return "  \(name): none" }
      let width = values.count / rows
      let lines = (0..<rows).map { values[$0 * width..<($0 + 1) * width].map(number).joined(separator: " ") }
      return "  \(name): \(lines.joined(separator: "; "))"
    }
    var lines = [head, "  \(failure.record.reason)"]
    lines.append(blocks("right", data.factors[0], shape.k, shape.q, shape.p))
    lines.append(blocks("left", data.factors[1], shape.l, shape.s, shape.r))
    if failure.question.operation != .dense, let input = data.input {
      lines.append(vectors("input", input, data.batch))
    }
    if let cotangent = data.cotangent { lines.append(vectors("cotangent", cotangent, data.batch)) }
    for (index, name) in failure.question.operation.results.enumerated()
    where name == failure.record.result || failure.question.operation.results.count == 1 {
      lines.append("  right \(name.rawValue): \(failure.expected[index].map(number).joined(separator: " "))")
      lines.append("  found \(name.rawValue): \(failure.results[index].map(number).joined(separator: " "))")
    }
    return lines
  }

  private func number(_ value: Double) -> String {
    if Double(Float(value)) == value { return value == value.rounded() ? short(value) : "\(Float(value))" }
    return "\(value)"
  }

  private func short(_ value: Double) -> String {
    value.magnitude < 1e6 ? "\(value.sign == .minus && value == 0 ? "-0" : "\(Int(value))")" : "\(Float(value))"
  }
}
