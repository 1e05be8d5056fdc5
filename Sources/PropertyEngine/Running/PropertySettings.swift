/// How a property is run.
public struct PropertySettings: Sendable {
  /// How many cases have to pass.
  public var cases: Int
  /// The seed of the run; nil draws one. With the same seed and settings every run makes the same cases.
  public var seed: UInt64?
  /// The index of the first random case: with one case only, any random case of a run can be made again.
  public var firstCase: Int
  /// How many of the cases are spent on targeted search where the property names a target, between 0 and 1.
  public var searchShare: Double
  /// The most calls of the property that shrinking may take.
  public var shrinkCalls: Int
  /// The longest that shrinking may take; what has been found until then is reported.
  public var shrinkTime: Duration
  /// The most cases that may be given up for each one that counts, before the run fails.
  public var rejectionsPerCase: Int
  /// The longest that one case may take; nil for no limit. Measured on a monotonic clock.
  public var deadline: Duration?
  /// When to stop making cases although fewer than `cases` have passed; nil for never. A run ends as early where its
  /// task is cancelled.
  public var budget: Duration?
  /// Whether all cases are tried, instead of random ones, where there are no more than `cases`.
  public var isExhaustive: Bool

  /// Settings; what is not said is as for a person at work.
  public init(
    cases: Int = 100, seed: UInt64? = nil, firstCase: Int = 0, searchShare: Double = 0.5, shrinkCalls: Int = 5000,
    shrinkTime: Duration = .seconds(120), rejectionsPerCase: Int = 10, deadline: Duration? = nil,
    budget: Duration? = nil, isExhaustive: Bool = true
  ) {
    (self.cases, self.seed, self.firstCase) = (cases, seed, firstCase)
    (self.searchShare, self.shrinkCalls, self.shrinkTime) = (searchShare, shrinkCalls, shrinkTime)
    (self.rejectionsPerCase, self.deadline, self.budget) = (rejectionsPerCase, deadline, budget)
    self.isExhaustive = isExhaustive
  }

  /// For continuous integration: always the same cases, and no clock that could decide whether a run passes.
  public static let ci = PropertySettings(cases: 100, seed: 0x6D6F_6E61_7263_6800)
  /// For a person at work: new cases each time.
  public static let `default` = PropertySettings(cases: 100)
  /// For a night: two hundred times as many cases, as far as a minute goes, and long searches.
  public static let soak = PropertySettings.default.soaking

  /// These settings as a night would have them: what a property asks for is multiplied, not replaced.
  package var soaking: PropertySettings {
    var settings = self
    settings.cases = min(cases, 1 << 40) * 200
    settings.shrinkCalls = min(shrinkCalls, 1 << 40) * 10
    settings.shrinkTime = shrinkTime * 10
    settings.budget = budget ?? .seconds(60)
    return settings
  }
}

/// How a property says that it does not hold.
///
/// Any other error that a property throws counts as well; its type and case name then serve as the origin.
public struct PropertyFailure: Error, Hashable, Sendable {
  /// What tells this failure from others: shrinking keeps to one origin.
  public let origin: String
  /// What to tell a person.
  public let message: String

  /// A failure with an origin of its own, so that shrinking does not mistake another one for it.
  public init(origin: String, message: String) { (self.origin, self.message) = (origin, message) }

  init(_ error: any Error) {
    if let failure = error as? PropertyFailure {
      self = failure
    } else {
      // The case of an enumeration, or the first word; its numbers change as the case shrinks.
      let text = String(describing: error)
      let word = text.prefix { $0.isLetter || $0.isNumber || $0 == "." }.filter { !$0.isNumber }
      self.init(origin: "\(type(of: error)).\(word)", message: text)
    }
  }
}
