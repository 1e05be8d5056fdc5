import ComplexModule
import MonarchKernels
import PropertyEngine
import PropertyTesting
import Testing

/// What the product of a word is, and what it reads and writes.
@Suite struct FactorWordTests {
  // MARK: The product

  /// Any letters, corners and batches on a grid, in every element type and with every instruction set: bit for bit.
  @Test(.property(cases: 12), arguments: PlainWord.grids.indices)
  func productsOfIntegersAreExact(grid: Int) async {
    await check { draws in
      let isComplex = try draws.draw(.bool(), as: "complex")
      let plain = try PlainWord(integersOn: PlainWord.grids[grid], parts: isComplex ? 2 : 1, draws)
      if isComplex {
        try checkExact(plain, Complex<Float>.self)
        try checkExact(plain, Complex<Double>.self)
      } else {
        try checkExact(plain, Float.self)
        try checkExact(plain, Double.self)
      }
    }
  }

  @Test(.property(cases: 300)) func productsOnAnyGridAreExact() async {
    await check { draws in
      let q = try draws.draw(.integer(in: 1...12, target: 1), as: "q")
      let b = try draws.draw(.integer(in: 1...20, target: 1), as: "b")
      let isComplex = try draws.draw(.bool(), as: "complex")
      let plain = try PlainWord(integersOn: (q, b), parts: isComplex ? 2 : 1, draws)
      draws.cover(plain.inputCount < plain.n, "padded", atLeast: 0.1)
      draws.cover(zip(plain.kinds, plain.kinds.dropFirst()).contains { $0 == $1 }, "equal neighbours", atLeast: 0.05)
      draws.cover(plain.batch > 4 && plain.batch % 4 != 0, "a tile and rows beyond", atLeast: 0.05)
      if isComplex { try checkExact(plain, Complex<Double>.self) } else { try checkExact(plain, Float.self) }
    }
  }

  private func checkExact<Scalar: WordTestScalar>(_ plain: PlainWord, _: Scalar.Type) throws {
    let word = try plain.word(Scalar.self)
    #expect([word.rows, word.columns, word.count] == [plain.q, plain.b, plain.n])
    #expect([word.inputCount, word.outputCount] == [plain.inputCount, plain.outputCount])
    #expect(word.kinds == plain.kinds)
    let expected = plain.product()
    #expect(plain.letters.joined().allSatisfy { $0.magnitude < 4 } && expected.allSatisfy { $0.magnitude <= 0x1p24 })
    let inputs: [Scalar] = numbers(plain.inputs)
    for instructionSet in concreteInstructionSets {
      let outputs = try plain.word(Scalar.self, for: instructionSet).multiply(inputs, batch: plain.batch)
      #expect(parts(outputs).map(\.bitPattern) == expected.map { ($0 + 0).bitPattern }, "\(instructionSet)")
    }
  }

  /// Two by two, worked by hand: the last letter is applied first, blocks are (block, output, input).
  @Test func smallestProductsAreThoseOnPaper() throws {
    let bd = FactorLetter<Double>(.bd, blocks: [1, 2, 3, 4, 5, 6, 7, 8])
    let db = FactorLetter<Double>(.db, blocks: [1, 2, 3, 4, 5, 6, 7, 8])
    let x = [1.0, 10, 100, 1000]
    func product(_ letters: [FactorLetter<Double>]) throws -> [Double] {
      try FactorWord(rows: 2, columns: 2, letters: letters).multiply(x, batch: 1)
    }
    // Rows (1, 10) and (100, 1000); columns (1, 100) and (10, 1000).
    #expect(try product([bd]) == [21, 43, 6500, 8700])
    #expect(try product([db]) == [201, 6050, 403, 8070])
    // 21 + 2·6500, 5·43 + 6·8700, 3·21 + 4·6500, 7·43 + 8·8700.
    #expect(try product([db, bd]) == [13021, 52415, 26063, 69901])
    // 201 + 2·6050, 3·201 + 4·6050, 5·403 + 6·8070, 7·403 + 8·8070.
    #expect(try product([bd, db]) == [12301, 24803, 50435, 67381])
    let i = Complex<Double>(0, 1)
    let word = try FactorWord(
      rows: 1, columns: 1, letters: [FactorLetter(.db, blocks: [2 + i]), .init(.bd, blocks: [i])])
    #expect(try word.multiply([3 - i], batch: 1) == [Complex(-1, 7)])
  }

