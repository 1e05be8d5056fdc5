import ExactArithmetic

/// The certificate of one slice: an upper and a lower bound of what rank ν leaves of it, and why the lower one holds.
///
/// Let x be the slice with its shorter side as its n rows, N = x xᵀ, and λ_1 ≥ λ_2 ≥ … its eigenvalues, the σ². For any W of
/// ν − 1 columns and any μ with `N ⪯ W Wᵀ + μI`, Ky Fan's inequality gives `Σ_{r ≤ ν} λ_r ≤ tr W Wᵀ + νμ`; no matrix of
/// rank ν leaves less than ‖x‖² minus that (`projection-certificate`, `projection-rank`). The order holds where
/// `μI + W Wᵀ − N − G Gᵀ` is dominated by its diagonal, for any G. W, μ and G are found in floating point, on x scaled by
/// 2^−scale; then the least μ that makes the statement true is computed exactly.
struct SliceCertificate {
  /// Terms of the candidate: u of s entries and v of p entries.
  let terms: [(u: [Double], v: [Double])]
  let norm: Rational
  let error: Rational
  /// Never negative.
  let bound: Rational
  /// Nil where the bound needs no reason: ν = 0, where nothing can be taken away, and ν ≥ n, where it is 0.
  let reason: Reason?

  struct Reason {
    /// μ·2^(2·scale) is what is meant.
    let shift: Double
    /// The ν − 1 columns of W, n entries each, times 2^scale.
    let columns: [[Double]]
    /// The lower triangle of G row by row, times 2^scale.
    let triangle: [Double]
    let scale: Int
  }

  /// - Parameter slice: s·p finite entries, row-major.
  init(slice: [Double], rows s: Int, columns p: Int, terms: [(u: [Double], v: [Double])]) {
    self.terms = terms
    let exact = DyadicMatrix(rows: s, columns: p, slice)
    norm = exact.squaredNorm
    var rest = exact
    for term in terms where term.u.contains(where: { $0 != 0 }) && term.v.contains(where: { $0 != 0 }) {
      rest = rest.minus(
        DyadicMatrix(rows: s, columns: 1, term.u).timesTransposed(of: DyadicMatrix(rows: p, columns: 1, term.v)))
    }
    error = rest.squaredNorm
    let (n, m) = (min(s, p), max(s, p))
    guard !terms.isEmpty else {
      (bound, reason) = (norm, nil)
      return
    }
    guard terms.count < n else {
      (bound, reason) = (.zero, nil)
      return
    }
    let x = p <= s ? (0..<n * m).map { slice[$0 % m * p + $0 / m] } : slice
    let largest = x.reduce(0) { max($0, abs($1)) }
    let scale = largest == 0 ? 0 : Int(largest.exponent)
    let scaled = x.map { $0.scaled(byPowerOfTwo: -scale) }
    let search = BoundSearch(scaled, order: n, width: m, rank: terms.count)
    let directions = terms.map { p <= s ? $0.v : $0.u }
    let found = search.found(near: directions)

    let gram = DyadicMatrix(rows: n, columns: m, x)
    let lower = DyadicMatrix(rows: n, columns: n, search.square(found.triangle), scale: scale)
    var excess = gram.timesTransposed(of: gram).plus(lower.timesTransposed(of: lower))
    for column in found.columns {
      let column = DyadicMatrix(rows: n, columns: 1, column, scale: scale)
      excess = excess.minus(column.timesTransposed(of: column))
    }
    // Rounded up to a double.
    let least = excess.dominatingShift.scaled(byPowerOfTwo: -2 * scale)
    var shift = max(Double(least), 0)
    if Rational(exactly: shift)! < least { shift = shift.nextUp }
    reason = Reason(shift: shift, columns: found.columns, triangle: found.triangle, scale: scale)
    var kept = Rational(exactly: shift)! * Rational(terms.count)
    for column in found.columns { kept += DyadicMatrix(rows: 1, columns: n, column).squaredNorm }
    bound = max(.zero, norm - kept.scaled(byPowerOfTwo: 2 * scale))
  }
}

extension Double {
  /// This times 2^exponent, rounded where it underflows, for any exponent of two doubles' quotient.
  func scaled(byPowerOfTwo exponent: Int) -> Double {
    let half = exponent / 2
    return self * Double(sign: .plus, exponent: half, significand: 1)
      * Double(sign: .plus, exponent: exponent - half, significand: 1)
  }
}
