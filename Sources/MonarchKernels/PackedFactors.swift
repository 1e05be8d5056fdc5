internal import CMonarchKernels

/// Factors laid out for one instruction set, to be multiplied by many batches.
///
/// It owns a copy of the weights (padded to whole vectors) and never changes: threads may share it.
public struct PackedFactors<Scalar: KernelScalar>: ~Copyable, @unchecked Sendable {
  // Unchecked because of the pointer, which is written in `init` only.
  private let weights: UnsafeMutableBufferPointer<Scalar>
  private let shape: monarch_shape

  /// The instruction set that the factors are packed for; never `automatic`.
  public let instructionSet: InstructionSet

  /// The length `k·p` of an input row.
  public let inputCount: Int

  /// The length `l·s` of an output row.
  public let outputCount: Int

  /// Packs factors.
  ///
  /// - Throws: `unavailable` if this machine lacks the instruction set, `overflow` if the padding exceeds the memory.
  /// - Complexity: `k·q·p + l·s·r` element moves.
  public init(_ factors: MonarchFactors<Scalar>, for instructionSet: InstructionSet = .automatic) throws(KernelError) {
    try self.init(
      shapedLike: factors, right: factors.right.span, left: factors.left.span, for: instructionSet)
    // Swift 6.3.1 hands `factors` over to the other initialiser, which would free them before it has read the spans.
    withExtendedLifetime(factors) {}
  }

  /// Packs weights that lie anywhere, in the shape of `factors`.
  package init(
    shapedLike factors: MonarchFactors<Scalar>, right: Span<Scalar>, left: Span<Scalar>,
    for instructionSet: InstructionSet
  ) throws(KernelError) {
    precondition(right.count == factors.right.count && left.count == factors.left.count)
    let resolved = try instructionSet.resolved()
    var shape = factors.shape
    var count = 0
    try check(
      Scalar._kernels.packedCount(&shape, resolved.code, &count), name: "the packed factors", instructionSet: resolved)
    weights = allocate(count)
    self.shape = shape
    self.instructionSet = resolved
    inputCount = factors.inputCount
    outputCount = factors.outputCount
    let packed = weights.baseAddress!
    let status = right.withUnsafeBufferPointer { right in
      left.withUnsafeBufferPointer { left in
        Scalar._kernels.pack(&shape, resolved.code, right.baseAddress!, left.baseAddress!, packed)
      }
    }
    precondition(status == MONARCH_OK, "a shape was counted and then refused")
  }

  deinit {
    weights.deallocate()
  }

  /// Multiplies each row of a batch: `output[b] = M · input[b]`.
  ///
  /// - Parameters: as of `MonarchFactors.multiply`.
  /// - Throws: `negativeBatch`, `strideBelowOne`, `overlappingOutput`, `spanTooShort` or `overflow`; then `output` is
  ///   as it was.
  /// - Complexity: `k·q·p + l·s·r` multiply-adds per row, and one allocation of a tile's intermediate.
  public borrowing func multiply(
    _ input: Span<Scalar>,
    batch: Int,
    into output: inout MutableSpan<Scalar>,
    inputLayout: BatchLayout? = nil,
    outputLayout: BatchLayout? = nil
  ) throws(KernelError) {
    try multiply(
      input, batch: batch, into: &output, inputLayout: inputLayout, outputLayout: outputLayout, scratch: nil)
  }

  /// The elements of scratch that a product with these layouts takes.
  package borrowing func scratchCount(
    batch: Int, inputLayout: BatchLayout? = nil, outputLayout: BatchLayout? = nil
  ) throws(KernelError) -> Int {
    guard batch >= 0 else { throw .negativeBatch(batch) }
    var (shape, count) = (shape, 0)
    let status = Scalar._kernels.scratchCount(
      &shape, instructionSet.code,
      (inputLayout ?? BatchLayout(rowStride: inputCount)).strides,
      (outputLayout ?? BatchLayout(rowStride: outputCount)).strides,
      batch, &count)
    try check(status, name: "the scratch", instructionSet: instructionSet)
    return count
  }

  /// The product with scratch of the caller, whose contents do not matter, or else with its own.
  package borrowing func multiply(
    _ input: Span<Scalar>,
    batch: Int,
    into output: inout MutableSpan<Scalar>,
    inputLayout: BatchLayout? = nil,
    outputLayout: BatchLayout? = nil,
    scratch callersScratch: UnsafeMutableBufferPointer<Scalar>?
  ) throws(KernelError) {
    guard batch >= 0 else { throw .negativeBatch(batch) }
    let inputLayout = inputLayout ?? BatchLayout(rowStride: inputCount)
    let outputLayout = outputLayout ?? BatchLayout(rowStride: outputCount)
    try inputLayout.validate(
      name: "input", batch: batch, count: inputCount, available: input.count, mayOverlap: true)
    try outputLayout.validate(
      name: "output", batch: batch, count: outputCount, available: output.count, mayOverlap: false)
    let needed = try scratchCount(batch: batch, inputLayout: inputLayout, outputLayout: outputLayout)
    guard batch > 0 else { return }

    let scratch = callersScratch ?? allocate(needed)
    defer { if callersScratch == nil { scratch.deallocate() } }
    precondition(scratch.count >= needed, "the scratch holds \(scratch.count) elements and must hold \(needed)")

    var shape = shape
    let status = input.withUnsafeBufferPointer { input in
      output.withUnsafeMutableBufferPointer { output in
        Scalar._kernels.multiply(
          &shape, instructionSet.code, weights.baseAddress!, input.baseAddress!, inputLayout.strides,
          output.baseAddress!, outputLayout.strides, batch, scratch.baseAddress!)
      }
    }
    precondition(status == MONARCH_OK, "a product was counted and then refused")
  }
}

/// Memory for `count` elements on a cache line's boundary, not initialised.
private func allocate<Scalar: KernelScalar>(_ count: Int) -> UnsafeMutableBufferPointer<Scalar> {
  UnsafeMutableRawBufferPointer
    .allocate(byteCount: count * MemoryLayout<Scalar>.stride, alignment: 64)
    .bindMemory(to: Scalar.self)
}

/// Throws what a status of the C kernels means. Their shapes were validated before.
private func check(_ status: monarch_status, name: String, instructionSet: InstructionSet) throws(KernelError) {
  switch status {
  case MONARCH_OK: return
  case MONARCH_UNAVAILABLE: throw .unavailable(instructionSet)
  case MONARCH_OVERFLOW: throw .overflow(name: name)
  default: preconditionFailure("the kernels refuse a validated shape")
  }
}
