package import ExactArithmetic
import MonarchReference

/// What a result must be: the exact product, its gauge, and how far the declared arithmetic may be from it.
package struct Expectation {
  package struct Row {
    /// y = M x.
    package let value: [Rational]
    /// G = P₂|L|P₁|R||x|.
    package let gauge: [Rational]
    /// Every order of summation in every precision that holds the data gives exactly y.
    package let isExact: Bool
  }

  package let rows: [Row]
  package let bound: ErrorBound
  /// Where a partial sum might overflow, the reason why the bound cannot be used.
  package let overflow: String?

  package init(_ product: ProductCase, model: ArithmeticModel) throws(ShapeError) {
    let factors = try product.factors
    let magnitudes = factors.map(\.magnitude)
    let shape = product.shape

    // Stage 1 has dots of p terms, which |L| amplifies; stage 2 dots of r terms, which nothing amplifies.
    let amplified = try magnitudes.output(ofMiddle: [Rational](repeating: 1, count: shape.middleCount))
    let bound = ErrorBound(
      model: model, depths: [shape.p, shape.r],
      amplifications: [amplified, [Rational](repeating: 1, count: shape.outputCount)])
    let middleBound = ErrorBound(
      model: model, depths: [shape.p], amplifications: [[Rational](repeating: 1, count: shape.middleCount)])

    let leftUnit = commonDyadicExponent(factors.left.blocks.lazy.flatMap(\.elements))
    let rightUnit = commonDyadicExponent(factors.right.blocks.lazy.flatMap(\.elements))
    let limit = model.accumulate.greatestFiniteMagnitude
    let outputLimit = model.output.greatestFiniteMagnitude
    var rows: [Row] = []
    var overflow: String?
    for index in 0..<product.batch {
      let input = product.row(index)
      let value = try factors.applied(to: input)
      let middleGauge = try magnitudes.middle(of: input.map(\.magnitude))
      let gauge = try magnitudes.output(ofMiddle: middleGauge)

      let middleReach = middleGauge.indices.lazy.map { middleBound.reach(at: $0, gauge: middleGauge[$0]) }.max() ?? 0
      let outputReach = gauge.indices.lazy.map { bound.reach(at: $0, gauge: gauge[$0]) }.max() ?? 0
      if overflow == nil, middleReach > limit || outputReach > min(limit, outputLimit) {
        overflow = "a partial sum of batch row \(index) may overflow \(model.accumulate)"
      }

      // All terms are integers times 2^unit; sums of magnitudes that stay within 2^precision of them are exact.
      let middleUnit = rightUnit + commonDyadicExponent(input)
      let isExact =
        fits(middleGauge, unit: middleUnit, in: model) && fits(gauge, unit: leftUnit + middleUnit, in: model)
      rows.append(Row(value: value, gauge: gauge, isExact: isExact))
    }
    self.rows = rows
    self.bound = bound
    self.overflow = overflow
  }

  /// The bound for one output; 0 where the gauge is 0 or the row is exact.
  package func allowance(row: Int, output: Int) -> Rational {
    let expected = rows[row]
    if expected.isExact || expected.gauge[output] == 0 { return 0 }
    return bound.bound(at: output, value: expected.value[output], gauge: expected.gauge[output])
  }
}

/// The largest e such that all the (dyadic) values are integers times 2^e; 0 where all are zero.
private func commonDyadicExponent(_ values: some Sequence<Rational>) -> Int {
  values.lazy.compactMap(\.dyadicExponent).min() ?? 0
}

/// Whether sums of magnitudes are at most 2^precision units, with a unit that the formats can hold.
private func fits(_ gauge: [Rational], unit: Int, in model: ArithmeticModel) -> Bool {
  let narrowest = min(model.accumulate.precision, model.output.precision)
  let limit = Rational.powerOfTwo(unit + narrowest)
  return unit >= max(model.accumulate.minimalExponent, model.output.minimalExponent)
    && gauge.allSatisfy { $0 <= limit }
}
