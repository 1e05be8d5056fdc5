import ExactArithmetic
import Foundation
import MonarchJudge
import MonarchReference
import Testing

@Suite struct LikelyBoundTests {
  /// Against the same formula in double precision: never below, and hardly above.
  @Test func theBoundIsItsFormula() throws {
    for format in FloatFormat.all where format.precision <= 24 {
      for confidence in [1, 4, 10] {
        let likely = try LikelyBound(format: format, confidence: Rational(confidence))
        #expect(likely.relative(depth: 0) == 0)
        for depth in [1, 2, 3, 17, 100, 4096] {
          let u = Double(format.unitRoundoff)
          let k = Double(depth)
          let formula = expm1(Double(confidence) * k.squareRoot() * u + k * u * u / (1 - u))
          let found = Double(likely.relative(depth: depth))
          #expect(
            found >= formula * (1 - 1e-14) && found <= formula * (1 + 1e-11), "\(format) λ=\(confidence) k=\(depth)")
        }
      }
    }
  }

  /// e^(1/2) − 1 between neighbours of 40 digits: the exponent is λ·u where u² vanishes beside it.
  @Test func theExponentialIsAbove() throws {
    let likely = try LikelyBound(format: .bfloat16, confidence: 128)
    // λ·√1·u + u²/(1−u) = 128/256 + 1/(256·255): e^0.500015318… − 1.
    let exponent = Rational(1, 2) + Rational(1, 256 * 255)
    var (lower, term) = (Rational.zero, Rational(1))
    for index in 1...40 {
      term *= exponent / Rational(index)
      lower += term
    }
    let found = likely.relative(depth: 1)
    #expect(found >= lower && found - lower < lower * .powerOfTwo(-40))
  }

  @Test func probabilitiesAreAbove() throws {
    for confidence in [2, 5, 8] {
      let likely = try LikelyBound(format: .float32, confidence: Rational(confidence))
      let formula = 2 * exp(-Double(confidence * confidence) * 0.5 * pow(1 - 0x1p-24, 2))
      let found = Double(likely.failureProbability(terms: 1))
      #expect(found >= min(1, formula * (1 - 1e-12)) && found <= formula * (1 + 1e-10))
    }
    #expect(try LikelyBound(format: .float32, confidence: 1).failureProbability(terms: 1_000_000) == 1)
    #expect(throws: ModelError.self) { try LikelyBound(format: .float32, confidence: 0) }
  }

  /// Sums of one sign in bfloat16 stagnate: within the bound, and far beyond what independent roundings would do.
  @Test func stagnationIsAWarning() throws {
    let shape = try MonarchShape(k: 1, q: 1, p: 256, l: 1, s: 1, r: 1)
    let model = ArithmeticModel(.bfloat16)
    let input = [Double](repeating: 1, count: 256)
    let data = try OperationCase(
      id: "ones", shape: shape, format: .bfloat16, batch: 1, left: [1], right: input.map { $0 + 0x1p-7 }, input: input,
      cotangent: nil)
    let expectation = try OperationExpectation(.product, of: data, model: model)
    let likely = try LikelyBound(format: .bfloat16, confidence: 5)
    #expect(expectation.likelyBound(0, 0, likely) < expectation.bound(0, 0))
    // 256 times 1 + 2^-7, exactly, and as bfloat16 adds it up: it stays at 256 where half a unit is 1.
    let exact = 256 + 2.0
    #expect(expectation.warning(about: [exact], likely) == nil)
    let bound = Double(expectation.likelyBound(0, 0, likely))
    #expect(expectation.warning(about: [exact - bound * 0.99], likely) == nil)
    let warning = try #require(expectation.warning(about: [exact - bound * 1.5], likely))
    #expect(warning.count == 1 && abs(Double(warning.ratio) - 1.5) < 1e-9 && warning.probability < 1)
    #expect(warning.text.contains("A warning, no violation"))
  }
}
