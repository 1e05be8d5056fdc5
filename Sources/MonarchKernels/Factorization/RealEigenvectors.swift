import ComplexModule
import RealModule

/// A real basis in which a real matrix with a basis of complex eigenvectors is as diagonal as can be: columns are
/// eigenvectors of real eigenvalues first, then the real parts of one eigenvector of each conjugate pair, then their
/// imaginary parts.
struct RealEigenbasis {
  let reals: Int
  let pairs: Int
  /// Row-major; `|x|² + |y|² = 1` for columns x, y of a pair, `|x| = 1` for others.
  let elements: [Double]

  /// By back substitution from the Schur form; nil where the iteration does not converge.
  init?(_ n: Int, _ element: (Int, Int) -> Double) {
    let form = RealHessenberg(n, element)
    guard let values = form.reduceToSchurForm() else { return nil }
    var norm = 0.0
    for i in 0..<n { for j in max(i - 1, 0)..<n { norm += abs(form.h[i * n + j]) } }
    let least = Double.ulpOfOne * max(norm, .leastNormalMagnitude)
    let heads = (0..<n).filter { values.imaginary[$0] > 0 }
    let order = (0..<n).filter { values.imaginary[$0] == 0 } + heads
    (reals, pairs) = (n - 2 * heads.count, heads.count)
    var columns = [[Complex<Double>]]()
    for k in order {
      let isPair = values.imaginary[k] > 0
      let eigenvalue = Complex(values.real[k], values.imaginary[k])
      let x = Self.triangularVector(
        form.h, n, k, eigenvalue, isPair: isPair, imaginary: values.imaginary, least: least)
      let top = isPair ? k + 1 : k
      let vector = (0..<n).map { row in
        (0...top).reduce(Complex<Double>.zero) { $0 + x[$1].multiplied(by: form.v[row * n + $1]) }
      }
      let length = vector.reduce(0) { $0 + $1.lengthSquared }.squareRoot()
      guard length.isFinite, length > 0 else { return nil }
      columns.append(vector.map { $0.divided(by: length) })
    }
    let (reals, pairs) = (reals, pairs)
    elements = (0..<n * n).map { place in
      let (row, column) = (place / n, place % n)
      return column < reals + pairs ? columns[column][row].real : columns[column - pairs][row].imaginary
    }
  }

  /// (H − λI)·x = 0 from below, blocks of two by Cramer's rule. Where eigenvalues are equal up to rounding, a divisor of
  /// rounding's size stands for their difference.
  private static func triangularVector(
    _ h: UnsafeMutablePointer<Double>, _ n: Int, _ k: Int, _ eigenvalue: Complex<Double>, isPair: Bool,
    imaginary: [Double], least: Double
  ) -> [Complex<Double>] {
    var x = [Complex<Double>](repeating: .zero, count: n)
    var top = k
    if isPair {
      // Of the two equations of its own block the one with the greater coefficient decides.
      let (above, below) = (h[k * n + k + 1], h[(k + 1) * n + k])
      if abs(below) > abs(above) {
        x[k + 1] = .one
        x[k] = (eigenvalue - Complex(h[(k + 1) * n + k + 1])).divided(by: below)
      } else {
        x[k] = .one
        x[k + 1] = (eigenvalue - Complex(h[k * n + k])).divided(by: above)
      }
      top = k + 1
    } else {
      x[k] = .one
    }
    func sum(_ i: Int, from start: Int) -> Complex<Double> {
      var sum = Complex<Double>.zero
      for j in start...top { sum += x[j].multiplied(by: h[i * n + j]) }
      return sum
    }
    var i = k - 1
    while i >= 0 {
      if imaginary[i] == 0 {
        var difference = eigenvalue - Complex(h[i * n + i])
        if difference.length < least { difference = Complex(least) }
        x[i] = sum(i, from: i + 1) / difference
        i -= 1
      } else {
        let (a, b) = (i - 1, i)
        let (first, second) = (sum(a, from: b + 1), sum(b, from: b + 1))
        let (p, q) = (eigenvalue - Complex(h[a * n + a]), eigenvalue - Complex(h[b * n + b]))
        let (up, down) = (h[a * n + b], h[b * n + a])
        var determinant = p * q - Complex(up * down)
        if determinant.length < least * max(p.length + q.length + abs(up) + abs(down), least) {
          determinant = Complex(least * max(p.length + q.length + abs(up) + abs(down), least))
        }
        x[a] = (first * q + second.multiplied(by: up)) / determinant
        x[b] = (second * p + first.multiplied(by: down)) / determinant
        i -= 2
      }
      // A vector that grows is made smaller, so that nothing leaves the doubles.
      let greatest = x[max(i, 0)...top].reduce(0) { max($0, $1.magnitude) }
      if greatest > 0x1p300 { for j in 0...top { x[j] = x[j].divided(by: greatest) } }
    }
    return x
  }
}
