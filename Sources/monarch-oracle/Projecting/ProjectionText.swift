import ExactArithmetic
import Foundation
import MonarchJudge
import MonarchReference

/// A report as people read it: a table, the totals, one conclusion.
struct ProjectionText {
  let report: ProjectionReport

  var text: String {
    ([stand, tensorTable] + report.tensors.map(candidates) + [conclusion]).compactMap { $0 }.joined(separator: "\n\n")
  }

  /// What the reader must know before anything else.
  private var stand: String? {
    report.synthetic.map { "a synthetic model stands in for a real one: \(printable($0))" }
  }

  private var tensorTable: String {
    let header = ["tensor", "size", "form k×q×p·l×s×r", "rank", "error", "gap", "parameters", "of dense", "time"]
    var rows = report.tensors.map { result in
      [
        printable(result.name, limit: 80), "\(result.rows)×\(result.columns)", "\(result.shape)", result.rankText,
        Self.share(result.relativeError), result.certificate.gapText, "\(result.shape.parameterCount)",
        Self.percent(result.shape.parameterCount, of: result.rows * result.columns),
        Self.time(result.projectionTime + result.certificationTime),
      ]
    }
    if report.tensors.count > 1 {
      rows.append([
        "\(report.tensors.count) tensors", "", "", "", Self.share(report.relativeError),
        report.worst?.certificate.gapText ?? "", "\(report.parameters)",
        Self.percent(report.parameters, of: report.denseParameters), Self.time(report.time),
      ])
    }
    return table([header] + rows, rightAligned: [1, 4, 5, 6, 7, 8])
  }

  /// What `--block auto` has tried: all that is efficient, and how many are not.
  private func candidates(of result: ProjectedMatrix) -> String? {
    guard !result.candidates.isEmpty else { return nil }
    let header = ["form k×q×p·l×s×r", "error", "parameters", "of dense", ""]
    let rows = result.candidates.map { candidate in
      [
        "\(candidate.shape)", Self.share(candidate.error), "\(candidate.shape.parameterCount)",
        Self.percent(candidate.shape.parameterCount, of: result.rows * result.columns),
        candidate.shape == result.shape ? "chosen" : candidate.isEfficient ? "efficient" : "",
      ]
    }
    return "\(printable(result.name)): \(rows.count) forms; efficient ones are beaten by none with as few parameters\n"
      + table([header] + rows, rightAligned: [1, 2, 3])
  }

  private var conclusion: String {
    var lines: [String] = []
    if report.skipped > 0 {
      lines.append(
        report.skipped == 1
          ? "1 other tensor of the file was left out" : "\(report.skipped) other tensors of the file were left out")
    }
    if let certificate = report.certificate {
      lines.append(
        "the proof is in \(certificate): monarch-oracle certify \(certificate) \(report.model)"
          + (report.output.map { " --factors \($0)" } ?? ""))
    }
    let exceeding = report.exceeding
    if !report.failures.isEmpty {
      lines.append(
        "failed: \(report.failures.count) of \(report.failures.count + report.tensors.count) tensors could not be projected"
      )
    }
    if exceeding.isEmpty {
      let count = report.tensors.count
      lines.append(
        "\(report.failures.isEmpty ? "holds" : "of the others"): "
          + "\(count == 1 ? "the error" : "each of \(count) errors") is optimal up to a proved gap of at most "
          + "\(report.worst?.certificate.gapText ?? "0") of ‖A‖²")
    } else {
      lines.append(
        "violated: \(exceeding.count) of \(report.tensors.count) gaps exceed \(report.gap), the largest is "
          + "\(report.worst!.certificate.gapText) of \(printable(report.worst!.name))")
    }
    return lines.joined(separator: "\n")
  }

  /// As "0.7312", or "3.1e-09".
  static func share(_ value: Double) -> String {
    value != 0 && value < 0.001 ? String(format: "%.1e", value) : String(format: "%.4f", value)
  }

  static func percent(_ part: Int, of whole: Int) -> String {
    String(format: "%.1f %%", 100 * Double(part) / Double(whole))
  }

  static func time(_ duration: Duration) -> String {
    duration.seconds < 1
      ? String(format: "%.0f ms", duration.seconds * 1000) : String(format: "%.1f s", duration.seconds)
  }
}

extension MonarchShape {
  /// k, q, p, l, s, r.
  var sizes: [Int] { [k, q, p, l, s, r] }
}
