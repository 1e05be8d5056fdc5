public import ExactArithmetic
public import MonarchReference

/// `factorization`, `factor-decision`: the answer holds, is never "no" for a member, and is that of a second way: the F(j, i) of a
/// row and a column of invertible blocks, all of them, and whether one basis makes them diagonal.
///
/// - Returns: the answer.
@discardableResult
public func decisionIsRight<Scalar>(
  of matrix: Matrix<Scalar>, on grid: Grid, over field: CoefficientField<Scalar>, isMember: Bool = false
) throws -> Factorization<Scalar> {
  let answer = try grid.factorization(of: matrix, over: field)
  try demand(answer.holds(for: matrix, on: grid), "an answer that does not hold: \(answer)")
  if case .factors(let word, _) = answer {
    try demandEqual(word.definition(), matrix, "the factors' product")
  } else if isMember {
    if case .undecided = answer {} else { throw Violation("a member is said to be none: \(answer)") }
  }
  if case .undecided(.singularBlocks) = answer {
    try demand(try !isConnected(matrix, on: grid), "undecided, though invertible blocks connect all rows and columns")
  }
  guard let family = try pivotFamily(of: matrix, on: grid) else { return answer }
  let isDiagonalizable: Bool
  if case .diagonalizable = try Matrix.simultaneousDiagonalization(of: family, roots: { field.roots($0) }) {
    isDiagonalizable = true
  } else {
    isDiagonalizable = false
  }
  switch answer {
  case .factors: try demand(isDiagonalizable, "factors, but the F(j, i) have no common basis of eigenvectors")
  case .undecided: throw Violation("undecided, with a row and a column of invertible blocks")
  default: try demand(!isDiagonalizable, "no factors, but the F(j, i) have a common basis of eigenvectors")
  }
  return answer
}

/// Whether invertible blocks connect all rows and columns of blocks: what is reached from column 0, again and again.
private func isConnected<Scalar>(_ matrix: Matrix<Scalar>, on grid: Grid) throws -> Bool {
  let range = 0..<grid.columns
  var (rows, columns): (Set<Int>, Set<Int>) = ([], [0])
  for _ in 0..<2 * grid.columns {
    for j in range {
      for i in range where rows.contains(j) != columns.contains(i) {
        if try grid.block(of: matrix, row: j, column: i).determinant() != .zero {
          rows.insert(j)
          columns.insert(i)
        }
      }
    }
  }
  return rows.count == grid.columns && columns.count == grid.columns
}

/// `F(j, i) = Ã_{j,i0}⁻¹ Ã_ji Ã_{j0,i}⁻¹ Ã_{j0,i0}` for the first pivot, as section 3.4 writes them; nil without one.
private func pivotFamily<Scalar>(of matrix: Matrix<Scalar>, on grid: Grid) throws -> [Matrix<Scalar>]? {
  let range = 0..<grid.columns
  func inverse(_ j: Int, _ i: Int) throws -> Matrix<Scalar>? { try grid.block(of: matrix, row: j, column: i).inverse() }
  guard let j0 = try range.first(where: { j in try range.allSatisfy { try inverse(j, $0) != nil } }),
    let i0 = try range.first(where: { i in try range.allSatisfy { try inverse($0, i) != nil } })
  else { return nil }
  var family: [Matrix<Scalar>] = []
  for j in range {
    for i in range {
      guard let left = try inverse(j, i0), let right = try inverse(j0, i) else { return nil }
      let block = try grid.block(of: matrix, row: j, column: i)
      family.append(try left * block * right * grid.block(of: matrix, row: j0, column: i0))
    }
  }
  return family
}

