import ArgumentParser
import MonarchLaws
import PropertyEngine

struct TheoremsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "theorems",
    abstract: "Prints the catalogue of theorems with their statuses, and checks their laws.",
    discussion: """
      Without an id, a table of all; with ids, each in full. --check runs the laws: each draws its cases, exactly and \
      over the field named, and a violated one is shown with the smallest case found.

      Exit code 0 where every law holds, 1 where one is violated.

      Examples:
        monarch-oracle theorems
        monarch-oracle theorems butterfly
        monarch-oracle theorems --check
        monarch-oracle theorems gauge gradient --check --cases 2000 --seed 7
      """)

  @Argument(help: "The ids of theorems; none means all.")
  var ids: [String] = []

  @Flag(help: "Run the laws.")
  var check = false

  @Option(help: "How many cases each law draws; the default is the law's own number.")
  var cases: Int?

  @Option(help: "Seed of the drawn cases.")
  var seed: UInt64?

  @Option(help: ArgumentHelp("Write everything as JSON; - for standard output.", valueName: "file"))
  var json: String?

  func validate() throws {
    for id in ids where Catalogue.theorem(id) == nil {
      throw ValidationError("no theorem \"\(id)\": see monarch-oracle theorems for the ids")
    }
    if let cases, !(1...10_000_000).contains(cases) {
      throw ValidationError("--cases: expected 1 to 10000000, found \(cases)")
    }
    if !check, cases != nil || seed != nil { throw ValidationError("--cases and --seed are for --check") }
  }

  func run() async throws {
    try checkWritable(json)
    let theorems = ids.isEmpty ? Catalogue.theorems : ids.compactMap(Catalogue.theorem)
    let outcomes = check ? await run(theorems.flatMap { theorem in theorem.laws.map { (theorem.id, $0) } }) : nil
    let text = TheoremsText(theorems: theorems, outcomes: outcomes, cases: cases, isFull: !ids.isEmpty)
    if json != "-" { try printOutput(text.text) }
    if let json { try writeJSON(TheoremsJSON(theorems: theorems, outcomes: outcomes), to: json) }
    if let outcomes, outcomes.contains(where: { !$0.report.holds }) { throw ExitCode(1) }
  }

  /// Runs laws side by side; the outcomes stand in the same order.
  private func run(_ laws: [(theorem: String, law: Law)]) async -> [LawOutcome] {
    let bar = ProgressBar("checking")
    defer { bar.clear() }
    let (cases, seed) = (cases, seed ?? PropertySettings.ci.seed ?? 0)
    return await withTaskGroup(of: (Int, LawOutcome).self) { group in
      for (index, (theorem, law)) in laws.enumerated() {
        group.addTask {
          let clock = ContinuousClock()
          let start = clock.now
          let report = await law.check(cases: cases, seed: seed)
          bar.advance(of: laws.count)
          return (index, LawOutcome(theorem: theorem, law: law, report: report, time: clock.now - start))
        }
      }
      return await group.reduce(into: []) { $0.append($1) }.sorted { $0.0 < $1.0 }.map(\.1)
    }
  }
}

/// What a run of one law gave.
struct LawOutcome: Sendable {
  let theorem: String
  let law: Law
  let report: PropertyReport
  let time: Duration

  /// "holds", or in which way it does not.
  var word: String {
    switch report.verdict {
    case .passed: "holds"
    case .failed: "violated"
    case .flaky: "flaky"
    case .gaveUp: "gave up"
    case .uncovered: "too seldom"
    }
  }

  /// The smallest case found, or the reason, where it does not hold.
  var reason: [String] {
    switch report.verdict {
    case .passed: []
    case .failed(let example), .flaky(let example):
      [example.message] + example.values.map { "  \($0.name) = \($0.text)" }
    case .gaveUp(let reasons): reasons.map { "  \($0.count) cases given up by \($0.reason)" }
    case .uncovered(let coverage): ["  \(coverage.name) in \(coverage.met) of \(coverage.total) cases"]
    }
  }
}

/// The catalogue as people read it.
struct TheoremsText {
  let theorems: [Theorem]
  let outcomes: [LawOutcome]?
  /// What --cases asked for.
  let cases: Int?
  let isFull: Bool

