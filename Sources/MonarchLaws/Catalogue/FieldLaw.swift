import ExactArithmetic
import PropertyEngine

/// A law that is stated once and holds over every field.
protocol FieldLaw: Sendable {
  /// Draws a case with entries of one field and throws where it violates the law.
  func check<Scalar: Field>(_ draws: Draws, _ entry: Generator<Scalar>) throws
}

extension Law {
  /// The law over ℚ, a prime field, and the Gaussian rationals ℚ(i).
  static func overEveryField(_ name: String, cases: Int, _ law: some FieldLaw) -> [Law] {
    [
      Law(name, field: "ℚ", cases: cases) { try law.check($0, Generator<Rational>.entry()) },
      Law(name, field: "𝔽_97", cases: cases) { try law.check($0, Generator<PrimeField>.entry()) },
    ]
  }
}

extension Generator where Value == PrimeField {
  /// Elements of 𝔽_97, one in five of them 0. In so small a field sums vanish and ranks drop by chance too.
  static func entry() -> Generator {
    let modulus = try! PrimeModulus(97)
    let any = Generator<Int>.integer(in: 0...96).map { PrimeField($0, modulo: modulus) }
    return .oneOf(weighted: [(1, .constant(PrimeField(0, modulo: modulus))), (4, any)])
  }
}
