import ExactArithmetic
import KernelZoo
import MonarchJudge
import Testing

@Suite struct KillMatrixTests {
  /// Counted here, so that a specimen that goes missing is seen.
  @Test func zooIsComplete() {
    let rows = Zoo().names
    let wrong = rows.filter { $0.bug != nil }
    #expect(wrong.count >= 60 && rows.count - wrong.count >= 12)
    #expect(Set(wrong.map(\.area)) == Set(Area.allCases))
    #expect(Set(wrong.compactMap(\.bug)) == Set(BugClass.allCases))
    #expect(Set(rows.map(\.name)).count == rows.count, "two specimens of one name")
  }

  /// A short run: every wrong one is caught, no right one accused, and allclose passes what it is known to pass.
  @Test func everyWrongOneIsCaughtAndNoRightOneAccused() throws {
    let matrix = KillMatrix([try Zoo().matrix(cases: 28, seed: 11, largest: 700)])
    #expect(matrix.survivors.map(\.name) == [] && matrix.accused.map(\.name) == [] && matrix.holds)
    func row(_ name: String) throws -> KillMatrix.Row { try #require(matrix.rows.first { $0.name == name }) }
    for row in matrix.rows where !row.isRight {
      #expect(row.probe != nil && row.reason != nil, "\(row.name)")
    }
    // The headline of the project: a wrong answer that the usual test does not see.
    let tensorFloat = try row("TF32 operands")
    #expect(tensorFloat.grounds.contains(.bound) && tensorFloat.worstRatio > 1 && tensorFloat.passesPeers)
    #expect(try row("nothing is written").passesPeers)
    #expect(try row("a cross through the largest entry").passesPeers)
    #expect(try row("atomic sums, declared reproducible").grounds == [.repeatability])
    #expect(try row("terms with an input of 0 are skipped").grounds == [.special])
    for right in matrix.rows where right.isRight {
      #expect(right.worstRatio <= 1.000_001, "\(right.name), ρ = \(right.worstRatio)")
    }
  }

  /// The matrix can fail: with bounds a thousand million times too large what lacks precision survives, and nothing else.
  @Test func lenientJudgeLetsMutantsSurvive() throws {
    func lenient(_ only: String) throws -> KillMatrix {
      KillMatrix([try Zoo(only: only).matrix(cases: 24, seed: 11, largest: 700, leniency: 1_000_000_000)])
    }
    let matrix = try lenient("float32")
    #expect(matrix.survivors.contains { $0.name == "computed in float32" } && !matrix.holds)
    #expect(matrix.survivors.allSatisfy { $0.bug == .narrowing }, "\(matrix.survivors.map(\.name))")
    #expect(try lenient("subnormal").survivors.map(\.name) == ["subnormal numbers flushed to 0"])
    let indices = try lenient("permutation is")
    #expect(indices.holds, "exact cases have no bound that could be too large")
  }

  /// And with bounds a thousand times too small honest roundings are accused.
  @Test func severeJudgeAccusesRightKernels() throws {
    let matrix = KillMatrix([
      try Zoo(only: "pairwise sums").matrix(cases: 24, seed: 11, largest: 700, leniency: Rational(1, 1000))
    ])
    #expect(matrix.accused.map(\.name) == ["pairwise sums"] && !matrix.holds)
  }

  /// A specimen that is caught with one seed only is a survivor, and one accusation is one too many.
  @Test func everySeedCounts() {
    func row(_ bug: BugClass?, _ grounds: [Ground]) -> MatrixRow {
      MatrixRow(
        name: "a", area: .forward, bug: bug, arithmetic: "float32", grounds: grounds, probe: nil, reason: nil,
        worstRatio: 0, passesAllclose: true, passesPeers: true)
    }
    #expect(KillMatrix([[row(.loop, [.exact])], [row(.loop, [.bound])]]).holds)
    #expect(KillMatrix([[row(.loop, [.exact])], [row(.loop, [])]]).survivors.count == 1)
    #expect(KillMatrix([[row(nil, [])], [row(nil, [.bound])]]).accused.count == 1)
    #expect(!KillMatrix([]).holds)
  }
}
