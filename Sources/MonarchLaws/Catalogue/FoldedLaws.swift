import ExactArithmetic
import MonarchReference
import PropertyEngine

// Laws of `Catalogue.expressiveness` for cosine and sine transforms on grids of two and four columns.

/// DCT-II in five explicit letters for b = 4, modulo primes.
@Sendable
func cosineTwoInFiveLetters(_ draws: Draws) throws {
  let q = try draws.draw(.integer(in: 1...64, target: 1), as: "q")
  let bound = 1 << 60 + (try draws.draw(.integer(in: 0...3), as: "prime")) << 40
  let modulus = try PrimeModulus.firstPrime(congruentToOneMod: 16 * q, above: bound)
  let ζ = try RootsOfUnity<PrimeField>(order: 16 * q, modulus: modulus)
  let grid = try Grid(rows: q, columns: 4)
  try constructionIsItsDefinition(FoldedTransform<PrimeField>(.dct2, on: grid), on: [grid]) { _ in ζ }
  try oddRowsHaveTheirPolynomial(q: q, roots: ζ)
}

/// The same exactly, with letters that are real: also for n = 16, the square case.
@Sendable
func cosineTwoInFiveLettersExactly(_ draws: Draws) throws {
  let q = try draws.draw(.integer(in: 1...8, target: 1), as: "q")
  try foldedTransformIsReal(.dct2, on: Grid(rows: q, columns: 4))
  try oddRowsHaveTheirPolynomial(q: q, roots: RootsOfUnity<Cyclotomic>(order: 16 * q))
}

/// DCT-II in three letters for b = 2.
@Sendable
func cosineTwoInThreeLetters(_ draws: Draws) throws {
  let q = try draws.draw(.integer(in: 1...16, target: 1), as: "q")
  try foldedTransformIsReal(.dct2, on: Grid(rows: q, columns: 2))
}

/// The relatives of DCT-II in as many letters.
@Sendable
func relativesAreFolded(_ kind: TrigonometricKind) -> @Sendable (Draws) throws -> Void {
  { draws in
    let q = try draws.draw(.integer(in: 1...6, target: 1), as: "q")
    let columns = try draws.draw(.element(of: [2, 4]), as: "b")
    try foldedTransformIsReal(kind, on: Grid(rows: q, columns: columns))
  }
}

private func foldedTransformIsReal(_ kind: TrigonometricKind, on grid: MonarchReference.Grid) throws {
  let ζ = try RootsOfUnity<Cyclotomic>(order: 4 * grid.count)
  let transform = try FoldedTransform<Cyclotomic>(kind, on: grid)
  try constructionIsItsDefinition(transform, on: [grid]) { _ in ζ }
  try lettersAreReal(transform.word(on: grid, ζ))
}

/// DCT-IV and DST-IV for b = 2, so also at square n = 4.
@Sendable
func cosineFourOfTwoColumns(_ draws: Draws) throws {
  let kind = try draws.draw(.element(of: [TrigonometricKind.dct4, .dst4]), as: "kind")
  let grid = try Grid(rows: draws.draw(.integer(in: 1...5, target: 1), as: "q"), columns: 2)
  let matrix = try TrigonometricTransform<Cyclotomic>(kind, size: grid.count).definition(
    RootsOfUnity(order: 8 * grid.count))
  try isInMMStarOverAnExtension(matrix, on: grid)
}

/// ACDC in five letters for b = 2, real ones for real A and D.
@Sendable
func acdcInFiveLetters(_ draws: Draws) throws {
  let q = try draws.draw(.integer(in: 1...6, target: 1), as: "q")
  let grid = try Grid(rows: q, columns: 2)
  let entry = Generator<Rational>.entry().map { Cyclotomic($0) }.array(count: 2 * q)
  let acdc = try FoldedACDC(a: draws.draw(entry, as: "A"), d: draws.draw(entry, as: "D"))
  let ζ = try RootsOfUnity<Cyclotomic>(order: 8 * q)
  try constructionIsItsDefinition(acdc, on: [grid]) { _ in ζ }
  try lettersAreReal(acdc.word(on: grid, ζ))
}
