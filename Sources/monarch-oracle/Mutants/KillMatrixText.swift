import ExactArithmetic
import KernelZoo
import MonarchJudge

/// The kill matrix as people read it.
struct KillMatrixText {
  private let matrix: KillMatrix
  private let seed: UInt64
  private let cases: Int

  init(_ matrix: KillMatrix, seed: UInt64, cases: Int) {
    (self.matrix, self.seed, self.cases) = (matrix, seed, cases)
  }

  var text: String { [rows, legend, conclusion].joined(separator: "\n\n") }

  private var rows: String {
    let header = ["specimen", "bug class", "found by", "worst ρ", "allclose", "peers", "smallest case"]
    var lines = [header]
    for area in Area.allCases {
      let members = matrix.rows.filter { $0.area == area && !$0.isRight }
      if !members.isEmpty { lines += [[area.rawValue, "", "", "", "", "", ""]] + members.map(line) }
    }
    let right = matrix.rows.filter(\.isRight)
    if !right.isEmpty { lines += [["right, but different", "", "", "", "", "", ""]] + right.map(line) }
    return table(lines, rightAligned: [3])
  }

  private func line(_ row: KillMatrix.Row) -> [String] {
    let mark = row.isMisjudged ? (row.isRight ? "  ACCUSED " : "  SURVIVES ") : "  "
    return [
      mark + row.name, row.bug?.rawValue ?? row.arithmetic, grounds(row.grounds), ratio(row.worstRatio),
      row.passesAllclose ? "passes" : "fails", row.passesPeers ? "passes" : "fails", row.probe ?? "",
    ]
  }

  /// One letter for each ground, in one order, so that columns can be read from top to bottom.
  private func grounds(_ found: [Ground]) -> String {
    Ground.allCases.map { found.contains($0) ? String($0.rawValue.prefix(1)).uppercased() : "·" }.joined()
  }

  private func ratio(_ value: Double) -> String { value.isInfinite ? "∞" : short(value) }

  private var legend: String {
    """
    found by: E an exact case, B the bound, S NaN or infinity, R another answer to the same question, F no answer
    allclose: rtol = atol = 1e-2 on the same \(cases) finite cases; peers: likewise on weights of ±0.02, batch 3, cotangents of 1
    """
  }

  private var conclusion: String {
    let wrong = matrix.rows.filter { !$0.isRight }
    let (survivors, accused) = (matrix.survivors.count, matrix.accused.count)
    let seeds = matrix.rows.first?.seeds ?? 0
    let word = matrix.holds ? "holds" : "violated"
    let missed =
      "allclose passes \(wrong.count(where: \.passesAllclose)) of the wrong ones, peers' tests "
      + "\(wrong.count(where: \.passesPeers))"
    return
      "\(word): \(wrong.count) wrong, \(survivors) survive; \(matrix.rows.count - wrong.count) right, \(accused) accused; "
      + "\(seeds) \(seeds == 1 ? "seed" : "seeds") from \(seed). \(missed)"
  }
}

/// A short decimal.
private func short(_ value: Double) -> String {
  guard value != 0 else { return "0" }
  if value >= 1e300 { return "> 1e300" }
  return Rational(exactly: value)?.short ?? "\(value)"
}

/// The same for machines.
struct KillMatrixJSON: Encodable {
  let command = "mutants"
  let seed: UInt64
  let cases: Int
  let holds: Bool
  let survivors: Int
  let accused: Int
  let specimens: [KillMatrix.Row]

  init(_ matrix: KillMatrix, seed: UInt64, cases: Int) {
    (self.seed, self.cases, holds, specimens) = (seed, cases, matrix.holds, matrix.rows)
    (survivors, accused) = (matrix.survivors.count, matrix.accused.count)
  }
}
