import ExactArithmetic
import MonarchJudge
import MonarchReference
import TestSupport
import Testing

#if DEBUG
  private let plan = CasePlan(count: 60, seed: 1, layout: .fly, format: .float32, largest: 700)
#else
  private let plan = CasePlan(count: 240, seed: 1, layout: .fly, format: .float32, largest: 10_000)
#endif

@Suite struct JudgeTests {
  private let judge = Judge(model: ArithmeticModel(.float32))

  /// No honest arithmetic is ever accused, whatever its order, on whatever data.
  @Test(arguments: Arithmetic.honest)
  func correctKernelsAreNeverAccused(arithmetic: Arithmetic) throws {
    var trusted = 0
    for id in plan.ids {
      let product = try OperationCase(id)
      let verdict = try judge.verdict(on: .product, of: product, result: arithmetic.multiply(product))
      #expect(verdict.holds, "\(id): \(verdict.reason)")
      if verdict.tier != .mistrusted { trusted += 1 }
      if verdict.tier == .exact { #expect(verdict.ratio == 0 || verdict.ratio == nil) }
    }
    #expect(trusted * 10 > plan.ids.count * 8)
  }

  /// Less precision than declared is proved wherever full-precision data is summed.
  @Test(arguments: Arithmetic.dishonest)
  func lowerPrecisionIsProved(arithmetic: Arithmetic) throws {
    var caught = 0
    var judged = 0
    for id in plan.ids where id.kind == .uniform && id.shape.p > 1 && id.shape.r > 1 {
      let product = try OperationCase(id)
      let verdict = try judge.verdict(on: .product, of: product, result: arithmetic.multiply(product))
      judged += 1
      if !verdict.holds {
        caught += 1
        #expect(try #require(verdict.ratio) > 1)
      }
    }
    #expect(judged >= 5 && caught == judged)
  }

  @Test func exactCasesDemandEquality() throws {
    let id = try #require(plan.ids.first { $0.kind == .integers && $0.shape.parameterCount > 20 })
    let product = try OperationCase(id)
    let right = Arithmetic.honest[0].multiply(product)
    #expect(try judge.verdict(on: .product, of: product, result: right).tier == .exact)
    for index in right.indices {
      var wrong = right
      wrong[index] = Double(Float(right[index]).nextUp)
      let verdict = try judge.verdict(on: .product, of: product, result: wrong)
      #expect(!verdict.holds && verdict.reason.contains("must be exactly"))
      #expect(verdict.witness?.row == index / id.shape.outputCount)
      #expect(verdict.witness?.output == index % id.shape.outputCount)
    }
  }

  /// Every integers case of the ladder is decided by equality, for both formats.
  @Test func integerCasesAreExact() throws {
    for format in [FloatFormat.float32, .float64] {
      for id in CasePlan(count: 120, seed: 5, layout: .fly, format: format, largest: 5000).ids
      where id.kind == .integers {
        let expectation = try OperationExpectation(.product, of: OperationCase(id), model: ArithmeticModel(format))
        for index in 0..<expectation.rows * expectation.width {
          #expect(expectation.isExact(index / expectation.width, index % expectation.width), "\(id)")
        }
      }
    }
  }

  /// At 2^24 units a sum is still exact in float32, at 2^24 + 1 no longer.
  @Test func exactnessEndsWhereThePrecisionDoes() throws {
    let shape = try MonarchShape(k: 1, q: 1, p: 2, l: 1, s: 1, r: 1)
    for (last, isExact) in [(1.0, true), (2.0, false)] {
      let product = try OperationCase(
        id: "edge", shape: shape, format: .float32, batch: 1, left: [1], right: [1, 1], input: [0x1p24 - 1, last],
        cotangent: nil)
      #expect(try OperationExpectation(.product, of: product, model: judge.model).isExact(0, 0) == isExact)
    }
  }

  /// A hair inside the bound holds, a hair outside is violated, and the reported ρ is the largest of all.
  @Test func boundIsTheLine() throws {
    for id in plan.ids where id.kind == .uniform && id.shape.parameterCount > 10 {
      let product = try OperationCase(id)
      let expectation = try OperationExpectation(.product, of: product, model: judge.model)
      let exact = values(expectation)
      let last = exact.count - 1
      let allowance = expectation.allowance(product.batch - 1, id.shape.outputCount - 1).error
      for (share, holds) in [(Rational(999, 1000), true), (Rational(1001, 1000), false)] {
        var result = exact.map { Double($0) }
        result[last] = Double(exact[last] + allowance * share)
        let verdict = try judge.verdict(on: .product, of: product, result: result)
        #expect(verdict.holds == holds, "\(id): \(verdict.reason)")
        #expect(verdict.witness?.output == id.shape.outputCount - 1 && verdict.witness?.row == product.batch - 1)
        #expect(try (#require(verdict.ratio) - share).magnitude < Rational(1, 10_000))
      }
    }
  }

  private func values(_ expectation: OperationExpectation) -> [Rational] {
    (0..<expectation.rows * expectation.width).map {
      expectation.value($0 / expectation.width, $0 % expectation.width)
    }
  }

  private func tiny(_ left: [Double], _ right: [Double], _ input: [Double]) throws -> OperationCase {
    try OperationCase(
      id: "tiny", shape: .square(2), format: .float32, batch: 1, left: left, right: right, input: input, cotangent: nil)
  }

  @Test func whatIsNotANumberIsAccused() throws {
    let product = try tiny([1, 2, 3, 4, 5, 6, 7, 8], [1, 2, 3, 4, 5, 6, 7, 8], [1, 2, 3, 4])
    for bad in [Double.nan, .infinity, -.infinity] {
      var result = Arithmetic.honest[0].multiply(product)
      result[2] = bad
      let verdict = try judge.verdict(on: .product, of: product, result: result)
      #expect(!verdict.holds && verdict.reason.contains("output 2 of batch row 0"))
    }
    #expect(try !judge.verdict(on: .product, of: product, result: [1, 2, 3]).holds)
    #expect(try !judge.verdict(on: .product, of: product, result: []).holds)
  }

  /// Where no term is there to err, nothing but 0 is right; either sign of it.
  @Test func zeroGaugeDemandsZero() throws {
    let left = [0.1, 0.2, 0, 0, 0.5, 0.6, 0.7, 0.8]
    let product = try tiny(left, [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8].map { Double(Float($0)) }, [1, 0.3, 2, 0.1])
    var result = Arithmetic.honest[0].multiply(product)
    #expect(result[2] == 0)
    result[2] = -0.0
    #expect(try judge.verdict(on: .product, of: product, result: result).holds)
    result[2] = 1e-45
    let verdict = try judge.verdict(on: .product, of: product, result: result)
    #expect(!verdict.holds && verdict.reason.contains("must be exactly 0"))
  }

  /// R = x = 2⁻⁸⁰ and L = 2¹²⁰: what underflows inside comes back amplified, and a right kernel must not be accused.
  @Test func underflowInsideIsAllowedFor() throws {
    let product = try OperationCase(
      id: "underflow", shape: .square(2), format: .float32, batch: 1,
      left: Array(repeating: 0x1p120, count: 8), right: Array(repeating: 0x1p-80, count: 8),
      input: Array(repeating: 0x1p-80, count: 4), cotangent: nil)
    let verdict = try judge.verdict(on: .product, of: product, result: Arithmetic.honest[0].multiply(product))
    #expect(verdict.holds && verdict.tier == .mistrusted && verdict.blindSpots.contains(.nothing))
  }

  @Test func possibleOverflowIsNotJudged() throws {
    let product = try tiny(
      Array(repeating: 0x1p100, count: 8), Array(repeating: 1, count: 8), Array(repeating: 0x1p27, count: 4))
    let verdict = try judge.verdict(on: .product, of: product, result: Arithmetic.honest[0].multiply(product))
    #expect(verdict.tier == .mistrusted && verdict.reason.contains("may overflow float32"))
  }

  @Test func symmetricDataIsMistrusted() throws {
    // All ones: blind to every permutation and transposition.
    let product = try tiny(Array(repeating: 1, count: 8), Array(repeating: 1, count: 8), Array(repeating: 1, count: 4))
    let verdict = try judge.verdict(on: .product, of: product, result: [4, 4, 4, 4])
    #expect(verdict.holds && verdict.tier == .mistrusted)
    #expect(verdict.blindSpots == [.transposedFactor, .unpermuted])
    #expect(try !judge.verdict(on: .product, of: product, result: [4, 4, 4, 5]).holds)
  }

  @Test func emptyBatchProvesNothing() throws {
    let product = try OperationCase(
      id: "empty", shape: .square(2), format: .float32, batch: 0, left: Array(repeating: 1, count: 8),
      right: Array(repeating: 1, count: 8), input: [], cotangent: nil)
    let verdict = try judge.verdict(on: .product, of: product, result: [])
    #expect(verdict.holds && verdict.tier == .mistrusted)
  }

  @Test func badDataIsRefused() {
    #expect(throws: ShapeError("expected finite numbers in input, found nan at flat index 3")) {
      try ProductCase(
        id: "", shape: .square(2), format: .float32, batch: 1, left: Array(repeating: 1, count: 8),
        right: Array(repeating: 1, count: 8), input: [1, 2, 3, .nan])
    }
    #expect(throws: ShapeError.self) { try tiny([1], [1], [1]) }
    #expect(throws: ShapeError.self) {
      try ProductCase(id: "", shape: .square(2), format: .float32, batch: -1, left: [], right: [], input: [])
    }
  }

  /// Narrowing at the end costs one more rounding, and is allowed one.
  @Test func narrowerOutputsHaveTheirOwnBound() throws {
    let model = try ArithmeticModel(input: .float32, accumulate: .float64, output: .float32)
    let judge = Judge(model: model)
    for id in plan.ids where id.kind == .uniform {
      let product = try OperationCase(id)
      let exact = try values(OperationExpectation(.product, of: product, model: model))
      #expect(try judge.verdict(on: .product, of: product, result: exact.map { Double(Float($0)) }).holds)
      // Accumulating in float32 as well is proved, where there is something to accumulate.
      if id.shape.p >= 4 {
        #expect(try !judge.verdict(on: .product, of: product, result: Arithmetic.honest[0].multiply(product)).holds)
      }
    }
    #expect(throws: ModelError.self) {
      try ArithmeticModel(input: .float64, accumulate: .float32, output: .float32)
    }
  }
}
