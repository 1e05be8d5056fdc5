import ExactArithmetic
import MonarchLaws
import MonarchReference
import PropertyEngine
import PropertyTesting
import TestSupport
import Testing

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

@Suite(.property(cases: cases(100))) struct ButterflyTests {
  @Test func overRationals() async { await check { try drawButterflyLaws($0, Generator<Rational>.entry()) } }
  @Test func overFiniteFields() async {
    await check { draws in
      if try draws.draw(.bool()) {
        try drawButterflyLaws(draws, .element(modulo: seven))
      } else {
        try drawButterflyLaws(draws, .quartic())
      }
    }
  }

  /// At n = 4 the factors of B(4) have the supports of the factors of M(2, 4): the classes are equal.
  @Test func butterflyOfFourIsMonarch() throws {
    let butterfly = try Butterfly<Rational>(size: 4, elements: Array(repeating: 1, count: 16))
    #expect(butterfly.factors.map(\.pattern) == WordShape.monarch(on: try .square(2)).patterns)
  }

  /// 2n·log₂n multiply-adds.
  @Test func costOfSixteen() throws {
    #expect(try Butterfly<Rational>(size: 16, elements: Array(repeating: 1, count: 128)).parameterCount == 128)
  }

  @Test func wrongSizesAreNamed() throws {
    #expect(throws: ShapeError("expected a butterfly size that is a power of two and at least 2, found 6")) {
      try Butterfly<Rational>(size: 6, elements: [])
    }
    #expect(throws: ShapeError.self) { try Butterfly<Rational>(size: 1, elements: []) }
    #expect(throws: ShapeError("expected 2n·log₂n = 16 entries for a butterfly of size 4, found 0")) {
      try Butterfly<Rational>(size: 4, elements: [])
    }
  }
}
