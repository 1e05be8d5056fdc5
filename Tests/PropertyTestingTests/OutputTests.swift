import Foundation
import TestSupport
import Testing

/// What a user sees of failing properties: a small package of them is built and run, and its output compared.
@Suite(.timeLimit(.minutes(10))) struct OutputTests {
  private let package = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Fixtures/FailingProperties")

  /// Runs a command of SwiftPM on the package: its exit status, and what it wrote.
  private func swift(_ command: String...) async throws -> Run {
    #if DEBUG
      let configuration = "debug"
    #else
      let configuration = "release"
    #endif
    // Built apart for each configuration of the tests that run it, which may run at the same time.
    let scratch = package.appending(path: ".build/\(configuration)").path
    let variables = ["PROPERTY_FAILURES": "off", "PROPERTY_STATISTICS": "1"]
    let inherited = ProcessInfo.processInfo.environment.keys.filter {
      $0.hasPrefix("PROPERTY_") && variables[$0] == nil
    }
    return try await execute(
      "/usr/bin/env",
      inherited.flatMap { ["-u", $0] } + ["swift"] + command
        + ["--package-path", package.path, "--scratch-path", scratch],
      environment: variables)
  }

  @Test func failuresAreReportedOnceWithLineValuesAndReplay() async throws {
    // By itself, so that a build that fails is not taken for a test that does.
    let build = try await swift("build", "--build-tests")
    try #require(build.status == 0, "\(build.output)\(build.error)")
    let run = try await swift("test", "--skip-build")
    let output = run.output + run.error

    #expect(run.status == 1)
    for report in [
      """
      ✘ Test sumsAreSmall() recorded an issue at FailingTests.swift:10:7: Issue recorded
      ↳ falsified…
          #1 = [101]
        Expectation failed: (xs.reduce(0, +) → 101) <= 100
        replay: "(4 (1 1 101 ) (1 0 ) )"
      """,
      """
      ✘ Test valuesAreThere() recorded an issue at FailingTests.swift:16:23: Issue recorded
      ↳ falsified…
          #1 = nil
        Expectation failed: x → nil
        replay: "0"
      """,
      """
      ✘ Test nothingIsThrown() recorded an issue at FailingTests.swift:22:17: Issue recorded
      ↳ falsified…
          n = 1301
        Unlucky()
        replay: "1301"
      """,
      """
      FailingTests.FailingTests/holds(), property 1: passed 10 cases, which are all
        50.0% even
        n: quartiles 0 2 5 7 9 of 10
        large: 50.0% of 10 cases
        largest square: 81.0
      """,
      "✔ Test holds() passed", "✘ Test run with 4 tests in 1 suite failed",
    ] {
      // How many calls it took is not part of the contract.
      let stable = output.replacing(/falsified[^\n]*/, with: "falsified…")
      #expect(stable.contains(report), "\(output)")
    }
    // Hundreds of cases fail on the way; each property reports once.
    #expect(output.matches(of: /recorded an issue/).count == 3)
  }
}
