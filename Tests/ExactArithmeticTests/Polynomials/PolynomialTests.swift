import ExactArithmetic
import PropertyEngine
import PropertyTesting
import TestSupport
import Testing

private struct RingLaw: FieldLaw {
  func check<F: Field & CustomStringConvertible>(over element: Generator<F>) async throws {
    await PropertyTesting.check { draws in
      let polynomial = element.array(count: 0...5).map { Polynomial($0) }
      let f = try draws.draw(polynomial, as: "f")
      let g = try draws.draw(polynomial, as: "g")
      let h = try draws.draw(polynomial, as: "h")
      let point = try draws.draw(element, as: "point")
      func same(_ lhs: Polynomial<F>, _ rhs: Polynomial<F>) -> Bool { (lhs - rhs).isZero }
      #expect(same((f + g) + h, f + (g + h)) && same(f + g, g + f) && same(f - g, f + -g))
      #expect(same((f * g) * h, f * (g * h)) && same(f * g, g * f) && same(f * (g + h), f * g + f * h))
      #expect((f * g)(point) - f(point) * g(point) == .zero && (f + g)(point) - f(point) - g(point) == .zero)
      #expect(f(g)(point) - f(g(point)) == .zero)
      #expect(same((f * g).derivative, f.derivative * g + f * g.derivative))
      #expect(f.isZero || g.isZero || (f * g).degree == f.degree + g.degree)
      #expect(f.coefficients.last != .zero)
      if !g.isZero {
        let (quotient, remainder) = f.quotientAndRemainder(dividingBy: g)
        #expect(same(quotient * g + remainder, f) && remainder.degree < g.degree)
        #expect((f * g).isMultiple(of: g))
      }
    }
  }
}

private struct DivisorLaw: FieldLaw {
  func check<F: Field & CustomStringConvertible>(over element: Generator<F>) async throws {
    await PropertyTesting.check { draws in
      let polynomial = element.array(count: 0...4).map { Polynomial($0) }
      let common = try draws.draw(polynomial, as: "common")
      let f = try draws.draw(polynomial, as: "f") * common
      let g = try draws.draw(polynomial, as: "g") * common
      let divisor = Polynomial.greatestCommonDivisor(f, g)
      #expect(f.isMultiple(of: divisor) && g.isMultiple(of: divisor))
      #expect(divisor.isZero ? f.isZero && g.isZero : divisor.leadingCoefficient - 1 == .zero)
      // A combination of both that divides both is the greatest.
      let (extended, u, v) = Polynomial.extendedGreatestCommonDivisor(f, g)
      #expect((extended - divisor).isZero && (u * f + v * g - divisor).isZero)
      if !f.isZero && !g.isZero { #expect(divisor.isMultiple(of: common)) }
      let multiple = Polynomial.leastCommonMultiple(f, g)
      #expect(multiple.isZero || ((multiple * divisor) - (f * g).monic).isZero)
      #expect(multiple.isMultiple(of: f) || f.isZero)
    }
  }
}

@Suite(.property(cases: cases(300))) struct PolynomialTests {
  @Test func polynomialsAreARing() async throws { try await checkOverFields(RingLaw()) }
  @Test func divisorsAreCommonAndGreatest() async throws { try await checkOverFields(DivisorLaw()) }

  @Test func rootsMakeTheProduct() async {
    await check { draws in
      let roots = try draws.draw(Generator<Rational>.rational().array(count: 0...6), as: "roots")
      #expect(Polynomial(roots: roots) == roots.reduce(.one) { $0 * Polynomial([-$1, 1]) })
    }
  }

  @Test(
    arguments: [
      ([], "0"), ([5], "5"), ([0, 1], "x"), ([1, 2, -1], "-x^2 + 2·x + 1"),
      ([0, -1, 0, Rational(1, 2)], "1/2·x^3 - x"),
      ([3, 0, 0], "3"),
    ] as [([Rational], String)])
  func descriptionsAreReadable(coefficients: [Rational], text: String) {
    #expect(Polynomial(coefficients).description == text)
  }

  /// Zero in the field, though not in ℚ: the degree counts what the field sees.
  @Test func literalsJoinTheField() throws {
    let seven = try PrimeModulus(7)
    #expect(Polynomial([PrimeField(3, modulo: seven), 1, 14]).degree == 1)
    #expect(Polynomial([PrimeField(3, modulo: seven), 0, 0, 0, 0, 0, 0, 1]).derivative.isZero)
  }
}
