import PropertyEngine
import Synchronization
import Testing

/// Keeps the issues of a property's cases from the test's report, so that only the simplest failure is reported.
///
/// Issues recorded from a detached task are beyond its reach: they appear in the report as they come.
final class IssueCapture: Sendable {
  private let issues = Mutex<[Issue]>([])

  /// Runs a body whose issues are captured.
  static func run<Result: Sendable>(
    _ body: @escaping @Sendable (IssueCapture) async -> Result
  ) async -> Result {
    let capture = IssueCapture()
    guard let test = Test.current else { return await body(capture) }
    let trait = IssueHandlingTrait.compactMapIssues { issue in
      // Known issues and warnings are no failures; a thousand times the same warning helps nobody either.
      if issue.isFailure { capture.issues.withLock { $0.append(issue) } }
      return nil
    }
    let result = Mutex<Result?>(nil)
    do {
      try await trait.provideScope(for: test, testCase: Test.Case.current) {
        let value = await body(capture)
        result.withLock { $0 = value }
      }
    } catch {
      // The body throws nothing.
    }
    return result.withLock { $0! }
  }

  /// Takes the issues recorded since the last time; the first one is what the case failed for.
  func takeFailure() -> CapturedFailure? {
    let taken = issues.withLock { issues in
      defer { issues.removeAll() }
      return issues
    }
    guard let first = taken.first else { return nil }
    return CapturedFailure(first)
  }
}

/// A failed expectation, as the engine knows it.
struct CapturedFailure: Sendable {
  let location: SourceLocation?
  let failure: PropertyFailure

  init(_ issue: Issue) {
    location = issue.sourceLocation
    let comments = issue.comments.map(\.rawValue).joined(separator: " ")
    let kind: String
    if case .expectationFailed = issue.kind { kind = "expectation" } else { kind = "issue" }
    failure = PropertyFailure(
      origin: "\(kind) at \(location.map { "\($0.fileID):\($0.line):\($0.column)" } ?? "an unknown place")",
      message: comments.isEmpty ? "\(issue.kind)" : "\(issue.kind): \(comments)")
  }
}
