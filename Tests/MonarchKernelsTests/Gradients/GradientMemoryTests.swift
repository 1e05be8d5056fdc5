import ComplexModule
import MonarchKernels
import PropertyEngine
import PropertyTesting
import Testing

/// What a gradient reads and writes: the elements that the layouts name, and nothing else.
@Suite(.property(cases: 1)) struct GradientMemoryTests {
  @Test(arguments: Shape.selected + [Shape(square: 16), Shape(3, 24, 7, 24, 10, 3)])
  func nothingOutsideTheArraysIsTouched(_ shape: Shape) async {
    await check { draws in
      for batch in [1, 2, 3, 8] {
        try checkLayouts(draws, shape, batch, nil, nil, nil, Float.self)
        try checkLayouts(draws, shape, batch, nil, nil, nil, Complex<Double>.self)
      }
      try checkLayouts(draws, shape, 5, nil, nil, nil, Double.self)
      try checkLayouts(draws, shape, 5, nil, nil, nil, BFloat16.self)
    }
  }

  /// Rows that are read where they lie, apart, and more of them than go through the chain together.
  @Test(arguments: [Shape(square: 3), Shape(square: 8), Shape(2, 3, 3, 2, 5, 3), Shape(square: 16)])
  func gapsBetweenRowsOfSeveralTilesAreLeftAlone(_ shape: Shape) async {
    await check { draws in
      let from = BatchLayout(rowStride: shape.inputCount + 3)
      let cotangent = BatchLayout(rowStride: shape.outputCount + 5)
      let to = BatchLayout(rowStride: shape.inputCount + 1)
      try checkLayouts(draws, shape, 101, from, cotangent, to, Float.self)
      try checkLayouts(draws, shape, 101, from, cotangent, to, Complex<Float>.self)
    }
  }

  @Test(.property(cases: 100)) func gapsOfAnyLayoutAreLeftAlone() async {
    await check { draws in
      let shape = try draws.draw(.shape())
      let batch = try draws.draw(.integer(in: 1...9, target: 1), as: "batch")
      let from = try draws.draw(.layout(count: shape.inputCount, batch: batch), as: "input layout")
      let cotangent = try draws.draw(.layout(count: shape.outputCount, batch: batch), as: "cotangent layout")
      let to = try draws.draw(.layout(count: shape.inputCount, batch: batch), as: "gradient layout")
      try checkLayouts(draws, shape, batch, from, cotangent, to, Float.self)
      try checkLayouts(draws, shape, batch, from, cotangent, to, Complex<Float>.self)
      try checkLayouts(draws, shape, batch, from, cotangent, to, BFloat16.self)
    }
  }

  /// Spans between guarded pages at either end, gaps that are NaN where they are read and of a sentinel where written.
  private func checkLayouts<Scalar: WordTestScalar>(
    _ draws: Draws, _ shape: Shape, _ batch: Int, _ inputLayout: BatchLayout?, _ cotangentLayout: BatchLayout?,
    _ gradientLayout: BatchLayout?, _: Scalar.Type
  ) throws where Scalar.Accumulator: WordTestScalar {
    let plain = try PlainChain(shape, parts: Scalar.parts, rows: batch, draws)
    let expected = plain.expectedGradients(Scalar.self)
    let sentinel = Scalar(parts: [-12345, 12345])
    let (rowIn, rowOut) = (BatchLayout(rowStride: shape.inputCount), BatchLayout(rowStride: shape.outputCount))
    let inputs: [Scalar] = placed(
      numbers(plain.inputs), inputLayout ?? rowIn, count: shape.inputCount, batch: batch, gap: notANumber())
    let cotangents: [Scalar] = placed(
      numbers(plain.cotangents), cotangentLayout ?? rowOut, count: shape.outputCount, batch: batch, gap: notANumber())
    let wanted = placed(
      expected.input, gradientLayout ?? rowIn, count: shape.inputCount, batch: batch, gap: sentinel)
    for instructionSet in concreteInstructionSets {
      let packed = try PackedFactors(plain.factors(shape, Scalar.self), for: instructionSet, directions: .both)
      for end in GuardedEnd.allCases {
        let input = GuardedNumbers(inputs, at: end)
        let cotangent = GuardedNumbers(cotangents, at: end)
        let gradient = GuardedNumbers([Scalar](repeating: sentinel, count: wanted.count), at: end)
        let right = GuardedNumbers([Scalar.Accumulator](repeating: notANumber(), count: shape.rightCount), at: end)
        let left = GuardedNumbers([Scalar.Accumulator](repeating: notANumber(), count: shape.leftCount), at: end)
        var gradientSpan = gradient.elements.mutableSpan
        var rightSpan = right.elements.mutableSpan
        var leftSpan = left.elements.mutableSpan
        try packed.gradient(
          input: input.elements.span, cotangent: cotangent.elements.span, batch: batch, inputGradient: &gradientSpan,
          left: &leftSpan, right: &rightSpan, inputLayout: inputLayout, cotangentLayout: cotangentLayout,
          inputGradientLayout: gradientLayout)
        expectSameBits(Array(gradient.elements), wanted, "\(Scalar.self) \(instructionSet): dx")
        expectSameBits(Array(right.elements), expected.factors[0], "\(Scalar.self) \(instructionSet): dright")
        expectSameBits(Array(left.elements), expected.factors[1], "\(Scalar.self) \(instructionSet): dleft")
      }
    }
  }
}
