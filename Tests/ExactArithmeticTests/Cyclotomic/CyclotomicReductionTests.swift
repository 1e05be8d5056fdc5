import ExactArithmetic
import PropertyEngine
import PropertyTesting
import TestSupport
import Testing

@Suite(.property(cases: cases(1000))) struct CyclotomicReductionTests {
  /// Sums and products go to sums and products, ζ_N to a primitive root, rational numbers to their residues.
  @Test func reductionIsAHomomorphism() async {
    let value = Generator<Cyclotomic>.cyclotomic(orders: [1, 2, 3, 4, 6, 8, 12, 24], coefficient: .rational())
    await forAll(value, value, Generator<Int>.integer(in: 1...4, target: 1), .rational()) { a, b, multiple, rational in
      let order = 24 * multiple
      let modulus = try PrimeModulus.firstPrime(congruentToOneMod: order, above: 1 << 60)
      let reduction = try CyclotomicReduction(order: order, modulus: modulus)
      guard let x = try? reduction(a), let y = try? reduction(b) else { return }
      #expect(try reduction(a + b) == x + y && reduction(a * b) == x * y)
      #expect(try reduction(Cyclotomic(rational)) == PrimeField(rational, modulo: modulus))
      #expect(try reduction(Cyclotomic.root(of: order)) == modulus.rootOfUnity(order: order))
      if y != 0 { #expect(try reduction(a / b) == x / y) }
    }
  }

  @Test func whatHasNoImageIsNamed() throws {
    let thirteen = try PrimeModulus(13)
    let reduction = try CyclotomicReduction(order: 12, modulus: thirteen)
    #expect(throws: FieldError("expected a value of ℚ(ζ_12), found ζ_8")) { try reduction(Cyclotomic.root(of: 8)) }
    #expect(throws: FieldError("expected denominators prime to 13, found 1/26 in 1/26·ζ_3")) {
      try reduction(Cyclotomic.root(of: 3).scaled(by: Rational(1, 26)))
    }
    #expect(throws: FieldError.self) { try CyclotomicReduction(order: 5, modulus: thirteen) }
    #expect(throws: FieldError.self) { try CyclotomicReduction(order: 0, modulus: thirteen) }
    #expect(throws: FieldError.self) { try CyclotomicReduction(order: 1 << 21, modulus: thirteen) }
    #expect(try CyclotomicReduction(order: 1, modulus: PrimeModulus(2))(Cyclotomic(7)) == 1)
  }
}
