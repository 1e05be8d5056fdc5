public import ComplexModule
public import RealModule

/// Factors of a matrix of MM*(b, n) in floating point: `A·R·C` on the q×b grid, n = q·b.
///
/// ```
/// M[l·b + j, k·b + i] = Σ_p A_j[l, p] · R_p[j, i] · C_i[p, k]
/// ```
///
/// They are complex also for real matrices: eigenvalues come in conjugate pairs.
public struct MonarchFactorization: Sendable {
  /// q and b.
  public let rows: Int
  public let columns: Int
  /// A: b blocks q×q, row-major one after the other.
  public let left: [Complex<Double>]
  /// R: q blocks b×b.
  public let middle: [Complex<Double>]
  /// C: b blocks q×q.
  public let right: [Complex<Double>]
  /// ‖M − A·R·C‖_F/‖M‖_F as computed; 0 for M = 0.
  public let backwardError: Double
  /// 1/(‖V‖·‖V⁻¹‖) for the basis V of joint eigenvectors: small where they are nearly dependent, so that the factors say
  /// little of a matrix that was rounded.
  public let reciprocalCondition: Double
}

extension MonarchFactorization {
  /// Factors a complex matrix, row-major (`factorization`, `factor-decision`).
  ///
  /// Of rows and columns of blocks well conditioned ones are taken for pivots; the F(j, i) are brought to one random
  /// combination, whose eigenvectors give A, R and C. These are corrected to first order, with `N = A⁻¹·rest·C⁻¹`:
  /// `P_j D_ji + D_ji S_i = N_ji` off the diagonal in the sense of least squares gives `A_j(I + P_j)` and `(I + S_i)C_i`,
  /// and R is the least squares of what then is left; again until nothing is gained. Every answer is multiplied out.
  ///
  /// A real matrix is factored in real numbers, with the real and imaginary parts of eigenvectors for columns: its factors
  /// are real or come in conjugate pairs.
  ///
  /// - Parameters:
  ///   - matrix: n·n finite elements.
  ///   - rows: q.
  ///   - columns: b.
  ///   - tolerance: the backward error that is accepted.
  ///   - threads: how many share the work; nil takes one for each core where there is enough of it. The result is the
  ///     same bit for bit for any number.
  ///   - instructionSet: the machine instructions to use.
  /// - Throws: `sizeBelowOne`, `overflow`, `wrongCount`, `notFinite`, `unavailable`; `noPivot` where every row or every
  ///   column of blocks has one that is singular up to rounding; `notFactored` where the backward error exceeds the
  ///   tolerance, as it does for matrices that are no members, or so near to others that rounding hides it.
  /// - Complexity: O(n²·q) multiply-adds, O(n^{5/2}) in the square case.
  public static func factor(
    _ matrix: [Complex<Double>], rows: Int, columns: Int, tolerance: Double = 1e-10, threads: Int? = nil,
    instructionSet: InstructionSet = .automatic
  ) throws(KernelError) -> MonarchFactorization {
    try check(matrix.count, rows: rows, columns: columns)
    if let index = matrix.firstIndex(where: { !$0.isFinite }) {
      let n = rows * columns
      // `Complex` shows every number with such a part as infinite.
      let parts = matrix[index].rawStorage
      throw .notFinite(row: index / n, column: index % n, value: "(\(parts.x), \(parts.y))")
    }
    return try factor(
      MatrixElements(matrix), rows, columns, tolerance: tolerance, threads: threads, instructionSet: instructionSet)
  }

  /// Factors a real matrix, row-major.
  public static func factor(
    _ matrix: [Double], rows: Int, columns: Int, tolerance: Double = 1e-10, threads: Int? = nil,
    instructionSet: InstructionSet = .automatic
  ) throws(KernelError) -> MonarchFactorization {
    try check(matrix.count, rows: rows, columns: columns)
    if let index = matrix.firstIndex(where: { !$0.isFinite }) {
      let n = rows * columns
      throw .notFinite(row: index / n, column: index % n, value: "\(matrix[index])")
    }
    return try factor(
      MatrixElements(matrix), rows, columns, tolerance: tolerance, threads: threads, instructionSet: instructionSet)
  }

