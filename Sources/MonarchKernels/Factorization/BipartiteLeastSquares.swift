internal import CFactorKernels
import RealModule

/// `P_j D_ji + D_ji S_i ≈ N_ji` off the diagonal in the sense of weighted least squares, in complex coordinates.
///
/// The start is one E for all, P_j = E and S_i = −E, which is what remains of errors in the joint eigenvectors; then P and S
/// are found in turn, each from the other.
struct BipartiteLeastSquares {
  private let format: BlockFormat
  private let b: Int
  private let d: ComplexStore
  private let rowWeights: BlockStore
  private let columnWeights: BlockStore
  /// Σ_i γ_i[r]·|d_ji[r]|² at j·headStride + r, Σ_j α_j[p]·|d_ji[p]|² at i·stride + p.
  private let rowSums: BlockStore
  private let columnSums: BlockStore
  /// γ_i[r]·conj(d_ji[r])/Σ at (j·b + i)·headStride + r, α_j[p]·conj(d_ji[p])/Σ at (j·b + i)·stride + p.
  private let forRows: ComplexStore
  private let forColumns: ComplexStore

  init(_ format: BlockFormat, _ b: Int, _ d: ComplexStore, _ rowWeights: BlockStore, _ columnWeights: BlockStore) {
    (self.format, self.b, self.d) = (format, b, d)
    (self.rowWeights, self.columnWeights) = (rowWeights, columnWeights)
    let (stride, headStride) = (format.stride, format.headStride)
    (rowSums, columnSums) = (BlockStore(b * headStride), BlockStore(b * stride))
    (forRows, forColumns) = (ComplexStore(b * b * headStride), ComplexStore(b * b * stride))
    func square(_ place: Int) -> Double {
      d.real.base[place] * d.real.base[place] + d.imaginary.base[place] * d.imaginary.base[place]
    }
    for j in 0..<b {
      for i in 0..<b {
        let place = (j * b + i) * stride
        for r in 0..<format.heads {
          rowSums.base[j * headStride + r] += columnWeights.base[i * headStride + r] * square(place + r)
        }
        for p in 0..<format.complexRows {
          columnSums.base[i * stride + p] += rowWeights.base[j * stride + p] * square(place + p)
        }
      }
    }
    for j in 0..<b {
      for i in 0..<b {
        let place = (j * b + i) * stride
        for r in 0..<format.heads where rowSums.base[j * headStride + r] > 0 {
          let factor = columnWeights.base[i * headStride + r] / rowSums.base[j * headStride + r]
          forRows.real.base[(j * b + i) * headStride + r] = factor * d.real.base[place + r]
          forRows.imaginary.base[(j * b + i) * headStride + r] = -factor * d.imaginary.base[place + r]
        }
        for p in 0..<format.complexRows where columnSums.base[i * stride + p] > 0 {
          let factor = rowWeights.base[j * stride + p] / columnSums.base[i * stride + p]
          forColumns.real.base[place + p] = factor * d.real.base[place + p]
          forColumns.imaginary.base[place + p] = -factor * d.imaginary.base[place + p]
        }
      }
    }
  }

  func solve(_ n: ComplexStore) -> (p: ComplexStore, s: ComplexStore) {
    let (b, rows, area) = (b, format.complexRows, format.complexArea)
    let (stride, headStride, isa) = (format.stride, format.headStride, format.usesAVX2)
    let (rowImages, columnImages) = (ComplexStore(b * area), ComplexStore(b * area))
    let denominators = BlockStore(b * area)
    format.forEach(b) { j in
      factor_weigh_columns(
        isa, b, rows, headStride, headStride, n.at(j * b * area, step: area),
        forRows.at(j * b * headStride, step: headStride), rowImages.real.base + j * area,
        format.imaginary(rowImages, j * area))
      factor_differences(
        isa, b, rows, format.heads, headStride, rowWeights.base + j * stride, 0, columnWeights.base, headStride,
        d.at(j * b * stride, step: stride), d.at(j * b * stride, step: stride), denominators.base + j * area)
    }
    format.forEach(b) { i in
      factor_weigh_rows(
        isa, b, rows, headStride, headStride, forColumns.at(i * stride, step: b * stride),
        n.at(i * area, step: b * area), columnImages.real.base + i * area, format.imaginary(columnImages, i * area))
    }
    var (p, s) = (rowImages, start(rowImages, columnImages, denominators))
    for _ in 0..<2 {
      p = ComplexStore(copying: rowImages)
      format.forEach(b) { j in
        factor_couple(
          isa, b, rows, format.heads, headStride, d.at(j * b * stride, step: stride), s.at(0, step: area),
          forRows.at(j * b * headStride, step: headStride), p.real.base + j * area, format.imaginary(p, j * area))
      }
      s = ComplexStore(copying: columnImages)
      format.forEach(b) { i in
        factor_couple(
          isa, b, rows, format.heads, headStride, forColumns.at(i * stride, step: b * stride), p.at(0, step: area),
          d.at(i * stride, step: b * stride), s.real.base + i * area, format.imaginary(s, i * area))
      }
    }
    return (p, s)
  }

  /// S_i = −E for all i, with `E = Σ w·conj(d_r − d_p)·N_pr / Σ w·|d_r − d_p|²`. Equal joint eigenvalues need none.
  private func start(
    _ rowImages: ComplexStore, _ columnImages: ComplexStore, _ denominators: BlockStore
  ) -> ComplexStore {
    let (area, stride, headStride) = (format.complexArea, format.stride, format.headStride)
    let (numerator, squares, scales) = (ComplexStore(area), BlockStore(area), BlockStore(area))
    for j in 0..<b {
      let (rowPart, columnPart) = (rowImages.at(j * area), columnImages.at(j * area))
      let square = denominators.base + j * area
      for p in 0..<format.complexRows {
        let (rowWeight, columnSum) = (rowWeights.base[j * stride + p], columnSums.base[j * stride + p])
        for r in 0..<format.heads {
          let place = p * headStride + r
          let rowFactor = rowWeight * rowSums.base[j * headStride + r]
          let columnFactor = columnSum * columnWeights.base[j * headStride + r]
          numerator.real.base[place] += rowFactor * rowPart.real[place] - columnFactor * columnPart.real[place]
          numerator.imaginary.base[place] +=
            rowFactor * rowPart.imaginary[place] - columnFactor * columnPart.imaginary[place]
          squares.base[place] += square[place]
          scales.base[place] += rowFactor + columnFactor
        }
      }
    }
    let s = ComplexStore(b * area)
    for p in 0..<format.complexRows {
      for r in 0..<format.heads where p != r {
        let place = p * headStride + r
        guard squares.base[place] > 1e-20 * scales.base[place] else { continue }
        let real = numerator.real.base[place] / squares.base[place]
        let imaginary = numerator.imaginary.base[place] / squares.base[place]
        guard real * real + imaginary * imaginary < 0.25 else { continue }
        (s.real.base[place], s.imaginary.base[place]) = (-real, -imaginary)
      }
    }
    for i in 1..<b {
      (s.real.base + i * area).update(from: s.real.base, count: area)
      (s.imaginary.base + i * area).update(from: s.imaginary.base, count: area)
    }
    return s
  }
}
