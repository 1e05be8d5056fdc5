public import ExactArithmetic
import MonarchReference

/// Judges results of Monarch products against the exact value.
///
/// Nothing here is a tolerance set by hand: a result is held to equality where every summation order gives the exact
/// product, and to the bound derived from the declared arithmetic elsewhere (`rounding-bound`).
public struct Judge: Sendable {
  public let model: ArithmeticModel

  public init(model: ArithmeticModel) { self.model = model }

  /// The verdict on a result of `multiply`.
  ///
  /// - Parameter result: (batch, l·s), row-major, values of the declared output format.
  /// - Complexity: dominated by four exact products: the value, its gauge and two wrong answers.
  public func verdict(on product: ProductCase, result: [Double]) throws(ShapeError) -> Verdict {
    let expectation = try Expectation(product, model: model)
    let width = product.shape.outputCount
    guard result.count == product.batch * width else {
      return Verdict(
        caseID: product.id, tier: .bound, holds: false,
        reason: "expected \(product.batch)×\(width) outputs, found \(result.count) numbers",
        ratio: nil, witness: nil, blindSpots: [])
    }
    let blindSpots = try expectation.blindSpots(of: product)
    let worst = compare(result, with: expectation)

    let isExact = !expectation.rows.isEmpty && expectation.rows.allSatisfy(\.isExact)
    var tier: Tier = isExact ? .exact : .bound
    if !blindSpots.isEmpty || expectation.overflow != nil || expectation.rows.isEmpty { tier = .mistrusted }

    func verdict(_ holds: Bool, _ reason: String, _ witness: Witness?) -> Verdict {
      Verdict(
        caseID: product.id, tier: tier, holds: holds, reason: reason, ratio: worst.ratio, witness: witness,
        blindSpots: blindSpots)
    }
    if let overflow = expectation.overflow {
      // Infinities may be right here, and no bound says where: nothing is proved either way.
      return Verdict(
        caseID: product.id, tier: tier, holds: true, reason: overflow, ratio: nil, witness: nil, blindSpots: blindSpots)
    }
    if let offence = worst.offence { return verdict(false, reason(for: offence), offence) }
    let reason =
      expectation.rows.isEmpty
      ? "the batch is empty: there is nothing to compare"
      : !blindSpots.isEmpty
        ? "passes, but would pass for a wrong answer too: \(blindSpots.map(\.rawValue).joined(separator: ", "))"
        : isExact ? "equal to the exact product" : "within the bound of \(model)"
    return verdict(true, reason, worst.largest)
  }

  private struct Comparison {
    /// The first output that is not what it must be, or the one with the largest ρ among those.
    var offence: Witness?
    /// The output with the largest ρ.
    var largest: Witness?
    var ratio: Rational? { (offence ?? largest)?.ratio }
  }

  private func compare(_ result: [Double], with expectation: Expectation) -> Comparison {
    var comparison = Comparison()
    var index = 0
    for (row, expected) in expectation.rows.enumerated() {
      for output in expected.value.indices {
        let found = result[index]
        index += 1
        let bound = expectation.bound.bound(
          at: output, value: expected.value[output], gauge: expected.gauge[output])
        let allowance = expected.isExact || expected.gauge[output] == 0 ? 0 : bound
        guard let value = Rational(exactly: found) else {
          // NaN or infinity: nothing can be worse.
          comparison.offence = Witness(
            row: row, output: output, expected: expected.value[output], found: found, allowance: allowance, ratio: nil)
          return comparison
        }
        let error = (value - expected.value[output]).magnitude
        let witness = Witness(
          row: row, output: output, expected: expected.value[output], found: found, allowance: allowance,
          ratio: bound.signum > 0 ? error / bound : nil)
        if error > allowance, isLarger(witness, than: comparison.offence) { comparison.offence = witness }
        if isLarger(witness, than: comparison.largest) { comparison.largest = witness }
      }
    }
    return comparison
  }

  private func isLarger(_ witness: Witness, than other: Witness?) -> Bool {
    guard let other else { return true }
    return (witness.ratio ?? 0) > (other.ratio ?? 0)
  }

  private func reason(for offence: Witness) -> String {
    let place = "output \(offence.output) of batch row \(offence.row)"
    let found = "found \(offence.found)"
    if !offence.found.isFinite { return "\(place): expected \(decimal(offence.expected)), \(found)" }
    if offence.allowance == 0 {
      return "\(place) must be exactly \(decimal(offence.expected)), \(found)"
    }
    return "\(place): expected \(decimal(offence.expected)) ± \(offence.allowance.short), \(found), "
      + "ρ = \(offence.ratio?.short ?? "undefined")"
  }

  /// The nearest double's text: short, and enough to see a difference that matters.
  private func decimal(_ value: Rational) -> String { value.isInteger ? value.description : "\(Double(value))" }
}
