import ExactArithmetic

/// The comparison of a result's numbers with what they must be, one after the other: the worst of them.
struct ResultComparison {
  /// The first output that is not what it must be, or the one with the largest ρ among those.
  private(set) var offence: Witness?
  /// The output with the largest ρ.
  private(set) var largest: Witness?
  private let rounding: FloatFormat?

  var ratio: Rational? { (offence ?? largest)?.ratio }

  init(rounding: FloatFormat?) { self.rounding = rounding }

  /// Compares one number; false where it is one that no sum gives, such as NaN: the rest need not be looked at.
  ///
  /// - Parameters:
  ///   - isExact: whether the sum must equal the value; the bound then only scales ρ.
  ///   - estimate: the bound, or at least the nearest double to something within 2^-40 of it, where it is cheaper.
  ///   - bound: how far the sum may lie from the value.
  mutating func compare(
    _ found: Double, row: Int, output: Int, value: Rational, isExact: Bool, estimate: Double? = nil,
    bound: () -> Rational
  ) -> Bool {
    func witness(_ allowance: Rational, _ ratio: Rational?) -> Witness {
      Witness(row: row, output: output, expected: value, found: found, allowance: allowance, ratio: ratio)
    }
    let plain = Allowance(value: value, error: 0, rounding: rounding)
    guard let distance = plain.distance(to: found) else {
      offence = witness(isExact ? 0 : bound(), nil)
      return false
    }
    if let estimate, isClearlySmaller(distance, estimate, isExact: isExact) { return true }
    let bound = bound()
    let allowance = Allowance(value: value, error: isExact ? 0 : bound, rounding: rounding)
    let witness = witness(allowance.error, bound.signum > 0 ? distance / bound : nil)
    if !allowance.admits(found, at: distance), isLarger(witness, than: offence) { offence = witness }
    if isLarger(witness, than: largest) { largest = witness }
    return true
  }

  /// Whether the number is certainly right, with a ρ certainly below the largest so far.
  private func isClearlySmaller(_ distance: Rational, _ estimate: Double, isExact: Bool) -> Bool {
    guard let ratio = largest?.ratio, estimate.isNormal, estimate > 0x1p-900 else { return false }
    // An exact output is right where it has no distance, except perhaps at a midpoint.
    if isExact { return distance == 0 && rounding == nil }
    let approximate = Double(distance)
    guard distance == 0 || approximate > 0x1p-900 else { return false }
    return approximate / estimate < min(0.999, Double(ratio) * 0.999_999)
  }

  private func isLarger(_ witness: Witness, than other: Witness?) -> Bool {
    guard let other else { return true }
    return (witness.ratio ?? 0) > (other.ratio ?? 0)
  }

  /// What is wrong with an output, as the end of a sentence that begins with its place.
  func reason(for offence: Witness) -> String {
    let rounded = rounding.map { " rounded to \($0)" } ?? ""
    let expected = decimal(offence.expected)
    if !offence.found.isFinite || offence.ratio == nil && offence.allowance > 0 {
      return ": expected \(expected)\(rounded), found \(offence.found)"
    }
    if offence.allowance == 0 { return " must be exactly \(expected)\(rounded), found \(offence.found)" }
    return ": expected \(expected) ± \(offence.allowance.short)\(rounded), found \(offence.found), "
      + "ρ = \(offence.ratio?.short ?? "undefined")"
  }

  /// The nearest double's text: short, and enough to see a difference that matters.
  private func decimal(_ value: Rational) -> String { value.isInteger ? value.description : "\(Double(value))" }
}
