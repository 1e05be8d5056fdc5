import Foundation
import TestSupport
import Testing

/// The fuzzers of `make fuzz` with few inputs: every parser bears damage, and a parser that does not is caught.
@Suite struct FuzzTests {
  private let fuzzer = program.deletingLastPathComponent().appending(path: "fuzz-parsers").path

  @Test func everyParserBearsDamage() async throws {
    try await withTemporaryFolder { folder in
      let run = try await execute(fuzzer, ["--count", "2000", "--failures", folder.appending(path: "failures").path])
      #expect(run.status == 0 && run.output.contains("holds: no crash"), "\(run.output)\(run.error)")
      let names = try await execute(fuzzer, ["--list"]).output.split(separator: "\n")
      #expect(names.count >= 15)
      for name in names { #expect(run.output.contains("\n\(name) ")) }
    }
  }

  /// Crashes, hangs, memory and breaches are told from one another, and each is found again by its index.
  @Test func faultsAreCaught() async throws {
    try await withTemporaryFolder { folder in
      let failures = folder.appending(path: "failures").path
      // With this seed every fault comes, and the one that hangs comes once. A crash takes seconds on a busy machine, for
      // the system writes where it happened: that must not be taken for a hang.
      let run = try await execute(
        fuzzer,
        [
          "--parser", "faulty", "--seed", "6", "--count", "4000", "--seconds", "15", "--milliseconds", "20",
          "--failures", failures,
        ])
      #expect(run.status == 1)
      for text in [
        "a crash", "failed to allocate", "it has not come back after", "it takes", "a breach", "one short line",
      ] {
        #expect(run.output.contains(text), "\(text): \(run.output)")
      }
      let lines = run.output.split(separator: "\n")
      let breach = try #require(lines.firstIndex { $0.hasSuffix("a breach") })
      let words = lines[breach + 1].split(separator: " ").map { String($0) }
      let only = words[try #require(words.firstIndex(of: "--only")) + 1]
      let again = try await execute(fuzzer, ["--parser", "faulty", "--seed", "6", "--only", only])
      let same = try await execute(fuzzer, ["--parser", "faulty", "--file", words[words.count - 1]])
      #expect(again.output == same.output && again.status == 1 && same.status == 1, "\(again) \(same)")
    }
  }
}
