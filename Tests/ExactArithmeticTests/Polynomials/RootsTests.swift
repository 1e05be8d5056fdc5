import ExactArithmetic
import PropertyEngine
import PropertyTesting
import TestSupport
import Testing

@Suite(.property(cases: cases(300))) struct RootsTests {
  @Test func rationalRootsComeWithTheirMultiplicities() async {
    await check { draws in
      let root = Generator.oneOf(.fraction(3, over: 3), Generator<Rational>.rational())
      let roots = try draws.draw(root.array(count: 0...6), as: "roots")
      let scale = try draws.draw(Generator<Rational>.rational(), as: "scale")
      // x² + c with c > 0 has no root, x² − 2 has none in ℚ.
      let rootless = try draws.draw(
        Generator<Polynomial<Rational>>.element(of: [.one, Polynomial([2, 0, 1]), Polynomial([-2, 0, 1])]),
        as: "rootless")
      try draws.assume(scale != 0, "a polynomial that is not zero")
      let found = try (scale * (Polynomial(roots: roots) * rootless)).roots()
      #expect(found.flatMap { [Rational](repeating: $0.root, count: $0.multiplicity) } == roots.sorted())
      draws.cover(found.contains { $0.multiplicity > 1 }, "a multiple root", atLeast: 0.02)
    }
  }

  /// 200-bit coefficients, which nobody could factor.
  @Test func coefficientsAreNotFactored() throws {
    let big = (1...5).map { Rational.powerOfTwo(200) + Rational($0 * $0 * 7919) }
    let roots = [big[0] / big[1], -big[2] / big[3], big[4]]
    let found = try Polynomial(roots: roots + roots.prefix(1)).roots()
    #expect(found.map(\.root) == roots.sorted() && found.map(\.multiplicity).sorted() == [1, 1, 2])
    let product = roots.reduce(1, *)
    #expect(try Polynomial([product + 1, 1, 0, 1]).roots().isEmpty)
  }

  @Test func rootsInPrimeFieldsAreThoseFoundByTrial() async throws {
    for p in [2, 3, 5, 7, 31] {
      let modulus = try PrimeModulus(p)
      await check { draws in
        let f = try draws.draw(Generator<PrimeField>.element(modulo: modulus).array(count: 0...8), as: "f")
        let polynomial = Polynomial(f)
        try draws.assume(!polynomial.isZero, "a polynomial that is not zero")
        let trial = (0..<p).map { PrimeField($0, modulo: modulus) }.filter { polynomial($0) == 0 }
        #expect(try PrimeField.roots(of: polynomial) == trial)
      }
    }
  }

  @Test func rootsInALargePrimeFieldAreThosePutIn() async throws {
    let modulus = try PrimeModulus((1 << 61) - 1)
    let nonResidue = PrimeField(37, modulo: modulus)
    #expect(modulus.squareRoot(37) == nil)
    await check { draws in
      let roots = try draws.draw(Generator<PrimeField>.element(modulo: modulus).array(count: 0...6), as: "roots")
      let found = try PrimeField.roots(of: Polynomial(roots: roots) * Polynomial([-nonResidue, 0, 1]))
      #expect(found.map { $0.residue } == Set(roots.map { $0.residue ?? 0 }).sorted())
    }
  }

  @Test func whatHasNoAnswerIsNamed() throws {
    #expect(throws: ShapeError("the zero polynomial has every number as a root")) {
      try Polynomial<Rational>.zero.roots()
    }
    #expect(throws: ShapeError("the zero polynomial has every element as a root")) {
      try Polynomial<PrimeField>.zero.roots()
    }
    #expect(throws: ShapeError("the roots of x + 1 need a modulus, and no coefficient has one")) {
      try Polynomial<PrimeField>([1, 1]).roots()
    }
    #expect(try Polynomial<Rational>([3]).roots().isEmpty)
  }
}
