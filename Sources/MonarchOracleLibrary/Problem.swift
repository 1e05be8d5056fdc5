import CMonarchOracle
import ExactArithmetic
import MonarchJudge
import MonarchReference

/// A problem of the caller, as far as one operation needs it.
struct Problem {
  let layout: Layout
  let operation: Operation
  /// Canonical, whatever the layout.
  let data: OperationCase
  /// The canonical index of each place in the result.
  let resultOrder: [Int]
  private let arrays: [StoredNumbers]

  var chainOperation: MonarchOperation { operation.ofChain(in: layout) }

  /// Reads and checks everything; nothing of the caller's memory is needed afterwards.
  init(_ pointer: UnsafePointer<monarch_oracle_problem>?, _ code: monarch_oracle_operation) throws {
    let problem = try Argument.structure(pointer, "the problem", as: monarch_oracle_problem.self)
    let operation = try Operation(code)
    let named = try Argument.layout(problem.layout)
    let format = try Argument.format(problem.format, "the problem")
    let layout: Layout
    switch Int(problem.batch_axis) {
    case MONARCH_ORACLE_BATCH_FIRST: layout = named
    case MONARCH_ORACLE_BATCH_LAST: layout = named.withBatch(.last)
    default: throw Failure.argument("expected a batch_axis of 0 or 1, found \(problem.batch_axis)")
    }
    let shape = try Argument.shape(problem.shape)
    guard problem.batch >= 0 else { throw Failure.argument("expected a batch of at least 0, found \(problem.batch)") }
    let sizes = problem.shape
    let inputs = try Argument.product([problem.batch, sizes.k, sizes.p], "the input")
    let outputs = try Argument.product([problem.batch, sizes.l, sizes.s], "the output")
    let firstCount = try Argument.product([sizes.k, sizes.q, sizes.p], "the right factor")
    let secondCount = try Argument.product([sizes.l, sizes.s, sizes.r], "the left factor")
    guard layout.admits(shape) else {
      // Nothing large is made of sizes that the layout refuses.
      _ = try layout.outputOrder(for: shape)
      throw Failure.shape("layout \(layout) cannot store \(shape)")
    }

    let isRightFirst = layout.appliedFirst == .right
    let left = try Argument.numbers(
      problem.left, count: problem.left_count, expected: isRightFirst ? secondCount : firstCount, format, "left")
    let right = try Argument.numbers(
      problem.right, count: problem.right_count, expected: isRightFirst ? firstCount : secondCount, format, "right")
    var arrays = [left, right]
    var input: StoredNumbers?
    if operation.needsInput {
      let numbers = try Argument.numbers(
        problem.input, count: problem.input_count, expected: inputs, format, "the input")
      arrays.append(numbers)
      input = numbers
    }
    var cotangent: StoredNumbers?
    if operation.needsCotangent {
      let numbers = try Argument.numbers(
        problem.cotangent, count: problem.cotangent_count, expected: outputs, format, "the cotangent")
      arrays.append(numbers)
      cotangent = numbers
    }

    let batch = Int(problem.batch)
    let orders = try layout.factorOrders(for: shape)
    let (first, second) = isRightFirst ? (right, left) : (left, right)
    data = try OperationCase(
      id: "the problem", shape: shape, format: format, batch: batch, left: second.canonical(orders.second),
      right: first.canonical(orders.first),
      input: try input.map { try layout.canonicalInputs($0.values, batch: batch, for: shape) },
      cotangent: try cotangent.map { try layout.canonicalOutputs($0.values, batch: batch, for: shape) })
    resultOrder = try layout.resultOrder(of: operation, batch: batch, for: shape)
    (self.layout, self.operation, self.arrays) = (layout, operation, arrays)
  }

  /// Fails at the first NaN or infinity.
  func checkFinite() throws(Failure) {
    for array in arrays { try array.checkFinite() }
  }
}
