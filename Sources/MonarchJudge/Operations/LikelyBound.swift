package import ExactArithmetic

/// The probabilistic bound of Higham and Mary (SIAM J. Sci. Comput. 41, A2815, 2019): a warning, never a verdict.
///
/// If roundings were independent and of mean zero, a term that passes through k of them would err by at most
///
/// ```
/// γ̃_k(λ) = exp(λ·√k·u + k·u²/(1−u)) − 1          with probability at least 1 − 2·exp(−λ²·(1−u)²/2)
/// ```
///
/// of its magnitude: √k in place of k. Real roundings need not be so; sums of one sign in narrow formats are not. All numbers
/// here are rational and rounded away from the claim: γ̃ is never too small, the probability of an error beyond it neither.
package struct LikelyBound: Sendable {
  /// u.
  package let unitRoundoff: Rational
  /// λ.
  package let confidence: Rational

  /// Fails where the constant is not positive.
  package init(format: FloatFormat, confidence: Rational) throws(ModelError) {
    guard confidence > 0 else { throw ModelError("expected a constant λ > 0, found \(confidence)") }
    (unitRoundoff, self.confidence) = (format.unitRoundoff, confidence)
  }

  /// At least γ̃_k(λ), and greater by less than 2^-40 of it where it is below 1.
  package func relative(depth: Int) -> Rational {
    guard depth > 0 else { return 0 }
    let k = Rational(depth)
    let exponent =
      confidence * squareRoot(above: k) * unitRoundoff + k * unitRoundoff * unitRoundoff / (1 - unitRoundoff)
    return exponentialLessOne(above: exponent)
  }

  /// At least the probability that one of so many terms errs by more.
  package func failureProbability(terms: Int) -> Rational {
    let t = confidence * (1 - unitRoundoff)
    let exponent = t * t / 2
    // Part of the series of exp, all of whose terms are positive.
    var (sum, term, index) = (Rational(1), Rational(1), 1)
    while index < 400 {
      term = roundedDown(term * exponent / Rational(index))
      sum += term
      index += 1
    }
    return min(1, Rational(2 * terms) / sum)
  }

  /// e^x − 1, or a little more.
  private func exponentialLessOne(above x: Rational) -> Rational {
    // e^x − 1 = y² + 2y for y = e^(x/2) − 1.
    if x > Rational(1, 2) {
      let half = exponentialLessOne(above: x / 2)
      return roundedUp(half * half + 2 * half)
    }
    var (sum, term) = (Rational.zero, Rational(1))
    for index in 1...14 {
      term = roundedUp(term * x / Rational(index))
      sum += term
    }
    // The rest is at most the last term times x/15 + (x/15)² + …
    return roundedUp(sum + term * x / (Rational(15) - x))
  }

  /// √k, or at most 2^-48 more.
  private func squareRoot(above k: Rational) -> Rational {
    // The root of a double is the nearest double; one unit more is above it.
    let root = Double(k).squareRoot().nextUp
    return Rational(exactly: root) ?? k
  }

  /// 51 bits are enough, and keep the numbers short.
  private func roundedUp(_ value: Rational) -> Rational {
    guard let exponent = value.binaryExponent else { return value }
    let unit = Rational.powerOfTwo(exponent - 50)
    return Rounding(LikelyBound.digits, .up).round(value / unit, times: unit)
  }

  private func roundedDown(_ value: Rational) -> Rational {
    guard let exponent = value.binaryExponent else { return value }
    let unit = Rational.powerOfTwo(exponent - 50)
    return Rounding(LikelyBound.digits, .down).round(value / unit, times: unit)
  }

  private static let digits = FloatFormat(
    name: "51 bits", precision: 51, minimalExponent: -200, maximalExponent: 200)
}

extension Rounding {
  /// A rational rounded, times a unit.
  fileprivate func round(_ value: Rational, times unit: Rational) -> Rational { exact(round(value)) * unit }
}

/// An error that is within the bound, and yet greater than independent roundings would make it.
package struct LikelyWarning: Sendable {
  /// Row of the batch, or block of a factor, and the entry in it.
  package let row: Int
  package let entry: Int
  /// |found − value| over the likely bound; above 1.
  package let ratio: Rational
  /// How many entries exceed theirs.
  package let count: Int
  /// What is needed to believe it: at most this probability of any such error, under the assumption.
  package let probability: Rational

  /// One sentence.
  package var text: String {
    "\(count == 1 ? "an error exceeds" : "\(count) errors exceed") the likely bound, that of entry \(entry) of row \(row) by a "
      + "factor of \(ratio.short); independent roundings do that with a probability below \(probability.short). A warning, no "
      + "violation: roundings need not be independent"
  }
}

extension LikelyBound {
  /// λ = 6: one of a million terms errs by more with a probability below 1/30.
  static func ofWarnings(_ format: FloatFormat) -> LikelyBound? { try? LikelyBound(format: format, confidence: 6) }
}

extension OperationExpectation {
  /// How far the sum lies from the exact value, at most, if roundings are independent and of mean zero.
  package func likelyBound(_ row: Int, _ entry: Int, _ likely: LikelyBound) -> Rational {
    let gauge = gauge(row, entry)
    // Underflow is no rounding of mean zero: its part stays.
    return likelyRelative(likely) * gauge + (bound(row, entry) - relative * gauge)
  }

  /// γ̃ for sums and products; what is rounded between the stages is counted in full.
  private func likelyRelative(_ likely: LikelyBound) -> Rational {
    let storage = (1 + relative) / power(1 + likely.unitRoundoff, depth)
    return min((1 + likely.relative(depth: depth)) * storage - 1, relative)
  }

  /// Whether the error at one place, so far before a last rounding, is beyond the likely bound.
  func isUnlikely(_ witness: Witness, _ likely: LikelyBound) -> Bool {
    guard overflow == nil, let ratio = witness.ratio else { return false }
    let (row, entry) = (witness.row, witness.output)
    return ratio * bound(row, entry) > likelyBound(row, entry, likely)
  }

  /// The largest error beyond the likely bound; nil where there is none, or where the sums may overflow.
  ///
  /// - Parameter result: the entries, row-major, as for `Judge.verdict(on:of:result:)`.
  package func warning(about result: [Double], _ likely: LikelyBound) -> LikelyWarning? {
    guard overflow == nil, result.count == rows * width else { return nil }
    let relative = likelyRelative(likely)
    var worst: (row: Int, entry: Int, ratio: Rational)?
    var count = 0
    for (index, found) in result.enumerated() {
      let (row, entry) = index.quotientAndRemainder(dividingBy: width)
      let gauge = gauge(row, entry)
      let allowance = relative * gauge + (bound(row, entry) - self.relative * gauge)
      let plain = Allowance(value: value(row, entry), error: 0, rounding: rounding)
      guard let distance = plain.distance(to: found), distance > allowance, allowance > 0 else { continue }
      count += 1
      let ratio = distance / allowance
      if ratio > worst?.ratio ?? 0 { worst = (row, entry, ratio) }
    }
    guard let worst else { return nil }
    // Every term of every entry has to stay within; `depth` is at least the number of terms of a stage.
    return LikelyWarning(
      row: worst.row, entry: worst.entry, ratio: worst.ratio, count: count,
      probability: likely.failureProbability(terms: result.count * depth * depth))
  }
}
