import ExactArithmetic
import MonarchLaws
import MonarchReference
import PropertyEngine
import PropertyTesting
import TestSupport
import Testing

@Suite(.property(cases: cases(300))) struct FactoredMatrixTests {
  /// Rows and columns of blocks are where the definition has them, and every row and column is in one block.
  @Test func placesOfBlocks() async {
    await check { draws in
      let size = Generator<Int>.size(upTo: 4)
      let (a, b, c, d) = try draws.draw(zip(size, size, size, size), as: "a, b, c, d")
      let pattern = try KroneckerPattern(a: a, b: b, c: c, d: d)
      let factor = try KroneckerSparse(
        pattern: pattern, elements: (0..<pattern.parameterCount).map { Rational($0 + 1) })
      try formAgreesWithItsDefinition(FactorProduct([factor]), vector: (0..<pattern.columns).map { Rational($0 * $0) })
      for block in 0..<pattern.blockCount {
        for j in 0..<b { #expect(pattern.block(ofRow: pattern.row(j, ofBlock: block)) == block) }
        for κ in 0..<c { #expect(pattern.block(ofColumn: pattern.column(κ, ofBlock: block)) == block) }
      }
      #expect(KroneckerSparse(exactly: factor.matrix, pattern: pattern) == factor)
      #expect(pattern.transposed.transposed == pattern && pattern.transposed.rows == pattern.columns)
      // One entry elsewhere, and it is no longer of the pattern.
      let matrix = factor.matrix
      if let zero = matrix.elements.firstIndex(of: 0) {
        var elements = matrix.elements
        elements[zero] = 1
        let changed = try Matrix(rows: matrix.rows, columns: matrix.columns, elements: elements)
        #expect(KroneckerSparse(exactly: changed, pattern: pattern) == nil)
      }
      draws.cover(matrix.elements.contains(0) && d > 1, "zeros elsewhere", atLeast: 0.1)
    }
  }

  @Test func productsOfFormsAreForms() async {
    await check { draws in
      let entry = Generator<Rational>.entry()
      let first = try draws.draw(entry.monarch(draws.draw(.monarchShape(upTo: 3), as: "first")))
      let second = try draws.draw(entry.monarch(draws.draw(.monarchShape(upTo: 3), as: "second")))
      guard first.columns == second.rows else {
        #expect(throws: ShapeError.self) { try first * second }
        return
      }
      try demandEqual((first * second).dense, first.definition() * second.definition(), "the product of two forms")
      try demandEqual((first.transposed * first).dense, first.dense.transposed * first.dense, "AᵀA")
    }
  }

  @Test func kroneckerProducts() async {
    await check { draws in
      let size = Generator<Int>.size(upTo: 4)
      let entry = Generator<Rational>.entry()
      let (s, k, l, p) = (
        try draws.draw(size), try draws.draw(size), try draws.draw(size), try draws.draw(size)
      )
      try kroneckerIsMonarch(
        draws.draw(entry.matrix(rows: s, columns: k)), draws.draw(entry.matrix(rows: l, columns: p)))
      try kroneckerIsMonarch(
        draws.draw(entry.matrix(rows: s, columns: s)), draws.draw(entry.matrix(rows: p, columns: p)))
    }
  }

  /// A Monarch matrix is also a product of two sparse factors; for M(b, n) it is the word LR.
  @Test func monarchMatricesAreForms() async {
    await check { draws in
      let entry = Generator<Cyclotomic>.entry()
      let shape = try draws.draw(.monarchShape(), as: "shape")
      let monarch = try draws.draw(entry.monarch(shape))
      try formAgreesWithItsDefinition(monarch, vector: draws.draw(entry.array(count: shape.inputCount)))
      if shape.isGrid {
        let word = try monarch.word(on: Grid(rows: shape.k, columns: shape.l))
        try demandEqual(word.definition(), monarch.definition(), "the word LR")
        try demandEqual(MonarchMatrix(word).definition(), monarch.definition(), "the word as a Monarch matrix")
      }
    }
  }

  @Test func wrongFactorsAreNamed() throws {
    let pattern = try KroneckerPattern(a: 1, b: 2, c: 3, d: 1)
    #expect(throws: ShapeError("expected d >= 1 in a Kronecker-sparse pattern, found d = 0")) {
      try KroneckerPattern(a: 1, b: 1, c: 1, d: 0)
    }
    #expect(throws: ShapeError.self) { try KroneckerPattern(a: 1 << 40, b: 1 << 40, c: 1, d: 1) }
    #expect(throws: ShapeError("expected 6 entries for the pattern (1, 2, 3, 1), found 5")) {
      try KroneckerSparse<Rational>(pattern: pattern, elements: [1, 2, 3, 4, 5])
    }
    #expect(KroneckerSparse(exactly: Matrix<Rational>.identity(2), pattern: pattern) == nil)
    let factor = try KroneckerSparse<Rational>(pattern: pattern, elements: [1, 2, 3, 4, 5, 6])
    #expect(throws: ShapeError("expected at least one factor, found none")) { try FactorProduct<Rational>([]) }
    #expect(throws: ShapeError("factor 0 takes 3 entries, factor 1 yields 2")) { try FactorProduct([factor, factor]) }
    #expect(throws: ShapeError("factor 0 takes 2 entries, factor 1 yields 3")) {
      try FactorProduct([factor.transposed, factor.transposed])
    }
    #expect(throws: ShapeError("expected a vector of 3 entries, found 2")) { try factor.applied(to: [1, 2]) }
  }

  /// Elements of two fields do not meet silently, and do not trap.
  @Test func fieldsThatDoNotMeetAreNamed() throws {
    let (a, b) = (PrimeField(1, modulo: seven), PrimeField(1, modulo: try PrimeModulus(5)))
    let monarch = try MonarchMatrix(shape: .square(1), left: [a], right: [a])
    let mixed = ShapeError("expected entries of one field, found 1 mod 5 and 1 mod 7")
    #expect(throws: mixed) { try monarch.applied(to: [b]) }
    #expect(throws: mixed) { try monarch.output(ofMiddle: [b]) }
    #expect(throws: mixed) { try monarch.word(on: .square(1)).applied(to: [b]) }
    #expect(throws: mixed) { try monarch.gradient(inputs: [[b]], cotangents: [[a]]) as MonarchGradient }
    #expect(throws: mixed) { try monarch.gradient(inputs: [[b]], cotangents: [[a]]) as FactorGradient }
    #expect(throws: mixed) { try monarch.scaled(middle: [b]) }
    #expect(throws: mixed) { try monarch.factors[0].applied(to: [b]) }
    // Nothing can be made of both, so that products without a thrown error do not meet them either.
    #expect(throws: ShapeError.self) { try MonarchMatrix(shape: .square(1), left: [a], right: [b]) }
    #expect(throws: ShapeError.self) {
      try MonarchMatrix(left: monarch.left, right: BlockDiagonal([Matrix.diagonal([b])]))
    }
    let grid = try Grid.square(1)
    let (first, second) = (try Letter(.bd, on: grid, elements: [a]), try Letter(.db, on: grid, elements: [b]))
    #expect(throws: ShapeError.self) { try Word([first, second]) }
    #expect(throws: ShapeError.self) { try first * Letter(.bd, on: grid, elements: [b]) }
    #expect(throws: ShapeError.self) { try Word(shape: .monarch(on: grid), elements: [a, b]) }
    #expect(throws: ShapeError.self) { try Word([first]) * Word([second]) }
    #expect(throws: ShapeError.self) { try (first * second) as FactorProduct }
    #expect(throws: ShapeError.self) { try FactorProduct([first.factors[0], second.factors[0]]) }
    #expect(throws: ShapeError.self) { try Letter(.bd, on: Grid(rows: 2, columns: 1), elements: [a, b]) }
    #expect(throws: ShapeError.self) { try DigitProduct(system: .uniform(base: 1, order: 2), elements: [a, b]) }
    #expect(throws: ShapeError.self) { try Butterfly(size: 2, elements: [a, a, b, a]) }
  }
}
