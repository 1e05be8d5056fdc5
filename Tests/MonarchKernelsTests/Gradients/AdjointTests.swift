import ComplexModule
import MonarchKernels
import PropertyEngine
import PropertyTesting
import Testing

/// The conjugate transpose: its formula, its memory, and that it is the adjoint.
///
/// A listed shape gets the simplest numbers and one draw of others.
@Suite(.property(cases: 1)) struct AdjointTests {
  @Test(arguments: Shape.squares.filter { $0.k <= 33 } + Shape.rectangles)
  func adjointProductsAreExact(_ shape: Shape) async {
    await check { draws in
      let isSmall = shape.multiplyAdds < 4000
      try checkExact(draws, shape, Float.self, isSmall ? [0, 1, 2, 3, 6, 7, 13, 97] : [1, 4, 7])
      try checkExact(draws, shape, Double.self, isSmall ? [1, 8] : [1])
      try checkExact(draws, shape, Complex<Float>.self, isSmall ? [1, 2, 3, 7, 97] : [1, 5])
      try checkExact(draws, shape, Complex<Double>.self, [1, 4])
    }
  }

  @Test(arguments: [Shape(square: 64)] + Shape.fourBlocks)
  func adjointProductsOfLargeShapesAreExact(_ shape: Shape) async {
    await check { draws in try checkExact(draws, shape, Float.self, [1, 3]) }
  }

  @Test(.property(cases: 100)) func adjointProductsOfAnyShapeAreExact() async {
    await check { draws in
      let shape = try draws.draw(.shape())
      let batch = try draws.draw(.integer(in: 0...9), as: "batch")
      switch try draws.draw(.integer(in: 0...3), as: "type") {
      case 0: try checkExact(draws, shape, Float.self, [batch])
      case 1: try checkExact(draws, shape, Double.self, [batch])
      case 2: try checkExact(draws, shape, Complex<Float>.self, [batch])
      default: try checkExact(draws, shape, Complex<Double>.self, [batch])
      }
    }
  }

  private func checkExact<Scalar: WordTestScalar>(
    _ draws: Draws, _ shape: Shape, _: Scalar.Type, _ batches: [Int], sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let plain = try PlainChain(shape, parts: Scalar.parts, rows: batches.max()!, draws)
    let (cotangents, expected): ([Scalar], [Scalar]) = (numbers(plain.cotangents), numbers(plain.adjoint()))
    let factors = try plain.factors(shape, Scalar.self)
    for instructionSet in concreteInstructionSets {
      let packed = try PackedFactors(factors, for: instructionSet, directions: .both)
      for batch in batches {
        let some = Array(cotangents.prefix(batch * shape.outputCount))
        try expectSameBits(
          adjointProduct(packed, some, batch: batch), Array(expected.prefix(batch * shape.inputCount)),
          "\(Scalar.self) \(instructionSet) batch \(batch)", sourceLocation: sourceLocation)
      }
    }
  }

  /// ⟨M·x, y⟩ = ⟨x, Mᴴ·y⟩, which integers leave no room to round in.
  @Test(.property(cases: 60)) func theAdjointIsTheOneOfTheProduct() async {
    @Sendable func checkPairing<Scalar: WordTestScalar>(_ draws: Draws, _ shape: Shape, _: Scalar.Type) throws {
      let plain = try PlainChain(shape, parts: Scalar.parts, rows: 1, draws)
      let (x, y): ([Scalar], [Scalar]) = (numbers(plain.inputs), numbers(plain.cotangents))
      let packed = try PackedFactors(plain.factors(shape, Scalar.self), directions: .both)
      let (product, adjoint) = (try forwardProduct(packed, x, batch: 1), try adjointProduct(packed, y, batch: 1))
      #expect(pairing(product, y) == pairing(x, adjoint))
    }
    await check { draws in
      let shape = try draws.draw(.shape())
      try checkPairing(draws, shape, Float.self)
      try checkPairing(draws, shape, Complex<Double>.self)
    }
  }

  /// Σ a · conj b, part by part.
  private func pairing<Scalar: WordTestScalar>(_ some: [Scalar], _ others: [Scalar]) -> [Double] {
    var sum = [0.0, 0.0]
    for (a, b) in zip(some, others) {
      let (a, b) = (a.partValues + [0], b.partValues + [0])
      sum[0] += a[0] * b[0] + a[1] * b[1]
      sum[1] += a[1] * b[0] - a[0] * b[1]
    }
    return sum
  }

  /// Every array between guarded pages, at either end of its page, the scratch too.
  @Test(arguments: Shape.selected + [Shape(square: 16), Shape(3, 24, 7, 24, 10, 3)])
  func nothingOutsideTheArraysIsTouched(_ shape: Shape) async {
    await check { draws in
      try checkGuarded(draws, shape, Float.self)
      try checkGuarded(draws, shape, Double.self)
      try checkGuarded(draws, shape, Complex<Float>.self)
      try checkGuarded(draws, shape, BFloat16.self)
    }
  }

  private func checkGuarded<Scalar: WordTestScalar>(_ draws: Draws, _ shape: Shape, _: Scalar.Type) throws {
    let plain = try PlainChain(shape, parts: Scalar.parts, rows: 8, draws)
    let (cotangents, expected): ([Scalar], [Scalar]) = (numbers(plain.cotangents), numbers(plain.adjoint()))
    let factors = try plain.factors(shape, Scalar.self)
    for instructionSet in concreteInstructionSets {
      for end in GuardedEnd.allCases {
        let right = GuardedNumbers(factors.right, at: end)
        let left = GuardedNumbers(factors.left, at: end)
        let packed = try PackedFactors(
          shapedLike: factors, right: right.elements.span, left: left.elements.span, for: instructionSet,
          directions: .both)
        for batch in [1, 2, 3, 6, 8] {
          let input = GuardedNumbers(Array(cotangents.prefix(batch * shape.outputCount)), at: end)
          let output = GuardedNumbers(
            [Scalar](repeating: notANumber(), count: batch * shape.inputCount), at: end)
          let scratch = GuardedBuffer<UInt8>(
            count: try packed.scratchBytes(batch: batch, adjoint: true), at: end, filledWith: 0xff)
          var span = output.elements.mutableSpan
          try packed.multiply(
            input.elements.span, batch: batch, into: &span, adjoint: true,
            scratch: UnsafeMutableRawBufferPointer(scratch.elements))
          expectSameBits(Array(output.elements), Array(expected.prefix(batch * shape.inputCount)))
        }
      }
    }
  }

  /// What lies between strided elements is neither read nor written.
  @Test(.property(cases: 80)) func gapsOfAnyLayoutAreLeftAlone() async {
    @Sendable func checkLayouts<Scalar: WordTestScalar>(_ draws: Draws, _ shape: Shape, _: Scalar.Type) throws {
      let batch = try draws.draw(.integer(in: 1...9, target: 1), as: "batch")
      let from = try draws.draw(.layout(count: shape.outputCount, batch: batch), as: "input layout")
      let to = try draws.draw(.layout(count: shape.inputCount, batch: batch), as: "output layout")
      let plain = try PlainChain(shape, parts: Scalar.parts, rows: batch, draws)
      let sentinel = Scalar(parts: [-12345, 12345])
      let packed = try PackedFactors(plain.factors(shape, Scalar.self), directions: .both)
      let input: [Scalar] = placed(
        numbers(plain.cotangents), from, count: shape.outputCount, batch: batch, gap: notANumber())
      let expected = placed(numbers(plain.adjoint()), to, count: shape.inputCount, batch: batch, gap: sentinel)
      var output = [Scalar](repeating: sentinel, count: expected.count)
      var span = output.mutableSpan
      try packed.adjoint(input.span, batch: batch, into: &span, inputLayout: from, outputLayout: to)
      expectSameBits(output, expected)
    }
    await check { draws in
      let shape = try draws.draw(.shape())
      try checkLayouts(draws, shape, Float.self)
      try checkLayouts(draws, shape, Complex<Double>.self)
    }
  }

  /// A row's bits are the same alone and at another place of the batch.
  @Test(arguments: Shape.selected) func rowsDoNotDependOnTheirBatch(_ shape: Shape) async {
    @Sendable func checkRows<Scalar: WordTestScalar>(_ draws: Draws, _: Scalar.Type) throws {
      let plain = try PlainChain(shape, parts: Scalar.parts, rows: 101, areReal: true, draws)
      let cotangents: [Scalar] = numbers(plain.cotangents)
      for instructionSet in concreteInstructionSets {
        let packed = try PackedFactors(plain.factors(shape, Scalar.self), for: instructionSet, directions: .both)
        let together = try adjointProduct(packed, cotangents, batch: 101)
        for (first, count) in [(0, 1), (1, 1), (5, 1), (100, 1), (1, 2), (3, 3), (2, 4), (7, 5), (90, 11)] {
          let some = Array(cotangents[first * shape.outputCount..<(first + count) * shape.outputCount])
          let expected = Array(together[first * shape.inputCount..<(first + count) * shape.inputCount])
          try expectSameBits(adjointProduct(packed, some, batch: count), expected, "\(first), \(count)")
        }
      }
    }
    await check { draws in
      try checkRows(draws, Float.self)
      try checkRows(draws, Complex<Double>.self)
    }
  }

  @Test(arguments: Shape.selected) func convenienceFormIsTheSameProduct(_ shape: Shape) async {
    await check { draws in
      let plain = try PlainChain(shape, parts: 2, rows: 3, draws)
      let factors = try plain.factors(shape, Complex<Float>.self)
      let adjoint = try factors.adjoint(numbers(plain.cotangents), batch: 3)
      expectSameBits(adjoint, numbers(plain.adjoint()))
      #expect(try factors.adjoint([], batch: 0) == [])
    }
  }
}
