import RealModule

/// The eigenvalues of a real matrix, in the order of the columns of V: a pair has its positive imaginary part first.
struct RealEigenvalues {
  var real: [Double]
  var imaginary: [Double]
}

extension RealHessenberg {
  /// Makes H upper triangular but for 2×2 blocks of conjugate pairs, by Francis's double steps (EISPACK's hqr2); nil where
  /// they do not converge.
  borrowing func reduceToSchurForm() -> RealEigenvalues? {
    var values = RealEigenvalues(real: .init(repeating: 0, count: n), imaginary: .init(repeating: 0, count: n))
    var norm = 0.0
    for i in 0..<n { for j in max(i - 1, 0)..<n { norm += abs(h[i * n + j]) } }
    guard norm.isFinite else { return nil }
    var (last, steps, shifted) = (n - 1, 0, 0.0)
    while last >= 0 {
      var first = last
      while first > 0 {
        let scale = abs(h[(first - 1) * n + first - 1]) + abs(h[first * n + first])
        if abs(h[first * n + first - 1]) < .ulpOfOne * (scale == 0 ? norm : scale) { break }
        first -= 1
      }
      if first == last {
        h[last * n + last] += shifted
        values.real[last] = h[last * n + last]
        (last, steps) = (last - 1, 0)
      } else if first == last - 1 {
        split(last, shifted, &values)
        (last, steps) = (last - 2, 0)
      } else {
        steps += 1
        if steps > 60 { return nil }
        doubleStep(first, last, steps, &shifted)
      }
    }
    return values
  }

  /// A block of two: its eigenvalues, and where they are real the rotation that makes it triangular.
  private borrowing func split(_ last: Int, _ shifted: Double, _ values: inout RealEigenvalues) {
    let (a, b) = (last - 1, last)
    let product = h[b * n + a] * h[a * n + b]
    let half = (h[a * n + a] - h[b * n + b]) / 2
    let discriminant = half * half + product
    h[a * n + a] += shifted
    h[b * n + b] += shifted
    let corner = h[b * n + b]
    guard discriminant >= 0 else {
      (values.real[a], values.real[b]) = (corner + half, corner + half)
      values.imaginary[a] = (-discriminant).squareRoot()
      values.imaginary[b] = -values.imaginary[a]
      return
    }
    let root = half + (half >= 0 ? discriminant.squareRoot() : -discriminant.squareRoot())
    values.real[a] = corner + root
    values.real[b] = root == 0 ? corner + root : corner - product / root
    let below = h[b * n + a]
    let length = Double.hypot(below, root)
    guard length > 0 else { return }
    let (c, s) = (root / length, below / length)
    for j in a..<n {
      let (x, y) = (h[a * n + j], h[b * n + j])
      (h[a * n + j], h[b * n + j]) = (c * x + s * y, c * y - s * x)
    }
    for (matrix, rows) in [(h, last + 1), (v, n)] {
      for i in 0..<rows {
        let (x, y) = (matrix[i * n + a], matrix[i * n + b])
        (matrix[i * n + a], matrix[i * n + b]) = (c * x + s * y, c * y - s * x)
      }
    }
  }

  /// One step with two shifts at once, rows and columns `first ... last`.
  private borrowing func doubleStep(_ first: Int, _ last: Int, _ steps: Int, _ shifted: inout Double) {
    var (x, y) = (h[last * n + last], h[(last - 1) * n + last - 1])
    var w = h[last * n + last - 1] * h[(last - 1) * n + last]
    if steps % 10 == 0 {
      // Exceptional shifts (Wilkinson).
      shifted += x
      for i in 0...last { h[i * n + i] -= x }
      let s = abs(h[last * n + last - 1]) + abs(h[(last - 1) * n + last - 2])
      (x, y, w) = (0.75 * s, 0.75 * s, -0.4375 * s * s)
    }
    // Two subdiagonal entries that are small together let the step begin below.
    var (m, p, q, r) = (last - 2, 0.0, 0.0, 0.0)
    while true {
      let z = h[m * n + m]
      let (f, g) = (x - z, y - z)
      p = (f * g - w) / h[(m + 1) * n + m] + h[m * n + m + 1]
      q = h[(m + 1) * n + m + 1] - z - f - g
      r = h[(m + 2) * n + m + 1]
      let scale = abs(p) + abs(q) + abs(r)
      if scale > 0 { (p, q, r) = (p / scale, q / scale, r / scale) }
      if m == first { break }
      let around = abs(h[(m - 1) * n + m - 1]) + abs(z) + abs(h[(m + 1) * n + m + 1])
      if abs(h[m * n + m - 1]) * (abs(q) + abs(r)) < .ulpOfOne * (abs(p) * around) { break }
      m -= 1
    }
    for i in m + 2...last {
      h[i * n + i - 2] = 0
      if i > m + 2 { h[i * n + i - 3] = 0 }
    }
    for k in m..<last {
      let hasThird = k != last - 1
      var scale = 1.0
      if k != m {
        (p, q, r) = (h[k * n + k - 1], h[(k + 1) * n + k - 1], hasThird ? h[(k + 2) * n + k - 1] : 0)
        scale = abs(p) + abs(q) + abs(r)
        guard scale != 0 else { continue }
        (p, q, r) = (p / scale, q / scale, r / scale)
      }
      let length = (p * p + q * q + r * r).squareRoot()
      let s = p < 0 ? -length : length
      guard s != 0 else { continue }
      if k != m {
        h[k * n + k - 1] = -s * scale
      } else if first != m {
        h[k * n + k - 1] = -h[k * n + k - 1]
      }
      p += s
      let (fx, fy, fz) = (p / s, q / s, r / s)
      (q, r) = (q / p, r / p)
      let (top, middle, bottom) = (h + k * n, h + (k + 1) * n, h + (hasThird ? k + 2 : k) * n)
      if hasThird {
        for j in k..<n {
          let sum = top[j] + q * middle[j] + r * bottom[j]
          top[j] -= sum * fx
          middle[j] -= sum * fy
          bottom[j] -= sum * fz
        }
      } else {
        for j in k..<n {
          let sum = top[j] + q * middle[j]
          top[j] -= sum * fx
          middle[j] -= sum * fy
        }
      }
      turnColumns(h, rows: min(last, k + 3) + 1, k, hasThird, (fx, fy, fz), q, r)
      turnColumns(v, rows: n, k, hasThird, (fx, fy, fz), q, r)
    }
  }

  private borrowing func turnColumns(
    _ matrix: UnsafeMutablePointer<Double>, rows: Int, _ k: Int, _ hasThird: Bool, _ f: (Double, Double, Double),
    _ q: Double, _ r: Double
  ) {
    for i in 0..<rows {
      let row = matrix + i * n + k
      var sum = f.0 * row[0] + f.1 * row[1]
      if hasThird {
        sum += f.2 * row[2]
        row[2] -= sum * r
      }
      row[0] -= sum
      row[1] -= sum * q
    }
  }
}
