import PropertyEngine
import Testing

@Suite struct CoverageTests {
  /// The chance that a run looks at its cases after 64, 128, … and some look calls a demand missed that is just met,
  /// exactly but for rounding: the distribution of the count goes from case to case.
  private func chanceOfAWrongVerdict(share: Double, upTo cases: Int, _ isMissed: (Coverage) -> Bool) -> Double {
    var chances = [1.0]
    var wrong = 0.0
    for n in 1...cases {
      var next = [Double](repeating: 0, count: n + 1)
      for (met, chance) in chances.enumerated() where chance > 0 {
        next[met] += chance * (1 - share)
        next[met + 1] += chance * share
      }
      chances = next
      guard n >= 64, n & (n - 1) == 0 else { continue }
      for met in 0...n where chances[met] > 0 && isMissed(Coverage(name: "", demanded: share, met: met, total: n)) {
        wrong += chances[met]
        chances[met] = 0
      }
    }
    return wrong
  }

  @Test(arguments: [0.01, 0.1, 0.5, 0.9, 0.99, 0.999])
  func aDemandThatIsMetIsNotCalledMissed(_ share: Double) {
    #expect(chanceOfAWrongVerdict(share: share, upTo: 1024) { $0.isMissed } < 1e-9)
  }

  /// Why the bound is Chernoff's: Wilson's interval is too narrow near 1.
  @Test func wilsonsIntervalErrsAtTheEnds() {
    let wrong = chanceOfAWrongVerdict(share: 0.99, upTo: 64) { coverage in
      let (n, q, z) = (Double(coverage.total), Double(coverage.met) / Double(coverage.total), 6.7)
      let center = (q + z * z / (2 * n)) / (1 + z * z / n)
      let radius = z / (1 + z * z / n) * (q * (1 - q) / n + z * z / (4 * n * n)).squareRoot()
      return center + radius < coverage.demanded
    }
    #expect(wrong > 1e-6)
  }

  @Test func aShareThatIsFarOffIsFoundOut() {
    // Half of what is demanded: nearly always noticed within 2048 cases.
    for (share, demanded) in [(0.05, 0.1), (0.25, 0.5), (0.45, 0.9)] {
      let noticed = 1 - missedLate(share: share, demanded: demanded, cases: 2048)
      #expect(noticed > 0.9, "\(share) of \(demanded): \(noticed)")
    }
  }

  /// The chance that a count of `cases` cases is not called missed.
  private func missedLate(share: Double, demanded: Double, cases: Int) -> Double {
    var chances = [1.0]
    for n in 1...cases {
      var next = [Double](repeating: 0, count: n + 1)
      for (met, chance) in chances.enumerated() {
        next[met] += chance * (1 - share)
        next[met + 1] += chance * share
      }
      chances = next
    }
    return (0...cases).reduce(0) { sum, met in
      Coverage(name: "", demanded: demanded, met: met, total: cases).isMissed ? sum : sum + chances[met]
    }
  }

  @Test func intervals() {
    let half = Coverage(name: "", demanded: 0.5, met: 500, total: 1000).interval
    #expect(half.contains(0.5) && half.lowerBound > 0.38 && half.upperBound < 0.62)
    #expect(Coverage(name: "", demanded: 0, met: 0, total: 0).interval == 0...1)
    let none = Coverage(name: "", demanded: 0.1, met: 0, total: 1000)
    #expect(none.interval.lowerBound == 0 && none.interval.upperBound < 0.03 && none.isMissed && !none.isReached)
    let all = Coverage(name: "", demanded: 0.9, met: 1000, total: 1000)
    #expect(all.interval.upperBound == 1 && all.interval.lowerBound > 0.97 && all.isReached && !all.isMissed)
    #expect(Coverage(name: "", demanded: 0, met: 0, total: 10).isReached)
  }

  @Test func runsDecideDemands() async {
    func run(_ demanded: Double) async -> PropertyReport {
      await runProperty(PropertySettings(cases: 200, seed: 11)) { draws in
        let x = try draws.draw(.integer(in: 0...1_000_000))
        draws.cover(x % 2 == 0, "even", atLeast: demanded)
      }
    }
    let met = await run(0.4)
    #expect(met.holds && met.coverage.count == 1 && met.coverage[0].isReached)
    // Undecided demands get more cases, but not for ever.
    let near = await run(0.5)
    #expect(near.holds && near.cases >= 200 && near.cases <= 64 * 200)
    let missed = await run(0.9)
    guard case .uncovered(let coverage) = missed.verdict else {
      Issue.record("\(missed.verdict)")
      return
    }
    #expect(coverage.name == "even" && coverage.isMissed && !missed.holds)
  }

  /// Searching moves away from random cases: it neither counts nor keeps a run from ending.
  @Test func searchDoesNotCountForShares() async {
    let report = await runProperty(PropertySettings(cases: 2000, seed: 12)) { draws in
      let x = try draws.draw(.integer(in: 0...1_000_000_000))
      draws.maximize("x", Double(x))
      draws.cover(x < 500_000_000, "small", atLeast: 0.3)
    }
    #expect(report.holds && report.coverage[0].isReached)
    #expect(report.coverage[0].total < report.cases)
  }

  /// A demand that no run can decide gets more random cases, although there is a target; then the run ends.
  @Test(.timeLimit(.minutes(1))) func searchDoesNotDelayTheEnd() async {
    let report = await runProperty(PropertySettings(cases: 50, seed: 12)) { draws in
      let x = try draws.draw(.integer(in: 0...1_000_000_000))
      draws.maximize("x", Double(x))
      draws.cover(x % 10 != 0, "no zero", atLeast: 0.99)
    }
    #expect(report.coverage[0].total <= 64 * 50)
  }

  @Test func exhaustiveRunsNeedOneCase() async {
    func run(_ wanted: Int) async -> PropertyReport {
      await runProperty(PropertySettings(cases: 200, seed: 11)) { draws in
        draws.cover(try draws.draw(.integer(in: 0...99)) == wanted, "it", atLeast: 0.5)
      }
    }
    #expect(await run(3).holds)
    #expect(await !run(100).holds)
  }

  @Test func labelsAreCounted() async {
    let report = await runProperty(PropertySettings(cases: 100, seed: 1)) { draws in
      let x = try draws.draw(.integer(in: 0...9))
      draws.label(x < 7 ? "low" : "high")
      draws.classify(x == 0, "zero")
    }
    #expect(report.labels.map(\.name) == ["low", "high", "zero"])
    #expect(report.labels.map(\.count) == [7, 3, 1])
  }
}
