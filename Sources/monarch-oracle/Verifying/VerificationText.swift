import ExactArithmetic
import MonarchJudge
import MonarchReference

/// A verification as people read it: one table, one conclusion, and the smallest failure where there is one.
struct VerificationText {
  let reports: [VerificationReport]
  let command: String?

  var text: String { ([counts] + conclusions).joined(separator: "\n\n") }

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
      guard let record = report.smallestFailure else { return lines.joined(separator: "\n") }
      return
        (lines + ["smallest failing case: \(record.caseID)", "  \(record.reason)"] + order(report.manifest.layout)
        + (report.operation == .multiply ? data(of: record) : [])
        + ["replay: monarch-oracle verify\(execution) --case \(record.caseID)"]).joined(separator: "\n")
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

  /// The numbers of a case that is small enough to be worked through by hand.
  private func data(of record: CaseRecord) -> [String] {
    guard let id = CaseID(record.caseID), id.shape.parameterCount <= 64, let product = try? ProductCase(id),
      let row = record.row,
      let factors = try? MonarchMatrix<Rational>(
        shape: id.shape, left: product.left.compactMap { Rational(exactly: $0) },
        right: product.right.compactMap { Rational(exactly: $0) })
    else { return [] }
    let input = Array(product.input[row * id.shape.inputCount..<(row + 1) * id.shape.inputCount])
    let exact = try? factors.applied(to: input.compactMap { Rational(exactly: $0) })
    func number(_ value: Double) -> String { id.format == .float32 ? "\(Float(value))" : "\(value)" }
    func blocks(_ blocks: [Matrix<Rational>]) -> String {
      blocks.map { block in
        let rows = (0..<block.rows).map { i in
          (0..<block.columns).map { number(Double(block[i, $0])) }.joined(separator: " ")
        }
        return "[" + rows.joined(separator: "; ") + "]"
      }.joined(separator: " ")
    }
    return [
      "  right blocks (\(id.shape.k) of \(id.shape.q)×\(id.shape.p)): \(blocks(factors.right.blocks))",
      "  left blocks (\(id.shape.l) of \(id.shape.s)×\(id.shape.r)): \(blocks(factors.left.blocks))",
      "  input row \(row): \(input.map(number).joined(separator: " "))",
      "  exact output: \((exact ?? []).map { $0.isInteger ? "\($0)" : "\(Double($0))" }.joined(separator: " "))",
    ]
  }
}
