/// What a run of a property found.
public struct PropertyReport: Sendable {
  /// What the run says about the property.
  public enum Verdict: Sendable {
    /// No case failed; `isExhaustive` says that there are no others.
    case passed(isExhaustive: Bool)
    /// A case failed; this is the simplest one found.
    case failed(Counterexample)
    /// The case failed and, on the same choices, did not fail again.
    case flaky(Counterexample)
    /// Too few cases got past the filters; the reasons with their counts.
    case gaveUp(reasons: [(reason: String, count: Int)])
    /// A demanded share of cases is certainly not reached.
    case uncovered(Coverage)
  }

  /// What the run says about the property.
  public internal(set) var verdict: Verdict
  /// The run's seed.
  public let seed: UInt64
  /// Cases that were decided, in all phases before shrinking.
  public internal(set) var cases = 0
  /// Cases that were given up, by filters or because they drew too much.
  public internal(set) var rejected = 0
  /// How often each label was given, most frequent first.
  public internal(set) var labels: [(name: String, count: Int)] = []
  /// The numbers that were collected, by name.
  public internal(set) var distributions: [(name: String, numbers: Distribution)] = []
  /// The demands on shares, in the order in which they were met first.
  public internal(set) var coverage: [Coverage] = []
  /// The largest value of each target.
  public internal(set) var targets: [(name: String, value: Double)] = []

  /// Whether the property passed.
  public var holds: Bool { if case .passed = verdict { true } else { false } }
}

/// A failing case, as simple as it could be made.
public struct Counterexample: Sendable {
  /// What tells this failure from others.
  public let origin: String
  /// What the failing property said about its simplest case.
  public let message: String
  /// The values that the property has named.
  public let values: [ShownValue]
  /// The choices, as text from which the case can be run again.
  public let replay: String
  /// Which case of the run failed first, counted from 0; nil for saved and pinned ones.
  public let index: Int?
  /// How often the property was called to make the case simple.
  public let shrinkCalls: Int
}