/// `factor-unique`: scalings and a permutation of the middle index change the factors and not the matrix, and are found
/// again; a factorisation that is said to be unique is the one that it was made of.
public func factorsAreUniqueUpToGauge<Scalar>(
  _ word: Word<Scalar>, scales: (left: [[Scalar]], right: [[Scalar]]), permutation: Permutation,
  over field: CoefficientField<Scalar>
) throws {
  let (grid, q, b) = (word.grid, word.grid.rows, word.grid.columns)
  let images = permutation.images
  let inverse = permutation.inverse.images
  let left = (0..<b).map { j in
    Matrix<Scalar>(rows: q, columns: q) { scales.left[j][inverse[$1]] * word.letters[0].blocks[j][$0, inverse[$1]] }
  }
  let right = (0..<b).map { i in
    Matrix<Scalar>(rows: q, columns: q) { scales.right[i][inverse[$0]] * word.letters[2].blocks[i][inverse[$0], $1] }
  }
  let middle = (0..<q).map { p in
    Matrix<Scalar>(rows: b, columns: b) { j, i in
      word.letters[1].blocks[inverse[p]][j, i] / (scales.left[j][inverse[p]] * scales.right[i][inverse[p]])
    }
  }
  let other = try Word.monarchMonarchAdjoint(left: left, middle: middle, right: right, on: grid)
  let matrix = try word.dense
  try demandEqual(other.dense, matrix, "the matrix with other scales")
  guard let found = word.equivalence(to: other) else { throw Violation("scaled factors are not recognised") }
  // Which of equal terms goes where is free.
  if Set(images).count == q, case .factors(let factors, true) = try grid.factorization(of: matrix, over: field) {
    try demand(found == permutation, "expected the permutation \(permutation.images), found \(found.images)")
    try demand(factors.equivalence(to: word) != nil, "unique factors are not those that the matrix was made of")
  }
}

/// `factor-unique` where it says no: with two equal rows p, p' of the middle (joint eigenvalues that repeat) any change of basis
/// between the two gives factors of the same matrix, which no scaling and permutation makes of the first.
public func equalEigenvaluesHaveOtherFactors<Scalar>(_ word: Word<Scalar>, over field: CoefficientField<Scalar>) throws
{
  let (grid, q, b) = (word.grid, word.grid.rows, word.grid.columns)
  var middle = word.letters[1].blocks
  middle[1] = middle[0]
  let first = try Word.monarchMonarchAdjoint(
    left: word.letters[0].blocks, middle: middle, right: word.letters[2].blocks, on: grid)
  let shear = Matrix<Scalar>(rows: q, columns: q) { $0 == $1 || ($0 == 0 && $1 == 1) ? 1 : .zero }
  let back = Matrix<Scalar>(rows: q, columns: q) { $0 == $1 ? 1 : $0 == 0 && $1 == 1 ? -1 : .zero }
  var (left, right): ([Matrix<Scalar>], [Matrix<Scalar>]) = ([], [])
  for x in 0..<b {
    left.append(try word.letters[0].blocks[x] * shear)
    right.append(try back * word.letters[2].blocks[x])
  }
  let second = try Word.monarchMonarchAdjoint(left: left, middle: middle, right: right, on: grid)
  try demandEqual(second.dense, first.dense, "the matrix with sheared factors")
  try demand(first.equivalence(to: second) == nil, "sheared factors are taken for scaled ones")
  if case .factors(_, let isUnique?) = try grid.factorization(of: first.dense, over: field) {
    try demand(!isUnique, "factors with equal joint eigenvalues are said to be unique")
  }
}

/// `factor-fails-on-dft`: a matrix that has factors, and a singular block in every row and column, so that Assumption 3.3 excludes
/// it.
public func assumptionExcludes<Scalar>(_ matrix: Matrix<Scalar>, on grid: Grid, over field: CoefficientField<Scalar>)
  throws
{
  let range = 0..<grid.columns
  for j in range {
    let isSingular = try range.contains { try grid.block(of: matrix, row: j, column: $0).determinant() == .zero }
    try demand(isSingular, "row \(j) has invertible blocks alone")
  }
  guard case .factors(let word, _) = try grid.factorization(of: matrix, over: field) else {
    throw Violation("no factors on \(grid)")
  }
  try demandEqual(word.definition(), matrix, "the factors' product")
}

