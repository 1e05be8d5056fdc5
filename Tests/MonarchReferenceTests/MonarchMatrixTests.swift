import ExactArithmetic
import MonarchLaws
import MonarchReference
import PropertyEngine
import PropertyTesting
import TestSupport
import Testing

/// The shapes that the laws run over: squares, M(b, n), l | q, l = q, l ∤ q, and every size equal to 1.
let shapes: [MonarchShape] = try! [
  .square(1), .square(2), .square(3), .square(4), .square(5),
  .grid(Grid(rows: 3, columns: 2)), .grid(Grid(rows: 2, columns: 5)), .grid(Grid(rows: 1, columns: 4)),
  .grid(Grid(rows: 4, columns: 1)),
  MonarchShape(k: 2, q: 3, p: 4, l: 2, s: 5, r: 3),  // l ∤ q
  MonarchShape(k: 2, q: 3, p: 2, l: 3, s: 4, r: 2),  // l = q
  MonarchShape(k: 2, q: 6, p: 3, l: 3, s: 2, r: 4),  // q = 2·l: rank 2
  MonarchShape(k: 4, q: 2, p: 3, l: 4, s: 3, r: 2),  // nblocks = 4
  MonarchShape(k: 1, q: 6, p: 5, l: 6, s: 1, r: 1), MonarchShape(k: 6, q: 1, p: 1, l: 1, s: 5, r: 6),
  MonarchShape(k: 3, q: 4, p: 1, l: 2, s: 1, r: 6), MonarchShape(k: 5, q: 2, p: 7, l: 10, s: 3, r: 1),
]

private let anyShape = Generator<MonarchShape>.oneOf(.monarchShape(), .element(of: shapes))
private let entry = Generator<Rational>.entry()

