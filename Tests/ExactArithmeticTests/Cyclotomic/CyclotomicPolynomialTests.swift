import ExactArithmetic
import Testing

@Suite struct CyclotomicPolynomialTests {
  /// `Π_{d∣n} Φ_d = x^n − 1`, which determines them all.
  @Test func productsOverDivisorsAreBinomials() {
    for n in 1...120 {
      let product = (1...n).filter { n % $0 == 0 }.reduce(Polynomial.one) { $0 * .cyclotomic($1) }
      #expect(product == Polynomial.monomial(1, degree: n) - .one)
      #expect(Polynomial.cyclotomic(n).degree == Cyclotomic.degree(of: n))
    }
  }

  /// Φ_105 is the first with a coefficient other than 0 and ±1.
  @Test func knownPolynomials() {
    #expect(Polynomial.cyclotomic(12) == Polynomial([1, 0, -1, 0, 1]))
    #expect(Polynomial.cyclotomic(105)[7] == -2 && Polynomial.cyclotomic(105)[41] == -2)
    #expect(Polynomial.cyclotomic(512) == .monomial(1, degree: 256) + .one)
  }
}
