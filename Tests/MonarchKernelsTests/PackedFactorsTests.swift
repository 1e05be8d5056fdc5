import MonarchKernels
import PropertyEngine
import PropertyTesting
import Testing

/// How the product is computed: memory, special values, rounding, reproducibility.
///
/// A listed shape gets the simplest numbers and one draw of others.
@Suite(.property(cases: 1)) struct PackedFactorsTests {
  // MARK: Memory

  /// Every array between guarded pages, at either end of its page, the scratch too.
  @Test(arguments: Shape.selected + [Shape(square: 16), Shape(square: 31), Shape(3, 24, 7, 24, 10, 3)])
  func nothingOutsideTheArraysIsTouched(_ shape: Shape) async {
    await check { draws in
      try checkGuarded(draws, shape, Float.self)
      try checkGuarded(draws, shape, Double.self)
    }
  }

  private func checkGuarded<Scalar: KernelScalar & BitwiseCopyable>(
    _ draws: Draws, _ shape: Shape, _: Scalar.Type
  ) throws {
    let plain = try Plain(integersOf: shape, rows: 8, draws)
    let expected: [Scalar] = converted(plain.product())
    let factors = try plain.factors(Scalar.self)
    for instructionSet in concreteInstructionSets {
      for end in GuardedBuffer<Scalar>.End.allCases {
        let right = GuardedBuffer<Scalar>(factors.right, at: end, filledWith: .nan)
        let left = GuardedBuffer<Scalar>(factors.left, at: end, filledWith: .nan)
        let packed = try PackedFactors(
          shapedLike: factors, right: right.elements.span, left: left.elements.span, for: instructionSet)
        for batch in [1, 2, 3, 6, 8] {
          let inputs = Array((converted(plain.inputs) as [Scalar]).prefix(batch * shape.inputCount))
          let input = GuardedBuffer<Scalar>(inputs, at: end, filledWith: .nan)
          let output = GuardedBuffer<Scalar>(count: batch * shape.outputCount, at: end, filledWith: .nan)
          let scratch = GuardedBuffer<UInt8>(count: try packed.scratchBytes(batch: batch), at: end, filledWith: 0xff)
          var span = output.elements.mutableSpan
          try packed.multiply(
            input.elements.span, batch: batch, into: &span, scratch: UnsafeMutableRawBufferPointer(scratch.elements))
          #expect(Array(output.elements) == Array(expected.prefix(batch * shape.outputCount)))
        }
      }
    }
  }

  /// Strided rows: what lies between them is neither read (it is NaN) nor written.
  @Test(arguments: Shape.selected)
  func gapsAreLeftAlone(_ shape: Shape) async {
    await check { draws in
      try checkGaps(draws, shape, Float.self)
      try checkGaps(draws, shape, Double.self)
    }
  }

  private func checkGaps<Scalar: KernelScalar & BitwiseCopyable>(
    _ draws: Draws, _ shape: Shape, _: Scalar.Type
  ) throws {
    for batch in [1, 4, 7] {
      let plain = try Plain(integersOf: shape, rows: batch, draws)
      let inputLayouts = layouts(count: shape.inputCount, batch: batch)
      let outputLayouts = layouts(count: shape.outputCount, batch: batch)
      for (input, output) in Array(zip(inputLayouts, outputLayouts)) + zip(inputLayouts, outputLayouts.reversed()) {
        try checkLayout(plain, Scalar.self, from: input, to: output)
      }
    }
  }

  @Test(.property(cases: 300)) func gapsOfAnyLayoutAreLeftAlone() async {
    await check { draws in
      let shape = try draws.draw(.shape())
      let batch = try draws.draw(.integer(in: 1...9, target: 1), as: "batch")
      let input = try draws.draw(.layout(count: shape.inputCount, batch: batch), as: "input layout")
      let output = try draws.draw(.layout(count: shape.outputCount, batch: batch), as: "output layout")
      let isDouble = try draws.draw(.bool(), as: "double")
      let plain = try Plain(integersOf: shape, rows: batch, draws)
      if isDouble {
        try checkLayout(plain, Double.self, from: input, to: output)
      } else {
        try checkLayout(plain, Float.self, from: input, to: output)
      }
    }
  }

  private func checkLayout<Scalar: KernelScalar & BitwiseCopyable>(
    _ plain: Plain, _: Scalar.Type, from inputLayout: BatchLayout, to outputLayout: BatchLayout
  ) throws {
    let (shape, batch) = (plain.shape, plain.rows)
    let inputs: [Scalar] = converted(plain.inputs)
    let expected: [Scalar] = converted(plain.product())
    let sentinel: Scalar = -12345
    let input = GuardedBuffer<Scalar>(
      count: extent(inputLayout, count: shape.inputCount, batch: batch), at: .upper, filledWith: .nan)
    for b in 0..<batch {
      for e in 0..<shape.inputCount {
        input.elements[b * inputLayout.rowStride + e * inputLayout.elementStride] = inputs[b * shape.inputCount + e]
      }
    }
    let length = extent(outputLayout, count: shape.outputCount, batch: batch)
    var wanted = [Scalar](repeating: sentinel, count: length)
    for b in 0..<batch {
      for e in 0..<shape.outputCount {
        wanted[b * outputLayout.rowStride + e * outputLayout.elementStride] = expected[b * shape.outputCount + e]
      }
    }
    let factors = try plain.factors(Scalar.self)
    for instructionSet in concreteInstructionSets {
      let packed = try PackedFactors(factors, for: instructionSet)
      let output = GuardedBuffer<Scalar>(count: length, at: .upper, filledWith: sentinel)
      let scratch = GuardedBuffer<UInt8>(
        count: try packed.scratchBytes(batch: batch, inputLayout: inputLayout, outputLayout: outputLayout),
        at: .upper, filledWith: 0xff)
      var span = output.elements.mutableSpan
      try packed.multiply(
        input.elements.span, batch: batch, into: &span, inputLayout: inputLayout, outputLayout: outputLayout,
        scratch: UnsafeMutableRawBufferPointer(scratch.elements))
      #expect(Array(output.elements) == wanted, "\(Scalar.self) \(instructionSet)")
    }
  }

  /// Rows of the input may be the same row, or begin in the middle of another.
  @Test(.property(cases: 50)) func inputRowsMayOverlap() async {
    await check { draws in
      let shape = try draws.draw(.shape())
      let batch = try draws.draw(.integer(in: 1...9, target: 1), as: "batch")
      let step = try draws.draw(.integer(in: 1...5, target: 1), as: "row stride")
      let plain = try Plain(integersOf: shape, rows: 1 + (batch - 1) * step, draws)
      let packed = try PackedFactors(try plain.factors(Double.self))
      var outputs = [Double](repeating: .nan, count: batch * shape.outputCount)
      var span = outputs.mutableSpan
      try packed.multiply(
        plain.inputs.span, batch: batch, into: &span, inputLayout: BatchLayout(rowStride: step, elementStride: 1))
      var rows = plain
      rows.inputs = (0..<batch).flatMap { plain.inputs[$0 * step..<$0 * step + shape.inputCount] }
      #expect(outputs == rows.product())
    }
  }

  /// A longer span than needed is written at its beginning only.
  @Test(.property(cases: 50)) func spansMayBeLonger() async {
    await check { draws in
      let shape = try draws.draw(.shape())
      let batch = try draws.draw(.integer(in: 0...9), as: "batch")
      let plain = try Plain(integersOf: shape, rows: batch + (try draws.draw(.integer(in: 0...2))), draws)
      let packed = try PackedFactors(try plain.factors(Double.self))
      let rest = [Double](repeating: -1, count: try draws.draw(.integer(in: 0...12), as: "rest"))
      var outputs = [Double](repeating: -1, count: batch * shape.outputCount) + rest
      var span = outputs.mutableSpan
      try packed.multiply(plain.inputs.span, batch: batch, into: &span)
      #expect(outputs == plain.product().prefix(batch * shape.outputCount) + rest)
    }
  }

  // MARK: Special values

  /// With one nonzero input, an output is one product of three numbers, rounded twice.
  @Test(
    arguments: [
      Shape(square: 4), Shape(square: 9), Shape(square: 16), Shape(4, 6, 5, 8, 7, 3), Shape(2, 3, 4, 6, 5, 1),
    ])
  func oneHotInputsPickSingleProducts(_ shape: Shape) async {
    await check { draws in
      try checkOneHot(draws, shape, Float.self)
      try checkOneHot(draws, shape, Double.self)
    }
  }

  private func checkOneHot<Scalar: KernelScalar>(
    _ draws: Draws, _ shape: Shape, _: Scalar.Type
  ) throws {
    precondition(shape.q <= shape.l, "otherwise an output may have several products")
    let plain = try Plain(realsOf: shape, rows: 1, draws)
    // Thirds, so that products round in Double too.
    let factors = try MonarchFactors<Scalar>(
      k: shape.k, q: shape.q, p: shape.p, l: shape.l, s: shape.s, r: shape.r,
      left: converted(plain.left).map { $0 / 3 }, right: converted(plain.right).map { $0 / 3 })
    // Row b has its only nonzero number at b.
    let values = (converted(plain.inputs) as [Scalar]).map { $0 / 3 }
    var inputs = [Scalar](repeating: 0, count: shape.inputCount * shape.inputCount)
    for b in 0..<shape.inputCount { inputs[b * shape.inputCount + b] = values[b] }
    for instructionSet in concreteInstructionSets {
      let outputs = try product(try PackedFactors(factors, for: instructionSet), inputs, batch: shape.inputCount)
      var expected = [Scalar](repeating: 0, count: outputs.count)
      for b in 0..<shape.inputCount {
        let (a, i) = b.quotientAndRemainder(dividingBy: shape.p)
        for c in 0..<shape.q {
          let (rho, lambda) = (a * shape.q + c).quotientAndRemainder(dividingBy: shape.l)
          let middle = factors.right[(a * shape.q + c) * shape.p + i] * values[b]
          for sigma in 0..<shape.s {
            expected[b * shape.outputCount + sigma * shape.l + lambda] =
              factors.left[(lambda * shape.s + sigma) * shape.r + rho] * middle
          }
        }
      }
      #expect(outputs == expected, "\(Scalar.self) \(instructionSet)")
    }
  }

  /// A NaN or an infinity, in an input or a weight, reaches the outputs that depend on it, and no others.
  @Test(arguments: Shape.selected)
  func specialValuesReachWhatDependsOnThem(_ shape: Shape) async {
    await check { draws in
      try checkSpecialValues(draws, shape, Float.self)
      try checkSpecialValues(draws, shape, Double.self)
    }
  }

  private func checkSpecialValues<Scalar: KernelScalar>(
    _ draws: Draws, _ shape: Shape, _: Scalar.Type
  ) throws {
    let batch = 5
    let plain = try Plain(realsOf: shape, rows: batch, draws)
    let clean = try plain.factors(Scalar.self)
    let cleanInputs: [Scalar] = converted(plain.inputs)
    for instructionSet in concreteInstructionSets {
      let packed = try PackedFactors(clean, for: instructionSet)
      let cleanOutputs = try product(packed, cleanInputs, batch: batch)
      let zeros = try MonarchFactors<Scalar>(
        k: shape.k, q: shape.q, p: shape.p, l: shape.l, s: shape.s, r: shape.r,
        left: clean.left.map { $0 * 0 }, right: clean.right.map { $0 * 0 })
      let packedZeros = try PackedFactors(zeros, for: instructionSet)

      func expect(_ outputs: [Scalar], otherwise others: [Scalar], reached: (_ row: Int, _ output: Int) -> Bool) {
        var wrong: [Int] = []
        for (at, output) in outputs.enumerated() {
          let (row, index) = at.quotientAndRemainder(dividingBy: shape.outputCount)
          if reached(row, index) ? output.isFinite : output != others[at] { wrong.append(at) }
        }
        #expect(wrong == [], "\(Scalar.self) \(instructionSet)")
      }

      for special in [Scalar.nan, .infinity] {
        let row = try draws.draw(.integer(in: 0...batch - 1))
        // An input reaches the λ of its block's outputs, for every σ.
        let input = try draws.draw(.integer(in: 0...shape.inputCount - 1))
        let block = input / shape.p
        let lambdas = Set((block * shape.q..<(block + 1) * shape.q).map { $0 % shape.l })
        var inputs = cleanInputs
        inputs[row * shape.inputCount + input] = special
        expect(try product(packed, inputs, batch: batch), otherwise: cleanOutputs) { b, output in
          b == row && lambdas.contains(output % shape.l)
        }
        // 0·∞ and 0·NaN are NaN: zero weights hide nothing.
        inputs = inputs.map { $0.isFinite ? 0 : $0 }
        expect(
          try product(packedZeros, inputs, batch: batch), otherwise: [Scalar](repeating: 0, count: cleanOutputs.count)
        ) { b, output in b == row && lambdas.contains(output % shape.l) }

        // A right weight reaches one λ, a left weight one output, in every row. Zero inputs hide them as little.
        let rightAt = try draws.draw(.integer(in: 0...shape.rightCount - 1))
        let leftAt = try draws.draw(.integer(in: 0...shape.leftCount - 1))
        var (right, left) = (clean.right, clean.left)
        right[rightAt] = special
        left[leftAt] = special
        let specialRight = try PackedFactors(
          MonarchFactors<Scalar>(
            k: shape.k, q: shape.q, p: shape.p, l: shape.l, s: shape.s, r: shape.r, left: clean.left, right: right),
          for: instructionSet)
        let specialLeft = try PackedFactors(
          MonarchFactors<Scalar>(
            k: shape.k, q: shape.q, p: shape.p, l: shape.l, s: shape.s, r: shape.r, left: left, right: clean.right),
          for: instructionSet)
        let lambda = rightAt / shape.p % shape.l
        let leftOutput = leftAt / shape.r % shape.s * shape.l + leftAt / (shape.s * shape.r)
        for (inputs, others) in [
          (cleanInputs, cleanOutputs), (cleanInputs.map { $0 * 0 }, cleanOutputs.map { $0 * 0 }),
        ] {
          expect(try product(specialRight, inputs, batch: batch), otherwise: others) { _, output in
            output % shape.l == lambda
          }
          expect(try product(specialLeft, inputs, batch: batch), otherwise: others) { _, output in
            output == leftOutput
          }
        }
      }
    }
  }

  // MARK: Rounding

  /// A row's bits are the same alone, at another place of the batch, and from and to strided storage.
  @Test(arguments: Shape.selected + [Shape(square: 31)])
  func rowsDoNotDependOnTheirBatch(_ shape: Shape) async {
    await check { draws in
      try checkRows(draws, shape, Float.self)
      try checkRows(draws, shape, Double.self)
    }
  }

  private func checkRows<Scalar: KernelScalar>(
    _ draws: Draws, _ shape: Shape, _: Scalar.Type
  ) throws {
    let batch = 101
    let plain = try Plain(realsOf: shape, rows: batch, draws)
    let factors = try plain.factors(Scalar.self)
    let inputs = (converted(plain.inputs) as [Scalar]).map { $0 / 3 }
    for instructionSet in concreteInstructionSets {
      let packed = try PackedFactors(factors, for: instructionSet)
      let together = try product(packed, inputs, batch: batch)
      for (first, count) in [
        (0, 1), (1, 1), (4, 1), (5, 1), (99, 1), (100, 1), (1, 2), (3, 3), (2, 4), (7, 5), (95, 6),
      ] {
        let some = try product(
          packed, Array(inputs[first * shape.inputCount..<(first + count) * shape.inputCount]), batch: count)
        #expect(
          isPrefix(some, of: Array(together[(first * shape.outputCount)...])),
          "\(Scalar.self) \(instructionSet) rows \(first)..<\(first + count)")
      }
      // As columns.
      let columns = BatchLayout(rowStride: 1, elementStride: batch)
      var transposed = inputs
      for b in 0..<batch {
        for e in 0..<shape.inputCount { transposed[e * batch + b] = inputs[b * shape.inputCount + e] }
      }
      var outputs = together.map { _ in Scalar.nan }
      var span = outputs.mutableSpan
      try packed.multiply(
        transposed.span, batch: batch, into: &span, inputLayout: columns, outputLayout: columns)
      var back = together
      for b in 0..<batch {
        for e in 0..<shape.outputCount { back[b * shape.outputCount + e] = outputs[e * batch + b] }
      }
      #expect(isPrefix(back, of: together), "\(Scalar.self) \(instructionSet) as columns")
    }
  }

  /// Each output errs by at most ((1+u)^(p+r) − 1)·(|L|·|R|·|x|).
  @Test(arguments: Shape.selected + [Shape(square: 31), Shape(4, 48, 48, 4, 192, 48)])
  func errorsStayWithinTheBound(_ shape: Shape) async {
    await check { draws in try checkErrors(Plain(realsOf: shape, rows: 7, draws)) }
  }

  @Test(.property(cases: 200)) func errorsOfAnyShapeStayWithinTheBound() async {
    await check { draws in
      let shape = try draws.draw(.shape())
      try checkErrors(Plain(realsOf: shape, rows: draws.draw(.integer(in: 1...9, target: 1)), draws))
    }
  }

  private func checkErrors(_ plain: Plain) throws {
    let (shape, exact, gauge) = (plain.shape, plain.product(), plain.gauge())
    let factors = try plain.factors(Float.self)
    // The plain product errs too, by the same bound for Double.
    let relative = growth(0x1p-24, shape.p + shape.r) + growth(0x1p-53, shape.p + shape.r)
    for instructionSet in concreteInstructionSets {
      let outputs = try product(PackedFactors(factors, for: instructionSet), converted(plain.inputs), batch: plain.rows)
      let worst = outputs.indices.map { abs(Double(outputs[$0]) - exact[$0]) / gauge[$0] }.max()!
      #expect(worst <= relative, "\(instructionSet)")
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

  // MARK: Sharing

  /// One packing serves many tasks at once.
  @Test(.property(cases: 20)) func packedFactorsAreShared() async {
    await check { draws in
      let plain = try Plain(integersOf: draws.draw(.shape()), rows: 9, draws)
      let shared = Shared(try PackedFactors(try plain.factors(Float.self)))
      let expected: [Float] = converted(plain.product())
      let inputs: [Float] = converted(plain.inputs)
      try await withThrowingTaskGroup(of: Bool.self) { group in
        for _ in 0..<8 {
          group.addTask { try product(shared.packed, inputs, batch: 9) == expected }
        }
        for try await isRight in group { #expect(isRight) }
      }
    }
  }

  private final class Shared: Sendable {
    let packed: PackedFactors<Float>
    init(_ packed: PackedFactors<Float>) { self.packed = packed }
  }
}

/// Layouts of every kind: contiguous, with gaps between rows, between elements, as columns, and both.
private func layouts(count: Int, batch: Int) -> [BatchLayout] {
  [
    BatchLayout(rowStride: count),
    BatchLayout(rowStride: count + 3),
    BatchLayout(rowStride: 2 * count, elementStride: 2),
    BatchLayout(rowStride: 3 * count + 5, elementStride: 3),
    BatchLayout(rowStride: 1, elementStride: batch),
    BatchLayout(rowStride: 2, elementStride: 2 * batch + 1),
  ]
}

private func extent(_ layout: BatchLayout, count: Int, batch: Int) -> Int {
  (batch - 1) * layout.rowStride + (count - 1) * layout.elementStride + 1
}