  private static func check(_ found: Int, rows: Int, columns: Int) throws(KernelError) {
    for (name, size) in [("rows", rows), ("columns", columns)] where size < 1 {
      throw .sizeBelowOne(name: name, found: size)
    }
    let (n, overflows) = rows.multipliedReportingOverflow(by: columns)
    let (count, overflowsSquared) = n.multipliedReportingOverflow(by: n)
    guard !overflows, !overflowsSquared else { throw .overflow(name: "the matrix") }
    guard found == count else { throw .wrongCount(name: "the matrix", expected: count, found: found) }
  }

  private static func factor(
    _ matrix: MatrixElements, _ rows: Int, _ columns: Int, tolerance: Double, threads: Int?,
    instructionSet: InstructionSet
  ) throws(KernelError) -> MonarchFactorization {
    if let threads, threads < 1 { throw .sizeBelowOne(name: "threads", found: threads) }
    let usesAVX2 = try instructionSet.resolved() == .avx2
    if rows == 1 || columns == 1 || matrix.isZero { return trivial(matrix, rows, columns) }
    // Below, threads take longer to start than to work.
    let threads = threads ?? (rows * columns < 128 ? 1 : 64)
    return try FactorSolver(matrix, rows: rows, columns: columns, usesAVX2: usesAVX2, threads: threads)
      .factorization(tolerance: tolerance)
  }

  /// One row, one column, or 0: a letter of its own.
  private static func trivial(_ matrix: MatrixElements, _ q: Int, _ b: Int) -> MonarchFactorization {
    let identity = (0..<b).flatMap { _ in
      (0..<q * q).map { $0 / q == $0 % q ? Complex<Double>.one : .zero }
    }
    let full = (0..<matrix.count).map { matrix[$0] }
    let isOneColumn = b == 1 && q > 1
    return MonarchFactorization(
      rows: q, columns: b, left: isOneColumn ? full : identity,
      middle: isOneColumn
        ? [Complex<Double>](repeating: .one, count: q)
        : q == 1 ? full : [Complex<Double>](repeating: .zero, count: q * b * b),
      right: identity, backwardError: 0, reciprocalCondition: 1)
  }

  /// The complex factors of real ones: both of each pair, or [X, Y; −Y, X] for X + iY. Nothing is rounded but by the scale.
  init(_ factors: BlockFactors, q: Int, scale: Double, backwardError: Double, reciprocalCondition: Double) {
    let (form, b) = (factors.format, factors.b)
    let (stride, area, reals, pairs) = (form.stride, form.area, form.reals, form.pairs)
    func left(_ place: Int) -> Complex<Double> {
      let (row, p) = (factors.left.base + place / (q * q) * area + place / q % q * stride, place % q)
      if p < reals { return Complex(row[p]) }
      return p < form.heads ? Complex(row[p], row[p + pairs]) : Complex(row[p - pairs], -row[p])
    }
    func right(_ place: Int) -> Complex<Double> {
      let (c, p, k) = (factors.right.base + place / (q * q) * area, place / q % q, place % q)
      if p < reals { return Complex(c[p * stride + k]) }
      if !form.isReal { return Complex(c[p * stride + k], c[p * stride + pairs + k]) }
      return p < form.heads
        ? Complex(c[p * stride + k] / 2, -c[(p + pairs) * stride + k] / 2)
        : Complex(c[(p - pairs) * stride + k] / 2, c[p * stride + k] / 2)
    }
    func middle(_ place: Int) -> Complex<Double> {
      let from = place % (b * b) * stride + place / (b * b)
      return Complex(factors.middle.real.base[from] * scale, factors.middle.imaginary.base[from] * scale)
    }
    self.init(
      rows: q, columns: b, left: (0..<b * q * q).map(left), middle: (0..<q * b * b).map(middle),
      right: (0..<b * q * q).map(right), backwardError: backwardError, reciprocalCondition: reciprocalCondition)
  }

  /// The product A·R·C, row-major.
  public func product() -> [Complex<Double>] {
    let (q, b, n) = (rows, columns, rows * columns)
    var product = [Complex<Double>](repeating: .zero, count: n * n)
    for j in 0..<b {
      for i in 0..<b {
        for l in 0..<q {
          for p in 0..<q {
            let factor = left[(j * q + l) * q + p] * middle[(p * b + j) * b + i]
            for k in 0..<q { product[(l * b + j) * n + k * b + i] += factor * right[(i * q + p) * q + k] }
          }
        }
      }
    }
    return product
  }
}
