internal import CFactorKernels
import RealModule

/// Corrections of factors to first order: with the A and C the inverses were taken of, `A_j(I + P_j)`, `(I + S_i)C_i` and
/// D_ji + Δ_ji change the product by `A_j(P_j D_ji + D_ji S_i + Δ_ji)C_i`, which is brought near to what is left,
/// `A_j N_ji C_i`.
///
/// Off the diagonal P and S are the least squares of N, its entries weighted by what rounding makes of them: b² equations for
/// 2b numbers at each place. On the diagonal Δ is the least squares of the whole block. Both cost less than a product of blocks.
struct BlockCorrection {
  let format: BlockFormat
  let b: Int
  private let leftInverse: BlockStore
  private let rightInverse: BlockStore
  /// AᵀA and CCᵀ.
  private let leftGram: BlockStore
  private let rightGram: BlockStore
  /// 1/|row p of A_j⁻¹|² at j·stride + p, 1/|column r of C_i⁻¹|² at i·headStride + r.
  private let rowWeights: BlockStore
  private let columnWeights: BlockStore

  /// nil where a factor is singular.
  init?(_ factors: BlockFactors) {
    (format, b) = (factors.format, factors.b)
    let (format, b) = (format, b)
    let (size, stride, area) = (format.size, format.stride, format.area)
    let (left, right) = (factors.left.copy(), factors.right.copy())
    let (leftGram, rightGram) = (BlockStore(b * area), BlockStore(b * area))
    let (rowWeights, columnWeights) = (BlockStore(b * stride), BlockStore(b * format.headStride))
    let isInvertible = BlockStore(2 * b)
    format.forEach(b) { j in
      let turned = BlockStore(area)
      let (a, c) = (left.base + j * area, right.base + j * area)
      for row in 0..<size { for column in 0..<size { turned.base[column * stride + row] = a[row * stride + column] } }
      format.multiply(FACTOR_SET, turned.base, a, leftGram.base + j * area)
      for row in 0..<size { for column in 0..<size { turned.base[column * stride + row] = c[row * stride + column] } }
      format.multiply(FACTOR_SET, c, turned.base, rightGram.base + j * area)
      guard format.invert(a) != nil, format.invert(c) != nil else { return }
      isInvertible.base[j] = 1
      let columns = BlockStore(stride)
      for p in 0..<size { for r in 0..<size { columns.base[r] += c[p * stride + r] * c[p * stride + r] } }
      func row(_ p: Int) -> Double { sumOfSquares(a + p * stride, stride) }
      for p in 0..<format.reals {
        rowWeights.base[j * stride + p] = 1 / row(p)
        columnWeights.base[j * format.headStride + p] = 1 / columns.base[p]
      }
      for h in format.reals..<format.heads {
        let t = h + format.pairs
        let weight = 1 / (row(h) + row(t))
        (rowWeights.base[j * stride + h], rowWeights.base[j * stride + t]) = (weight, weight)
        columnWeights.base[j * format.headStride + h] = 1 / (columns.base[h] + columns.base[t])
      }
    }
    guard (0..<b).allSatisfy({ isInvertible.base[$0] == 1 }) else { return nil }
    (leftInverse, rightInverse) = (left, right)
    (self.leftGram, self.rightGram, self.rowWeights, self.columnWeights) = (
      leftGram, rightGram, rowWeights, columnWeights
    )
  }

  /// N_ji = A_j⁻¹·X_ji·C_i⁻¹ in complex coordinates, into memory for b² of them.
  func findImages(of blocks: BlockStore, _ images: ComplexStore) {
    let (area, complexArea) = (format.area, format.complexArea)
    format.forEach(b) { j in
      let (half, whole) = (BlockStore(area), BlockStore(area))
      for i in 0..<b {
        let place = j * b + i
        format.multiply(FACTOR_SET, leftInverse.base + j * area, blocks.base + place * area, half.base)
        let (real, imaginary) = (images.real.base + place * complexArea, images.imaginary.base + place * complexArea)
        if format.pairs == 0 {
          format.multiply(FACTOR_SET, half.base, rightInverse.base + i * area, real)
        } else {
          format.multiply(FACTOR_SET, half.base, rightInverse.base + i * area, whole.base)
          format.toComplex(whole.base, real, imaginary)
        }
      }
    }
  }

  /// The factors after a step against the images of what is left, which are used up. With `takesDiagonal` the images are of
  /// the blocks themselves, and their diagonals are the D_ji.
  func apply(_ images: ComplexStore, to factors: inout BlockFactors, takesDiagonal: Bool) {
    let diagonals = takeDiagonals(images)
    if takesDiagonal {
      let change = BlockStore(format.stride)
      for place in 0..<b * b {
        for p in 0..<format.heads {
          change.base[p] = diagonals.real.base[place * format.headStride + p]
          if p >= format.reals {
            change.base[p + format.pairs] = diagonals.imaginary.base[place * format.headStride + p]
          }
        }
        factors.add(change.base, to: place / b, place % b)
      }
    }
    let (p, s) = BipartiteLeastSquares(format, b, factors.middle, rowWeights, columnWeights).solve(images)
    if !takesDiagonal { correctMiddle(&factors, images, diagonals, p, s) }
    let area = format.area
    format.forEach(b) { j in
      let (step, before) = (BlockStore(area), BlockStore(area))
      let (a, c) = (factors.left.base + j * area, factors.right.base + j * area)
      before.base.update(from: a, count: area)
      format.toReal(p.real.base + j * format.complexArea, p.imaginary.base + j * format.complexArea, step.base)
      format.multiply(FACTOR_ADD, before.base, step.base, a)
      before.base.update(from: c, count: area)
      format.toReal(s.real.base + j * format.complexArea, s.imaginary.base + j * format.complexArea, step.base)
      format.multiply(FACTOR_ADD, step.base, before.base, c)
      format.mirror(a)
      format.mirror(c)
    }
  }

