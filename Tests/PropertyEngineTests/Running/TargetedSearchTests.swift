import PropertyEngine
import Testing

/// What `maximize` finds, and random cases alone do not, with as many calls of the property.
@Suite struct TargetedSearchTests {
  /// The largest value of a target with and without searching.
  private func summits(
    cases: Int, seed: UInt64, _ property: @escaping (Draws) throws -> Void
  ) async -> (random: Double, searched: Double) {
    func largest(_ share: Double) async -> Double {
      let settings = PropertySettings(cases: cases, seed: seed, searchShare: share, isExhaustive: false)
      let report = await runProperty(settings, property)
      #expect(report.cases == cases)
      return report.targets.first?.value ?? -.infinity
    }
    return (await largest(0), await largest(0.8))
  }

  /// A summit of width 10 among 10¹²: random cases meet the slope, never the top.
  @Test(arguments: [1, 2, 3] as [UInt64])
  func aNarrowPeak(_ seed: UInt64) async {
    let peak = await summits(cases: 4000, seed: seed) { draws in
      let x = try draws.draw(.integer(in: 0...1_000_000_000_000))
      draws.maximize("height", -Double((x - 314_159_265_358).magnitude))
    }
    #expect(peak.searched >= -10, "\(peak)")
    #expect(peak.random < -10_000, "\(peak)")
  }

  /// The error of a sum from left to right, relative to its bound (n − 1)·u·Σ|xᵢ|.
  @Test(arguments: [1, 2, 3] as [UInt64])
  func theErrorOfASumRelativeToItsBound(_ seed: UInt64) async {
    let ratio = await summits(cases: 4000, seed: seed) { draws in
      let numbers = try draws.draw(Generator<Float>.float(in: 1...2).array(count: 8))
      let exact = numbers.reduce(0.0) { $0 + Double($1) }
      let error = (Double(numbers.reduce(0, +)) - exact).magnitude
      draws.maximize("ρ", error / (7 * 0x1p-24 * exact))
    }
    #expect(ratio.searched > 1.25 * ratio.random, "\(ratio)")
  }

  /// A failure behind the peak is found, kept and shrunk.
  @Test func failuresAreFoundBySearching() async {
    func run(_ share: Double) async -> PropertyReport {
      await runProperty(PropertySettings(cases: 5000, seed: 7, searchShare: share)) { draws in
        let x = try draws.draw(.integer(in: 0...1_000_000_000), as: "x")
        let y = try draws.draw(.integer(in: 0...1_000_000_000), as: "y")
        let distance = (x - y - 123_456_789).magnitude
        draws.maximize("nearness", -Double(distance))
        if distance < 50 { throw Broken() }
      }
    }
    #expect(await run(0).holds)
    guard case .failed(let example) = await run(0.9).verdict else {
      Issue.record("not found")
      return
    }
    #expect(example.values.map(\.text) == ["123456740", "0"])
  }
}
