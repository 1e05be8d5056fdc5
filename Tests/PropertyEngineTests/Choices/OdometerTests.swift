import PropertyEngine
import Testing

@Suite struct OdometerTests {
  @Test func visitsEverySequenceOnceTheSimplestFirst() {
    var odometer = Odometer()
    var visited: [[UInt64]] = []
    repeat {
      // The second wheel has as many values as the first says, the third exists for odd ones only.
      let a = odometer.next(3)
      let b = odometer.next(a)
      visited.append(a % 2 == 1 ? [a, b, odometer.next(1)] : [a, b])
    } while odometer.advance()
    let expected: [[UInt64]] = (0...3).flatMap { a in
      (0...a).flatMap { b in a % 2 == 1 ? [[a, b, 0], [a, b, 1]] : [[a, b]] }
    }
    #expect(visited == expected)
    #expect(!odometer.isOverwhelmed)
    _ = odometer.next(1 << 40)
    #expect(odometer.isOverwhelmed)
  }

  /// The values that a run visits, and its report.
  private func run<Value>(
    cases: Int = 1000, _ draw: @escaping (Draws) throws -> Value
  ) async -> (values: [Value], report: PropertyReport) {
    var values: [Value] = []
    let report = await runProperty(PropertySettings(cases: cases, seed: 5)) { draws in values.append(try draw(draws)) }
    return (values, report)
  }

  private func isExhaustive(_ report: PropertyReport) -> Bool {
    if case .passed(true) = report.verdict { true } else { false }
  }

  @Test func aRunTriesEveryCaseOfASmallSpace() async {
    let pairs = await run { draws in
      [try draws.draw(.integer(in: -3...3)), try draws.draw(.integer(in: 10...14, target: 12))]
    }
    #expect(isExhaustive(pairs.report))
    #expect(pairs.report.cases == 35)
    #expect(Set(pairs.values).count == 35)
    // One more: the scout, which is the simplest case and is counted again in its place.
    #expect(pairs.values.count == 36)
    #expect(pairs.values.dropFirst().prefix(3) == [[0, 12], [0, 13], [0, 11]])

    let dependent = await run { draws in
      let n = try draws.draw(.integer(in: 0...3))
      return try draws.draw(Generator<Bool>.bool().array(count: n))
    }
    #expect(isExhaustive(dependent.report))
    #expect(dependent.report.cases == 15 && Set(dependent.values).count == 15)
  }

  @Test func largeSpacesAreDrawnAtRandom() async {
    let wide = await run(cases: 50) { draws in try draws.draw(.integer(in: 0...50)) }
    #expect(!isExhaustive(wide.report) && wide.report.cases == 50)
    // It looks small from its simplest case, and is not.
    let deceptive = await run(cases: 50) { draws in
      try draws.draw(.integer(in: 0...1)) == 0 ? 0 : try draws.draw(.integer(in: 0...1000))
    }
    #expect(!isExhaustive(deceptive.report) && deceptive.report.cases == 50)
    // The first large choice shows that there are too many: the walk ends there.
    let flagged = await run(cases: 50) { draws in
      if try draws.draw(.bool()) {
        _ = try draws.draw(.integer(in: 0...30))
        _ = try draws.draw(.integer(in: 0...30))
      }
    }
    #expect(!isExhaustive(flagged.report) && flagged.report.cases == 50 && flagged.values.count == 1 + 2 + 50)
    let floats = await run(cases: 50) { draws in try draws.draw(.bool()) ? try draws.draw(.double()) : 0 }
    #expect(!isExhaustive(floats.report) && floats.report.cases == 50)
    let off = await runProperty(PropertySettings(cases: 10, seed: 1, isExhaustive: false)) { draws in
      _ = try draws.draw(.bool())
    }
    #expect(!isExhaustive(off) && off.cases == 10)
  }

  @Test func failuresOfASmallSpaceAreFound() async {
    let report = await runProperty(PropertySettings(cases: 10_000, seed: 1)) { draws in
      let x = try draws.draw(.integer(in: 0...90), as: "x")
      let y = try draws.draw(.integer(in: 0...90), as: "y")
      if x == 77 && y == 78 { throw Broken() }
    }
    guard case .failed(let example) = report.verdict else {
      Issue.record("\(report.verdict)")
      return
    }
    #expect(example.values.map(\.text) == ["77", "78"])
  }
}
