import ExactArithmetic
import MonarchReference
import Testing

/// Words of three and five letters of cosine transforms, by hand, and what has none.
@Suite struct FoldedTransformTests {
  private typealias Grid = MonarchReference.Grid

  /// n = 4 on one row: with w = √½, rows (1, 1, 1, 1), (c, s, −s, −c), (w, −w, −w, w), (s, −c, c, −s), c = cos π/8, s = sin π/8.
  @Test func oneRowOfFourIsFolded() throws {
    let ζ = try RootsOfUnity<Cyclotomic>(order: 16)
    let grid = try Grid(rows: 1, columns: 4)
    let transform = try FoldedTransform<Cyclotomic>(.dct2, on: grid)
    let word = try transform.word(on: grid, ζ)
    #expect(word.shape.kinds == [.db, .bd, .db, .bd, .db])
    let root = ζ(8, 1) + ζ(8, -1)
    #expect(root * root == 2)
    // The middle: columns 0 and 2 with λ = −1, columns 1 and 3 with λ = −3 − 2√2.
    let middle = word.letters[1].blocks[0]
    #expect(middle[2, 2] == -1 && middle[3, 3] == -3 - 2 * root)
    #expect(middle[0, 1] == 0 && middle[1, 2] == 0)
    let (c, s) = ((ζ(16, 1) + ζ(16, -1)) / 2, (ζ(16, 3) + ζ(16, -3)) / 2)
    let w = root / 2
    #expect(
      try word.dense
        == Matrix(rows: 4, columns: 4, elements: [1, 1, 1, 1, c, s, -s, -c, w, -w, -w, w, s, -c, c, -s]))
  }

  @Test func otherGridsAndTypesAreRefused() throws {
    for columns in [1, 3, 5, 6, 8] {
      #expect(throws: ShapeError.self) {
        try FoldedTransform<Rational>(.dct2, on: Grid(rows: 2, columns: columns))
      }
    }
    for kind in [TrigonometricKind.dct4, .dst4] {
      #expect(throws: ShapeError.self) { try FoldedTransform<Rational>(kind, on: Grid(rows: 2, columns: 4)) }
    }
    let ζ = try RootsOfUnity<Cyclotomic>(order: 32)
    let transform = try FoldedTransform<Cyclotomic>(.dst3, on: Grid(rows: 2, columns: 4))
    #expect(throws: ShapeError.self) { try transform.word(on: Grid(rows: 4, columns: 2), ζ) }
    #expect(throws: ShapeError.self) {
      try transform.word(on: transform.grid, RootsOfUnity<Cyclotomic>(order: 16))
    }
    #expect(throws: ShapeError.self) { try FoldedACDC<Rational>(a: [1, 1, 1], d: [1, 1, 1]) }
    let acdc = try FoldedACDC<Cyclotomic>(a: [1, 2, 3, 4], d: [1, 1, 1, 1])
    #expect(throws: ShapeError.self) { try acdc.word(on: Grid(rows: 1, columns: 4), ζ) }
    // With D = I the layer is A.
    #expect(try acdc.word(on: Grid(rows: 2, columns: 2), ζ).dense == .diagonal([1, 2, 3, 4]))
  }
}
