internal import CMonarchKernels

/// The two block-diagonal factors of a rectangular Monarch matrix, real or complex, in floating point.
///
/// The right factor is applied first. With `a ∈ [k]`, `c ∈ [q]`, `i ∈ [p]`, `λ ∈ [l]`, `σ ∈ [s]`, `ρ ∈ [r]` and
/// `k·q = l·r`,
///
/// ```
/// h[a·q + c] = Σ_i right[a, c, i] · x[a·p + i]
/// y[σ·l + λ] = Σ_ρ left[λ, σ, ρ] · h[ρ·l + λ]
/// ```
///
/// so that `x` has `k·p` elements and `y` has `l·s`; `l` need not divide `q`. A square matrix of order `m²` has all six
/// sizes equal to `m`.
public struct MonarchFactors<Scalar: FactorScalar>: Sendable {
  /// The number of blocks of the right factor.
  public let k: Int
  /// The outputs of a block of the right factor.
  public let q: Int
  /// The inputs of a block of the right factor.
  public let p: Int
  /// The number of blocks of the left factor.
  public let l: Int
  /// The outputs of a block of the left factor.
  public let s: Int
  /// The inputs of a block of the left factor.
  public let r: Int

  /// The left factor, `l·s·r` elements in the order (block, output, input).
  public let left: [Scalar]

  /// The right factor, `k·q·p` elements in the order (block, output, input).
  public let right: [Scalar]

  /// Joins two factors.
  ///
  /// - Throws: `sizeBelowOne`, `overflow`, `middleSizesDiffer` if `k·q ≠ l·r`, or `wrongCount` if an array does not
  ///   hold as many elements as its blocks.
  public init(
    k: Int, q: Int, p: Int, l: Int, s: Int, r: Int, left: [Scalar], right: [Scalar]
  ) throws(KernelError) {
    for (name, size) in [("k", k), ("q", q), ("p", p), ("l", l), ("s", s), ("r", r)] where size < 1 {
      throw .sizeBelowOne(name: name, found: size)
    }
    let rightOutputs = try product(k, q, name: "the right factor")
    let leftInputs = try product(l, r, name: "the left factor")
    guard rightOutputs == leftInputs else {
      throw .middleSizesDiffer(rightOutputs: rightOutputs, leftInputs: leftInputs)
    }
    let leftCount = try product(leftInputs, s, name: "the left factor")
    let rightCount = try product(rightOutputs, p, name: "the right factor")
    guard left.count == leftCount else { throw .wrongCount(name: "left", expected: leftCount, found: left.count) }
    guard right.count == rightCount else { throw .wrongCount(name: "right", expected: rightCount, found: right.count) }
    (self.k, self.q, self.p, self.l, self.s, self.r) = (k, q, p, l, s, r)
    (self.left, self.right) = (left, right)
  }

  /// Joins two factors of `m` blocks of order `m`: a square matrix of order `m²`.
  ///
  /// - Throws: as the general initialiser.
  public init(size m: Int, left: [Scalar], right: [Scalar]) throws(KernelError) {
    try self.init(k: m, q: m, p: m, l: m, s: m, r: m, left: left, right: right)
  }

  /// The length `k·p` of an input row.
  public var inputCount: Int { k * p }

  /// The length `l·s` of an output row.
  public var outputCount: Int { l * s }

  var shape: monarch_shape {
    monarch_shape(k: k, q: q, p: p, l: l, s: s, r: r)
  }

  /// Those of the factors, the right one first.
  var patterns: [monarch_pattern] {
    [monarch_pattern(a: k, b: q, c: p, d: 1), monarch_pattern(a: 1, b: s, c: r, d: l)]
  }
}

/// The product of two sizes.
func product(_ a: Int, _ b: Int, name: String) throws(KernelError) -> Int {
  let (product, overflows) = a.multipliedReportingOverflow(by: b)
  guard !overflows else { throw .overflow(name: name) }
  return product
}

extension MonarchFactors {
  /// Multiplies each row of a batch: `output[b] = M · input[b]`.
  ///
  /// The factors are packed anew at each call, which takes about as long as forty products of one row; `PackedFactors`
  /// packs once.
  ///
  /// - Parameters:
  ///   - input: `batch` rows of `inputCount` elements.
  ///   - batch: the number of rows, which may be zero.
  ///   - output: `batch` rows of `outputCount` elements. Nothing else in the span is read or written.
  ///   - inputLayout: where the input's rows lie; by default one behind the other. Rows may overlap.
  ///   - outputLayout: where the output's rows go; by default one behind the other. Rows may not overlap.
  ///   - threads: how many may share the work; small products are computed by one.
  ///   - instructionSet: the machine instructions to use.
  /// - Throws: `negativeBatch`, `sizeBelowOne` for the threads, `strideBelowOne`, `overlappingOutput`, `spanTooShort`,
  ///   `overflow` or `unavailable`; then `output` is as it was.
  /// - Complexity: `k·q·p + l·s·r` multiply-adds per row (`2·m³` if square), and as many element moves per call.
  ///
  /// *Accuracy.* With unit roundoff `u`, each output errs by at most `((1+u)^(p+r) − 1) · (|L|·|R|·|x|)`, plus what
  /// underflow adds; this holds for every order of summation, fused or not (`rounding-bound`). For `Float16` and
  /// `BFloat16`, u is that of `Float`, in which the intermediate is kept too, and the output is rounded once more. For
  /// complex numbers, by the plain formula (ar·xr − ai·xi, ar·xi + ai·xr), a number stands for the real matrix
  /// [[ar, −ai], [ai, ar]], and p and r count twice.
  ///
  /// *Edge cases.* No product is skipped: NaN, infinities and `0·∞` reach exactly the outputs that depend on them. A
  /// row's result is the same bit for bit in every batch, at every place in it and for any number of threads, but may
  /// differ between instruction sets. The sign and payload of NaN are not specified.
  public func multiply(
    _ input: Span<Scalar>,
    batch: Int,
    into output: inout MutableSpan<Scalar>,
    inputLayout: BatchLayout? = nil,
    outputLayout: BatchLayout? = nil,
    threads: Int = 1,
    instructionSet: InstructionSet = .automatic
  ) throws(KernelError) {
    let packed = try PackedFactors(self, for: instructionSet)
    try packed.multiply(
      input, batch: batch, into: &output, inputLayout: inputLayout, outputLayout: outputLayout, threads: threads)
  }

  /// Multiplies each row of a batch stored one behind the other: `batch·inputCount` elements give `batch·outputCount`.
  ///
  /// - Throws: `negativeBatch`, `overflow`, or `wrongCount` if the input has any other number of elements.
  /// - Complexity: as the strided form.
  public func multiply(_ input: [Scalar], batch: Int) throws(KernelError) -> [Scalar] {
    try PackedFactors(self).pair.forward.multiply(input, batch: batch)
  }
}

/// An array of `count` elements, all of which `fill` writes.
func filled<Scalar: FactorScalar>(
  _ count: Int, _ fill: (inout MutableSpan<Scalar>) throws(KernelError) -> Void
) throws(KernelError) -> [Scalar] {
  _ = try product(count, MemoryLayout<Scalar>.stride, name: "the output")
  var failure: KernelError?
  let result = [Scalar](unsafeUninitializedCapacity: count) { buffer, initialized in
    var span = MutableSpan(_unsafeElements: UnsafeMutableBufferPointer(rebasing: buffer[..<count]))
    do throws(KernelError) {
      try fill(&span)
      initialized = count
    } catch {
      failure = error
    }
  }
  if let failure { throw failure }
  return result
}
