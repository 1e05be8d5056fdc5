internal import CFactorKernels
import ComplexModule
import RealModule

/// The steps of ``MonarchFactorization/factor(_:rows:columns:tolerance:threads:instructionSet:)``.
struct FactorSolver {
  private let q: Int
  private let b: Int
  private let isReal: Bool
  private let scale: Double
  /// Ã_ji at j·b + i, divided by `scale`, a power of two near the greatest element.
  private let blocks: BlockStore
  private let memory: BlockStore
  /// As for a matrix all of whose eigenvalues are paired; the blocks do not depend on it.
  private let format: BlockFormat

  /// The matrix has an element that is not 0, and q, b > 1.
  init(_ matrix: MatrixElements, rows q: Int, columns b: Int, usesAVX2: Bool, threads: Int) {
    (self.q, self.b, self.isReal) = (q, b, matrix.imaginary == nil)
    // Neither squares nor inverses leave the range of doubles by the size of the matrix alone.
    let greatest = matrix.greatest(usesAVX2: usesAVX2)
    let scale = Double(sign: .plus, exponent: greatest.exponent, significand: 1)
    let format = BlockFormat(
      reals: isReal ? q : 0, pairs: isReal ? 0 : q, isReal: isReal, usesAVX2: usesAVX2, threads: threads)
    // The blocks, what is left of them, and its images, for any number of pairs.
    let count = b * b * format.area
    memory = BlockStore(2 * count + 2 * b * b * format.size * format.stride)
    let blocks = BlockStore(count, in: memory, at: 0)
    let (area, stride, n) = (format.area, format.stride, q * b)
    for l in 0..<q {
      for j in 0..<b {
        let row = (l * b + j) * n
        for k in 0..<q {
          for i in 0..<b {
            let block = blocks.base + (j * b + i) * area
            block[l * stride + k] = matrix.real[row + k * b + i] / scale
            if let imaginary = matrix.imaginary { block[l * stride + q + k] = imaginary[row + k * b + i] / scale }
          }
        }
      }
    }
    for place in 0..<b * b { format.mirror(blocks.base + place * area) }
    (self.format, self.blocks, self.scale) = (format, blocks, scale)
  }

  func factorization(tolerance: Double) throws(KernelError) -> MonarchFactorization {
    let pivots = try pivots()
    guard let basis = jointEigenvectors(pivots), let start = factors(pivots, basis),
      let (factors, error) = refined(start)
    else { throw .notFactored(backwardError: .infinity, tolerance: tolerance) }
    let norm = sumOfSquares(blocks.base, blocks.count)
    let relative = (error / norm).squareRoot()
    guard relative <= tolerance else {
      throw .notFactored(backwardError: relative.isNaN ? .infinity : relative, tolerance: tolerance)
    }
    let result = MonarchFactorization(
      factors, q: q, scale: scale, backwardError: relative, reciprocalCondition: basis.reciprocalCondition)
    guard result.middle.allSatisfy({ $0.isFinite }) else { throw .factorOverflow(name: "the middle factor") }
    return result
  }

  // MARK: Pivots

  private struct Pivots {
    let row: Int
    let column: Int
    /// Inverses of the blocks (j, column) and (row, i).
    let ofColumn: BlockStore
    let ofRow: BlockStore
  }

  /// A row and a column of blocks whose worst block is well conditioned: the best of the first four, or of all where they are
  /// not good enough.
  private func pivots() throws(KernelError) -> Pivots {
    let row = bestLine { j, i in j * b + i }
    let column = bestLine { i, j in j * b + i }
    let weakest = min(row.condition, column.condition)
    guard weakest > Double.ulpOfOne * Double(q) else { throw .noPivot(reciprocalCondition: weakest) }
    return Pivots(row: row.line, column: column.line, ofColumn: column.inverses, ofRow: row.inverses)
  }

