import ExactArithmetic

extension OperationCase {
  /// The data where operands are rounded, for gauges: |w| + δ in the place of every number w that is not one of the operands'
  /// format, δ the distance of the farther of its two neighbours, or a little more. What a gradient is added onto is no
  /// operand, and is moved to the format of the sums alone, where data are wider than that.
  ///
  /// Products of numbers ŵ with |ŵ − w| <= δ lie within Π(|w| + δ) − Π|w| of those of w.
  ///
  /// - Returns: nil where the model rounds nothing of the data; and whether a number may become infinite.
  func moved(by model: ArithmeticModel) throws(ShapeError) -> (data: OperationCase, overflows: Bool)? {
    guard let operands = model.operands else { return nil }
    var (isMoved, overflows) = (false, false)
    func move(_ values: [Double], to format: FloatFormat) -> [Double] {
      values.map { value in
        guard value != 0 else { return value }
        let (magnitude, distance, neighbour) = format.neighbours(of: value.magnitude)
        if exact(neighbour) > format.greatestFiniteMagnitude { (isMoved, overflows) = (true, true) }
        guard distance > 0 else { return value }
        isMoved = true
        let sum = magnitude + distance
        return exact(sum) < exact(magnitude) + exact(distance) ? sum.nextUp : sum
      }
    }
    let factors = factors.map { move($0, to: operands) }
    let (input, cotangent) = (input.map { move($0, to: operands) }, cotangent.map { move($0, to: operands) })
    let accumulators = accumulators?.map { move($0, to: model.accumulate) }
    guard isMoved else { return nil }
    let data = try OperationCase(
      id: id, patterns: patterns, format: format, batch: batch, factors: factors, input: input, cotangent: cotangent,
      accumulators: accumulators)
    return (data, overflows)
  }
}

extension FloatFormat {
  /// A finite magnitude, the distance of the farther of the two numbers next to it, 0 where it is one itself, and the upper one.
  fileprivate func neighbours(of magnitude: Double) -> (magnitude: Double, distance: Double, upper: Double) {
    let unit = Double(
      sign: .plus, exponent: max(Int(magnitude.exponent) - (precision - 1), minimalExponent), significand: 1)
    // Scaling by a power of two is exact, as is what lies between a number and its neighbours.
    let lower = (magnitude / unit).rounded(.down) * unit
    guard lower < magnitude else { return (magnitude, 0, magnitude) }
    return (magnitude, max(magnitude - lower, lower + unit - magnitude), lower + unit)
  }
}
