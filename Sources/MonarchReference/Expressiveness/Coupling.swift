import ExactArithmetic

/// A matrix in which every index meets itself and a partner: `S x = z·x + w·(x ∘ τ)`, on a grid as a word LRL.
///
/// τ is negation, `f ↦ −f mod n`, or reversal, `f ↦ n − 1 − f`. Both take column j of the grid to one column j', and where
/// j' ≠ j they turn the rows over: (l, j) ↦ (q − 1 − l, j'). So with K, which turns the columns j > j' over, partners of
/// different columns come to stand in one row:
///
/// ```
/// S = K · B · (E K)        B in BD couples j with j' ≠ j, E in DB couples within the columns j = j'
/// ```
struct Coupling<Scalar: Field> {
  let grid: Grid
  /// τ.
  let partner: (Int) -> Int
  /// `z_f` and `w_f`: `S[f, f] += z_f`, `S[f, τ(f)] += w_f`.
  let weights: (Int) -> (own: Scalar, partner: Scalar)

  func letters() throws(ShapeError) -> [Letter<Scalar>] {
    let q = grid.rows
    let partners = (0..<grid.columns).map { partner($0) % grid.columns }
    func isTurned(_ j: Int) -> Bool { j > partners[j] }
    /// Which index stands at (l, j) after K.
    func index(_ l: Int, _ j: Int) -> Int { grid.index(row: isTurned(j) ? q - 1 - l : l, column: j) }
    let turn = try Letter<Scalar>(.db, on: grid) { j, l, k in k == (isTurned(j) ? q - 1 - l : l) ? 1 : .zero }
    let between = try Letter<Scalar>(.bd, on: grid) { l, j, i in
      if partners[j] == j { return i == j ? 1 : .zero }
      return i == j ? weights(index(l, j)).own : i == partners[j] ? weights(index(l, j)).partner : .zero
    }
    let within = try Letter<Scalar>(.db, on: grid) { j, l, k in
      if partners[j] != j { return l == k ? 1 : .zero }
      let f = grid.index(row: l, column: j)
      var entry = Scalar.zero
      if l == k { entry += weights(f).own }
      if k == partner(f) / grid.columns { entry += weights(f).partner }
      return entry
    }
    return [turn, between, within, turn]
  }
}
