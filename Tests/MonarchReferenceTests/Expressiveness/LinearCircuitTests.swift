import ExactArithmetic
import MonarchLaws
import MonarchReference
import Testing

/// Words of circuits on grids that have just the room that the statement asks for.
@Suite struct LinearCircuitTests {
  private typealias Grid = MonarchReference.Grid

  /// All gates read one input: depth 1, so that every gate wants a pair of places in the same level.
  ///
  /// With n = 1, s = 4, b = 4 the least q is 3: rows of four have to take two pairs each, for six places are too few for one
  /// pair a row, and the wire that is kept stands in the last column if it must.
  @Test(arguments: [(1, 4, 4), (2, 8, 4), (1, 7, 6), (1, 4, 3), (5, 8, 5), (1, 1, 4), (3, 3, 8)])
  func manyGatesOfOneLevelFit(n: Int, gateCount: Int, columns: Int) throws {
    let gates = (0..<gateCount).map { LinearCircuit<Rational>.Gate(Rational($0 + 1), $0 % n, $0 == 2 ? 3 : 0, 0) }
    let circuit = try LinearCircuit(
      inputCount: n, gates: gates, outputs: (0..<n).map { n + (gateCount - 1 - $0 % gateCount) })
    #expect(circuit.depth == 1)
    let rows = (n + 2 * gateCount - 1) / (columns - 1) + 1
    #expect((rows - 1) * (columns - 1) < n + 2 * gateCount)
    try constructionIsItsDefinition(circuit, on: [Grid(rows: rows, columns: columns)]) { _ in
      try RootsOfUnity(order: 1)
    }
  }

  /// A row less, or two columns, are refused and not tried.
  @Test func smallerGridsAreRefused() throws {
    let circuit = try LinearCircuit<Rational>(
      inputCount: 1, gates: Array(repeating: .init(1, 0, 0, 0), count: 4), outputs: [4])
    let ζ = try RootsOfUnity<Rational>(order: 1)
    for (rows, columns) in [(2, 4), (9, 2)] {
      #expect(throws: ShapeError.self) { try circuit.word(on: Grid(rows: rows, columns: columns), ζ) }
    }
  }
}
