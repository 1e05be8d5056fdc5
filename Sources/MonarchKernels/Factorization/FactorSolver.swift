import ComplexModule
import RealModule

/// The steps of ``MonarchFactorization/factor(_:rows:columns:tolerance:)``.
struct FactorSolver {
  private let q: Int
  private let b: Int
  private let matrix: [Complex<Double>]
  /// What the matrix was divided by, a power of two near its greatest element.
  private let scale: Double
  /// Ã_ji at j·b + i.
  private let blocks: [ComplexMatrix]

  init(_ matrix: [Complex<Double>], rows q: Int, columns b: Int) {
    (self.q, self.b) = (q, b)
    // Neither squares nor inverses leave the range of doubles by the size of the matrix alone.
    let greatest = matrix.reduce(0) { max($0, $1.magnitude) }
    let scale = greatest == 0 ? 1 : Double(sign: .plus, exponent: greatest.exponent, significand: 1)
    let scaled = matrix.map { Complex($0.real / scale, $0.imaginary / scale) }
    let n = q * b
    blocks = (0..<b * b).map { place in
      ComplexMatrix(size: q) { l, k in scaled[(l * b + place / b) * n + k * b + place % b] }
    }
    (self.matrix, self.scale) = (scaled, scale)
  }

  func factorization(tolerance: Double) throws(KernelError) -> MonarchFactorization {
    if q == 1 || b == 1 || matrix.allSatisfy({ $0 == .zero }) { return trivial() }
    let inverses = blocks.map { $0.inverse() }
    func condition(_ place: Int) -> Double { inverses[place]?.reciprocalCondition ?? 0 }
    // The row and the column whose worst block is best.
    func worst(inRow j: Int) -> Double { (0..<b).reduce(.infinity) { min($0, condition(j * b + $1)) } }
    func worst(inColumn i: Int) -> Double { (0..<b).reduce(.infinity) { min($0, condition($1 * b + i)) } }
    let j0 = (0..<b).max { worst(inRow: $0) < worst(inRow: $1) } ?? 0
    let i0 = (0..<b).max { worst(inColumn: $0) < worst(inColumn: $1) } ?? 0
    let weakest = min(worst(inRow: j0), worst(inColumn: i0))
    guard weakest > Double.ulpOfOne * Double(q) else { throw .noPivot(reciprocalCondition: weakest) }

    let pivot = blocks[j0 * b + i0]
    // X_j⁻¹ and Z_i⁻¹ = Ã_{j0 i}⁻¹ Ã_{j0 i0}; F(j, i) = X_j⁻¹ Ã_ji Z_i⁻¹.
    let leftInverse = (0..<b).map { inverses[$0 * b + i0]!.matrix }
    let rightInverse = (0..<b).map { inverses[j0 * b + $0]!.matrix * pivot }
    var quotients: [ComplexMatrix] = []
    for j in 0..<b {
      for i in 0..<b { quotients.append(leftInverse[j] * blocks[j * b + i] * rightInverse[i]) }
    }
    guard var basis = combination(quotients).eigenvectors(), var inverse = basis.inverse() else {
      throw .notFactored(backwardError: .infinity, tolerance: tolerance)
    }
    for _ in 0..<3 {
      let images = quotients.map { inverse.matrix * $0 * basis }
      guard let next = Self.corrected(basis, images), let nextInverse = next.inverse() else { break }
      (basis, inverse) = (next, nextInverse)
    }
    return try assembled(basis, inverse, pivot: (j0, i0, inverses[j0 * b + i0]!.matrix), tolerance)
  }

  /// One matrix whose eigenvectors are those of all: a combination with fixed factors that look random.
  private func combination(_ quotients: [ComplexMatrix]) -> ComplexMatrix {
    var state: UInt64 = 0x4D6F_6E61_7263_6821
    var sum = ComplexMatrix(size: q) { _, _ in .zero }
    for quotient in quotients {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      let norm = quotient.squaredNorm.squareRoot()
      guard norm > 0, norm.isFinite else { continue }
      sum = sum + Complex((Double(state >> 11) * 0x1p-53 + 0.5) / norm) * quotient
    }
    return sum
  }

