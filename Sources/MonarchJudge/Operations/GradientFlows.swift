import ExactArithmetic
import MonarchReference

/// The two flows that meet in the gradient of one factor: h_t from the input, g_{t+1} from the cotangent.
struct GradientFlows {
  /// The support of the factor.
  let pattern: KroneckerPattern
  /// What the gradient is added onto.
  let before: [Double]?
  private let forward: ExactFlow
  private let backward: ExactFlow
  /// How many stages h and g have passed.
  private let forwardCount: Int
  private let backwardCount: Int

  init(factor: Int, of data: OperationCase) throws(ShapeError) {
    let operation = MonarchOperation.gradient(factor: factor)
    _ = try data.resultShape(of: operation)
    pattern = data.patterns[factor]
    before = data.accumulators?[factor]
    forward = .forward(data, try data.operand(data.input, "input", for: operation))
    backward = .backward(data, try data.operand(data.cotangent, "cotangent", for: operation))
    forwardCount = factor
    backwardCount = data.patterns.count - 1 - factor
  }

  /// The most roundings of sums and products that a term passes through.
  var depth: Int {
    forward.batch + (before == nil ? 0 : 1) + forward.depth(after: forwardCount) + backward.depth(after: backwardCount)
  }

  /// (1+u)^D·(1+u')^s, as in `ExactFlow`: what the roundings that a term passes through make of it at most.
  func growth(_ model: ArithmeticModel) -> Rational {
    model.growth(terms: forward.batch + (before == nil ? 0 : 1)) * forward.growth(after: forwardCount, model)
      * backward.growth(after: backwardCount, model)
  }

  /// Σ_rows g_i·h_j, or of magnitudes.
  func sums(magnitudes: Bool) throws(ShapeError) -> BatchProducts {
    BatchProducts(
      try backward.vectors(after: backwardCount, magnitudes: magnitudes),
      try forward.vectors(after: forwardCount, magnitudes: magnitudes))
  }

  /// The part of the bound that underflow makes: growth·(Σ (G_g·A_h + A_g·G_h + A_g·A_h) + rows·η).
  func underflow(_ model: ArithmeticModel) throws(ShapeError) -> GradientUnderflow {
    let growth = growth(model)
    let rows = Rational(forward.batch)
    // Where a sum is flushed or cut off, that with what was before may be as well.
    let isOnto = before != nil && (model.flushesSubnormals || model.adderWindow != nil)
    let terms = forward.batch + (isOnto ? 1 : 0)
    return GradientUnderflow(
      pattern: pattern, plain: growth * model.underflow(terms: terms),
      outputs: try backward.underflow(after: backwardCount, model).map { growth * $0 },
      inputs: try forward.underflow(after: forwardCount, model),
      outputSums: try gaugeSums(backward, backwardCount).map { growth * $0 },
      inputSums: try gaugeSums(forward, forwardCount), rows: rows)
  }

  private func gaugeSums(_ flow: ExactFlow, _ count: Int) throws(ShapeError) -> [Rational] {
    let gauges = try flow.vectors(after: count, magnitudes: true)
    return (0..<gauges.width).map { entry in
      (0..<gauges.count).reduce(Rational.zero) { $0 + gauges[$1, entry] }
    }
  }

  /// The largest sum of magnitudes with which every order of summation is exact; nil where h or g already need not be.
  func exactLimit(_ model: ArithmeticModel) throws(ShapeError) -> Rational? {
    let rows =
      try forward.exactRows(after: forwardCount, model) + backward.exactRows(after: backwardCount, model)
    guard rows.allSatisfy({ $0 }) else { return nil }
    var units = zip(forward.rowUnits(after: forwardCount), backward.rowUnits(after: backwardCount)).map { h, g in
      // A row of which one side is all zeros adds nothing.
      h.flatMap { h in g.map { h + $0 } }
    }
    if let before { units.append(commonDyadicExponent(before)) }
    // Zeros add up to 0 in any format.
    guard let unit = units.compactMap(\.self).min() else { return 0 }
    return unit < model.leastExactExponent ? nil : .powerOfTwo(unit + model.exactBits)
  }

  /// Where a partial sum of h, of g or of the gradient may overflow first; nil if none may.
  func firstOverflow(
    _ model: ArithmeticModel, underflow: GradientUnderflow, gauges: ExactEntries
  ) throws(ShapeError) -> String? {
    let rows = [
      try forward.firstOverflow(through: forwardCount, model),
      try backward.firstOverflow(through: backwardCount, model),
    ]
    if let row = rows.compactMap(\.self).min() { return "batch row \(row)" }
    let growth = growth(model)
    let limit = model.accumulate.greatestFiniteMagnitude
    // The largest of everything together is far below the limit as a rule.
    let (g, h) = (try largest(backward, backwardCount), try largest(forward, forwardCount))
    let largest = zip(g, h).reduce(exact(before?.map(\.magnitude).max() ?? 0)) { $0 + $1.0 * $1.1 }
    let entries = pattern.b * pattern.c
    let places = 0..<pattern.parameterCount
    if growth * largest + underflow.largest <= limit { return nil }
    let place = places.first {
      growth * gauges[$0 / entries, $0 % entries] + underflow[$0 / entries, $0 % entries] > limit
    }
    return place.map { "entry \($0 % entries) of block \($0 / entries)" }
  }

  /// The largest sum of magnitudes in each row of the batch.
  private func largest(_ flow: ExactFlow, _ count: Int) throws(ShapeError) -> [Rational] {
    let gauges = try flow.vectors(after: count, magnitudes: true)
    return (0..<gauges.count).map { gauges[$0].max() ?? 0 }
  }
}

/// What underflow adds to the bound of each entry of a gradient.
struct GradientUnderflow {
  let pattern: KroneckerPattern
  let plain: Rational
  /// growth·A_g for each row of the factor, and A_h for each column.
  let outputs: [Rational]
  let inputs: [Rational]
  /// growth·Σ G_g for each row, and Σ G_h for each column.
  let outputSums: [Rational]
  let inputSums: [Rational]
  /// The rows of the batch.
  let rows: Rational

  subscript(block: Int, entry: Int) -> Rational {
    let row = pattern.row(entry / pattern.c, ofBlock: block)
    let column = pattern.column(entry % pattern.c, ofBlock: block)
    return term(outputs[row], inputs[column], outputSums[row], inputSums[column])
  }

  /// At least as large as every entry.
  var largest: Rational {
    term(outputs.max() ?? 0, inputs.max() ?? 0, outputSums.max() ?? 0, inputSums.max() ?? 0)
  }

  private func term(_ output: Rational, _ input: Rational, _ outputSum: Rational, _ inputSum: Rational) -> Rational {
    // In a product of two factors one of the flows has passed no stage, and its A is 0.
    var sum = plain
    if input != 0 { sum += input * outputSum }
    if output != 0 { sum += output * (inputSum + rows * input) }
    return sum
  }
}
