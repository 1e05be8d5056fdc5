import KernelZoo
import MonarchJudge

/// The fates of mechanical mutants as people read them: counts by sort, then each that was not killed.
struct MechanicalText {
  private let report: MechanicalReport
  private let seed: UInt64

  init(_ report: MechanicalReport, seed: UInt64) { (self.report, self.seed) = (report, seed) }

  var text: String {
    ([counts] + listed(.equivalent, "equivalent") + listed(.survived, "SURVIVED") + [conclusion])
      .joined(separator: "\n\n")
  }

  private var counts: String {
    var lines = [["operation", "changed", "mutants"] + Ground.allCases.map(\.rawValue) + ["equivalent", "survived"]]
    var seen: [[String]] = []
    for row in report.rows where !seen.contains([row.operation, row.kind]) { seen.append([row.operation, row.kind]) }
    for key in seen {
      lines.append(key + numbers(report.rows.filter { [$0.operation, $0.kind] == key }))
    }
    lines.append(["all", ""] + numbers(report.rows))
    return table(lines, rightAligned: Set(2...9))
  }

  private func numbers(_ rows: [MechanicalRow]) -> [String] {
    ([rows.count] + Ground.allCases.map { ground in rows.count { $0.fate == .killed && $0.ground == ground } }
      + [rows.count { $0.fate == .equivalent }, rows.count { $0.fate == .survived }]).map(String.init)
  }

  private func listed(_ fate: MechanicalRow.Fate, _ word: String) -> [String] {
    let rows = report.rows.filter { $0.fate == fate }
    guard !rows.isEmpty else { return [] }
    return [rows.map { "\(word): \($0.operation), \($0.change): \($0.reason)" }.joined(separator: "\n")]
  }

  private var conclusion: String {
    let seeds = "\(report.seeds) \(report.seeds == 1 ? "seed" : "seeds") from \(seed)"
    return "\(report.holds ? "holds" : "violated"): \(report.rows.count) mutants, \(report.count(.killed)) killed, "
      + "\(report.count(.equivalent)) equivalent, \(report.count(.survived)) unexplained; \(seeds)"
  }
}

/// The same for machines.
struct MechanicalJSON: Encodable {
  let command = "mutants --mechanical"
  let seed: UInt64
  let seeds: Int
  let holds: Bool
  let mutants: [MechanicalRow]

  init(_ report: MechanicalReport, seed: UInt64) {
    (self.seed, seeds, holds, mutants) = (seed, report.seeds, report.holds, report.rows)
  }
}
