import ExactArithmetic
import MonarchLaws
import MonarchReference
import PropertyEngine
import PropertyTesting
import TestSupport
import Testing

private func drawDigitProductLaws<Scalar: Field>(_ draws: Draws, _ entry: Generator<Scalar>) throws {
  let system = try draws.draw(.digitSystem(), as: "system")
  let product = try draws.draw(entry.digitProduct(system))
  draws.cover(system.order >= 3 && system.count >= 6, "order 3", atLeast: 0.02)
  draws.cover(Set(system.bases).count == 1 && system.order == 2 && system.count > 1, "M(√n, n)", atLeast: 0.01)
  try formAgreesWithItsDefinition(product, vector: draws.draw(entry.array(count: system.count)))
  try mixerFormAgrees(product, split: draws.draw(.integer(in: 0...system.order), as: "split"))
}

private func drawButterflyLaws<Scalar: Field>(_ draws: Draws, _ entry: Generator<Scalar>) throws {
  let levels = try draws.draw(.size(upTo: 4), as: "levels")
  let butterfly = try draws.draw(entry.butterfly(levels: levels))
  try formAgreesWithItsDefinition(butterfly, vector: draws.draw(entry.array(count: 1 << levels)))
  for exponent in 0...levels {
    try butterflyIsMonarch(butterfly, on: Grid(rows: 1 << (levels - exponent), columns: 1 << exponent))
  }
  // The digits are bits.
  let system = try DigitSystem.uniform(base: 2, order: levels)
  let bits = try DigitProduct(system: system, blocks: butterfly.factors.reversed().map(\.blocks))
  try demandEqual(bits.definition(), butterfly.definition(), "the butterfly as a product over bits")
}

private func drawCornerLaws<Scalar: Field>(_ draws: Draws, _ entry: Generator<Scalar>) throws {
  let monarch = try draws.draw(entry.monarch(draws.draw(.monarchShape(), as: "shape")))
  let corner = try Corner(
    of: monarch, rows: draws.draw(.size(upTo: monarch.rows), as: "rows"),
    columns: draws.draw(.size(upTo: monarch.columns), as: "columns"))
  try cornerIsTheCorner(corner, vector: draws.draw(entry.array(count: corner.columns)))
  let word = try draws.draw(entry.word(draws.draw(.wordShape(letters: 3), as: "word")))
  let expansion = try draws.draw(.element(of: (1...word.rows).filter(word.rows.isMultiple)), as: "expansion")
  let expanded = try Corner(of: word, expansion: expansion)
  try demand(expanded.rows * expansion == word.rows && expanded.columns == expanded.rows, "the size of the corner")
  try cornerIsTheCorner(expanded, vector: draws.draw(entry.array(count: expanded.columns)))
}

