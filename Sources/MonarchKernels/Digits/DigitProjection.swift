internal import CMonarchKernels

extension MonarchFactors where Scalar: KernelScalar {
  /// A matrix of order p near to a square matrix of order `N = base^order`: `W_{p−1} … W_1 W_0` (`projection-order-p`).
  ///
  /// W_t acts on digit t of the index, with one dense block for each value of the other digits. From left to right:
  /// the matrix is projected onto `W_{p−1}·B` with B in blocks for each highest digit, the columns of W_{p−1} having
  /// length 1, and then each block of B in the same way. The error is at most √(p−1) times the least of any matrix of
  /// this order, and 0, up to rounding, where the matrix is of this order; for `order = 2` it is the projection.
  ///
  /// - Parameters:
  ///   - matrix: `N·N` finite elements, row-major.
  ///   - base: b, the bound of every digit.
  ///   - order: p, the number of digits.
  ///   - threads: how many share the work; nil takes one for each core.
  ///   - instructionSet: the machine instructions to use.
  /// - Returns: the blocks of `W_0, …, W_{p−1}`: `N/b` blocks b×b each, row-major, numbered by the index without digit t.
  /// - Throws: `sizeBelowOne`, `orderBelowOne`, `overflow`, `wrongCount`, `notFinite`, `factorOverflow` or `unavailable`.
  /// - Complexity: O(N²·b) multiply-adds for the first factor, and a b-th of it for each that follows.
  public static func projectDigits(
    _ matrix: [Scalar], base: Int, order: Int, threads: Int? = nil, instructionSet: InstructionSet = .automatic
  ) throws(KernelError) -> [[Scalar]] {
    guard base >= 1 else { throw .sizeBelowOne(name: "base", found: base) }
    guard order >= 1 else { throw .orderBelowOne(order) }
    var sizes = [1]
    for _ in 0..<order {
      let (size, overflows) = sizes.last!.multipliedReportingOverflow(by: base)
      // Base 1 has matrices of order 1 alone, but as many factors as one asks for.
      guard !overflows, sizes.count < 1 << 16 else { throw .overflow(name: "the matrix") }
      sizes.append(size)
    }
    try check(matrix, rows: sizes[order], columns: sizes[order], threads: threads)
    // Between the factors nothing is rounded to a narrower type.
    var matrices = matrix.map { Double($0) }
    var factors: [[Scalar]] = []
    for t in stride(from: order - 1, to: 0, by: -1) {
      let inner = sizes[t]
      let counts = try FactorCounts(k: base, q: inner, p: inner, l: inner, s: base, r: base)
      let job = monarch_projection(
        shape: monarch_shape(k: base, q: inner, p: inner, l: inner, s: base, r: base), rows: sizes[t + 1],
        columns: sizes[t + 1], side: MONARCH_SIDE_RIGHT)
      let result = try projectSlices(
        of: matrices, count: sizes[order - 1 - t], job: job, counts: counts, threads: threads,
        instructionSet: instructionSet)
      factors.append(try narrowed(result.left))
      matrices = result.right
    }
    factors.append(try narrowed(matrices))
    return factors.reversed()
  }

  private static func narrowed(_ values: [Double]) throws(KernelError) -> [Scalar] {
    let narrow = values.map { Scalar($0) }
    guard narrow.allSatisfy(\.isFinite) else { throw .factorOverflow(name: "a factor") }
    return narrow
  }
}
