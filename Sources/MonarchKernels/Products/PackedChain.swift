internal import CMonarchKernels

/// A chain of Kronecker-sparse factors, packed for one instruction set: what every product is computed by.
///
/// A factor of the pattern (a, b, c, d) is I_a ⊗ (blocks of b outputs and c inputs) ⊗ I_d; its blocks are numbered by
/// (i, δ), i < a, δ < d. It never changes once its factors are packed, so that threads may share it.
final class PackedChain<Scalar: FactorScalar>: @unchecked Sendable {
  let plan: OpaquePointer
  private let planMemory: UnsafeMutableRawPointer
  let weights: UnsafeMutableRawPointer
  let pool = ScratchPool()
  let multiplyAdds: Int

  /// Never `automatic`.
  let instructionSet: InstructionSet
  let inputCount: Int
  let outputCount: Int

  /// Plans a chain; `pack` must be called for each factor.
  ///
  /// - Parameters:
  ///   - patterns: that of the factor that is applied first first; the outputs of each are the inputs of the next.
  ///   - inputCount: at most as many as the first factor has, which is padded with zeros.
  ///   - outputCount: at most as many as the last factor has, which is cut.
  init(
    _ patterns: [monarch_pattern], inputCount: Int, outputCount: Int, for instructionSet: InstructionSet
  ) throws(KernelError) {
    let resolved = try instructionSet.resolved()
    let bytes = monarch_plan_bytes(patterns.count)
    guard bytes > 0 else { throw .overflow(name: "the factors") }
    let memory = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: 64)
    let plan = OpaquePointer(memory)
    let status = patterns.withUnsafeBufferPointer { patterns in
      var chain = monarch_chain(
        element: Scalar._format.element, parts: Scalar._format.parts, count: patterns.count,
        patterns: patterns.baseAddress!, input_count: inputCount, output_count: outputCount)
      return monarch_make_plan(&chain, resolved.code, plan)
    }
    guard status == MONARCH_OK else {
      memory.deallocate()
      precondition(status == MONARCH_OVERFLOW, "the kernels refuse a validated chain")
      throw .overflow(name: "the packed factors")
    }
    (self.plan, planMemory) = (plan, memory)
    weights = .allocate(byteCount: max(monarch_packed_bytes(plan), 64), alignment: 64)
    multiplyAdds = patterns.reduce(0) { $0 + $1.a * $1.b * $1.c * $1.d } * Scalar._format.parts * Scalar._format.parts
    (self.instructionSet, self.inputCount, self.outputCount) = (resolved, inputCount, outputCount)
  }

  deinit {
    planMemory.deallocate()
    weights.deallocate()
  }

  /// Packs the blocks of a factor, each (output, input); or those of the factor whose conjugate transpose it is.
  func pack(_ index: Int, _ blocks: Span<Scalar>, adjoint: Bool = false) {
    blocks.withUnsafeBufferPointer { monarch_pack(plan, index, adjoint, $0.baseAddress!, weights) }
  }

  private func job(_ batch: Int, _ input: BatchLayout, _ output: BatchLayout) -> monarch_job {
    monarch_job(x: nil, x_strides: input.strides, y: nil, y_strides: output.strides, batch: batch)
  }

  /// The bytes of scratch of a product, parts of which `sharers` compute at once.
  func scratchBytes(
    batch: Int, inputLayout: BatchLayout, outputLayout: BatchLayout, sharers: Int = 1
  ) throws(KernelError) -> Int {
    var (job, bytes) = (job(batch, inputLayout, outputLayout), 0)
    guard monarch_scratch_bytes(plan, &job, sharers, &bytes) == MONARCH_OK else { throw .overflow(name: "the scratch") }
    return bytes
  }

  /// Multiplies each row of a batch.
  ///
  /// - Parameter scratch: of the caller, for one thread; or else memory of the chain's own.
  func multiply(
    _ input: Span<Scalar>, batch: Int, into output: inout MutableSpan<Scalar>, inputLayout: BatchLayout? = nil,
    outputLayout: BatchLayout? = nil, threads: Int = 1, scratch: UnsafeMutableRawBufferPointer? = nil
  ) throws(KernelError) {
    guard batch >= 0 else { throw .negativeBatch(batch) }
    guard threads >= 1 else { throw .sizeBelowOne(name: "threads", found: threads) }
    let inputLayout = inputLayout ?? BatchLayout(rowStride: inputCount)
    let outputLayout = outputLayout ?? BatchLayout(rowStride: outputCount)
    try inputLayout.validate(name: "input", batch: batch, count: inputCount, available: input.count, mayOverlap: true)
    try outputLayout.validate(
      name: "output", batch: batch, count: outputCount, available: output.count, mayOverlap: false)
    guard batch > 0 else { return }

    let sharing = Sharing(batch: batch, threads: threads, multiplyAdds: multiplyAdds, tile: monarch_tile(plan))
    var whole = job(batch, inputLayout, outputLayout)
    let bytes: Int
    switch sharing {
    case .rows(let rows, _):
      bytes = try scratchBytes(batch: rows, inputLayout: inputLayout, outputLayout: outputLayout)
    case .units(let sharers):
      bytes = try scratchBytes(batch: batch, inputLayout: inputLayout, outputLayout: outputLayout, sharers: sharers)
    }
    precondition(scratch.map { $0.count >= bytes } ?? true, "the scratch must hold \(bytes) bytes")
    input.withUnsafeBufferPointer { input in
      output.withUnsafeMutableBufferPointer { output in
        (whole.x, whole.y) = (UnsafeRawPointer(input.baseAddress!), UnsafeMutableRawPointer(output.baseAddress!))
        switch sharing {
        case .rows(_, 1):
          if let scratch {
            monarch_multiply(plan, weights, &whole, scratch.baseAddress!)
          } else {
            pool.withScratch(bytes: bytes) { monarch_multiply(plan, weights, &whole, $0) }
          }
        case .rows(let rows, let sharers):
          multiplyRows(whole, rows: rows, sharers: sharers, bytes: bytes)
        case .units(let sharers):
          multiplyUnits(whole, sharers: sharers, bytes: bytes)
        }
      }
    }
  }

  /// Multiplies each row of a batch stored one behind the other.
  func multiply(_ input: [Scalar], batch: Int) throws(KernelError) -> [Scalar] {
    guard batch >= 0 else { throw .negativeBatch(batch) }
    let expected = try product(batch, inputCount, name: "the input")
    guard input.count == expected else { throw .wrongCount(name: "input", expected: expected, found: input.count) }
    return try filled(try product(batch, outputCount, name: "the output")) { (output) throws(KernelError) in
      try multiply(input.span, batch: batch, into: &output)
    }
  }

  /// Each sharer multiplies rows of its own.
  private func multiplyRows(_ whole: monarch_job, rows: Int, sharers: Int, bytes: Int) {
    let stride = MemoryLayout<Scalar>.stride
    let whole = Shared(whole)
    perform(sharers) { sharer in
      let first = sharer * rows
      var job = whole.pointer
      job.x += first * job.x_strides.row_stride * stride
      job.y += first * job.y_strides.row_stride * stride
      job.batch = min(rows, job.batch - first)
      pool.withScratch(bytes: bytes) { monarch_multiply(plan, weights, &job, $0) }
    }
  }

  /// Few rows and many weights: each sharer multiplies all rows by weights of its own, factor after factor.
  private func multiplyUnits(_ whole: monarch_job, sharers: Int, bytes: Int) {
    let whole = Shared(whole)
    pool.withScratch(bytes: bytes) { scratch in
      let scratch = Shared(scratch)
      for phase in 0..<monarch_phase_count(plan) {
        let units = monarch_unit_count(plan, phase)
        let count = min(sharers, units)
        perform(count) { sharer in
          var job = whole.pointer
          monarch_multiply_units(
            plan, weights, &job, phase, units * sharer / count, units * (sharer + 1) / count, sharer, scratch.pointer)
        }
      }
    }
  }
}

/// How threads share a product. The result is the same bit for bit.
private enum Sharing {
  /// So many rows for each sharer.
  case rows(Int, sharers: Int)
  /// All rows for each sharer.
  case units(sharers: Int)

  init(batch: Int, threads: Int, multiplyAdds: Int, tile: Int) {
    // Below this, waking a thread takes longer than the work: about 5 µs.
    let worthwhile = 100_000
    let (work, overflows) = multiplyAdds.multipliedReportingOverflow(by: batch)
    let most = overflows ? threads : min(threads, max(1, work / worthwhile))
    // A tile of stage 1 has six rows; fewer of them cost nearly as much.
    if most > 1, batch <= tile, batch < 12 * most {
      self = .units(sharers: most)
    } else {
      let rows = ((batch - 1) / most + 1 + 5) / 6 * 6
      self = most == 1 ? .rows(batch, sharers: 1) : .rows(rows, sharers: (batch - 1) / rows + 1)
    }
  }
}
