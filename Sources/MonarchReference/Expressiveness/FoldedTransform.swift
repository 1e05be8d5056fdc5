public import ExactArithmetic

/// A cosine or sine transform of type II or III on a grid of two or four columns: three or five letters, all of them real.
///
/// The inputs y and n − 1 − y are folded to their sum and their difference, of which even rows of C_II see the one and odd
/// rows the other: two letters, R·L. What is left is a matrix for the even and one for the odd columns of the grid, on grids
/// of half as many columns. For b = 2 these are one block each, a letter L: C_II is in MM*(2, n). For b = 4 they are words LRL
/// that can be written down, so that C_II is in (MM*)²(4, n), for every q. Letters have entries in ℚ(ζ_4n), which are real.
/// On grids of more columns nothing of the kind is known. Source: `dct-ii`, `dct-iii`, `dst-ii`, `dst-iii`.
public struct FoldedTransform<Scalar: Field>: Construction {
  public let kind: TrigonometricKind
  /// The grid on which it has factors, of two or four columns.
  public let grid: Grid

  /// Fails for type IV, and unless the grid has two or four columns.
  public init(_ kind: TrigonometricKind, on grid: Grid) throws(ShapeError) {
    guard kind.type != 4 else { throw ShapeError("expected a transform of type II or III, found \(kind.rawValue)") }
    guard grid.columns == 2 || grid.columns == 4 else {
      throw ShapeError("expected a grid of 2 or 4 columns, found \(grid)")
    }
    (self.kind, self.grid) = (kind, grid)
  }

  public var size: Int { grid.count }

  public var kinds: [LetterKind] { grid.columns == 2 ? [.db, .bd, .db] : [.db, .bd, .db, .bd, .db] }

  /// 4n.
  public func rootOrder(on grid: Grid) -> Int { 4 * size }

  public func definition(_ ζ: RootsOfUnity<Scalar>) throws(ShapeError) -> Matrix<Scalar> {
    try TrigonometricTransform<Scalar>(kind, size: size).definition(ζ)
  }

  /// `S_II = Rev·C_II·diag((−1)^y)`, `C_III = C_IIᵀ·diag(½, 1, …)` and `S_III = S_IIᵀ·diag(1, …, ½)` keep LRL…L.
  public func word(on grid: Grid, _ ζ: RootsOfUnity<Scalar>) throws(ShapeError) -> Word<Scalar> {
    guard grid == self.grid else { throw ShapeError("expected the grid \(self.grid), found \(grid)") }
    try require(grid, ζ)
    let cosine = try cosineTwo(ζ)
    let signs = try Letter<Scalar>.diagonal(.db, on: grid, (0..<size).map { $0.isMultiple(of: 2) ? 1 : -1 })
    let two = try kind.isSine ? Word(cosine.turnedOver().letters + [signs]) : cosine
    guard kind.type == 3 else { return two }
    let (half, halved) = (ζ(1, 0) / 2, kind.isSine ? size - 1 : 0)
    let scale = try Letter<Scalar>.diagonal(.db, on: grid, (0..<size).map { $0 == halved ? half : 1 })
    return try Word(two.transposed.letters + [scale])
  }

  /// `C_II = Y·R·L`: L turns the columns j >= b/2 over, so that y and n − 1 − y stand in one row, in columns i and b − 1 − i;
  /// R takes their sum to column 2i and their difference to column 2i + 1; Y has the even columns apart from the odd ones.
  private func cosineTwo(_ ζ: RootsOfUnity<Scalar>) throws(ShapeError) -> Word<Scalar> {
    let (q, b) = (grid.rows, grid.columns)
    let turn = try Letter<Scalar>(.db, on: grid) { j, l, k in k == (2 * j < b ? l : q - 1 - l) ? 1 : .zero }
    let fold = try Letter<Scalar>(.bd, on: grid) { _, j, i in
      i == j / 2 ? 1 : i == b - 1 - j / 2 ? (j.isMultiple(of: 2) ? 1 : -1) : .zero
    }
    let cosine = try definition(of: .dct2, ζ)
    let rest: [Letter<Scalar>]
    if b == 2 {
      rest = [try Letter(.db, on: grid) { j, l, k in cosine[2 * l + j, 2 * k] }]
    } else {
      rest = try FoldedCosine(grid: grid, cosine: cosine, root: ζ(8, 1) + ζ(8, -1)).letters()
    }
    return try Word(rest + [fold, turn])
  }

  private func definition(of kind: TrigonometricKind, _ ζ: RootsOfUnity<Scalar>) throws(ShapeError) -> Matrix<Scalar> {
    try TrigonometricTransform<Scalar>(kind, size: size).definition(ζ)
  }
}

/// What the fold leaves of C_II of n = 4q: the entries `C_II[f, 4y + i]`, i = 0 and 1, as a word LRL in which even rows f have the
/// columns 0 and 2 of the grid, for i = 0 and 1, and odd ones the columns 1 and 3.
///
/// Row f is φ_f = cos θfc, θ = π/8q, c = 8y + 2i + 1. With ψ_f = sin θfc and σ = (−1)^i angle addition gives
///
/// ```
/// φ_{4q−f} = σψ_f        φ_{2q−f} = (σφ_f + ψ_f)/√2        φ_{2q+f} = (σφ_f − ψ_f)/√2
/// ```
///
/// so that rows f, 2q ± f and 4q − f, two in each of two columns of the grid, are made of two, the same for i = 0 and for
/// i = 1 but for signs σ. A basis in which that sign is a factor λ_p for each row p of the middle gives the letters.
private struct FoldedCosine<Scalar: Field> {
  let grid: Grid
  /// C_II.
  let cosine: Matrix<Scalar>
  /// √2.
  let root: Scalar