  private func bestLine(_ place: (Int, Int) -> Int) -> (line: Int, condition: Double, inverses: BlockStore) {
    let area = format.area
    var best = (line: 0, condition: -1.0, inverses: BlockStore(0))
    for line in 0..<b {
      if line >= 4, best.condition > 1e-8 { break }
      let (inverses, conditions) = (BlockStore(b * area), BlockStore(b))
      format.forEach(b) { other in
        let inverse = inverses.base + other * area
        inverse.update(from: blocks.base + place(line, other) * area, count: area)
        conditions.base[other] = format.invert(inverse) ?? 0
      }
      let worst = (0..<b).reduce(.infinity) { min($0, conditions.base[$1]) }
      if worst > best.condition { best = (line, worst, inverses) }
    }
    return best
  }

  // MARK: Joint eigenvectors

  private struct Basis {
    let format: BlockFormat
    let vectors: BlockStore
    let inverse: BlockStore
    let reciprocalCondition: Double
  }

  /// The eigenvectors of one combination of all `F(j, i) = X_j⁻¹ Ã_ji Z_i⁻¹`, with `Z_i⁻¹ = Ã_{j0 i}⁻¹ Ã_{j0 i0}`.
  private func jointEigenvectors(_ pivots: Pivots) -> Basis? {
    let sum = combination(pivots)
    let form: BlockFormat
    var vectors: BlockStore
    if isReal {
      guard let basis = RealEigenbasis(q, { sum.base[$0 * format.stride + $1] }) else { return nil }
      form = BlockFormat(
        reals: basis.reals, pairs: basis.pairs, isReal: true, usesAVX2: format.usesAVX2, threads: format.threads)
      vectors = BlockStore(form.area)
      for place in 0..<q * q { vectors.base[place / q * form.stride + place % q] = basis.elements[place] }
    } else {
      let matrix = ComplexMatrix(size: q) {
        Complex(sum.base[$0 * format.stride + $1], sum.base[$0 * format.stride + q + $1])
      }
      guard let basis = matrix.eigenvectors() else { return nil }
      form = format
      vectors = BlockStore(form.area)
      for place in 0..<q * q {
        vectors.base[place / q * form.stride + place % q] = basis.elements[place].real
        vectors.base[place / q * form.stride + q + place % q] = basis.elements[place].imaginary
      }
      form.mirror(vectors.base)
    }
    let inverse = vectors.copy()
    guard form.invert(inverse.base) != nil else { return nil }
    return Basis(
      format: form, vectors: vectors, inverse: inverse,
      reciprocalCondition: reciprocalCondition(form, vectors.base, inverse.base))
  }

  private func combination(_ pivots: Pivots) -> BlockStore {
    let (area, stride, size) = (format.area, format.stride, format.size)
    let pivot = blocks.base + (pivots.row * b + pivots.column) * area
    let rightInverse = BlockStore(b * area)
    // What the F do to one vector measures them.
    let (vector, images) = (BlockStore(stride), BlockStore(b * stride))
    var state: UInt64 = 0x4D6F_6E61_7263_6821
    func random() -> Double {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Double(state >> 11) * 0x1p-53
    }
    for p in 0..<size { vector.base[p] = random() - 0.5 }
    let weights = BlockStore(b * b)
    for place in 0..<b * b { weights.base[place] = random() + 0.5 }
    func apply(
      _ matrix: UnsafePointer<Double>, _ vector: UnsafePointer<Double>, _ result: UnsafeMutablePointer<Double>
    ) {
      for p in 0..<size { result[p] = dotProduct(matrix + p * stride, vector, stride) }
    }
    format.forEach(b) { i in
      format.multiply(FACTOR_SET, pivots.ofRow.base + i * area, pivot, rightInverse.base + i * area)
      apply(rightInverse.base + i * area, vector.base, images.base + i * stride)
    }
    let parts = BlockStore(b * area)
    format.forEach(b) { j in
      let (inner, outer, weighted, sum) = (BlockStore(stride), BlockStore(stride), BlockStore(area), BlockStore(area))
      for i in 0..<b {
        let block = blocks.base + (j * b + i) * area
        apply(block, images.base + i * stride, inner.base)
        apply(pivots.ofColumn.base + j * area, inner.base, outer.base)
        let norm = sumOfSquares(outer.base, stride).squareRoot()
        guard norm > 0, norm.isFinite else { continue }
        let weight = weights.base[j * b + i] / norm
        for place in 0..<area { weighted.base[place] = weight * rightInverse.base[i * area + place] }
        format.multiply(FACTOR_ADD, block, weighted.base, sum.base)
      }
      format.multiply(FACTOR_SET, pivots.ofColumn.base + j * area, sum.base, parts.base + j * area)
    }
    let sum = BlockStore(area)
    for j in 0..<b { for place in 0..<area { sum.base[place] += parts.base[j * area + place] } }
    return sum
  }

