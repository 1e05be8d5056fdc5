package import ExactArithmetic

/// All that decides the bits of a dot product: the order of its sums, and what is rounded where.
///
/// A term is *fused* where its exact product enters the sum; otherwise its product is rounded first.
package struct SummationOrder: Hashable, Sendable {
  /// Where an initial zero is added: it decides the sign of a result that is zero.
  package enum Start: String, Hashable, Sendable, Codable {
    /// The first product, or the first sum, starts.
    case product = "no initial zero"
    /// Every chain of fused terms starts as fma(x, w, 0).
    case fusedZero = "fused onto zero"
    /// Rounded products are added to zero.
    case addedZero = "added to zero"
    /// The finished sum is added to zero, or to the zeros of unused lanes.
    case finalZero = "sum added to zero"
    /// The sign of such a zero is hidden by what follows, in every result.
    case unseen = "the sign of a zero has no effect"
    /// Nothing of these, or nothing that could be seen: signs of zeros are not compared.
    case unknown = "an initial zero that was not found out"
  }

  /// What subnormal numbers are replaced by zeros in.
  package enum Flush: String, Hashable, Sendable, Codable, CaseIterable {
    case operands, weights, results
  }

  /// How a node of several parts adds them.
  package struct Adder: Hashable, Sendable {
    package var rounding: Rounding
    /// Bits below the leading one of the largest part that others keep, cut off beyond; nil where the sum is exact.
    package var window: Int?
  }

  package var tree: SummationTree
  /// For each term whether its product is fused.
  package var isFused: [Bool]
  /// The format of operands and weights.
  package var input: FloatFormat
  /// The roundings of sums.
  package var adder: Adder
  /// Nodes that round otherwise.
  package var exceptions: [SummationNode: Adder] = [:]
  /// What products that are not fused are rounded to.
  package var product: Rounding
  /// Terms whose products are rounded otherwise.
  package var productExceptions: [Int: Rounding] = [:]
  /// Operands and weights are rounded before they are multiplied; nil where they are taken as they are.
  package var operand: Rounding?
  package var weight: Rounding?
  /// The rounding in which the sum is stored.
  package var result: Rounding
  package var start: Start
  package var flushes: Set<Flush> = []

  package var count: Int { isFused.count }

  /// Whether the arithmetic is that of one format of the machine, rounded to nearest.
  private func isPlain(_ format: FloatFormat) -> Bool {
    let plain = Rounding(format)
    guard adder == Adder(rounding: plain), exceptions.isEmpty, product == plain, productExceptions.isEmpty,
      operand == nil, weight == nil,
      flushes.isEmpty
    else { return false }
    var isPlain = true
    tree.visit { node in
      guard case .sum(let parts) = node else { return }
      let fused = parts.count { if case .term(let index) = $0 { isFused[index] } else { false } }
      if parts.count > 2 || fused > 1 { isPlain = false }
    }
    return isPlain
  }

  /// Σ operand·weight in this arithmetic, bit for bit.
  package func evaluate(_ operands: [Double], _ weights: [Double]) -> Double {
    SummationProgram(self).run(operands, weights)
  }

  fileprivate enum Machine { case float32, float64, exact }

  fileprivate var machine: Machine { isPlain(.float32) ? .float32 : isPlain(.float64) ? .float64 : .exact }
}

