import PropertyEngine
import Testing

@Suite struct PropertyRunTests {
  private struct Other: Error {}

  private func failure(_ report: PropertyReport, sourceLocation: SourceLocation = #_sourceLocation) -> Counterexample? {
    if case .failed(let example) = report.verdict { return example }
    Issue.record("\(report.verdict)", sourceLocation: sourceLocation)
    return nil
  }

  @Test func passingPropertiesPass() async {
    let report = await runProperty(PropertySettings(cases: 150, seed: 1)) { draws in
      _ = try draws.draw(.integer() as Generator<Int>)
    }
    #expect(report.holds && report.cases == 150 && report.rejected == 0 && report.seed == 1)
    let nothing = await runProperty(PropertySettings(cases: 0)) { _ in throw Broken() }
    #expect(nothing.holds && nothing.cases == 0)
    let constant = await runProperty(PropertySettings(cases: 7)) { _ in }
    #expect(constant.holds && constant.cases == 7)
  }

  @Test func sameSeedSameCases() async {
    func cases(_ settings: PropertySettings) async -> [Int] {
      var values: [Int] = []
      _ = await runProperty(settings) { draws in values.append(try draws.draw(.integer() as Generator<Int>)) }
      return Array(values.dropFirst())  // The scout of the exhaustive phase.
    }
    let first = await cases(PropertySettings(cases: 50, seed: 4))
    #expect(await cases(PropertySettings(cases: 50, seed: 4)) == first)
    #expect(await cases(PropertySettings(cases: 50, seed: 5)) != first)
    #expect(await cases(PropertySettings(cases: 50)) != first)
    #expect(await cases(.ci) == cases(.ci))
    // Any case can be made again by itself.
    for index in [0, 17, 49] {
      #expect(await cases(PropertySettings(cases: 1, seed: 4, firstCase: index)) == [first[index]])
    }
  }

  @Test func theIndexOfAFailureMakesItAgain() async throws {
    func property(_ draws: Draws) throws {
      if try draws.draw(.integer(in: 0...1_000_000)) > 950_000 { throw Broken() }
    }
    let settings = PropertySettings(cases: 2000, seed: 6)
    let index = try #require(failure(await runProperty(settings, property))?.index)
    let again = await runProperty(PropertySettings(cases: 1, seed: 6, firstCase: index), property)
    #expect(failure(again)?.index == index)
    let before = await runProperty(PropertySettings(cases: index, seed: 6), property)
    #expect(before.holds)
  }

  @Test func pinnedTextsAreTriedFirst() async throws {
    func property(_ draws: Draws) throws {
      let x = try draws.draw(.integer() as Generator<Int>, as: "x")
      if x == 123_456_789 { throw Broken() }
    }
    let settings = PropertySettings(cases: 20, seed: 1)
    #expect(await runProperty(settings, property).holds)
    let report = await runProperty(settings, pinned: ["not a recording (", "1 2 3", "123456789"], property)
    let example = try #require(failure(report))
    #expect(example.index == nil && example.values.map(\.text) == ["123456789"] && example.replay == "123456789")
    // The second text ran and passed, the third failed.
    #expect(report.cases == 2)
    let fixed = await runProperty(settings, pinned: ["5"], property)
    #expect(fixed.holds && fixed.cases == 21)
  }

