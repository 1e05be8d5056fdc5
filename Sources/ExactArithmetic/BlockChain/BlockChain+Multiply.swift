internal import CExactKernels
internal import Dispatch
import Synchronization

/// The machine instructions of exact products. All give the same bits.
package enum ExactInstructions: Sendable, CaseIterable {
  case avx2
  case portable

  package var isAvailable: Bool { exact_isa_available(code) }

  /// The fastest that this machine executes.
  package static let fastest: ExactInstructions = avx2.isAvailable ? .avx2 : .portable

  fileprivate var code: exact_isa { self == .avx2 ? EXACT_ISA_AVX2 : EXACT_ISA_PORTABLE }
}

extension BlockChain {
  /// The exact products with a batch of vectors: (batch, inputCount), row-major.
  ///
  /// The batch is shared among all cores; the result does not depend on how.
  ///
  /// - Complexity: for each weight and vector as many multiply-adds of doubles as the weight's digits times the vector's,
  ///   or where the weights' exponents differ widely, times the few digits of one weight that are not 0.
  /// - Throws: where the input has not batch·inputCount numbers, or one that is not finite.
  public func multiply<Scalar: ExactScalar>(
    _ input: Span<Scalar>, batch: Int
  ) throws(ExactProductError) -> ExactVectors {
    try multiply(input, batch: batch, instructions: .fastest)
  }

  package func multiply<Scalar: ExactScalar>(
    _ input: Span<Scalar>, batch: Int, instructions: ExactInstructions
  ) throws(ExactProductError) -> ExactVectors {
    let (count, overflow) = batch.multipliedReportingOverflow(by: inputCount)
    guard batch >= 0, !overflow, input.count == count else {
      throw .shape(
        ShapeError("expected an input of \(batch)·\(inputCount) numbers, found \(input.count)"))
    }
    guard batch > 0 else { return ExactVectors(count: 0, units: units, vectorUnits: [], words: 1) }
    return try input.withUnsafeBufferPointer { buffer throws(ExactProductError) in
      nonisolated(unsafe) let values = buffer.baseAddress!
      let ranges = try ranges(of: values, batch: batch)
      let passes = passes(over: ranges)
      let bits = ranges.reduce(0) { max($0, $1.width) } + stages.reduce(0) { $0 + $1.growth }
      let result = ExactVectors(
        count: batch, units: units, vectorUnits: ranges.map(\.unit), words: max(bits, 0) / 64 + 1)
      // Each worker has memory of its own, and takes the next pass when it is done with one.
      let next = Atomic(0)
      DispatchQueue.concurrentPerform(iterations: min(passes.count, 64)) { _ in
        var index = next.add(1, ordering: .relaxed).oldValue
        guard index < passes.count else { return }
        let workspace = Workspace()
        while index < passes.count {
          run(passes[index], values, ranges, workspace, result, instructions)
          index = next.add(1, ordering: .relaxed).oldValue
        }
      }
      return result
    }
  }

  /// Where the binary digits of one vector lie: all are multiples of 2^unit and less than 2^(unit + width).
  private struct DigitRange {
    var unit = 0
    var width = 0
    /// The place of the first number that is not finite.
    var firstNonFinite: Int?
  }

  private func ranges<Scalar: ExactScalar>(
    of values: UnsafePointer<Scalar>, batch: Int
  ) throws(ExactProductError) -> [DigitRange] {
    let reader = Scalar._reader
    let inputCount = inputCount
    nonisolated(unsafe) let values = values
    let ranges = [DigitRange](unsafeUninitializedCapacity: batch) { ranges, count in
      nonisolated(unsafe) let ranges = ranges
      let runs = min(batch, 16)
      DispatchQueue.concurrentPerform(iterations: runs) { run in
        for row in batch * run / runs..<batch * (run + 1) / runs {
          let (low, high, finite) = reader.range(values + row * inputCount, inputCount)
          var range = DigitRange()
          if finite < inputCount { range.firstNonFinite = finite }
          if low <= high { (range.unit, range.width) = (Int(low), Int(high - low)) }
          ranges.initializeElement(at: row, to: range)
        }
      }
      count = batch
    }
    for (row, range) in ranges.enumerated() {
      guard let place = range.firstNonFinite else { continue }
      let index = row * inputCount + place
      throw .nonFinite(tensor: "input", index: index, value: "\(values[index])")
    }
    return ranges
  }

  // MARK: Passes

  /// Vectors that go through all stages together, in panels.
  private struct Pass {
    var vectors: Range<Int>
    var lanes: Int
    /// Digits of the input, of each intermediate.
    var digits: [Int]
    var panels: Int { (vectors.count + lanes - 1) / lanes }
  }

  /// Full panels, several at once so that weights that were read serve them all; one or two last vectors go alone.
  private func passes(over ranges: [DigitRange]) -> [Pass] {
    let lanes = EXACT_LANES
    let alone = ranges.count % lanes <= 2 ? ranges.count % lanes : 0
    let panels = (ranges.count - alone + lanes - 1) / lanes
    var passes: [Pass] = []
    func append(_ vectors: Range<Int>, lanes: Int) {
      var bits = vectors.reduce(0) { max($0, ranges[$1].width) }
      var digits = [max(1, (bits + radixBits) / radixBits)]
      for stage in stages.dropLast() {
        bits += stage.growth
        // Two bits to spare, so that nothing is left above the last balanced digit.
        digits.append(max(1, (bits + 1 + radixBits) / radixBits))
      }
      passes.append(Pass(vectors: vectors, lanes: lanes, digits: digits))
    }
    // Few panels are shared out evenly; many go in fours.
    let together = min(4, max(1, panels / 4))
    for first in stride(from: 0, to: panels, by: together) {
      append(first * lanes..<min((first + together) * lanes, ranges.count - alone), lanes: lanes)
    }
    for vector in ranges.count - alone..<ranges.count { append(vector..<vector + 1, lanes: 1) }
    return passes
  }

