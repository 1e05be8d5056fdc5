import ComplexModule
import MonarchKernels
import PropertyEngine
import PropertyTesting
import Testing

/// What the gradients are: the three formulas, on exact data.
///
/// A listed shape gets the simplest numbers and one draw of others.
@Suite(.property(cases: 1)) struct GradientTests {
  @Test(arguments: Shape.squares.filter { $0.k <= 33 } + Shape.rectangles)
  func gradientsAreExact(_ shape: Shape) async {
    await check { draws in
      let isSmall = shape.multiplyAdds < 4000
      try checkExact(draws, shape, Float.self, isSmall ? [0, 1, 2, 3, 7, 200] : [1, 7])
      try checkExact(draws, shape, Double.self, isSmall ? [0, 1, 25] : [4])
      try checkExact(draws, shape, Complex<Float>.self, isSmall ? [1, 2, 3, 101] : [5])
      try checkExact(draws, shape, Complex<Double>.self, [0, 1, 4])
    }
  }

  @Test(arguments: Shape.rectangles + [Shape(square: 8), Shape(square: 13)])
  func gradientsOfNarrowNumbersAreExact(_ shape: Shape) async {
    await check { draws in
      #if !(os(macOS) && arch(x86_64))
        try checkExact(draws, shape, Float16.self, [1, 7])
      #endif
      try checkExact(draws, shape, BFloat16.self, [1, 5])
    }
  }

  @Test(arguments: [Shape(square: 64)] + Shape.fourBlocks)
  func gradientsOfLargeShapesAreExact(_ shape: Shape) async {
    await check { draws in try checkExact(draws, shape, Float.self, [2]) }
  }

  @Test(.property(cases: 100)) func gradientsOfAnyShapeAreExact() async {
    await check { draws in
      let shape = try draws.draw(.shape())
      let batch = try draws.draw(.integer(in: 0...13), as: "batch")
      switch try draws.draw(.integer(in: 0...4), as: "type") {
      case 0: try checkExact(draws, shape, Float.self, [batch])
      case 1: try checkExact(draws, shape, Double.self, [batch])
      case 2: try checkExact(draws, shape, Complex<Float>.self, [batch])
      case 3: try checkExact(draws, shape, Complex<Double>.self, [batch])
      default: try checkExact(draws, shape, BFloat16.self, [batch])
      }
    }
  }

  private func checkExact<Scalar: WordTestScalar>(
    _ draws: Draws, _ shape: Shape, _: Scalar.Type, _ batches: [Int], sourceLocation: SourceLocation = #_sourceLocation
  ) throws where Scalar.Accumulator: WordTestScalar {
    let all = try PlainChain(shape, parts: Scalar.parts, rows: batches.max()!, draws)
    let factors = try all.factors(shape, Scalar.self)
    for batch in batches {
      let plain = all.prefix(batch)
      let expected = plain.expectedGradients(Scalar.self)
      // Where it accumulates, as many more as there are weights.
      let given = plain.blocks.map { $0.map { 5 * $0 - 2 } }
      let added: [[Scalar.Accumulator]] = zip(expected.factors, given).map { sums, given in
        numbers(zip(parts(sums), given).map { $0 + $1 })
      }
      for instructionSet in concreteInstructionSets {
        let packed = try PackedFactors(factors, for: instructionSet, directions: .both)
        let (inputs, cotangents): ([Scalar], [Scalar]) = (numbers(plain.inputs), numbers(plain.cotangents))
        let found = try gradients(packed, shape, inputs, cotangents, batch: batch)
        let name = "\(Scalar.self) \(instructionSet) batch \(batch)"
        expectSameBits(found.input, expected.input, "\(name): dx", sourceLocation: sourceLocation)
        expectSameBits(found.factors[0], expected.factors[0], "\(name): dright", sourceLocation: sourceLocation)
        expectSameBits(found.factors[1], expected.factors[1], "\(name): dleft", sourceLocation: sourceLocation)
        let more = try gradients(packed, shape, inputs, cotangents, batch: batch, addedTo: given.map { numbers($0) })
        more.expectSame(
          as: Gradients(input: expected.input, factors: added), "\(name), added",
          sourceLocation: sourceLocation)
      }
    }
  }

  @Test(arguments: Shape.selected) func convenienceFormIsTheSame(_ shape: Shape) async {
    await check { draws in
      let plain = try PlainChain(shape, parts: 2, rows: 3, draws)
      let factors = try plain.factors(shape, Complex<Float>.self)
      let expected = plain.expectedGradients(Complex<Float>.self)
      let found = try factors.gradient(numbers(plain.inputs), cotangent: numbers(plain.cotangents), batch: 3)
      expected.expectSame(as: Gradients(input: found.input, factors: [found.right, found.left]))
      let none = try factors.gradient([], cotangent: [], batch: 0)
      #expect(none.input == [] && none.left == Array(repeating: 0, count: shape.leftCount))
    }
  }

  /// The gradients of many rows are sums of those of their halves, by as many tiles as there may be.
  @Test(.property(cases: 20)) func gradientsAddUpOverTheBatch() async {
    await check { draws in
      let shape = try draws.draw(.shape())
      let (batch, first) = (try draws.draw(.integer(in: 2...130)), 1)
      let plain = try PlainChain(shape, parts: 1, rows: batch, draws)
      let (inputs, cotangents): ([Float], [Float]) = (numbers(plain.inputs), numbers(plain.cotangents))
      let packed = try PackedFactors(plain.factors(shape, Float.self), directions: .both)
      let all = try gradients(packed, shape, inputs, cotangents, batch: batch)
      let one = try gradients(packed, shape, inputs, cotangents, batch: first)
      let rest = try gradients(
        packed, shape, Array(inputs.dropFirst(shape.inputCount)), Array(cotangents.dropFirst(shape.outputCount)),
        batch: batch - first, addedTo: one.factors)
      all.expectSame(as: Gradients(input: one.input + rest.input, factors: rest.factors))
    }
  }
}
