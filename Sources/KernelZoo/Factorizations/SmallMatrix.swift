/// A small square matrix of doubles.
struct SmallMatrix: Sendable {
  let order: Int
  var entries: [Double]

  init(order: Int, _ entry: (_ row: Int, _ column: Int) -> Double) {
    self.order = order
    entries = (0..<order * order).map { entry($0 / order, $0 % order) }
  }

  subscript(row: Int, column: Int) -> Double {
    get { entries[row * order + column] }
    set { entries[row * order + column] = newValue }
  }

  static func * (a: SmallMatrix, b: SmallMatrix) -> SmallMatrix {
    SmallMatrix(order: a.order) { i, j in (0..<a.order).reduce(0.0) { $0 + a[i, $1] * b[$1, j] } }
  }

  var transposed: SmallMatrix { SmallMatrix(order: order) { self[$1, $0] } }

  /// By Gauss and Jordan with row pivots; of a singular one whatever comes out.
  var inverse: SmallMatrix {
    var (a, b) = (self, SmallMatrix(order: order) { $0 == $1 ? 1 : 0 })
    for column in 0..<order {
      let pivot = (column..<order).max { a[$0, column].magnitude < a[$1, column].magnitude } ?? column
      for j in 0..<order {
        (a[column, j], a[pivot, j]) = (a[pivot, j], a[column, j])
        (b[column, j], b[pivot, j]) = (b[pivot, j], b[column, j])
      }
      let scale = a[column, column] == 0 ? 1e-300 : a[column, column]
      for j in 0..<order {
        a[column, j] /= scale
        b[column, j] /= scale
      }
      for i in 0..<order where i != column {
        let factor = a[i, column]
        for j in 0..<order {
          a[i, j] -= factor * a[column, j]
          b[i, j] -= factor * b[column, j]
        }
      }
    }
    return b
  }

  /// Estimates of the eigenvalues by unshifted QR steps, which converge for real ones of distinct magnitudes.
  func eigenvalues(steps: Int) -> [Double] {
    var a = self
    for _ in 0..<steps {
      // Gram and Schmidt, column by column.
      var q = a
      for j in 0..<order {
        for i in 0..<j {
          let part = (0..<order).reduce(0.0) { $0 + q[$1, i] * q[$1, j] }
          for row in 0..<order { q[row, j] -= part * q[row, i] }
        }
        let length = (0..<order).reduce(0.0) { $0 + q[$1, j] * q[$1, j] }.squareRoot()
        for row in 0..<order { q[row, j] /= length }
      }
      a = q.transposed * a * q
    }
    return (0..<order).map { a[$0, $0] }
  }

  /// A right eigenvector for (nearly) this eigenvalue, by inverse iteration.
  func eigenvector(_ value: Double, steps: Int) -> [Double] {
    let shifted = SmallMatrix(order: order) { self[$0, $1] - ($0 == $1 ? value + 1e-9 * (1 + value.magnitude) : 0) }
      .inverse
    var vector = (0..<order).map { 1 + Double($0) / 3 }
    for _ in 0..<steps {
      let image = (0..<order).map { i in (0..<order).reduce(0.0) { $0 + shifted[i, $1] * vector[$1] } }
      let largest = image.max { $0.magnitude < $1.magnitude } ?? 1
      vector = image.map { $0 / largest }
    }
    return vector
  }
}
