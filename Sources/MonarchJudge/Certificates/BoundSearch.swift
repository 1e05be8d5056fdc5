/// The search, in floating point, for W, μ and G that bound the leading eigenvalues of N = x xᵀ.
struct BoundSearch {
  private let order: Int
  private let rank: Int
  /// N, row-major.
  private let gram: [Double]

  struct Found {
    /// The ν − 1 columns of W.
    var columns: [[Double]]
    /// The lower triangle of G, row by row.
    var triangle: [Double]
  }

  /// - Parameter x: n·m entries of magnitude at most 2, row-major; 1 ≤ ν < n ≤ m.
  init(_ x: [Double], order n: Int, width m: Int, rank: Int) {
    (order, self.rank) = (n, rank)
    var gram = [Double](repeating: 0, count: n * n)
    x.withUnsafeBufferPointer { x in
      for i in 0..<n {
        for j in 0...i {
          var sum = 0.0
          for k in 0..<m { sum += x[i * m + k] * x[j * m + k] }
          (gram[i * n + j], gram[j * n + i]) = (sum, sum)
        }
      }
    }
    self.gram = gram
  }

  /// G as an n x n matrix, row-major.
  func square(_ triangle: [Double]) -> [Double] {
    (0..<order * order).map { index in
      let (row, column) = index.quotientAndRemainder(dividingBy: order)
      return column <= row ? triangle[row * (row + 1) / 2 + column] : 0
    }
  }

  /// Starts from the candidate's own directions, which are the eigenvectors where the candidate is optimal; where they are
  /// not, the whole spectrum is computed.
  func found(near directions: [[Double]]) -> Found {
    if let found = bounded(by: ritz(directions), attempts: 1) { return found }
    let spectrum = SymmetricSpectrum(of: gram, order: order)
    let pairs = (0..<rank).map { r in
      (value: spectrum.values[r], vector: Array(spectrum.vectors[r * order..<(r + 1) * order]))
    }
    if let found = bounded(by: pairs, attempts: 8) { return found }
    // Whatever happened: without G the diagonal alone has to dominate, which a large enough μ sees to.
    return Found(
      columns: Array(repeating: Array(repeating: 0, count: order), count: rank - 1),
      triangle: Array(repeating: 0, count: order * (order + 1) / 2))
  }

  private typealias Pair = (value: Double, vector: [Double])

  /// The eigenpairs of N within the span of the directions, in descending order; missing ones are 0.
  private func ritz(_ directions: [[Double]]) -> [Pair] {
    var basis: [[Double]] = []
    for direction in directions {
      let largest = direction.reduce(0) { max($0, abs($1)) }
      guard largest > 0 else { continue }
      var vector = direction.map { $0 / largest }
      for _ in 0..<2 {
        for other in basis {
          let part = dot(other, vector)
          for index in 0..<order { vector[index] -= part * other[index] }
        }
        let length = dot(vector, vector).squareRoot()
        guard length > 1e-8 else { break }
        for index in 0..<order { vector[index] /= length }
      }
      if dot(vector, vector) > 0.5 { basis.append(vector) }
    }
    let images = basis.map { vector in (0..<order).map { dot(gram[$0 * order..<($0 + 1) * order], vector) } }
    let small = basis.flatMap { vector in images.map { dot($0, vector) } }
    let spectrum = SymmetricSpectrum(of: small, order: basis.count)
    return (0..<rank).map { r in
      guard r < basis.count else { return (0, Array(repeating: 0, count: order)) }
      var vector = [Double](repeating: 0, count: order)
      for (index, other) in basis.enumerated() {
        let weight = spectrum.vectors[r * basis.count + index]
        for place in 0..<order { vector[place] += weight * other[place] }
      }
      return (spectrum.values[r], vector)
    }
  }

  /// W and G for these ν pairs, or nil where `μI + W Wᵀ − N` is not seen to be positive.
  private func bounded(by pairs: [Pair], attempts: Int) -> Found? {
    let greatest = max(pairs[0].value, 0)
    let grid =
      greatest > 0 ? Double(sign: .plus, exponent: Int(greatest.squareRoot().exponent) - 52, significand: 1) : 1
    var margin = Double(order) * 0x1p-51 * greatest
    for _ in 0..<attempts {
      let last = max(pairs[rank - 1].value, 0)
      // W takes up what exceeds λ_ν and not what exceeds μ, so that there is a margin in its directions too.
      let shift = last + margin
      let columns = pairs.dropLast().map { pair in
        let length = max(pair.value - last, 0).squareRoot()
        return pair.vector.map { ($0 * length / grid).rounded() * grid }
      }
      if let triangle = factor(shift: shift, columns: columns) {
        return Found(columns: columns, triangle: triangle.map { ($0 / grid).rounded() * grid })
      }
      margin *= 16
    }
    return nil
  }

  /// Cholesky's factor of `shift·I + W Wᵀ − N`; nil at the first pivot that is negative.
  private func factor(shift: Double, columns: [[Double]]) -> [Double]? {
    let n = order
    var a = gram.map { -$0 }
    for i in 0..<n {
      a[i * n + i] += shift
      for column in columns {
        for j in 0...i { a[i * n + j] += column[i] * column[j] }
      }
    }
    var triangle: [Double] = []
    triangle.reserveCapacity(n * (n + 1) / 2)
    return a.withUnsafeMutableBufferPointer { a in
      for i in 0..<n {
        for j in 0...i {
          var sum = a[i * n + j]
          for k in 0..<j { sum -= a[i * n + k] * a[j * n + k] }
          if j < i {
            a[i * n + j] = a[j * n + j] > 0 ? sum / a[j * n + j] : 0
          } else {
            guard sum >= 0 else { return nil }
            a[i * n + i] = sum.squareRoot()
          }
        }
        triangle += a[i * n...i * n + i]
      }
      return triangle
    }
  }
}

private func dot(_ a: some Collection<Double>, _ b: some Collection<Double>) -> Double {
  zip(a, b).reduce(0) { $0 + $1.0 * $1.1 }
}
