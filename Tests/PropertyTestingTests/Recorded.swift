import Foundation
import PropertyEngine
import PropertyTesting
import Synchronization
import Testing

/// The issues that a body records, kept from this test's own report; kept failures go to a folder of their own.
///
/// The body sees these variables of the environment only, and is the first run of the test that there is.
func recorded(
  keepingIn folder: URL? = nil, _ variables: [String: String] = [:], _ body: @escaping @Sendable () async -> Void
) async throws -> [Issue] {
  let issues = Mutex<[Issue]>([])
  let own = FileManager.default.temporaryDirectory.appending(path: "property-\(UUID().uuidString)")
  defer { try? FileManager.default.removeItem(at: own) }
  let trait = IssueHandlingTrait.compactMapIssues { issue in
    issues.withLock { $0.append(issue) }
    return nil
  }
  let test = try #require(Test.current)
  try await trait.provideScope(for: test, testCase: Test.Case.current) {
    let variables = variables.merging(["PROPERTY_FAILURES": (folder ?? own).path]) { given, _ in given }
    await PropertyEnvironment.$variables.withValue(variables) {
      await PropertyIdentity.$counts.withValue(PropertyIdentity.Counts()) { await body() }
    }
  }
  return issues.withLock { $0 }
}

extension Issue {
  /// What the issue says.
  var text: String { comments.map(\.rawValue).joined(separator: "\n") }
}
