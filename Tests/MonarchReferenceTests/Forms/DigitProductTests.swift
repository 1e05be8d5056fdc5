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
  try formAgreesWithItsDefinition(product, vector: draws.draw(entry.array(count: system.count)))
  try mixerFormAgrees(product, split: draws.draw(.integer(in: 0...system.order), as: "split"))
}

@Suite(.property(cases: cases(200))) struct DigitProductTests {
  @Test func overRationals() async {
    await check { try drawDigitProductLaws($0, Generator<Rational>.entry()) }
  }
  @Test func overFiniteFields() async {
    await check { draws in
      if try draws.draw(.bool()) {
        try drawDigitProductLaws(draws, .element(modulo: seven))
      } else {
        try drawDigitProductLaws(draws, .quartic())
      }
    }
  }
  @Test(.property(cases: cases(100))) func overCyclotomicNumbers() async {
    await check { try drawDigitProductLaws($0, Generator<Cyclotomic>.gaussian()) }
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

  /// Order p takes pNb multiply-adds.
  @Test func costOfOrderThree() throws {
    let cubic = try DigitProduct<Rational>(
      system: .uniform(base: 3, order: 3), elements: Array(repeating: 1, count: 3 * 27 * 3))
    #expect(cubic.parameterCount == 3 * 27 * 3 && cubic.rows == 27 && cubic.columns == 27)
  }

  @Test func wrongDigitsAreNamed() throws {
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
  }
}
