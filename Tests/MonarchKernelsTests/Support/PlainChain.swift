import MonarchKernels
import PropertyEngine

/// A factor as the list of its weights: the input that each takes, and the output that it takes it to.
struct PlainFactor {
  let inputCount, outputCount: Int
  let weights: [(input: Int, output: Int)]
}

extension Shape {
  /// h[a·q + c] = Σ_i right[a, c, i] · x[a·p + i], and y[σ·l + λ] = Σ_ρ left[λ, σ, ρ] · h[ρ·l + λ].
  var plainFactors: [PlainFactor] {
    var (right, left): ([(input: Int, output: Int)], [(input: Int, output: Int)]) = ([], [])
    for a in 0..<k { for c in 0..<q { for i in 0..<p { right.append((a * p + i, a * q + c)) } } }
    for lambda in 0..<l {
      for sigma in 0..<s { for rho in 0..<r { left.append((rho * l + lambda, sigma * l + lambda)) } }
    }
    return [
      PlainFactor(inputCount: inputCount, outputCount: middleCount, weights: right),
      PlainFactor(inputCount: middleCount, outputCount: outputCount, weights: left),
    ]
  }
}

/// Factors, inputs and cotangents as the parts of their numbers in `Double`, and the formulas as plain loops over them.
struct PlainChain {
  /// That which is applied first first.
  let factors: [PlainFactor]
  let parts: Int
  var blocks: [[Double]]
  var inputs: [Double]
  var cotangents: [Double]

  var inputCount: Int { factors[0].inputCount }
  var outputCount: Int { factors.last!.outputCount }
  var rows: Int { inputs.count / (inputCount * parts) }

  /// Integers from −bound to bound, none of them zero; or with full significands, exact in `Float`.
  init(
    _ factors: [PlainFactor], parts: Int, rows: Int, weights: Int = 3, values: Int = 4, areReal: Bool = false,
    _ draws: Draws
  ) throws(DrawStop) {
    func numbers(_ name: String, _ count: Int, upTo bound: Int) throws(DrawStop) -> [Double] {
      let numbers: [Double]
      if areReal {
        numbers = try draws.integers(rows: 1, columns: count * parts, in: 0...(1 << 25) - 1).elements.map {
          (bits: Int) in
          (1 + Double(bits >> 2) * 0x1p-23) * (bits & 1 == 0 ? 1 : -1) * (bits & 2 == 0 ? 1 : 0.5)
        }
      } else {
        numbers = try draws.integers(rows: 1, columns: count * parts, in: 0...2 * bound - 1).elements
          .map { Double($0 < bound ? $0 + 1 : bound - 1 - $0) }
      }
      draws.show(name, numbers)
      return numbers
    }
    (self.factors, self.parts) = (factors, parts)
    blocks = []
    for (index, factor) in factors.enumerated() {
      blocks.append(try numbers("factor \(index)", factor.weights.count, upTo: weights))
    }
    inputs = try numbers("inputs", rows * factors[0].inputCount, upTo: values)
    cotangents = try numbers("cotangents", rows * factors.last!.outputCount, upTo: values)
  }

  init(
    _ shape: Shape, parts: Int, rows: Int, weights: Int = 3, values: Int = 4, areReal: Bool = false, _ draws: Draws
  ) throws(DrawStop) {
    draws.show("shape", shape.testDescription)
    try self.init(
      shape.plainFactors, parts: parts, rows: rows, weights: weights, values: values, areReal: areReal, draws)
  }

  /// The input of every factor, and the output of the last one.
  func states() -> [[Double]] {
    var states = [inputs]
    for (factor, blocks) in zip(factors, blocks) {
      var next = [Double](repeating: 0, count: rows * factor.outputCount * parts)
      for row in 0..<rows {
        accumulate(into: &next, blocks, states.last!, conjugating: false, factor.weights) { at, weight in
          (row * factor.outputCount + weight.output, at, row * factor.inputCount + weight.input)
        }
      }
      states.append(next)
    }
    return states
  }

  /// The cotangent of every factor's output, that of the last one last, before them that of the input.
  func costates() -> [[Double]] {
    var costates = [cotangents]
    for (factor, blocks) in zip(factors, blocks).reversed() {
      var next = [Double](repeating: 0, count: rows * factor.inputCount * parts)
      for row in 0..<rows {
        accumulate(into: &next, costates.last!, blocks, conjugating: true, factor.weights) { at, weight in
          (row * factor.inputCount + weight.input, row * factor.outputCount + weight.output, at)
        }
      }
      costates.append(next)
    }
    return costates.reversed()
  }

  func product() -> [Double] { states().last! }

  /// Mᴴ · g for every cotangent g.
  func adjoint() -> [Double] { costates()[0] }

  /// The sums over the rows of g[output] · conj x[input], for every factor.
  func gradients() -> (input: [Double], factors: [[Double]]) {
    let (states, costates) = (states(), costates())
    let sums = factors.indices.map { t in
      var sums = [Double](repeating: 0, count: factors[t].weights.count * parts)
      for row in 0..<rows {
        accumulate(into: &sums, costates[t + 1], states[t], conjugating: true, factors[t].weights) { at, weight in
          (at, row * factors[t].outputCount + weight.output, row * factors[t].inputCount + weight.input)
        }
      }
      return sums
    }
    return (costates[0], sums)
  }

  /// The same with every part's magnitude, and with sums where products of complex numbers have differences.
  func gauge() -> PlainChain {
    var gauge = self
    gauge.isGauge = true
    gauge.blocks = blocks.map { $0.map(abs) }
    gauge.inputs = inputs.map(abs)
    gauge.cotangents = cotangents.map(abs)
    return gauge
  }

  private var isGauge = false

  /// Adds the product of two numbers for each weight; `places` names the sum and the two.
  @inline(__always)
  private func accumulate(
    into sums: inout [Double], _ first: [Double], _ second: [Double], conjugating: Bool,
    _ weights: [(input: Int, output: Int)], _ places: (Int, (input: Int, output: Int)) -> (Int, Int, Int)
  ) {
    let sign: Double = isGauge || !conjugating ? 1 : -1
    let opposite: Double = isGauge ? 1 : -sign
    let parts = parts
    weights.withUnsafeBufferPointer { weights in
      sums.withUnsafeMutableBufferPointer { sums in
        first.withUnsafeBufferPointer { first in
          second.withUnsafeBufferPointer { second in
            var at = 0
            while at < weights.count {
              let (to, a, b) = places(at, weights[at])
              if parts == 1 {
                sums[to] += first[a] * second[b]
              } else {
                let (re, im) = (first[2 * a], first[2 * a + 1])
                let (otherRe, otherIm) = (second[2 * b], second[2 * b + 1])
                sums[2 * to] += re * otherRe + opposite * (im * otherIm)
                sums[2 * to + 1] += im * otherRe + sign * (re * otherIm)
              }
              at += 1
            }
          }
        }
      }
    }
  }
}
