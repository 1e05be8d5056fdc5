import ExactArithmetic
import MonarchLaws
import MonarchReference
import PropertyEngine
import PropertyTesting
import TestSupport
import Testing

/// The laws of two letters of one kind over one field.
private func drawLetterLaws<Scalar: Field>(_ draws: Draws, _ entry: Generator<Scalar>) throws {
  let grid = try draws.draw(.grid(upTo: 12), as: "grid")
  let kind = try draws.draw(.element(of: LetterKind.allCases), as: "kind")
  let first = try draws.draw(entry.letter(kind, on: grid))
  try formAgreesWithItsDefinition(first, vector: draws.draw(entry.array(count: grid.count)))
  try lettersFormAnAlgebra(first, draws.draw(entry.letter(kind, on: grid)))
}

@Suite(.property(cases: cases(300))) struct LetterTests {
  @Test func overRationals() async { await check { try drawLetterLaws($0, Generator<Rational>.entry()) } }
  @Test func overFiniteFields() async {
    await check { draws in
      if try draws.draw(.bool()) {
        try drawLetterLaws(draws, .element(modulo: seven))
      } else {
        try drawLetterLaws(draws, .quartic())
      }
    }
  }
  @Test func overCyclotomicNumbers() async { await check { try drawLetterLaws($0, Generator<Cyclotomic>.entry()) } }

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
      // The converse inclusions fail.
      if b > 1 {
        let dense = try Letter(.bd, on: coarse, elements: Array(repeating: Rational(1), count: coarse.count * b * c))
        #expect(throws: ShapeError.self) { try Letter(.bd, on: fine, containing: dense.factors[0]) }
      }
    }
  }

  @Test func wrongLettersAreNamed() throws {
    let grid = try Grid(rows: 2, columns: 3)
    #expect(throws: ShapeError("expected 2 blocks for the pattern (2, 3, 3, 1), found 1")) {
      try Letter<Rational>(.bd, on: grid, blocks: [.identity(3)])
    }
    #expect(throws: ShapeError("expected 2×2 blocks for the pattern (1, 2, 2, 3), found 3×3 at block 0")) {
      try Letter<Rational>(.db, on: grid, blocks: Array(repeating: .identity(3), count: 3))
    }
    #expect(throws: ShapeError.self) { try Letter<Rational>.identity(.bd, on: grid) * .identity(.db, on: grid) }
    let huge = try Grid(rows: 1, columns: 1 << 40)
    #expect(throws: ShapeError.self) { try Letter<Rational>(.bd, on: huge, elements: []) }
    let factor = try Letter<Rational>.identity(.bd, on: grid).factors[0]
    #expect(
      throws: ShapeError("the pattern (2, 3, 3, 1) does not lie in L on the grid 2×3, whose pattern is (1, 2, 2, 3)")
    ) {
      try Letter(.db, on: grid, containing: factor)
    }
  }
}
