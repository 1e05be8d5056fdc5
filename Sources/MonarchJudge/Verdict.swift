public import ExactArithmetic
import Foundation

/// On what ground a result was judged.
public enum Tier: String, Sendable, Codable {
  /// Every order and precision gives the exact product: the result must equal it.
  case exact
  /// The result must lie within the a-priori bound of the declared arithmetic.
  case bound
  /// The case could not have caught some wrong answer, or no bound holds for it: it proves nothing when it passes.
  case mistrusted
}

/// One output that is compared with what it must be.
public struct Witness: Sendable {
  /// Position in the batch and in the output vector.
  public let row: Int
  public let output: Int
  public let expected: Rational
  public let found: Double
  /// How far the sum may lie from `expected`, before a last rounding to a narrower format; 0 where it must be equal.
  public let allowance: Rational
  /// |found − expected| / bound, where both are defined; where there is a last rounding, the least that |sum − expected|
  /// was, over bound.
  public let ratio: Rational?
}

/// The judgement of one result, with its reason.
public struct Verdict: Sendable {
  public let caseID: String
  public let operation: MonarchOperation
  public let tier: Tier
  public let holds: Bool
  /// One sentence: why it holds, or the first thing that is wrong.
  public let reason: String
  /// ρ = max |ŷ − y| / bound over all numbers of the result; above 1 it proves that the declared arithmetic was not used.
  /// Nil where no entry has a bound, or one is not a number where it must be.
  public let ratio: Rational?
  /// The entry with the largest ρ, or the offending one. For gradients its row is the block, its output the place in it.
  public let witness: Witness?
  /// The mistakes that this case would have let pass.
  public let blindSpots: [Mistake]
  /// One sentence where the errors are within the bound, and yet greater than independent roundings would make them.
  public let warning: String?
}

extension Verdict: CustomStringConvertible {
  public var description: String { "\(operation) of \(caseID): \(reason)" }
}

extension Verdict {
  /// "holds" and "violated" say it to people; a mistrusted case that passed says nothing about the implementation.
  public var word: String { !holds ? "violated" : tier == .mistrusted ? "mistrusted" : "holds" }
}

extension Rational {
  /// A short decimal for people: "0.0264", "1.3e+05"; exact values are in the JSON reports.
  public var short: String {
    let value = Double(self)
    if value == 0 { return signum == 0 ? "0" : signum < 0 ? "-tiny" : "tiny" }
    if value.isInfinite { return value < 0 ? "< -1e308" : "> 1e308" }
    return String(format: "%.3g", value)
  }
}