  /// 1/(‖V‖·‖V⁻¹‖) of the complex basis, in the norm of columns.
  private func reciprocalCondition(
    _ form: BlockFormat, _ v: UnsafePointer<Double>, _ inverse: UnsafePointer<Double>
  ) -> Double {
    let rows = isReal ? form.size : q
    var (norm, inverseNorm) = (0.0, 0.0)
    for p in 0..<form.heads {
      let column = (0..<rows).reduce(0.0) { sum, k in
        let x = v[k * form.stride + p]
        return sum + (p < form.reals ? abs(x) : .hypot(x, v[k * form.stride + p + form.pairs]))
      }
      norm = max(norm, column)
    }
    for k in 0..<rows {
      let column = (0..<form.heads).reduce(0.0) { sum, p in
        let x = inverse[p * form.stride + k]
        return sum + (p < form.reals ? abs(x) : .hypot(x, inverse[(p + form.pairs) * form.stride + k]))
      }
      inverseNorm = max(inverseNorm, column)
    }
    let product = norm * inverseNorm
    return product.isFinite && product > 0 ? 1 / product : 0
  }

  // MARK: Factors

  /// A_j = X_j V, C_i = V⁻¹ Z_i; D is 0.
  private func factors(_ pivots: Pivots, _ basis: Basis) -> BlockFactors? {
    let form = basis.format
    let area = form.area
    let factors = BlockFactors(
      format: form, b: b, left: BlockStore(b * area), right: BlockStore(b * area),
      middle: ComplexStore(b * b * form.stride))
    let turned = BlockStore(area)
    let pivot = pivots.ofRow.base + pivots.column * area
    form.multiply(FACTOR_SET, basis.inverse.base, pivot, turned.base)
    form.forEach(b) { j in
      let (a, c) = (factors.left.base + j * area, factors.right.base + j * area)
      form.multiply(FACTOR_SET, blocks.base + (j * b + pivots.column) * area, basis.vectors.base, a)
      form.multiply(FACTOR_SET, turned.base, blocks.base + (pivots.row * b + j) * area, c)
      form.mirror(a)
      form.mirror(c)
    }
    return factors
  }

  /// Corrects until nothing is gained, and ‖M − A·R·C‖²; nil where a factor is singular.
  private func refined(_ start: BlockFactors) -> (BlockFactors, Double)? {
    guard let first = BlockCorrection(start) else { return nil }
    var next = start
    let images = ComplexStore(b * b * start.format.complexArea, in: memory, at: 2 * blocks.count)
    first.findImages(of: blocks, images)
    first.apply(images, to: &next, takesDiagonal: true)
    let rest = BlockStore(blocks.count, in: memory, at: blocks.count)
    var best = next
    var bestError = next.residual(of: blocks, into: rest)
    let norm = sumOfSquares(blocks.base, blocks.count)
    var correction: BlockCorrection?
    for _ in 0..<24 where bestError > 1e-30 * norm {
      // Inverses of factors that are nearly right serve for all steps that follow.
      if correction == nil || bestError > 1e-12 * norm { correction = BlockCorrection(best) }
      guard let correction else { break }
      next = best.copy()
      correction.findImages(of: rest, images)
      correction.apply(images, to: &next, takesDiagonal: false)
      let error = next.residual(of: blocks, into: rest)
      guard error < 0.9 * bestError else {
        if error < bestError { (best, bestError) = (next, error) }
        break
      }
      (best, bestError) = (next, error)
    }
    return (best, bestError)
  }
}
