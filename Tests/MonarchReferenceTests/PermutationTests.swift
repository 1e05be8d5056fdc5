import ExactArithmetic
import MonarchLaws
import MonarchReference
import Testing

@Suite struct PermutationTests {
  @Test func strideReadsRowsAndWritesColumns() throws {
    // The 2 x 3 grid [a b c; d e f], read by rows, written by columns: a d b e c f.
    let stride = Permutation.stride(try Grid(rows: 2, columns: 3))
    #expect(try stride.applied(to: ["a", "b", "c", "d", "e", "f"]) == ["a", "d", "b", "e", "c", "f"])
  }

  @Test(arguments: [(1, 1), (1, 5), (5, 1), (2, 3), (4, 4), (3, 6)])
  func strideLaws(rows: Int, columns: Int) throws {
    let stride = Permutation.stride(try Grid(rows: rows, columns: columns))
    // P(b, n) and P(n/b, n) are inverse; in the square case P is symmetric.
    #expect(try stride.inverse == Permutation.stride(Grid(rows: columns, columns: rows)))
    let matrix: Matrix<Rational> = stride.matrix()
    #expect(try matrix * matrix.transposed == .identity(rows * columns))
    #expect(stride.inverse.matrix(over: Rational.self) == matrix.transposed)
    if rows == columns { #expect(matrix == matrix.transposed) }
    let vector = (0..<rows * columns).map { Rational($0) }
    #expect(try stride.applied(to: vector) == matrix * vector)
  }

  @Test(arguments: [[0, 0], [1, 2], [-1, 0], [0, 2, 1, 3, 5]])
  func mapsThatAreNoPermutationAreRefused(images: [Int]) {
    #expect(throws: ShapeError.self) { try Permutation(images: images) }
  }

  @Test func digitsRoundTrip() throws {
    let grid = try Grid(rows: 3, columns: 5)
    for index in 0..<grid.count {
      let (row, column) = grid.digits(of: index)
      #expect(row < 3 && column < 5 && grid.index(row: row, column: column) == index)
    }
  }
}
