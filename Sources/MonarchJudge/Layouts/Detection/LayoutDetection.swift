import ExactArithmetic
import MonarchReference

/// Which conventions explain two stored tensors, given the dense matrix that they made or products of a black box.
///
/// Candidates are the presets and every other convention that `Layout` spans. Each is held against the data exactly: an
/// entry that is a single product must be that product, rounded once by the declared arithmetic; other numbers must lie
/// within the bound derived from it. No tolerance is chosen by hand. Candidates that say the same of every tensor of these
/// shapes, as `paper` and `fly` do where all blocks are m×m, are one explanation.
public struct LayoutDetection: Sendable {
  /// Conventions that explain the data, and say the same of all tensors of these shapes.
  public struct Explanation: Sendable {
    /// The readings, presets first; never empty.
    public let readings: [LayoutReading]
    /// Where the batch stands in inputs and outputs, where these are what is explained.
    public let batch: Layout.BatchAxis?

    /// The readings by presets.
    public var presets: [LayoutReading] { readings.filter(\.isPreset) }
    /// The reading to show: a preset where there is one, else the one nearest to the canonical form.
    public var best: LayoutReading { readings[0] }
  }

  /// The first entry of M, row by row, that two explanations see as different sums of products.
  public struct Distinction: Sendable {
    /// One product: the places of its two numbers in the tensors, each as an index for every axis.
    public struct Term: Sendable, Hashable {
      public let one: [Int]
      public let two: [Int]
    }

    /// The explanation that is compared with the first.
    public let explanation: Int
    public let row: Int
    public let column: Int
    /// What the entry is by the first explanation, and by this one.
    public let terms: [Term]
    public let otherTerms: [Term]
    /// Whether the two sums have the same value for these tensors, so that this entry cannot tell; if not, no input has
    /// asked for it.
    public let isSameValue: Bool
  }

  /// The candidate that explains most.
  public struct Nearest: Sendable {
    public let reading: LayoutReading
    public let batch: Layout.BatchAxis?
    public let mismatches: Mismatches
  }

  /// The different explanations; one of them where the question is settled.
  public let explanations: [Explanation]
  /// How each explanation but the first differs from it, for at most `distinctionLimit` of them.
  public let distinctions: [Distinction]
  /// Where nothing explains the data, what comes nearest.
  public let nearest: Nearest?
  /// What else would explain the data, or says something about it.
  public let hints: [LayoutHint]
  /// The declared arithmetic.
  public let model: ArithmeticModel
  /// How many readings were tried.
  public let candidateCount: Int

  public static let distinctionLimit: Int = 16

  /// Finds every convention that explains the data.
  ///
  /// - Parameters:
  ///   - tensors: two tensors, in any order.
  ///   - model: the formats of the tensors (and inputs), of the sums, and of the matrix or the outputs.
  /// - Throws: `DetectionError` where shapes do not fit together, numbers are not finite, or a bound does not hold.
  /// - Complexity: O(n²·rank) for each convention that survives some hundred entries, or the judging of all products.
  public init(
    of evidence: LayoutEvidence, tensors: [StoredTensor<Double>], model: ArithmeticModel
  ) throws(DetectionError) {
    let question = try DetectionQuestion(evidence, tensors, model)
    let answers = try question.answers()
    explanations = answers.map { Explanation(readings: $0.readings, batch: $0.batch) }
    distinctions = question.distinctions(of: explanations)
    nearest = explanations.isEmpty ? try question.nearest() : nil
    hints = try question.hints(explanations: explanations, nearest: nearest)
    self.model = model
    candidateCount = question.views.reduce(0) { $0 + $1.candidates.count }
  }
}
