internal import CMonarchKernels

/// Factors laid out for one instruction set, to be multiplied by many batches.
///
/// It owns a copy of the weights (padded to whole vectors) and never changes: copies share it, and threads may too.
public struct PackedFactors<Scalar: FactorScalar>: Sendable {
  let pair: PackedPair<Scalar>
  let leftCount: Int
  let rightCount: Int

  /// The instruction set that the factors are packed for; never `automatic`.
  public var instructionSet: InstructionSet { pair.forward.instructionSet }

  /// The length `k·p` of a row of inputs.
  public var inputCount: Int { pair.forward.inputCount }

  /// The length `l·s` of a row of outputs.
  public var outputCount: Int { pair.forward.outputCount }

  /// Packs factors.
  ///
  /// - Throws: `unavailable` if this machine lacks the instruction set, `overflow` if the padding exceeds the memory.
  /// - Complexity: `k·q·p + l·s·r` element moves for each direction.
  public init(
    _ factors: MonarchFactors<Scalar>, for instructionSet: InstructionSet = .automatic,
    directions: PackingDirections = .forward
  ) throws(KernelError) {
    try self.init(
      shapedLike: factors, right: factors.right.span, left: factors.left.span, for: instructionSet,
      directions: directions)
    // Swift 6.3.1 hands `factors` over to the other initialiser, which would free them before it has read the spans.
    withExtendedLifetime(factors) {}
  }

  /// Packs weights that lie anywhere, in the shape of `factors`.
  package init(
    shapedLike factors: MonarchFactors<Scalar>, right: Span<Scalar>, left: Span<Scalar>,
    for instructionSet: InstructionSet, directions: PackingDirections = .forward
  ) throws(KernelError) {
    precondition(right.count == factors.right.count && left.count == factors.left.count)
    (leftCount, rightCount) = (left.count, right.count)
    pair = try PackedPair(
      factors.patterns, inputCount: factors.inputCount, outputCount: factors.outputCount, for: instructionSet,
      directions: directions
    ) { factor, take in take(factor == 0 ? right : left) }
  }

  /// Multiplies each row of a batch: `output[b] = M · input[b]`.
  ///
  /// - Parameters: as of `MonarchFactors.multiply`.
  /// - Throws: `negativeBatch`, `sizeBelowOne` for the threads, `strideBelowOne`, `overlappingOutput`, `spanTooShort` or
  ///   `overflow`; then `output` is as it was.
  /// - Complexity: `k·q·p + l·s·r` multiply-adds per row. Memory for a tile's intermediate is kept from call to call.
  public func multiply(
    _ input: Span<Scalar>,
    batch: Int,
    into output: inout MutableSpan<Scalar>,
    inputLayout: BatchLayout? = nil,
    outputLayout: BatchLayout? = nil,
    threads: Int = 1
  ) throws(KernelError) {
    try pair.forward.multiply(
      input, batch: batch, into: &output, inputLayout: inputLayout, outputLayout: outputLayout, threads: threads)
  }

  /// Multiplies each row of a batch by the conjugate transpose: `output[b] = Mᴴ · input[b]`.
  ///
  /// With a cotangent as input it is the gradient of the product's input.
  ///
  /// - Parameters:
  ///   - input: `batch` rows of `outputCount` elements.
  ///   - output: `batch` rows of `inputCount` elements. The others are as of `MonarchFactors.multiply`.
  /// - Throws: as `multiply`; `notPacked` unless the factors are packed for both directions.
  /// - Complexity: as `multiply`.
  ///
  /// *Accuracy.* As `multiply`, with `s + q` in place of `p + r`.
  public func adjoint(
    _ input: Span<Scalar>,
    batch: Int,
    into output: inout MutableSpan<Scalar>,
    inputLayout: BatchLayout? = nil,
    outputLayout: BatchLayout? = nil,
    threads: Int = 1
  ) throws(KernelError) {
    try pair.adjoint().multiply(
      input, batch: batch, into: &output, inputLayout: inputLayout, outputLayout: outputLayout, threads: threads)
  }
}

// MARK: For tests

extension PackedFactors {
  /// The bytes of scratch that a product with these layouts takes on one thread.
  package func scratchBytes(
    batch: Int, inputLayout: BatchLayout? = nil, outputLayout: BatchLayout? = nil, adjoint: Bool = false
  ) throws(KernelError) -> Int {
    let chain = adjoint ? try pair.adjoint() : pair.forward
    return try chain.scratchBytes(
      batch: batch, inputLayout: inputLayout ?? BatchLayout(rowStride: chain.inputCount),
      outputLayout: outputLayout ?? BatchLayout(rowStride: chain.outputCount))
  }

  /// The product, or the adjoint one, with scratch of the caller, whose contents do not matter.
  package func multiply(
    _ input: Span<Scalar>, batch: Int, into output: inout MutableSpan<Scalar>, inputLayout: BatchLayout? = nil,
    outputLayout: BatchLayout? = nil, adjoint: Bool = false, scratch: UnsafeMutableRawBufferPointer
  ) throws(KernelError) {
    try (adjoint ? pair.adjoint() : pair.forward).multiply(
      input, batch: batch, into: &output, inputLayout: inputLayout, outputLayout: outputLayout, scratch: scratch)
  }
}
