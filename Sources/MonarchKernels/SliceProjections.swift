internal import CMonarchKernels
internal import Dispatch

/// One way of projecting the slices of matrices, for any matrix.
struct SliceProjections {
  private let shape: monarch_shape
  private let counts: (left: Int, right: Int)
  private let side: SingularValueSide
  private let threads: Int?
  private let instructionSet: InstructionSet
  private let scratchCount: Int

  init(
    k: Int, q: Int, p: Int, l: Int, s: Int, r: Int, side: SingularValueSide, threads: Int?,
    instructionSet: InstructionSet
  ) throws(KernelError) {
    counts = try factorCounts(k: k, q: q, p: p, l: l, s: s, r: r)
    if let threads, threads < 1 { throw .sizeBelowOne(name: "threads", found: threads) }
    shape = monarch_shape(k: k, q: q, p: p, l: l, s: s, r: r)
    (self.side, self.threads, self.instructionSet) = (side, threads, try instructionSet.resolved())
    var (shape, count) = (shape, 0)
    try check(
      monarch_projection_scratch_count(&shape, self.instructionSet.code, &count), name: "the projection's scratch",
      instructionSet: self.instructionSet)
    scratchCount = count
  }

  /// The factors and the singular values; the matrix is checked, and so is the result.
  func project<Scalar: KernelScalar>(
    _ matrix: [Scalar], rows: Int, columns: Int
  ) throws(KernelError) -> (left: [Scalar], right: [Scalar], values: [Scalar]) {
    let greatest = (rows: shape.l * shape.s, columns: shape.k * shape.p)
    for (name, size, greatest) in [("rows", rows, greatest.rows), ("columns", columns, greatest.columns)] {
      guard size >= 1 else { throw .sizeBelowOne(name: name, found: size) }
      guard size <= greatest else { throw .sizeTooLarge(name: name, greatest: greatest, found: size) }
    }
    let count = try product(rows, columns, name: "the matrix")
    guard matrix.count == count else { throw .wrongCount(name: "matrix", expected: count, found: matrix.count) }
    if let index = firstNotFinite(matrix) {
      throw .notFinite(name: "matrix", index: index, value: Double(matrix[index]))
    }

    var left = [Scalar](repeating: 0, count: counts.left)
    var right = [Scalar](repeating: 0, count: counts.right)
    var values = [Scalar](repeating: 0, count: shape.k * shape.q)
    left.withUnsafeMutableBufferPointer { left in
      right.withUnsafeMutableBufferPointer { right in
        values.withUnsafeMutableBufferPointer { values in
          matrix.withUnsafeBufferPointer { matrix in
            fill(Places(matrix, rows, columns, left, right, values))
          }
        }
      }
    }
    if let index = firstNotFinite(left) { throw .resultTooLarge(name: "left", index: index) }
    if let index = firstNotFinite(right) { throw .resultTooLarge(name: "right", index: index) }
    return (left, right, values)
  }

  /// Runs of slices, each by one call at a time. No two write to the same place.
  private func fill<Scalar: KernelScalar>(_ places: Places<Scalar>) {
    let count = shape.k * shape.l
    // Enough runs to even out the threads' speeds; each but the last of whole vectors of slices.
    let runs = min(threads ?? 64, (count + 3) / 4)
    let length = ((count + runs - 1) / runs + 3) / 4 * 4
    let (shape, code, side, scratchCount) = (shape, instructionSet.code, side.code, scratchCount)
    let project: @Sendable (Int) -> Void = { run in
      let (first, end) = (min(count, run * length), min(count, (run + 1) * length))
      guard first < end else { return }
      let scratch: UnsafeMutableBufferPointer<Double> = allocate(scratchCount)
      defer { scratch.deallocate() }
      var shape = shape
      let status = Scalar._kernels.project(
        &shape, code, side, places.matrix.baseAddress!, places.rows, places.columns, first, end,
        scratch.baseAddress!, places.left.baseAddress!, places.right.baseAddress!, places.values.baseAddress!)
      precondition(status == MONARCH_OK, "a projection was counted and then refused")
    }
    if runs == 1 { project(0) } else { DispatchQueue.concurrentPerform(iterations: runs, execute: project) }
  }
}

/// The arrays of one projection. Unchecked because of the pointers, whose places the runs share out.
private struct Places<Scalar>: @unchecked Sendable {
  let matrix: UnsafeBufferPointer<Scalar>
  let rows: Int
  let columns: Int
  let left: UnsafeMutableBufferPointer<Scalar>
  let right: UnsafeMutableBufferPointer<Scalar>
  let values: UnsafeMutableBufferPointer<Scalar>

  init(
    _ matrix: UnsafeBufferPointer<Scalar>, _ rows: Int, _ columns: Int, _ left: UnsafeMutableBufferPointer<Scalar>,
    _ right: UnsafeMutableBufferPointer<Scalar>, _ values: UnsafeMutableBufferPointer<Scalar>
  ) {
    (self.matrix, self.rows, self.columns) = (matrix, rows, columns)
    (self.left, self.right, self.values) = (left, right, values)
  }
}

extension SingularValueSide {
  /// The number that the C kernels know it by.
  fileprivate var code: monarch_side {
    switch self {
    case .left: MONARCH_SIDE_LEFT
    case .right: MONARCH_SIDE_RIGHT
    case .both: MONARCH_SIDE_BOTH
    }
  }
}

/// The place of the first infinity or NaN.
func firstNotFinite<Scalar: KernelScalar>(_ elements: [Scalar]) -> Int? {
  let index = elements.withUnsafeBufferPointer { Scalar._kernels.firstNotFinite($0.baseAddress!, $0.count) }
  return index < elements.count ? index : nil
}
