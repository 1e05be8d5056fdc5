internal import CExactKernels

/// A product of block-diagonal matrices of floats and permutations, prepared for exact multiplication by batches.
///
/// ```
/// y = S_T … S_2 S_1 x
/// ```
///
/// Every float is an integer times a power of two. The weights are read once into integers at common powers of two (a
/// unit for each run of outputs that the next stage sums, for each output at the end), and these into digits of a radix
/// 2^b that is so small that no sum of the magnitudes of products of digits reaches 2^53. So sums of products of digits
/// are exact in `Double` arithmetic, in any order, on any instruction set; carries are resolved once for each output.
/// Nothing rounds anywhere, and nothing is approximated: the result is the exact integer.
public struct BlockChain: Sendable {
  let stages: [PreparedStage]
  /// b.
  package let radixBits: Int
  /// The exponent of the unit of each output, in its place, where the input's unit is 1.
  let units: [Int]
  /// Whether it multiplies magnitudes: |S_T| … |S_1| |x|.
  public let takesMagnitudes: Bool

  /// How each stage's weights are kept: their digits, and whether only those that are not 0.
  package var representation: [(digits: Int, isSparse: Bool)] { stages.map { ($0.digits, $0.isSparse) } }

  /// The number of inputs of the first stage.
  public var inputCount: Int { stages[0].count * stages[0].columns }
  /// The number of outputs of the last stage.
  public var outputCount: Int { units.count }

  /// The chain of these stages, the first one applied first.
  ///
  /// - Parameter magnitudes: whether to take the absolute value of every weight and of every input: the sums of the
  ///   magnitudes of all terms of the product.
  /// - Complexity: linear in the weights, as much for each as for some tens of multiply-adds.
  public init(_ stages: [BlockStage], magnitudes: Bool = false) throws(ExactProductError) {
    guard !stages.isEmpty else { throw .shape(ShapeError("expected at least one stage, found none")) }
    for (index, (stage, next)) in zip(stages, stages.dropFirst()).enumerated()
    where stage.outputCount != next.inputCount {
      throw .shape(
        ShapeError("stage \(index) has \(stage.outputCount) outputs, stage \(index + 1) takes \(next.inputCount)"))
    }
    takesMagnitudes = magnitudes

    // Units, first stage first: those of the inputs of a block are one.
    var alignments: [Alignment] = []
    var inputUnits = [Int](repeating: 0, count: stages[0].count)
    for (index, stage) in stages.enumerated() {
      let group = index + 1 < stages.count ? stages[index + 1].columns : 1
      let alignment = Alignment(stage, inputUnits: inputUnits, group: group)
      inputUnits = alignment.groupUnits
      alignments.append(alignment)
    }
    units = inputUnits

    let bits = Self.radixBits(of: stages, alignments)
    radixBits = bits
    self.stages = zip(stages, alignments).map {
      PreparedStage($0, $1, radixBits: bits, magnitudes: magnitudes)
    }
  }

  /// The largest b for which all sums of products of digits are exact.
  private static func radixBits(of stages: [BlockStage], _ alignments: [Alignment]) -> Int {
    // With a digit for each weight, columns · 2^(2b − 2) would have to be at most 2^53.
    let most = stages.reduce(1) { max($0, $1.columns) }
    var bits = min(26, (53 - (Int.bitWidth - (most - 1).leadingZeroBitCount)) / 2 + 1)
    // Fewer bits make smaller digits, but more of them: every row is checked again.
    while !zip(stages, alignments).allSatisfy({ isExact($0, $1, radixBits: bits) }) {
      bits -= 1
      precondition(bits >= 2, "BlockChain: a row of \(most) weights is too long")
    }
    return bits
  }

  /// Whether all sums of products of digits, carries included, are at most 2^53 in magnitude.
  private static func isExact(_ stage: BlockStage, _ alignment: Alignment, radixBits bits: Int) -> Bool {
    stage.weights.withUnsafeBufferPointer { weights in
      alignment.rowUnits.indices.allSatisfy { row in
        let sum = exact_digit_sum(
          weights.baseAddress! + row * stage.columns, stage.columns, Int32(alignment.rowUnits[row]), Int32(bits))
        // Each digit meets one of the vector, at most 2^(b−1); a carry is less than 2^(53−b) + 2.
        let (products, overflow) = sum.multipliedReportingOverflow(by: 1 << UInt64(bits - 1))
        return !overflow && products <= 1 << 53 - 1 << UInt64(54 - bits)
      }
    }
  }
}

/// The powers of two that the weights of a stage are integers of.
struct Alignment {
  /// For each row of the stage, the exponent of the unit of its weights.
  let rowUnits: [Int]
  /// For each run of `group` outputs in their places, the exponent of the unit of its values.
  let groupUnits: [Int]
  /// All weights of row t are less than 2^rowHighs[t] in magnitude; nil where all are 0.
  let rowHighs: [Int?]

