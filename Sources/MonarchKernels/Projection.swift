/// Which factor of a projection holds the singular values of the slices.
public enum SingularValueSide: String, Sendable, CaseIterable {
  /// The left factor; the vectors of the right one have norm 1.
  case left
  /// The right factor; the vectors of the left one have norm 1.
  case right
  /// Each holds their square roots.
  case both
}

/// A nearest Monarch matrix in the Frobenius norm, and the singular values it consists of.
public struct Projection<Scalar: KernelScalar>: Sendable {
  /// The factors of the nearest matrix.
  public let factors: MonarchFactors<Scalar>

  /// The singular value that stands at each middle place `m = a·q + c`, `k·q` of them; 0 where none is used.
  ///
  /// The places of one slice hold them in descending order. One that is beyond the type's range is infinite here.
  public let singularValues: [Scalar]
}

extension MonarchFactors {
  /// A nearest Monarch matrix to a dense one in the Frobenius norm (Theorem 1; `projection`, `projection-rank`).
  ///
  /// The middle places `m = a·q + c ≡ λ mod l` hold the leading singular triples of the slice
  /// `S[σ, i] = matrix[σ·l + λ, a·p + i]`, as many as the slice has places, each as `left[λ, ·, ρ]` and
  /// `right[a, c, ·]`. All slices are computed in double arithmetic, whatever the type, and rounded once at the end.
  ///
  /// - Parameters:
  ///   - matrix: `rows·columns` elements, row-major. Beyond them, up to `l·s` and `k·p`, stand zeros.
  ///   - rows: at least 1, at most `l·s`.
  ///   - columns: at least 1, at most `k·p`.
  ///   - singularValues: the factor that holds them.
  ///   - threads: at most so many at once; `nil` leaves it to the system.
  ///   - instructionSet: the machine instructions to use.
  /// - Returns: the factors; places beyond a slice's shorter side or its non-zero part hold zeros.
  /// - Throws: as `MonarchFactors.init`, `sizeBelowOne`, `sizeTooLarge`, `wrongCount`, `notFinite` or `unavailable`;
  ///   `resultTooLarge` where an element is beyond the range, which cannot be with `both`.
  /// - Complexity: `O(k·l·ν·s·p·min(s, p))` for ν places in a slice: `O(n^{5/2})` if square.
  ///
  /// *Accuracy.* The squared error exceeds the least by about `ε·‖matrix‖²` with the type's own ε squared and double's
  /// rounding, whichever is more; a matrix of the class returns to rounding. Equal singular values leave a choice, and
  /// the nearest matrix is then not unique; the result is the same for every number of threads and every surrounding
  /// of a slice, but may differ between instruction sets. Scaling by a power of 4 scales both factors exactly, scaling
  /// by one of 2 the one with the values and the values, unless they leave the range.
  public static func project(
    _ matrix: [Scalar], rows: Int, columns: Int, k: Int, q: Int, p: Int, l: Int, s: Int, r: Int,
    singularValues: SingularValueSide = .both, threads: Int? = nil, instructionSet: InstructionSet = .automatic
  ) throws(KernelError) -> Projection<Scalar> {
    let slices = try SliceProjections(
      k: k, q: q, p: p, l: l, s: s, r: r, side: singularValues, threads: threads, instructionSet: instructionSet)
    let (left, right, values) = try slices.project(matrix, rows: rows, columns: columns)
    let factors = try MonarchFactors(k: k, q: q, p: p, l: l, s: s, r: r, left: left, right: right)
    return Projection(factors: factors, singularValues: values)
  }
}
