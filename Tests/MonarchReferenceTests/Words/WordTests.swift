import ExactArithmetic
import MonarchLaws
import MonarchReference
import PropertyEngine
import PropertyTesting
import TestSupport
import Testing

/// The laws of a word over one field.
private func drawWordLaws<Scalar: Field>(_ draws: Draws, _ entry: Generator<Scalar>) throws {
  let shape = try draws.draw(.wordShape(), as: "shape")
  let word = try draws.draw(entry.word(shape))
  draws.show("word", word.letters.map(\.blocks))
  try formAgreesWithItsDefinition(word, vector: draws.draw(entry.array(count: shape.grid.count)))
  try demand(word.shape == shape && word.parameterCount == shape.parameterCount, "the word's shape")
  try entriesFollowTheirFormulas(word)
  try strideExchangesTheKinds(word)
  if shape.kinds == [.db, .bd, .db] { try blocksHaveTheCommonForm(word) }
}

/// The laws of two words over one field.
private func drawProductLaws<Scalar: Field>(_ draws: Draws, _ entry: Generator<Scalar>) throws {
  let shape = try draws.draw(.wordShape(letters: 3), as: "shape")
  let kind = try draws.draw(.element(of: LetterKind.allCases), as: "kind")
  let count = try draws.draw(.size(upTo: 3), as: "letters")
  let first = try draws.draw(entry.word(shape))
  let second = try draws.draw(entry.word(.alternating(count, from: kind, on: shape.grid)))
  try wordsMultiply(first, second)
}

@Suite(.property(cases: cases(300))) struct WordTests {
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
  @Test(.property(cases: cases(100))) func wordsOverCyclotomicNumbers() async {
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
  @Test(.property(cases: cases(100))) func productsOverCyclotomicNumbers() async {
    await check { try drawProductLaws($0, Generator<Cyclotomic>.entry()) }
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
    #expect(throws: ShapeError("expected a vector of 6 entries, found 5")) {
      try Word<Rational>([.identity(.bd, on: grid)]).applied(to: [1, 2, 3, 4, 5])
    }
    #expect(throws: ShapeError("expected a power w >= 1 of MM*, found 0")) {
      try WordShape.monarchMonarchAdjoint(power: 0, on: grid)
    }
    #expect(throws: ShapeError.self) { try WordShape.monarchMonarchAdjoint(power: .max, on: grid) }
    let monarch: Word<Rational> = try Word([.identity(.bd, on: grid), .identity(.db, on: grid)])
    #expect(throws: ShapeError("expected the word LR, or a part of it, found RL on 2×3")) { try MonarchMatrix(monarch) }
    #expect(throws: ShapeError("expected a 6×6 matrix for the grid 2×3, found 5×5")) {
      try grid.block(of: Matrix<Rational>.identity(5), row: 0, column: 0)
    }
    #expect(throws: ShapeError("expected low digits below b = 3, found (3, 0)")) {
      try grid.block(of: Matrix<Rational>.identity(6), row: 3, column: 0)
    }
    #expect(throws: ShapeError("expected 2×2 blocks, found 3×3 at (1, 0)")) {
      try grid.matrix { j, i in Matrix<Rational>.identity((j, i) == (1, 0) ? 3 : 2) }
    }
    #expect(throws: ShapeError("factor 0 with the pattern (2, 3, 3, 1) lies neither in BD nor in DB on the grid 3×2")) {
      try Word<Rational>([.identity(.bd, on: grid)]).word(on: other)
    }
  }
}
