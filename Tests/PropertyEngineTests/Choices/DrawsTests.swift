import PropertyEngine
import Testing

@Suite struct DrawsTests {
  @Test func aRecordingGivesTheSameValues() throws {
    let draws = Draws()
    let generator = zip(
      Generator<Int>.integer().array(), Generator<Double>.double(.all).optional(), Generator<String>.string())
    for index in 0..<300 as Range<UInt64> {
      draws.begin(random: RandomBits(2, index))
      let first = try draws.draw(generator)
      let recording = draws.recording
      draws.begin(following: recording, beyond: .random, bits: RandomBits(seed: 99))
      let second = try draws.draw(generator)
      #expect("\(first)" == "\(second)")
      #expect(draws.recording == recording)
    }
  }

  /// A unit with a key is found again wherever it is asked for.
  @Test func keyedSpansKeepTheirPlace() throws {
    let draws = Draws()
    let entries = Generator<Int>.integer(in: 0...1_000_000)
    draws.begin(random: RandomBits(seed: 4))
    let large = try draws.draw(entries.grid(rows: 6...6, columns: 5...5))
    let recording = draws.recording
    draws.begin(following: recording, beyond: .simplest)
    let small = try draws.draw(entries.grid(rows: 3...3, columns: 2...2))
    for row in 0..<3 {
      for column in 0..<2 { #expect(small[row, column] == large[row, column]) }
    }
    draws.begin(random: RandomBits(seed: 5))
    let wide = try draws.floats(rows: 9, columns: 9)
    let bulk = draws.recording
    draws.begin(following: bulk, beyond: .simplest)
    let narrow = try draws.floats(rows: 4, columns: 2)
    for row in 0..<4 {
      for column in 0..<2 { #expect(narrow[row, column].bitPattern == wide[row, column].bitPattern) }
    }
  }

  @Test func filtersGiveUpWithCounts() async {
    let report = await runProperty(PropertySettings(cases: 100, seed: 1)) { draws in
      _ = try draws.draw(Generator<Int>.integer().filter("never") { _ in false })
    }
    guard case .gaveUp(let reasons) = report.verdict else {
      Issue.record("\(report.verdict)")
      return
    }
    #expect(reasons.map(\.reason) == ["never"])
    #expect(reasons[0].count == report.rejected && report.cases == 0 && report.rejected > 100)
    #expect(!report.holds)
  }

  @Test func reasonsAreOrderedByCount() async {
    let report = await runProperty(PropertySettings(cases: 100, seed: 1, isExhaustive: false)) { draws in
      let x = try draws.draw(.integer(in: 0...9))
      try draws.assume(x < 9, "rare")
      try draws.assume(false, "common")
    }
    guard case .gaveUp(let reasons) = report.verdict else {
      Issue.record("\(report.verdict)")
      return
    }
    #expect(reasons.map(\.reason) == ["common", "rare"])
  }

  @Test func aFewRejectionsAreNoFailure() async {
    let report = await runProperty(PropertySettings(cases: 200, seed: 1)) { draws in
      try draws.assume(try draws.draw(.integer(in: 0...1000)) % 3 == 0)
    }
    #expect(report.holds && report.cases == 200 && report.rejected > 200)
  }

  @Test func overrunsAreReported() async {
    let report = await runProperty(PropertySettings(cases: 3, seed: 1)) { draws in
      while true { _ = try draws.draw(.integer() as Generator<Int>) }
    }
    guard case .gaveUp(let reasons) = report.verdict else {
      Issue.record("\(report.verdict)")
      return
    }
    #expect(reasons.count == 1 && reasons[0].reason.contains("\(Draws.limit)"))
  }

  /// A property that swallows the end of a case has neither passed nor failed.
  @Test func swallowedStopsAreNoticed() async {
    let passing = await runProperty(PropertySettings(cases: 20, seed: 1)) { draws in
      do { try draws.assume(false, "swallowed") } catch {}
    }
    guard case .gaveUp = passing.verdict else {
      Issue.record("\(passing.verdict)")
      return
    }
    let failing = await runProperty(PropertySettings(cases: 20, seed: 1)) { draws in
      do { try draws.assume(false, "swallowed") } catch { throw Broken() }
    }
    guard case .gaveUp = failing.verdict else {
      Issue.record("\(failing.verdict)")
      return
    }
  }
}
