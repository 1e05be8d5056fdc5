public import ExactArithmetic
public import MonarchReference

/// The construction's word is of the class it names, and its corner is the matrix of the definition, entry by entry, on each
/// of some grids.
///
/// - Parameter roots: the roots of unity of an order.
public func constructionIsItsDefinition<Class: Construction>(
  _ construction: Class, on grids: [Grid], roots: (Int) throws -> RootsOfUnity<Class.Scalar>
) throws {
  guard let first = grids.first else { return }
  let n = construction.size
  let definition = try construction.definition(roots(construction.rootOrder(on: first)))
  for grid in grids {
    let corner = try constructedCorner(construction, on: grid, roots: roots(construction.rootOrder(on: grid)))
    let whole = try corner.base.dense
    try demandEqual(
      Matrix(rows: n, columns: n) { whole[$0, $1] }, definition, "the product of the factors on \(grid)")
  }
}

/// The same for a random vector: two different matrices over 𝔽_p agree on a uniform one with probability at most 1/p.
public func constructionMapsAsItsDefinition<Class: Construction>(
  _ construction: Class, on grid: Grid, roots ζ: RootsOfUnity<Class.Scalar>, vector: [Class.Scalar]
) throws {
  let corner = try constructedCorner(construction, on: grid, roots: ζ)
  try demandEqual(
    corner.applied(to: vector), construction.definitionApplied(to: vector, ζ),
    "the image of a vector under the factors on \(grid)")
}

private func constructedCorner<Class: Construction>(
  _ construction: Class, on grid: Grid, roots ζ: RootsOfUnity<Class.Scalar>
) throws -> Corner<Word<Class.Scalar>> {
  let corner = try construction.corner(on: grid, ζ)
  let expected = try WordShape(grid: grid, kinds: construction.kinds)
  try demand(corner.base.shape == expected, "expected the word \(expected), found \(corner.base.shape)")
  return corner
}

/// `permutation`: any permutation as a word LRL and RLR; as LR if and only if it meets the criterion of `stride-permutation`.
///
/// - Returns: whether it is in M(b, n).
@discardableResult
public func permutationIsAWord<Scalar: Field>(
  _ permutation: Permutation, on grid: Grid, over _: Scalar.Type
) throws -> Bool {
  let matrix = permutation.matrix(over: Scalar.self)
  let lrl = try permutation.word(on: grid, over: Scalar.self)
  try demandEqual(lrl.dense, matrix, "the word LRL of a permutation on \(grid)")
  try demand(lrl.shape == (try .monarchMonarchAdjoint(on: grid)), "expected LRL, found \(lrl.shape)")
  let rlr = try permutation.monarchStarWord(on: grid, over: Scalar.self)
  try demandEqual(rlr.dense, matrix, "the word RLR of a permutation on \(grid)")
  try demand(rlr.shape == (try .alternating(3, from: .bd, on: grid)), "expected RLR, found \(rlr.shape)")
  for letter in lrl.letters + rlr.letters {
    try demand(letter.blocks.allSatisfy(isPermutation), "a factor that is no permutation")
  }
  guard case .member = try MonarchShape.grid(grid).membership(of: matrix) else {
    try demand(try permutation.monarchWord(on: grid, over: Scalar.self) == nil, "factors LR of no member of M")
    return false
  }
  guard let lr = try permutation.monarchWord(on: grid, over: Scalar.self) else {
    throw Violation("a permutation in M on \(grid) has no factors LR")
  }
  try demandEqual(lr.dense, matrix, "the word LR of a permutation on \(grid)")
  try demand(lr.shape == .monarch(on: grid), "expected LR, found \(lr.shape)")
  return true
}

private func isPermutation<Scalar: Field>(_ matrix: Matrix<Scalar>) -> Bool {
  let ones = matrix.elements.indices.filter { matrix.elements[$0] - 1 == .zero }
  return ones.count == matrix.rows && matrix.elements.count { $0 == .zero } == matrix.elements.count - ones.count
    && Set(ones.map { $0 / matrix.columns }).count == matrix.rows
    && Set(ones.map { $0 % matrix.columns }).count == matrix.rows
}

/// `real-part`: factors that are real, with inner dimensions doubled and no others, whose product is the real part.
public func realPartIsARealProduct(_ word: Word<Cyclotomic>) throws {
  let product = try word.realPart
  for (index, factor) in product.factors.enumerated() {
    try demand(factor.blocks.allSatisfy { $0.elements.allSatisfy(\.isReal) }, "factor \(index) is not real")
    try demand(factor.pattern.rows == (index == 0 ? 1 : 2) * word.grid.count, "the rows of factor \(index)")
  }
  try demand(product.columns == word.columns, "the columns of the last factor")
  try demandEqual(product.dense, word.definition().map(\.realPart), "the real part")
}
