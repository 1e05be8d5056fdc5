import MonarchKernels
import PropertyEngine
import PropertyTesting
import Testing

/// `rounding-bound`: depth s + q for the input's gradient, p + batch for the left factor's, s + batch for the right one's.
@Suite(.property(cases: 1)) struct GradientRoundingTests {
  @Test(arguments: Shape.selected + [Shape(square: 31)]) func errorsStayWithinTheBound(_ shape: Shape) async {
    await check { draws in try checkErrors(draws, shape, rows: 7) }
  }

  @Test(.property(cases: 100)) func errorsOfAnyShapeStayWithinTheBound() async {
    await check { draws in
      try checkErrors(draws, draws.draw(.shape()), rows: draws.draw(.integer(in: 1...40, target: 1)))
    }
  }

  private func checkErrors(_ draws: Draws, _ shape: Shape, rows: Int) throws {
    let plain = try PlainChain(shape, parts: 1, rows: rows, areReal: true, draws)
    let (exact, gauge) = (plain.gradients(), plain.gauge().gradients())
    for instructionSet in concreteInstructionSets {
      let packed = try PackedFactors(plain.factors(shape, Float.self), for: instructionSet, directions: .both)
      let found = try gradients(packed, shape, numbers(plain.inputs), numbers(plain.cotangents), batch: rows)
      func checkWorst(_ name: String, _ found: [Float], _ exact: [Double], _ gauge: [Double], depth: Int) {
        let worst = found.indices.map { abs(Double(found[$0]) - exact[$0]) / gauge[$0] }.max()!
        #expect(worst <= growth(0x1p-24, depth) + growth(0x1p-53, depth), "\(instructionSet) \(name)")
      }
      checkWorst("dx", found.input, exact.input, gauge.input, depth: shape.s + shape.q)
      checkWorst("dright", found.factors[0], exact.factors[0], gauge.factors[0], depth: shape.s + rows)
      checkWorst("dleft", found.factors[1], exact.factors[1], gauge.factors[1], depth: shape.p + rows)
    }
  }

  /// (1+u)^n − 1, without cancellation.
  private func growth(_ u: Double, _ n: Int) -> Double {
    var (sum, term) = (0.0, 1.0)
    for i in 0..<n {
      term *= u * Double(n - i) / Double(i + 1)
      sum += term
    }
    return sum
  }
}
