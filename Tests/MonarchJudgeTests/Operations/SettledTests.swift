import ExactArithmetic
import MonarchJudge
import MonarchReference
import Testing

/// NaN and infinities that every order of summation gives, and those that it does not.
@Suite struct SettledTests {
  private let judge = Judge(model: ArithmeticModel(.float32))

  /// y = L_0 h, h = R_0 x with one block of each: left (1, 1, r), right (1, r, p).
  private func holds(
    _ left: [Double], _ right: [Double], _ input: [Double], _ found: Double, _ judge: Judge? = nil
  ) throws -> Bool {
    let shape = try MonarchShape(k: 1, q: left.count, p: input.count, l: 1, s: 1, r: left.count)
    let data = try OperationCase(
      id: "settled", shape: shape, format: .float32, batch: 1, left: left, right: right, input: input, cotangent: nil)
    return try (judge ?? self.judge).verdict(on: .product, of: data, result: [found]).holds
  }

  private let inf = Double.infinity

  @Test func theSignOfAnInfinityIsSettled() throws {
    for (left, right, input, sign) in [
      ([1.0], [1.0, 1], [.infinity, 5], 1.0), ([-1], [1, 1], [.infinity, 5], -1), ([1], [-2, 7], [.infinity, 5], -1),
      ([1], [.infinity, 1], [-3, 5], -1), ([-.infinity], [1, 1], [3, 5], -1), ([.infinity], [1, 1], [-3, -5], -1),
      ([1, 1], [1, 0.5, -1, 2], [.infinity, 5], 0),
    ] as [([Double], [Double], [Double], Double)] {
      // 0: infinities of both signs meet, and which comes out depends on the way.
      #expect(try holds(left, right, input, .nan))
      #expect(try holds(left, right, input, inf) == (sign >= 0), "\(left) \(right) \(input)")
      #expect(try holds(left, right, input, -inf) == (sign <= 0), "\(left) \(right) \(input)")
      #expect(try !holds(left, right, input, 7))
    }
  }

  @Test func nothingMakesAnInfinityOfNaN() throws {
    for (left, right, input) in [
      ([1.0], [1.0, 1], [Double.nan, 5]), ([1], [0, 1], [.nan, 5]), ([0], [1, 1], [.nan, .infinity]),
      ([.nan], [1, -1], [5, 5]), ([1], [1, .nan], [.infinity, -.infinity]),
    ] {
      #expect(try holds(left, right, input, .nan))
      #expect(try !holds(left, right, input, inf) && !holds(left, right, input, -inf), "\(left) \(right) \(input)")
    }
  }

  /// 0·∞ and ∞ − ∞ are NaN by stages, and may be an infinity where the matrix is formed first.
  @Test func indefiniteFormsSettleNothing() throws {
    for (left, right, input) in [
      ([1.0], [0.0, 1], [Double.infinity, 5]), ([0], [1, 1], [.infinity, 5]), ([.infinity], [1, -1], [5, 5]),
      ([1], [1, 1], [.infinity, -.infinity]),
    ] {
      for found in [inf, -inf, .nan] { #expect(try holds(left, right, input, found)) }
      #expect(try !holds(left, right, input, 0))
    }
  }

  /// An intermediate whose sign rounding may decide settles nothing.
  @Test func uncertainSignsSettleNothing() throws {
    // h = 1 + 2^-30 − 1: any of 0, 2^-30 and more, or with other orders −2^-24.
    let (right, input) = ([1.0, 0x1p-30, -1], [1.0, 1, 1])
    for found in [inf, -inf, .nan] { #expect(try holds([.infinity], right, input, found)) }
    #expect(try !holds([.infinity], right, input, 3))
    // The same sum in fewer bits is exact.
    #expect(try !holds([.infinity], [1, 0x1p-10, -1], input, -inf))
    // What may be flushed may be 0, and 0·∞ is NaN.
    let flushing = Judge(model: ArithmeticModel(.float32, flushesSubnormals: true))
    for found in [inf, .nan] { #expect(try holds([.infinity], [1], [0x1p-140], found, flushing)) }
  }

  @Test func gradientsAreSettledToo() throws {
    let data = try OperationCase(
      id: "settled", shape: .square(1), format: .float32, batch: 2, left: [2], right: [-3], input: [.infinity, 1],
      cotangent: [1, 1], accumulators: ([.infinity], [1]))
    // dL = Σ g·h + before = −∞ + … + ∞; dR = Σ (L g)·x + before = ∞.
    func holds(_ operation: MonarchOperation, _ found: Double) throws -> Bool {
      try judge.verdict(on: operation, of: data, result: [found]).holds
    }
    #expect(try holds(.left, .nan) && holds(.left, inf) && !holds(.left, 6))
    #expect(try holds(.right, inf) && !holds(.right, -inf) && holds(.right, .nan))
  }
}
