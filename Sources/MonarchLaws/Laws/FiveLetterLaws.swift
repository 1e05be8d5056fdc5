public import ExactArithmetic
public import MonarchReference

/// `dct-ii`, b = 4: what the fold of y and n − 1 − y leaves for odd rows is two rows and two columns of invertible blocks, whose
/// `F = B_30⁻¹ B_31 B_11⁻¹ B_10` has `F² + 6F + 1 = 0`: two eigenvalues −3 ∓ 2√2 and no others, for every q.
///
/// Here `B_ji[f1, y1] = C_II[4·f1 + j, 4·y1 + i]`.
public func oddRowsHaveTheirPolynomial<Scalar: Field>(q: Int, roots ζ: RootsOfUnity<Scalar>) throws {
  let cosine = try TrigonometricTransform<Scalar>(.dct2, size: 4 * q).definition(ζ)
  func block(_ j: Int, _ i: Int) -> Matrix<Scalar> {
    Matrix(rows: q, columns: q) { cosine[4 * $0 + j, 4 * $1 + i] }
  }
  func inverse(_ j: Int, _ i: Int) throws -> Matrix<Scalar> {
    guard let inverse = try block(j, i).inverse() else { throw Violation("B_\(j)\(i) is singular for q = \(q)") }
    return inverse
  }
  let f = try inverse(3, 0) * block(3, 1) * inverse(1, 1) * block(1, 0)
  let shifted = Matrix<Scalar>(rows: q, columns: q) { $0 == $1 ? f[$0, $1] + 6 : f[$0, $1] }
  try demandEqual(f * shifted, -1 * .identity(q), "F² + 6F for q = \(q)")
}

/// `dct-ii`, `acdc`: the letters are equal to their complex conjugates.
public func lettersAreReal(_ word: Word<Cyclotomic>) throws {
  for (index, letter) in word.letters.enumerated() {
    try demand(letter.blocks.allSatisfy { $0.elements.allSatisfy(\.isReal) }, "letter \(index) is not real")
  }
}

/// `dct-iv`, b = 2: all four blocks are invertible and the one `F = Ã_10⁻¹ Ã_11 Ã_01⁻¹ Ã_00` has a squarefree minimal polynomial, so
/// that the matrix is in MM*(2, n) over an extension of a field of characteristic 0.
public func isInMMStarOverAnExtension(_ matrix: Matrix<Cyclotomic>, on grid: Grid) throws {
  try demand(grid.columns == 2, "expected two columns, found \(grid)")
  func block(_ j: Int, _ i: Int) throws -> Matrix<Cyclotomic> { try grid.block(of: matrix, row: j, column: i) }
  func inverse(_ j: Int, _ i: Int) throws -> Matrix<Cyclotomic> {
    guard let inverse = try block(j, i).inverse() else { throw Violation("block (\(j), \(i)) is singular on \(grid)") }
    return inverse
  }
  _ = try inverse(0, 0)
  _ = try inverse(1, 1)
  let f = try inverse(1, 0) * block(1, 1) * inverse(0, 1) * block(0, 0)
  try demand(f.minimalPolynomial().isSquarefree, "F is not diagonalisable on \(grid)")
}
