public import ExactArithmetic
import MonarchReference

extension Judge {
  /// What became of a case: a record for each result, or one for an answer without results.
  ///
  /// Of several questions the first that is answered wrongly counts; where one is asked again, another answer is wrong
  /// unless the implementation declares that this may be.
  ///
  /// - Parameter answers: those to the questions, in their order; fewer where one had no results.
  package func records(
    of answers: [Answer], to steps: CaseSteps, isReproducible: Bool = true
  ) throws(ShapeError) -> [CaseRecord] {
    var merged: [CaseRecord] = []
    for (number, (answer, step)) in zip(answers, steps.steps).enumerated() {
      var records: [CaseRecord]
      if let earlier = step.repeats, case .results(let now) = answer, case .results(let before) = answers[earlier] {
        let changed = now.indices.filter { !hasSameBits(now[$0], before[$0]) }
        if changed.isEmpty { continue }
        records =
          isReproducible
          ? changed.map { place in
            CaseRecord(
              caseID: "\(steps.id)", outcome: .violated, result: step.question.operation.results[place],
              reason: "question \(number + 1) had another answer when it was question \(earlier + 1)")
          } : try self.records(of: answer, to: step.question)
      } else {
        // What NaN must not reach is often nothing but zeros, which is what is looked for there.
        records = try self.records(of: answer, to: step.question, checksPower: steps.id.heading != "special")
      }
      guard let first = records.first else { continue }
      if number == 0 || first.result == nil {
        // A crash or a refusal stands for the whole case.
        merged = records.map { $0.named("\(steps.id)") }
        if first.result == nil { return merged }
        continue
      }
      for record in records where record.outcome == .violated {
        guard let place = merged.firstIndex(where: { $0.result == record.result }),
          merged[place].outcome != .violated
        else { continue }
        merged[place] = record.named("\(steps.id)")
      }
    }
    return merged
  }

  private func hasSameBits(_ one: [Double], _ other: [Double]) -> Bool {
    one.count == other.count && zip(one, other).allSatisfy { $0.bitPattern == $1.bitPattern || $0.isNaN && $1.isNaN }
  }

  /// What became of a question: a record for each result, or one for an answer without results.
  public func records(of answer: Answer, to question: Question) throws(ShapeError) -> [CaseRecord] {
    try records(of: answer, to: question, checksPower: true)
  }

  private func records(
    of answer: Answer, to question: Question, checksPower: Bool
  ) throws(ShapeError) -> [CaseRecord] {
    switch answer {
    case .refusal(let reason): return [CaseRecord(caseID: question.id, outcome: .refused, reason: reason)]
    case .fault(let reason): return [CaseRecord(caseID: question.id, outcome: .violated, reason: reason)]
    case .results(let results):
      let expected = question.operation.results
      guard results.count == expected.count else {
        let reason = "expected \(expected.count) results, found \(results.count)"
        return [CaseRecord(caseID: question.id, outcome: .violated, reason: reason)]
      }
      var records: [CaseRecord] = []
      for (name, result) in zip(expected, results) {
        records.append(
          CaseRecord(name, try verdict(on: name, of: question, result: result, checksPower: checksPower)))
      }
      return records
    }
  }

  /// The verdict on one result of a question.
  public func verdict(
    on name: KernelResult, of question: Question, result: [Double]
  ) throws(ShapeError) -> Verdict {
    try verdict(on: name, of: question, result: result, checksPower: true)
  }

  private func verdict(
    on name: KernelResult, of question: Question, result: [Double], checksPower: Bool
  ) throws(ShapeError) -> Verdict {
    let operation = question.operation.judged(name)
    guard name == .matrix else {
      return try verdict(
        on: operation, of: question.data, result: result, checksPower: checksPower, place: operation.place)
    }
    let (rows, columns) = (question.shape.outputCount, question.shape.inputCount)
    guard result.count == rows * columns else {
      return try verdict(on: operation, of: question.data, result: result)
    }
    // Row j of the product of the identity is column j of the matrix.
    let transposed = (0..<result.count).map { result[$0 % rows * columns + $0 / rows] }
    return try verdict(on: operation, of: question.data, result: transposed, checksPower: checksPower) { column, row in
      "entry (\(row), \(column))"
    }
  }
}