@Suite(.property(cases: cases(300))) struct MonarchMatrixTests {
  /// A Monarch matrix whose entries are all different, so that an entry at a wrong place shows.
  private func numbered(_ shape: MonarchShape) throws(ShapeError) -> MonarchMatrix<Rational> {
    try MonarchMatrix(
      shape: shape, left: (0..<shape.l * shape.s * shape.r).map { Rational(2 * $0 + 3) },
      right: (0..<shape.k * shape.q * shape.p).map { Rational(1, 3 * $0 + 2) })
  }

  /// The definition (explicit P, L, P, R multiplied out), the entries and the structured evaluation are one matrix.
  @Test func definitionEntriesAndEvaluationAgree() async {
    await check { draws in
      let shape = try draws.draw(anyShape, as: "shape")
      let monarch = try draws.draw(entry.monarch(shape))
      draws.show("left", monarch.left)
      draws.show("right", monarch.right)
      let definition = try monarch.definition()
      #expect(definition == monarch.dense)
      let vector = try draws.draw(entry.array(count: shape.inputCount), as: "vector")
      #expect(try monarch.applied(to: vector) == definition * vector)
    }
  }

  /// The square case is the paper's Definition 3.1, written here with the paper's own P, L and R.
  @Test(arguments: 1...6)
  func squareIsPLPR(m: Int) throws {
    let monarch = try numbered(.square(m))
    // P maps [x1, …, xn] to [x1, x_{1+m}, …, x2, x_{2+m}, …]: output t of P is input (t mod m)·m + t / m.
    let p = Matrix<Rational>(rows: m * m, columns: m * m) { t, source in source == (t % m) * m + t / m ? 1 : 0 }
    #expect(try p == Permutation.stride(Grid(rows: m, columns: m)).matrix(over: Rational.self))
    #expect(try p * monarch.left.matrix * p.transposed * monarch.right.matrix == monarch.definition())
    for l in 0..<m {
      for j in 0..<m {
        for k in 0..<m {
          for i in 0..<m {
            #expect(
              monarch.entry(row: l * m + j, column: k * m + i) == monarch.left.blocks[j][l, k]
                * monarch.right.blocks[k][j, i])
          }
        }
      }
    }
  }

  /// M(b, n) is DB·BD on the grid: DB vanishes unless the low digits agree, BD unless the high digits agree.
  @Test(arguments: [(3, 2), (2, 5), (4, 4), (1, 3), (3, 1)])
  func gridFormIsDBTimesBD(rows: Int, columns: Int) throws {
    let grid = try Grid(rows: rows, columns: columns)
    let monarch = try numbered(.grid(grid))
    let db = Matrix<Rational>(rows: grid.count, columns: grid.count) { x, y in
      let (to, from) = (grid.digits(of: x), grid.digits(of: y))
      return to.column == from.column ? monarch.left.blocks[to.column][to.row, from.row] : 0
    }
    #expect(try db * monarch.right.matrix == monarch.definition())
  }

  /// The same text over Double: small integers are exact there too.
  @Test func doubleRunsTheSameText() async {
    await check { draws in
      let shape = try draws.draw(anyShape, as: "shape")
      func integers(_ count: Int) throws -> [Double] {
        try draws.integers(rows: 1, columns: count, in: -99...99).elements.map { Double($0) }
      }
      let monarch = try MonarchMatrix<Double>(
        shape: shape, left: integers(shape.l * shape.s * shape.r), right: integers(shape.k * shape.q * shape.p))
      let vector = try integers(shape.inputCount)
      let exact = try monarch.map { Rational(exactly: $0)! }.applied(to: vector.map { Rational(exactly: $0)! })
      #expect(try monarch.applied(to: vector).map { Rational(exactly: $0)! } == exact)
      #expect(try monarch.definition() == monarch.dense)
    }
  }

  @Test func gaugeDominates() async {
    await check { draws in
      let shape = try draws.draw(anyShape, as: "shape")
      let monarch = try draws.draw(entry.monarch(shape))
      let vector = try draws.draw(entry.array(count: shape.inputCount), as: "vector")
      let gauge = try monarch.map(\.magnitude).applied(to: vector.map(\.magnitude))
      for (value, bound) in zip(try monarch.applied(to: vector), gauge) { #expect(value.magnitude <= bound) }
    }
  }

  @Test func parametersAndCost() throws {
    #expect(try MonarchShape.square(4).parameterCount == 2 * 16 * 4)  // 2n√n
    #expect(try MonarchShape.grid(Grid(rows: 3, columns: 2)).parameterCount == 6 * (3 + 2))  // n(q + b)
  }

  @Test func wrongShapesAreNamed() throws {
    #expect(
      throws: ShapeError("k·q = 2·3 = 6 outputs of the right blocks do not fill l·r = 2·2 = 4 inputs of the left")
    ) {
      try MonarchShape(k: 2, q: 3, p: 1, l: 2, s: 1, r: 2)
    }
    #expect(throws: ShapeError("expected s >= 1, found s = 0")) { try MonarchShape(k: 1, q: 1, p: 1, l: 1, s: 0, r: 1) }
    #expect(throws: ShapeError.self) { try MonarchShape(k: 1 << 40, q: 1 << 40, p: 1, l: 1 << 40, s: 1, r: 1 << 40) }
    #expect(throws: ShapeError.self) { try Grid(rows: 0, columns: 3) }
    #expect(throws: ShapeError("2 blocks of 2×2 cannot have 7 entries")) {
      try MonarchMatrix<Rational>(
        shape: .square(2), left: Array(repeating: 1, count: 7), right: Array(repeating: 1, count: 8))
    }
    let monarch = try numbered(.square(2))
    #expect(throws: ShapeError("expected a vector of k·p = 4 entries, found 3")) { try monarch.applied(to: [1, 2, 3]) }
    #expect(throws: ShapeError.self) { try BlockDiagonal<Rational>([]) }
    #expect(throws: ShapeError("expected 1×1 blocks, found 1×2 at block 1")) {
      try BlockDiagonal<Rational>([.identity(1), Matrix(rows: 1, columns: 2) { _, _ in 1 }])
    }
  }
}
