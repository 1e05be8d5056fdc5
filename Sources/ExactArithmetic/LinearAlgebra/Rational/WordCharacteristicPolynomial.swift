/// The characteristic polynomial modulo a word-size prime, by the algorithm of `characteristicPolynomial` on words.
struct WordCharacteristicPolynomial {
  /// The coefficients, that of x^k at index k; the last is 1.
  let coefficients: [UInt64]

  /// - Complexity: O(n³) word operations for an n × n matrix given row by row.
  init(_ entries: [UInt32], _ n: Int, modulo prime: WordPrime) {
    var h = entries.map { UInt64($0) }
    for k in 0..<max(n - 2, 0) {
      guard let pivot = (k + 1..<n).first(where: { h[$0 * n + k] != 0 }) else { continue }
      if pivot != k + 1 {
        for j in 0..<n { h.swapAt(pivot * n + j, (k + 1) * n + j) }
        for i in 0..<n { h.swapAt(i * n + pivot, i * n + k + 1) }
      }
      let inverse = prime.inverse(h[(k + 1) * n + k])
      let factors = (k + 2..<n).map { prime.multiply(h[$0 * n + k], inverse) }
      h.withUnsafeMutableBufferPointer { h in
        for (row, factor) in zip(k + 2..<n, factors) where factor != 0 {
          let negated = prime.negate(factor)
          for j in k..<n { h[row * n + j] = prime.reduce(h[row * n + j] &+ negated &* h[(k + 1) * n + j]) }
        }
        // Column k + 1 gains all its multiples in one pass of dot products.
        for i in 0..<n {
          let start = i * n + k + 2
          h[start - 1] = prime.sum(from: h[start - 1], n - k - 2) { factors[$0] &* h[start + $0] }
        }
      }
    }
    var corners: [[UInt64]] = [[1]]
    for k in 0..<n {
      // χ_{k+1} = x χ_k − Σ_i weights[i] χ_i, with h_kk as the weight of χ_k.
      var weights = [UInt64](repeating: 0, count: k + 1)
      var subdiagonal: UInt64 = 1
      for i in stride(from: k, through: 0, by: -1) {
        weights[i] = prime.negate(prime.multiply(h[i * n + k], subdiagonal))
        if i > 0 { subdiagonal = prime.multiply(subdiagonal, h[i * n + i - 1]) }
      }
      corners.append(
        [UInt64](unsafeUninitializedCapacity: k + 2) { next, count in
          for j in 0...k + 1 {
            // χ_i reaches x^j for i ≥ j.
            next[j] = prime.sum(from: j > 0 ? corners[k][j - 1] : 0, max(k + 1 - j, 0)) {
              weights[j + $0] &* corners[j + $0][j]
            }
          }
          count = k + 2
        })
    }
    coefficients = corners[n]
  }
}

extension WordPrime {
  /// A residue plus `count` products of two residues, reduced after every 32 of them.
  @inline(__always)
  func sum(from start: UInt64, _ count: Int, _ product: (_ index: Int) -> UInt64) -> UInt64 {
    var total = start
    for index in 0..<count {
      total = total &+ product(index)
      if index & 31 == 31 { total = reduce(total) }
    }
    return reduce(total)
  }
}
