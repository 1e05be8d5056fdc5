import ExactArithmetic
import PropertyEngine
import PropertyTesting
import TestSupport
import Testing

@Suite struct BatchProductsTests {
  /// The integers' sums are those of rationals, for vectors of any exponents and batches from 0 on.
  @Test(.property(cases: cases(1000))) func sumsAreThoseOfRationals() async {
    await check { draws in
      let batch = try draws.draw(.integer(in: 0...4, target: 1), as: "batch")
      func vectors(_ name: String, _ width: Int) throws -> ExactVectors {
        let weights = try draws.floatData("\(name) weights", width, isSingle: false)
        let input = try draws.floatData(name, batch * width, isSingle: false)
        let stage = try BlockStage(name, count: width, rows: 1, columns: 1, weights: weights.span)
        return try BlockChain([stage]).multiply(input.span, batch: batch)
      }
      let (left, right) = (try vectors("left", 3), try vectors("right", 2))
      let products = BatchProducts(left, right)
      for i in 0..<3 {
        for j in 0..<2 {
          let sum = (0..<batch).reduce(Rational.zero) { $0 + left[$1, i] * right[$1, j] }
          #expect(products[i, j] == sum)
        }
      }
    }
  }
}
