import ExactArithmetic
import MonarchJudge
import MonarchReference

/// A tensor of a vector file: bit patterns in the order of the file's layout, or the two ends of what may come back.
struct StoredBits: Hashable {
  let shape: [Int]
  let format: FloatFormat
  /// The bits, or the least values.
  let low: [UInt64]
  /// The greatest values; the same as `low` for data and exact results.
  let high: [UInt64]
}

/// The tensors of a vector, as its file has them.
///
/// | name | shape in layout `fly` | in `expected` |
/// |---|---|---|
/// | `left`, `right` | (l, s, r), (k, q, p) | |
/// | `input`, `cotangent` | (batch, k·p), (batch, l·s) | `d_input`, `output` |
/// | `d_left`, `d_right` | as the factors | the same |
/// | `matrix` | | (l·s, k·p) |
struct StoredVector {
  /// Data in the order in which it is written.
  let data: [(name: String, bits: StoredBits)]
  let expected: [(name: String, bits: StoredBits)]

  /// The names of the data that an operation is given.
  static func names(of operation: KernelOperation) -> [String] {
    switch operation {
    case .multiply: ["left", "right", "input"]
    case .adjoint: ["left", "right", "cotangent"]
    case .gradient: ["left", "right", "input", "cotangent"]
    case .accumulate: ["left", "right", "input", "cotangent", "d_left", "d_right"]
    case .dense: ["left", "right"]
    }
  }
}

extension StoredVector {
  /// The vector in the layout of its group.
  init(_ vector: TestVector) throws(ShapeError) {
    let (group, question, layout) = (vector.group, vector.question, vector.group.layout)
    let (shape, batch) = (question.shape, question.data.batch)
    typealias Ends = (low: UInt64, high: UInt64)

    func bits(_ format: FloatFormat, _ shape: [Int], _ ends: [Ends]) -> StoredBits {
      StoredBits(shape: shape, format: format, low: ends.map(\.low), high: ends.map(\.high))
    }
    func patterns(_ values: [Double], _ format: FloatFormat) throws(ShapeError) -> [Ends] {
      var ends: [Ends] = []
      for value in values {
        let pattern = format.bitPattern(of: value)
        guard value.isNaN || format.value(bitPattern: pattern) == value else {
          throw ShapeError("\(value) is no number of \(format)")
        }
        ends.append((pattern, pattern))
      }
      return ends
    }
    func ends(_ interval: ResultInterval) -> [Ends] { zip(interval.low, interval.high).map { ($0, $1) } }
    func factors(
      _ left: [Ends], _ right: [Ends], _ format: FloatFormat
    ) throws(ShapeError) -> (left: StoredBits, right: StoredBits) {
      let stored = try layout.stored(CanonicalFactors(shape: shape, left: left, right: right))
      return (
        bits(format, stored.left.shape, stored.left.elements), bits(format, stored.right.shape, stored.right.elements)
      )
    }
    func inputs(_ ends: [Ends], _ format: FloatFormat) throws(ShapeError) -> StoredBits {
      bits(
        format, layout.batchShape(batch: batch, count: shape.inputCount),
        try layout.storedInputs(ends, batch: batch, for: shape))
    }
    func outputs(_ ends: [Ends], _ format: FloatFormat) throws(ShapeError) -> StoredBits {
      bits(
        format, layout.batchShape(batch: batch, count: shape.outputCount),
        try layout.storedOutputs(ends, batch: batch, for: shape))
    }

    let given = question.data
    let input = group.model.input
    let weights = try factors(
      try patterns(given.factors[1], input), try patterns(given.factors[0], input), input)
    var data = [("left", weights.left), ("right", weights.right)]
    if question.operation != .dense {
      if let values = given.input { data.append(("input", try inputs(try patterns(values, input), input))) }
      if let values = given.cotangent { data.append(("cotangent", try outputs(try patterns(values, input), input))) }
    }
    if let before = given.accumulators {
      let format = group.model.gradient
      let stored = try factors(try patterns(before[1], format), try patterns(before[0], format), format)
      data += [("d_left", stored.left), ("d_right", stored.right)]
    }
    var expected: [(String, StoredBits)] = []
    let results = Dictionary(uniqueKeysWithValues: zip(question.operation.results, vector.expected))
    for (name, interval) in zip(question.operation.results, vector.expected) {
      let format = group.format(of: name)
      switch name {
      case .output where question.operation == .adjoint:
        expected.append((name.rawValue, try inputs(ends(interval), format)))
      case .output: expected.append((name.rawValue, try outputs(ends(interval), format)))
      case .inputGradient: expected.append((name.rawValue, try inputs(ends(interval), format)))
      case .leftGradient:
        guard let right = results[.rightGradient] else { break }
        let stored = try factors(ends(interval), ends(right), format)
        expected += [
          (KernelResult.leftGradient.rawValue, stored.left), (KernelResult.rightGradient.rawValue, stored.right),
        ]
      case .rightGradient: break
      case .matrix:
        expected.append((name.rawValue, bits(format, [shape.outputCount, shape.inputCount], ends(interval))))
      }
    }
    (self.data, self.expected) = (data, expected)
  }
}
