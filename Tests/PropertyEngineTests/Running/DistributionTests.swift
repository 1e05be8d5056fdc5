import PropertyEngine
import Testing

@Suite struct DistributionTests {
  private func distribution(_ numbers: some Sequence<Double>) -> Distribution {
    var result = Distribution()
    for number in numbers { result.add(number) }
    return result
  }

  @Test func quantilesOfFewNumbersAreExact() {
    let five = distribution([9, 1, 7, 3, 5])
    #expect((five.count, five.minimum, five.maximum) == (5, 1, 9))
    #expect([0, 0.25, 0.5, 0.75, 1, -1, 2].map(five.quantile) == [1, 3, 5, 7, 9, 1, 9])
    let one = distribution([-2])
    #expect([one.minimum, one.quantile(0.5), one.maximum] == [-2, -2, -2])
    let none = distribution([])
    #expect(none.count == 0 && none.minimum.isNaN && none.quantile(0.5).isNaN && none.maximum.isNaN)
  }

  @Test func notANumberIsTheGreatest() {
    let mixed = distribution([.nan, 4, -.infinity, .nan, 2])
    #expect(mixed.minimum == -.infinity && mixed.maximum.isNaN && mixed.quantile(0.5) == 4)
  }

  /// A million numbers in order: whatever was sampled, ends are exact and quartiles within 8 standard deviations.
  @Test func quantilesOfManyNumbersAreThoseOfASample() {
    let many = distribution((0..<1_000_000).lazy.map(Double.init))
    #expect((many.count, many.minimum, many.maximum) == (1_000_000, 0, 999_999))
    for share in [0.25, 0.5, 0.75] {
      #expect(abs(many.quantile(share) - share * 1e6) < 8 * 1e6 * (share * (1 - share) / 4096).squareRoot())
    }
  }

  @Test func runsCollectNumbers() async throws {
    let report = await runProperty(PropertySettings(cases: 1000, seed: 1)) { draws in
      let n = try draws.draw(.integer(in: 0...9))
      draws.collect("n", n)
      if n % 2 == 0 { draws.collect("half", Double(n) / 2) }
    }
    // All ten cases were tried, and those of the scout are not counted.
    try #require(report.distributions.map(\.name) == ["half", "n"])
    let (half, n) = (report.distributions[0].numbers, report.distributions[1].numbers)
    #expect((half.count, half.minimum, half.maximum) == (5, 0, 4))
    #expect((n.count, n.minimum, n.maximum) == (10, 0, 9))
  }
}
