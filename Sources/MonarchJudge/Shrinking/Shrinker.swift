public import ExactArithmetic
import MonarchReference

/// A violated question made as small and as plain as it goes.
public struct ShrunkFailure: Sendable {
  public let question: Question
  /// The offending result, and why.
  public let record: CaseRecord
  /// What came back.
  public let results: [[Double]]
  /// What is right: each result correctly rounded to its format; nil where a case has NaN or infinities.
  public let expected: [[Double]]
  /// How many questions it took.
  public let asked: Int
}

/// Looks for a smaller question that an implementation answers wrongly as well: fewer rows, smaller sizes, then 0, ±1 and
/// powers of two for its numbers, then numbers of fewer bits.
struct Shrinker {
  let conversation: any Conversation
  /// The most questions that are asked.
  var budget = 400
  private let judge: Judge
  private var asked = 0

  init(_ conversation: any Conversation) {
    self.conversation = conversation
    judge = Judge(model: conversation.manifest.model)
  }

  private struct Failure {
    let trial: Trial
    let record: CaseRecord
    let results: [[Double]]
  }

  /// The smallest failure found; nil where the question is answered rightly now, or not at all.
  mutating func shrink(_ question: Question) async throws -> ShrunkFailure? {
    guard var best = try await failure(of: Trial(question)) else { return nil }
    try await shrinkBatch(&best)
    try await shrinkShape(&best)
    try await shrinkBatch(&best)
    for replace in Shrinker.replacements(in: question.data.format) { try await simplify(&best, replace) }
    let smallest = try best.trial.question(named: "\(question.id)-shrunk")
    return ShrunkFailure(
      question: smallest, record: best.record, results: best.results,
      expected: try judge.roundedResults(of: smallest), asked: asked)
  }

  /// Whether the implementation answers this wrongly; a crash or a refusal is not what is looked for.
  private mutating func failure(of trial: Trial) async throws -> Failure? {
    guard asked < budget, let question = try? trial.question(named: "shrink-\(asked)") else { return nil }
    asked += 1
    guard case .results(let results) = try await conversation.answer(question) else { return nil }
    let records = try judge.records(of: .results(results), to: question)
    guard let record = records.first(where: { $0.outcome == .violated && $0.result != nil }) else { return nil }
    return Failure(trial: trial, record: record, results: results)
  }

  private mutating func accept(_ trial: Trial, _ best: inout Failure) async throws -> Bool {
    guard let failure = try await failure(of: trial) else { return false }
    best = failure
    return true
  }

  /// One row where one is enough.
  private mutating func shrinkBatch(_ best: inout Failure) async throws {
    guard best.trial.operation != .dense else { return }
    if let row = best.record.row, best.record.result == .output, row < best.trial.batch, best.trial.batch > 1,
      try await accept(best.trial.keeping(rows: row..<row + 1), &best)
    {
      return
    }
    var size = best.trial.batch / 2
    while size >= 1 {
      let rows = best.trial.batch
      if rows > size {
        if try await accept(best.trial.keeping(rows: 0..<rows - size), &best) { continue }
        if try await accept(best.trial.keeping(rows: size..<rows), &best) { continue }
      }
      size /= 2
    }
  }

  /// Halves, then ones less: of p and s, and of k, q, l and r as far as k·q = l·r and the layout allow.
  private mutating func shrinkShape(_ best: inout Failure) async throws {
    var hasShrunk = true
    while hasShrunk {
      hasShrunk = false
      for shape in smaller(best.trial.shape) where try await accept(best.trial.cut(to: shape), &best) {
        hasShrunk = true
        break
      }
    }
  }

  /// Shapes that are no larger in any size and smaller in one, the smallest first; of the largest ones a sample.
  private func smaller(_ shape: MonarchShape) -> [MonarchShape] {
    func sizes(_ size: Int) -> [Int] { Set([1, 2, 3, size / 2, size - 1, size]).filter { 1...size ~= $0 }.sorted() }
    var shapes: [MonarchShape] = []
    for k in sizes(shape.k) {
      for q in sizes(shape.q) {
        for l in 1...shape.l where (k * q).isMultiple(of: l) && k * q / l <= shape.r {
          for p in sizes(shape.p) {
            for s in sizes(shape.s) {
              guard let small = try? MonarchShape(k: k, q: q, p: p, l: l, s: s, r: k * q / l), small != shape,
                conversation.manifest.layout.admits(small)
              else { continue }
              shapes.append(small)
            }
          }
        }
      }
    }
    shapes.sort { $0.parameterCount < $1.parameterCount }
    // Small ones show most; where only large ones fail, a few of each size find that out.
    let step = max(1, shapes.count / 24)
    return shapes.enumerated().filter { $0.offset < 8 || $0.offset.isMultiple(of: step) }.map(\.element)
  }

  /// What numbers are replaced by, the plainest first.
  private static func replacements(in format: FloatFormat) -> [@Sendable (Double) -> Double] {
    [
      { _ in 0 }, { $0 < 0 ? -1 : 1 },
      { value in
        guard value != 0, value.isFinite else { return value }
        return Double(sign: value.sign, exponent: Int(value.exponent), significand: 1)
      },
      { value in
        // Three bits are left.
        guard value != 0, value.isFinite else { return value }
        let unit = Double(sign: .plus, exponent: Int(value.exponent) - 2, significand: 1)
        let plain = (value / unit).rounded(.towardZero) * unit
        return format.holds(plain) ? plain : value
      },
    ]
  }

  /// Replaces whole arrays, halves, quarters, … single numbers, as long as the answer stays wrong.
  private mutating func simplify(_ best: inout Failure, _ replace: (Double) -> Double) async throws {
    for part in CaseTensor.allCases {
      guard let count = best.trial.parts[part]?.count, count > 0 else { continue }
      var size = count
      while size >= 1 {
        for start in stride(from: 0, to: count, by: size) {
          var trial = best.trial
          var hasChanged = false
          for index in start..<min(count, start + size) {
            guard let old = trial.parts[part]?[index], old != 0 else { continue }
            let new = replace(old)
            if new == old { continue }
            trial.parts[part]?[index] = new
            hasChanged = true
          }
          if hasChanged { _ = try await accept(trial, &best) }
        }
        size /= 2
      }
    }
  }
}

extension Judge {
  /// Every result of a question, correctly rounded to its format; entries that must not be finite are NaN.
  public func roundedResults(of question: Question) throws(ShapeError) -> [[Double]] {
    var results: [[Double]] = []
    for name in question.operation.results {
      let operation = question.operation.judged(name)
      let format = if case .gradient = operation { model.gradient } else { model.output }
      let patterns = try question.data.finite.roundedResult(of: operation, to: format)
      let reached = try question.data.nonFiniteEntries(of: operation)
      let (rows, width) = try question.data.resultShape(of: operation)
      results.append(
        patterns.indices.map { index in
          // Row j of the product of the identity is column j of the matrix.
          let place = name == .matrix ? index % rows * width + index / rows : index
          return reached[place] ? .nan : format.value(bitPattern: patterns[place])
        })
    }
    return results
  }
}
