import ExactArithmetic
import PropertyEngine
import PropertyTesting
import TestSupport
import Testing

private struct StructureLaw: FieldLaw {
  func check<F: Field & CustomStringConvertible>(over element: Generator<F>) async throws {
    await PropertyTesting.check { draws in
      let size = Generator<Int>.integer(in: 0...3)
      let (m, n, p) = (try draws.draw(size, as: "m"), try draws.draw(size, as: "n"), try draws.draw(size, as: "p"))
      let a = try draws.draw(matrices(m, n, of: element), as: "a")
      let b = try draws.draw(matrices(n, p, of: element), as: "b")
      let c = try draws.draw(matrices(m, n, of: element), as: "c")
      let d = try draws.draw(matrices(p, m, of: element), as: "d")
      let scalar = try draws.draw(element, as: "scalar")
      #expect(agree(try (a * b).transposed, try b.transposed * a.transposed))
      #expect(agree(try (a * b).adjoint, try b.adjoint * a.adjoint))
      #expect(a.adjoint == a.transposed.map { $0.conjugate })
      #expect(agree(try (a + c) * b, try a * b + c * b))
      #expect(agree(try a - c, try a + -c))
      #expect(agree(try (scalar * a) * b, try scalar * (a * b)))
      #expect(try (a * b * d).trace() - (d * a * b).trace() == .zero)
      // (A ⊗ D)(B ⊗ A) = AB ⊗ DA
      #expect(agree(try a.kronecker(d) * b.kronecker(a), try (a * b).kronecker(d * a)))
      #expect(agree(try a.kronecker(b).transposed, try a.transposed.kronecker(b.transposed)))
      let beside = try a.horizontallyJoined(with: c)
      #expect(agree(try beside.submatrix(rows: 0..<m, columns: n..<2 * n), c))
      #expect(agree(try beside.submatrix(rows: 0..<m, columns: 0..<n), a))
      #expect(
        agree(try a.verticallyJoined(with: c).transposed, try a.transposed.horizontallyJoined(with: c.transposed)))
      let exponent = try draws.draw(.integer(in: 0...9), as: "exponent")
      let square = try a * b * d
      let product = try (0..<exponent).reduce(Matrix.identity(m)) { product, _ in try product * square }
      #expect(agree(try square.power(exponent), product))
    }
  }
}

@Suite(.property(cases: cases(200))) struct MatrixStructureTests {
  @Test func structureIsRespected() async throws { try await checkOverFields(StructureLaw()) }

  @Test func kroneckerProductHasItsEntries() throws {
    let a = try Matrix<Rational>(rows: 1, columns: 2, elements: [2, 3])
    let b = try Matrix<Rational>(rows: 2, columns: 1, elements: [5, 7])
    #expect(try a.kronecker(b) == Matrix(rows: 2, columns: 2, elements: [10, 15, 14, 21]))
    #expect(try a.submatrix(rows: [0, 0], columns: [1]) == Matrix(rows: 2, columns: 1, elements: [3, 3]))
  }

  @Test func shapesThatDoNotFitAreNamed() {
    let wide = Matrix<Rational>.zero(2, 3)
    let tall = Matrix<Rational>.zero(3, 2)
    #expect(throws: ShapeError("2×3 plus 3×2: the sizes differ")) { try wide + tall }
    #expect(throws: ShapeError("2×3 minus 3×2: the sizes differ")) { try wide - tall }
    #expect(throws: ShapeError("a trace needs a square matrix, not 2×3")) { try wide.trace() }
    #expect(throws: ShapeError("a power needs a square matrix, not 2×3")) { try wide.power(1) }
    #expect(throws: ShapeError("a power needs an exponent of at least 0, not -1")) {
      try Matrix<Rational>.identity(2).power(-1)
    }
    #expect(throws: ShapeError("row 2 of a 2×3 matrix")) { try wide.submatrix(rows: 1...2, columns: [0]) }
    #expect(throws: ShapeError("column -1 of a 2×3 matrix")) { try wide.submatrix(rows: [0], columns: [-1]) }
    #expect(throws: ShapeError("2×3 beside 3×2: the row counts differ")) { try wide.horizontallyJoined(with: tall) }
    #expect(throws: ShapeError("2×3 above 3×2: the column counts differ")) { try wide.verticallyJoined(with: tall) }
  }
}
