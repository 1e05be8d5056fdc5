import ExactArithmetic
import MonarchJudge
import MonarchReference
import PropertyEngine
import TestSupport

extension Draws {
  /// A Monarch shape with sizes from 1 on: square, rectangular, slices of rank ν, l ∤ q.
  func monarchShape() throws -> MonarchShape {
    let k = try draw(.integer(in: 1...4, target: 1))
    let q = try draw(.integer(in: 1...6, target: 1))
    let divisors = (1...k * q).filter { (k * q).isMultiple(of: $0) }
    let l = try draw(.element(of: divisors))
    let shape = try MonarchShape(
      k: k, q: q, p: draw(.integer(in: 1...5, target: 1)), l: l, s: draw(.integer(in: 1...5, target: 1)), r: k * q / l)
    show("shape", "\(shape)")
    return shape
  }

  /// One to four supports that fit together.
  func chain() throws -> [KroneckerPattern] {
    var width = try draw(.element(of: [1, 2, 3, 4, 6, 8, 12]))
    var patterns: [KroneckerPattern] = []
    for _ in 0..<(try draw(.integer(in: 1...4, target: 1))) {
      let c = try draw(.element(of: (1...width).filter { width.isMultiple(of: $0) }))
      let d = try draw(.element(of: (1...width / c).filter { (width / c).isMultiple(of: $0) }))
      let b = try draw(.integer(in: 1...3, target: 1))
      patterns.append(try KroneckerPattern(a: width / c / d, b: b, c: c, d: d))
      width = width / c * b
    }
    show("patterns", "\(patterns)")
    return patterns
  }

  /// The data of a chain: kinds of floats drawn for each tensor, batches from 0 on.
  func operationCase(_ patterns: [KroneckerPattern], isSingle: Bool = true) throws -> OperationCase {
    let batch = try draw(.integer(in: 0...5, target: 1), as: "batch")
    let accumulates = try draw(.bool(), as: "accumulates")
    func arrays(_ name: String) throws -> [[Double]] {
      var arrays: [[Double]] = []
      for pattern in patterns { arrays.append(try floatData(name, pattern.parameterCount, isSingle: isSingle)) }
      return arrays
    }
    return try OperationCase(
      id: "drawn", patterns: patterns, format: isSingle ? .float32 : .float64, batch: batch, factors: arrays("factor"),
      input: floatData("input", batch * patterns[0].columns, isSingle: isSingle),
      cotangent: floatData("cotangent", batch * patterns[patterns.count - 1].rows, isSingle: isSingle),
      accumulators: accumulates ? arrays("accumulator") : nil)
  }
}

extension OperationCase {
  /// Everything that can be computed.
  var operations: [MonarchOperation] {
    [.product, .adjoint] + patterns.indices.map { .gradient(factor: $0) }
  }

  /// The factors as the reference writes them, the last one applied first, over the rationals.
  func product() throws -> FactorProduct<Rational> {
    var written: [KroneckerSparse<Rational>] = []
    for (pattern, weights) in zip(patterns, factors).reversed() {
      written.append(try KroneckerSparse(pattern: pattern, elements: weights.map(exact)))
    }
    return try FactorProduct(written)
  }

  /// The definition of an operation's result, by the reference.
  func definition(of operation: MonarchOperation, _ number: (Double) -> Rational = exact) throws -> [Rational] {
    let magnitudes = try FactorProduct(product().factors.map { $0.map { number(Double($0)) } })
    func rows(_ values: [Double]?) -> [[Rational]] {
      guard let values, batch > 0 else { return [] }
      let width = values.count / batch
      return (0..<batch).map { values[$0 * width..<($0 + 1) * width].map(number) }
    }
    switch operation {
    case .product: return try rows(input).flatMap { try magnitudes.applied(to: $0) }
    case .adjoint: return try rows(cotangent).flatMap { try magnitudes.adjoint.applied(to: $0) }
    case .gradient(let factor):
      let gradient = try magnitudes.gradient(inputs: rows(input), cotangents: rows(cotangent))
      let sums = gradient.factors[patterns.count - 1 - factor].elements
      guard let accumulators else { return sums }
      return zip(sums, accumulators[factor]).map { $0 + number($1) }
    }
  }

  /// Magnitudes only.
  func gauge(of operation: MonarchOperation) throws -> [Rational] {
    try definition(of: operation) { exact($0.magnitude) }
  }
}
