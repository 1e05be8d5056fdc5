import ExactArithmetic
import PropertyEngine

/// A law that is stated once and holds over every field.
protocol FieldLaw: Sendable {
  /// Draws a case with entries of one field and throws where it violates the law.
  func check<Scalar: Field>(_ draws: Draws, _ entry: Generator<Scalar>) throws
}

extension Law {
  /// The law over ℚ, a prime field, and ℚ(ζ_12), where conjugation does something.
  static func overEveryField(_ name: String, cases: Int, _ law: some FieldLaw) -> [Law] {
    [
      Law(name, field: "ℚ", cases: cases) { try law.check($0, Generator<Rational>.entry()) },
      Law(name, field: "𝔽_97", cases: cases) { try law.check($0, Generator<PrimeField>.entry()) },
      // A product in ℚ(ζ_12) costs as much as ten.
      Law(name, field: "ℚ(ζ_12)", cases: max(cases / 3, 20)) { try law.check($0, Generator<Cyclotomic>.entry()) },
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

extension Generator where Value == Cyclotomic {
  /// Rational combinations of up to two 12th roots of unity, one in five of them 0.
  static func entry() -> Generator {
    let root = Generator<Int>.integer(in: 0...11).map { Cyclotomic.root(of: 12, power: $0) }
    let term = zip(Generator<Rational>.entry(), root).map { $1.scaled(by: $0) }
    return .oneOf(
      weighted: [(1, .constant(.zero)), (2, Generator<Rational>.entry().map { Cyclotomic($0) }), (1, root)]
        + [(1, zip(term, term).map { $0 + $1 })])
  }
}
