package import ExactArithmetic
import MonarchReference

/// What a result must be: the exact product, its gauge, and how far the declared arithmetic may be from it.
package struct Expectation {
  package struct Row {
    /// y = M x.
    package let value: [Rational]
    /// G = P₂|L|P₁|R||x|.
    package let gauge: [Rational]
    /// Every order of summation in the declared precision, and in every wider one, gives exactly y.
    package let isExact: Bool
  }

  package let rows: [Row]
  /// The bound of the sums.
  package let bound: ErrorBound
  /// The rounding of the sums to the format of the results; nil where there is none.
  package let rounding: FloatFormat?
  /// Where a partial sum might overflow, the reason why the bound cannot be used.
  package let overflow: String?

  package init(_ product: ProductCase, model: ArithmeticModel) throws(ShapeError) {
    do {
      try self.init(exactly: product, model: model)
    } catch {
      // The numbers of a case are finite; only its sizes can be wrong.
      throw ShapeError(error.description)
    }
  }

  private init(exactly product: ProductCase, model: ArithmeticModel) throws(ExactProductError) {
    let (shape, batch) = (product.shape, product.batch)
    let factors = try ExactProduct(shape: shape, left: product.left.span, right: product.right.span)
    let magnitudes = try factors.magnitudes

    // Stage 1 has dots of p terms, which |L| amplifies; stage 2 dots of r terms, which nothing amplifies.
    let ones = [Double](repeating: 1, count: shape.middleCount)
    let amplified = try magnitudes.output.multiply(ones.span, batch: 1)[0]
    let bound = ErrorBound(
      model: model, depths: [shape.p, shape.r],
      amplifications: [amplified, [Rational](repeating: 1, count: shape.outputCount)])
    let middleBound = ErrorBound(
      model: model, depths: [shape.p], amplifications: [[Rational](repeating: 1, count: shape.middleCount)])

    let leftUnit = commonDyadicExponent(product.left) ?? 0
    let rightUnit = commonDyadicExponent(product.right) ?? 0
    let limit = model.accumulate.greatestFiniteMagnitude
    let values = try factors.multiply(product.input.span, batch: batch)
    let middleGauges = try magnitudes.middle.multiply(product.input.span, batch: batch)
    let gauges = try magnitudes.multiply(product.input.span, batch: batch)
    let rows = (0..<batch).map { index in
      // All terms are integers times 2^unit; sums of magnitudes that stay within 2^precision of them are exact.
      let input = product.input[index * shape.inputCount..<(index + 1) * shape.inputCount]
      let middleUnit = rightUnit + (commonDyadicExponent(input) ?? 0)
      let gauge = gauges[index]
      let isExact =
        fits(middleGauges[index], unit: middleUnit, in: model.accumulate)
        && fits(gauge, unit: leftUnit + middleUnit, in: model.accumulate)
      return Row(value: values[index], gauge: gauge, isExact: isExact)
    }
    self.rows = rows
    (self.bound, rounding) = (bound, model.lastRounding)
    overflow = rows.indices.first { index in
      middleBound.mayExceed(limit, gauge: middleGauges[index]) || bound.mayExceed(limit, gauge: rows[index].gauge)
    }.map { "a partial sum of batch row \($0) may overflow \(model.accumulate)" }
  }

  /// What one output may be: exactly its value where the gauge is 0 or the row is exact.
  package func allowance(row: Int, output: Int) -> Allowance {
    let expected = rows[row]
    let isExact = expected.isExact || expected.gauge[output] == 0
    return Allowance(
      value: expected.value[output], error: isExact ? 0 : bound.bound(at: output, gauge: expected.gauge[output]),
      rounding: rounding)
  }
}

/// The largest e such that all the values are integers times 2^e; nil where all are zero.
func commonDyadicExponent(_ values: some Sequence<Double>) -> Int? {
  values.lazy.filter { $0 != 0 }.map { Int($0.exponent) - $0.significandWidth }.min()
}

/// Whether sums of magnitudes are at most 2^precision units, with a unit that the format can hold.
private func fits(_ gauge: [Rational], unit: Int, in format: FloatFormat) -> Bool {
  let limit = Rational.powerOfTwo(unit + format.precision)
  return unit >= format.minimalExponent && gauge.allSatisfy { $0 <= limit }
}