  @Test func aReplayTextFailsAgain() async throws {
    func property(_ draws: Draws) throws {
      let xs = try draws.draw(Generator<Double>.double(.all).array(), as: "xs")
      let tree = try draws.draw(StructureMinimaTests.Tree.any, as: "tree")
      if xs.count > 2 && tree.depth > 0 { throw PropertyFailure(origin: "here", message: "too long") }
    }
    let first = try #require(failure(await runProperty(PropertySettings(cases: 2000, seed: 2), property)))
    let again = try #require(
      failure(await runProperty(PropertySettings(cases: 1, seed: 3), pinned: [first.replay], property)))
    #expect(again.values == first.values && again.replay == first.replay)
    #expect(again.origin == "here" && again.message == "too long" && again.index == nil)
  }

  @Test func flakyPropertiesAreReportedAsFlaky() async {
    var calls = 0
    let once = await runProperty(PropertySettings(cases: 100, seed: 1)) { draws in
      _ = try draws.draw(.integer() as Generator<Int>)
      calls += 1
      if calls == 10 { throw Broken() }
    }
    guard case .flaky = once.verdict, !once.holds else {
      Issue.record("\(once.verdict)")
      return
    }
    // It fails twice, so that shrinking begins, and then never again.
    var failures = 0
    let twice = await runProperty(PropertySettings(cases: 100, seed: 1)) { draws in
      let x = try draws.draw(.integer() as Generator<Int>)
      if x != 0, failures < 2 {
        failures += 1
        throw Broken()
      }
    }
    guard case .flaky(let example) = twice.verdict else {
      Issue.record("\(twice.verdict)")
      return
    }
    #expect(!example.replay.isEmpty)
  }

  @Test func deadlinesAreKept() async throws {
    let report = await runProperty(PropertySettings(cases: 50, seed: 1, deadline: .milliseconds(20))) { draws in
      if try draws.draw(.integer(in: 0...1000), as: "x") > 9 { try await Task.sleep(for: .milliseconds(40)) }
    }
    let example = try #require(failure(report))
    #expect(example.origin == "deadline" && example.values.map(\.text) == ["10"])
  }

  @Test func budgetsEndARun() async {
    let clock = ContinuousClock()
    var report: PropertyReport?
    let time = await clock.measure {
      report = await runProperty(PropertySettings(cases: .max / 4, seed: 1, budget: .milliseconds(50))) { draws in
        _ = try draws.draw(.integer() as Generator<Int>)
      }
    }
    #expect(report?.holds == true && report?.cases ?? 0 > 0 && time < .seconds(10))
  }

  @Test func shrinkingKeepsItsBudget() async throws {
    let report = await runProperty(PropertySettings(cases: 100, seed: 1, shrinkCalls: 7)) { draws in
      let xs = try draws.draw(Generator<Int>.integer().array(count: 10...20), as: "xs")
      if xs.contains(where: { $0 % 7 != 0 }) { throw Broken() }
    }
    #expect(try #require(failure(report)).shrinkCalls <= 7)
  }

  @Test func originsComeFromTheErrors() async throws {
    enum Wrong: Error {
      case sign(Int)
    }
    let report = await runProperty(PropertySettings(cases: 100, seed: 1)) { draws in
      let x = try draws.draw(.integer() as Generator<Int>)
      if x < 0 { throw Wrong.sign(x) }
    }
    // The associated value is no part of the origin: with it shrinking could not move.
    let example = try #require(failure(report))
    #expect(example.origin == "Wrong.sign" && example.message == "sign(-1)")
  }

  @Test func propertiesMayBeAsynchronous() async throws {
    actor Counter {
      var count = 0
      func next() -> Int {
        count += 1
        return count
      }
    }
    let counter = Counter()
    let report = await runProperty(PropertySettings(cases: 60, seed: 1)) { draws in
      let x = try draws.draw(.integer(in: 0...100_000), as: "x")
      _ = await counter.next()
      await Task.yield()
      if x >= 500 { throw Broken() }
    }
    #expect(try #require(failure(report)).values.map(\.text) == ["500"])
    #expect(await counter.count > 1)
  }

  @Test func valuesAreShownOnlyForTheSimplestCase() async throws {
    var rendered = 0
    func render(_ x: Int) -> String {
      rendered += 1
      return "<\(x)>"
    }
    let report = await runProperty(PropertySettings(cases: 1000, seed: 1)) { draws in
      let x = try draws.draw(.integer(in: 0...100_000))
      draws.show("x", render(x))
      if x > 90_000 { throw Broken() }
    }
    #expect(try #require(failure(report)).values == [ShownValue(name: "x", text: "<90001>")])
    #expect(rendered == 1)
  }

  @Test func theSimplestCaseIsAlwaysTried() async throws {
    // Random floats are hardly ever exactly this one.
    let report = await runProperty(PropertySettings(cases: 1, seed: 1)) { draws in
      if try draws.draw(.double(in: 0.3...0.7)) == 0.5 { throw Broken() }
    }
    let example = try #require(failure(report))
    #expect(example.index == nil && report.cases == 1)
  }

  @Test func aLabelCountsACaseOnce() async {
    let report = await runProperty(PropertySettings(cases: 20, seed: 1)) { draws in
      _ = try draws.draw(.integer() as Generator<Int>)
      for name in ["a", "b", "a"] { draws.label(name) }
    }
    #expect(report.labels.map(\.name) == ["a", "b"] && report.labels.map(\.count) == [20, 20])
  }

  @Test func hugeNumbersOfCasesDoNotOverflow() async {
    for cases in [Int.max, .max / 64 + 1] {
      let settings = PropertySettings(cases: cases, seed: 1, budget: .milliseconds(10))
      let report = await runProperty(settings, pinned: ["5"]) { draws in
        let x = try draws.draw(.integer() as Generator<Int>)
        draws.cover(x > 0, "positive", atLeast: 0.1)
      }
      #expect(report.holds && report.cases > 0)
    }
    let soak = PropertySettings(cases: .max, shrinkCalls: .max).soaking
    #expect(soak.cases > 1 << 40 && soak.shrinkCalls > 1 << 40)
  }

  /// Also a walk through all cases ends at the budget, and does not claim to have seen them all.
  @Test func aWalkKeepsItsBudget() async throws {
    let settings = PropertySettings(cases: 1 << 40, seed: 1, budget: .milliseconds(20))
    let report = await runProperty(settings) { draws in
      for _ in 0..<9 { _ = try draws.draw(.integer(in: 0...15)) }
    }
    guard case .passed(isExhaustive: false) = report.verdict else {
      Issue.record("\(report.verdict)")
      return
    }
    #expect(report.cases > 0)
  }

  @Test func shrinkingKeepsItsTime() async throws {
    let settings = PropertySettings(cases: 100, seed: 1, shrinkTime: .milliseconds(30))
    let report = await runProperty(settings) { draws in
      let xs = try draws.draw(Generator<Int>.integer().array(count: 10...20), as: "xs")
      try await Task.sleep(for: .milliseconds(10))
      if xs.contains(where: { $0 % 7 != 0 }) { throw Broken() }
    }
    #expect(try #require(failure(report)).shrinkCalls <= 3)
  }

  /// A cancelled run ends; what cancellation does to a property is not taken for a failure.
  @Test func cancellationEndsARun() async {
    let task = Task {
      await runProperty(PropertySettings(cases: .max, seed: 1)) { draws in
        _ = try draws.draw(.integer() as Generator<Int>)
        try await Task.sleep(for: .milliseconds(1))
      }
    }
    try? await Task.sleep(for: .milliseconds(20))
    task.cancel()
    #expect(await task.value.holds)
  }
}
