import MonarchKernels
import PropertyEngine
import PropertyTesting
import Testing

/// A NaN or an infinity reaches the gradients that depend on it, and no others.
@Suite(.property(cases: 1)) struct GradientSpecialValueTests {
  @Test(arguments: Shape.selected) func specialValuesReachWhatDependsOnThem(_ shape: Shape) async {
    await check { draws in
      try checkSpecialValues(draws, shape, Float.self)
      try checkSpecialValues(draws, shape, Double.self)
      try checkSpecialValues(draws, shape, BFloat16.self)
    }
  }

  private func checkSpecialValues<Scalar: WordTestScalar>(
    _ draws: Draws, _ shape: Shape, _: Scalar.Type
  ) throws where Scalar.Accumulator: WordTestScalar {
    let batch = 5
    let clean = try PlainChain(shape, parts: 1, rows: batch, weights: 2, values: 2, draws)
    for instructionSet in concreteInstructionSets {
      for special in [Double.nan, .infinity] {
        // Which number it replaces: an input, a cotangent, or a weight of either factor.
        for place in 0..<4 {
          var broken = clean
          switch place {
          case 0: broken.inputs[try draws.draw(.integer(in: 0...clean.inputs.count - 1))] = special
          case 1: broken.cotangents[try draws.draw(.integer(in: 0...clean.cotangents.count - 1))] = special
          default:
            broken.blocks[place - 2][try draws.draw(.integer(in: 0...clean.blocks[place - 2].count - 1))] = special
          }
          let packed = try PackedFactors(broken.factors(shape, Scalar.self), for: instructionSet, directions: .both)
          let found = try gradients(
            packed, shape, numbers(broken.inputs), numbers(broken.cotangents), batch: batch)
          let name = "\(Scalar.self) \(instructionSet) \(special) at \(place)"
          // The plain loops skip nothing either, and add in the same order.
          let expected = broken.expectedGradients(Scalar.self)
          #expect(areAlike(parts(found.input), parts(expected.input)), "\(name): dx")
          #expect(areAlike(parts(found.factors[0]), parts(expected.factors[0])), "\(name): dright")
          #expect(areAlike(parts(found.factors[1]), parts(expected.factors[1])), "\(name): dleft")
        }
      }
    }
  }

  private func areAlike(_ some: [Double], _ others: [Double]) -> Bool {
    zip(some, others).allSatisfy { $0 == $1 || $0.isNaN && $1.isNaN }
  }
}
