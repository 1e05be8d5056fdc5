public import ExactArithmetic

/// The discrete Fourier transform, `F[x, y] = ζ_n^{xy}`.
///
/// In MM*(b, n) for every b | n, over a field with the n-th roots of unity; the paper claims (MM*)². With the stride
/// permutation before it, it is in M(b, n). Source: `dft`.
public struct FourierTransform<Scalar: Field>: Construction {
  public let size: Int

  /// Fails unless n >= 1.
  public init(size: Int) throws(ShapeError) {
    guard size >= 1 else { throw ShapeError("expected a size from 1 on, found \(size)") }
    self.size = size
  }

  public var kinds: [LetterKind] { [.db, .bd, .db] }
  /// n.
  public func rootOrder(on grid: Grid) -> Int { size }

  public func definition(_ ζ: RootsOfUnity<Scalar>) throws(ShapeError) -> Matrix<Scalar> {
    try ζ.require(size)
    return Matrix(rows: size, columns: size) { ζ(size, $0 * $1) }
  }

  /// The inverse, `F⁻¹[x, y] = ζ_n^{−xy}/n`, by the definition.
  public func inverseDefinition(_ ζ: RootsOfUnity<Scalar>) throws(ShapeError) -> Matrix<Scalar> {
    try ζ.require(size)
    let scale = 1 / Scalar(size)
    return Matrix(rows: size, columns: size) { scale * ζ(size, -$0 * $1) }
  }

  /// With g = gcd(q, b), q' = q/g, b' = b/g, p = r·q' + t (r < g, t < q') and `s_i = ⌊i/g⌋·b'⁻¹ mod q'`:
  ///
  /// ```
  /// A_j[l, p] = ζ_q^{l((r−j) mod g)} · ζ_q'^{(b'l + ⌊j/g⌋)t}
  /// R_p[j, i] = ζ_n^{ji} · ζ_q'^{−⌊j/g⌋ s_i} · [i + j ≡ r mod g]
  /// C_i[p, k] = ζ_q^{k((r−i) mod g)} · [k + s_i ≡ t mod q']
  /// ```
  public func word(on grid: Grid, _ ζ: RootsOfUnity<Scalar>) throws(ShapeError) -> Word<Scalar> {
    try require(grid, ζ)
    let (q, b, n) = (grid.rows, grid.columns, grid.count)
    let g = grid.commonDivisor
    let (small, wide) = (q / g, b / g)
    let inverse = (0..<small).first { ($0 * wide - 1) % small == 0 } ?? 0
    func shift(_ i: Int) -> Int { i / g * inverse % small }
    func residue(_ value: Int) -> Int { (value % g + g) % g }
    return try Word([
      Letter(.db, on: grid) { j, l, p in
        let (r, t) = (p / small, p % small)
        return ζ(q, l * residue(r - j)) * ζ(small, (wide * l + j / g) * t)
      },
      Letter(.bd, on: grid) { p, j, i in
        residue(i + j - p / small) == 0 ? ζ(n, j * i) * ζ(small, -(j / g) * shift(i)) : .zero
      },
      Letter(.db, on: grid) { i, p, k in
        let (r, t) = (p / small, p % small)
        return (k + shift(i) - t) % small == 0 ? ζ(q, k * residue(r - i)) : .zero
      },
    ])
  }

  /// `F_n · P(b, n)` as a member of M(b, n): `L_j[l, k] = ζ_q^{lk} ζ_n^{jk}`, `R_k[j, i] = ζ_b^{ji}`.
  ///
  /// A Fourier transform of q entries in every column, twiddles, and one of b entries in every row (Cooley and Tukey).
  public func afterStride(on grid: Grid, _ ζ: RootsOfUnity<Scalar>) throws(ShapeError) -> Word<Scalar> {
    try require(grid, ζ)
    return try Word([
      Letter(.db, on: grid) { j, l, k in ζ(grid.rows, l * k) * ζ(grid.count, j * k) },
      Letter(.bd, on: grid) { _, j, i in ζ(grid.columns, j * i) },
    ])
  }
}

extension Grid {
  /// gcd(q, b).
  var commonDivisor: Int {
    var (g, rest) = (rows, columns)
    while rest != 0 { (g, rest) = (rest, g % rest) }
    return g
  }
}