  private func run<Scalar: ExactScalar>(
    _ pass: Pass, _ values: UnsafePointer<Scalar>, _ ranges: [DigitRange], _ workspace: Workspace,
    _ result: ExactVectors, _ instructions: ExactInstructions
  ) {
    let lanes = pass.lanes
    let sizes = zip(stages, pass.digits).map { $0.count * $0.columns * $1 * lanes }
    workspace.reserve(panels: sizes.map { $0 * pass.panels }.max()!, scratch: scratchCount(pass))
    read(pass, values, ranges, into: workspace.input, panelSize: sizes[0])
    for (index, stage) in stages.enumerated() {
      let digits = pass.digits[index]
      let (columnStride, digitStride) = stage.strides(digits: digits, lanes: lanes)
      stage.places.withUnsafeBufferPointer { places in
        for blockIndex in 0..<stage.count {
          var block = stage.block(blockIndex)
          for panelIndex in 0..<pass.panels {
            var panel = exact_panel(
              values: workspace.input + panelIndex * sizes[index] + blockIndex * stage.columns * digits * lanes,
              digits: digits, column_stride: columnStride, digit_stride: digitStride, lanes: lanes)
            let blockPlaces = places.baseAddress! + blockIndex * stage.rows
            if index + 1 < stages.count {
              let next = stages[index + 1]
              let nextDigits = pass.digits[index + 1]
              let strides = next.strides(digits: nextDigits, lanes: lanes)
              var sink = exact_digit_sink(
                values: workspace.output + panelIndex * sizes[index + 1], places: blockPlaces, columns: next.columns,
                digits: nextDigits, column_stride: strides.column, digit_stride: strides.digit)
              exact_multiply_to_digits(
                instructions.code, &block, &panel, Int32(radixBits), workspace.scratch, &sink)
            } else {
              let first = pass.vectors.lowerBound + panelIndex * lanes
              var sink = exact_integer_sink(
                limbs: result.limbs(of: first), places: blockPlaces, count: outputCount, words: result.words,
                lanes: min(lanes, pass.vectors.upperBound - first))
              exact_multiply_to_integers(
                instructions.code, &block, &panel, Int32(radixBits), workspace.scratch, &sink)
            }
          }
        }
      }
      workspace.swap()
    }
  }

  /// The digits of the pass's vectors, panel by panel, block by block.
  private func read<Scalar: ExactScalar>(
    _ pass: Pass, _ values: UnsafePointer<Scalar>, _ ranges: [DigitRange], into panels: UnsafeMutablePointer<Double>,
    panelSize: Int
  ) {
    let reader = Scalar._reader
    let (stage, digits, lanes) = (stages[0], pass.digits[0], pass.lanes)
    let (columnStride, digitStride) = stage.strides(digits: digits, lanes: lanes)
    for panelIndex in 0..<pass.panels {
      let first = pass.vectors.lowerBound + panelIndex * lanes
      let panel = panels + panelIndex * panelSize
      let used = min(lanes, pass.vectors.upperBound - first)
      if used < lanes { panel.update(repeating: 0, count: panelSize) }
      for block in 0..<stage.count {
        for lane in 0..<used {
          reader.split(
            values + (first + lane) * inputCount + block * stage.columns, stage.columns,
            Int32(ranges[first + lane].unit), Int32(radixBits), digits, takesMagnitudes,
            panel + block * stage.columns * digits * lanes + lane, columnStride, digitStride)
        }
      }
    }
  }

  private func scratchCount(_ pass: Pass) -> Int {
    zip(stages, pass.digits).reduce(0) { most, item in
      let (stage, digits) = item
      var block = stage.block(0)
      var panel = exact_panel(values: nil, digits: digits, column_stride: 0, digit_stride: 0, lanes: pass.lanes)
      return max(most, exact_scratch_count(&block, &panel))
    }
  }
}

/// The memory of one pass, kept for the next: panels of digits, before and after a stage, and sums.
private final class Workspace: @unchecked Sendable {
  private(set) var input = Workspace.allocate(0)
  private(set) var output = Workspace.allocate(0)
  private(set) var scratch = Workspace.allocate(0)
  private var (panelCount, scratchCount) = (0, 0)

  func reserve(panels: Int, scratch count: Int) {
    if panels > panelCount {
      input.deallocate()
      output.deallocate()
      (input, output, panelCount) = (Workspace.allocate(panels), Workspace.allocate(panels), panels)
    }
    if count > scratchCount {
      scratch.deallocate()
      (scratch, scratchCount) = (Workspace.allocate(count), count)
    }
  }

  /// The output of one stage is the input of the next.
  func swap() { (input, output) = (output, input) }

  deinit {
    input.deallocate()
    output.deallocate()
    scratch.deallocate()
  }

  private static func allocate(_ count: Int) -> UnsafeMutablePointer<Double> {
    UnsafeMutableRawPointer.allocate(byteCount: max(count, 1) * 8, alignment: 64)
      .bindMemory(to: Double.self, capacity: count)
  }
}
