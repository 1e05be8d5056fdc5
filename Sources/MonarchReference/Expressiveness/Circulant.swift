public import ExactArithmetic

/// A circulant matrix, the convolution with c: `C[x, y] = c_{x−y mod n}`.
///
/// In MM*(b, n) for every b | n, over a field with the q-th roots of unity, q = n/b. Source: `circulant`; for q >= 3
/// and b >= 2 a generic one is in MM* over ℝ for no real factors.
public struct Circulant<Scalar: Field>: Construction {
  /// c_0 … c_{n−1}, the first column.
  public let coefficients: [Scalar]

  /// Fails where there is no coefficient.
  public init(coefficients: [Scalar]) throws(ShapeError) {
    guard !coefficients.isEmpty else { throw ShapeError("expected at least one coefficient, found none") }
    self.coefficients = coefficients
  }

  public var size: Int { coefficients.count }
  public var kinds: [LetterKind] { [.db, .bd, .db] }
  /// q.
  public func rootOrder(on grid: Grid) -> Int { grid.rows }

  public func definition(_ ζ: RootsOfUnity<Scalar>) -> Matrix<Scalar> {
    let n = size
    return Matrix(rows: n, columns: n) { coefficients[($0 - $1 + n) % n] }
  }

  /// Every block `Ã_ji[l, k] = c_{(l−k)b + j−i}` is a q x q circulant, and the Fourier transform makes all of them diagonal:
  ///
  /// ```
  /// C = (F_q⁻¹ ⊗ I) · diag(R_p) · (F_q ⊗ I)        R_p[j, i] = Σ_{s<q} c_{(sb + j−i) mod n} ζ_q^{ps}
  /// ```
  public func word(on grid: Grid, _ ζ: RootsOfUnity<Scalar>) throws(ShapeError) -> Word<Scalar> {
    try require(grid, ζ)
    let (q, b, n) = (grid.rows, grid.columns, grid.count)
    let scale = 1 / Scalar(q)
    return try Word([
      Letter(.db, on: grid) { _, l, p in scale * ζ(q, -l * p) },
      Letter(.bd, on: grid) { p, j, i in
        var sum = Scalar.zero
        for s in 0..<q { sum.addProduct(coefficients[(s * b + j - i + n) % n], ζ(q, p * s)) }
        return sum
      },
      Letter(.db, on: grid) { _, p, k in ζ(q, p * k) },
    ])
  }
}
