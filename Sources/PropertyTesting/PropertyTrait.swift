import Foundation
public import PropertyEngine
public import Testing

/// How the properties of a test, or of every test of a suite, are run.
///
/// ```swift
/// @Suite(.property(cases: 500)) struct Laws { … }
/// @Test(.property(seed: 7, deadline: .seconds(1))) func law() async { … }
/// ```
///
/// What a trait leaves open it takes from the enclosing suite, and in the end from the profile: `ci`, `default` or
/// `soak`, named by the environment variable PROPERTY_PROFILE. PROPERTY_CASES and PROPERTY_SEED override everything.
public struct PropertyTrait: TestTrait, SuiteTrait, TestScoping {
  public let isRecursive: Bool = true
  private let change: @Sendable (inout PropertySettings) -> Void

  fileprivate init(_ change: @escaping @Sendable (inout PropertySettings) -> Void) { self.change = change }

  public func provideScope(
    for test: Test, testCase: Test.Case?, performing function: @concurrent @Sendable () async throws -> Void
  ) async throws {
    var settings = PropertyTrait.current
    change(&settings)
    try await PropertyTrait.$inherited.withValue(settings, operation: function)
  }

  /// Each test of a suite gets the scope for itself, so that its own traits can refine it.
  public func scopeProvider(for test: Test, testCase: Test.Case?) -> PropertyTrait? {
    test.isSuite || testCase != nil ? self : nil
  }

  @TaskLocal private static var inherited: PropertySettings?

  /// The settings that hold here.
  static var current: PropertySettings {
    if let inherited { return inherited }
    switch ProcessInfo.processInfo.environment["PROPERTY_PROFILE"] {
    case "ci": return .ci
    case "soak": return .soak
    default: return .default
    }
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
    let environment = ProcessInfo.processInfo.environment
    if let cases = environment["PROPERTY_CASES"].flatMap({ Int($0) }), cases > 0 { settings.cases = cases }
    if let seed = environment["PROPERTY_SEED"].flatMap({ UInt64($0) }) { settings.seed = seed }
    return settings
  }
}
