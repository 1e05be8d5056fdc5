public import ExactArithmetic
public import MonarchReference

/// `circulant`, the refutation over ℝ: factors of a rational circulant over ℝ need real eigenvalues of every F(j, i). The
/// polynomial of the witness is irreducible over ℚ and has fewer real roots than its degree.
///
/// - Returns: whether the circulant is shown to have no real factors; false where some blocks are singular or where it has.
public func circulantHasNoRealFactors(_ coefficients: [Rational], on grid: Grid) throws -> Bool {
  let matrix = try Circulant(coefficients: coefficients).definition(RootsOfUnity<Rational>(order: 1))
  let answer = try grid.factorization(of: matrix, over: .rationals)
  try demand(answer.holds(for: matrix, on: grid), "an answer that does not hold: \(answer)")
  switch answer {
  case .excluded(let witness):
    throw Violation("a circulant, which has complex factors, is said to have none: \(witness)")
  case .factors, .undecided: return false
  case .needsExtension(let witness):
    let real = SturmChain(witness.polynomial).rootCount(above: nil, upTo: nil)
    return real < witness.polynomial.degree
  }
}

/// `toeplitz`, the refutation of MM* without expansion: all blocks are invertible, and no two of the F(j, i), i and j >= 1,
/// commute. Blocks near these are invertible and do not commute either, so that T is no limit of members.
///
/// - Returns: the number of pairs.
@discardableResult
public func toeplitzIsFarFromMMStar(_ diagonals: [Rational], on grid: Grid) throws -> Int {
  let matrix = try Toeplitz(diagonals: diagonals).definition(RootsOfUnity<Rational>(order: 1))
  func block(_ j: Int, _ i: Int) throws -> Matrix<Rational> { try grid.block(of: matrix, row: j, column: i) }
  func inverse(_ j: Int, _ i: Int) throws -> Matrix<Rational> {
    guard let inverse = try block(j, i).inverse() else { throw Violation("block (\(j), \(i)) is singular") }
    return inverse
  }
  var family: [Matrix<Rational>] = []
  for j in 1..<grid.columns {
    for i in 1..<grid.columns {
      family.append(try inverse(j, 0) * block(j, i) * inverse(0, i) * block(0, 0))
    }
  }
  var pairs = 0
  for (index, f) in family.enumerated() {
    for g in family[..<index] {
      try demand(try f * g != g * f, "two of the F commute")
      pairs += 1
    }
  }
  guard case .excluded(let witness) = try grid.factorization(of: matrix, over: .rationals),
    witness.holds(for: matrix, on: grid)
  else { throw Violation("not excluded from MM* on \(grid)") }
  return pairs
}

/// `dft`: F_n is in M(b, n), or in M*(b, n), only where b = 1 or b = n; `F_n · P(b, n)` always is in M.
public func fourierIsMonarchOnlyAfterStride<Scalar: Field>(on grid: Grid, roots ζ: RootsOfUnity<Scalar>) throws {
  let transform = try FourierTransform<Scalar>(size: grid.count)
  let matrix = try transform.definition(ζ)
  let shape = try MonarchShape.grid(grid)
  let isTrivial = grid.rows == 1 || grid.columns == 1
  try demand(try membershipIsRight(of: matrix, shape: shape) == isTrivial, "F_n in M on \(grid)")
  try demand(try membershipIsRight(of: matrix.transposed, shape: shape) == isTrivial, "F_n in M* on \(grid)")
  let word = try transform.afterStride(on: grid, ζ)
  try demand(word.shape == .monarch(on: grid), "expected LR, found \(word.shape)")
  try demandEqual(word.dense, matrix * Permutation.stride(grid).matrix(), "F_n·P on \(grid)")
}

/// A matrix that is in MM* over no extension of K, nor a limit of members, by two F(j, i) that do not commute.
public func isExcludedByCommutator<Scalar: Field>(
  _ matrix: Matrix<Scalar>, on grid: Grid, over field: CoefficientField<Scalar>
) throws {
  guard case .excluded(let witness) = try grid.factorization(of: matrix, over: field),
    case .commutator = witness.reason, witness.holds(for: matrix, on: grid)
  else { throw Violation("no two F(j, i) that do not commute on \(grid)") }
}

/// A matrix that is in MM* over no extension of K, by an eigenspace.
///
/// Let the rows r and s of blocks be invertible and `A = L R L'` with blocks `A_j D_ji C_i`. Then `N_ji = Ã_ji Ã_ri⁻¹ =
/// A_j (D_ji D_ri⁻¹) A_r⁻¹`, so that all `N_s0⁻¹ N_si` are diagonal in the basis A_r. A joint eigenspace W of theirs, of
/// dimension d, is spanned by d columns of A_r, and every N_ji takes it into the span of the same d columns of A_j:
/// `Σ_i N_ji W` has dimension at most d. Here it has more.
///
/// - Returns: d and the dimension of the images of the first such W.
@discardableResult
public func isExcludedByEigenspace<Scalar: Field>(
  _ matrix: Matrix<Scalar>, on grid: Grid, invertibleRows r: Int, _ s: Int, over field: CoefficientField<Scalar>
) throws -> (eigenspace: Int, images: Int) {
  let range = 0..<grid.columns
  func quotient(_ j: Int, _ i: Int) throws -> Matrix<Scalar> {
    guard let inverse = try grid.block(of: matrix, row: r, column: i).inverse() else {
      throw Violation("block (\(r), \(i)) is singular on \(grid)")
    }
    return try grid.block(of: matrix, row: j, column: i) * inverse
  }
  guard let first = try quotient(s, 0).inverse() else { throw Violation("block (\(s), 0) is singular on \(grid)") }
  let family = try range.dropFirst().map { try first * quotient(s, $0) }
  guard
    case .diagonalizable(let basis, _, let eigenvalues) = try Matrix.simultaneousDiagonalization(
      of: family, roots: { field.roots($0) })
  else { throw Violation("the quotients of rows \(r) and \(s) have no basis of eigenvectors over \(field.name)") }
  for column in 0..<grid.rows {
    let joint = (0..<grid.rows).filter { other in
      eigenvalues.allSatisfy { $0[other] - $0[column] == .zero }
    }
    let space = try basis.submatrix(rows: Array(0..<grid.rows), columns: joint)
    for j in range {
      var images = try quotient(j, 0) * space
      for i in range.dropFirst() { images = try images.horizontallyJoined(with: quotient(j, i) * space) }
      let rank = try images.rank()
      if rank > joint.count { return (joint.count, rank) }
    }
  }
  throw Violation("every eigenspace is taken into spaces of no higher dimension on \(grid)")
}
