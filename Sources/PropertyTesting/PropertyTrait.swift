public import PropertyEngine
public import Testing

/// How the properties of a test, or of every test of a suite, are run.
///
/// ```swift
/// @Suite(.property(cases: 500)) struct Laws { … }
/// @Test(.property(seed: 7, deadline: .seconds(1))) func law() async { … }
/// ```
///
/// What a trait leaves open it takes from the enclosing suite, and in the end from the profile that the environment
/// variable PROPERTY_PROFILE names: `ci`, `default`, or `soak`, which multiplies the cases that the traits ask for.
/// PROPERTY_CASES, PROPERTY_SEED and PROPERTY_BUDGET (in seconds) override everything.
public struct PropertyTrait: TestTrait, SuiteTrait, TestScoping {
  /// A suite hands its trait on to the suites in it.
  public let isRecursive: Bool = true
  private let change: @Sendable (inout PropertySettings) -> Void

  fileprivate init(_ change: @escaping @Sendable (inout PropertySettings) -> Void) { self.change = change }

  /// Runs a test with the settings that hold around it, changed by this trait.
  public func provideScope(
    for test: Test, testCase: Test.Case?, performing function: @concurrent @Sendable () async throws -> Void
  ) async throws {
    var settings = PropertyTrait.current
    change(&settings)
    try await PropertyTrait.$inherited.withValue(settings) {
      try await PropertyIdentity.$counts.withValue(PropertyIdentity.Counts(), operation: function)
    }
  }

  /// Each test of a suite gets the scope for itself, so that its own traits can refine it.
  public func scopeProvider(for test: Test, testCase: Test.Case?) -> PropertyTrait? {
    test.isSuite || testCase != nil ? self : nil
  }

  @TaskLocal private static var inherited: PropertySettings?

  /// The settings that hold here.
  static var current: PropertySettings {
    inherited ?? (PropertyEnvironment["PROPERTY_PROFILE"] == "ci" ? .ci : .default)
  }
}

extension Trait where Self == PropertyTrait {
  /// Sets what is given and leaves the rest as it is around.
  public static func property(
    cases: Int? = nil, seed: UInt64? = nil, shrinkCalls: Int? = nil, deadline: Duration? = nil,
    budget: Duration? = nil
  ) -> PropertyTrait {
    PropertyTrait { settings in
      if let cases { settings.cases = cases }
      if let seed { settings.seed = seed }
      if let shrinkCalls { settings.shrinkCalls = shrinkCalls }
      if let deadline { settings.deadline = deadline }
      if let budget { settings.budget = budget }
    }
  }

  /// Takes all settings from a profile.
  public static func property(_ profile: PropertySettings) -> PropertyTrait { PropertyTrait { $0 = profile } }
}

extension PropertySettings {
  /// These settings with what the environment overrides.
  var withEnvironment: PropertySettings {
    var settings = self
    if PropertyEnvironment["PROPERTY_PROFILE"] == "soak" {
      settings = settings.soaking
      // A night that tried the same cases as the day would find nothing.
      settings.seed = nil
    }
    if let cases = PropertyEnvironment["PROPERTY_CASES"].flatMap({ Int($0) }) { settings.cases = cases }
    if let seed = PropertyEnvironment["PROPERTY_SEED"].flatMap({ UInt64($0) }) { settings.seed = seed }
    if let seconds = PropertyEnvironment["PROPERTY_BUDGET"].flatMap({ Double($0) }) {
      settings.budget = .seconds(min(seconds, 1e9))
    }
    return settings
  }
}
