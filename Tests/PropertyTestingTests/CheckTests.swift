import Foundation
import PropertyEngine
import PropertyTesting
import Synchronization
import Testing

private struct Odd: Error {}

@Suite(.property(cases: 200, seed: 5)) struct CheckTests {
  @Test func passingPropertiesSayNothing() async throws {
    let calls = Mutex(0)
    let issues = try await recorded {
      await forAll(Generator<Int>.integer(), Generator<Int>.integer()) { x, y in
        calls.withLock { $0 += 1 }
        #expect(x &+ y == y &+ x)
      }
    }
    // One more call finds out whether there are few enough cases to try them all.
    #expect(issues.isEmpty && calls.withLock { $0 } == 201)
  }

  /// Of all the failures on the way only the simplest is reported, once, at the line of its expectation.
  @Test func failedExpectationIsReportedOnceAtItsLine() async throws {
    let line = #line + 3
    let issues = try await recorded {
      await forAll(Generator<Int>.integer(in: 0...1000).array(), Generator<Double>.double()) { xs, y in
        #expect(xs.reduce(0, +) < 100, "the sum is small")
      }
    }
    let issue = try #require(issues.first)
    #expect(issues.count == 1 && issue.sourceLocation?.line == line)
    let lines = issue.text.split(separator: "\n").map(String.init)
    #expect(lines.count == 5, "\(issue.text)")
    #expect(lines[0].wholeMatch(of: /falsified by case \d+ of seed 5, made simple in \d+ calls?:/) != nil)
    #expect(lines[1] == "  #1 = [100]" && lines[2] == "  #2 = 0.0")
    #expect(lines[3] == "Expectation failed: (xs.reduce(0, +) → 100) < 100: the sum is small")
    #expect(lines[4] == "replay: \"(4 (1 1 100 ) (1 0 ) ) f0.0\"")
  }

  @Test func requirementsAndErrorsCount() async throws {
    let required = try await recorded {
      await forAll(Generator<Int>.integer(in: 0...90).optional()) { x in
        let value = try #require(x)
        #expect(value <= 90)
      }
    }
    #expect(required.count == 1 && required[0].text.contains("#1 = nil"))

    let line = #line + 2
    let thrown = try await recorded {
      await check { draws in
        let n = try draws.draw(.integer(in: 1...100_000), as: "n")
        draws.classify(n > 5, "large")
        if n > 9 { throw Odd() }
      }
    }
    #expect(thrown.count == 1 && thrown[0].sourceLocation?.line == line)
    #expect(thrown[0].text.contains("  n = 10\nOdd()\nreplay: \"10\""), "\(thrown[0].text)")
  }

  @Test func aReplayLineIsTriedFirst() async throws {
    let values = Mutex<[Int]>([])
    let issues = try await recorded {
      await check(replay: "777") { draws in
        let n = try draws.draw(.integer(in: 0...100_000))
        values.withLock { $0.append(n) }
        #expect(n != 777)
      }
    }
    #expect(issues.count == 1 && values.withLock { $0.first } == 777)
    #expect(issues[0].text.contains("replay: \"777\""))
  }

  @Test func aReplayLineThatCannotBeReadIsNamed() async throws {
    let calls = Mutex(0)
    let issues = try await recorded {
      await forAll(Generator<Int>.integer(), replay: "(4 (1 1 100 ") { _ in calls.withLock { $0 += 1 } }
    }
    #expect(issues.map(\.text) == ["this replay text cannot be read: \"(4 (1 1 100 \""])
    #expect(calls.withLock { $0 } == 0)
  }

  /// Spaces, line breaks and the empty text can be seen; what the property words itself is shown as it is.
  @Test func generatedTextsAreQuoted() async throws {
    let issues = try await recorded {
      await check { draws in
        _ = try draws.draw(.string(of: "\n", count: 2...2), as: "lines")
        draws.show("shown", "as it is")
        throw Odd()
      }
      await forAll(Generator<Character>.element(of: [" "]), examples: [" "]) { _ in throw Odd() }
    }
    #expect(issues.count == 2)
    #expect(issues[0].text.contains("  lines = \"\\n\\n\"\n  shown = as it is\n"), "\(issues[0].text)")
    #expect(issues[1].text.contains("  #1 = \" \"\n"), "\(issues[1].text)")
  }

  @Test func examplesAreTriedFirst() async throws {
    let issues = try await recorded {
      await forAll(Generator<Int>.integer(), Generator<Int>.integer(), examples: [(1, 2), (31_337, 4)]) { x, y in
        #expect(x != 31_337)
      }
    }
    #expect(issues.count == 1 && issues[0].text.contains("by example 2:\n  #1 = 31337\n  #2 = 4\n"), "\(issues)")
    // An example has no choices that could be replayed.
    #expect(!issues[0].text.contains("replay"))
  }

  @Test func vacuousAndUncoveredRunsFail() async throws {
    let vacuous = try await recorded {
      await forAll(Generator<Int>.integer().filter("evenly divisible") { $0 % 1_000_003 == 77 }) { _ in }
    }
    #expect(vacuous.count == 1 && vacuous[0].text.contains("gave up") && vacuous[0].text.contains("evenly divisible"))
    let uncovered = try await recorded {
      await check { draws in
        let n = try draws.draw(.integer(in: 0...100_000))
        draws.cover(n == 77_777, "the one", atLeast: 0.5)
      }
    }
    #expect(uncovered.count == 1 && uncovered[0].text.contains("too seldom: the one held in"))
  }

  /// A failed expectation counts although the case is given up after it; one after that does not.
  @Test func expectationsBeforeAnAssumptionCount() async throws {
    let issues = try await recorded {
      await check { draws in
        let n = try draws.draw(.integer(in: 0...1000), as: "n")
        #expect(n < 500)
        try draws.assume(n < 400)
      }
      await check { draws in
        let n = try draws.draw(.integer(in: 0...1000), as: "n")
        do { try draws.assume(n < 900) } catch { #expect(Bool(false), "never drawn") }
      }
    }
    #expect(issues.count == 1 && issues[0].text.contains("  n = 500\n"), "\(issues)")
  }

  @Test func flakyPropertiesAreCalledFlaky() async throws {
    let calls = Mutex(0)
    let issues = try await recorded {
      await check { draws in
        _ = try draws.draw(.integer(in: 0...100_000))
        let call = calls.withLock {
          $0 += 1
          return $0
        }
        #expect(call != 7)
      }
    }
    #expect(issues.count == 1 && issues[0].text.hasPrefix("flaky:"))
  }

  @Test func knownIssuesAndWarningsAreNoFailures() async throws {
    let issues = try await recorded {
      await forAll(Generator<Int>.integer()) { _ in
        withKnownIssue { Issue.record("known") }
        Issue.record("only a warning", severity: .warning)
      }
    }
    #expect(issues.isEmpty)
  }

  @Test func asynchronousPropertiesWork() async throws {
    let issues = try await recorded {
      await forAll(Generator<Int>.integer(in: 0...1000)) { x in
        await Task.yield()
        #expect(x < 500)
      }
    }
    #expect(issues.count == 1 && issues[0].text.contains("#1 = 500"))
  }

  @Suite(.property(seed: 9)) struct Inner {
    /// Cases from the outer suite, seed from the inner, deadline from the test.
    @Test(.property(deadline: .seconds(1))) func settingsAreInherited() async throws {
      let seen = Mutex(0)
      let issues = try await recorded {
        await check { draws in
          _ = try draws.draw(.integer(in: 0...1_000_000))
          seen.withLock { $0 += 1 }
        }
        await forAll(Generator<Int>.integer()) { x in #expect(x < 1_000_000) }
      }
      #expect(seen.withLock { $0 } == 201)
      #expect(issues.count == 1 && issues[0].text.contains("of seed 9"), "\(issues)")
    }
  }
}
