/// The numbers that round to one value, nearest first and ties to even: an interval from one midpoint to the next.
extension FloatFormat {
  /// Whether a number is a finite value of this format.
  package func holds(_ value: Double) -> Bool {
    guard value.isFinite else { return false }
    guard value != 0 else { return true }
    let exponent = Int(value.exponent)
    guard value.significandWidth < precision, exponent - value.significandWidth >= minimalExponent else { return false }
    return exponent < maximalExponent
      || exponent == maximalExponent && exact(value.magnitude) <= greatestFiniteMagnitude
  }

  /// How far a number lies from the nearest one of those that round to `result`; nil where none does.
  ///
  /// The midpoints at both ends count as numbers that do, whether or not the tie goes there. Infinity is what rounding
  /// gives for all numbers beyond the last midpoint, and NaN in a format without infinities.
  package func distance(of value: Rational, toNumbersRoundingTo result: Double) -> Rational? {
    guard result.isFinite else {
      guard result.isNaN == (specials == .onlyNaN) else { return nil }
      // The sign of NaN says nothing.
      let outward = result.isNaN ? value.magnitude : result < 0 ? -value : value
      let last = greatestFiniteMagnitude + .powerOfTwo(maximalExponent - precision)
      return max(last - outward, 0)
    }
    guard holds(result) else { return nil }
    let magnitude = exact(result.magnitude)
    // Seen from 0 outwards.
    let outward = result < 0 ? -value : value
    var unit = minimalExponent
    if result != 0 { unit = max(Int(result.exponent) - (precision - 1), minimalExponent) }
    if outward >= magnitude || result == 0 {
      let distance = result == 0 ? value.magnitude : outward - magnitude
      return max(distance - .powerOfTwo(unit - 1), 0)
    }
    // Below a power of two the values lie twice as dense.
    let isDenser = result.significandWidth == 0 && unit > minimalExponent
    return max(magnitude - outward - .powerOfTwo(isDenser ? unit - 2 : unit - 1), 0)
  }

  private func exact(_ value: Double) -> Rational { Rational(exactly: value)! }
}
