import ComplexModule
import RealModule

/// Factors by blocks, `Ã_ji ≈ A_j · diag_p R_p[j, i] · C_i`, and sweeps of least squares that bring them nearer.
struct BlockFactors {
  let q: Int
  let b: Int
  var left: [ComplexMatrix]
  /// R_p[j, i] at (p·b + j)·b + i.
  var middle: [Complex<Double>]
  var right: [ComplexMatrix]

  private func diagonal(_ j: Int, _ i: Int) -> [Complex<Double>] { (0..<q).map { middle[($0 * b + j) * b + i] } }

  /// `diag · C_i`.
  private func weightedRight(_ j: Int, _ i: Int) -> ComplexMatrix {
    let d = diagonal(j, i)
    return ComplexMatrix(size: q) { d[$0] * right[i][$0, $1] }
  }

  /// `A_j · diag`.
  private func weightedLeft(_ j: Int, _ i: Int) -> ComplexMatrix {
    let d = diagonal(j, i)
    return ComplexMatrix(size: q) { left[j][$0, $1] * d[$1] }
  }

  /// Σ ‖Ã_ji − A_j D_ji C_i‖².
  func squaredError(_ blocks: [ComplexMatrix]) -> Double {
    var error = 0.0
    for j in 0..<b {
      for i in 0..<b { error += (blocks[j * b + i] - left[j] * weightedRight(j, i)).squaredNorm }
    }
    return error
  }

  /// The least squares of each factor in turn, the others as they are; nil where one is singular.
  ///
  /// Each step takes what is left, `Ã − A·D·C`, and adds the correction, so that rounding is that of the correction.
  func refined(_ blocks: [ComplexMatrix]) -> BlockFactors? {
    var next = self
    func rest(_ j: Int, _ i: Int) -> ComplexMatrix { blocks[j * b + i] - next.left[j] * next.weightedRight(j, i) }
    for j in 0..<b {
      var (sum, square) = (ComplexMatrix(size: q) { _, _ in .zero }, ComplexMatrix(size: q) { _, _ in .zero })
      for i in 0..<b {
        let weighted = next.weightedRight(j, i)
        sum = sum + rest(j, i) * weighted.adjoint
        square = square + weighted * weighted.adjoint
      }
      guard let inverse = square.inverse() else { return nil }
      next.left[j] = next.left[j] + sum * inverse.matrix
    }
    for i in 0..<b {
      var (sum, square) = (ComplexMatrix(size: q) { _, _ in .zero }, ComplexMatrix(size: q) { _, _ in .zero })
      for j in 0..<b {
        let weighted = next.weightedLeft(j, i)
        sum = sum + weighted.adjoint * rest(j, i)
        square = square + weighted.adjoint * weighted
      }
      guard let inverse = square.inverse() else { return nil }
      next.right[i] = next.right[i] + inverse.matrix * sum
    }
    for j in 0..<b {
      let leftSquare = next.left[j].adjoint * next.left[j]
      for i in 0..<b {
        // (AᴴA ∘ (C Cᴴ)ᵀ) d = diag(Aᴴ·rest·Cᴴ).
        let rightSquare = next.right[i] * next.right[i].adjoint
        let gram = ComplexMatrix(size: q) { leftSquare[$0, $1] * rightSquare[$1, $0] }
        let image = next.left[j].adjoint * rest(j, i) * next.right[i].adjoint
        guard let inverse = gram.inverse() else { return nil }
        for p in 0..<q {
          for r in 0..<q { next.middle[(p * b + j) * b + i] += inverse.matrix[p, r] * image[r, r] }
        }
      }
    }
    let isFinite =
      next.middle.allSatisfy(\.isFinite) && (next.left + next.right).allSatisfy { $0.elements.allSatisfy(\.isFinite) }
    return isFinite ? next : nil
  }
}
