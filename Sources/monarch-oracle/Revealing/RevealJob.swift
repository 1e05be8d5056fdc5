import ExactArithmetic
import MonarchJudge
import MonarchReference

/// All that is asked of one implementation.
struct RevealJob: Sendable {
  let shape: MonarchShape
  let batches: [Int]
  let cases: Int
  let seed: UInt64
  /// The layout that it must declare.
  let layout: Layout?

  /// Reveals the shape, detects the arithmetic, and replays cases. What the implementation fails to show is in the report.
  func run(_ conversation: any Conversation, _ bar: ProgressBar) async throws -> (RevealReport, RevealedShape?) {
    let manifest = conversation.manifest
    if let layout, layout != manifest.layout {
      throw InputError("--layout asks for \(layout), the implementation declares \(manifest.layout)")
    }
    guard manifest.layout.admits(shape) else {
      throw InputError("layout \(manifest.layout) cannot store factors of \(shape)")
    }
    var (revealed, detected, failure): (RevealedShape?, DetectedArithmetic?, String?)
    var replays: [ReplayVerdict] = []
    var count = 0
    do {
      let questions = try ProductQuestions(conversation)
      let revealer = Revealer(questions, batches: batches)
      revealed = try await revealer.reveal(shape)
      detected = try await ArithmeticDetection(questions).run()
      replays = try await replay(questions, revealer, bar)
      count = await revealer.questionCount
    } catch let error as RevealError {
      failure = error.description
    } catch let error as ConversationEnded {
      failure = error.description
    }
    let report = RevealReport(
      implementation: manifest.name, layout: manifest.layout, arithmetic: "\(manifest.model)", detected: detected,
      shapes: [revealed].compactMap { $0.map(RevealReport.Shape.init) }, replays: replays, questions: count,
      failure: failure)
    return (report, revealed)
  }

  private func replay(
    _ questions: ProductQuestions, _ revealer: Revealer, _ bar: ProgressBar
  ) async throws -> [ReplayVerdict] {
    guard cases > 0 else { return [] }
    var replays: [ReplayVerdict] = []
    for id in CasePlan(count: cases, seed: seed, layout: questions.layout, format: questions.model.input).ids {
      let product = try ProductCase(id)
      do {
        let output = try await questions.output(product)
        replays.append(try await revealer.verdict(on: product, output: output, format: questions.model.output))
      } catch let error as RevealError {
        replays.append(ReplayVerdict(caseID: product.id, fault: error.description))
      }
      bar.advance(of: cases)
    }
    return replays
  }
}
