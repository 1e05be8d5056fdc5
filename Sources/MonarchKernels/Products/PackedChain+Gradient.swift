internal import CMonarchKernels

extension PackedChain {
  /// The gradients of the inputs and of every factor's blocks, for this chain and its adjoint one.
  ///
  /// - Parameters:
  ///   - factors: for each factor, that of which is applied first first, memory for the gradient of its blocks.
  ///   - accumulating: whether the factors' gradients are added to what is there.
  func gradient(
    _ backward: PackedChain, input: Span<Scalar>, cotangent: Span<Scalar>, batch: Int,
    inputGradient: inout MutableSpan<Scalar>, factors: [UnsafeMutablePointer<Scalar.Accumulator>], accumulating: Bool,
    inputLayout: BatchLayout?, cotangentLayout: BatchLayout?, inputGradientLayout: BatchLayout?, threads: Int
  ) throws(KernelError) {
    guard batch >= 0 else { throw .negativeBatch(batch) }
    guard threads >= 1 else { throw .sizeBelowOne(name: "threads", found: threads) }
    let inputLayout = inputLayout ?? BatchLayout(rowStride: inputCount)
    let cotangentLayout = cotangentLayout ?? BatchLayout(rowStride: outputCount)
    let gradientLayout = inputGradientLayout ?? BatchLayout(rowStride: inputCount)
    try inputLayout.validate(name: "input", batch: batch, count: inputCount, available: input.count, mayOverlap: true)
    try cotangentLayout.validate(
      name: "cotangent", batch: batch, count: outputCount, available: cotangent.count, mayOverlap: true)
    try gradientLayout.validate(
      name: "input's gradient", batch: batch, count: inputCount, available: inputGradient.count, mayOverlap: false)

    var chains = monarch_gradient(
      forward: plan, backward: backward.plan, forward_packed: weights, backward_packed: backward.weights)
    let (work, overflows) = multiplyAdds.multipliedReportingOverflow(by: batch)
    var sharers = overflows ? threads : min(threads, max(1, work / 100_000))
    var (scratchBytes, sumBytes) = (0, 0)
    func fits() -> Bool { monarch_gradient_sizes(&chains, sharers, &scratchBytes, &sumBytes) == MONARCH_OK }
    // Scratch grows with the square of the sharers: no more of them than keep it below 1 GiB.
    while sharers > 1, !fits() || scratchBytes > 1 << 30 { sharers -= sharers / 8 + 1 }
    guard fits() else { throw .overflow(name: "the scratch") }
    let tile = monarch_gradient_tile(&chains, sharers)
    let bytes = scratchBytes + 64 + sumBytes
    input.withUnsafeBufferPointer { input in
      cotangent.withUnsafeBufferPointer { cotangent in
        inputGradient.withUnsafeMutableBufferPointer { inputGradient in
          let job = monarch_gradient_job(
            x: UnsafeRawPointer(input.baseAddress), x_strides: inputLayout.strides,
            g: UnsafeRawPointer(cotangent.baseAddress), g_strides: cotangentLayout.strides,
            dx: UnsafeMutableRawPointer(inputGradient.baseAddress), dx_strides: gradientLayout.strides, batch: batch)
          pool.withScratch(bytes: bytes) { scratch in
            let sums = scratch + (scratchBytes + 63) / 64 * 64
            sums.initializeMemory(as: UInt8.self, repeating: 0, count: sumBytes)
            let work = Shared((chains: chains, job: job, scratch: scratch, sums: sums))
            for top in stride(from: 0, to: batch, by: tile) {
              add(work, rows: min(tile, batch - top), from: top, sharers: sharers, factorCount: factors.count)
            }
            for (factor, blocks) in factors.enumerated() {
              monarch_gradient_write(&chains, factor, sums, accumulating, blocks)
            }
          }
        }
      }
    }
  }

  private typealias Work = (
    chains: monarch_gradient, job: monarch_gradient_job, scratch: UnsafeMutableRawPointer,
    sums: UnsafeMutableRawPointer
  )

  /// Takes one tile of rows through the chain and back, and adds up the factors' gradients.
  private func add(_ work: Shared<Work>, rows: Int, from top: Int, sharers: Int, factorCount: Int) {
    // Rows fall to the sharers in multiples of six, as the tiles of the product have.
    let share = ((rows - 1) / sharers + 1 + 5) / 6 * 6
    perform((rows - 1) / share + 1) { sharer in
      var (chains, job) = (work.pointer.chains, work.pointer.job)
      monarch_gradient_rows(
        &chains, &job, sharers, top, sharer * share, min(rows, (sharer + 1) * share), sharer, work.pointer.scratch)
    }
    perform(sharers) { sharer in
      var (chains, job) = (work.pointer.chains, work.pointer.job)
      for factor in 0..<factorCount {
        let units = monarch_gradient_unit_count(&chains, factor)
        monarch_gradient_add(
          &chains, &job, sharers, top, rows, factor, units * sharer / sharers, units * (sharer + 1) / sharers, sharer,
          work.pointer.scratch, work.pointer.sums)
      }
    }
  }
}
