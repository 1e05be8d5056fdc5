import ExactArithmetic
import MonarchJudge
import MonarchReference
import PropertyEngine
import PropertyTesting
import TestSupport
import Testing

/// Adders of several terms that are cut off below the largest, where the model says so and nowhere else.
@Suite struct AdderWindowTests {
  private func judge(_ window: Int?) throws -> Judge {
    Judge(
      model: try ArithmeticModel(input: .float32, accumulate: .float32, output: .float32, adderWindow: window))
  }

  /// y = Σ L_ρ, as R = 1 and x = 1: a sum whose terms are known.
  private func sum(_ terms: [Double]) throws -> OperationCase {
    try OperationCase(
      id: "sum", shape: MonarchShape(k: 1, q: terms.count, p: 1, l: 1, s: 1, r: terms.count), format: .float32,
      batch: 1,
      left: terms, right: Array(repeating: 1, count: terms.count), input: [1], cotangent: [1])
  }

  private func verdict(_ window: Int?, _ terms: [Double], _ result: Double) throws -> Verdict {
    try judge(window).verdict(on: .product, of: try sum(terms), result: [result])
  }

  /// 2^20 and seven terms that a window of 10 bits does not see.
  @Test func termsBelowTheWindowMayBeLost() throws {
    let terms = [0x1p20] + Array(repeating: 1023.0, count: 7)
    #expect(try verdict(10, terms, 0x1p20).holds && verdict(10, terms, 0x1p20 + 7 * 1023).holds)
    #expect(try !verdict(nil, terms, 0x1p20).holds && !verdict(20, terms, 0x1p20).holds)
    #expect(try !verdict(10, terms, 0x1p20 - 0x1p17).holds)
  }

  /// Integers below 2^w are exact, as each of them is above what is cut off.
  @Test func exactnessEndsAtTheWindow() throws {
    #expect(try verdict(10, [1000, 11], 1011).holds && !verdict(10, [1000, 11], 1010).holds)
    #expect(try verdict(10, [1000, 25], 1024).holds && !verdict(11, [1000, 25], 1024).holds)
    // A window wider than the sums changes nothing but the last rounding.
    let long = [0x1p24, 1, 1]
    #expect(try verdict(60, long, 0x1p24 + 2).holds && verdict(60, long, 0x1p24).holds)
  }

  @Test(arguments: [4, 12, 23, 27])
  func windowsOfOneModelDoNotAccuse(window: Int) async throws {
    let judge = try judge(window)
    await check { draws in
      let data = try draws.operationCase(draws.chain())
      let size = try draws.draw(.integer(in: 1...8, target: 1), as: "terms at once")
      let kernel = SimulatedKernel<Float>(adder: Adder(size: size, window: window))
      for operation in data.operations {
        let result = kernel.result(of: operation, data)
        let verdict = try judge.verdict(on: operation, of: data, result: result)
        #expect(verdict.holds && verdict.ratio ?? 0 <= 1, "\(operation): \(verdict)")
      }
    }
  }

  /// Gradients add onto what was before with the same adder.
  @Test func gradientsAreAddedUpLikewise() throws {
    let data = try OperationCase(
      id: "onto", shape: .square(1), format: .float32, batch: 2, left: [1], right: [1], input: [1023, 1023],
      cotangent: [1, 1], accumulators: ([0x1p20], [0x1p20]))
    func holds(_ window: Int?, _ result: Double) throws -> Bool {
      try judge(window).verdict(on: .left, of: data, result: [result]).holds
    }
    #expect(try holds(10, 0x1p20) && !holds(nil, 0x1p20) && holds(nil, 0x1p20 + 2046))
    // A number with more bits than the window is cut off where nothing but zeros is added to it.
    let zeros = try OperationCase(
      id: "zeros", shape: .square(1), format: .float32, batch: 1, left: [0], right: [0], input: [0], cotangent: [0],
      accumulators: ([2049], [2049]))
    for (window, result, isRight) in [(10, 2048.0, true), (10, 2049, true), (23, 2048, false), (23, 2049, true)] {
      let found = try judge(window).verdict(on: .left, of: zeros, result: [result]).holds
      #expect(found == isRight, "\(window): \(result)")
    }
  }
}
