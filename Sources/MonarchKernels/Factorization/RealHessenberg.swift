import RealModule

/// A real square matrix on the way to its eigenvectors: `A = V·H·Vᵀ` with orthogonal V, n×n, row-major.
struct RealHessenberg: ~Copyable {
  let n: Int
  let h: UnsafeMutablePointer<Double>
  let v: UnsafeMutablePointer<Double>

  /// Zeros below the subdiagonal, by Householder's reflections.
  init(_ n: Int, _ element: (Int, Int) -> Double) {
    self.n = n
    h = .allocate(capacity: n * n)
    v = .allocate(capacity: n * n)
    for place in 0..<n * n {
      h[place] = element(place / n, place % n)
      v[place] = place / n == place % n ? 1 : 0
    }
    var mirror = [Double](repeating: 0, count: n)
    for k in 0..<max(n - 2, 0) {
      var length = 0.0
      for i in k + 1..<n { length += h[i * n + k] * h[i * n + k] }
      length = length.squareRoot()
      guard length > 0, (k + 2..<n).contains(where: { h[$0 * n + k] != 0 }) else { continue }
      for i in k + 1..<n { mirror[i] = h[i * n + k] / length }
      mirror[k + 1] += mirror[k + 1] < 0 ? -1 : 1
      // The square of the mirror's length is twice its first element's magnitude.
      let factor = 1 / abs(mirror[k + 1])
      reflect(mirror, from: k + 1, factor)
      for i in k + 2..<n { h[i * n + k] = 0 }
    }
  }

  deinit {
    h.deallocate()
    v.deallocate()
  }

  /// (I − f·mmᵀ)·H·(I − f·mmᵀ) and V·(I − f·mmᵀ).
  private func reflect(_ mirror: [Double], from start: Int, _ factor: Double) {
    mirror.withUnsafeBufferPointer { m in
      withUnsafeTemporaryAllocation(of: Double.self, capacity: n) { sum in
        for j in 0..<n { sum[j] = 0 }
        for i in start..<n { for j in 0..<n { sum[j] += m[i] * h[i * n + j] } }
        for i in start..<n {
          let weight = factor * m[i]
          for j in 0..<n { h[i * n + j] -= weight * sum[j] }
        }
      }
      for matrix in [h, v] {
        for i in 0..<n {
          let row = matrix + i * n
          var sum = 0.0
          for j in start..<n { sum += row[j] * m[j] }
          sum *= factor
          for j in start..<n { row[j] -= sum * m[j] }
        }
      }
    }
  }
}
