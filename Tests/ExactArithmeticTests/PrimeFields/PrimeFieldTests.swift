import ExactArithmetic
import PropertyEngine
import PropertyTesting
import TestSupport
import Testing

@Suite(.property(cases: cases(500))) struct PrimeFieldTests {
  @Test(arguments: primes) func fieldLawsHold(modulus: PrimeModulus) async {
    await checkField(.element(modulo: modulus))
  }

  /// Fractions that have met no field are rational numbers.
  @Test func fieldFreeValuesAreAField() async { await checkField(.fieldFree(50)) }

  /// Where both meet, the laws hold in the field; only `==` needs literals below p/2.
  @Test(arguments: primes.filter { $0.value > 3 }) func literalsJoinAnyField(modulus: PrimeModulus)
    async
  {
    await checkField(.oneOf(.element(modulo: modulus), .fieldFree())) {
      ($0 - $1).joined(to: modulus) == 0
    }
  }

  /// ℚ → 𝔽_p is a homomorphism, and operations agree with it.
  @Test func operationsAreImagesOfThoseOfRationals() async throws {
    let mersenne = try PrimeModulus((1 << 61) - 1)
    await forAll(.rational(), .rational(), .rational()) { a, b, c in
      guard let x = PrimeField(a, modulo: mersenne), let y = PrimeField(b, modulo: mersenne),
        let z = PrimeField(c, modulo: mersenne)
      else { return }
      #expect(PrimeField(a + b, modulo: mersenne) == x + y)
      #expect(PrimeField(a - b, modulo: mersenne) == x - y)
      #expect(PrimeField(a * b, modulo: mersenne) == x * y)
      if b != 0 { #expect(PrimeField(a / b, modulo: mersenne) == x / y) }
      var sum = z
      sum.addProduct(x, y)
      #expect(PrimeField(a * b + c, modulo: mersenne) == sum)
    }
  }

  /// What the documentation says of literals, and nothing more.
  @Test func equalityFollowsRepresentatives() throws {
    let seven = try PrimeModulus(7)
    let eleven = try PrimeModulus(11)
    let five = PrimeField(5, modulo: seven)
    #expect(five == -2 && five != 5 && five != 12)
    #expect(five - 5 == 0 && five - 12 == 0)
    #expect(five == PrimeField(12, modulo: seven) && five == PrimeField(-2, modulo: eleven))
    #expect(PrimeField(2, modulo: seven) == 2 && PrimeField(3, modulo: seven) == 3)
    #expect(PrimeField(1, modulo: try PrimeModulus(2)) == 1)
    #expect(PrimeField(1) / 2 != PrimeField(4, modulo: seven))
    #expect(PrimeField(1) / 2 - PrimeField(4, modulo: seven) == 0)
    for value in [-1, 0, 1] {
      #expect(PrimeField(value, modulo: seven) == PrimeField(value))
      #expect(PrimeField(value, modulo: seven) == PrimeField(value, modulo: eleven))
      #expect(PrimeField(value, modulo: seven).hashValue == PrimeField(value).hashValue)
    }
  }

  /// Equality across fields is an equivalence, and hashes follow it.
  @Test func equalityIsLawfulAcrossFields() async {
    let value = Generator<PrimeField>.oneOf(
      .fieldFree(12),
      Generator<PrimeModulus>.element(of: Array(primes.prefix(5))).flatMap { .element(modulo: $0) })
    await forAll(value, value, value) { a, b, c in
      #expect(a == a && (a == b) == (b == a))
      if a == b && b == c { #expect(a == c) }
      if a == b { #expect(a.hashValue == b.hashValue) }
    }
  }

  @Test func fieldsThatDoNotMeetAreNamed() throws {
    let (seven, eleven) = (try PrimeModulus(7), try PrimeModulus(11))
    #expect(
      PrimeField.mismatch(in: [PrimeField(5, modulo: seven), 3, PrimeField(3, modulo: eleven)])
        == "5 mod 7 and 3 mod 11")
    #expect(
      PrimeField.mismatch(in: [3, PrimeField(5, modulo: seven), PrimeField(6, modulo: seven)])
        == nil)
    #expect(
      PrimeField.mismatch(in: [] as [PrimeField]) == nil && PrimeField.mismatch(in: [1, 2]) == nil)
  }

  @Test func mixedFieldsAndDivisionByZeroTrap() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = PrimeField(5, modulo: try PrimeModulus(7)) + PrimeField(3, modulo: try PrimeModulus(11))
    }
    let message = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(message.contains("5 mod 7 and 3 mod 11 have no common field"))
    await #expect(processExitsWith: .failure) {
      var sum = PrimeField(5, modulo: try PrimeModulus(7))
      sum.addProduct(
        PrimeField(3, modulo: try PrimeModulus(11)), PrimeField(3, modulo: try PrimeModulus(11)))
    }
    await #expect(processExitsWith: .failure) {
      _ = PrimeField(5, modulo: try PrimeModulus(7)) / 14
    }
    await #expect(processExitsWith: .failure) {
      _ = PrimeField(5, modulo: try PrimeModulus(7)) + PrimeField(1) / 7
    }
    await #expect(processExitsWith: .failure) { _ = PrimeField(1) / 0 }
    await #expect(processExitsWith: .failure) { _ = PrimeField(.max) + 1 }
  }

  @Test func extremesAreRight() throws {
    let largest = try PrimeModulus(Int.max - 24)
    // −2⁶³ = −(p + 25)
    #expect(PrimeField(Int.min, modulo: largest) == -25)
    #expect(PrimeField(Int.min) + PrimeField(.max) == -1)
    #expect(
      (PrimeField(Int.min) + PrimeField(0, modulo: largest)).residue == largest.residue(Int.min))
    #expect(PrimeField(Int.min).description == "-9223372036854775808")
    #expect(PrimeField(6).modulus == nil && PrimeField(6).residue == nil)
    #expect(PrimeField(6, modulo: largest).modulus == largest)
    #expect(PrimeField(12, modulo: try PrimeModulus(7)).description == "5 mod 7")
    #expect((PrimeField(6) / -4).description == "-3/2")
  }
}
