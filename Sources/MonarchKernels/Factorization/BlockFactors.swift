internal import CFactorKernels
import RealModule

/// Factors by blocks, `Ã_ji ≈ A_j · D_ji · C_i`, in the real numbers of a format.
struct BlockFactors {
  let format: BlockFormat
  let b: Int
  /// A_j, C_i one after the other.
  var left: BlockStore
  var right: BlockStore
  /// The diagonal of D_ji in complex coordinates at (j·b + i)·stride: the second of a pair has the conjugate.
  var middle: ComplexStore

  /// D_ji, from its place on.
  func diagonal(_ j: Int, _ i: Int) -> (real: UnsafeMutablePointer<Double>, imaginary: UnsafeMutablePointer<Double>) {
    let place = (j * b + i) * format.stride
    return (middle.real.base + place, middle.imaginary.base + place)
  }

  /// Adds to D_ji: real numbers, real parts, imaginary parts.
  func add(_ change: UnsafePointer<Double>, to j: Int, _ i: Int) {
    let d = diagonal(j, i)
    for p in 0..<format.reals { d.real[p] += change[p] }
    for h in format.reals..<format.heads {
      let t = h + format.pairs
      d.real[h] += change[h]
      d.imaginary[h] += change[t]
      (d.real[t], d.imaginary[t]) = (d.real[h], -d.imaginary[h])
    }
  }

  func copy() -> BlockFactors {
    var copy = self
    (copy.left, copy.right) = (left.copy(), right.copy())
    copy.middle = ComplexStore(0)
    copy.middle = ComplexStore(copying: middle)
    return copy
  }

  /// Ã_ji − A_j·D_ji·C_i into `rest`; returns the sum of their squares.
  func residual(of blocks: BlockStore, into rest: BlockStore) -> Double {
    let (size, stride, area) = (format.size, format.stride, format.area)
    let errors = BlockStore(b)
    format.forEach(b) { j in
      let weighted = BlockStore(area)
      var error = 0.0
      for i in 0..<b {
        let (d, c) = (diagonal(j, i), right.base + i * area)
        for p in 0..<format.reals {
          for k in 0..<stride { weighted.base[p * stride + k] = d.real[p] * c[p * stride + k] }
        }
        for h in format.reals..<format.heads {
          let (x, y) = (c + h * stride, c + (h + format.pairs) * stride)
          let (toX, toY) = (weighted.base + h * stride, weighted.base + (h + format.pairs) * stride)
          let (re, im) = (d.real[h], d.imaginary[h])
          for k in 0..<stride {
            toX[k] = re * x[k] + im * y[k]
            toY[k] = re * y[k] - im * x[k]
          }
        }
        let to = rest.base + (j * b + i) * area
        to.update(from: blocks.base + (j * b + i) * area, count: area)
        format.multiply(FACTOR_SUBTRACT, left.base + j * area, weighted.base, to)
        error += sumOfSquares(to, size * stride)
      }
      errors.base[j] = error
    }
    return (0..<b).reduce(0) { $0 + errors.base[$1] }
  }
}

extension ComplexStore {
  init(copying other: ComplexStore) { (real, imaginary) = (other.real.copy(), other.imaginary.copy()) }
}

/// In four partial sums, so that the additions do not wait for one another.
func sumOfSquares(_ values: UnsafePointer<Double>, _ count: Int) -> Double {
  var sums = SIMD4<Double>.zero
  for place in stride(from: 0, to: count - 3, by: 4) {
    let four = SIMD4(values[place], values[place + 1], values[place + 2], values[place + 3])
    sums += four * four
  }
  var rest = 0.0
  for place in count / 4 * 4..<count { rest += values[place] * values[place] }
  return sums.sum() + rest
}
