import ExactArithmetic
import PropertyEngine
import PropertyTesting
import TestSupport
import Testing

@Suite(.property(cases: cases(300))) struct SquarefreeTests {
  /// Powers, also p-th ones, of products of small factors: the part has each irreducible factor once.
  private func checkParts<F: Field & CustomStringConvertible>(over element: Generator<F>) async {
    await check { draws in
      let factor = element.array(count: 1...2).map { Polynomial($0 + [1]) }
      let exponent = Generator<Int>.integer(in: 1...6)
      let factors = try draws.draw(zip(factor, exponent).array(count: 0...3), as: "factors")
      let product = factors.reduce(Polynomial<F>.one) { product, power in
        (0..<power.1).reduce(product) { partial, _ in partial * power.0 }
      }
      let part = product.squarefreePart
      #expect(part.isSquarefree && product.isMultiple(of: part))
      // The same irreducible factors: the product divides a power of its part.
      let power = (0..<max(product.degree, 1)).reduce(Polynomial<F>.one) { partial, _ in partial * part }
      #expect(power.isMultiple(of: product))
      #expect(product.isSquarefree == (part.degree == product.degree))
      draws.cover(product.degree > 0 && product.derivative.isZero, "a polynomial in x^p", atLeast: 0)
    }
  }

  @Test func partsOverTheRationals() async { await checkParts(over: Generator<Rational>.fraction(2, over: 2)) }

  @Test func partsOverFiniteFields() async throws {
    for p in [2, 3, 5] { await checkParts(over: Generator<PrimeField>.element(modulo: try PrimeModulus(p))) }
    await checkParts(over: Generator<QuarticField>.quartic())
  }

  @Test func constantsAndZero() {
    #expect(Polynomial<Rational>([5]).isSquarefree && Polynomial<Rational>([5]).squarefreePart == .one)
    #expect(!Polynomial<Rational>.zero.isSquarefree)
  }

  /// x² + ω = (x + ω²)² over 𝔽_4, where the square root of a coefficient is another one.
  @Test func coefficientsHaveRoots() {
    let omega = QuarticField.omega
    #expect(Polynomial([omega, 0, 1]).squarefreePart == Polynomial([omega * omega, 1]))
  }
}
