import ExactArithmetic
import MonarchJudge
import MonarchReference

/// Orders of summation that an honest kernel may use.
enum Summation: CaseIterable, Sendable {
  case ascending, descending, pairwise, fused
}

/// So many terms at once onto a sum, cut off so many bits below the leading bit of the largest; the sum cut off to float32.
struct Adder: Sendable {
  let size: Int
  let window: Int

  /// Terms are products of floats, so that doubles hold all that is computed here.
  func sum(_ terms: [Double], onto start: Double) -> Double {
    func cut(_ value: Double, _ exponent: Int) -> Double {
      let unit = Double(sign: .plus, exponent: exponent, significand: 1)
      return (value / unit).rounded(.towardZero) * unit
    }
    return stride(from: 0, to: terms.count, by: size).reduce(start) { sum, first in
      let parts = ([sum] + terms[first..<min(first + size, terms.count)]).filter { $0 != 0 }
      guard let top = parts.map(\.exponent).max() else { return 0 }
      let total = parts.reduce(0) { $0 + cut($1, Int(top) - window) }
      return total == 0 ? 0 : cut(total, max(Int(total.exponent) - 23, -149))
    }
  }
}

/// A kernel for all operations by chains, in one arithmetic, as its definition reads.
struct SimulatedKernel<Scalar: BinaryFloatingPoint> {
  var summation = Summation.ascending
  /// Rounds every number between two factors.
  var roundMiddle: (Scalar) -> Scalar = { $0 }
  /// Rounds every partial sum.
  var roundSum: (Scalar) -> Scalar = { $0 }
  /// Adds in the place of `summation`; results beyond the largest float are infinite.
  var adder: Adder?
  /// Rounds every factor of a product.
  var roundOperand: (Scalar) -> Scalar = { $0 }
  /// Leaves out terms that are 0, and with them what they should have been multiplied by.
  var skipsZeros = false

  func result(of operation: MonarchOperation, _ data: OperationCase) -> [Double] {
    let count = data.patterns.count
    let x = (data.input ?? []).map { Scalar($0) }
    let g = (data.cotangent ?? []).map { Scalar($0) }
    switch operation {
    case .product: return forward(data, x, through: count).map { Double($0) }
    case .adjoint: return backward(data, g, through: count).map { Double($0) }
    case .gradient(let factor):
      let pattern = data.patterns[factor]
      let h = forward(data, x, through: factor).map(factor > 0 ? roundMiddle : { $0 })
      let dh = backward(data, g, through: count - 1 - factor).map(factor < count - 1 ? roundMiddle : { $0 })
      return (0..<pattern.parameterCount).map { index in
        let (block, entry) = index.quotientAndRemainder(dividingBy: pattern.b * pattern.c)
        let row = pattern.row(entry / pattern.c, ofBlock: block)
        let column = pattern.column(entry % pattern.c, ofBlock: block)
        let terms = (0..<data.batch).map { (dh[$0 * pattern.rows + row], h[$0 * pattern.columns + column]) }
        return Double(sum(terms, onto: data.accumulators.map { Scalar($0[factor][index]) }))
      }
    }
  }

  private func forward(_ data: OperationCase, _ input: [Scalar], through count: Int) -> [Scalar] {
    var vectors = input
    for stage in 0..<count {
      vectors = image(vectors, data.batch, data.patterns[stage], data.factors[stage], isTransposed: false)
      if stage + 1 < count { vectors = vectors.map(roundMiddle) }
    }
    return vectors
  }

  private func backward(_ data: OperationCase, _ cotangent: [Scalar], through count: Int) -> [Scalar] {
    var vectors = cotangent
    for stage in 0..<count {
      let index = data.patterns.count - 1 - stage
      vectors = image(vectors, data.batch, data.patterns[index], data.factors[index], isTransposed: true)
      if stage + 1 < count { vectors = vectors.map(roundMiddle) }
    }
    return vectors
  }

  private func image(
    _ vectors: [Scalar], _ batch: Int, _ pattern: KroneckerPattern, _ weights: [Double], isTransposed: Bool
  ) -> [Scalar] {
    let (from, to) = isTransposed ? (pattern.rows, pattern.columns) : (pattern.columns, pattern.rows)
    let (outer, inner) = isTransposed ? (pattern.c, pattern.b) : (pattern.b, pattern.c)
    var result = [Scalar](repeating: 0, count: batch * to)
    for vector in 0..<batch {
      for block in 0..<pattern.blockCount {
        for output in 0..<outer {
          let terms = (0..<inner).map { index in
            let (j, κ) = isTransposed ? (index, output) : (output, index)
            let place = isTransposed ? pattern.row(j, ofBlock: block) : pattern.column(κ, ofBlock: block)
            return (Scalar(weights[(block * pattern.b + j) * pattern.c + κ]), vectors[vector * from + place])
          }
          let place = isTransposed ? pattern.column(output, ofBlock: block) : pattern.row(output, ofBlock: block)
          result[vector * to + place] = sum(terms, onto: nil)
        }
      }
    }
    return result
  }