  /// The basis after a step against what the images have beside their diagonals; nil where a number left the doubles.
  private static func corrected(_ basis: ComplexMatrix, _ images: [ComplexMatrix]) -> ComplexMatrix? {
    let n = basis.size
    // Each F counts by its size.
    let weights = images.map { $0.squaredNorm > 0 ? 1 / $0.squaredNorm : 0 }
    let step = ComplexMatrix(size: n) { p, r in
      if p == r { return .one }
      var (sum, square) = (Complex<Double>.zero, 0.0)
      for (image, weight) in zip(images, weights) {
        let difference = image[p, p] - image[r, r]
        sum += difference.conjugate * image[p, r] * weight
        square += weight * difference.lengthSquared
      }
      // Equal joint eigenvalues: any basis of their space serves.
      guard square > 1e-20 else { return .zero }
      let entry = sum / (-square)
      return entry.length < 0.5 ? entry : .zero
    }
    let next = basis * step
    return next.elements.allSatisfy(\.isFinite) ? next : nil
  }

  private func assembled(
    _ basis: ComplexMatrix, _ inverse: (matrix: ComplexMatrix, reciprocalCondition: Double),
    pivot: (j: Int, i: Int, inverse: ComplexMatrix), _ tolerance: Double
  ) throws(KernelError) -> MonarchFactorization {
    // A_j = X_j V, C_i = V⁻¹ Z_i, and R from both, where the least squares of each entry are at hand.
    let left = (0..<b).map { blocks[$0 * b + pivot.i] * basis }
    let right = (0..<b).map { inverse.matrix * pivot.inverse * blocks[pivot.j * b + $0] }
    let leftInverse = left.map { $0.inverse()?.matrix }
    let rightInverse = right.map { $0.inverse()?.matrix }
    var middle = [Complex<Double>](repeating: .zero, count: q * b * b)
    for j in 0..<b {
      for i in 0..<b {
        guard let before = leftInverse[j], let after = rightInverse[i] else {
          throw .notFactored(backwardError: .infinity, tolerance: tolerance)
        }
        let image = before * blocks[j * b + i] * after
        for p in 0..<q { middle[(p * b + j) * b + i] = image[p, p] }
      }
    }
    var factors = BlockFactors(q: q, b: b, left: left, middle: middle, right: right)
    // A_j and C_i rest on one block each; sweeps that take all blocks into account gain what ill-conditioned ones lost.
    var error = factors.squaredError(blocks)
    let norm = blocks.reduce(0) { $0 + $1.squaredNorm }
    for _ in 0..<24 where error > 1e-30 * norm {
      guard let next = factors.refined(blocks) else { break }
      let nextError = next.squaredError(blocks)
      guard nextError < 0.9 * error else { break }
      (factors, error) = (next, nextError)
    }
    return try checked(
      left: factors.left.flatMap(\.elements), middle: factors.middle, right: factors.right.flatMap(\.elements),
      reciprocalCondition: inverse.reciprocalCondition, tolerance)
  }

  private func trivial() -> MonarchFactorization {
    let identity = (0..<b).flatMap { _ in ComplexMatrix.identity(q).elements }
    let full = matrix.map { Complex($0.real * scale, $0.imaginary * scale) }
    let isOneColumn = b == 1 && q > 1
    return MonarchFactorization(
      rows: q, columns: b, left: isOneColumn ? full : identity,
      middle: isOneColumn
        ? [Complex<Double>](repeating: .one, count: q)
        : q == 1 ? full : [Complex<Double>](repeating: .zero, count: q * b * b),
      right: identity, backwardError: 0, reciprocalCondition: 1)
  }

  private func checked(
    left: [Complex<Double>], middle: [Complex<Double>], right: [Complex<Double>], reciprocalCondition: Double,
    _ tolerance: Double
  ) throws(KernelError) -> MonarchFactorization {
    func result(_ middle: [Complex<Double>], _ error: Double) -> MonarchFactorization {
      MonarchFactorization(
        rows: q, columns: b, left: left, middle: middle, right: right, backwardError: error,
        reciprocalCondition: reciprocalCondition)
    }
    let product = result(middle, 0).product()
    let (error, norm) = zip(product, matrix).reduce((0.0, 0.0)) {
      ($0.0 + ($1.0 - $1.1).lengthSquared, $0.1 + $1.1.lengthSquared)
    }
    let relative = (error / norm).squareRoot()
    guard relative <= tolerance else {
      throw .notFactored(backwardError: relative.isNaN ? .infinity : relative, tolerance: tolerance)
    }
    let scaled = middle.map { Complex($0.real * scale, $0.imaginary * scale) }
    guard scaled.allSatisfy(\.isFinite) else { throw .factorOverflow(name: "the middle factor") }
    return result(scaled, relative)
  }
}
