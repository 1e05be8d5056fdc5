package import ExactArithmetic
import MonarchReference

/// The numbers that are admitted as one array of an answer: for each entry an interval of doubles, or anything not finite.
///
/// `Judge` decides about each number with rationals and keeps the reason. Where the same question is asked of a hundred
/// kernels, the decision is prepared instead: `|sum − y| <= bound`, with the last rounding, is `lower <= found <= upper`
/// for two doubles that are rounded the right way, since rounding to nearest is monotone. That both agree is a test.
package struct AdmittedNumbers {
  /// Which entries NaN or an infinity of the data reaches: they must not be finite.
  package let reached: [Bool]
  /// Of these the NaN or infinity that every order gives, where there is one.
  private let settled: [Double?]
  package let lower: [Double]
  package let upper: [Double]
  /// Whether every order of summation gives exactly the value, for each entry.
  let isExact: [Bool]
  /// Where a partial sum may overflow, the reason why nothing is decided.
  package let overflow: String?
  /// The format of the last rounding, of which the numbers must be.
  private let format: FloatFormat?
  /// The value as a sum of two doubles, and the bound: for ratios that people read.
  private let high: [Double]
  private let low: [Double]
  private let bound: [Double]

  /// - Parameters:
  ///   - criterion: which bound holds.
  ///   - leniency: by what every bound is multiplied: 1, except to show that it matters.
  package init(
    _ operation: MonarchOperation, of data: OperationCase, model: ArithmeticModel,
    criterion: ErrorCriterion = .componentwise, leniency: Rational = 1
  ) throws(ShapeError) {
    reached = try data.nonFiniteEntries(of: operation)
    let expectation = try OperationExpectation(operation, of: data.finite, model: model)
    overflow = expectation.overflow
    settled =
      overflow == nil && reached.contains(true)
      ? try data.settledEntries(of: operation, model: model) : Array(repeating: nil, count: reached.count)
    format = expectation.rounding
    let count = reached.count
    var lower = [Double](repeating: 0, count: count)
    var (upper, high, low, bound) = (lower, lower, lower, lower)
    var exactness = [Bool](repeating: true, count: count)
    let norm = try criterion.bound(of: operation, data, model: model)
    for index in 0..<count where !reached[index] && overflow == nil {
      let (row, entry) = index.quotientAndRemainder(dividingBy: expectation.width)
      let value = expectation.value(row, entry)
      let gauge = expectation.gauge(row, entry)
      let isExact = norm == nil && expectation.isExact(row, entry, gauge: gauge)
      let limit = norm ?? expectation.bound(row, entry)
      let error = isExact ? .zero : limit * leniency
      exactness[index] = isExact
      (lower[index], upper[index]) = Allowance(value: value, error: error, rounding: format).ends
      high[index] = Double(value)
      low[index] = Rational(exactly: high[index]).map { Double(value - $0) } ?? 0
      bound[index] = Double(limit)
    }
    (self.lower, self.upper, self.isExact) = (lower, upper, exactness)
    (self.high, self.low, self.bound) = (high, low, bound)
  }

  /// The value, rounded to double.
  func value(_ index: Int) -> Double { high[index] }

  package func admits(_ found: Double, _ index: Int) -> Bool {
    if reached[index] { return !found.isFinite && settled[index]?.isSettled(as: found) ?? true }
    guard found >= lower[index], found <= upper[index] else { return false }
    return format.map { found.isInfinite || $0.holds(found) } ?? true
  }

  /// |found − value|/bound in doubles, or the least that it was before the last rounding; infinite where it is no number.
  package func ratio(_ found: Double, _ index: Int) -> Double {
    if reached[index] { return admits(found, index) ? 0 : .infinity }
    guard found.isFinite else { return admits(found, index) ? 0 : .infinity }
    let offset = (found - high[index]) - low[index]
    var distance = offset.magnitude
    if let format {
      // Up to half a unit of the last place it may be rounded; below a power of two the numbers lie twice as dense.
      var unit =
        found == 0 ? format.minimalExponent : max(Int(found.exponent) - format.precision + 1, format.minimalExponent)
      if found.significandWidth == 0, unit > format.minimalExponent, (offset > 0) == (found > 0) { unit -= 1 }
      distance -= Double(sign: .plus, exponent: unit - 1, significand: 1)
    }
    if distance <= 0 { return 0 }
    return bound[index] == 0 ? .infinity : distance / bound[index]
  }
}
