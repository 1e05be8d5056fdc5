/// The singular value decomposition of a small matrix by one-sided Jacobi rotations (Hestenes), in double.
struct SingularTriples {
  /// σ, u and v, the largest σ first.
  private(set) var triples: [(value: Double, u: [Double], v: [Double])] = []

  /// - Parameters:
  ///   - entries: rows·columns numbers, row-major.
  ///   - round: of every rotated number.
  init(_ entries: [Double], rows: Int, columns: Int, round: Rounding.Function = Rounding.none) {
    // The columns of S, which rotations make orthogonal, and those of V beneath them.
    var x = (0..<columns).map { j in (0..<rows).map { entries[$0 * columns + j] } }
    var v = (0..<columns).map { j in (0..<columns).map { $0 == j ? 1.0 : 0 } }
    for _ in 0..<60 {
      var isDone = true
      for i in 0..<columns {
        for j in i + 1..<max(columns, i + 1) {
          let (a, b, c) = (dot(x[i], x[i]), dot(x[j], x[j]), dot(x[i], x[j]))
          guard c.magnitude > 1e-17 * (a * b).squareRoot() else { continue }
          isDone = false
          let ζ = (b - a) / (2 * c)
          let t = (ζ < 0 ? -1 : 1) / (ζ.magnitude + (1 + ζ * ζ).squareRoot())
          let cosine = 1 / (1 + t * t).squareRoot()
          rotate(&x, i, j, cosine, cosine * t, round)
          rotate(&v, i, j, cosine, cosine * t, round)
        }
      }
      if isDone { break }
    }
    triples = (0..<columns).map { j in
      let value = dot(x[j], x[j]).squareRoot()
      return (value, x[j].map { value == 0 ? 0 : round($0 / value) }, v[j])
    }.sorted { $0.value > $1.value }
  }

  /// The triple of this place; zeros where there is none.
  func triple(_ index: Int, rows: Int, columns: Int) -> (value: Double, u: [Double], v: [Double]) {
    index < triples.count
      ? triples[index] : (0, [Double](repeating: 0, count: rows), [Double](repeating: 0, count: columns))
  }
}

private func rotate(
  _ x: inout [[Double]], _ i: Int, _ j: Int, _ cosine: Double, _ sine: Double, _ round: Rounding.Function
) {
  for place in x[i].indices {
    let (a, b) = (x[i][place], x[j][place])
    x[i][place] = round(cosine * a - sine * b)
    x[j][place] = round(sine * a + cosine * b)
  }
}

private func dot(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }
