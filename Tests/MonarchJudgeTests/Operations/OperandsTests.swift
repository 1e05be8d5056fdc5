import ExactArithmetic
import MonarchJudge
import MonarchReference
import PropertyEngine
import PropertyTesting
import TestSupport
import Testing

/// Operands that are rounded before they are multiplied, where the model says so and nowhere else.
@Suite struct OperandsTests {
  private let plain = Judge(model: ArithmeticModel(.float32))
  private let narrow: Judge

  init() throws {
    narrow = Judge(
      model: try ArithmeticModel(input: .float32, accumulate: .float32, output: .float32, operands: .tensorFloat32))
  }

  /// y = l·r·x, or its gradients with g = 1.
  private func data(
    _ l: Double, _ r: Double, _ x: Double, before: Double? = nil
  ) throws -> OperationCase {
    try OperationCase(
      id: "one", shape: .square(1), format: .float32, batch: 1, left: [l], right: [r], input: [x], cotangent: [1],
      accumulators: before.map { ([$0], [$0]) })
  }

  private func holds(
    _ judge: Judge, _ data: OperationCase, _ result: Double, _ operation: MonarchOperation = .product
  ) throws -> Bool {
    try judge.verdict(on: operation, of: data, result: [result]).holds
  }

  /// 1 + 2^-12 lies between 1 and 1 + 2^-10.
  @Test func eitherNeighbourIsRight() throws {
    let w = 1 + 0x1p-12
    for data in [try data(w, 1, 1), try data(1, w, 1), try data(1, 1, w)] {
      for y in [1, 1 + 0x1p-10] {
        #expect(try holds(narrow, data, y) && !holds(plain, data, y))
      }
      #expect(try holds(narrow, data, w) && holds(plain, data, w))
      #expect(try !holds(narrow, data, 1 + 0x1p-8) && !holds(narrow, data, 1 - 0x1p-9))
    }
  }

  /// Data that are tf32, and intermediates that are, are multiplied as they are.
  @Test func exactnessNeedsNumbersOfTheOperandsFormat() throws {
    let small = try narrow.verdict(on: .product, of: try data(3, 5, 7), result: [105])
    #expect(small.holds && small.tier != .bound)
    #expect(try !holds(narrow, try data(3, 5, 7), 105 + 0x1p-17))
    // h = (1 + 2^-10)² has 21 bits.
    let product = try data(1, 1 + 0x1p-10, 1 + 0x1p-10)
    #expect(try holds(narrow, product, 1 + 0x1p-9) && !holds(plain, product, 1 + 0x1p-9))
    // A result is not rounded to tf32: no product comes after it.
    let last = try data(1 + 0x1p-10, 1 + 0x1p-10, 1)
    #expect(try !holds(narrow, last, 1 + 0x1p-8) && holds(narrow, last, 1 + 0x1p-9 + 0x1p-20))
  }

  @Test func gradientsMultiplyNarrowOperandsToo() throws {
    let w = 1 + 0x1p-12
    for operation in [MonarchOperation.left, .right, .adjoint] {
      let data = operation == .adjoint ? try data(w, 1, 1) : try data(w, w, w)
      #expect(try holds(narrow, data, 1, operation) && !holds(plain, data, 1, operation))
      #expect(try !holds(narrow, data, 1 - 0x1p-7, operation))
    }
    // What a gradient is added onto is no operand.
    let onto = try self.data(1, 0, 1, before: w)
    #expect(try holds(narrow, onto, w, .left) && !holds(narrow, onto, 1, .left))
  }