@Suite(.property(cases: cases(200))) struct FormTests {
  @Test(.property(cases: cases(60))) func digitProductsOverRationals() async {
    await check { try drawDigitProductLaws($0, Generator<Rational>.entry()) }
  }
  @Test(.property(cases: cases(60))) func digitProductsOverFiniteFields() async {
    await check { draws in
      if try draws.draw(.bool()) {
        try drawDigitProductLaws(draws, .element(modulo: seven))
      } else {
        try drawDigitProductLaws(draws, .quartic())
      }
    }
  }
  @Test(.property(cases: cases(20))) func digitProductsOverCyclotomicNumbers() async {
    await check { try drawDigitProductLaws($0, Generator<Cyclotomic>.gaussian()) }
  }
  @Test(.property(cases: cases(40))) func butterfliesOverRationals() async { await check { try drawButterflyLaws($0, Generator<Rational>.entry()) } }
  @Test func cornersOverRationals() async { await check { try drawCornerLaws($0, Generator<Rational>.entry()) } }
  @Test func cornersOverFiniteFields() async {
    await check { draws in
      if try draws.draw(.bool()) {
        try drawCornerLaws(draws, .element(modulo: seven))
      } else {
        try drawCornerLaws(draws, .quartic())
      }
    }
  }
  @Test func cornersOverCyclotomicNumbers() async {
    await check { try drawCornerLaws($0, Generator<Cyclotomic>.entry()) }
  }

  @Test func kroneckerProducts() async {
    await check { draws in
      let size = Generator<Int>.size(upTo: 4)
      let entry = Generator<Rational>.entry()
      let (s, k, l, p) = (
        try draws.draw(size), try draws.draw(size), try draws.draw(size), try draws.draw(size)
      )
      try kroneckerIsMonarch(draws.draw(entry.matrix(rows: s, columns: k)), draws.draw(entry.matrix(rows: l, columns: p)))
      try kroneckerIsMonarch(draws.draw(entry.matrix(rows: s, columns: s)), draws.draw(entry.matrix(rows: p, columns: p)))
    }
  }

  /// A Monarch matrix is also a product of two sparse factors; for M(b, n) it is the word LR.
  @Test func monarchMatricesAreForms() async {
    await check { draws in
      let entry = Generator<Cyclotomic>.entry()
      let shape = try draws.draw(.monarchShape(), as: "shape")
      let monarch = try draws.draw(entry.monarch(shape))
      try formAgreesWithItsDefinition(monarch, vector: draws.draw(entry.array(count: shape.inputCount)))
      if shape.isGrid {
        let word = try monarch.word(on: Grid(rows: shape.k, columns: shape.l))
        try demandEqual(word.definition(), monarch.definition(), "the word LR")
        try demandEqual(MonarchMatrix(word).definition(), monarch.definition(), "the word as a Monarch matrix")
      }
      draws.cover(shape.isGrid && shape.k > 1 && shape.l > 1, "a grid", atLeast: 0.05)
    }
  }

  @Test func digitsRoundTrip() async {
    await check { draws in
      let system = try draws.draw(.digitSystem(upTo: 60), as: "system")
      for index in 0..<system.count {
        let digits = system.digits(of: index)
        #expect(zip(digits, system.bases).allSatisfy { 0 <= $0 && $0 < $1 })
        #expect(system.index(ofDigits: digits) == index)
      }
    }
  }

  /// The sizes of the module `MonarchLinear`: as few blocks as cover the inputs and outputs, the smaller one between.
  @Test func linearShapesCoverInputsAndOutputs() async {
    await check { draws in
      let size = Generator<Int>.size(upTo: 50)
      let (inputs, outputs, blocks) = (
        try draws.draw(size, as: "inputs"), try draws.draw(size, as: "outputs"),
        try draws.draw(.size(upTo: 8), as: "blocks")
      )
      let shape = try MonarchShape.linear(inputs: inputs, outputs: outputs, blocks: blocks)
      #expect(shape.inputCount >= inputs && shape.inputCount - inputs < blocks)
      #expect(shape.outputCount >= outputs && shape.outputCount - outputs < blocks)
      #expect(shape.k == blocks && shape.l == blocks && shape.q == min(shape.p, shape.s))
    }
  }

  @Test func costsOfTheForms() throws {
    // Order p: pNb multiply-adds; butterfly: 2n·log₂n.
    let cubic = try DigitProduct<Rational>(
      system: .uniform(base: 3, order: 3), elements: Array(repeating: 1, count: 3 * 27 * 3))
    #expect(cubic.parameterCount == 3 * 27 * 3 && cubic.rows == 27 && cubic.columns == 27)
    #expect(try Butterfly<Rational>(size: 16, elements: Array(repeating: 1, count: 128)).parameterCount == 128)
  }

  @Test func wrongFormsAreNamed() throws {
    #expect(throws: ShapeError("expected a butterfly size that is a power of two and at least 2, found 6")) {
      try Butterfly<Rational>(size: 6, elements: [])
    }
    #expect(throws: ShapeError.self) { try Butterfly<Rational>(size: 1, elements: []) }
    #expect(throws: ShapeError("expected 2n·log₂n = 16 entries for a butterfly of size 4, found 0")) {
      try Butterfly<Rational>(size: 4, elements: [])
    }
    #expect(throws: ShapeError("expected bases >= 1, found 0 for digit 1")) { try DigitSystem(bases: [2, 0]) }
    #expect(throws: ShapeError("expected at least one digit, found none")) { try DigitSystem(bases: []) }
    #expect(throws: ShapeError.self) { try DigitSystem.uniform(base: 2, order: 64) }
    #expect(throws: ShapeError.self) { try DigitSystem.uniform(base: 1, order: .max) }
    #expect(throws: ShapeError("expected an order >= 1, found 0")) { try DigitSystem.uniform(base: 2, order: 0) }
    #expect(throws: ShapeError("expected factors for 2 digits, found 1")) {
      try DigitProduct<Rational>(system: .uniform(base: 2, order: 2), blocks: [[.identity(2), .identity(2)]])
    }
    #expect(throws: ShapeError("expected 16 entries for the digits 2·2, found 1")) {
      try DigitProduct<Rational>(system: .uniform(base: 2, order: 2), elements: [1])
    }
    let word = try Word<Rational>([.identity(.bd, on: Grid(rows: 3, columns: 2))])
    #expect(throws: ShapeError("expected a corner within 6×6, found 7×1")) { try Corner(of: word, rows: 7, columns: 1) }
    #expect(throws: ShapeError.self) { try Corner(of: word, rows: 0, columns: 1) }
    #expect(throws: ShapeError("expected a size that the expansion e divides, found e = 4 of 6×6")) {
      try Corner(of: word, expansion: 4)
    }
    #expect(throws: ShapeError.self) { try Corner(of: word, expansion: 0) }
    #expect(throws: ShapeError("expected a vector of 3 entries, found 6")) {
      try Corner(of: word, expansion: 2).applied(to: Array(repeating: 1, count: 6))
    }
    #expect(throws: ShapeError("expected outputs >= 1, found outputs = 0")) {
      try MonarchShape.linear(inputs: 1, outputs: 0, blocks: 1)
    }
    #expect(
      throws: ShapeError("factor 0 with the pattern (3, 2, 2, 1) lies neither in BD nor in DB on the grid 2×3")
    ) {
      try word.word(on: Grid(rows: 2, columns: 3))
    }
    #expect(throws: ShapeError("expected at least one factor, found none")) { try FactorProduct<Rational>([]) }
  }
}
