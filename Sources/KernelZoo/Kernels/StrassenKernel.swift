import MonarchReference

/// Stage 1 by one step of Strassen's algorithm, in float32: each right block times the batch, as matrices.
///
/// It adds entries before it multiplies. What cancels afterwards may be larger than any term of the definition, so that
/// there is no componentwise bound: only one by norms (`ErrorCriterion.strassen`).
struct StrassenKernel: Sendable {
  private let plain = PlainKernel()

  func product(_ o: Operands) -> [Double] {
    let s = o.shape
    var h = [Double](repeating: 0, count: o.batch * s.middleCount)
    for a in 0..<s.k {
      let block = Square(rows: s.q, columns: s.p) { value(o.right, plain.right(s, a, $0, $1)) }
      let vectors = Square(rows: s.p, columns: o.batch) { o.input[$1 * s.inputCount + a * s.p + $0] }
      let product = multiply(block, vectors)
      for row in 0..<o.batch {
        for c in 0..<s.q { h[row * s.middleCount + a * s.q + c] = product[c, row] }
      }
    }
    return plain.product(o, h)
  }

  /// A matrix of even sizes, filled up with zeros.
  private struct Square {
    let rows: Int
    let columns: Int
    var entries: [Double]

    init(rows: Int, columns: Int, _ entry: (Int, Int) -> Double) {
      let (evenRows, evenColumns) = (rows + rows % 2, columns + columns % 2)
      (self.rows, self.columns) = (evenRows, evenColumns)
      entries = (0..<evenRows * evenColumns).map { index in
        let (i, j) = index.quotientAndRemainder(dividingBy: evenColumns)
        return i < rows && j < columns ? entry(i, j) : 0
      }
    }

    subscript(i: Int, j: Int) -> Double { entries[i * columns + j] }

    func quarter(_ i: Int, _ j: Int) -> [Double] {
      (0..<rows / 2 * (columns / 2)).map { index in
        self[i * (rows / 2) + index / (columns / 2), j * (columns / 2) + index % (columns / 2)]
      }
    }
  }

  private func multiply(_ a: Square, _ b: Square) -> Square {
    let (m, n, w) = (a.rows / 2, a.columns / 2, b.columns / 2)
    func plus(_ x: [Double], _ y: [Double]) -> [Double] { zip(x, y).map { Rounding.float32($0 + $1) } }
    func minus(_ x: [Double], _ y: [Double]) -> [Double] { zip(x, y).map { Rounding.float32($0 - $1) } }
    func times(_ x: [Double], _ y: [Double]) -> [Double] {
      (0..<m * w).map { index in
        Arithmetic.float32.sum(n) { (x[index / w * n + $0], y[$0 * w + index % w]) }
      }
    }
    let (a11, a12, a21, a22) = (a.quarter(0, 0), a.quarter(0, 1), a.quarter(1, 0), a.quarter(1, 1))
    let (b11, b12, b21, b22) = (b.quarter(0, 0), b.quarter(0, 1), b.quarter(1, 0), b.quarter(1, 1))
    let m1 = times(plus(a11, a22), plus(b11, b22))
    let m2 = times(plus(a21, a22), b11)
    let m3 = times(a11, minus(b12, b22))
    let m4 = times(a22, minus(b21, b11))
    let m5 = times(plus(a11, a12), b22)
    let m6 = times(minus(a21, a11), plus(b11, b12))
    let m7 = times(minus(a12, a22), plus(b21, b22))
    let c11 = plus(minus(plus(m1, m4), m5), m7)
    let c12 = plus(m3, m5)
    let c21 = plus(m2, m4)
    let c22 = plus(plus(minus(m1, m2), m3), m6)
    return Square(rows: a.rows, columns: b.columns) { i, j in
      let place = i % m * w + j % w
      return (i < m ? (j < w ? c11 : c12) : (j < w ? c21 : c22))[place]
    }
  }
}
