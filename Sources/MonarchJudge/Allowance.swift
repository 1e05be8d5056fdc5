package import ExactArithmetic

/// What may come back for one output: a number within `error` of the exact value, rounded to the output's format where
/// that is narrower than the format of the sums.
///
/// Rounding is not bounded but done: a number z with |z − value| <= error rounds to a result, or none does. So a result
/// that was truncated is told from one that was rounded, and infinity is right exactly where z may lie beyond the
/// largest number.
package struct Allowance {
  package let value: Rational
  /// How far the sum may lie from `value` before it is rounded; 0 where it must be equal.
  package let error: Rational
  /// The format of the last rounding; nil where there is none.
  package let rounding: FloatFormat?

  package init(value: Rational, error: Rational, rounding: FloatFormat?) {
    (self.value, self.error, self.rounding) = (value, error, rounding)
  }

  /// How far the sum that gave this result lies from the exact value at least; nil where no sum gives it.
  package func distance(to found: Double) -> Rational? {
    if let rounding { return rounding.distance(of: value, toNumbersRoundingTo: found) }
    return Rational(exactly: found).map { ($0 - value).magnitude }
  }

  /// Whether some sum within `error` of the exact value gives this result.
  package func admits(_ found: Double) -> Bool { distance(to: found).map { admits(found, at: $0) } ?? false }

  /// Likewise, given the distance.
  func admits(_ found: Double, at distance: Rational) -> Bool {
    guard let rounding, distance == error else { return distance <= error }
    // The one sum within reach is a midpoint, which goes to one side only, or no midpoint.
    return [value - error, value + error].contains { sum in
      guard let nearest = rounding.nearest(to: sum) else {
        return found.isNaN || found == (sum < 0 ? -.infinity : .infinity)
      }
      return Rational(exactly: found) == nearest
    }
  }

  /// Whether this number, rounded likewise, would be admitted.
  func admits(rounded wrong: Rational) -> Bool {
    guard let rounding else { return (wrong - value).magnitude <= error }
    guard let nearest = rounding.nearest(to: wrong) else {
      return admits(rounding.specials == .onlyNaN ? .nan : wrong < 0 ? -.infinity : .infinity)
    }
    return admits(Double(nearest))
  }

  /// The least and the greatest number that may come back, infinity included.
  ///
  /// Whatever lies between them and is a value of the result's format is admitted too, since rounding is monotone.
  package var ends: (lower: Double, upper: Double) {
    let (least, greatest) = (value - error, value + error)
    guard let rounding else { return (least.doubleRoundedUp, -(-greatest).doubleRoundedUp) }
    func rounded(_ sum: Rational) -> Double {
      rounding.nearest(to: sum).map { Double($0) } ?? (sum < 0 ? -.infinity : .infinity)
    }
    return (rounded(least), rounded(greatest))
  }
}

extension Rational {
  /// The least double that is not less than this.
  fileprivate var doubleRoundedUp: Double {
    let nearest = Double(self)
    guard let exact = Rational(exactly: nearest) else { return nearest < 0 ? -.greatestFiniteMagnitude : nearest }
    return exact < self ? nearest.nextUp : nearest
  }
}
