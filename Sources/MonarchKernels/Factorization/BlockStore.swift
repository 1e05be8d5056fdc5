internal import CFactorKernels
internal import Dispatch
internal import Synchronization

/// Doubles in memory of their own, 0 at first. Whoever writes to one from several threads writes to different places.
final class BlockStore: @unchecked Sendable {
  let base: UnsafeMutablePointer<Double>
  let count: Int
  private let owner: BlockStore?

  init(_ count: Int) {
    (self.count, owner) = (count, nil)
    guard let memory = factor_allocate(count) else { fatalError("no memory for \(count) doubles") }
    base = memory
  }

  /// A part of the memory of another.
  init(_ count: Int, in owner: BlockStore, at place: Int) {
    (self.count, self.owner) = (count, owner)
    base = owner.base + place
  }

  deinit { if owner == nil { factor_free(base) } }

  func copy() -> BlockStore {
    let copy = BlockStore(count)
    copy.base.update(from: base, count: count)
    return copy
  }
}

/// Complex numbers in two planes.
struct ComplexStore {
  let real: BlockStore
  let imaginary: BlockStore

  init(_ count: Int) { (real, imaginary) = (BlockStore(count), BlockStore(count)) }

  init(_ count: Int, in owner: BlockStore, at place: Int) {
    real = BlockStore(count, in: owner, at: place)
    imaginary = BlockStore(count, in: owner, at: place + count)
  }

  /// The numbers from a place on, the next of them `step` further.
  func at(_ place: Int, step: Int = 0) -> factor_complex {
    factor_complex(real: real.base + place, imaginary: imaginary.base + place, step: step)
  }
}

/// How real matrices stand for complex ones, and the machine they are multiplied on.
///
/// Of a real matrix the first `reals` columns of a basis belong to real eigenvalues; then come the real parts x of the
/// eigenvectors of `pairs` conjugate pairs, then their imaginary parts y, and `a + bi` acts on (x, y) as [a, b; −b, a]. A
/// complex matrix X + iY is the real one [X, Y; −Y, X], all pairs.
struct BlockFormat {
  let reals: Int
  let pairs: Int
  let isReal: Bool
  let usesAVX2: Bool
  let threads: Int

  var size: Int { reals + 2 * pairs }
  /// Rows of a matrix begin so far apart.
  var stride: Int { Self.padded(size) }
  var area: Int { size * stride }

  /// Columns of a matrix in complex coordinates, where one of each conjugate pair is enough.
  var heads: Int { reals + pairs }
  var headStride: Int { Self.padded(heads) }
  /// Its rows: those of the second of each pair as well, unless all is complex.
  var complexRows: Int { isReal ? size : pairs }
  var complexArea: Int { complexRows * headStride }

  static func padded(_ count: Int) -> Int {
    let lanes = Int(FACTOR_LANES)
    return (count + lanes - 1) / lanes * lanes
  }

  /// Where imaginary parts go, if there are any.
  func imaginary(_ store: ComplexStore, _ place: Int) -> UnsafeMutablePointer<Double>? {
    pairs == 0 ? nil : store.imaginary.base + place
  }

  func multiply(
    _ update: factor_update, _ a: UnsafePointer<Double>, _ b: UnsafePointer<Double>, _ c: UnsafeMutablePointer<Double>
  ) {
    factor_product(usesAVX2, update, size, stride, size, a, stride, b, stride, c, stride)
  }

  /// The inverse in place and 1/(‖A‖·‖A⁻¹‖) in the norm of columns; nil where there is none.
  func invert(_ a: UnsafeMutablePointer<Double>) -> Double? {
    let norm = columnNorm(a)
    let isInvertible = withUnsafeTemporaryAllocation(of: Int.self, capacity: size) { swaps in
      swaps.withMemoryRebound(to: UInt.self) { factor_invert(usesAVX2, size, stride, a, $0.baseAddress) }
    }
    guard isInvertible else { return nil }
    let condition = norm * columnNorm(a)
    return condition.isFinite && condition > 0 ? 1 / condition : nil
  }

  private func columnNorm(_ a: UnsafePointer<Double>) -> Double {
    withUnsafeTemporaryAllocation(of: Double.self, capacity: stride) { sums in
      for column in 0..<stride { sums[column] = 0 }
      for row in 0..<size { for column in 0..<stride { sums[column] += abs(a[row * stride + column]) } }
      return sums.reduce(0) { $1 > $0 || $1.isNaN ? $1 : $0 }
    }
  }

  /// Makes a matrix that is complex up to rounding, [X, Y; −Y, X], exactly so.
  func mirror(_ a: UnsafeMutablePointer<Double>) {
    if isReal { return }
    let q = pairs
    for l in 0..<q {
      for k in 0..<q {
        a[(q + l) * stride + k] = -a[l * stride + q + k]
        a[(q + l) * stride + q + k] = a[l * stride + k]
      }
    }
  }

  /// Runs the body for 0, 1, …, count − 1. What it computes must not depend on who runs it.
  func forEach(_ count: Int, _ body: (Int) -> Void) {
    if threads == 1 || count == 1 {
      for index in 0..<count { body(index) }
      return
    }
    let next = Atomic(0)
    // Every call returns before this function does.
    nonisolated(unsafe) let body = body
    DispatchQueue.concurrentPerform(iterations: min(threads, count)) { _ in
      while true {
        let index = next.add(1, ordering: .relaxed).oldValue
        if index >= count { return }
        body(index)
      }
    }
  }
}
