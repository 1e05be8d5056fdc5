import ComplexModule
import MonarchKernels
import PropertyEngine
import PropertyTesting
import Testing

/// Any number of threads gives the same bits, whether they share rows or weights.
@Suite(.property(cases: 1, shrinkCalls: 20)) struct ThreadsTests {
  /// Enough work to share: few rows share the weights, many rows themselves.
  @Test(arguments: [
    Shape(square: 48), Shape(4, 96, 96, 4, 96, 96), Shape(9, 40, 61, 45, 33, 8), Shape(2, 160, 130, 5, 70, 64),
  ])
  func threadsChangeNothing(_ shape: Shape) async {
    await check { draws in
      // 96 rows fall to two sharers in equal parts, 100 do not.
      try checkThreads(draws, shape, [1, 2, 7, 13, 23, 96, 100, 205], Float.self)
      try checkThreads(draws, shape, [3, 50], Double.self)
      try checkThreads(draws, shape, [1, 5, 26], Complex<Float>.self)
      try checkThreads(draws, shape, [5, 40], BFloat16.self)
    }
  }

  private func checkThreads<Scalar: WordTestScalar>(
    _ draws: Draws, _ shape: Shape, _ batches: [Int], _: Scalar.Type
  ) throws where Scalar.Accumulator: WordTestScalar {
    let plain = try PlainChain(shape, parts: Scalar.parts, rows: batches.max()!, areReal: true, draws)
    for instructionSet in concreteInstructionSets {
      let packed = try PackedFactors(plain.factors(shape, Scalar.self), for: instructionSet, directions: .both)
      for batch in batches {
        let some = plain.prefix(batch)
        let (inputs, cotangents): ([Scalar], [Scalar]) = (numbers(some.inputs), numbers(some.cotangents))
        let product = try forwardProduct(packed, inputs, batch: batch)
        let adjoint = try adjointProduct(packed, cotangents, batch: batch)
        let alone = try gradients(packed, shape, inputs, cotangents, batch: batch)
        for threads in [2, 3, 7] {
          let name = "\(Scalar.self) \(instructionSet) batch \(batch) threads \(threads)"
          try expectSameBits(forwardProduct(packed, inputs, batch: batch, threads: threads), product, "\(name)")
          var shared = [Scalar](repeating: notANumber(), count: adjoint.count)
          var span = shared.mutableSpan
          try packed.adjoint(cotangents.span, batch: batch, into: &span, threads: threads)
          expectSameBits(shared, adjoint, "\(name), adjoint")
          let together = try gradients(packed, shape, inputs, cotangents, batch: batch, threads: threads)
          together.expectSame(as: alone, "\(name), gradients")
        }
      }
    }
  }

  /// More threads than any machine has: what they take of memory stays within bounds.
  @Test func asManyThreadsAsOneLikes() throws {
    let (shape, batch) = (Shape(4, 96, 96, 4, 96, 96), 2000)
    func ramp(_ count: Int) -> [Float] { (0..<count).map { Float($0 * 37 % 101 - 50) } }
    let factors = try MonarchFactors(
      k: shape.k, q: shape.q, p: shape.p, l: shape.l, s: shape.s, r: shape.r, left: ramp(4 * 96 * 96),
      right: ramp(4 * 96 * 96))
    let packed = try PackedFactors(factors, directions: .both)
    let (inputs, cotangents) = (ramp(batch * packed.inputCount), ramp(batch * packed.outputCount))
    let product = try forwardProduct(packed, inputs, batch: batch)
    let alone = try gradients(packed, shape, inputs, cotangents, batch: batch)
    for threads in [64, 300, .max] {
      try expectSameBits(forwardProduct(packed, inputs, batch: batch, threads: threads), product, "\(threads)")
      try gradients(packed, shape, inputs, cotangents, batch: batch, threads: threads)
        .expectSame(as: alone, "threads \(threads)")
    }
  }

  /// One packing serves many tasks at once, each of which may have threads of its own.
  @Test(.property(cases: 2)) func packedFactorsAreShared() async {
    await check { draws in
      let shape = Shape(square: 48)
      let plain = try PlainChain(shape, parts: 1, rows: 9, draws)
      let packed = try PackedFactors(plain.factors(shape, Float.self), directions: .both)
      let (inputs, cotangents): ([Float], [Float]) = (numbers(plain.inputs), numbers(plain.cotangents))
      let (product, expected): ([Float], _) = (numbers(plain.product()), plain.expectedGradients(Float.self))
      try await withThrowingTaskGroup(of: Bool.self) { group in
        for task in 0..<8 {
          group.addTask {
            let threads = 1 + task % 3
            let isProduct = haveSameBits(try forwardProduct(packed, inputs, batch: 9, threads: threads), product)
            let found = try gradients(packed, shape, inputs, cotangents, batch: 9, threads: threads)
            return isProduct && found.isSame(as: expected)
          }
        }
        for try await isRight in group { #expect(isRight) }
      }
    }
  }
}
