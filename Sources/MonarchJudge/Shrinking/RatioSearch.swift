import ExactArithmetic
import MonarchReference

/// Looks for data with a larger ρ: changes a few numbers of the worst case, keeps what makes it worse.
///
/// A plan finds what happens often; this climbs to what happens rarely. The same seed takes the same way, as long as the
/// implementation answers alike.
struct RatioSearch {
  /// What a search found.
  struct Outcome {
    let question: Question
    let record: CaseRecord
  }

  let conversation: any Conversation
  private let judge: Judge
  private var draw: Draw

  init(_ conversation: any Conversation, _ id: CaseID, seed: UInt64) {
    self.conversation = conversation
    judge = Judge(model: conversation.manifest.model)
    draw = Draw(id, part: "-search-\(seed)")
  }

  /// The worst that was found with so many questions; nil where the question itself is not answered.
  mutating func climb(from question: Question, steps: Int) async throws -> Outcome? {
    var best = Trial(question)
    guard var outcome = try await ask(best, "search") else { return nil }
    for step in 0..<steps {
      var trial = best
      let parts = CaseTensor.allCases.filter { !(trial.parts[$0] ?? []).isEmpty }
      for _ in 0..<draw.integer(in: 1...3) {
        let part = parts[draw.integer(in: 0...parts.count - 1)]
        guard let count = trial.parts[part]?.count else { continue }
        let place = draw.integer(in: 0...count - 1)
        let old = trial.parts[part]?[place] ?? 0
        let exponent = old == 0 || !old.isFinite ? 0 : Int(old.exponent)
        let new = draw.signed(exponent: exponent + draw.integer(in: -1...1))
        if trial.format.holds(new) { trial.parts[part]?[place] = new }
      }
      guard let found = try await ask(trial, "search-\(step)") else { continue }
      if found.record.outcome == .violated { return found }
      if found.record.exactRatio ?? -1 >= outcome.record.exactRatio ?? -1 { (best, outcome) = (trial, found) }
    }
    return outcome
  }

  private func ask(_ trial: Trial, _ id: String) async throws -> Outcome? {
    let question = try trial.question(named: id)
    guard case .results(let results) = try await conversation.answer(question) else { return nil }
    let records = try judge.records(of: .results(results), to: question)
    if let violated = records.first(where: { $0.outcome == .violated }) {
      return Outcome(question: question, record: violated)
    }
    return records.max { $0.exactRatio ?? -1 < $1.exactRatio ?? -1 }.map { Outcome(question: question, record: $0) }
  }
}
