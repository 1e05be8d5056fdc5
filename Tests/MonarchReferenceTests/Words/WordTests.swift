import ExactArithmetic
import MonarchLaws
import MonarchReference
import PropertyEngine
import PropertyTesting
import TestSupport
import Testing

/// The laws of letters and words over one field.
private func drawWordLaws<Scalar: Field>(_ draws: Draws, _ entry: Generator<Scalar>) throws {
  let shape = try draws.draw(.wordShape(), as: "shape")
  let word = try draws.draw(entry.word(shape))
  draws.show("word", word.letters.map(\.blocks))
  draws.cover(shape.grid.rows == 1, "one row", atLeast: 0.02)
  draws.cover(shape.grid.columns == 1, "one column", atLeast: 0.02)
  draws.cover(shape.grid.rows != shape.grid.columns && shape.grid.count >= 6, "a rectangular grid", atLeast: 0.05)
  draws.cover(shape == .monarch(on: shape.grid), "M", atLeast: 0.02)
  draws.cover(shape.kinds == [.db, .bd, .db], "MM*", atLeast: 0.02)
  try formAgreesWithItsDefinition(word, vector: draws.draw(entry.array(count: shape.grid.count)))
  try demand(word.shape == shape && word.parameterCount == shape.parameterCount, "the word's shape")
  try entriesFollowTheirFormulas(word)
  try strideExchangesTheKinds(word)
  if shape.kinds == [.db, .bd, .db] { try blocksHaveTheCommonForm(word) }
}

/// The laws of two words, and of two letters, over one field.
private func drawProductLaws<Scalar: Field>(_ draws: Draws, _ entry: Generator<Scalar>) throws {
  let shape = try draws.draw(.wordShape(letters: 3), as: "shape")
  let kind = try draws.draw(.element(of: LetterKind.allCases), as: "kind")
  let count = try draws.draw(.size(upTo: 3), as: "letters")
  let first = try draws.draw(entry.word(shape))
  let second = try draws.draw(entry.word(.alternating(count, from: kind, on: shape.grid)))
  draws.cover(shape.kinds.last == kind, "letters meet", atLeast: 0.1)
  try wordsMultiply(first, second)
  let letters = (try draws.draw(entry.letter(kind, on: shape.grid)), try draws.draw(entry.letter(kind, on: shape.grid)))
  try lettersFormAnAlgebra(letters.0, letters.1)
}