  /// Rows of one column of the grid, `base`, and rows `other` of its partner that are combinations of them.
  private struct Family {
    let base: [Int]
    let other: [Int]
    /// The base rows in terms of the middle's, and back.
    let basis: [[Scalar]]
    let inverse: [[Scalar]]
    /// The other rows in terms of the middle's, for i = 0; for i = 1 with the factors λ.
    let others: [[Scalar]]
    let factors: [Scalar]
  }

  func letters() throws(ShapeError) -> [Letter<Scalar>] {
    let (q, b) = (grid.rows, grid.columns)
    var (left, middle, right) = (zeros(b, q), zeros(q, b), zeros(b, q))
    for families in [evenFamilies, oddFamilies] {
      var p = 0
      for family in families {
        let (j, partner) = (family.base[0] % 4, family.other[0] % 4)
        for t in family.base.indices {
          for (s, row) in family.base.enumerated() {
            left[j][row / 4][p] = family.basis[s][t]
            // Column 2i + parity of the grid has what R·L made of column i.
            for i in 0..<2 {
              for y in 0..<q { right[2 * i + j % 2][p][y] += family.inverse[t][s] * cosine[row, 4 * y + i] }
            }
          }
          for (s, row) in family.other.enumerated() { left[partner][row / 4][p] = family.others[s][t] }
          for i in 0..<2 {
            middle[p][j][2 * i + j % 2] = 1
            middle[p][partner][2 * i + j % 2] = i == 0 ? 1 : family.factors[t]
          }
          p += 1
        }
      }
    }
    if q.isMultiple(of: 2) { setEvenRows(&left, &middle, &right) }
    return [
      try Letter(.db, on: grid) { left[$0][$1][$2] }, try Letter(.bd, on: grid) { middle[$0][$1][$2] },
      try Letter(.db, on: grid) { right[$0][$1][$2] },
    ]
  }

  private func zeros(_ count: Int, _ size: Int) -> [[[Scalar]]] {
    Array(repeating: Array(repeating: Array(repeating: .zero, count: size), count: size), count: count)
  }

  /// Odd rows: with `φ' = φ_{2q+f}` for even q and `φ_{2q−f}` for odd q, which stands in the column of f, the others are
  /// `N_σ (φ_f, φ')`, and `N_+⁻¹ N_− = [[−3, −2√2], [−2√2, −3]]` has the eigenvectors (1, ±1) with eigenvalues −3 ∓ 2√2. For odd q
  /// f = q has the partner 3q alone.
  private var oddFamilies: [Family] {
    let q = grid.rows
    let one = root / root
    let half = one / 2
    var families = stride(from: 1, to: q, by: 2).map { f in
      let signs = [[one, one], [one, -one]]
      // N_+ V.
      let others =
        q.isMultiple(of: 2)
        ? [[one - root, one + root], [root - 1, root + 1]] : [[root - 1, -root - 1], [root - 1, root + 1]]
      return Family(
        base: q.isMultiple(of: 2) ? [f, 2 * q + f] : [f, 2 * q - f],
        other: q.isMultiple(of: 2) ? [4 * q - f, 2 * q - f] : [4 * q - f, 2 * q + f],
        basis: signs, inverse: signs.map { $0.map { half * $0 } }, others: others,
        factors: [-2 * root - 3, 2 * root - 3])
    }
    if !q.isMultiple(of: 2) {
      families.append(
        Family(
          base: [q], other: [3 * q], basis: [[one]], inverse: [[one]], others: [[root - 1]], factors: [-2 * root - 3]))
    }
    return families
  }

  /// Even rows for odd q: f and 4q − f share a column, and `φ_{2q∓f} = σ(φ_f ± φ_{4q−f})/√2`, so that λ = −1 in any basis; row 2q is
  /// σφ_0/√2.
  private var evenFamilies: [Family] {
    let q = grid.rows
    if q.isMultiple(of: 2) { return [] }
    let one = root / root
    let half = one / root
    let first = Family(
      base: [0], other: [2 * q], basis: [[one]], inverse: [[one]], others: [[half]], factors: [-one])
    return [first]
      + stride(from: 2, to: q, by: 2).map { f in
        let identity = [[one, .zero], [.zero, one]]
        return Family(
          base: [f, 4 * q - f], other: [2 * q - f, 2 * q + f], basis: identity, inverse: identity,
          others: [[half, half], [half, -half]], factors: [-one, -one])
      }
  }

  /// Even rows for q = 2h: y ↦ y + h keeps the rows f ≡ 0 mod 4 and negates the rows f ≡ 2, so that blocks have rank h and see
  /// even or odd parts of their inputs alone: the first h rows of the middle have the even part for i = 0 and the odd one for
  /// i = 1, the others the other way round.
  private func setEvenRows(_ left: inout [[[Scalar]]], _ middle: inout [[[Scalar]]], _ right: inout [[[Scalar]]]) {
    let (q, h) = (grid.rows, grid.rows / 2)
    let half = root / root / 2
    for p in 0..<q {
      let (isFirst, t) = (p < h, p % h)
      for i in 0..<2 {
        let isEven = isFirst == (i == 0)
        right[2 * i][p][t] = half
        right[2 * i][p][t + h] = isEven ? half : -half
        // Row f ≡ 0 takes what is even, f ≡ 2 what is odd.
        middle[p][isEven ? 0 : 2][2 * i] = 1
      }
      for f1 in 0..<q {
        // The column of C_II, for i with the even part of it, and for i with the odd one.
        left[0][f1][p] = 2 * cosine[4 * f1, 4 * t + (isFirst ? 0 : 1)]
        left[2][f1][p] = 2 * cosine[4 * f1 + 2, 4 * t + (isFirst ? 1 : 0)]
      }
    }
  }
}
