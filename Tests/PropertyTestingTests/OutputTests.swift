import Foundation
import Testing

/// What a user sees of failing properties: a small package of them is built and run, and its output compared.
@Suite(.timeLimit(.minutes(10))) struct OutputTests {
  private let package = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Fixtures/FailingProperties")

  @Test func failuresAreReportedOnceWithLineValuesAndReplay() throws {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["swift", "test", "--package-path", package.path]
    var environment = ProcessInfo.processInfo.environment
    environment["PROPERTY_FAILURES"] = "off"
    environment["PROPERTY_PROFILE"] = "ci"
    process.environment = environment
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    let output = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()

    #expect(process.terminationStatus == 1)
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
