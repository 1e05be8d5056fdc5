public import ExactArithmetic
import MonarchReference

/// Where the errors of one result lie: ρ of every number.
public struct Portrait: Sendable {
  public let caseID: String
  public let result: KernelResult
  public let role: Role
  /// Rows of the batch, or blocks of a gradient, and the numbers of each.
  public let rows: Int
  public let width: Int
  /// |found − exact| / bound for each number, row-major; infinite where it is wrong without a bound, or not a number.
  public let ratios: [Double]

  /// Why this result was portrayed.
  public enum Role: Sendable {
    case smallestFailure
    /// The largest failing case of at most 64×64 numbers, of whole numbers if there is one: there every number that is right
    /// is right to the last bit, so that what is left is the fault.
    case widestFailure
    /// The largest ρ of those that hold.
    case worst
  }
}

extension Judge {
  /// ρ of every number of a result; nil where the result has another size.
  ///
  /// - Complexity: that of a verdict, with an exact quotient for each number.
  public func portrait(
    of name: KernelResult, _ question: Question, result: [Double], role: Portrait.Role
  ) throws(ShapeError) -> Portrait? {
    let operation = question.operation.judged(name)
    let expectation = try OperationExpectation(operation, of: question.data.finite, model: model)
    let (rows, width) = (expectation.rows, expectation.width)
    guard result.count == rows * width, !result.isEmpty else { return nil }
    let reached = try question.data.nonFiniteEntries(of: operation)
    let isTransposed = name == .matrix
    let ratios = (0..<rows * width).map { index -> Double in
      let (row, entry) = index.quotientAndRemainder(dividingBy: width)
      let found = result[isTransposed ? entry * rows + row : index]
      if reached[index] { return found.isFinite ? .infinity : 0 }
      let allowance = expectation.allowance(row, entry)
      let plain = Allowance(value: allowance.value, error: 0, rounding: allowance.rounding)
      guard let distance = plain.distance(to: found) else { return .infinity }
      if distance == 0 { return allowance.admits(found) ? 0 : .infinity }
      let bound = expectation.bound(row, entry)
      return bound.signum > 0 ? Double(distance / bound) : .infinity
    }
    guard isTransposed else {
      return Portrait(
        caseID: question.id, result: name, role: role, rows: rows, width: width, ratios: ratios)
    }
    return Portrait(
      caseID: question.id, result: name, role: role, rows: width, width: rows,
      ratios: (0..<rows * width).map { ratios[$0 % rows * width + $0 / rows] })
  }
}

extension Verification {
  /// The portraits of the worst and of two failing results, asked for again.
  func portraits(of report: VerificationReport, _ conversation: any Conversation) async throws -> [Portrait] {
    var portraits: [Portrait] = []
    var chosen: [(Portrait.Role, CaseRecord)] = []
    if let record = report.smallestFailure { chosen.append((.smallestFailure, record)) }
    if let record = widestFailure(of: report), record.caseID != report.smallestFailure?.caseID {
      chosen.append((.widestFailure, record))
    }
    if let record = report.worst { chosen.append((.worst, record)) }
    for (role, record) in chosen {
      guard let name = record.result, let id = CaseID(record.caseID),
        let place = id.operation.results.firstIndex(of: name)
      else { continue }
      let question = try Question(id)
      guard case .results(let results)? = try? await conversation.answer(question), results.indices.contains(place),
        let portrait = try Judge(model: conversation.manifest.model).portrait(
          of: name, question, result: results[place], role: role)
      else { continue }
      portraits.append(portrait)
    }
    return portraits
  }

  private func widestFailure(of report: VerificationReport) -> CaseRecord? {
    let limit = 64
    let failures = report.records.compactMap { record -> (record: CaseRecord, id: CaseID)? in
      guard record.outcome == .violated, record.result != nil, let id = CaseID(record.caseID), id.variation == nil,
        max(id.shape.inputCount, id.shape.outputCount, id.batch) <= limit
      else { return nil }
      return (record, id)
    }
    let whole = failures.filter { $0.id.kind == .integers }
    // The first of the widest, so that the choice is of the plan alone.
    return (whole.isEmpty ? failures : whole).reduce(nil as (record: CaseRecord, id: CaseID)?) { best, next in
      guard let best else { return next }
      let (old, new) = (best.id, next.id)
      return (new.shape.outputCount, new.batch) > (old.shape.outputCount, old.batch) ? next : best
    }?.record
  }
}
