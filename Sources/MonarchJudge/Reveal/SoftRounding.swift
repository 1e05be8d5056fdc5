package import ExactArithmetic

/// How a number that lies between two values of a format is rounded.
package enum RoundingRule: String, Sendable, Codable, CaseIterable {
  case nearestEven = "to nearest, ties to even"
  case nearestAway = "to nearest, ties away from zero"
  case towardZero = "toward zero"
  case up
  case down
}

/// A rounding: the format and the rule.
package struct Rounding: Hashable, Sendable {
  package var format: FloatFormat
  package var rule: RoundingRule

  package init(_ format: FloatFormat, _ rule: RoundingRule = .nearestEven) { (self.format, self.rule) = (format, rule) }

  /// The number rounded; a zero that was not one has the sign of what it was.
  ///
  /// - Parameter zero: the result where the number is 0.
  /// - Precondition: float64 contains the format.
  package func round(_ value: Rational, zero: Double = 0) -> Double {
    if value.signum == 0 { return zero }
    let sign: Double = value.signum < 0 ? -1 : 1
    let magnitude = value.magnitude
    guard let even = format.nearest(to: magnitude) else { return overflow(sign) }
    let nearest = Double(even)
    let below = even <= magnitude ? nearest : predecessor(nearest)
    let above = even >= magnitude ? nearest : successor(nearest)
    if below == above { return sign * nearest }
    switch rule {
    case .nearestEven: return sign * nearest
    case .nearestAway:
      guard let (low, high) = Rational(exactly: below).flatMap({ low in Rational(exactly: above).map { (low, $0) } })
      else { return sign * nearest }
      return sign * (magnitude - low >= high - magnitude ? above : below)
    case .towardZero: return sign * below
    case .up: return sign * (sign > 0 ? above : below)
    case .down: return sign * (sign > 0 ? below : above)
    }
  }

  private func overflow(_ sign: Double) -> Double {
    let largest = Double(format.greatestFiniteMagnitude)
    let stays = rule == .towardZero || rule == .up && sign < 0 || rule == .down && sign > 0
    if stays { return sign * largest }
    return format.specials == .onlyNaN ? .nan : sign * .infinity
  }

  /// The neighbours of a value that is not negative.
  private func predecessor(_ value: Double) -> Double {
    let unit = unit(of: value)
    let isDenserBelow = value.significandWidth == 0 && unit > format.minimalExponent
    return value - powerOfTwo(isDenserBelow ? unit - 1 : unit)
  }

  private func successor(_ value: Double) -> Double {
    let next = value + powerOfTwo(unit(of: value))
    return format.holds(next) ? next : .infinity
  }

  private func unit(of value: Double) -> Int {
    value == 0 ? format.minimalExponent : max(Int(value.exponent) - (format.precision - 1), format.minimalExponent)
  }

  /// The number rounded, where it is a double.
  package func round(_ value: Double) -> Double {
    guard let exact = Rational(exactly: value) else { return value }
    return round(exact, zero: value)
  }
}

extension FloatFormat {
  /// The known format of this precision that has the range of another one.
  static func known(precision: Int, like format: FloatFormat) -> FloatFormat {
    if precision == format.precision { return format }
    let wide = FloatFormat.all.filter { $0.precision == precision && $0.maximalExponent >= format.maximalExponent }
    if let known = wide.min(by: { $0.maximalExponent < $1.maximalExponent }) { return known }
    let precision = max(2, min(precision, 53))
    return FloatFormat(
      name: "\(precision) bits", precision: precision,
      minimalExponent: format.minimalExponent + format.precision - precision, maximalExponent: format.maximalExponent)
  }
}