  /// Two letters are the factors of a square Monarch matrix.
  @Test(.property(cases: 30)) func wordOfTwoLettersIsTheMonarchMatrix() async {
    await check { draws in
      let m = try draws.draw(.integer(in: 1...17, target: 1), as: "m")
      let (left, right) = (try draws.small(m * m * m, upTo: 9), try draws.small(m * m * m, upTo: 9))
      let inputs = try draws.small(3 * m * m, upTo: 9)
      let word = try FactorWord<Double>(
        rows: m, columns: m, letters: [FactorLetter(.db, blocks: left), FactorLetter(.bd, blocks: right)])
      let factors = try MonarchFactors(size: m, left: left, right: right)
      #expect(try word.multiply(inputs, batch: 3) == factors.multiply(inputs, batch: 3))
    }
  }

  // MARK: Memory

  /// What lies between strided rows is neither read (it is NaN) nor written, and what lies around them not touched.
  @Test(.property(cases: 150)) func gapsAreLeftAlone() async {
    await check { draws in
      let q = try draws.draw(.integer(in: 1...5, target: 1), as: "q")
      let b = try draws.draw(.integer(in: 1...18, target: 1), as: "b")
      let isComplex = try draws.draw(.bool(), as: "complex")
      let plain = try PlainWord(integersOn: (q, b), parts: isComplex ? 2 : 1, draws)
      let stride = try draws.draw(.integer(in: 1...3, target: 1), as: "element stride")
      let gap = try draws.draw(.integer(in: 0...3), as: "gap")
      let isColumns = try draws.draw(.bool(), as: "columns")
      if isComplex {
        try checkGaps(plain, Complex<Float>.self, stride: stride, gap: gap, isColumns: isColumns)
      } else {
        try checkGaps(plain, Double.self, stride: stride, gap: gap, isColumns: isColumns)
      }
    }
  }

  private func checkGaps<Scalar: WordTestScalar>(
    _ plain: PlainWord, _: Scalar.Type, stride: Int, gap: Int, isColumns: Bool
  ) throws {
    func layout(_ count: Int) -> BatchLayout {
      isColumns
        ? BatchLayout(rowStride: stride, elementStride: max(plain.batch, 1) * stride + gap)
        : BatchLayout(rowStride: count * stride + gap, elementStride: stride)
    }
    func place(_ values: [Scalar], _ count: Int, in memory: inout [Scalar]) {
      let layout = layout(count)
      for (index, value) in values.enumerated() {
        memory[index / count * layout.rowStride + index % count * layout.elementStride] = value
      }
    }
    func length(_ count: Int) -> Int {
      let layout = layout(count)
      return plain.batch == 0 ? 0 : (plain.batch - 1) * layout.rowStride + (count - 1) * layout.elementStride + 1
    }
    let nan = Scalar(parts: [.nan, .nan])
    let sentinel = Scalar(parts: [-12345, 777])
    var inputs = [Scalar](repeating: nan, count: length(plain.inputCount))
    place(numbers(plain.inputs), plain.inputCount, in: &inputs)
    var expected = [Scalar](repeating: sentinel, count: length(plain.outputCount))
    place(numbers(plain.product()), plain.outputCount, in: &expected)
    for instructionSet in concreteInstructionSets {
      for end in GuardedBuffer<UInt8>.End.allCases {
        let input = GuardedBuffer<UInt8>(inputs.withUnsafeBytes { Array($0) }, at: end, filledWith: 0)
        let sentinels = [Scalar](repeating: sentinel, count: expected.count).withUnsafeBytes { Array($0) }
        let output = GuardedBuffer<UInt8>(sentinels, at: end, filledWith: 0)
        let elements = UnsafeMutableRawBufferPointer(output.elements).bindMemory(to: Scalar.self)
        var span = elements.mutableSpan
        try plain.word(Scalar.self, for: instructionSet).multiply(
          UnsafeRawBufferPointer(input.elements).bindMemory(to: Scalar.self).span, batch: plain.batch, into: &span,
          inputLayout: layout(plain.inputCount), outputLayout: layout(plain.outputCount))
        #expect(parts(Array(elements)) == parts(expected), "\(instructionSet)")
      }
    }
  }

  /// A row's bits are the same alone and at any place of a batch.
  @Test(.property(cases: 2), arguments: PlainWord.grids.indices)
  func rowsDoNotDependOnTheirBatch(grid: Int) async {
    await check { draws in
      try checkRows(draws, PlainWord.grids[grid], Float.self)
      try checkRows(draws, PlainWord.grids[grid], Complex<Double>.self)
    }
  }

