import ExactArithmetic
import PropertyEngine
import PropertyTesting
import TestSupport
import Testing

private struct DeterminantLaw: FieldLaw {
  func check<F: Field & CustomStringConvertible>(over element: Generator<F>) async throws {
    await PropertyTesting.check { draws in
      let n = try draws.draw(.integer(in: 0...5), as: "n")
      let a = try draws.draw(matrices(n, n, of: element), as: "a")
      let b = try draws.draw(matrices(n, n, of: element), as: "b")
      let determinant = try a.determinant()
      #expect(determinant - leibniz(a, rows: Array(0..<n), columns: Array(0..<n)) == .zero)
      #expect(try (a * b).determinant() - determinant * b.determinant() == .zero)
      #expect(try a.transposed.determinant() - determinant == .zero)
      draws.cover(determinant == .zero, "singular", atLeast: 0.1)
      draws.cover(n > 1 && determinant != .zero, "regular, not 1 × 1", atLeast: 0.01)
    }
  }
}

private struct InverseLaw: FieldLaw {
  func check<F: Field & CustomStringConvertible>(over element: Generator<F>) async throws {
    await PropertyTesting.check { draws in
      let n = try draws.draw(.integer(in: 0...6), as: "n")
      let a = try draws.draw(matrices(n, n, of: element), as: "a")
      guard let inverse = try a.inverse() else {
        let kernel = try a.nullspace()
        #expect(try kernel.columns > 0 && agree(a * kernel, .zero(n, kernel.columns)))
        #expect(try a.determinant() == .zero)
        return
      }
      #expect(try agree(a * inverse, .identity(n)) && agree(inverse * a, .identity(n)))
      #expect(try a.determinant() * inverse.determinant() - 1 == .zero)
      #expect(try a.nullspace().columns == 0)
    }
  }
}

@Suite(.property(cases: cases(400))) struct EliminationTests {
  @Test func determinantIsTheSumOverPermutations() async throws { try await checkOverFields(DeterminantLaw()) }
  @Test func inverseIsTwoSidedOrThereIsAKernel() async throws { try await checkOverFields(InverseLaw()) }

  /// det H_n = c_n⁴ / c_2n with c_n = Π_{i<n} i!.
  @Test(arguments: 0...12) func hilbertMatricesHaveTheirDeterminants(n: Int) throws {
    func superfactorial(_ n: Int) -> Rational {
      (0..<n).reduce(1) { product, i in product * (1..<i + 1).reduce(1) { $0 * Rational($1) } }
    }
    let hilbert = Matrix(rows: n, columns: n) { Rational(1, $0 + $1 + 1) }
    let c = superfactorial(n)
    #expect(try hilbert.determinant() == c * c * c * c / superfactorial(2 * n))
    let inverse = try #require(try hilbert.inverse())
    #expect(inverse.elements.allSatisfy { $0.isInteger })
    #expect(try hilbert * inverse == .identity(n))
  }

  /// det V = Π_{i<j} (x_j − x_i).
  @Test func vandermondeMatricesHaveTheirDeterminants() async {
    await check { draws in
      let points = try draws.draw(Generator<Rational>.rational().array(count: 0...7), as: "points")
      let n = points.count
      let vandermonde = Matrix(rows: n, columns: n) { i, j in
        (0..<j).reduce(Rational(1)) { product, _ in product * points[i] }
      }
      var expected = Rational(1)
      for j in 0..<n {
        for i in 0..<j { expected *= points[j] - points[i] }
      }
      #expect(try vandermonde.determinant() == expected)
    }
  }

  @Test func wordsThatAreZeroInTheFieldAreNoPivots() throws {
    let seven = try PrimeModulus(7)
    let a = try Matrix<PrimeField>(rows: 2, columns: 2, elements: [7, 1, 1, PrimeField(0, modulo: seven)])
    #expect(try a.determinant() - -1 == 0)
    #expect(try a.rank() == 2)
    let b = try Matrix<PrimeField>(rows: 2, columns: 2, elements: [7, 14, 0, PrimeField(3, modulo: seven)])
    #expect(try b.rank() == 1 && b.inverse() == nil)
  }

  @Test func shapesAndFieldsThatDoNotFitAreNamed() throws {
    let wide = Matrix<Rational>.zero(2, 3)
    #expect(throws: ShapeError("a determinant needs a square matrix, not 2×3")) { try wide.determinant() }
    #expect(throws: ShapeError("an inverse needs a square matrix, not 2×3")) { try wide.inverse() }
    let mixed = try Matrix(
      rows: 1, columns: 2, elements: [PrimeField(5, modulo: PrimeModulus(7)), PrimeField(3, modulo: PrimeModulus(11))])
    #expect(throws: ShapeError.self) { try mixed.rank() }
    #expect(throws: ShapeError.self) { try mixed * mixed.transposed }
    #expect(throws: ShapeError.self) { try mixed + mixed }
    #expect(throws: ShapeError.self) { try mixed * [1, 1] }
  }
}
