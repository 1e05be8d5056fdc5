import ExactArithmetic
import PropertyEngine
import PropertyTesting
import TestSupport
import Testing

@Suite(.property(cases: cases(300))) struct RationalGreatestCommonDivisorTests {
  /// The modular way beside Euclid's.
  @Test func divisorsAgreeWithEuclid() async {
    await check { draws in
      let polynomial = Generator<Rational>.rational().array(count: 0...4).map { Polynomial($0) }
      let common = try draws.draw(polynomial, as: "common")
      let f = try draws.draw(polynomial, as: "f") * common
      let g = try draws.draw(polynomial, as: "g") * common
      let plain = Polynomial.greatestCommonDivisor(f.map { PlainRational($0) }, g.map { PlainRational($0) })
      #expect(Polynomial.greatestCommonDivisor(f, g).coefficients == plain.coefficients.map(\.value))
      draws.cover(common.degree > 0 && !f.isZero && !g.isZero, "a common factor", atLeast: 0.1)
    }
  }

  /// 536870909 is the first prime tried: modulo it x and x + p agree, and p·x + 1 loses its degree.
  @Test func badPrimesAreNoticed() {
    let p = Rational(536_870_909)
    let (x, y) = (Polynomial<Rational>([0, 1]), Polynomial<Rational>([p, 1]))
    #expect(Polynomial.greatestCommonDivisor(x, y) == .one)
    let shared = Polynomial<Rational>([1, 0, 3])
    #expect(Polynomial.greatestCommonDivisor(x * shared, y * shared) == shared.monic)
    let dropping = Polynomial<Rational>([1, p])
    #expect(Polynomial.greatestCommonDivisor(dropping * x, dropping * y) == dropping.monic)
  }

  @Test func coefficientsDoNotExplode() {
    func dense(_ seed: Int, _ degree: Int) -> Polynomial<Rational> {
      Polynomial((0...degree).map { Rational(($0 * $0 * seed + 7 * seed + 3 * $0) % 199 - 99, $0 % 9 + 1) })
    }
    let (common, f, g) = (dense(11, 32), dense(23, 32), dense(37, 31))
    #expect(Polynomial.greatestCommonDivisor(common * f, common * g) == common.monic)
  }
}
