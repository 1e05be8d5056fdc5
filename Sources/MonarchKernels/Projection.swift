internal import CMonarchKernels

/// Where the singular values of a projection go.
public enum SingularValueSide: String, CaseIterable, Sendable {
  /// To the left factor; the rows of the right blocks then have length 1.
  case left
  /// To the right factor; the columns of the left blocks then have length 1.
  case right
  /// Their square roots to each factor.
  case both

  var code: monarch_side {
    switch self {
    case .left: MONARCH_SIDE_LEFT
    case .right: MONARCH_SIDE_RIGHT
    case .both: MONARCH_SIDE_BOTH
    }
  }
}

/// A nearest matrix of a rectangular Monarch form.
public struct Projection<Scalar: KernelScalar>: Sendable {
  /// Its factors.
  public let factors: MonarchFactors<Scalar>

  /// The singular value of each of the `k·q` terms, at the place `a·q + c = ρ·l + λ` between the factors; 0 where a slice
  /// has more terms than it needs, and infinite where it is beyond the element type. Within a slice they descend.
  public let singularValues: [Scalar]
}

extension MonarchFactors where Scalar: KernelScalar {
  /// The Monarch matrix of a form that is nearest to a matrix in the Frobenius norm (Theorem 1, `projection`).
  ///
  /// The matrix splits into slices `S[σ, i] = A[σ·l + λ, a·p + i]`, which share no parameter; each is replaced by the sum
  /// of as many leading singular terms as there are `c < q` with `a·q + c ≡ λ mod l`: one if `l = q`, `q/l` if `l`
  /// divides `q`.
  ///
  /// - Parameters:
  ///   - matrix: `rows·columns` finite elements, row-major.
  ///   - rows: at most `l·s`; where fewer, rows of zeros follow, so that the nearest matrix to the padded one is found.
  ///   - columns: at most `k·p`, likewise.
  ///   - singularValues: where they go.
  ///   - threads: how many share the work; nil takes one for each core.
  ///   - instructionSet: the machine instructions to use.
  /// - Throws: `sizeBelowOne`, `overflow`, `middleSizesDiffer`, `wrongCount`, `matrixTooLarge`, `notFinite`,
  ///   `factorOverflow` or `unavailable`.
  /// - Complexity: for each slice with sides `n ≤ m` and each of its terms about `n²·m + 4/3·n³` multiply-adds; with
  ///   `n = m = √N` for a square matrix of order `N` it is O(N^{5/2}) in all (`projection-cost`).
  ///
  /// *Accuracy.* All is computed in double precision, and factors are rounded once. The error exceeds the optimum by a
  /// small multiple of the unit roundoff times ‖A‖²; `ProjectionCertificate` says by how much. Tied singular values give
  /// one of the nearest matrices.
  ///
  /// *Edge cases.* Slices are scaled by powers of two, so that no magnitude is lost. A factor that carries all of the
  /// singular values may be subnormal, and inexact for that, where the matrix is; `both` keeps clear of it. The result
  /// is the same bit for bit for every number of threads, but may differ between instruction sets.
  public static func project(
    _ matrix: [Scalar], rows: Int, columns: Int, k: Int, q: Int, p: Int, l: Int, s: Int, r: Int,
    singularValues side: SingularValueSide = .both, threads: Int? = nil, instructionSet: InstructionSet = .automatic
  ) throws(KernelError) -> Projection<Scalar> {
    let counts = try FactorCounts(k: k, q: q, p: p, l: l, s: s, r: r)
    try check(matrix, rows: rows, columns: columns, threads: threads)
    guard rows <= counts.output, columns <= counts.input else {
      throw .matrixTooLarge(rows: rows, columns: columns, outputCount: counts.output, inputCount: counts.input)
    }
    let job = monarch_projection(
      shape: monarch_shape(k: k, q: q, p: p, l: l, s: s, r: r), rows: rows, columns: columns, side: side.code)
    let result = try projectSlices(
      of: matrix, count: 1, job: job, counts: counts, threads: threads, instructionSet: instructionSet)
    return Projection(
      factors: try MonarchFactors(k: k, q: q, p: p, l: l, s: s, r: r, left: result.left, right: result.right),
      singularValues: result.values)
  }

  /// Fails unless the matrix has as many elements as it should, all of them finite, and some thread may work on it.
  static func check(_ matrix: [Scalar], rows: Int, columns: Int, threads: Int?) throws(KernelError) {
    if let threads, threads < 1 { throw .sizeBelowOne(name: "threads", found: threads) }
    for (name, size) in [("rows", rows), ("columns", columns)] where size < 1 {
      throw .sizeBelowOne(name: name, found: size)
    }
    let (count, overflows) = rows.multipliedReportingOverflow(by: columns)
    guard !overflows else { throw .overflow(name: "the matrix") }
    guard matrix.count == count else { throw .wrongCount(name: "the matrix", expected: count, found: matrix.count) }
    let index = matrix.withUnsafeBufferPointer { Scalar._kernels.firstNotFinite($0.baseAddress!, count) }
    guard index == count else {
      throw .notFinite(row: index / columns, column: index % columns, value: "\(matrix[index])")
    }
  }
}
