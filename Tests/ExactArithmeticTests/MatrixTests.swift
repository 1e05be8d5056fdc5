import ExactArithmetic
import Foundation
import PropertyEngine
import PropertyTesting
import TestSupport
import Testing

/// Matrices of the given size.
private func matrix(_ rows: Int, _ columns: Int) -> Generator<Matrix<Rational>> {
  Generator<Rational>.fraction(9, over: 4).grid(rows: rows...rows, columns: columns...columns).map { grid in
    Matrix(rows: rows, columns: columns) { grid[$0, $1] }
  }
}

@Suite(.property(cases: cases(1000))) struct MatrixTests {
  @Test func productIsAssociativeAndTransposes() async {
    let size = Generator<Int>.integer(in: 0...6)
    await check { draws in
      let (m, n) = (try draws.draw(size, as: "m"), try draws.draw(size, as: "n"))
      let (p, q) = (try draws.draw(size, as: "p"), try draws.draw(size, as: "q"))
      let a = try draws.draw(matrix(m, n), as: "a")
      let b = try draws.draw(matrix(n, p), as: "b")
      let c = try draws.draw(matrix(p, q), as: "c")
      #expect(try (a * b) * c == a * (b * c))
      #expect(try (a * b).transposed == b.transposed * a.transposed)
      #expect(try Matrix.identity(m) * a == a)
      #expect(a.transposed.transposed == a)
      let vector = try draws.draw(Generator<Rational>.rational().array(count: n), as: "vector")
      #expect(try (a * vector) == (a * Matrix(rows: n, columns: 1, elements: vector)).elements)
      draws.cover(m == 0 || n == 0 || p == 0, "an empty matrix", atLeast: 0.1)
    }
  }

  /// A product with known entries: (i+1)·(j+1)·Σk.
  @Test func productHasItsEntries() throws {
    let a = Matrix<Rational>(rows: 2, columns: 3) { Rational(($0 + 1) * $1) }
    let b = Matrix<Rational>(rows: 3, columns: 2) { _, j in Rational(j + 1) }
    #expect(try a * b == Matrix(rows: 2, columns: 2, elements: [3, 6, 6, 12]))
  }

  @Test func shapesThatDoNotFitAreNamed() {
    #expect(throws: ShapeError("2×3 times 2×3: the inner sizes differ")) {
      try Matrix<Rational>(rows: 2, columns: 3) { _, _ in 1 } * Matrix<Rational>(rows: 2, columns: 3) { _, _ in 1 }
    }
    #expect(throws: ShapeError("a 2×2 matrix cannot have 3 entries")) {
      try Matrix<Rational>(rows: 2, columns: 2, elements: [1, 2, 3])
    }
    #expect(throws: ShapeError.self) { try Matrix<Rational>(rows: 1 << 40, columns: 1 << 40, elements: []) }
    #expect(throws: ShapeError.self) { try Matrix<Rational>(rows: -1, columns: -1, elements: [1]) }
  }

  @Test func matrixFilesRoundTrip() async {
    await check { draws in
      let rows: Int = try draws.draw(.integer(in: 0...4), as: "rows")
      let columns: Int = try draws.draw(.integer(in: 0...4), as: "columns")
      let entries = try draws.draw(matrix(rows, columns), as: "matrix")
      let decoded = try JSONDecoder().decode(Matrix<Rational>.self, from: JSONEncoder().encode(entries))
      #expect(decoded == entries)
    }
  }

  @Test func matrixFilesAreRead() throws {
    let text = #"{"shape":[2,2],"field":"Q","entries":["1/2",3,"-7","0.25"]}"#
    let matrix = try JSONDecoder().decode(Matrix<Rational>.self, from: Data(text.utf8))
    #expect(try matrix == Matrix(rows: 2, columns: 2, elements: [Rational(1, 2), 3, -7, Rational(1, 4)]))
  }

  @Test(arguments: [
    #"{"shape":[2,2],"field":"Q","entries":["1","2","3"]}"#, #"{"shape":[2],"field":"Q","entries":["1","2"]}"#,
    #"{"shape":[-1,-2],"field":"Q","entries":["1","2"]}"#, #"{"shape":[1,1],"field":"R","entries":["1"]}"#,
    #"{"shape":[4611686018427387904,4611686018427387904],"field":"Q","entries":[]}"#,
    #"{"shape":[1,1],"entries":["1"]}"#, #"{"shape":[1,1],"field":"Q"}"#,
    #"{"shape":[1,1],"field":"Q","entries":["x"]}"#,
  ])
  func badMatrixFilesAreRefused(json: String) {
    #expect(throws: DecodingError.self) { try JSONDecoder().decode(Matrix<Rational>.self, from: Data(json.utf8)) }
  }
}
