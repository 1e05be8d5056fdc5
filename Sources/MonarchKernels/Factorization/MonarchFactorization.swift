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
  /// Of the rows and columns of blocks the best conditioned are taken for pivots; the F(j, i) are brought to one random
  /// combination, whose eigenvectors V are found, and corrected by what all F leave beside their diagonals: with
  /// `D = V⁻¹FV`, `E_pq = −Σ conj(d_p − d_q)·D_pq / Σ |d_p − d_q|²` to first order makes `V(I − E)` diagonalise the F
  /// in the sense of least squares. Equal joint eigenvalues need no correction. Every answer is multiplied out.
  ///
  /// - Parameters:
  ///   - matrix: n·n finite elements.
  ///   - rows: q.
  ///   - columns: b.
  ///   - tolerance: the backward error that is accepted.
  /// - Throws: `sizeBelowOne`, `overflow`, `wrongCount`, `notFinite`; `noPivot` where every row or every column of blocks
  ///   has one that is singular up to rounding; `notFactored` where the backward error exceeds the tolerance, as it does
  ///   for matrices that are no members, or so near to others that rounding hides it.
  /// - Complexity: O(n²·q) multiply-adds, O(n^{5/2}) in the square case.
  public static func factor(
    _ matrix: [Complex<Double>], rows: Int, columns: Int, tolerance: Double = 1e-10
  ) throws(KernelError) -> MonarchFactorization {
    for (name, size) in [("rows", rows), ("columns", columns)] where size < 1 {
      throw .sizeBelowOne(name: name, found: size)
    }
    let (n, overflows) = rows.multipliedReportingOverflow(by: columns)
    let (count, overflowsSquared) = n.multipliedReportingOverflow(by: n)
    guard !overflows, !overflowsSquared else { throw .overflow(name: "the matrix") }
    guard matrix.count == count else { throw .wrongCount(name: "the matrix", expected: count, found: matrix.count) }
    if let index = matrix.firstIndex(where: { !$0.isFinite }) {
      throw .notFinite(row: index / n, column: index % n, value: "\(matrix[index])")
    }
    return try FactorSolver(matrix, rows: rows, columns: columns).factorization(tolerance: tolerance)
  }

  /// Factors a real matrix, row-major.
  public static func factor(
    _ matrix: [Double], rows: Int, columns: Int, tolerance: Double = 1e-10
  ) throws(KernelError) -> MonarchFactorization {
    try factor(matrix.map { Complex($0) }, rows: rows, columns: columns, tolerance: tolerance)
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
