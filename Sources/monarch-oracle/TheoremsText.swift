import MonarchLaws
import PropertyEngine

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

/// What a worked example gave.
struct ExampleOutcome: Sendable {
  let text: String
  let holds: Bool

  /// Runs the example of a theorem; nil where there is none.
  init?(of theorem: Theorem) {
    guard let example = theorem.example else { return nil }
    switch Result(catching: example) {
    case .success(let text): (self.text, holds) = (text, true)
    case .failure(let error): (text, holds) = ("violated: \(error)", false)
    }
  }
}

/// The catalogue as people read it.
struct TheoremsText {
  let theorems: [Theorem]
  let outcomes: [LawOutcome]?
  /// The worked examples by the ids of their theorems.
  let examples: [String: ExampleOutcome]
  /// What --cases asked for.
  let cases: Int?
  let isFull: Bool

  var text: String {
    if isFull, outcomes == nil { return (theorems.map(full) + [TheoremsText.notation]).joined(separator: "\n\n") }
    guard let outcomes else { return statuses }
    return ((isFull ? theorems.map(full) : []) + [checks(outcomes)] + failures(outcomes)).joined(separator: "\n\n")
  }

  static let notation = """
    n = q·b, an index x is (x1, x0) with x = x1·b + x0. BD(b, n): q dense blocks b×b, zero unless x1 = y1. DB(b, n): b
    blocks q×q, zero unless x0 = y0. P(b, n): (x1, x0) ↦ x0·q + x1. M = DB·BD, M* = BD·DB, MM* = DB·BD·DB; in the
    square case M = P L Pᵀ R. A letter is one factor, L from DB or R from BD; a word is a product of letters.
    """

  private var statuses: String {
    let rows = theorems.map { theorem in
      [
        theorem.id, theorem.status.rawValue, "\(theorem.proofs.count)", "\(theorem.laws.count)",
        fields(theorem.laws), theorem.source,
      ]
    }
    return table([["theorem", "status", "Coq", "laws", "fields", "source"]] + rows, rightAligned: [2, 3]) + "\n\n"
      + TheoremsText.notation
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
      + (theorem.claim.map { [wrapped("claimed: \($0)")] } ?? [])
      + ["page: \(Catalogue.page(of: theorem))"] + proofs(theorem) + ["laws:"] + laws
      + example(theorem)).joined(separator: "\n")
  }

  private func proofs(_ theorem: Theorem) -> [String] {
    (theorem.proofs.isEmpty ? [] : [wrapped("Coq: \(theorem.proofs.joined(separator: ", ")) (Proofs/README.md)")])
      + (theorem.unproved.map { [wrapped("not in Coq: \($0)")] } ?? [])
  }

  private func example(_ theorem: Theorem) -> [String] {
    guard let example = examples[theorem.id] else { return [] }
    return ["example:"] + example.text.split(separator: "\n", omittingEmptySubsequences: false).map { "  \($0)" }
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
    let page: String
    let proofs: [String]
    let unproved: String?
    let laws: [LawEntry]
    let example: String?
  }

  let command = "theorems"
  let holds: Bool?
  let theorems: [Entry]

  init(theorems: [Theorem], outcomes: [LawOutcome]?, examples: [String: ExampleOutcome]) {
    let isViolated = outcomes?.contains { !$0.report.holds } == true || examples.values.contains { !$0.holds }
    holds = isViolated ? false : outcomes.map { _ in true }
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
        claim: theorem.claim, page: Catalogue.page(of: theorem), proofs: theorem.proofs, unproved: theorem.unproved,
        laws: laws, example: examples[theorem.id]?.text)
    }
  }
}
