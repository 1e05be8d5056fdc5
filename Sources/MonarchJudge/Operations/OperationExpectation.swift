package import ExactArithmetic
import MonarchReference

/// What an operation's result must be: the exact values, their gauges, and how far the declared arithmetic may be from
/// them before a last rounding.
///
/// Products and adjoints are flows through the factors, with the bound of `ExactFlow`. A gradient is a sum over the batch
/// of products of two numbers that already err, ĥ of depth D_h and ĝ of depth D_g, so that with
/// `D = D_h + D_g + rows`, one more where it is added onto something, and A and G of the two flows:
///
/// ```
/// |d̂w − dw| <= ((1+u)^D − 1)·(Σ G_g·G_h + |before|) + (1+u)^D·η·(Σ (G_g·A_h + A_g·G_h + η·A_g·A_h) + rows)
/// ```
///
/// *Why.* With |ĥ − h| as in `ExactFlow`, ĝ·ĥ has the paths of both, each path with D_h + D_g factors (1+θ), and what
/// underflowed in the one meets all of the other. Each product then passes through one rounding, which may underflow,
/// and at most rows − 1 sums, rows where there is one more term; that term passes through as many sums.
package struct OperationExpectation {
  package let operation: Operation
  /// Rows of the batch, or blocks of the factor, and the entries of each.
  package let rows: Int
  package let width: Int
  /// (1+u)^D − 1.
  package let relative: Rational
  /// The rounding of sums to the format of the result; nil where there is none: gradients have the format of the sums.
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

  package init(_ operation: Operation, of data: OperationCase, model: ArithmeticModel) throws(ShapeError) {
    self.operation = operation
    (rows, width) = try data.resultShape(of: operation)
    let format = model.accumulate
    let overflowing: Int?
    let depth: Int
    values = try ExactEntries(operation, of: data)
    gauges = try ExactEntries(operation, of: data, magnitudes: true)
    switch operation {
    case .product, .adjoint:
      let isProduct = operation == .product
      let flow =
        try isProduct
        ? ExactFlow.forward(data, data.operand(data.input, "input", for: operation))
        : ExactFlow.backward(data, data.operand(data.cotangent, "cotangent", for: operation))
      let count = data.patterns.count
      depth = flow.depth(after: count)
      let unit = power(1 + format.unitRoundoff, depth) * format.underflowUnit
      let amplification = try flow.amplification(after: count).map { unit * $0 }
      absolutes = { amplification[$1] }
      exactLimits = try flow.exactLimits(after: count, in: format)
      before = nil
      overflowing = try flow.firstOverflow(through: count, in: format)
      rounding = model.lastRounding
    case .gradient(let factor):
      let flows = try GradientFlows(factor: factor, of: data)
      depth = flows.depth + data.batch + (data.accumulators == nil ? 0 : 1)
      absolutes = try flows.absolutes(depth: depth, format: format)
      exactLimits = Array(
        repeating: try flows.exactLimit(accumulator: data.accumulators?[factor], in: format), count: rows)
      before = data.accumulators?[factor]
      overflowing = try flows.firstOverflow(in: format)
      rounding = nil
    }
    relative = power(1 + format.unitRoundoff, depth) - 1
    relativeEstimate = Double(relative)
    if let overflowing {
      overflow = "a partial sum of batch row \(overflowing) may overflow \(format)"
    } else if case .gradient = operation {
      let limit = format.greatestFiniteMagnitude
      let growth = relative + 1
      let (gauges, absolutes, width) = (gauges, absolutes, width)
      let place = (0..<rows * width).first {
        let (row, entry) = $0.quotientAndRemainder(dividingBy: width)
        let gauge = gauges[row, entry]
        // Most are so far below that their exponents say so.
        if let exponent = gauge.binaryExponent, exponent < format.maximalExponent - 2, growth < 2,
          absolutes(row, entry) < 1
        {
          return false
        }
        return growth * gauge + absolutes(row, entry) > limit
      }
      overflow = place.map { "a partial sum of entry \($0 % width) of block \($0 / width) may overflow \(format)" }
    } else {
      overflow = nil
    }
  }

  package func value(_ row: Int, _ entry: Int) -> Rational { values[row, entry] }
  package func gauge(_ row: Int, _ entry: Int) -> Rational { gauges[row, entry] }

  /// How far the sum may lie from the exact value where it need not be equal.
  package func bound(_ row: Int, _ entry: Int) -> Rational { relative * gauge(row, entry) + absolutes(row, entry) }

  /// The nearest double to the bound, or very nearly, given the gauge.
  func estimate(_ row: Int, _ entry: Int, gauge: Rational) -> Double {
    relativeEstimate * Double(gauge) + Double(absolutes(row, entry))
  }

  /// Whether every order of summation in the declared precision gives exactly the value.
  package func isExact(_ row: Int, _ entry: Int) -> Bool { isExact(row, entry, gauge: gauge(row, entry)) }

  func isExact(_ row: Int, _ entry: Int, gauge: Rational) -> Bool {
    if let limit = exactLimits[row], gauge <= limit { return true }
    // Nothing but zeros is added up, or added on.
    return gauge == (before.map { exact($0[row * width + entry].magnitude) } ?? 0)
  }

  package func allowance(_ row: Int, _ entry: Int) -> Allowance {
    Allowance(
      value: value(row, entry), error: isExact(row, entry) ? 0 : bound(row, entry), rounding: rounding)
  }
}

/// The exact values of an operation's result, or its gauges.
struct ExactEntries {
  private enum Source {
    case vectors(ExactVectors)
    case sums(BatchProducts, KroneckerPattern, before: [Double]?, magnitudes: Bool)
  }
  private let source: Source

  init(_ operation: Operation, of data: OperationCase, magnitudes: Bool = false) throws(ShapeError) {
    switch operation {
    case .product:
      let flow = ExactFlow.forward(data, try data.operand(data.input, "input", for: operation))
      source = .vectors(try flow.vectors(after: data.patterns.count, magnitudes: magnitudes))
    case .adjoint:
      let flow = ExactFlow.backward(data, try data.operand(data.cotangent, "cotangent", for: operation))
      source = .vectors(try flow.vectors(after: data.patterns.count, magnitudes: magnitudes))
    case .gradient(let factor):
      let sums = try GradientFlows(factor: factor, of: data).sums(magnitudes: magnitudes)
      source = .sums(sums, data.patterns[factor], before: data.accumulators?[factor], magnitudes: magnitudes)
    }
  }

  /// Entry `entry` of row `row` of the batch, or of block `row`.
  subscript(row: Int, entry: Int) -> Rational {
    switch source {
    case .vectors(let vectors): return vectors[row, entry]
    case .sums(let sums, let pattern, let before, let magnitudes):
      let (j, κ) = entry.quotientAndRemainder(dividingBy: pattern.c)
      let sum = sums[pattern.row(j, ofBlock: row), pattern.column(κ, ofBlock: row)]
      guard let before else { return sum }
      let term = exact(before[row * pattern.b * pattern.c + entry])
      return sum + (magnitudes ? term.magnitude : term)
    }
  }
}