/// An order, ready to be evaluated many times.
package struct SummationProgram: Sendable {
  private enum Step: Sendable {
    case term(Int)
    case sum(Int, SummationOrder.Adder)
  }
  private let order: SummationOrder
  private let steps: [Step]
  private let machine: SummationOrder.Machine

  package init(_ order: SummationOrder) {
    self.order = order
    machine = order.machine
    var steps: [Step] = []
    // Sizes of the parts, so that nodes are found without walking down again.
    var sizes: [Int] = []
    order.tree.visit { node in
      switch node {
      case .term(let index):
        steps.append(.term(index))
        sizes.append(1)
      case .sum(let parts):
        let count = sizes.suffix(parts.count).reduce(0, +)
        sizes.removeLast(parts.count)
        sizes.append(count)
        var adder = order.exceptions[SummationNode(leastTerm: node.leastTerm, count: count)] ?? order.adder
        if parts.count == 2 { adder.window = nil }
        steps.append(.sum(parts.count, adder))
      }
    }
    self.steps = steps
  }

  /// Σ operand·weight, stored in the format of the result.
  package func run(_ operands: [Double], _ weights: [Double]) -> Double {
    var sum =
      switch machine {
      case .float32: Double(runOnMachine(operands, weights, Float.self))
      case .float64: runOnMachine(operands, weights, Double.self)
      case .exact: runExactly(operands, weights)
      }
    // A zero added to anything but −0 changes nothing.
    if order.start == .finalZero || order.start == .addedZero && order.isFused.allSatisfy({ !$0 }) { sum += 0 }
    if machine == .float32, order.result == Rounding(.float32) || order.result == Rounding(.float64) { return sum }
    if machine == .float64, order.result == Rounding(.float64) { return sum }
    return flushed(order.result.round(sum), .results, order.result.format)
  }

  private func runOnMachine<T: BinaryFloatingPoint>(_ operands: [Double], _ weights: [Double], _: T.Type) -> T {
    withUnsafeTemporaryAllocation(of: T.self, capacity: steps.count + 1) { stack in
      // Fused products wait as their two factors, as the index of the term.
      withUnsafeTemporaryAllocation(of: Int.self, capacity: steps.count + 1) { pending in
        var top = 0
        func settled(_ place: Int) -> T {
          let index = pending[place]
          return index < 0 ? stack[place] : T(operands[index]) * T(weights[index])
        }
        for step in steps {
          switch step {
          case .term(let index):
            if order.isFused[index] {
              (stack[top], pending[top]) = (0, index)
            } else {
              let (a, b) = (T(operands[index]), T(weights[index]))
              switch order.start {
              case .fusedZero: stack[top] = T(0).addingProduct(a, b)
              case .addedZero: stack[top] = a * b + 0
              default: stack[top] = a * b
              }
              pending[top] = -1
            }
            top += 1
          case .sum:
            let (one, two) = (top - 2, top - 1)
            if pending[two] >= 0 {
              stack[one] = settled(one).addingProduct(T(operands[pending[two]]), T(weights[pending[two]]))
            } else if pending[one] >= 0 {
              stack[one] = stack[two].addingProduct(T(operands[pending[one]]), T(weights[pending[one]]))
            } else {
              stack[one] += stack[two]
            }
            pending[one] = -1
            top -= 1
          }
        }
        return settled(0)
      }
    }
  }

  // MARK: Any arithmetic

  private enum Value {
    case number(Double)
    case product(Double, Double)
  }

  private func runExactly(_ operands: [Double], _ weights: [Double]) -> Double {
    var stack: [Value] = []
    for step in steps {
      switch step {
      case .term(let index): stack.append(term(index, operands[index], weights[index]))
      case .sum(let count, let adder):
        let parts = Array(stack.suffix(count))
        stack.removeLast(count)
        stack.append(.number(add(parts, adder)))
      }
    }
    switch stack[0] {
    case .number(let number): return number
    case .product(let a, let b): return flushed(rounded(a, b, order.product), .results, order.product.format)
    }
  }

  private func term(_ index: Int, _ operand: Double, _ weight: Double) -> Value {
    var a = flushed(operand, .operands, order.input)
    var b = flushed(weight, .weights, order.input)
    if let rounding = order.operand { a = rounding.round(a) }
    if let rounding = order.weight { b = rounding.round(b) }
    if order.isFused[index] { return .product(a, b) }
    if order.start == .fusedZero {
      return .number(add([.product(a, b), .number(0)], order.adder))
    }
    let rounding = order.productExceptions[index] ?? order.product
    let product = flushed(rounded(a, b, rounding), .results, rounding.format)
    return .number(order.start == .addedZero ? product + 0 : product)
  }

  private func rounded(_ a: Double, _ b: Double, _ rounding: Rounding) -> Double {
    guard let x = Rational(exactly: a), let y = Rational(exactly: b) else { return a * b }
    return rounding.round(x * y, zero: a * b)
  }

  /// Parts added exactly, or within a window below the largest one, and rounded once.
  private func add(_ parts: [Value], _ adder: SummationOrder.Adder) -> Double {
    var exact: [Rational] = []
    var special: Double?
    for part in parts {
      let (factors, number): ([Double], Double) =
        switch part {
        case .number(let number): ([number], number)
        case .product(let a, let b): ([a, b], a * b)
        }
      let exactFactors = factors.compactMap { Rational(exactly: $0) }
      if exactFactors.count == factors.count {
        exact.append(exactFactors.dropFirst().reduce(exactFactors[0], *))
      } else {
        // Infinities and NaN make the sum, whatever is added to them.
        special = special.map { $0 + number } ?? number
      }
    }
    if let special { return special }
    if let window = adder.window, let top = exact.compactMap(\.binaryExponent).max() {
      let unit = Rational.powerOfTwo(top - window)
      exact = exact.map { Rounding.truncated($0, unit: unit) }
    }
    let sum = exact.reduce(0, +)
    let areAllNegativeZeros = parts.allSatisfy { part in
      switch part {
      case .number(let number): number == 0 && number.sign == .minus
      case .product(let a, let b): (a == 0 || b == 0) && (a * b).sign == .minus
      }
    }
    let zero = areAllNegativeZeros ? -0.0 : adder.rounding.rule == .down ? -0.0 : 0
    return flushed(adder.rounding.round(sum, zero: zero), .results, adder.rounding.format)
  }

  private func flushed(_ value: Double, _ where: SummationOrder.Flush, _ format: FloatFormat) -> Double {
    guard order.flushes.contains(`where`), value != 0 else { return value }
    return value.magnitude < powerOfTwo(format.minimalExponent + format.precision - 1) ? value * 0 : value
  }
}

extension Rounding {
  /// The multiple of a unit next to 0 from a number.
  static func truncated(_ value: Rational, unit: Rational) -> Rational {
    let multiples = value.magnitude / unit
    var (whole, rest) = (Rational.zero, multiples)
    // The integer part, 53 bits at a time.
    while rest >= 1 {
      let part = exact(Rounding(.float64, .towardZero).round(rest).rounded(.towardZero))
      whole += part
      rest -= part
    }
    return (value.signum < 0 ? -whole : whole) * unit
  }
}
