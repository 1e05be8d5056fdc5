import ComplexModule
import MonarchKernels
import PropertyEngine
import PropertyTesting
import Testing

/// Products of order p, their adjoints and gradients: the definition, on exact data.
@Suite(.property(cases: 1)) struct PackedDigitsTests {
  private static let sizes = [(1, 3), (2, 1), (2, 5), (3, 4), (5, 3), (8, 2), (16, 2), (7, 3), (33, 2)]

  /// W_t: y[high, j, low] = Σ_i W_t[high, low, j, i] · x[high, i, low].
  private func factors(base: Int, order: Int) -> [PlainFactor] {
    let count = (0..<order).reduce(1) { size, _ in size * base }
    var below = 1
    return (0..<order).map { _ in
      var weights: [(input: Int, output: Int)] = []
      for block in 0..<count / base {
        let (high, low) = block.quotientAndRemainder(dividingBy: below)
        func place(_ digit: Int) -> Int { (high * base + digit) * below + low }
        for j in 0..<base { for i in 0..<base { weights.append((place(i), place(j))) } }
      }
      below *= base
      return PlainFactor(inputCount: count, outputCount: count, weights: weights)
    }
  }

  @Test(arguments: sizes) func productsAndGradientsAreExact(base: Int, order: Int) async {
    await check { draws in
      try checkExact(draws, base, order, Float.self, [1, 3, 8])
      try checkExact(draws, base, order, Double.self, [0, 5])
      try checkExact(draws, base, order, Complex<Float>.self, [2])
      try checkExact(draws, base, order, Complex<Double>.self, [7])
      try checkExact(draws, base, order, BFloat16.self, [4])
    }
  }

  private func checkExact<Scalar: WordTestScalar>(
    _ draws: Draws, _ base: Int, _ order: Int, _: Scalar.Type, _ batches: [Int]
  ) throws where Scalar.Accumulator: WordTestScalar {
    for batch in batches {
      let plain = try PlainChain(
        factors(base: base, order: order), parts: Scalar.parts, rows: batch, weights: 2, values: 2, draws)
      let expected = plain.expectedGradients(Scalar.self)
      let (inputs, cotangents): ([Scalar], [Scalar]) = (numbers(plain.inputs), numbers(plain.cotangents))
      for instructionSet in concreteInstructionSets {
        let packed = try PackedDigits<Scalar>(
          plain.blocks.map { numbers($0) }, base: base, for: instructionSet, directions: .both)
        #expect(packed.base == base && packed.order == order && packed.count == plain.inputCount)
        #expect(packed.instructionSet == instructionSet)
        let name = "\(Scalar.self) \(instructionSet) batch \(batch)"
        var product = [Scalar](repeating: notANumber(), count: inputs.count)
        var adjoint = product
        var gradient = product
        var sums = plain.blocks.map {
          [Scalar.Accumulator](repeating: notANumber(), count: $0.count / Scalar.parts)
        }
        var span = product.mutableSpan
        try packed.multiply(inputs.span, batch: batch, into: &span)
        var adjointSpan = adjoint.mutableSpan
        try packed.adjoint(cotangents.span, batch: batch, into: &adjointSpan)
        for threads in [1, 3] {
          var gradientSpan = gradient.mutableSpan
          try packed.gradient(
            input: inputs.span, cotangent: cotangents.span, batch: batch, inputGradient: &gradientSpan, factors: &sums,
            threads: threads)
          expected.expectSame(as: Gradients(input: gradient, factors: sums), "\(name) threads \(threads), gradients")
        }
        var again = gradient.mutableSpan
        try packed.gradient(
          input: inputs.span, cotangent: cotangents.span, batch: batch, inputGradient: &again, factors: &sums,
          accumulating: true)
        expectSameBits(product, numbers(plain.product()), "\(name)")
        expectSameBits(adjoint, expected.input, "\(name), adjoint")
        #expect(sums.map { parts($0) } == expected.factors.map { parts($0).map { 2 * $0 } }, "\(name), added")
      }
    }
  }

  /// Threads share the rows or the blocks of large factors.
  @Test func threadsChangeNothing() async {
    await check { draws in
      let (base, order) = (16, 3)
      let plain = try PlainChain(factors(base: base, order: order), parts: 1, rows: 40, areReal: true, draws)
      let packed = try PackedDigits<Float>(plain.blocks.map { numbers($0) }, base: base, directions: .both)
      for batch in [1, 5, 40] {
        let inputs: [Float] = numbers(plain.prefix(batch).inputs)
        let outputs = try [1, 2, 3, 7].map { threads in
          var output = [Float](repeating: .nan, count: inputs.count)
          var adjoint = output
          var span = output.mutableSpan
          try packed.multiply(inputs.span, batch: batch, into: &span, threads: threads)
          var adjointSpan = adjoint.mutableSpan
          try packed.adjoint(inputs.span, batch: batch, into: &adjointSpan, threads: threads)
          return output + adjoint
        }
        #expect(outputs.allSatisfy { haveSameBits($0, outputs[0]) }, "batch \(batch)")
      }
    }
  }

  /// The factors that a matrix of this order is projected onto multiply to it.
  @Test(arguments: [(1, 3), (2, 1), (2, 5), (3, 3), (8, 2)])
  func projectedFactorsGiveTheMatrixBack(base: Int, order: Int) async {
    await check { draws in
      let count = (0..<order).reduce(1) { size, _ in size * base }
      var plain = try PlainChain(factors(base: base, order: order), parts: 1, rows: 0, draws)
      plain.inputs = (0..<count * count).map { $0 / count == $0 % count ? 1 : 0 }
      // Row i of the product is the matrix's column i.
      let columns = plain.product()
      let matrix = (0..<count * count).map { columns[$0 % count * count + $0 / count] }
      let found = try MonarchFactors<Double>.projectDigits(matrix, base: base, order: order)
      let packed = try PackedDigits(found, base: base)
      var output = [Double](repeating: .nan, count: count * count)
      var span = output.mutableSpan
      try packed.multiply(plain.inputs.span, batch: count, into: &span)
      let scale = max(columns.map(abs).max()!, 1)
      let worst = zip(output, columns).map { abs($0 - $1) }.max()!
      #expect(worst <= 1e-12 * scale)
    }
  }

  @Test func badDigitsAreRefused() throws {
    let ones = [Double](repeating: 1, count: 8)
    #expect(throws: KernelError.sizeBelowOne(name: "base", found: 0)) { try PackedDigits([ones], base: 0) }
    #expect(throws: KernelError.orderBelowOne(0)) { try PackedDigits([[Double]](), base: 2) }
    #expect(throws: KernelError.wrongCount(name: "factor 1", expected: 8, found: 7)) {
      try PackedDigits([ones, Array(ones.dropLast())], base: 2)
    }
    #expect(throws: KernelError.overflow(name: "the matrix")) {
      try PackedDigits([[Double]](repeating: [], count: 70), base: 2)
    }
    let forward = try PackedDigits([ones, ones], base: 2)
    let both = try PackedDigits([ones, ones], base: 2, directions: .both)
    let input = [Double](repeating: 1, count: 8)
    func refuse(
      _ error: KernelError, _ packed: PackedDigits<Double>, batch: Int = 2, counts: [Int] = [8, 8], threads: Int = 1
    ) {
      var output = [Double](repeating: 7, count: 8)
      var sums = counts.map { [Double](repeating: 7, count: $0) }
      let before = sums
      #expect(throws: error) {
        var span = output.mutableSpan
        try packed.gradient(
          input: input.span, cotangent: input.span, batch: batch, inputGradient: &span, factors: &sums, threads: threads
        )
      }
      #expect(output.allSatisfy { $0 == 7 } && sums == before)
    }
    refuse(.notPacked, forward)
    refuse(.negativeBatch(-1), both, batch: -1)
    refuse(.spanTooShort(name: "input", needed: 12, found: 8), both, batch: 3)
    refuse(.sizeBelowOne(name: "threads", found: 0), both, threads: 0)
    refuse(.wrongCount(name: "factors' gradients", expected: 2, found: 1), both, counts: [8])
    refuse(.wrongCount(name: "factor 1's gradient", expected: 8, found: 9), both, counts: [8, 9])
    #expect(throws: KernelError.notPacked) {
      var output = input
      var span = output.mutableSpan
      try forward.adjoint(input.span, batch: 2, into: &span)
    }
  }
}
