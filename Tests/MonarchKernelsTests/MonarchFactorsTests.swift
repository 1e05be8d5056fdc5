import MonarchKernels
import PropertyEngine
import PropertyTesting
import Testing

/// What the product is: the two formulas, on exact data.
///
/// A listed shape gets the simplest numbers and one draw of others.
@Suite(.property(cases: 1)) struct MonarchFactorsTests {
  @Test(arguments: Shape.squares)
  func squareProductsAreExact(_ shape: Shape) async {
    await check { draws in
      try checkExact(draws, shape)
    }
  }

  @Test(arguments: Shape.rectangles)
  func rectangularProductsAreExact(_ shape: Shape) async {
    await check { draws in
      try checkExact(draws, shape)
    }
  }

  @Test(arguments: Shape.fourBlocks)
  func productsOfFourLargeBlocksAreExact(_ shape: Shape) async {
    await check { draws in
      try checkExact(draws, shape, batches: [1, 7, 50])
    }
  }

  /// Every way that few lambdas fill a vector, and every remainder of outputs.
  @Test(arguments: 1...17)
  func productsOfFewBlocksAreExact(l: Int) async {
    await check { draws in
      for s in [1, 2, 3, 4, 5, 8, 9, 17] {
        for r in [1, 2, 5] {
          try checkExact(draws, Shape(r, l, 3, l, s, r), batches: [1, 4])
          try checkExact(draws, Shape(l, r, 2, l, s, r), batches: [1, 5])
        }
      }
    }
  }

  /// Every shape of up to 144 middle elements, any divisor, any batch.
  @Test(.property(cases: 400)) func productsOfAnyShapeAreExact() async {
    await check { draws in
      let shape = try draws.draw(.shape())
      let batch = try draws.draw(.batch(), as: "batch")
      draws.classify(shape.q % shape.l == 0, "l divides q")
      draws.classify(batch > 64, "several tiles")
      try checkExact(draws, shape, batches: [batch])
    }
  }

  /// The convenience form packs, allocates and chooses the instruction set itself.
  @Test(arguments: Shape.selected)
  func convenienceFormIsTheSameProduct(_ shape: Shape) async {
    await check { draws in
      let plain = try Plain(integersOf: shape, rows: 3, draws)
      let factors = try plain.factors(Float.self)
      #expect(try factors.multiply(converted(plain.inputs), batch: 3) == converted(plain.product()))
      #expect(try factors.multiply([], batch: 0) == [])
      #expect(factors.inputCount == shape.inputCount)
      #expect(factors.outputCount == shape.outputCount)
    }
  }

  @Test(.property(cases: 50)) func squareInitialiserMeansSixEqualSizes() async {
    await check { draws in
      let m = try draws.draw(.integer(in: 1...9, target: 1))
      let plain = try Plain(integersOf: Shape(square: m), rows: 2, draws)
      let factors = try MonarchFactors<Double>(size: m, left: plain.left, right: plain.right)
      #expect([factors.k, factors.q, factors.p, factors.l, factors.s, factors.r] == [m, m, m, m, m, m])
      #expect(try factors.multiply(plain.inputs, batch: 2) == plain.product())
    }
  }

  /// Two by two, worked by hand.
  @Test func smallestProductIsTheOneOnPaper() throws {
    // R₀ = (1 2; 3 4), R₁ = (5 6; 7 8): h = (1·1 + 2·10, 3·1 + 4·10, 5·100 + 6·1000, 7·100 + 8·1000).
    // L₀ = (1 2; 3 4) on (h₀, h₂), L₁ = (5 6; 7 8) on (h₁, h₃); y interleaves the two.
    let numbers: [Double] = [1, 2, 3, 4, 5, 6, 7, 8]
    let factors = try MonarchFactors(size: 2, left: numbers, right: numbers)
    let (h0, h1, h2, h3) = (21.0, 43.0, 6500.0, 8700.0)
    #expect(
      try factors.multiply([1, 10, 100, 1000], batch: 1)
        == [h0 + 2 * h2, 5 * h1 + 6 * h3, 3 * h0 + 4 * h2, 7 * h1 + 8 * h3])
  }
}

/// Requires that the product of small integers equals the plain one, in both types, with every instruction set and for
/// every batch.
private func checkExact(
  _ draws: Draws, _ shape: Shape, batches: [Int]? = nil, sourceLocation: SourceLocation = #_sourceLocation
) throws {
  // Beyond 96 rows a second tile begins for every shape.
  let batches =
    batches
    ?? (shape.multiplyAdds < 4000 ? [0, 1, 2, 3, 5, 6, 7, 13, 64, 65, 97, 200] : [0, 1, 2, 3, 5, 6, 7, 13, 65])
  // The rows repeat after 11, or 5 large ones, which no tile is a multiple of: the plain product is needed as often only.
  let period = shape.multiplyAdds < 100_000 ? 11 : 5
  let plain = try Plain(integersOf: shape, rows: min(period, batches.max()!), draws)
  let product = plain.product()
  try check(Float.self)
  try check(Double.self)

  func check<Scalar: KernelScalar>(_: Scalar.Type) throws {
    let most = batches.max()!
    let inputs: [Scalar] = repeated(converted(plain.inputs), to: most * shape.inputCount)
    let expected: [Scalar] = repeated(converted(product), to: most * shape.outputCount)
    let factors = try plain.factors(Scalar.self)
    for instructionSet in concreteInstructionSets {
      let packed = try PackedFactors(factors, for: instructionSet)
      for batch in batches {
        let outputs = try MonarchKernelsTests.product(packed, inputs, batch: batch)
        #expect(
          isPrefix(outputs, of: expected), "\(Scalar.self) \(instructionSet) batch \(batch)",
          sourceLocation: sourceLocation)
      }
    }
  }
}

private func repeated<Scalar>(_ numbers: [Scalar], to count: Int) -> [Scalar] {
  var result: [Scalar] = []
  result.reserveCapacity(count)
  while result.count < count { result += numbers.prefix(count - result.count) }
  return result
}
