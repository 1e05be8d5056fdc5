import ExactArithmetic
import MonarchJudge
import MonarchReference
import PropertyEngine
import PropertyTesting
import TestSupport
import Testing

@Suite struct ErrorBoundTests {
  /// The bound is judging's formula, recomputed here from explicit matrices.
  @Test func boundIsTheFormula() throws {
    for id in CasePlan(count: 40, seed: 3, layout: .fly, format: .float32, largest: 200).ids where id.kind == .uniform {
      let product = try ProductCase(id)
      let factors = try product.factors
      let expectation = try OperationExpectation(.product, of: OperationCase(id), model: ArithmeticModel(.float32))
      let shape = id.shape
      let outer = try factors.outputPermutation.matrix(over: Rational.self)
      let inner = try factors.middlePermutation.matrix(over: Rational.self)
      let second = try outer * factors.left.matrix.map(\.magnitude) * inner
      let ones = [Rational](repeating: 1, count: shape.middleCount)
      let amplified = try second * ones
      let η = Rational.powerOfTwo(-150)
      var growth = Rational(1)
      for _ in 0..<(shape.p + shape.r) { growth *= 1 + .powerOfTwo(-24) }
      for row in 0..<product.batch {
        let gauge = try second * (factors.right.matrix.map(\.magnitude) * product.row(row).map(\.magnitude))
        #expect((0..<shape.outputCount).map { expectation.gauge(row, $0) } == gauge)
        for i in 0..<shape.outputCount {
          let expected =
            (growth - 1) * gauge[i] + growth * (Rational(shape.p) * η * amplified[i] + Rational(shape.r) * η)
          #expect(expectation.bound(row, i) == expected)
        }
      }
    }
  }

  /// Arithmetic simulated exactly in formats of 3 to 8 bits with a short exponent range, where errors are large and
  /// underflow is everywhere, stays within the bound, for sums in any order; the search drives it towards the bound.
  @Test(.property(cases: cases(4000))) func simulatedArithmeticStaysWithinTheBound() async {
    await check { draws in
      let precision = try draws.draw(.integer(in: 3...8, target: 3), as: "precision")
      let format = FloatFormat(name: "toy", precision: precision, minimalExponent: -6 - precision, maximalExponent: 60)
      func round(_ value: Rational) throws -> Rational { try #require(format.nearest(to: value)) }
      func numbers(_ name: String, _ count: Int) throws -> [Rational] {
        let tops = try draws.integers(rows: 1, columns: count, in: -99...99).elements
        let shifts = try draws.integers(rows: 1, columns: count, in: 0...9).elements
        let values = try zip(tops, shifts).map { try round(Rational($0, 1 << $1)) }
        draws.show(name, values)
        return values
      }
      let fused = try draws.draw(.bool(), as: "fused")
      let reversed = try draws.draw(.bool(), as: "reversed")
      func dot(_ a: [Rational], _ b: [Rational]) throws -> Rational {
        var sum = Rational.zero
        for index in reversed ? Array(a.indices.reversed()) : Array(a.indices) {
          sum = try fused ? round(sum + a[index] * b[index]) : round(sum + round(a[index] * b[index]))
        }
        return sum
      }
      let shape = try MonarchShape(k: 2, q: 3, p: try draws.draw(.integer(in: 1...6, target: 1)), l: 3, s: 2, r: 2)
      let monarch = try MonarchMatrix<Rational>(
        shape: shape, left: numbers("left", 12), right: numbers("right", 6 * shape.p))
      let input = try numbers("input", shape.inputCount)
      let h = try (0..<6).map { index in
        try dot(
          monarch.right.blocks[index / 3].row(index % 3),
          Array(input[index / 3 * shape.p..<(index / 3 + 1) * shape.p]))
      }
      let magnitudes = monarch.map(\.magnitude)
      let gauge = try magnitudes.applied(to: input.map(\.magnitude))
      let bound = ErrorBound(
        model: ArithmeticModel(format), depths: [shape.p, shape.r],
        amplifications: [try magnitudes.output(ofMiddle: Array(repeating: 1, count: 6)), Array(repeating: 1, count: 6)])
      let value = try monarch.applied(to: input)
      var largest = Rational.zero
      for i in 0..<6 {
        let computed = try dot(monarch.left.blocks[i % 3].row(i / 3), [h[i % 3], h[3 + i % 3]])
        let allowed = bound.bound(at: i, gauge: gauge[i])
        #expect((computed - value[i]).magnitude <= allowed)
        largest = max(largest, (computed - value[i]).magnitude / allowed)
      }
      draws.maximize("ρ", Double(largest))
      // The bound is not idle: errors come near it.
      draws.cover(largest > Rational(1, 4), "ρ > 1/4", atLeast: 0.005)
    }
  }
}

extension Matrix {
  fileprivate func row(_ index: Int) -> [Scalar] { (0..<columns).map { self[index, $0] } }
}
