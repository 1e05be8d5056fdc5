import PropertyEngine
import PropertyTesting
import Synchronization
import Testing

/// What the environment changes of the settings that a test has.
@Suite struct EnvironmentTests {
  /// The values that a passing property sees, without the scout that looks for small spaces.
  private func values(_ variables: [String: String]) async throws -> [Int] {
    let values = Mutex<[Int]>([])
    let issues = try await recorded(variables) {
      await check { draws in
        let n = try draws.draw(.integer(in: 0...1_000_000_000))
        values.withLock { $0.append(n) }
      }
    }
    #expect(issues.isEmpty)
    return values.withLock { Array($0.dropFirst()) }
  }

  @Test func theProfileOfIntegrationIsAlwaysTheSame() async throws {
    let first = try await values(["PROPERTY_PROFILE": "ci"])
    #expect(try await values(["PROPERTY_PROFILE": "ci"]) == first && first.count == 100)
    let usual = try await values([:])
    #expect(usual.count == 100 && usual != first)
    #expect(try await values([:]) != usual)
  }

  /// The cases that a trait asks for are multiplied, and are others each time, although it asks for a seed.
  @Test(.property(cases: 3, seed: 7)) func aNightMultipliesWhatATraitAsksFor() async throws {
    let night = try await values(["PROPERTY_PROFILE": "soak"])
    #expect(night.count == 600)
    #expect(try await values(["PROPERTY_PROFILE": "soak"]) != night)
    let day = try await values([:])
    #expect(day.count == 3)
    #expect(try await values([:]) == day)
  }

  @Test(.property(cases: 50, seed: 7)) func variablesOverrideTraits() async throws {
    #expect(try await values(["PROPERTY_CASES": "4"]).count == 4)
    let seeded = try await values(["PROPERTY_SEED": "8"])
    #expect(seeded.count == 50)
    #expect(try await values(["PROPERTY_SEED": "8"]) == seeded)
    #expect(try await values([:]) != seeded)
    let plain = try await values([:])
    #expect(try await values(["PROPERTY_CASES": "", "PROPERTY_SEED": ""]) == plain)
  }

  /// A variable that cannot be read fails the test, and nothing runs with settings that were not meant.
  @Test func mistakesAreNamed() async throws {
    for (name, value, text) in [
      ("PROPERTY_PROFILE", "CI", "PROPERTY_PROFILE must be ci, default or soak, found \"CI\""),
      ("PROPERTY_CASES", "many", "PROPERTY_CASES must be a positive integer, found \"many\""),
      ("PROPERTY_CASES", "0", "PROPERTY_CASES must be a positive integer, found \"0\""),
      ("PROPERTY_SEED", "-1", "PROPERTY_SEED must be an integer from 0 to 2⁶⁴ − 1, found \"-1\""),
      ("PROPERTY_BUDGET", "nan", "PROPERTY_BUDGET must be a positive number of seconds, found \"nan\""),
    ] {
      let calls = Mutex(0)
      let issues = try await recorded([name: value]) {
        await forAll(Generator<Int>.integer()) { _ in calls.withLock { $0 += 1 } }
      }
      #expect(issues.map(\.text) == [text] && calls.withLock { $0 } == 0)
    }
  }

  @Test(.property(cases: .max)) func theBudgetOfANightCanBeSet() async throws {
    let count = try await values(["PROPERTY_PROFILE": "soak", "PROPERTY_BUDGET": "0.05"]).count
    #expect(count > 0 && count < 10_000_000)
  }
}
