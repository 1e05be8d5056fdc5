public import ExactArithmetic
public import MonarchReference

/// `dct-ii`, b = 4 and n = 4q: five letters are enough, `C_II = Y · R · L` with Y in LRL.
///
/// L turns the columns 2 and 3 of the grid over, R adds and subtracts what then stands in one row: the fold of y and
/// n − 1 − y. Even rows f see the sums alone, columns 0 and 2; odd ones see the differences, columns 1 and 3. So Y falls into two
/// matrices of size 2q on grids of two columns, each of which has an LRL of its own:
///
/// * where blocks are invertible, by one F, which has to be diagonalisable over an extension of the field;
/// * for even q the blocks of the even rows have rank h = q/2, and factors can be written down.
///
/// - Returns: whether all factors lie in the field itself.
public func cosineTwoHasFiveLetters<Scalar: Field>(
  q: Int, roots ζ: RootsOfUnity<Scalar>, over field: CoefficientField<Scalar>
) throws -> Bool {
  let two = try Grid(rows: q, columns: 2)
  let parts = try foldedCosine(q: q, roots: ζ)
  var isInField = true
  for (parity, part) in parts.enumerated() {
    if parity == 0, q.isMultiple(of: 2) { continue }
    switch try two.factorization(of: part, over: field) {
    case .factors(let word, _): try demandEqual(word.definition(), part, "the factors of part \(parity) for q = \(q)")
    case .needsExtension(let witness):
      // Its F has a squarefree minimal polynomial, or it would be excluded: over an extension there are factors.
      try demand(witness.holds(for: part, on: two), "a witness that does not hold")
      isInField = false
    case .excluded(let witness): throw Violation("part \(parity) for q = \(q): \(witness)")
    case .undecided: throw Violation("part \(parity) for q = \(q) is undecided")
    }
  }
  return isInField
}

/// The same in ℚ(ζ) for even q, without finding the eigenvalues: the blocks of the odd rows are invertible, and
/// `F = Ã_10⁻¹ Ã_11 Ã_01⁻¹ Ã_00` has a squarefree minimal polynomial.
public func cosineTwoHasFiveLettersExactly<Scalar: Field>(q: Int, roots ζ: RootsOfUnity<Scalar>) throws {
  let two = try Grid(rows: q, columns: 2)
  let odd = try foldedCosine(q: q, roots: ζ)[1]
  func inverse(_ j: Int, _ i: Int) throws -> Matrix<Scalar> {
    guard let inverse = try two.block(of: odd, row: j, column: i).inverse() else {
      throw Violation("block (\(j), \(i)) of the odd rows is singular for q = \(q)")
    }
    return inverse
  }
  _ = try inverse(0, 0)
  _ = try inverse(1, 1)
  let f =
    try inverse(1, 0) * two.block(of: odd, row: 1, column: 1) * inverse(0, 1) * two.block(of: odd, row: 0, column: 0)
  try demand(f.minimalPolynomial().isSquarefree, "F is not diagonalisable for q = \(q)")
}

/// The two parts of Y, even rows first, after `C_II = Y·R·L` was checked entry by entry, and for even q the factors of the even
/// rows.
@discardableResult
public func foldedCosine<Scalar: Field>(q: Int, roots ζ: RootsOfUnity<Scalar>) throws -> [Matrix<Scalar>] {
  let (grid, two) = (try Grid(rows: q, columns: 4), try Grid(rows: q, columns: 2))
  let cosine = try TrigonometricTransform<Scalar>(.dct2, size: 4 * q).definition(ζ)
  // Row 4·f1 + 2·j + parity, column 4·y1 + i for i = 0, 1.
  let parts = (0..<2).map { parity in
    Matrix<Scalar>(rows: 2 * q, columns: 2 * q) { row, column in
      let (to, from) = (two.digits(of: row), two.digits(of: column))
      return cosine[
        grid.index(row: to.row, column: 2 * to.column + parity), grid.index(row: from.row, column: from.column)]
    }
  }
  let y = Matrix<Scalar>(rows: 4 * q, columns: 4 * q) { row, column in
    let (to, from) = (grid.digits(of: row), grid.digits(of: column))
    guard to.column % 2 == from.column % 2 else { return .zero }
    return parts[to.column % 2][
      two.index(row: to.row, column: to.column / 2), two.index(row: from.row, column: from.column / 2)]
  }
  let fold = try Matrix<Scalar>(
    rows: 4, columns: 4, elements: [1, 0, 0, 1, 1, 0, 0, -1, 0, 1, 1, 0, 0, 1, -1, 0])
  let word = try Word<Scalar>([
    Letter(.bd, on: grid) { fold[$1, $2] },
    Letter(.db, on: grid) { j, l, k in k == (j < 2 ? l : q - 1 - l) ? 1 : .zero },
  ])
  try demandEqual(y * word.dense, cosine, "Y·R·L for q = \(q)")
  if q.isMultiple(of: 2) {
    try demandEqual(evenPart(of: parts[0], on: two).dense, parts[0], "the factors of the even rows for q = \(q)")
  }
  return parts
}

/// The factors of the even rows for even q: `[B_00 B_01; B_20 B_21]`, whose blocks are symmetric or antisymmetric in halves.
private func evenPart<Scalar: Field>(of part: Matrix<Scalar>, on grid: Grid) throws -> Word<Scalar> {
  let (q, h) = (grid.rows, grid.rows / 2)
  let one = part.elements.first { $0 != .zero }.map { $0 / $0 } ?? 1
  func block(_ j: Int, _ i: Int) throws -> Matrix<Scalar> { try grid.block(of: part, row: j, column: i) }
  let pe = Matrix<Scalar>(rows: q, columns: h) { $0 % h == $1 ? 1 : .zero }
  let po = Matrix<Scalar>(rows: q, columns: h) { $0 % h == $1 ? ($0 < h ? 1 : -1) : .zero }
  let (ev, od) = ((one / 2) * pe.transposed, (one / 2) * po.transposed)
  return try .monarchMonarchAdjoint(
    left: [
      (block(0, 0) * pe).horizontallyJoined(with: block(0, 1) * pe),
      (block(1, 1) * po).horizontallyJoined(with: block(1, 0) * po),
    ],
    middle: (0..<q).map { p in Matrix(rows: 2, columns: 2) { ($0 == $1) == (p < h) ? 1 : .zero } },
    right: [ev.verticallyJoined(with: od), od.verticallyJoined(with: ev)], on: grid)
}
