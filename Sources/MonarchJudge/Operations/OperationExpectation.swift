package import ExactArithmetic
import MonarchReference

/// What an operation's result must be: the exact values, their gauges, and how far the declared arithmetic may be from
/// them before a last rounding.
///
/// Products and adjoints are flows through the factors, with the bound of `ExactFlow`. A gradient is a sum over the batch
/// of products of two numbers that already err, ĥ and ĝ, so that with P, G and A of the two flows, and
/// `P = P_h·P_g·(1+u)^rows`, one power more where it is added onto something:
///
/// ```
/// |d̂w − dw| <= (P − 1)·(Σ G_g·G_h + |before|) + P·(Σ (G_g·A_h + A_g·G_h + A_g·A_h) + rows·η)
/// ```
///
/// *Why.* With |ĥ − h| as in `ExactFlow`, ĝ·ĥ has the paths of both, each path with the factors (1+θ) of both, and what
/// underflowed in the one meets all of the other. Each product then passes through one rounding, which may underflow,
/// and at most rows − 1 sums, rows where there is one more term; that term passes through as many sums.
///
/// Where subnormal numbers may be flushed, G − G' is added, G' the gauge of the data without them: a flushed number of the
/// data loses all terms that it is in, and no others.
///
/// Where operands are rounded, Ĝ stands for G and Â for A, of the data with |w| + δ in the place of every number w that is not
/// one of the operands' format, δ the distance of the farther of its two neighbours, and Ĝ − G is added.
package struct OperationExpectation {
  package let operation: MonarchOperation
  /// Rows of the batch, or blocks of the factor, and the entries of each.
  package let rows: Int
  package let width: Int
  /// The most roundings of sums and products that a term passes through.
  package let depth: Int
  /// P − 1.
  package let relative: Rational
  /// The rounding of sums to the format of the result; nil where there is none.
  package let rounding: FloatFormat?
  /// Where a partial sum might overflow, the reason why the bound cannot be used.
  package let overflow: String?

  private let relativeEstimate: Double
  private let values: ExactEntries
  private let gauges: ExactEntries
  private let absolutes: (_ row: Int, _ entry: Int) -> Rational
  /// For each row the largest gauge with which every order of summation is exact.
  private let exactLimits: [Rational?]
  /// What a gradient is added onto.
  private let before: [Double]?
  /// Whether adding zeros leaves every number of the sums what it is.
  private let zerosAddNothing: Bool
  /// Where subnormal numbers may be flushed, the gauges without those among the data; nil where there are none.
  private let flushedGauges: ExactEntries?
  /// Ĝ, where operands are rounded; nil where none of the data is.
  private let movedGauges: ExactEntries?

  package init(_ operation: MonarchOperation, of data: OperationCase, model: ArithmeticModel) throws(ShapeError) {
    self.operation = operation
    (rows, width) = try data.resultShape(of: operation)
    let overflow: String?
    let growth: Rational
    let flows = try OperationFlows(operation, of: data)
    let moved = try data.moved(by: model)
    let movedFlows = try moved.map { moved throws(ShapeError) in try OperationFlows(operation, of: moved.data) }
    values = try ExactEntries(flows, magnitudes: false)
    gauges = try ExactEntries(flows, magnitudes: true)
    flushedGauges = try data.flushed(below: model).map { data throws(ShapeError) in
      try ExactEntries(OperationFlows(operation, of: data), magnitudes: true)
    }
    movedGauges = try movedFlows.map { flows throws(ShapeError) in try ExactEntries(flows, magnitudes: true) }
    switch flows {
    case .vectors(let flow):
      let count = data.patterns.count
      exactLimits = try flow.exactLimits(after: count, model)
      before = nil
    case .gradient(let flows):
      exactLimits = Array(repeating: try flows.exactLimit(model), count: rows)
      before = flows.before
    }
    switch movedFlows ?? flows {
    case .vectors(let flow):
      let count = data.patterns.count
      depth = flow.depth(after: count)
      growth = flow.growth(after: count, model)
      let underflow = try flow.underflow(after: count, model).map { [growth] in growth * $0 }
      absolutes = { underflow[$1] }
      overflow = try flow.firstOverflow(through: count, model).map { "batch row \($0)" }
    case .gradient(let flows):
      depth = flows.depth
      growth = flows.growth(model)
      let underflow = try flows.underflow(model)
      absolutes = { underflow[$0, $1] }
      overflow = try flows.firstOverflow(model, underflow: underflow, gauges: movedGauges ?? gauges)
    }
    zerosAddNothing = model.adderWindow ?? .max >= model.accumulate.precision - 1
    rounding = model.lastRounding(of: operation)
    relative = growth - 1
    relativeEstimate = Double(relative)
    if let operands = model.operands, moved?.overflows == true {
      self.overflow = "a number of the data may overflow \(operands) where it is multiplied"
      return
    }
    let narrow = model.storage.map { ", or what is kept of it \($0)" } ?? ""
    let operands = model.operands.map { ", or what is multiplied of it \($0)" } ?? ""
    self.overflow = overflow.map { "a partial sum of \($0) may overflow \(model.accumulate)\(narrow)\(operands)" }
  }

  package func value(_ row: Int, _ entry: Int) -> Rational { values[row, entry] }
  package func gauge(_ row: Int, _ entry: Int) -> Rational { gauges[row, entry] }

  /// How far the sum may lie from the exact value where it need not be equal.
  package func bound(_ row: Int, _ entry: Int) -> Rational {
    let gauge = gauge(row, entry)
    return relative * gauge + rest(row, entry, gauge: gauge)
  }

  /// The part of the bound that is not of the roundings of sums.
  private func rest(_ row: Int, _ entry: Int, gauge: Rational) -> Rational {
    var rest = absolutes(row, entry)
    // Whichever of the terms with a subnormal number are lost, all of them together are no more than this.
    if let flushedGauges { rest += gauge - flushedGauges[row, entry] }
    if let movedGauges { rest += (1 + relative) * (movedGauges[row, entry] - gauge) }
    return rest
  }

  /// The nearest double to the bound, or very nearly, given the gauge.
  func estimate(_ row: Int, _ entry: Int, gauge: Rational) -> Double {
    relativeEstimate * Double(gauge) + Double(rest(row, entry, gauge: gauge))
  }

  /// Whether every order of summation in the declared precision gives exactly the value.
  package func isExact(_ row: Int, _ entry: Int) -> Bool { isExact(row, entry, gauge: gauge(row, entry)) }

  func isExact(_ row: Int, _ entry: Int, gauge: Rational) -> Bool {
    // Among its terms are some that may be lost, or other than they are.
    if let flushedGauges, flushedGauges[row, entry] != gauge { return false }
    if let movedGauges, movedGauges[row, entry] != gauge { return false }
    if let limit = exactLimits[row], gauge <= limit { return true }
    // Nothing but zeros is added up, or added on.
    let sum = before.map { exact($0[row * width + entry].magnitude) } ?? 0
    return gauge == sum && (zerosAddNothing || sum == 0)
  }

  package func allowance(_ row: Int, _ entry: Int) -> Allowance {
    Allowance(
      value: value(row, entry), error: isExact(row, entry) ? 0 : bound(row, entry), rounding: rounding)
  }
}

