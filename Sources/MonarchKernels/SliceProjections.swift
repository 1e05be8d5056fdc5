internal import CMonarchKernels
internal import Dispatch
internal import Synchronization

/// How many elements the parts of a form have; checked against overflow.
struct FactorCounts {
  let left: Int
  let right: Int
  /// k·q = l·r.
  let middle: Int
  let input: Int
  let output: Int

  init(k: Int, q: Int, p: Int, l: Int, s: Int, r: Int) throws(KernelError) {
    for (name, size) in [("k", k), ("q", q), ("p", p), ("l", l), ("s", s), ("r", r)] where size < 1 {
      throw .sizeBelowOne(name: name, found: size)
    }
    func product(_ a: Int, _ b: Int, _ name: String) throws(KernelError) -> Int {
      let (product, overflows) = a.multipliedReportingOverflow(by: b)
      guard !overflows else { throw .overflow(name: name) }
      return product
    }
    middle = try product(k, q, "the right factor")
    let other = try product(l, r, "the left factor")
    guard middle == other else { throw .middleSizesDiffer(rightOutputs: middle, leftInputs: other) }
    left = try product(other, s, "the left factor")
    right = try product(middle, p, "the right factor")
    input = try product(k, p, "a row of the matrix")
    output = try product(l, s, "a column of the matrix")
    // Nothing larger is ever allocated in one piece.
    _ = try product(max(left, right), MemoryLayout<Double>.stride, "the factors")
  }
}

/// The factors of several projections, one behind the other.
struct SliceProjections<Scalar> {
  let left: [Scalar]
  let right: [Scalar]
  let values: [Scalar]
}

/// Projects `count` matrices of one size, which lie one behind the other, onto one form.
///
/// The groups of slices of all matrices are dealt out to the threads one after the other; each writes to places of its
/// own.
func projectSlices<Scalar: KernelScalar>(
  of matrices: [Scalar], count: Int, job: monarch_projection, counts: FactorCounts, threads: Int?,
  instructionSet: InstructionSet
) throws(KernelError) -> SliceProjections<Scalar> {
  let isa = try instructionSet.resolved().code
  var (plan, groups, scratchBytes) = (job, 0, 0)
  switch monarch_projection_plan(&plan, isa, &groups, &scratchBytes) {
  case MONARCH_OK: break
  case MONARCH_OVERFLOW: throw .overflow(name: "the scratch")
  default: preconditionFailure("the kernels refuse a validated form")
  }
  let places = Places(
    left: UnsafeMutablePointer<Scalar>.allocate(capacity: count * counts.left),
    right: UnsafeMutablePointer<Scalar>.allocate(capacity: count * counts.right),
    values: UnsafeMutablePointer<Scalar>.allocate(capacity: count * counts.middle))
  defer {
    places.left.deallocate()
    places.right.deallocate()
    places.values.deallocate()
  }
  let (groupCount, byteCount) = (groups, scratchBytes)
  let total = count * groupCount
  // Dispatch runs as many at once as there are cores; those that come late find nothing left to do.
  let workers = min(threads ?? 64, total)
  matrices.withUnsafeBufferPointer { matrices in
    let source = Source(matrices.baseAddress!)
    let next = Atomic(0)
    DispatchQueue.concurrentPerform(iterations: workers) { _ in
      var item = next.add(1, ordering: .relaxed).oldValue
      guard item < total else { return }
      let scratch = UnsafeMutableRawPointer.allocate(byteCount: byteCount, alignment: 64)
      defer { scratch.deallocate() }
      var job = job
      while item < total {
        let (matrix, group) = item.quotientAndRemainder(dividingBy: groupCount)
        Scalar._kernels.project(
          &job, isa, source.pointer + matrix * job.rows * job.columns, group, places.left + matrix * counts.left,
          places.right + matrix * counts.right, places.values + matrix * counts.middle, scratch)
        item = next.add(1, ordering: .relaxed).oldValue
      }
    }
  }
  for (name, pointer, size) in [
    ("the left factor", places.left, count * counts.left), ("the right factor", places.right, count * counts.right),
  ] where Scalar._kernels.firstNotFinite(pointer, size) < size {
    throw .factorOverflow(name: name)
  }
  return SliceProjections(
    left: Array(UnsafeBufferPointer(start: places.left, count: count * counts.left)),
    right: Array(UnsafeBufferPointer(start: places.right, count: count * counts.right)),
    values: Array(UnsafeBufferPointer(start: places.values, count: count * counts.middle)))
}

/// Memory that the threads share: each writes to its own part.
private struct Places<Scalar>: @unchecked Sendable {
  let left: UnsafeMutablePointer<Scalar>
  let right: UnsafeMutablePointer<Scalar>
  let values: UnsafeMutablePointer<Scalar>
}

/// Memory that the threads only read.
private struct Source<Scalar>: @unchecked Sendable {
  let pointer: UnsafePointer<Scalar>
  init(_ pointer: UnsafePointer<Scalar>) { self.pointer = pointer }
}
