import ExactArithmetic
import PropertyEngine
import PropertyTesting
import TestSupport
import Testing

private struct CharacteristicLaw: FieldLaw {
  func check<F: Field & CustomStringConvertible>(over element: Generator<F>) async throws {
    await PropertyTesting.check { draws in
      let n = try draws.draw(.integer(in: 0...6), as: "n")
      let a = try draws.draw(matrices(n, n, of: element), as: "a")
      let point = try draws.draw(element, as: "point")
      let polynomial = try a.characteristicPolynomial()
      #expect(polynomial.degree == n && polynomial.leadingCoefficient - 1 == .zero)
      #expect(agree(try polynomial(a), .zero(n, n)), "Cayley and Hamilton")
      let shifted = try Matrix.diagonal([F](repeating: point, count: n)) - a
      #expect(try polynomial(point) - shifted.determinant() == .zero)
      if n > 0 { #expect(try polynomial[n - 1] + a.trace() == .zero) }
      #expect(try (a.transposed.characteristicPolynomial() - polynomial).isZero)
    }
  }
}

/// The least number of powers that are dependent, by elimination, is the degree.
private struct MinimalLaw: FieldLaw {
  func check<F: Field & CustomStringConvertible>(over element: Generator<F>) async throws {
    await PropertyTesting.check { draws in
      let n = try draws.draw(.integer(in: 0...6), as: "n")
      let a = try draws.draw(matrices(n, n, of: element), as: "a")
      let minimal = try a.minimalPolynomial()
      #expect(minimal.leadingCoefficient - 1 == .zero)
      #expect(agree(try minimal(a), .zero(n, n)))
      #expect(try a.characteristicPolynomial().isMultiple(of: minimal))
      let powers = try (0..<minimal.degree).map { try a.power($0).elements }
      let table = Matrix(rows: minimal.degree, columns: n * n) { powers[$0][$1] }
      #expect(try table.rank() == minimal.degree)
      draws.cover(minimal.degree < n, "derogatory", atLeast: 0.1)
    }
  }
}

private struct CompanionLaw: FieldLaw {
  func check<F: Field & CustomStringConvertible>(over element: Generator<F>) async throws {
    await PropertyTesting.check { draws in
      let lower = try draws.draw(element.array(count: 0...6), as: "coefficients")
      let polynomial = Polynomial(lower + [1])
      let n = lower.count
      let companion = Matrix(rows: n, columns: n) { $1 == n - 1 ? -lower[$0] : $0 == $1 + 1 ? 1 : .zero }
      #expect(try (companion.characteristicPolynomial() - polynomial).isZero)
      #expect(try (companion.minimalPolynomial() - polynomial).isZero)
    }
  }
}

@Suite(.property(cases: cases(200))) struct CharacteristicPolynomialTests {
  @Test func matricesAnnulTheirCharacteristicPolynomial() async throws {
    try await checkOverFields(CharacteristicLaw())
  }
  @Test func minimalPolynomialIsTheLeastThatAnnihilates() async throws { try await checkOverFields(MinimalLaw()) }
  @Test func companionMatricesHaveTheirPolynomial() async throws { try await checkOverFields(CompanionLaw()) }

  /// Blocks of sizes 3 and 2 for the value 2, and of size 1 for 5, moved to another basis: m = (x − 2)³ (x − 5).
  @Test func jordanBlocksGiveTheExponents() throws {
    let jordan = Matrix<Rational>(rows: 6, columns: 6) { i, j in
      i == j ? (i < 5 ? 2 : 5) : j == i + 1 && (i < 2 || i == 3) ? 1 : 0
    }
    let basis = Matrix<Rational>(rows: 6, columns: 6) { Rational(1, $0 + $1 + 1) }
    let inverse = try #require(try basis.inverse())
    let moved = try basis * jordan * inverse
    #expect(try moved.minimalPolynomial() == Polynomial(roots: [2, 2, 2, 5]))
    #expect(try moved.characteristicPolynomial() == Polynomial(roots: [2, 2, 2, 2, 2, 5]))
  }

  @Test func shapesThatDoNotFitAreNamed() {
    let wide = Matrix<Rational>.zero(2, 3)
    #expect(throws: ShapeError("a characteristic polynomial needs a square matrix, not 2×3")) {
      try wide.characteristicPolynomial()
    }
    #expect(throws: ShapeError("a minimal polynomial needs a square matrix, not 2×3")) { try wide.minimalPolynomial() }
    #expect(throws: ShapeError("a polynomial's argument needs a square matrix, not 2×3")) {
      try Polynomial<Rational>.variable(wide)
    }
  }
}
