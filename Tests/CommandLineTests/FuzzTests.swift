import Foundation
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
      let run = try await execute(
        fuzzer,
        [
          "--parser", "faulty", "--count", "4000", "--seconds", "1", "--milliseconds", "400", "--failures", failures,
        ])
      #expect(run.status == 1)
      for text in ["the process ended with", "it has not come back after", "it takes", "a breach", "one short line"] {
        #expect(run.output.contains(text), "\(text): \(run.output)")
      }
      let line = try #require(run.output.split(separator: "\n").first { $0.contains("--only") })
      let words = line.split(separator: " ")
      let only = String(words[words.firstIndex(of: "--only")! + 1])
      let path = String(words.last!)
      let again = try await execute(fuzzer, ["--parser", "faulty", "--only", only])
      let same = try await execute(fuzzer, ["--parser", "faulty", "--file", path])
      #expect(again.output == same.output && again.status == same.status)
    }
  }
}
