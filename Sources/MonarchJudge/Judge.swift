public import ExactArithmetic
import MonarchReference

/// Judges results of Monarch products against the exact value.
///
/// Nothing here is a tolerance set by hand: a result is held to equality where every summation order gives the exact
/// product, and to the bound derived from the declared arithmetic elsewhere (`rounding-bound`). Where results are
/// narrower than the sums, it must be a sum within the bound that was rounded to nearest, ties to even.
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
    if let offence = worst.offence {
      let place = "output \(offence.output) of batch row \(offence.row)"
      return verdict(false, "\(place)\(worst.reason(for: offence))", offence)
    }
    let reason =
      expectation.rows.isEmpty
      ? "the batch is empty: there is nothing to compare"
      : !blindSpots.isEmpty
        ? "passes, but would pass for a wrong answer too: \(blindSpots.map(\.rawValue).joined(separator: ", "))"
        : isExact ? "equal to the exact product" : "within the bound of \(model)"
    return verdict(true, reason, worst.largest)
  }

  private func compare(_ result: [Double], with expectation: Expectation) -> ResultComparison {
    var comparison = ResultComparison(rounding: expectation.rounding)
    let bound = expectation.bound
    var index = 0
    for (row, expected) in expectation.rows.enumerated() {
      for output in expected.value.indices {
        let isComparable = comparison.compare(
          result[index], row: row, output: output, value: expected.value[output],
          isExact: expected.isExact || expected.gauge[output] == 0,
          estimate: bound.estimate(at: output, gauge: expected.gauge[output])
        ) { bound.bound(at: output, gauge: expected.gauge[output]) }
        // Nothing can be worse.
        if !isComparable { return comparison }
        index += 1
      }
    }
    return comparison
  }
}