  /// Below 2^-126 tf32 has numbers 2^-136 apart, and none beyond (2 − 2^-10)·2^127.
  @Test func extremesAreThoseOfTheFormat() throws {
    let tiny = try data(1, 1, 0x1p-149)
    for y in [0, 0x1p-149, 0x1p-136] { #expect(try holds(narrow, tiny, y)) }
    #expect(try !holds(narrow, tiny, 0x1p-133) && !holds(plain, tiny, 0x1p-136))
    let huge = Double(Float.greatestFiniteMagnitude)
    let verdict = try narrow.verdict(on: .product, of: try data(1, 1, huge), result: [.infinity])
    #expect(verdict.holds && verdict.tier == .mistrusted && verdict.reason.contains("overflow tf32"))
    // The sign of an infinity is certain, and not where its factor may be rounded to 0.
    #expect(try holds(narrow, try data(.infinity, 1, 0x1p-149), .nan))
    let infinite = try data(.infinity, 1 + 0x1p-12, 1)
    #expect(try holds(narrow, infinite, .infinity) && !holds(narrow, infinite, -.infinity))
  }

  /// Numbers that may be moved may make sums overflow that would not.
  @Test func overflowIsThatOfMovedData() throws {
    func verdict(_ r: Double) throws -> Verdict {
      try narrow.verdict(on: .product, of: try data(1, r, (2 - 0x1p-8) * 0x1p127), result: [.infinity])
    }
    #expect(try verdict(1 + 0x1p-12).reason.contains("may overflow float32, or what is multiplied of it tf32"))
    #expect(try !verdict(1).holds)
  }

  /// Moved data, and roundings after them: all three operands and the intermediate go up by nearly a unit.
  @Test func errorsOfOperandsGrowOnTheirWay() throws {
    let judge = Judge(
      model: try ArithmeticModel(input: .float32, accumulate: .float32, output: .float32, operands: .bfloat16))
    let data = try data(191 / 128 + 0x1p-20, 144 / 128 + 0x1p-20, 225 / 128 + 0x1p-20)
    let result = SimulatedKernel<Float>(roundOperand: { Float(narrowed(Double($0), to: .bfloat16, .up)) })
      .result(of: .product, data)
    let verdict = try judge.verdict(on: .product, of: data, result: result)
    #expect(result == [1.5 * (2 + 0x1p-6)] && verdict.holds && verdict.ratio ?? 0 > Rational(99, 100), "\(verdict)")
  }

  /// Whichever way each operand goes, in every operation, nothing is accused.
  @Test(.property(cases: cases(200)), arguments: [FloatFormat.tensorFloat32, .bfloat16, .float16])
  func roundingInAnyDirectionIsWithinTheBound(format: FloatFormat) async throws {
    let judge = Judge(
      model: try ArithmeticModel(input: .float32, accumulate: .float32, output: .float32, operands: format))
    await check { draws in
      let data = try draws.operationCase(draws.chain())
      let summation = try draws.draw(.element(of: Summation.allCases))
      let seed = try draws.draw(.integer(in: 0...UInt64.max, target: 0))
      let kernel = SimulatedKernel<Float>(summation: summation, roundOperand: anyNeighbour(in: format, seed))
      for operation in data.operations {
        let result = kernel.result(of: operation, data)
        let verdict = try judge.verdict(on: operation, of: data, result: result)
        #expect(verdict.holds && verdict.ratio ?? 0 <= 1, "\(operation): \(verdict)")
      }
    }
  }

  /// float64 data that are multiplied in float32: nearest, and no nearer than that.
  @Test func wideDataMayBeMultipliedInNarrowerSums() throws {
    let model = try ArithmeticModel(input: .float64, accumulate: .float32, output: .float32, operands: .float32)
    #expect("\(model)" == "float64→float32→float32, float32 operands")
    let claim = Judge(model: try ArithmeticModel(input: .float64, accumulate: .float64, output: .float32))
    var refuted = 0
    for data in try plannedCases(.float64, count: 48, largest: 500) {
      for operation in data.operations {
        let result = SimulatedKernel<Float>().result(of: operation, data)
        let verdict = try Judge(model: model).verdict(on: operation, of: data, result: result)
        #expect(verdict.holds, "\(verdict)")
        if try !claim.verdict(on: operation, of: data, result: result).holds { refuted += 1 }
      }
    }
    #expect(refuted > 20)
  }

  /// A bound that a hundredth of would do for says nothing: some errors come near it.
  @Test func errorsComeNearTheBound() throws {
    // All operands just below a number of the format, all cut off.
    let w = 1 + 0x1p-9 - 0x1p-20
    let data = try data(w, w, w)
    let result = SimulatedKernel<Float>(roundOperand: { Float(narrowed(Double($0), to: .tensorFloat32, .towardZero)) })
      .result(of: .product, data)
    let verdict = try narrow.verdict(on: .product, of: data, result: result)
    #expect(verdict.holds && verdict.ratio ?? 0 > Rational(7, 10), "\(verdict.ratio.map { Double($0) } ?? 0)")
  }

  @Test func declarationsThatRoundNothingAreNone() throws {
    #expect(
      try ArithmeticModel(input: .bfloat16, accumulate: .bfloat16, output: .bfloat16, operands: .float32).operands
        == nil)
    #expect(
      try ArithmeticModel(input: .float32, accumulate: .float32, output: .float32, operands: .float32).operands == nil)
    #expect(throws: ModelError.self) {
      try ArithmeticModel(input: .float32, accumulate: .bfloat16, output: .bfloat16, operands: .tensorFloat32)
    }
  }
}

/// One of the two numbers of a format next to a number, or the nearer one, as its bits and the seed decide.
private func anyNeighbour(in format: FloatFormat, _ seed: UInt64) -> (Float) -> Float {
  { value in
    let bits = (UInt64(value.bitPattern) ^ seed) &* 0x9E37_79B9_7F4A_7C15
    let rule: FloatingPointRoundingRule = [.up, .down, .toNearestOrEven, .towardZero][Int(bits >> 62)]
    return Float(narrowed(Double(value), to: format, rule))
  }
}