  private func sum(_ terms: [(Scalar, Scalar)], onto start: Scalar?) -> Scalar {
    let terms = terms.map { (roundOperand($0.0), roundOperand($0.1)) }
    if let adder, terms.allSatisfy({ $0.0.isFinite && $0.1.isFinite }), start?.isFinite ?? true {
      return Scalar(adder.sum(terms.map { Double($0.0) * Double($0.1) }, onto: Double(start ?? 0)))
    }
    return sum(rounded: terms, onto: start)
  }

  private func sum(rounded terms: [(Scalar, Scalar)], onto start: Scalar?) -> Scalar {
    let terms = skipsZeros ? terms.filter { $0.0 != 0 && $0.1 != 0 } : terms
    switch summation {
    case .ascending: return terms.reduce(start ?? 0) { roundSum($0 + $1.0 * $1.1) }
    case .descending:
      let sum: Scalar = terms.reversed().reduce(0) { roundSum($0 + $1.0 * $1.1) }
      return start.map { roundSum($0 + sum) } ?? sum
    case .pairwise:
      let sum = pairwise(terms.map { $0.0 * $0.1 }[...])
      return start.map { roundSum($0 + sum) } ?? sum
    case .fused: return terms.reduce(start ?? 0) { roundSum($0.addingProduct($1.0, $1.1)) }
    }
  }

  private func pairwise(_ terms: ArraySlice<Scalar>) -> Scalar {
    guard terms.count > 1 else { return terms.first ?? 0 }
    let middle = terms.startIndex + terms.count / 2
    return roundSum(pairwise(terms[..<middle]) + pairwise(terms[middle...]))
  }
}

/// A number rounded to a narrower format on the machine's own way: scaled so that its last place is 1.
func narrowed(_ value: Double, to format: FloatFormat, _ rule: FloatingPointRoundingRule = .toNearestOrEven) -> Double {
  guard value.isFinite, value != 0 else { return value }
  let unit = max(Int(value.exponent) - (format.precision - 1), format.minimalExponent)
  // Two steps, as 2^-unit may be beyond the largest double.
  let scaled =
    value * Double(sign: .plus, exponent: -unit / 2, significand: 1)
    * Double(sign: .plus, exponent: -unit - -unit / 2, significand: 1)
  let rounded = scaled.rounded(rule) * Double(sign: .plus, exponent: unit, significand: 1)
  let limit = Double(format.greatestFiniteMagnitude)
  if rounded.magnitude <= limit { return rounded }
  return rule == .toNearestOrEven ? (value < 0 ? -.infinity : .infinity) : (value < 0 ? -limit : limit)
}

/// An arithmetic with a simulated kernel for it.
struct Simulation: Sendable, CustomStringConvertible {
  let model: ArithmeticModel
  var summation = Summation.ascending
  var roundsOutputBy = FloatingPointRoundingRule.toNearestOrEven
  /// Narrower formats than declared, between factors and for partial sums.
  var middle: FloatFormat?
  var sums: FloatFormat?
  var skipsZeros = false

  var description: String { "\(model), \(summation)" }

  static let models: [ArithmeticModel] = [
    ArithmeticModel(.float32), ArithmeticModel(.float64), .narrow(.float16), .narrow(.bfloat16),
  ]

  /// Every honest kernel of an arithmetic.
  static func honest(_ model: ArithmeticModel) -> [Simulation] {
    Summation.allCases.map { Simulation(model: model, summation: $0) }
  }

  func result(of operation: MonarchOperation, _ data: OperationCase) -> [Double] {
    let result: [Double]
    if model.accumulate == .float64 {
      result = SimulatedKernel<Double>(summation: summation, skipsZeros: skipsZeros).result(of: operation, data)
    } else {
      let (middle, sums) = (middle, sums)
      var kernel = SimulatedKernel<Float>(summation: summation, skipsZeros: skipsZeros)
      if let middle { kernel.roundMiddle = { Float(narrowed(Double($0), to: middle)) } }
      if let sums { kernel.roundSum = { Float(narrowed(Double($0), to: sums)) } }
      result = kernel.result(of: operation, data)
    }
    guard let rounding = model.lastRounding(of: operation) else { return result }
    return result.map { narrowed($0, to: rounding, roundsOutputBy) }
  }
}

extension ArithmeticModel {
  /// Storage in a narrow format, sums in float32.
  static func narrow(_ format: FloatFormat) -> ArithmeticModel {
    try! ArithmeticModel(input: format, accumulate: .float32, output: format)
  }
}