/// `factor-fails-on-dft`: every block of F_n has the rank q/gcd(q, b). So Assumption 3.3 excludes it where q and b have a common
/// divisor; where not, all blocks are invertible, and the closed form has a middle letter without zeros.
public func blocksOfFourierMatrixHaveTheirRank<Scalar>(
  _ matrix: Matrix<Scalar>, on grid: Grid, over field: CoefficientField<Scalar>, closedForm: () throws -> Word<Scalar>
) throws {
  let (q, b) = (grid.rows, grid.columns)
  var (divisor, rest) = (q, b)
  while rest != 0 { (divisor, rest) = (rest, divisor % rest) }
  for j in 0..<b {
    for i in 0..<b {
      let rank = try grid.block(of: matrix, row: j, column: i).rank()
      try demand(rank == q / divisor, "block (\(j), \(i)) has the rank \(rank) on \(grid)")
    }
  }
  if divisor > 1 { return try assumptionExcludes(matrix, on: grid, over: field) }
  let word = try closedForm()
  try demandEqual(word.definition(), matrix, "the closed form on \(grid)")
  try demand(word.shape == .monarchMonarchAdjoint(on: grid), "expected LRL, found \(word.shape)")
  try demand(
    word.letters[1].blocks.allSatisfy { $0.elements.allSatisfy { $0 != .zero } }, "a zero in the middle on \(grid)")
  guard case .factors(let factors, _) = try grid.factorization(of: matrix, over: field) else {
    throw Violation("no factors on \(grid), where all blocks are invertible")
  }
  try demandEqual(factors.definition(), matrix, "the factors' product")
}

/// `mmstar-not-closed`: the matrix T of the catalogue, whose F is the Jordan block [[−3, 8], [−18, 21]], and members
/// `T_t = T − (2t²/9)·(E_31 + 3 E_33)`, t ≠ 0, whose F is that with 2t² added to −18 and has the eigenvalues 9 ± 4t: no entry of T_t
/// is farther from that of T than ⅔t², which one is.
public func membersConvergeToNoMember(t: Rational) throws {
  let grid = try Grid(rows: 2, columns: 2)
  let entries: [Rational] = [-1, 1, 0, 3, 1, 0, -3]
  let limit = Matrix<Rational>(rows: 4, columns: 4) { entries[$0 - $1 + 3] }
  guard case .excluded(let witness) = try grid.factorization(of: limit, over: .rationals),
    witness.holds(for: limit, on: grid),
    case .nilpotent = witness.reason
  else { throw Violation("the limit is not excluded") }
  func block(_ j: Int, _ i: Int) throws -> Matrix<Rational> { try grid.block(of: limit, row: j, column: i) }
  func inverse(_ j: Int, _ i: Int) throws -> Matrix<Rational> {
    guard let inverse = try block(j, i).inverse() else { throw Violation("block (\(j), \(i)) is singular") }
    return inverse
  }
  let f = try inverse(1, 0) * block(1, 1) * inverse(0, 1) * block(0, 0)
  try demand(f == Matrix(rows: 2, columns: 2, elements: [-3, 8, -18, 21]), "F is \(f)")
  let near = try Matrix<Rational>(rows: 2, columns: 2, elements: [-3, 8, -18 + 2 * t * t, 21])
  let last = try block(1, 0) * near * inverse(0, 0) * block(0, 1)
  let blocks = try [[block(0, 0), block(0, 1)], [block(1, 0), last]]
  let member = try grid.matrix { j, i in blocks[j][i] }
  guard case .factors(let word, _) = try grid.factorization(of: member, over: .rationals) else {
    throw Violation("T_t is no member for t = \(t)")
  }
  try demandEqual(word.definition(), member, "the factors of T_t")
  let unit = Rational(-2, 9) * t * t
  let change = Matrix<Rational>(rows: 4, columns: 4) { $0 != 3 ? 0 : $1 == 1 ? unit : $1 == 3 ? 3 * unit : 0 }
  try demandEqual(member - limit, change, "T_t − T for t = \(t)")
  let eigenvalues = Polynomial<Rational>(roots: [9 - 4 * t, 9 + 4 * t])
  try demand(near.characteristicPolynomial() == eigenvalues, "the eigenvalues of F for t = \(t)")
}
