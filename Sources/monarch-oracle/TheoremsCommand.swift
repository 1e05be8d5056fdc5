import ArgumentParser
import MonarchLaws
import PropertyEngine

struct TheoremsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "theorems",
    abstract: "Prints the catalogue of theorems with their statuses, and checks their laws.",
    discussion: """
      Without an id, a table of all; with ids, each in full, with an example that is computed anew. --check runs the laws: each draws its cases, exactly and \
      over the field named, and a violated one is shown with the smallest case found.

      Exit code 0 where every law and example holds, 1 where one is violated.

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
    let theorems = ids.isEmpty ? Catalogue.theorems : Catalogue.theorems.filter { ids.contains($0.id) }
    let outcomes = check ? await run(theorems.flatMap { theorem in theorem.laws.map { (theorem.id, $0) } }) : nil
    var examples: [String: ExampleOutcome] = [:]
    if !ids.isEmpty { for theorem in theorems { examples[theorem.id] = ExampleOutcome(of: theorem) } }
    let text = TheoremsText(
      theorems: theorems, outcomes: outcomes, examples: examples, cases: cases, isFull: !ids.isEmpty)
    if json != "-" { try printOutput(text.text) }
    if let json { try writeJSON(TheoremsJSON(theorems: theorems, outcomes: outcomes, examples: examples), to: json) }
    if examples.values.contains(where: { !$0.holds }) { throw ExitCode(1) }
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
