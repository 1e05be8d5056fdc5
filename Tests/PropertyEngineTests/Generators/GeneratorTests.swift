import PropertyEngine
import Testing

@Suite struct GeneratorTests {
  /// Neither at random, nor as the simplest case, nor on a walk through all of them.
  @Test func whatWeighsNothingIsNeverDrawn() async {
    for isExhaustive in [false, true] {
      var values: Set<Int> = []
      let weighted = Generator<Int>.oneOf(weighted: [
        (0, .constant(1)), (3, .constant(2)), (0, .constant(3)), (1, .constant(4)),
      ])
      let report = await runProperty(PropertySettings(cases: 200, seed: 1, isExhaustive: isExhaustive)) { draws in
        values.insert(try draws.draw(weighted))
      }
      #expect(values == [2, 4] && report.cases == (isExhaustive ? 2 : 200))
    }
  }
}