  var text: String {
    if isFull, outcomes == nil { return theorems.map(full).joined(separator: "\n\n") }
    guard let outcomes else { return statuses }
    return ((isFull ? theorems.map(full) : []) + [checks(outcomes)] + failures(outcomes)).joined(separator: "\n\n")
  }

  private var statuses: String {
    let rows = theorems.map { theorem in
      [
        theorem.id, theorem.status.rawValue, "\(theorem.laws.count)", fields(theorem.laws), theorem.source,
      ]
    }
    return table([["theorem", "status", "laws", "fields", "source"]] + rows, rightAligned: [2])
  }

  private func checks(_ outcomes: [LawOutcome]) -> String {
    let rows = outcomes.map { outcome in
      let cases = outcome.report.cases
      let milliseconds = Int(outcome.time / .milliseconds(1))
      return [
        outcome.theorem, outcome.law.name, outcome.law.field, "\(cases)", outcome.word, "\(milliseconds) ms",
      ]
    }
    let broken = outcomes.count { !$0.report.holds }
    let conclusion =
      broken == 0
      ? "holds: \(outcomes.count) laws of \(theorems.count) theorems"
      : "violated: \(broken) of \(outcomes.count) laws"
    return table([["theorem", "law", "field", "cases", "verdict", "time"]] + rows, rightAligned: [3, 5]) + "\n\n"
      + conclusion
  }

  private func failures(_ outcomes: [LawOutcome]) -> [String] {
    outcomes.filter { !$0.report.holds }.map { outcome in
      let replay =
        "replay: monarch-oracle theorems \(outcome.theorem) --check --seed \(outcome.report.seed)"
        + (cases.map { " --cases \($0)" } ?? "")
      return
        (["\(outcome.theorem), \(outcome.law.name) over \(outcome.law.field): \(outcome.word)"] + outcome.reason
        + [replay]).joined(separator: "\n")
    }
  }

  private func full(_ theorem: Theorem) -> String {
    let laws = theorem.laws.map { "  \($0.name) over \($0.field), \($0.cases) cases" }
    return
      (["\(theorem.id) — \(theorem.status.rawValue)", wrapped(theorem.statement), "source: \(theorem.source)"]
      + (theorem.claim.map { [wrapped("claimed: \($0)")] } ?? []) + ["laws:"] + laws).joined(separator: "\n")
  }

  private func fields(_ laws: [Law]) -> String {
    laws.reduce(into: [String]()) { if !$0.contains($1.field) { $0.append($1.field) } }.joined(separator: ", ")
  }

  /// Lines of at most 100 characters.
  private func wrapped(_ text: String) -> String {
    var lines = [""]
    for word in text.split(separator: " ") {
      if !lines[lines.count - 1].isEmpty, lines[lines.count - 1].count + word.count >= 100 { lines.append("") }
      lines[lines.count - 1] += (lines[lines.count - 1].isEmpty ? "" : " ") + word
    }
    return lines.joined(separator: "\n")
  }
}

/// The catalogue as machines read it.
struct TheoremsJSON: Encodable {
  struct Entry: Encodable {
    struct LawEntry: Encodable {
      let name: String
      let field: String
      let cases: Int
      let verdict: String?
      let seconds: Double?
      let reason: [String]?
    }

    let id: String
    let statement: String
    let status: Theorem.Status
    let source: String
    let claim: String?
    let laws: [LawEntry]
  }

  let command = "theorems"
  let holds: Bool?
  let theorems: [Entry]

  init(theorems: [Theorem], outcomes: [LawOutcome]?) {
    holds = outcomes.map { $0.allSatisfy(\.report.holds) }
    self.theorems = theorems.map { theorem in
      let run = outcomes?.filter { $0.theorem == theorem.id }
      let laws = theorem.laws.enumerated().map { index, law in
        let outcome = run?[index]
        return Entry.LawEntry(
          name: law.name, field: law.field, cases: outcome?.report.cases ?? law.cases, verdict: outcome?.word,
          seconds: outcome.map { $0.time / .seconds(1) },
          reason: outcome.map(\.reason).flatMap { $0.isEmpty ? nil : $0 })
      }
      return Entry(
        id: theorem.id, statement: theorem.statement, status: theorem.status, source: theorem.source,
        claim: theorem.claim, laws: laws)
    }
  }
}
