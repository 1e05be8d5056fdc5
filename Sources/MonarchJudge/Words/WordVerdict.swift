public import ExactArithmetic

/// One part of one output that is compared with what it must be.
public struct WordWitness: Sendable {
  /// Position in the batch and in the output vector.
  public let row: Int
  public let output: Int
  /// 0 for the real part, 1 for the imaginary part.
  public let part: Int
  /// An interval that contains the exact value.
  public let expected: RationalInterval
  public let found: Double
  /// How far the result may lie from the exact value; 0 where all terms are 0.
  public let bound: Rational
  /// |found − expected| / bound: at least that for an offence, at most that otherwise; nil where `found` is no number or
  /// the bound is 0.
  public let ratio: Rational?
}

/// The judgement of the results of a word, with its reason.
public struct WordVerdict: Sendable {
  /// `bound`, or `mistrusted` where partial sums might overflow, or there is nothing to compare.
  public let tier: Tier
  public let holds: Bool
  /// One sentence: why it holds, or what is wrong.
  public let reason: String
  /// The offence, or the part with the largest ratio.
  public let witness: WordWitness?

  /// ρ = max |ŷ − y| / bound; above 1 it proves that the declared arithmetic, or the declared word, was not used.
  public var ratio: Rational? { witness?.ratio }
}
