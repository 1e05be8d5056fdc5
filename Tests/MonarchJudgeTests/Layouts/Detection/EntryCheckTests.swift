import ExactArithmetic
import MonarchJudge
import PropertyEngine
import PropertyTesting
import TestSupport
import Testing

/// The comparison of entries by machine numbers has the verdicts of the one by exact numbers, near every edge.
@Suite(.property(cases: cases(1000))) struct EntryCheckTests {
  private static let models: [ArithmeticModel] = {
    let formats = [FloatFormat.bfloat16, .float16, .float32, .float64]
    var models: [ArithmeticModel] = []
    for input in formats {
      for accumulate in formats {
        for output in formats {
          if let model = try? ArithmeticModel(input: input, accumulate: accumulate, output: output) {
            models.append(model)
          }
        }
      }
    }
    return models
  }()

  @Test func machineNumbersDecideAsExactOnes() async {
    await check { draws in
      let model = try draws.draw(.element(of: Self.models), as: "model")
      let check = EntryCheck(model: model)
      let count = try draws.draw(.integer(in: 0...5, target: 1), as: "terms")
      let spread = try draws.draw(.element(of: [0, 3, 40]), as: "spread")
      func number() throws -> Double {
        let bits = try draws.draw(.integer(in: 0...1 << 53 - 1))
        let exponent = try draws.draw(.integer(in: -spread...spread))
        let raw = Double(bits - 1 << 52) * Double(sign: .plus, exponent: exponent - 52, significand: 1)
        return NearestValue(model.input).nearest(raw)
      }
      var terms: [(Double, Double)] = []
      for _ in 0..<count { terms.append((try number(), try number())) }
      try draws.assume(terms.allSatisfy { $0.0.isFinite && $0.1.isFinite }, "numbers of the format")
      let demand = check.demand(terms)
      // Values of the output's format around the edges of what is admitted.
      let offset = try draws.draw(.integer(in: -3...3), as: "neighbour")
      let edge = try draws.draw(.element(of: [-1, 0, 1]), as: "edge")
      let target = demand.value + demand.error * Rational(edge)
      guard let nearest = model.output.nearest(to: target) else { return }
      var found = Double(nearest)
      for _ in 0..<abs(offset) { found = neighbour(of: found, up: offset > 0, model.output) }
      try draws.assume(found.isFinite, "a finite number")
      let expected = check.admits(found, exactly: demand)
      #expect(check.admits(found, count: count) { terms[$0] } == expected, "\(model) \(terms) \(found)")
      draws.cover(expected, "admitted", atLeast: 0.2)
      draws.cover(!expected, "refused", atLeast: 0.2)
    }
  }

  /// Rounding on machine numbers is that of exact numbers.
  @Test func machineRoundingIsExact() async {
    await check { draws in
      let format = try draws.draw(
        .element(of: [FloatFormat.bfloat16, .float16, .float32, .float64, .float8e5m2]), as: "format")
      let value = Double(bitPattern: UInt64(bitPattern: Int64(try draws.draw(.integer(in: Int.min...Int.max)))))
      let near = try draws.draw(.bool())
      // Half of them where the format is, some at ties.
      let scaled =
        near
        ? Double(
          sign: .plus, exponent: Int(value.bitPattern % 300) - 150, significand: Double(value.bitPattern >> 40) / 2)
        : value
      try draws.assume(scaled.isFinite, "a finite number")
      let expected = format.nearest(to: Rational(exactly: scaled)!).map { Double($0) }
      let found = NearestValue(format).nearest(scaled)
      #expect(expected.map { $0 == found } ?? found.isInfinite, "\(format) \(scaled)")
    }
  }

  /// What float loops compute is admitted, whatever the order.
  @Test func honestSumsAreAdmitted() async {
    await check { draws in
      let count = try draws.draw(.integer(in: 1...6, target: 1), as: "terms")
      var terms: [(Float, Float)] = []
      for _ in 0..<count {
        terms.append(
          (
            Float(try draws.draw(.integer(in: -1000...1000))) / 7,
            Float(try draws.draw(.integer(in: -1000...1000))) / 11
          ))
      }
      let forward = terms.reduce(Float(0)) { $0 + $1.0 * $1.1 }
      let fused = terms.reversed().reduce(Float(0)) { $0.addingProduct($1.0, $1.1) }
      let check = EntryCheck(model: ArithmeticModel(.float32))
      for found in [forward, fused] {
        #expect(check.admits(Double(found), count: count) { (Double(terms[$0].0), Double(terms[$0].1)) })
      }
    }
  }

  private func neighbour(of value: Double, up: Bool, _ format: FloatFormat) -> Double {
    let step = NearestValue(format).spacing(at: value)
    // Half of it may be the spacing below a power of two.
    let candidates = [step / 2, step].map { NearestValue(format).nearest(value + (up ? $0 : -$0)) }
    return candidates.first { $0 != value } ?? value
  }
}
