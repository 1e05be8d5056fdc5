import ExactArithmetic
import MonarchReference

/// The two flows that meet in the gradient of one factor: h_t from the input, g_{t+1} from the cotangent.
struct GradientFlows {
  private let forward: ExactFlow
  private let backward: ExactFlow
  /// How many stages h and g have passed.
  private let forwardCount: Int
  private let backwardCount: Int

  init(factor: Int, of data: OperationCase) throws(ShapeError) {
    let operation = Operation.gradient(factor: factor)
    _ = try data.resultShape(of: operation)
    forward = .forward(data, try data.operand(data.input, "input", for: operation))
    backward = .backward(data, try data.operand(data.cotangent, "cotangent", for: operation))
    forwardCount = factor
    backwardCount = data.patterns.count - 1 - factor
  }

  /// D_h + D_g.
  var depth: Int { forward.depth(after: forwardCount) + backward.depth(after: backwardCount) }

  /// Σ_rows g_i·h_j, or of magnitudes.
  func sums(magnitudes: Bool) throws(ShapeError) -> BatchProducts {
    BatchProducts(
      try backward.vectors(after: backwardCount, magnitudes: magnitudes),
      try forward.vectors(after: forwardCount, magnitudes: magnitudes))
  }

  /// The part of the bound that underflow makes, by block and entry.
  func absolutes(
    depth: Int, format: FloatFormat
  ) throws(ShapeError) -> (_ block: Int, _ entry: Int) -> Rational {
    let pattern = forward.patterns[forwardCount]
    let (η, batch) = (format.underflowUnit, Rational(forward.batch))
    let unit = power(1 + format.unitRoundoff, depth) * η
    let outputs = try backward.amplification(after: backwardCount)
    let inputs = try forward.amplification(after: forwardCount)
    let outputSums = try gaugeSums(backward, backwardCount)
    let inputSums = try gaugeSums(forward, forwardCount)
    // In a product of two factors one of the flows has passed no stage: there is one number for each row of a block.
    let plain = unit * batch
    let outputTerms = outputs.map { unit * $0 }
    let inputTerms = inputs.map { unit * $0 }
    return { block, entry in
      let row = pattern.row(entry / pattern.c, ofBlock: block)
      let column = pattern.column(entry % pattern.c, ofBlock: block)
      var sum = plain
      if inputs[column] != 0 { sum += inputTerms[column] * outputSums[row] }
      if outputs[row] != 0 { sum += outputTerms[row] * (inputSums[column] + batch * η * inputs[column]) }
      return sum
    }
  }

  private func gaugeSums(_ flow: ExactFlow, _ count: Int) throws(ShapeError) -> [Rational] {
    let gauges = try flow.vectors(after: count, magnitudes: true)
    return (0..<gauges.width).map { entry in
      (0..<gauges.count).reduce(Rational.zero) { $0 + gauges[$1, entry] }
    }
  }

  /// The largest sum of magnitudes with which every order of summation is exact; nil where h or g already need not be.
  func exactLimit(accumulator: [Double]?, in format: FloatFormat) throws(ShapeError) -> Rational? {
    let rows =
      try forward.exactRows(after: forwardCount, in: format) + backward.exactRows(after: backwardCount, in: format)
    guard rows.allSatisfy({ $0 }) else { return nil }
    var units = zip(forward.rowUnits(after: forwardCount), backward.rowUnits(after: backwardCount)).map { h, g in
      // A row of which one side is all zeros adds nothing.
      h.flatMap { h in g.map { h + $0 } }
    }
    if let accumulator { units.append(commonDyadicExponent(accumulator)) }
    // Zeros add up to 0 in any format.
    guard let unit = units.compactMap(\.self).min() else { return 0 }
    return unit < format.minimalExponent ? nil : .powerOfTwo(unit + format.precision)
  }

  /// The first row in which a partial sum of h or g may overflow.
  func firstOverflow(in format: FloatFormat) throws(ShapeError) -> Int? {
    let rows = [
      try forward.firstOverflow(through: forwardCount, in: format),
      try backward.firstOverflow(through: backwardCount, in: format),
    ]
    return rows.compactMap(\.self).min()
  }
}