  private func checkRows<Scalar: WordTestScalar>(_ draws: Draws, _ grid: (q: Int, b: Int), _: Scalar.Type) throws {
    var plain = try PlainWord(integersOn: grid, parts: Scalar.parts, draws)
    plain.letters = plain.letters.map { $0.map { $0 / 3 } }
    let batch = 11
    let width = plain.inputCount * Scalar.parts
    let inputs = try draws.doubles(rows: 1, columns: batch * width, in: -4...4).elements
    for instructionSet in concreteInstructionSets {
      let word = try plain.word(Scalar.self, for: instructionSet)
      let together = parts(try word.multiply(numbers(inputs) as [Scalar], batch: batch))
      let outputs = plain.outputCount * Scalar.parts
      for (first, count) in [(0, 1), (3, 1), (10, 1), (1, 2), (2, 4), (3, 5), (1, 10)] {
        let some: [Scalar] = numbers(Array(inputs[first * width..<(first + count) * width]))
        #expect(
          parts(try word.multiply(some, batch: count))
            == Array(together[first * outputs..<(first + count) * outputs]), "rows \(first)..<\(first + count)")
      }
    }
  }

  // MARK: Special values

  /// A NaN or an infinity, in an input or a weight, reaches the outputs that depend on it, and no others.
  @Test(.property(cases: 4), arguments: PlainWord.grids.indices)
  func specialValuesReachWhatDependsOnThem(grid: Int) async {
    await check { draws in
      try checkSpecials(draws, PlainWord.grids[grid], Double.self)
      try checkSpecials(draws, PlainWord.grids[grid], Complex<Float>.self)
    }
  }

  private func checkSpecials<Scalar: WordTestScalar>(_ draws: Draws, _ grid: (q: Int, b: Int), _: Scalar.Type) throws {
    var clean = try PlainWord(integersOn: grid, parts: Scalar.parts, draws)
    if clean.batch == 0 { return }
    // Zeros hide nothing: 0·∞ is NaN.
    if try draws.draw(.bool(), as: "zeros") {
      clean.letters = clean.letters.map { $0.map { $0 * 0 } }
      clean.inputs = clean.inputs.map { $0 * 0 }
    }
    let expected = clean.product()
    let part = try draws.draw(.integer(in: 0...Scalar.parts - 1), as: "part")
    let row = try draws.draw(.integer(in: 0...clean.batch - 1), as: "row")
    let input = try draws.draw(.integer(in: 0...clean.inputCount - 1), as: "input")
    let letter = try draws.draw(.integer(in: 0...clean.kinds.count - 1), as: "letter")
    let weight = try draws.draw(
      .integer(in: 0...clean.letters[letter].count / Scalar.parts - 1), as: "weight")
    let kind = clean.kinds[letter]
    let side = kind == .bd ? clean.b : clean.q
    let written = clean.ends(kind, block: weight / (side * side), out: weight / side % side, in: weight % side).to
    for special in [Double.nan, .infinity, -.infinity] {
      for instructionSet in concreteInstructionSets {
        func expect(_ plain: PlainWord, reached: Set<Int>, isReached: (Int) -> Bool) throws {
          let outputs = parts(
            try plain.word(Scalar.self, for: instructionSet)
              .multiply(numbers(plain.inputs) as [Scalar], batch: plain.batch))
          let wrong = outputs.indices.filter { place in
            let number = place / Scalar.parts
            return isReached(number / plain.outputCount) && reached.contains(number % plain.outputCount)
              ? outputs[place].isFinite : outputs[place] != expected[place]
          }
          #expect(wrong == [], "\(special) \(instructionSet)")
        }
        var plain = clean
        plain.inputs[(row * clean.inputCount + input) * Scalar.parts + part] = special
        try expect(plain, reached: clean.reached(from: [input], by: clean.kinds.count)) { $0 == row }
        plain = clean
        plain.letters[letter][weight * Scalar.parts + part] = special
        try expect(plain, reached: clean.reached(from: [written], by: letter)) { _ in true }
      }
    }
  }

  /// (∞ + i)·(1 + 0i): the plain formula gives ∞ − 0 and ∞·0 + 1, which is NaN.
  @Test func infinitiesAreThoseOfThePlainFormula() throws {
    let word = try FactorWord(rows: 1, columns: 1, letters: [FactorLetter(.bd, blocks: [Complex<Double>(1, 0)])])
    let product = try word.multiply([Complex(.infinity, 1)], batch: 1)[0].rawStorage
    #expect(product.x == .infinity && product.y.isNaN)
  }
}
