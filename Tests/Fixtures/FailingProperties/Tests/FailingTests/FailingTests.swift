import PropertyEngine
import PropertyTesting
import Testing

struct Unlucky: Error {}

@Suite(.property(cases: 200, seed: 5)) struct FailingTests {
  @Test func sumsAreSmall() async {
    await forAll(Generator<Int>.integer(in: 0...1000).array()) { xs in
      #expect(xs.reduce(0, +) <= 100)
    }
  }

  @Test func valuesAreThere() async {
    await forAll(Generator<Int>.integer().optional()) { x in
      let value = try #require(x)
      #expect(value == value)
    }
  }

  @Test func nothingIsThrown() async {
    await check { draws in
      let n = try draws.draw(.integer(in: 0...1_000_000), as: "n")
      draws.label(n > 5 ? "large" : "small")
      if n > 1300 { throw Unlucky() }
    }
  }

  @Test func holds() async {
    await check { draws in
      let n = try draws.draw(.integer(in: 0...9))
      draws.collect("n", n)
      draws.classify(n % 2 == 0, "even")
      draws.cover(n > 4, "large", atLeast: 0.1)
      draws.maximize("square", Double(n * n))
      #expect(n + 0 == n)
    }
  }
}