/// What an operation's result is made of.
enum OperationFlows {
  case vectors(ExactFlow)
  case gradient(GradientFlows)

  init(_ operation: MonarchOperation, of data: OperationCase) throws(ShapeError) {
    switch operation {
    case .product: self = .vectors(.forward(data, try data.operand(data.input, "input", for: operation)))
    case .adjoint: self = .vectors(.backward(data, try data.operand(data.cotangent, "cotangent", for: operation)))
    case .gradient(let factor): self = .gradient(try GradientFlows(factor: factor, of: data))
    }
  }
}

/// The exact values of an operation's result, or its gauges.
struct ExactEntries {
  private enum Source {
    case vectors(ExactVectors)
    case sums(BatchProducts, KroneckerPattern, before: [Double]?)
  }
  private let source: Source
  private let magnitudes: Bool

  init(_ flows: OperationFlows, magnitudes: Bool) throws(ShapeError) {
    self.magnitudes = magnitudes
    switch flows {
    case .vectors(let flow): source = .vectors(try flow.vectors(after: flow.patterns.count, magnitudes: magnitudes))
    case .gradient(let flows):
      source = .sums(try flows.sums(magnitudes: magnitudes), flows.pattern, before: flows.before)
    }
  }

  /// Entry `entry` of row `row` of the batch, or of block `row`.
  subscript(row: Int, entry: Int) -> Rational {
    switch source {
    case .vectors(let vectors): return vectors[row, entry]
    case .sums(let sums, let pattern, let before):
      let (j, κ) = entry.quotientAndRemainder(dividingBy: pattern.c)
      let sum = sums[pattern.row(j, ofBlock: row), pattern.column(κ, ofBlock: row)]
      guard let before else { return sum }
      let term = exact(before[row * pattern.b * pattern.c + entry])
      return sum + (magnitudes ? term.magnitude : term)
    }
  }
}

extension OperationCase {
  /// The data with 0 for every number that the model may take for 0; nil where it may take none, or there is none.
  func flushed(below model: ArithmeticModel) throws(ShapeError) -> OperationCase? {
    guard model.flushesSubnormals else { return nil }
    let least = Double(model.accumulate.leastNormalMagnitude)
    func isLost(_ value: Double) -> Bool { value != 0 && value.magnitude < least }
    func flush(_ values: [Double]) -> [Double] { values.map { isLost($0) ? 0 : $0 } }
    let all = factors + [input, cotangent].compactMap(\.self) + (accumulators ?? [])
    guard all.contains(where: { $0.contains(where: isLost) }) else { return nil }
    return try OperationCase(
      id: id, patterns: patterns, format: format, batch: batch, factors: factors.map(flush), input: input.map(flush),
      cotangent: cotangent.map(flush), accumulators: accumulators?.map(flush))
  }
}
