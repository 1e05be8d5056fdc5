import ComplexModule
import MonarchKernels

/// The layer nearest to a dense weight of 3072 rows and 768 columns, row-major, and its dense matrix.
func compress(_ weight: [Float]) throws -> (layer: MonarchFactors<Float>, dense: [Float]) {
  let nearest = try MonarchFactors<Float>.project(
    weight, rows: 3072, columns: 768, k: 4, q: 192, p: 192, l: 4, s: 768, r: 192)
  return (nearest.factors, try nearest.factors.densify())
}

/// A matrix of MM* on a grid of q rows and b columns, row-major, as a product of its three factors.
func transform(_ matrix: [Double], rows q: Int, columns b: Int) throws -> FactorWord<Complex<Double>> {
  let found = try MonarchFactorization.factor(matrix, rows: q, columns: b)
  let letters = [
    FactorLetter(.db, blocks: found.left), FactorLetter(.bd, blocks: found.middle),
    FactorLetter(.db, blocks: found.right),
  ]
  return try FactorWord(rows: q, columns: b, letters: letters)
}
