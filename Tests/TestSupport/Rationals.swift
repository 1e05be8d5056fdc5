public import ExactArithmetic
public import PropertyEngine

extension Generator where Value == Rational {
  /// Rationals, often at a border of the representation: 0, ±1, words at ±2⁶² … 2⁶³, equal denominators, dyadic numbers,
  /// and fractions of many limbs. Small fractions are the simplest.
  public static func rational() -> Generator {
    let word = Generator<Int>.integer()
    let positive = Generator<Int>.integer(in: 1 ... .max, target: 1)
    let shift = Generator<Int>.integer(in: -200...200)
    let dyadic = zip(Generator<Int>.integer(in: -1_000_000...1_000_000), Generator<Int>.integer(in: 0...61))
    var choices: [(weight: Int, generator: Generator<Rational>)] = []
    choices.append((3, fraction(9, over: 9)))
    choices.append((2, fraction(1_000_000, over: 1_000_000)))
    choices.append((2, dyadic.map { pair in Rational(pair.0, 1 << pair.1) }))
    choices.append((2, zip(word, positive).map { pair in Rational(pair.0, pair.1) }))
    choices.append((1, word.map { Rational($0, 7) }))
    choices.append((1, shift.map { Rational.powerOfTwo($0) }))
    choices.append((1, zip(word, shift).map { pair in Rational(pair.0).scaled(byPowerOfTwo: pair.1) }))
    choices.append((1, zip(word, positive, word).map { three in Rational(three.0, three.1) * Rational(three.2) }))
    choices.append((1, word.map { Rational($0) * .powerOfTwo(-300) + .powerOfTwo(100) }))
    return .oneOf(weighted: choices)
  }

  /// Fractions with numerators up to ±`bound` over denominators up to `limit`.
  public static func fraction(_ bound: Int, over limit: Int) -> Generator {
    zip(.integer(in: -bound...bound), .integer(in: 1...limit, target: 1)).map { Rational($0, $1) }
  }
}
