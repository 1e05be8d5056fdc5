public import ExactArithmetic
import MonarchReference

/// What is asked under the name of one case: a question, or several one after the other.
///
/// Most cases are one question, judged by itself. Some faults show only in a conversation: what an answer left behind in
/// memory, or that the same question has another answer the next time.
package struct CaseSteps: Sendable {
  package struct Step: Sendable {
    package let question: Question
    /// An earlier step with the same question: the answers should have the same bits.
    package let repeats: Int?
  }

  package let id: CaseID
  package let steps: [Step]

  /// The questions that `id` names, with the same bits on every machine.
  package init(_ id: CaseID) throws(ShapeError) {
    self.id = id
    let first = try Question(id)
    switch id.variation {
    case nil, .nonFinite: steps = [Step(question: first, repeats: nil)]
    case .repeated:
      steps = [
        Step(question: first, repeats: nil), Step(question: try Question(id.next), repeats: nil),
        Step(question: first, repeats: 0), Step(question: first, repeats: 0),
      ]
    case .afterNaN:
      var poisoned = Trial(first)
      for part in CaseTensor.allCases { poisoned.parts[part] = poisoned.parts[part].map { $0.map { _ in .nan } } }
      steps = [
        Step(question: first, repeats: nil),
        Step(question: try poisoned.question(named: "\(id)-nan"), repeats: nil),
        Step(question: first, repeats: 0),
      ]
    }
  }
}

extension Question {
  /// The question that `id` names, with the same bits on every machine; of a case of several questions the first.
  public init(_ id: CaseID) throws(ShapeError) {
    let drawn = try OperationCase(id)
    let operation = id.operation
    let question = try Question(
      operation, id: id.description, shape: id.shape, format: id.format, batch: id.batch, left: drawn.factors[1],
      right: drawn.factors[0], input: operation == .dense ? nil : drawn.input,
      cotangent: drawn.cotangent, accumulators: drawn.accumulators.map { ($0[1], $0[0]) })
    guard case .nonFinite(let value, let tensor, let amongZeros)? = id.variation else {
      self = question
      return
    }
    var changed = Trial(question)
    if amongZeros {
      // All that it can be multiplied by is 0.
      for part in CaseTensor.allCases where part != tensor {
        changed.parts[part] = changed.parts[part].map { $0.map { _ in 0 } }
      }
    }
    var draw = Draw(id, part: "-place")
    guard let count = changed.parts[tensor]?.count, count > 0 else {
      throw ShapeError("case \(id) has no number in its \(tensor.rawValue)")
    }
    // What is read beyond the end of a block, and masked, is the beginning of the next one.
    let block = tensor.blockSize(in: id.shape)
    let place =
      amongZeros || count == block
      ? draw.integer(in: 0...count - 1) : block * draw.integer(in: 1...count / block - 1)
    changed.parts[tensor]?[place] = value.value
    self = try changed.question(named: id.description)
  }
}

extension CaseTensor {
  /// The numbers of one block, or of that of one row.
  fileprivate func blockSize(in shape: MonarchShape) -> Int {
    switch self {
    case .input: shape.p
    case .cotangent: shape.l
    case .left, .leftBefore: shape.s * shape.r
    case .right, .rightBefore: shape.q * shape.p
    }
  }
}
