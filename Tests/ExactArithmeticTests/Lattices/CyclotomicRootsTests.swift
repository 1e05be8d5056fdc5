import ExactArithmetic
import PropertyEngine
import PropertyTesting
import TestSupport
import Testing

@Suite(.property(cases: 40)) struct CyclotomicRootsTests {
  /// Polynomials from roots in the field, with a factor that has none.
  @Test func rootsAreFound() async {
    await check { draws in
      let order = try draws.draw(.element(of: [1, 3, 4, 5, 6, 8, 10, 12]), as: "N")
      let coefficient = zip(Generator<Int>.integer(in: -20...20), Generator<Int>.integer(in: 1...6, target: 1))
        .map { Rational($0.0, $0.1) }
      let element = Generator<Cyclotomic>.cyclotomic(orders: [order], coefficient: coefficient)
      let roots = Set(try draws.draw(element.array(count: 0...3), as: "roots"))
      var polynomial = Polynomial<Cyclotomic>(roots: roots)
      // √2·7 and others lie in none of these fields.
      let hasMore = try draws.draw(.bool(), as: "a factor without roots")
      if hasMore { polynomial *= Polynomial([-7, 0, 1]) }
      try draws.assume(polynomial.degree > 0)
      #expect(Set(Cyclotomic.roots(of: polynomial, order: order)) == roots)
      draws.cover(!roots.isEmpty && hasMore, "some roots of more", atLeast: 0.1)
    }
  }

  @Test func fieldsAreToldApart() {
    let golden = Polynomial<Cyclotomic>([-1, -1, 1])
    #expect(Cyclotomic.roots(of: golden, order: 5).count == 2)
    // In a field of degree 66 roots of its subfields are found.
    #expect(Cyclotomic.roots(of: Polynomial<Cyclotomic>(roots: [1, 2]), order: 67).count == 2)
    #expect(Cyclotomic.roots(of: golden, order: 5 * 47).count == 2)
    for order in [1, 3, 4, 8, 12] { #expect(Cyclotomic.roots(of: golden, order: order).isEmpty) }
    // A coefficient outside of the field, and a repeated root.
    #expect(Cyclotomic.roots(of: Polynomial([.root(of: 5), 1]), order: 4).isEmpty)
    #expect(Cyclotomic.roots(of: Polynomial<Cyclotomic>(roots: [1, 1]), order: 4).isEmpty)
  }

  /// Factors of Π (x^d − c): the factor divides, and has no factor itself.
  @Test func irreducibleFactorsDivide() async {
    await check { draws in
      let small = Generator<Int>.integer(in: -5...5)
      let factors = try draws.draw(small.array(count: 1...4).array(count: 1...3), as: "factors")
      let polynomial = factors.map { Polynomial($0.map { Rational($0) } + [1]) }.reduce(.one) { $0 * $1 }
      try draws.assume(polynomial.isSquarefree)
      let factor = polynomial.irreducibleFactor()
      #expect(polynomial.isMultiple(of: factor) && factor.leadingCoefficient == 1 && factor.degree >= 1)
      // Irreducible of degree above 1: no root, and nothing smaller divides what it is the first factor of.
      if factor.degree > 1 { #expect(try Rational.roots(of: factor).isEmpty) }
      #expect(factor.irreducibleFactor() == factor)
      draws.classify(factor.degree > 1, "not linear")
      draws.classify(factor.degree < polynomial.degree, "reducible")
    }
  }

  @Test func cyclotomicPolynomialsAreIrreducible() {
    for n in 1...20 {
      let polynomial = Polynomial<Rational>.cyclotomic(n)
      #expect(polynomial.irreducibleFactor() == polynomial, "\(n)")
    }
    // Reducible modulo every prime, and irreducible.
    let swinnertonDyer = Polynomial<Rational>([1, 0, -10, 0, 1])
    #expect(swinnertonDyer.irreducibleFactor() == swinnertonDyer)
    // x⁴ + 4 = (x² − 2x + 2)(x² + 2x + 2).
    #expect(Polynomial<Rational>([4, 0, 0, 0, 1]).irreducibleFactor().degree == 2)
  }
}
