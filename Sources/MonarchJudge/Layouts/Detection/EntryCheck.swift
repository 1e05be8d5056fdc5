package import ExactArithmetic
import Glibc

/// What the declared arithmetic can make of one entry of a dense matrix, a sum of d products of stored numbers.
///
/// A single product (d = 1; products with 0 do not count) is rounded once to the format of the sums, and then to that of
/// the matrix: one number, or, where the matrix is narrower, perhaps the one that a single rounding gives. A sum of more
/// may err by `((1+u)^d − 1)·Σ|terms| + (1+u)^d·d·η` before it is rounded to the format of the matrix, in any order, with
/// or without FMA; products with 0 add exactly.
package struct EntryCheck: Sendable {
  package let model: ArithmeticModel
  /// u, log(1 + u) and η of the sums; η of float64 is 0 here, where numbers so small are left to exact arithmetic.
  private let unitRoundoff: Double
  private let logGrowth: Double
  private let underflowUnit: Double
  private let output: NearestValue
  private let accumulate: NearestValue
  private let roundsAtEnd: Bool

  package init(model: ArithmeticModel) {
    self.model = model
    unitRoundoff = Double(model.accumulate.unitRoundoff)
    logGrowth = log1p(unitRoundoff)
    underflowUnit = Double(model.accumulate.underflowUnit)
    (output, accumulate) = (NearestValue(model.output), NearestValue(model.accumulate))
    roundsAtEnd = model.lastRounding(of: .product) != nil
  }

  // MARK: The definition

  /// What an entry must be: all of it exactly.
  package struct Demand {
    package let value: Rational
    /// Σ |terms|.
    package let gauge: Rational
    /// The products that are not 0.
    package let terms: Int
    /// How far the sum may lie from `value` before the last rounding; 0 for one product.
    package let error: Rational
  }

  package func demand(_ terms: [(Double, Double)]) -> Demand {
    var (value, gauge, count) = (Rational.zero, Rational.zero, 0)
    for (a, b) in terms where a != 0 && b != 0 {
      let product = exact(a) * exact(b)
      value += product
      gauge += product.magnitude
      count += 1
    }
    var error = Rational.zero
    if count > 1 {
      let growth = power(1 + model.accumulate.unitRoundoff, count)
      error = (growth - 1) * gauge + growth * Rational(count) * model.accumulate.underflowUnit
    }
    return Demand(value: value, gauge: gauge, terms: count, error: error)
  }

  /// Whether the declared arithmetic can give `found`, by exact numbers alone.
  package func admits(_ found: Double, exactly demand: Demand) -> Bool {
    if demand.terms > 1 {
      return Allowance(value: demand.value, error: demand.error, rounding: model.lastRounding(of: .product)).admits(
        found)
    }
    guard let found = Rational(exactly: found) else { return false }
    let sum = model.accumulate.nearest(to: demand.value)
    if let sum, model.output.nearest(to: sum) == found { return true }
    return model.accumulate.contains(model.output) && model.output.nearest(to: demand.value) == found
  }

  // MARK: The same in machine numbers, where they can decide

  /// Whether the declared arithmetic can give `found` for this sum of products.
  ///
  /// - Parameter terms: the numbers of term t, for t below `count`.
  @inline(__always)
  package func admits(_ found: Double, count: Int, _ terms: (Int) -> (Double, Double)) -> Bool {
    if count == 1 {
      let (a, b) = terms(0)
      if let verdict = verdict(found, product: a * b) { return verdict }
    } else if let verdict = verdict(found, count, terms) {
      return verdict
    }
    return admits(found, exactly: demand((0..<count).map(terms)))
  }

  /// The verdict on a single product, which is given as float64 rounds it; nil where it is too close.
  @inline(__always)
  private func verdict(_ found: Double, product: Double) -> Bool? {
    // The format of the sums is float64, to which this product is rounded, or one in whose products float64 is exact.
    if output.nearest(accumulate.nearest(product)) == found { return true }
    guard abs(product) > 0x1p-900, abs(product) < 0x1p900 else { return nil }
    return abs(found - product) > 3 * unitRoundoff * abs(product) + output.spacing(at: found) ? false : nil
  }

  /// The verdict by arithmetic on pairs of doubles, whose own error is far below any bound; nil where it is too close.
  @inline(__always)
  private func verdict(_ found: Double, _ count: Int, _ terms: (Int) -> (Double, Double)) -> Bool? {
    // The sum is head + tail up to d²·2⁻¹⁰⁵·gauge.
    var (head, tail, gauge, summands) = (0.0, 0.0, 0.0, 0.0)
    for index in 0..<count {
      let (a, b) = terms(index)
      if a == 0 || b == 0 { continue }
      let product = a * b
      let residue = (-product).addingProduct(a, b)
      let sum = head + product
      let rest = sum - head
      tail += (head - (sum - rest)) + (product - rest) + residue
      head = sum
      gauge += abs(product)
      summands += 1
    }
    if summands == 0 { return found == 0 }
    if summands == 1 { return verdict(found, product: head) }
    // Residues of products must not underflow, nor anything overflow.
    guard gauge > 0x1p-900, gauge < 0x1p900 else { return nil }
    let growth = expm1(summands * logGrowth)
    let bound = growth * gauge + (1 + growth) * summands * underflowUnit
    let distance = abs((found - head) - tail)
    if roundsAtEnd {
      // The head is a sum in reach; whether another one is rounded to the number takes the exact allowance.
      if output.nearest(head) == found, abs(tail) <= bound * (1 - 0x1p-20) { return true }
      return distance > bound * (1 + 0x1p-20) + output.spacing(at: found) ? false : nil
    }
    if distance <= bound * (1 - 0x1p-20) { return true }
    return distance >= bound * (1 + 0x1p-20) ? false : nil
  }
}

/// Rounding of doubles to a format that float64 contains, to nearest, ties to even, on machine numbers.
package struct NearestValue: Sendable {
  private let isWhole: Bool
  private let precision: Int
  private let minimalExponent: Int
  private let greatest: Double

  package init(_ format: FloatFormat) {
    isWhole = format == .float64
    (precision, minimalExponent) = (format.precision, format.minimalExponent)
    greatest = Double(format.greatestFiniteMagnitude)
  }

  /// The distance of a value of the format to the next one outwards, at least.
  @inline(__always)
  package func spacing(at value: Double) -> Double {
    let exponent = Int(value.bitPattern >> 52 & 0x7FF) - 1023
    return Double(sign: .plus, exponent: max(exponent - (precision - 1), minimalExponent), significand: 1)
  }

  /// The nearest value; infinite beyond the greatest one.
  @inline(__always)
  package func nearest(_ value: Double) -> Double {
    if isWhole { return value }
    // From the exponent's field, which is 0 for numbers that every narrower format rounds to 0.
    let exponent = Int(value.bitPattern >> 52 & 0x7FF) - 1023
    guard exponent < 1024 else { return value }
    let unit = max(exponent - (precision - 1), minimalExponent)
    if unit - exponent > 1 { return value.sign == .minus ? -0.0 : 0 }
    // 2^unit and 2^-unit, both normal for formats narrower than float64.
    let (scale, inverse) = (
      Double(bitPattern: UInt64(unit + 1023) << 52), Double(bitPattern: UInt64(1023 - unit) << 52)
    )
    let rounded = (value * inverse).rounded(.toNearestOrEven) * scale
    return abs(rounded) > greatest ? (value < 0 ? -.infinity : .infinity) : rounded
  }
}
