public import CMonarchOracle
import MonarchJudge

@c @implementation
public func monarch_oracle_exact(
  _ problem: UnsafePointer<monarch_oracle_problem>?, _ operation: monarch_oracle_operation,
  _ format: monarch_oracle_format, _ result: UnsafeMutableRawPointer?, _ capacity: Int64,
  _ needed: UnsafeMutablePointer<Int64>?, _ message: UnsafeMutablePointer<CChar>?, _ messageCapacity: Int
) -> monarch_oracle_status {
  answer(message, messageCapacity) {
    try checkProcess()
    let format = try Argument.format(format, "the result")
    let problem = try Problem(problem, operation) { count in
      try checkCapacity(count, result, capacity, needed, "the result")
    }
    try problem.checkFinite()
    let patterns = try problem.data.roundedResult(of: problem.chainOperation, to: format)
    if let result { format.write(patterns, in: problem.resultOrder, to: result) }
    return "\(problem.resultOrder.count) numbers, each the \(format) nearest to the exact \(problem.chainOperation)"
  }
}

/// Says how many elements there are, and fails where they do not fit into the caller's buffer.
func checkCapacity(
  _ count: Int, _ buffer: UnsafeMutableRawPointer?, _ capacity: Int64, _ needed: UnsafeMutablePointer<Int64>?,
  _ name: String
) throws(Failure) {
  guard capacity >= 0 else { throw .argument("expected a capacity of at least 0 for \(name), found \(capacity)") }
  guard buffer != nil || capacity == 0 else {
    throw .argument("expected a buffer of \(capacity) elements for \(name), found NULL")
  }
  needed?.pointee = Int64(count)
  guard capacity >= count else {
    throw .tooSmall("expected a capacity of at least \(count) elements for \(name), found \(capacity)")
  }
}