  private func takeDiagonals(_ images: ComplexStore) -> ComplexStore {
    let (heads, stride, area) = (format.heads, format.headStride, format.complexArea)
    let diagonals = ComplexStore(b * b * stride)
    for place in 0..<b * b {
      for p in 0..<heads {
        let from = place * area + p * stride + p
        diagonals.real.base[place * stride + p] = images.real.base[from]
        diagonals.imaginary.base[place * stride + p] = images.imaginary.base[from]
        (images.real.base[from], images.imaginary.base[from]) = (0, 0)
      }
    }
    return diagonals
  }

  /// Δ_ji: the least squares of ‖A_j(N_ji − P_j D_ji − D_ji S_i − Δ_ji)C_i‖ by a few steps of conjugate gradients.
  private func correctMiddle(
    _ factors: inout BlockFactors, _ images: ComplexStore, _ diagonals: ComplexStore, _ p: ComplexStore,
    _ s: ComplexStore
  ) {
    let (format, stride, area) = (format, format.stride, format.area)
    let (complexArea, headStride) = (format.complexArea, format.headStride)
    let current = factors
    format.forEach(b) { j in
      let (rest, half, gram) = (BlockStore(area), BlockStore(area), BlockStore(area))
      let work = BlockStore(5 * stride)
      let (image, change) = (work.base + 3 * stride, work.base + 4 * stride)
      for i in 0..<b {
        let place = j * b + i
        let (re, im) = (images.real.base + place * complexArea, images.imaginary.base + place * complexArea)
        for head in 0..<format.heads {
          re[head * headStride + head] = diagonals.real.base[place * headStride + head]
          im[head * headStride + head] = diagonals.imaginary.base[place * headStride + head]
        }
        let d = current.middle.at(place * stride)
        factor_take_off(
          format.usesAVX2, format.complexRows, format.heads, headStride, p.at(j * complexArea), d, d,
          s.at(i * complexArea), re, format.pairs == 0 ? nil : im)
        if format.pairs > 0 { format.toReal(re, im, rest.base) }
        format.multiply(FACTOR_SET, leftGram.base + j * area, format.pairs > 0 ? rest.base : re, half.base)
        let k = rightGram.base + i * area
        func entry(_ x: Int, _ y: Int) -> Double { dotProduct(half.base + x * stride, k + y * stride, stride) }
        for x in 0..<format.reals { image[x] = entry(x, x) }
        for h in format.reals..<format.heads {
          let t = h + format.pairs
          image[h] = entry(h, h) + entry(t, t)
          image[t] = entry(h, t) - entry(t, h)
        }
        factor_solve_middle(
          format.usesAVX2, format.reals, format.pairs, stride, leftGram.base + j * area, k, image, 3, gram.base,
          work.base, change)
        current.add(change, to: j, i)
      }
    }
  }
}

/// The sum over a multiple of four places.
func dotProduct(_ a: UnsafePointer<Double>, _ b: UnsafePointer<Double>, _ count: Int) -> Double {
  var sums = SIMD4<Double>.zero
  for place in stride(from: 0, to: count, by: 4) {
    sums +=
      SIMD4(a[place], a[place + 1], a[place + 2], a[place + 3])
      * SIMD4(b[place], b[place + 1], b[place + 2], b[place + 3])
  }
  return sums.sum()
}

extension BlockFormat {
  /// T⁻¹·X·T, for T with columns e_x + i·e_y and its conjugate for each pair: the columns of the second ones are left out.
  func toComplex(
    _ x: UnsafePointer<Double>, _ real: UnsafeMutablePointer<Double>, _ imaginary: UnsafeMutablePointer<Double>
  ) {
    for row in 0..<(isReal ? reals : pairs) {
      for column in 0..<heads {
        real[row * headStride + column] = x[row * stride + column]
        imaginary[row * headStride + column] = column < reals ? 0 : x[row * stride + column + pairs]
      }
    }
    guard isReal else { return }
    for h in reals..<heads {
      let t = h + pairs
      let (x1, x2) = (x + h * stride, x + t * stride)
      for column in 0..<heads {
        let (re1, re2) = (x1[column], x2[column])
        let im1 = column < reals ? 0 : x1[column + pairs]
        let im2 = column < reals ? 0 : x2[column + pairs]
        real[h * headStride + column] = (re1 + im2) / 2
        imaginary[h * headStride + column] = (im1 - re2) / 2
        real[t * headStride + column] = (re1 - im2) / 2
        imaginary[t * headStride + column] = (im1 + re2) / 2
      }
    }
  }

  /// T·X·T⁻¹.
  func toReal(
    _ real: UnsafePointer<Double>, _ imaginary: UnsafePointer<Double>, _ x: UnsafeMutablePointer<Double>
  ) {
    if pairs == 0 {
      x.update(from: real, count: area)
      return
    }
    for row in 0..<reals {
      for column in 0..<heads {
        x[row * stride + column] = real[row * headStride + column]
        if column >= reals { x[row * stride + column + pairs] = imaginary[row * headStride + column] }
      }
    }
    for h in reals..<heads {
      let t = h + pairs
      for column in 0..<heads {
        let (re1, im1) = (real[h * headStride + column], imaginary[h * headStride + column])
        let re2 = isReal ? real[t * headStride + column] : 0
        let im2 = isReal ? imaginary[t * headStride + column] : 0
        x[h * stride + column] = re1 + re2
        x[t * stride + column] = im2 - im1
        if column >= reals {
          x[h * stride + column + pairs] = im1 + im2
          x[t * stride + column + pairs] = re1 - re2
        }
      }
    }
  }
}
