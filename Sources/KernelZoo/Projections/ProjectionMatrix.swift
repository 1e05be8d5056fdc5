import ExactArithmetic
import MonarchJudge
import MonarchReference

extension Zoo {
  /// The kill matrix of projections, judged by exact certificates.
  ///
  /// - Parameter leniency: by what the admitted gap is multiplied.
  static func matrix(
    of specimens: [ProjectionSpecimen], seed: UInt64, leniency: Rational, advance: () -> Void
  ) throws -> [MatrixRow] {
    let cases = try ProjectionCase.all(seed: seed)
    return try specimens.map { specimen in
      defer { advance() }
      return try row(specimen, cases, leniency)
    }
  }

  private static func row(
    _ specimen: ProjectionSpecimen, _ cases: [ProjectionCase], _ leniency: Rational
  ) throws -> MatrixRow {
    let admitted = ProjectionSpecimen.admittedGap(specimen.format) * leniency
    var findings: [(Ground, String, String)] = []
    var worst = 0.0
    var (passesAllclose, passesPeers) = (true, true)
    for item in cases {
      let s = item.shape
      let found: (left: [Double], right: [Double])
      do {
        found = try specimen.project(item.matrix, s)
      } catch {
        findings.append((.fault, item.id, "\(error)"))
        (passesAllclose, passesPeers) = (false, passesPeers && !item.isPeers)
        continue
      }
      guard found.left.count == s.l * s.s * s.r, found.right.count == s.k * s.q * s.p,
        (found.left + found.right).allSatisfy(\.isFinite)
      else {
        findings.append((.fault, item.id, "expected factors of the shape \(s)"))
        (passesAllclose, passesPeers) = (false, passesPeers && !item.isPeers)
        continue
      }
      let certificate = try ProjectionCertificate(
        of: item.matrix, rows: s.outputCount, columns: s.inputCount, shape: s, left: found.left, right: found.right,
        threads: 1)
      let ratio = certificate.gap / admitted
      worst = max(worst, certificate.gapText == "inf" ? .infinity : Double(ratio * leniency))
      if ratio > 1 || certificate.gapText == "inf" && certificate.norm == .zero {
        findings.append(
          (
            .bound, item.id,
            "error² exceeds the optimum's by \(certificate.gapText) of ‖A‖², admitted \(Double(admitted))"
          ))
      }
      let best = PlainProjection().factors(item.matrix, s)
      let isClose = zip(dense(found, s), dense(best, s)).allSatisfy {
        ($0 - $1).magnitude <= 1e-2 + 1e-2 * $1.magnitude
      }
      if !isClose { passesAllclose = false }
      if !isClose, item.isPeers { passesPeers = false }
    }
    let grounds = Ground.allCases.filter { ground in findings.contains { $0.0 == ground } }
    return MatrixRow(
      name: specimen.name, area: .projection, bug: specimen.bug, arithmetic: specimen.format.name, grounds: grounds,
      probe: findings.first?.1, reason: findings.first?.2, worstRatio: worst, passesAllclose: passesAllclose,
      passesPeers: passesPeers)
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

/// A matrix to be projected.
struct ProjectionCase {
  let id: String
  let shape: MonarchShape
  let matrix: [Double]
  /// Whether it is a Monarch matrix already: the only sort that published tests project.
  let isPeers: Bool

  /// Generic matrices, and Monarch matrices; slices of 0 and with two equal singular values.
  static func all(seed: UInt64) throws -> [ProjectionCase] {
    var bits = Draws(seed: seed)
    var cases: [ProjectionCase] = []
    func add(_ kind: String, _ s: MonarchShape, isPeers: Bool = false, _ entry: (_ row: Int, _ column: Int) -> Double) {
      cases.append(
        ProjectionCase(
          id: "project-\(kind)-\(s.k)x\(s.q)x\(s.p)-\(s.l)x\(s.s)x\(s.r)-s\(seed)", shape: s,
          matrix: (0..<s.outputCount * s.inputCount).map { entry($0 / s.inputCount, $0 % s.inputCount) },
          isPeers: isPeers))
    }
    let sizes = [
      [2, 2, 2, 2, 2, 2], [3, 3, 3, 3, 3, 3], [2, 3, 2, 2, 2, 3], [2, 3, 4, 3, 5, 2], [2, 6, 3, 3, 4, 4],
      [5, 4, 3, 10, 2, 2], [4, 4, 4, 4, 4, 4],
    ]
    for size in sizes {
      let shape = try MonarchShape(k: size[0], q: size[1], p: size[2], l: size[3], s: size[4], r: size[5])
      add("generic", shape) { _, _ in bits.uniform() }
    }
    let square = try MonarchShape.square(4)
    let u = (0..<64).map { _ in bits.uniform() }
    let v = (0..<64).map { _ in bits.uniform() }
    add("member", square, isPeers: true) { row, column in
      u[(row % 4 * 4 + row / 4) * 4 + column / 4] * v[(column / 4 * 4 + row % 4) * 4 + column % 4]
    }
    add("zero-slices", square) { row, column in row % 4 == 1 ? 0 : bits.uniform() }
    add("ties", square) { row, column in row / 4 == column % 4 ? 1 : 0 }
    return cases
  }
}
