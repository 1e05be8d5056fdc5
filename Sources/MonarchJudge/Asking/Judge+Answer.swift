public import ExactArithmetic
import MonarchReference

extension Judge {
  /// What became of a question: a record for each result, or one for an answer without results.
  public func records(of answer: Answer, to question: Question) throws(ShapeError) -> [CaseRecord] {
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
        records.append(CaseRecord(name, try verdict(on: name, of: question, result: result)))
      }
      return records
    }
  }

  /// The verdict on one result of a question.
  public func verdict(
    on name: KernelResult, of question: Question, result: [Double]
  ) throws(ShapeError) -> Verdict {
    let operation = question.operation.judged(name)
    guard name == .matrix else { return try verdict(on: operation, of: question.data, result: result) }
    let (rows, columns) = (question.shape.outputCount, question.shape.inputCount)
    guard result.count == rows * columns else {
      return try verdict(on: operation, of: question.data, result: result)
    }
    // Row j of the product of the identity is column j of the matrix.
    let transposed = (0..<result.count).map { result[$0 % rows * columns + $0 / rows] }
    return try verdict(on: operation, of: question.data, result: transposed) { column, row in
      "entry (\(row), \(column))"
    }
  }
}
