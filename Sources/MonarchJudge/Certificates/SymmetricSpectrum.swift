/// The eigenvalues of a real symmetric matrix in descending order, and eigenvectors, in floating point.
///
/// By cyclic Jacobi rotations. What is built on it is checked exactly, so that nothing rests on its accuracy.
struct SymmetricSpectrum {
  let values: [Double]
  /// Vector r has the n entries from r·n on.
  let vectors: [Double]

  /// - Parameter matrix: n·n entries; only symmetric ones make sense.
  /// - Complexity: O(n³) for each of at most 30 sweeps, of which about 8 are made.
  init(of matrix: [Double], order n: Int) {
    var a = matrix
    // Row r of `v` becomes an eigenvector.
    var v = (0..<n * n).map { $0 / n == $0 % n ? 1.0 : 0.0 }
    a.withUnsafeMutableBufferPointer { a in
      v.withUnsafeMutableBufferPointer { v in
        for _ in 0..<30 {
          var isDiagonal = true
          for i in 0..<n {
            for j in i + 1..<max(n, i + 1) {
              let c = a[i * n + j]
              guard abs(c) > 1e-17 * (abs(a[i * n + i]) + abs(a[j * n + j])), c != 0 else { continue }
              isDiagonal = false
              let ζ = (a[j * n + j] - a[i * n + i]) / (2 * c)
              let t = (ζ < 0 ? -1 : 1) / (abs(ζ) + (1 + ζ * ζ).squareRoot())
              let cosine = 1 / (1 + t * t).squareRoot()
              let sine = cosine * t
              for k in 0..<n {
                let (x, y) = (a[k * n + i], a[k * n + j])
                (a[k * n + i], a[k * n + j]) = (cosine * x - sine * y, sine * x + cosine * y)
              }
              for k in 0..<n {
                let (x, y) = (a[i * n + k], a[j * n + k])
                (a[i * n + k], a[j * n + k]) = (cosine * x - sine * y, sine * x + cosine * y)
                let (z, w) = (v[i * n + k], v[j * n + k])
                (v[i * n + k], v[j * n + k]) = (cosine * z - sine * w, sine * z + cosine * w)
              }
            }
          }
          if isDiagonal { break }
        }
      }
    }
    let order = (0..<n).sorted { a[$0 * n + $0] > a[$1 * n + $1] }
    values = order.map { a[$0 * n + $0] }
    vectors = order.flatMap { v[$0 * n..<($0 + 1) * n] }
  }
}
