import ExactArithmetic
import MonarchJudge
import MonarchReference
import TestSupport
import Testing

@Suite struct ErrorBoundTests {
  /// The bound is judging's formula, recomputed here from explicit matrices.
  @Test func boundIsTheFormula() throws {
    for id in CasePlan(count: 40, seed: 3, layout: .fly, format: .float32, largest: 200).ids where id.kind == .uniform {
      let product = try ProductCase(id)
      let factors = try product.factors
      let expectation = try Expectation(product, model: ArithmeticModel(.float32))
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
        #expect(expectation.rows[row].gauge == gauge)
        for i in 0..<shape.outputCount {
          let expected =
            (growth - 1) * gauge[i] + growth * (Rational(shape.p) * η * amplified[i] + Rational(shape.r) * η)
          #expect(expectation.bound.bound(at: i, value: 0, gauge: gauge[i]) == expected)
        }
      }
    }
  }

  /// Arithmetic simulated exactly in formats of 3 to 8 bits with a short exponent range, where errors are large and
  /// underflow is everywhere, stays within the bound, for sums in any order.
  @Test func simulatedArithmeticStaysWithinTheBound() throws {
    var random = SplitMix64(seed: 51)
    var largest = Rational.zero
    for precision in 3...8 {
      let format = FloatFormat(name: "toy", precision: precision, minimalExponent: -6 - precision, maximalExponent: 60)
      func round(_ value: Rational) throws -> Rational { try #require(format.nearest(to: value)) }
      func number() throws -> Rational {
        try round(Rational(Int.random(in: -99...99, using: &random), 1 << Int.random(in: 0...9, using: &random)))
      }
      func dot(_ a: [Rational], _ b: [Rational]) throws -> Rational {
        var sum = Rational.zero
        let fused = Bool.random(using: &random)
        for index in a.indices.shuffled(using: &random) {
          sum = try fused ? round(sum + a[index] * b[index]) : round(sum + round(a[index] * b[index]))
        }
        return sum
      }
      for _ in 0..<cases(400) {
        let shape = try MonarchShape(k: 2, q: 3, p: Int.random(in: 1...6, using: &random), l: 3, s: 2, r: 2)
        let monarch = try MonarchMatrix<Rational>(
          shape: shape, left: (0..<12).map { _ in try number() }, right: (0..<6 * shape.p).map { _ in try number() })
        let input = try (0..<shape.inputCount).map { _ in try number() }
        let h = try (0..<6).map { index in
          try dot(
            monarch.right.blocks[index / 3].row(index % 3),
            Array(input[index / 3 * shape.p..<(index / 3 + 1) * shape.p]))
        }
        let magnitudes = monarch.map(\.magnitude)
        let gauge = try magnitudes.applied(to: input.map(\.magnitude))
        let bound = ErrorBound(
          model: ArithmeticModel(format), depths: [shape.p, shape.r],
          amplifications: [
            try magnitudes.output(ofMiddle: Array(repeating: 1, count: 6)), Array(repeating: 1, count: 6),
          ])
        let value = try monarch.applied(to: input)
        for i in 0..<6 {
          let computed = try dot(monarch.left.blocks[i % 3].row(i / 3), [h[i % 3], h[3 + i % 3]])
          let allowed = bound.bound(at: i, value: value[i], gauge: gauge[i])
          #expect((computed - value[i]).magnitude <= allowed)
          largest = max(largest, (computed - value[i]).magnitude / allowed)
        }
      }
    }
    // The bound is not idle: something came near it.
    #expect(largest > Rational(1, 3))
  }
}

extension Matrix {
  fileprivate func row(_ index: Int) -> [Scalar] { (0..<columns).map { self[index, $0] } }
}
