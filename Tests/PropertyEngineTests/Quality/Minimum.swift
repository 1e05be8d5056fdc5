import PropertyEngine
import Testing

/// The property does not hold: the message is for the report.
struct Broken: Error {}

/// Expects that shrinking ends at exactly these values, from several first failures, within a budget of calls.
///
/// - Parameter calls: the most calls of the property that shrinking may take, from any start.
func expectMinimum(
  _ expected: String, calls: Int, cases: Int = 3000, sourceLocation: SourceLocation = #_sourceLocation,
  _ property: @escaping (Draws) async throws -> Void
) async {
  var most = 0
  for seed in 1...5 as ClosedRange<UInt64> {
    let report = await runProperty(
      PropertySettings(cases: cases, seed: seed, isExhaustive: false), property)
    guard case .failed(let example) = report.verdict else {
      Issue.record("seed \(seed): no failure was found: \(report.verdict)", sourceLocation: sourceLocation)
      return
    }
    let found = example.values.map(\.text).joined(separator: " | ")
    #expect(found == expected, "seed \(seed)", sourceLocation: sourceLocation)
    most = max(most, example.shrinkCalls)
  }
  #expect(most <= calls, "shrinking took \(most) calls", sourceLocation: sourceLocation)
}
