internal import CGMP

/// The arithmetic of one slice S, s x p, and of the terms u vᵀ that are to be near to it.
struct SliceCheck {
  let rows: Int
  let columns: Int
  /// S, row-major, without the rows and columns of zeros that pad it.
  let slice: [Dyadic]
  /// The rows and columns of S that are not padding.
  let height: Int
  let width: Int

  /// ‖S‖².
  var norm: Total {
    let numbers = Integers(slice)
    let sum = Integers(count: 1, exponent: 2 * numbers.exponent)
    for index in 0..<numbers.count { __gmpz_addmul(sum[0], numbers[index], numbers[index]) }
    return Total(sum)
  }

  /// ‖S − Σ u vᵀ‖², padding included.
  func error(of terms: [(u: [Dyadic], v: [Dyadic])]) -> Total {
    guard !terms.isEmpty else { return norm }
    let numbers = Integers(slice)
    let factors = terms.map { (u: Integers($0.u), v: Integers($0.v)) }
    let common = factors.reduce(numbers.exponent) { min($0, $1.u.exponent + $1.v.exponent) }
    let sum = Integers(count: 1, exponent: 2 * common)
    let parts = Integers(count: 2, exponent: common)
    for σ in 0..<rows {
      for i in 0..<columns {
        __gmpz_set_ui(parts[0], 0)
        if σ < height && i < width {
          __gmpz_mul_2exp(parts[0], numbers[σ * width + i], UInt(numbers.exponent - common))
        }
        for (u, v) in factors {
          __gmpz_mul(parts[1], u[σ], v[i])
          __gmpz_mul_2exp(parts[1], parts[1], UInt(u.exponent + v.exponent - common))
          __gmpz_sub(parts[0], parts[0], parts[1])
        }
        __gmpz_addmul(sum[0], parts[0], parts[0])
      }
    }
    return Total(sum)
  }

  /// tr W Wᵀ + νμ, which the ν greatest eigenvalues of N together do not exceed; nil where that is not shown.
  ///
  /// N is SᵀS where p <= s, and else SSᵀ: n x n. Shown it is where each diagonal entry of μI + W Wᵀ − N − G Gᵀ is at least
  /// the sum of the magnitudes beside it: such a matrix is positive, hence N ⪯ W Wᵀ + μI, and Ky Fan's inequality holds.
  ///
  /// - Parameters:
  ///   - columns: the ν − 1 columns of W, n numbers each.
  ///   - triangle: the lower triangle of G, row by row.
  func leadingSum(shift: Dyadic, columns w: [[Dyadic]], triangle: [Dyadic]) -> Total? {
    let isTall = columns <= rows
    let n = min(rows, columns)
    let (inner, lines) = isTall ? (height, width) : (width, height)
    let x = Integers(slice)
    let g = Integers(triangle)
    let columns = w.map { Integers($0) }
    let common = columns.reduce(min(2 * x.exponent, 2 * g.exponent)) { min($0, 2 * $1.exponent) }
    // B = N + G Gᵀ − W Wᵀ, its lower triangle.
    let b = Integers(count: n * (n + 1) / 2, exponent: common)
    let part = Integers(count: 1, exponent: common)
    for i in 0..<n {
      for j in 0...i {
        let entry = b[i * (i + 1) / 2 + j]
        if i < lines {
          for k in 0..<inner {
            isTall
              ? __gmpz_addmul(entry, x[k * width + i], x[k * width + j])
              : __gmpz_addmul(entry, x[i * width + k], x[j * width + k])
          }
          __gmpz_mul_2exp(entry, entry, UInt(2 * x.exponent - common))
        }
        __gmpz_set_ui(part[0], 0)
        for k in 0...j { __gmpz_addmul(part[0], g[i * (i + 1) / 2 + k], g[j * (j + 1) / 2 + k]) }
        __gmpz_mul_2exp(part[0], part[0], UInt(2 * g.exponent - common))
        __gmpz_add(entry, entry, part[0])
        for column in columns {
          __gmpz_mul(part[0], column[i], column[j])
          __gmpz_mul_2exp(part[0], part[0], UInt(2 * column.exponent - common))
          __gmpz_sub(entry, entry, part[0])
        }
      }
    }
    let limit = Total(Integers([shift]))
    for i in 0..<n {
      let sum = Integers(count: 1, exponent: common)
      __gmpz_set(sum[0], b[i * (i + 1) / 2 + i])
      for j in 0..<n where j != i {
        __gmpz_abs(part[0], b[max(i, j) * (max(i, j) + 1) / 2 + min(i, j)])
        __gmpz_add(sum[0], sum[0], part[0])
      }
      guard limit.compared(with: Total(sum)) >= 0 else { return nil }
    }
    let total = Total()
    total.add(limit, times: w.count + 1)
    for column in columns {
      let square = Integers(count: 1, exponent: 2 * column.exponent)
      for i in 0..<n { __gmpz_addmul(square[0], column[i], column[i]) }
      total.add(Total(square))
    }
    return total
  }
}
