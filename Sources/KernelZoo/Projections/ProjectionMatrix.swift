import ExactArithmetic
import MonarchJudge
import MonarchReference

extension Zoo {
  /// The kill matrix of projections, judged as those behind a pipe are.
  ///
  /// - Parameter leniency: by what the admitted ratio is multiplied.
  static func matrix(
    of specimens: [ProjectionSpecimen], seed: UInt64, leniency: Rational, advance: () -> Void
  ) throws -> [MatrixRow] {
    try specimens.map { specimen in
      defer { advance() }
      var row = MatrixExamination(specimen.name, .projection, specimen.bug, specimen.format)
      for id in CasePlan.matrices(.project, count: 28, seed: seed, layout: .fly, format: specimen.format) {
        let (question, s) = (MatrixQuestion(id), id.shape)
        let found = try? specimen.project(question.matrix, s)
        let best = PlainProjection().factors(question.matrix, s)
        let isClose = found.map { found in
          found.left.count == best.left.count && found.right.count == best.right.count
            && zip(dense(found, s), dense(best, s)).allSatisfy { ($0 - $1).magnitude <= 1e-2 + 1e-2 * $1.magnitude }
        }
        // The only sort that published tests project is a Monarch matrix already.
        try row.add(
          found.map { [$0.left, $0.right] }, to: question, leniency, isClose: isClose ?? false,
          isPeers: id.kind == .member)
      }
      return row.row
    }
  }

  private static func dense(_ factors: (left: [Double], right: [Double]), _ s: MonarchShape) -> [Double] {
    (0..<s.outputCount * s.inputCount).map { index in
      let (row, column) = index.quotientAndRemainder(dividingBy: s.inputCount)
      let (σ, λ) = row.quotientAndRemainder(dividingBy: s.l)
      let (a, i) = column.quotientAndRemainder(dividingBy: s.p)
      return s.middleIndices(λ: λ, a: a).reduce(0.0) {
        $0 + factors.left[(λ * s.s + σ) * s.r + $1 / s.l] * factors.right[$1 * s.p + i]
      }
    }
  }
}

/// What becomes of one specimen that is asked about matrices.
struct MatrixExamination {
  private let name: String
  private let area: Area
  private let bug: BugClass?
  private let format: FloatFormat
  private let judge: Judge
  private var findings: [(ground: Ground, probe: String, reason: String)] = []
  private var worst = 0.0
  private var (passesAllclose, passesPeers) = (true, true)

  init(_ name: String, _ area: Area, _ bug: BugClass?, _ format: FloatFormat) {
    (self.name, self.area, self.bug, self.format) = (name, area, bug, format)
    judge = Judge(model: ArithmeticModel(format))
  }

  /// One more answer; nil where there was none.
  mutating func add(
    _ answer: [[Double]]?, to question: MatrixQuestion, _ leniency: Rational, isClose: Bool, isPeers: Bool
  ) throws {
    let answer = answer.map { Answer.results($0) } ?? .fault("no answer")
    for record in try judge.records(of: answer, to: question) {
      if let ratio = record.exactRatio {
        worst = max(worst, Double(ratio))
        if ratio > leniency { findings.append((.bound, record.caseID, record.reason)) }
      } else if record.outcome == .violated {
        worst = .infinity
        findings.append((.fault, record.caseID, record.reason))
      }
    }
    if !isClose { passesAllclose = false }
    if !isClose, isPeers { passesPeers = false }
  }

  var row: MatrixRow {
    MatrixRow(
      name: name, area: area, bug: bug, arithmetic: format.name,
      grounds: Ground.allCases.filter { ground in findings.contains { $0.ground == ground } },
      probe: findings.first?.probe, reason: findings.first?.reason, worstRatio: worst, passesAllclose: passesAllclose,
      passesPeers: passesPeers)
  }
}
