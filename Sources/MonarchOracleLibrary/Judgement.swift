public import CMonarchOracle
import ExactArithmetic
import MonarchJudge
import MonarchReference

@c @implementation
public func monarch_oracle_judge(
  _ problem: UnsafePointer<monarch_oracle_problem>?, _ operation: monarch_oracle_operation,
  _ accumulate: monarch_oracle_format, _ format: monarch_oracle_format, _ result: UnsafeRawPointer?, _ count: Int64,
  _ judgement: UnsafeMutablePointer<monarch_oracle_judgement>?, _ message: UnsafeMutablePointer<CChar>?,
  _ messageCapacity: Int
) -> monarch_oracle_status {
  answer(message, messageCapacity) {
    try checkProcess()
    _ = try Argument.structure(judgement, "the judgement", as: monarch_oracle_judgement.self)
    let accumulate = try Argument.format(accumulate, "accumulate")
    let format = try Argument.format(format, "the result")
    let problem = try Problem(problem, operation)
    let model = try ArithmeticModel(
      input: problem.data.format, accumulate: accumulate, output: problem.operation.isGradient ? accumulate : format,
      gradient: problem.operation.isGradient ? format : nil)
    try checkDepth(problem)
    let found = try Argument.numbers(
      result, count: count, expected: Int64(problem.resultOrder.count), format, "the result")
    let canonical = found.canonical(problem.resultOrder)
    let verdict = try Judge(model: model).verdict(on: problem.chainOperation, of: problem.data, result: canonical)
    let (value, text) = try report(verdict, on: problem, result: canonical)
    UnsafeMutableRawPointer(judgement!).storeBytes(of: value, as: monarch_oracle_judgement.self)
    return text
  }
}

/// The bound has as many bits for each term of a dot product as the format; beyond this it would be of no use.
private func checkDepth(_ problem: Problem) throws(Failure) {
  let limit = 1 << 24
  let lengths = problem.data.patterns.flatMap { [$0.b, $0.c] } + [problem.data.batch]
  if let length = lengths.first(where: { $0 > limit }) {
    throw .unsupported("expected dots and batches of at most \(limit) terms for a bound, found \(length)")
  }
}

/// The verdict for the caller, whose buffer orders numbers in its own way.
private func report(
  _ verdict: Verdict, on problem: Problem, result: [Double]
) throws -> (monarch_oracle_judgement, text: String) {
  var report = monarch_oracle_judgement()
  report.struct_size = MemoryLayout<monarch_oracle_judgement>.size
  let code =
    !verdict.holds
    ? MONARCH_ORACLE_VIOLATED : verdict.tier == .mistrusted ? MONARCH_ORACLE_MISTRUSTED : MONARCH_ORACLE_HOLDS
  report.verdict = monarch_oracle_verdict(code)
  report.ratio = verdict.ratio.map { Double($0) } ?? .nan
  report.index = -1
  (report.found, report.exact, report.allowance) = (.nan, .nan, .nan)
  let place: Int?
  if let witness = verdict.witness {
    place = try witness.row * problem.data.resultShape(of: problem.chainOperation).width + witness.output
    (report.exact, report.allowance) = (Double(witness.expected), Double(witness.allowance))
  } else if !verdict.holds {
    // A number that must not be finite.
    let reached = try problem.data.nonFiniteEntries(of: problem.chainOperation)
    place = result.indices.first { reached[$0] && result[$0].isFinite }
  } else {
    place = nil
  }
  if let place, let index = problem.resultOrder.firstIndex(of: place) {
    (report.index, report.found) = (Int64(index), result[place])
  }
  return (report, verdict.reason)
}
