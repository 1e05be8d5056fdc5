import ComplexModule
import RealModule

extension ComplexMatrix {
  /// A basis of eigenvectors, as columns of length 1; nil where the iteration does not converge.
  ///
  /// A unitary change of basis makes the matrix upper triangular (Hessenberg form by Householder's reflections, then QR steps
  /// with Wilkinson's shift); back substitution gives the eigenvectors. Where eigenvalues are equal up to rounding, a divisor
  /// of rounding's size stands for their difference: for a matrix that has a basis of eigenvectors the result is one up to that.
  ///
  /// - Complexity: O(n³), about 25n³ multiply-adds.
  func eigenvectors() -> ComplexMatrix? {
    let n = size
    guard let (t, basis) = schurForm() else { return nil }
    let least = Double.ulpOfOne * max(t.columnNorm, .leastNormalMagnitude)
    var result = ComplexMatrix(size: n) { _, _ in .zero }
    for k in 0..<n {
      var x = [Complex<Double>](repeating: .zero, count: n)
      x[k] = .one
      for i in stride(from: k - 1, through: 0, by: -1) {
        var sum = Complex<Double>.zero
        for j in i + 1...k { sum += t[i, j] * x[j] }
        var difference = t[k, k] - t[i, i]
        if difference.length < least { difference = Complex(least) }
        x[i] = sum / difference
      }
      var column = (0..<n).map { row in (0...k).reduce(Complex<Double>.zero) { $0 + basis[row, $1] * x[$1] } }
      let length = column.reduce(0) { $0 + $1.lengthSquared }.squareRoot()
      guard length.isFinite, length > 0 else { return nil }
      column = column.map { $0 / length }
      for row in 0..<n { result[row, k] = column[row] }
    }
    return result
  }

  /// Upper triangular T and unitary Q with A = Q T Qᴴ.
  private func schurForm() -> (t: ComplexMatrix, basis: ComplexMatrix)? {
    let n = size
    var (h, q) = hessenbergForm()
    var last = n - 1
    var steps = 0
    while last > 0 {
      // The active part begins behind the last subdiagonal entry that is as good as 0.
      var first = last
      while first > 0 {
        let scale = h[first - 1, first - 1].length + h[first, first].length
        if h[first, first - 1].length <= Double.ulpOfOne * (scale > 0 ? scale : h.columnNorm) {
          h[first, first - 1] = .zero
          break
        }
        first -= 1
      }
      if first == last {
        (last, steps) = (last - 1, 0)
        continue
      }
      steps += 1
      if steps > 60 { return nil }
      let shift = steps % 11 == 10 ? h[last, last] + Complex(h[last, last - 1].length) : h.wilkinsonShift(at: last)
      guard shift.isFinite else { return nil }
      h.step(first, last, shift, &q)
    }
    return (h, q)
  }

  /// The eigenvalue of the last two rows and columns that is nearer to the last entry.
  private func wilkinsonShift(at k: Int) -> Complex<Double> {
    let (a, b, c, d) = (self[k - 1, k - 1], self[k - 1, k], self[k, k - 1], self[k, k])
    let half = (a - d) * 0.5
    let root = Complex<Double>.sqrt(half * half + b * c)
    let sum = (half + root).lengthSquared >= (half - root).lengthSquared ? half + root : half - root
    return sum == .zero ? d : d - b * c / sum
  }

  /// H − μI = QR, then RQ + μI, by rotations of neighbouring rows.
  private mutating func step(_ first: Int, _ last: Int, _ shift: Complex<Double>, _ q: inout ComplexMatrix) {
    let n = size
    for k in first...last { self[k, k] -= shift }
    var rotations: [(c: Double, s: Complex<Double>)] = []
    for k in first..<last {
      let (a, b) = (self[k, k], self[k + 1, k])
      let length = (a.lengthSquared + b.lengthSquared).squareRoot()
      // [c, s; −s̄, c] with a real c takes (a, b) to (r, 0).
      let rotation: (c: Double, s: Complex<Double>)
      if length == 0 {
        rotation = (1, .zero)
      } else if a == .zero {
        rotation = (0, b.conjugate / b.length)
      } else {
        rotation = (a.length / length, (a / a.length) * b.conjugate / length)
      }
      rotations.append(rotation)
      for j in k..<n {
        let (x, y) = (self[k, j], self[k + 1, j])
        self[k, j] = x * rotation.c + rotation.s * y
        self[k + 1, j] = y * rotation.c - rotation.s.conjugate * x
      }
    }
    for (k, rotation) in zip(first..<last, rotations) {
      for i in 0...min(k + 2, last) {
        let (x, y) = (self[i, k], self[i, k + 1])
        self[i, k] = x * rotation.c + rotation.s.conjugate * y
        self[i, k + 1] = y * rotation.c - rotation.s * x
      }
      for i in 0..<n {
        let (x, y) = (q[i, k], q[i, k + 1])
        q[i, k] = x * rotation.c + rotation.s.conjugate * y
        q[i, k + 1] = y * rotation.c - rotation.s * x
      }
    }
    for k in first...last { self[k, k] += shift }
  }

  /// H with zeros below its subdiagonal and unitary Q, A = Q H Qᴴ.
  private func hessenbergForm() -> (h: ComplexMatrix, basis: ComplexMatrix) {
    let n = size
    var (h, q) = (self, ComplexMatrix.identity(n))
    for k in 0..<max(n - 2, 0) {
      var v = (k + 1..<n).map { h[$0, k] }
      let length = v.reduce(0) { $0 + $1.lengthSquared }.squareRoot()
      guard length > 0, v.dropFirst().contains(where: { $0 != .zero }) else { continue }
      let phase = v[0] == .zero ? Complex<Double>.one : v[0] / v[0].length
      v[0] += phase * length
      let square = v.reduce(0) { $0 + $1.lengthSquared }
      guard square > 0 else { continue }
      // I − 2vvᴴ/vᴴv from the left, the right, and into Q.
      for j in 0..<n {
        var sum = Complex<Double>.zero
        for (index, x) in v.enumerated() { sum += x.conjugate * h[k + 1 + index, j] }
        let factor = sum * (2 / square)
        for (index, x) in v.enumerated() { h[k + 1 + index, j] -= factor * x }
      }
      for i in 0..<n {
        var (sum, sumOfQ) = (Complex<Double>.zero, Complex<Double>.zero)
        for (index, x) in v.enumerated() {
          sum += h[i, k + 1 + index] * x
          sumOfQ += q[i, k + 1 + index] * x
        }
        let (factor, factorOfQ) = (sum * (2 / square), sumOfQ * (2 / square))
        for (index, x) in v.enumerated() {
          h[i, k + 1 + index] -= factor * x.conjugate
          q[i, k + 1 + index] -= factorOfQ * x.conjugate
        }
      }
      for i in k + 2..<n { h[i, k] = .zero }
    }
    return (h, q)
  }
}
