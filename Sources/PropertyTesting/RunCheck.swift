import Foundation
import PropertyEngine
import Synchronization
import Testing

/// Runs a property with the settings that hold here and reports what it found as issues of the current test.
func runCheck(
  named name: String?, examples: [@Sendable (Draws) async throws -> Void], replay: String?,
  sourceLocation: SourceLocation,
  _ property: @escaping @Sendable (Draws) async throws -> Void
) async {
  if let problem = PropertyEnvironment.problem {
    Issue.record(Comment(rawValue: problem), sourceLocation: sourceLocation)
    return
  }
  let settings = PropertyTrait.current.withEnvironment
  let identity = PropertyIdentity(Test.current, Test.Case.current, name: name)
  let store = FailureStore(identity, filePath: sourceLocation.filePath)
  let saved = store.load()
  if let replay, Recording(text: replay) == nil {
    Issue.record("this replay text cannot be read: \"\(replay)\"", sourceLocation: sourceLocation)
    return
  }
  let locations = Locations()

  let (report, number) = await IssueCapture.run { capture -> (PropertyReport, Int?) in
    for (index, example) in examples.enumerated() {
      var single = settings
      (single.cases, single.isExhaustive) = (1, false)
      let report = await runProperty(single) { draws in
        try await locations.translating(capture, draws) { try await example(draws) }
      }
      if !report.holds { return (report, index + 1) }
    }
    let report = await runProperty(settings, pinned: (replay.map { [$0] } ?? []) + saved) { draws in
      try await locations.translating(capture, draws) { try await property(draws) }
    }
    return (report, nil)
  }

  let text = PropertyMessage(report, example: number).text
  switch report.verdict {
  case .passed:
    if !saved.isEmpty { store.clear() }
    if PropertyEnvironment["PROPERTY_STATISTICS"] != nil {
      // In one piece, so that what other tests write does not come between its lines.
      try? FileHandle.standardOutput.write(contentsOf: Data("\(identity.description): \(text)\n".utf8))
    }
    return
  case .failed(let example), .flaky(let example):
    if !example.replay.isEmpty { store.save(example) }
    let location = locations[example.origin] ?? sourceLocation
    Issue.record(Comment(rawValue: text), sourceLocation: location)
    Attachment.record(text, named: "counterexample.txt", sourceLocation: location)
  case .gaveUp, .uncovered:
    Issue.record(Comment(rawValue: text), sourceLocation: sourceLocation)
  }
}

/// Where each origin of failures stands in the source.
private final class Locations: Sendable {
  private let known = Mutex<[String: SourceLocation]>([:])

  subscript(origin: String) -> SourceLocation? { known.withLock { $0[origin] } }

  /// Runs one case, turning the first issue it records into the error that the engine takes for its failure.
  ///
  /// What is recorded after a filter or an assumption has ended the case is about values that were never drawn.
  func translating(_ capture: IssueCapture, _ draws: Draws, _ body: () async throws -> Void) async throws {
    if draws.failureSoFar == nil { draws.failureSoFar = { self.translated(capture) } }
    do {
      try await body()
    } catch let stop as DrawStop {
      _ = capture.takeFailure()
      throw stop
    } catch {
      throw translated(capture) ?? error
    }
    if let failure = translated(capture) { throw failure }
  }

  private func translated(_ capture: IssueCapture) -> PropertyFailure? {
    guard let captured = capture.takeFailure() else { return nil }
    if let location = captured.location { known.withLock { $0[captured.failure.origin] = location } }
    return captured.failure
  }
}

/// A report as people read it.
struct PropertyMessage {
  let report: PropertyReport
  /// Which of the examples in the code failed, counted from 1; nil where the case was drawn.
  let number: Int?

  init(_ report: PropertyReport, example number: Int?) { (self.report, self.number) = (report, number) }

  var text: String {
    switch report.verdict {
    case .passed(let isExhaustive):
      return (["passed \(report.cases) cases\(isExhaustive ? ", which are all" : "")"] + statistics)
        .joined(separator: "\n")
    case .failed(let example):
      if let number { return (["falsified by example \(number):"] + lines(of: example)).joined(separator: "\n") }
      let place = example.index.map { " by case \($0) of seed \(report.seed)" } ?? ""
      let calls = "\(example.shrinkCalls) call\(example.shrinkCalls == 1 ? "" : "s")"
      return (["falsified\(place), made simple in \(calls):"] + lines(of: example) + statistics)
        .joined(separator: "\n")
    case .flaky(let example):
      return
        (["flaky: failed, and on the same choices did not fail again; it depends on something that is not drawn"]
        + lines(of: example)).joined(separator: "\n")
    case .gaveUp(let reasons):
      let listed = reasons.prefix(5).map { "  \($0.count) by \($0.reason)" }
      return
        (["gave up: \(report.rejected) cases were filtered away and only \(report.cases) were left:"] + listed)
        .joined(separator: "\n")
    case .uncovered(let coverage):
      return
        "too seldom: \(coverage.name) held in \(share(coverage)), at least \(percent(coverage.demanded)) is demanded"
    }
  }

  private func lines(of example: Counterexample) -> [String] {
    example.values.map { "  \($0.name) = \($0.text)" } + [example.message]
      + (example.replay.isEmpty ? [] : ["replay: \"\(example.replay)\""])
  }

  private var statistics: [String] {
    report.labels.map { "  \(percent(Double($0.count) / Double(max(report.cases, 1)))) \($0.name)" }
      + report.distributions.map { "  \($0.name): \(spread($0.numbers))" }
      + report.coverage.map { "  \($0.name): \(share($0))" }
      + report.targets.map { "  largest \($0.name): \($0.value)" }
  }

  private func spread(_ numbers: Distribution) -> String {
    let marks = [numbers.minimum] + [0.25, 0.5, 0.75].map(numbers.quantile) + [numbers.maximum]
    return "quartiles \(marks.map { String(format: "%g", $0) }.joined(separator: " ")) of \(numbers.count)"
  }

  private func share(_ coverage: Coverage) -> String {
    "\(percent(Double(coverage.met) / Double(max(coverage.total, 1)))) of \(coverage.total) cases"
  }

  private func percent(_ share: Double) -> String { String(format: "%.1f%%", 100 * share) }
}