  /// - Parameters:
  ///   - inputUnits: for each block, the exponent of the unit of its inputs.
  ///   - group: how many outputs, in their places, share a unit.
  init(_ stage: BlockStage, inputUnits: [Int], group: Int) {
    var lows = [Int?](repeating: nil, count: stage.outputCount)
    var highs = lows
    stage.weights.withUnsafeBufferPointer { weights in
      for row in lows.indices {
        var (low, high): (Int32, Int32) = (0, 0)
        _ = exact_range_f64(weights.baseAddress! + row * stage.columns, stage.columns, &low, &high)
        if low <= high { (lows[row], highs[row]) = (Int(low), Int(high)) }
      }
    }
    let images = stage.images
    var groupUnits = [Int?](repeating: nil, count: stage.outputCount / group)
    for row in lows.indices {
      guard let low = lows[row] else { continue }
      let unit = inputUnits[row / stage.rows] + low
      let index = images[row] / group
      groupUnits[index] = min(groupUnits[index] ?? unit, unit)
    }
    self.groupUnits = groupUnits.map { $0 ?? 0 }
    rowUnits = lows.indices.map { row in (groupUnits[images[row] / group] ?? 0) - inputUnits[row / stage.rows] }
    rowHighs = highs
  }
}

/// The weights of a stage as digits, in the order in which the kernels read them.
struct PreparedStage: Sendable {
  let count: Int
  let rows: Int
  let columns: Int
  let places: [Int]
  /// Digits of each weight.
  let digits: Int
  /// Where most digits are 0, how many of each weight are kept; else 0.
  let span: Int
  /// An input of less than 2^t units gives outputs of at most 2^(t + growth).
  let growth: Int
  private let memory: WeightMemory

  var isSparse: Bool { span > 0 }

  init(_ stage: BlockStage, _ alignment: Alignment, radixBits: Int, magnitudes: Bool) {
    (count, rows, columns, places) = (stage.count, stage.rows, stage.columns, stage.images)
    let memory: WeightMemory
    let (digits, span, growth) = stage.weights.withUnsafeBufferPointer { weights in
      var (width, growth) = (0, 0)
      for (row, high) in alignment.rowHighs.enumerated() {
        guard let high else { continue }
        width = max(width, high - alignment.rowUnits[row])
        let sum = exact_magnitude_sum(weights.baseAddress! + row * stage.columns, stage.columns, Int32(high))
        growth = max(growth, high - alignment.rowUnits[row] + Int(sum.exponent) + 1)
      }
      // With D balanced digits the magnitude may reach 2^(bD − 1).
      let digits = max(1, (width + radixBits) / radixBits)
      let significandBits = Int(exact_significand_bits(weights.baseAddress!, weights.count))
      let span = (significandBits + 2 * radixBits - 1) / radixBits
      // A sparse digit of 2^(b−1) carries into the next, so that the magnitude must stay below 2^(bD − 2).
      return digits > span + 1 ? ((width + 1 + radixBits) / radixBits, span, growth) : (digits, 0, growth)
    }
    (self.digits, self.span, self.growth) = (digits, span, growth)
    if span > 0 {
      memory = WeightMemory(doubles: stage.weights.count * span, places: stage.weights.count)
    } else {
      memory = WeightMemory(doubles: stage.count * paddedRows(stage.rows) * digits * stage.columns, places: 0)
    }
    self.memory = memory
    stage.weights.withUnsafeBufferPointer { weights in
      for row in alignment.rowUnits.indices {
        let values = weights.baseAddress! + row * stage.columns
        let unit = Int32(alignment.rowUnits[row])
        if span > 0 {
          exact_split_sparse(
            values, stage.columns, unit, Int32(radixBits), span, magnitudes,
            memory.doubles + row * stage.columns * span, memory.places + row * stage.columns)
        } else {
          let (block, inner) = (row / stage.rows, row % stage.rows)
          let tile = block * paddedRows(stage.rows) + inner / rowsAtOnce * rowsAtOnce
          exact_split_f64(
            values, stage.columns, unit, Int32(radixBits), digits, magnitudes,
            memory.doubles + tile * digits * stage.columns + inner % rowsAtOnce, rowsAtOnce,
            stage.columns * rowsAtOnce)
        }
      }
    }
  }

  /// One block, as the kernels take it.
  func block(_ index: Int) -> exact_block {
    let row = isSparse ? index * rows : index * paddedRows(rows)
    return exact_block(
      rows: rows, columns: columns, digits: digits,
      weights: memory.doubles + row * columns * (isSparse ? span : digits),
      places: isSparse ? UnsafePointer(memory.places + row * columns) : nil, span: span)
  }

  /// Where digit j of column c of a block's inputs lies, for inputs of `digits` digits in panels of `lanes` vectors.
  func strides(digits: Int, lanes: Int) -> (column: Int, digit: Int) {
    isSparse ? (digits * lanes, lanes) : (lanes, columns * lanes)
  }
}

private let rowsAtOnce = EXACT_ROWS

private func paddedRows(_ rows: Int) -> Int { (rows + rowsAtOnce - 1) / rowsAtOnce * rowsAtOnce }

/// Digits that are written once, before they are shared.
private final class WeightMemory: @unchecked Sendable {
  let doubles: UnsafeMutablePointer<Double>
  let places: UnsafeMutablePointer<UInt32>

  init(doubles count: Int, places placeCount: Int) {
    doubles = UnsafeMutableRawPointer.allocate(byteCount: max(count, 1) * 8, alignment: 64)
      .bindMemory(to: Double.self, capacity: count)
    doubles.initialize(repeating: 0, count: count)
    places = .allocate(capacity: placeCount)
  }

  deinit {
    doubles.deallocate()
    places.deallocate()
  }
}