@Suite(.property(cases: cases(200))) struct WordTests {
  @Test func wordsOverRationals() async { await check { try drawWordLaws($0, Generator<Rational>.entry()) } }
  @Test func wordsOverFiniteFields() async {
    await check { draws in
      if try draws.draw(.bool()) {
        try drawWordLaws(draws, .element(modulo: seven))
      } else {
        try drawWordLaws(draws, .quartic())
      }
    }
  }
  @Test(.property(cases: cases(60))) func wordsOverCyclotomicNumbers() async {
    await check { try drawWordLaws($0, Generator<Cyclotomic>.entry()) }
  }
  @Test func productsOverRationals() async { await check { try drawProductLaws($0, Generator<Rational>.entry()) } }
  @Test func productsOverFiniteFields() async {
    await check { draws in
      if try draws.draw(.bool()) {
        try drawProductLaws(draws, .element(modulo: seven))
      } else {
        try drawProductLaws(draws, .quartic())
      }
    }
  }
  @Test(.property(cases: cases(60))) func productsOverCyclotomicNumbers() async {
    await check { try drawProductLaws($0, Generator<Cyclotomic>.entry()) }
  }

  @Test func whatLiesInBothAlgebrasIsDiagonal() async {
    await check { draws in
      let grid = try draws.draw(.grid(upTo: 9), as: "grid")
      let kind = try draws.draw(.element(of: LetterKind.allCases), as: "kind")
      // Mostly 0, so that diagonal letters occur on grids of every shape.
      let entry = Generator<Rational>.oneOf(weighted: [(4, .constant(0)), (1, .fraction(3, over: 2))])
      let letter = try draws.draw(entry.letter(kind, on: grid), as: "letter")
      try commonLettersAreDiagonal(letter)
    }
  }

  @Test func lettersNestInOneAnother() async {
    await check { draws in
      let (a, b, c) = try draws.draw(zip(Generator<Int>.size(upTo: 3), .size(upTo: 3), .size(upTo: 3)), as: "a, b, c")
      let fine = try Grid(rows: a * b, columns: c)
      let coarse = try Grid(rows: a, columns: b * c)
      let entry = Generator<Rational>.entry()
      try lettersNest(draws.draw(entry.letter(.bd, on: fine)), in: coarse)
      try lettersNest(draws.draw(entry.letter(.db, on: coarse)), in: fine)
      guard b > 1 else { return }
      // The converse inclusions fail.
      if c > 0 && a * b > 1 && b > 1 {
        let dense = try Letter(.bd, on: coarse, elements: Array(repeating: Rational(1), count: coarse.count * b * c))
        #expect(throws: ShapeError.self) { try Letter(.bd, on: fine, containing: dense.factors[0]) }
      }
    }
  }

  @Test func shapesOfTheClasses() throws {
    let grid = try Grid(rows: 3, columns: 2)
    #expect(WordShape.monarch(on: grid).description == "LR on 3×2")
    #expect(WordShape.monarchAdjoint(on: grid).description == "RL on 3×2")
    #expect(try WordShape.monarchMonarchAdjoint(on: grid).description == "LRL on 3×2")
    #expect(try WordShape.monarchMonarchAdjoint(power: 2, on: grid).description == "LRLRL on 3×2")
    // `parameters`: n²/b + nb and 2n²/b + nb; `cost` is the same number.
    #expect(WordShape.monarch(on: grid).parameterCount == 36 / 2 + 6 * 2)
    #expect(try WordShape.monarchMonarchAdjoint(on: grid).parameterCount == 2 * 36 / 2 + 6 * 2)
  }

  /// `cost`: 2n√n multiply-adds are fewer than n² from m = 3 on, and not before.
  @Test(arguments: 1...9) func productIsCheaperThanDense(m: Int) throws {
    let cost = WordShape.monarch(on: try .square(m)).parameterCount
    #expect(cost == 2 * m * m * m)
    #expect((cost < m * m * m * m) == (m >= 3))
  }

  @Test func wrongWordsAreNamed() throws {
    let (grid, other) = (try Grid(rows: 2, columns: 3), try Grid(rows: 3, columns: 2))
    #expect(throws: ShapeError("expected a word of at least one letter, found none")) { try Word<Rational>([]) }
    #expect(throws: ShapeError("expected letters on the grid 2×3, found the grid 3×2 at letter 1")) {
      try Word<Rational>([.identity(.bd, on: grid), .identity(.bd, on: other)])
    }
    #expect(throws: ShapeError("expected alternating letters, found L at 0 and at 1")) {
      try WordShape(grid: grid, kinds: [.db, .db])
    }
    #expect(throws: ShapeError("expected 30 entries for LR on 2×3, found 29")) {
      try Word<Rational>(shape: .monarch(on: grid), elements: Array(repeating: 1, count: 29))
    }
    #expect(throws: ShapeError("expected 2 blocks for the pattern (2, 3, 3, 1), found 1")) {
      try Letter<Rational>(.bd, on: grid, blocks: [.identity(3)])
    }
    #expect(throws: ShapeError("expected 2×2 blocks for the pattern (1, 2, 2, 3), found 3×3 at block 0")) {
      try Letter<Rational>(.db, on: grid, blocks: Array(repeating: .identity(3), count: 3))
    }
    #expect(throws: ShapeError("expected a vector of 6 entries, found 5")) {
      try Word<Rational>([.identity(.bd, on: grid)]).applied(to: [1, 2, 3, 4, 5])
    }
    #expect(throws: ShapeError("expected a power w >= 1 of MM*, found 0")) {
      try WordShape.monarchMonarchAdjoint(power: 0, on: grid)
    }
    #expect(throws: ShapeError.self) { try WordShape.monarchMonarchAdjoint(power: .max, on: grid) }
    #expect(throws: ShapeError.self) { try Letter<Rational>.identity(.bd, on: grid) * .identity(.db, on: grid) }
    let huge = try Grid(rows: 1, columns: 1 << 40)
    #expect(throws: ShapeError.self) { try Letter<Rational>(.bd, on: huge, elements: []) }
    let monarch: Word<Rational> = try Word([.identity(.bd, on: grid), .identity(.db, on: grid)])
    #expect(throws: ShapeError("expected the word LR, or a part of it, found RL on 2×3")) { try MonarchMatrix(monarch) }
    #expect(throws: ShapeError.self) { try grid.block(of: Matrix<Rational>.identity(5), row: 0, column: 0) }
    #expect(throws: ShapeError.self) { try grid.block(of: Matrix<Rational>.identity(6), row: 3, column: 0) }
  }
}
