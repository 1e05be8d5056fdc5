import ExactArithmetic
import Foundation
import TestSupport
import Testing

@Suite struct MatrixTests {
  private func random(_ rows: Int, _ columns: Int, _ generator: inout SplitMix64) -> Matrix<Rational> {
    Matrix(rows: rows, columns: columns) { _, _ in generator.rational() }
  }

  @Test func productIsAssociativeAndTransposes() throws {
    var generator = SplitMix64(seed: 31)
    for sizes in [[1, 1, 1, 1], [2, 3, 4, 5], [5, 1, 7, 2], [0, 3, 2, 1], [2, 0, 3, 4], [6, 6, 6, 6]] {
      let a = random(sizes[0], sizes[1], &generator)
      let b = random(sizes[1], sizes[2], &generator)
      let c = random(sizes[2], sizes[3], &generator)
      #expect(try (a * b) * c == a * (b * c))
      #expect(try (a * b).transposed == b.transposed * a.transposed)
      #expect(try Matrix.identity(sizes[0]) * a == a)
      #expect(a.transposed.transposed == a)
      let vector = (0..<sizes[1]).map { _ in generator.rational() }
      #expect(try (a * vector) == (a * Matrix(rows: sizes[1], columns: 1, elements: vector)).elements)
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

  @Test func matrixFilesRoundTrip() throws {
    var generator = SplitMix64(seed: 32)
    for (rows, columns) in [(1, 1), (3, 2), (0, 4)] {
      let matrix = random(rows, columns, &generator)
      #expect(try JSONDecoder().decode(Matrix<Rational>.self, from: JSONEncoder().encode(matrix)) == matrix)
    }
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
