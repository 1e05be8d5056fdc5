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
  ///
  /// - Parameter check: is told how many numbers the result has before anything large is read.
  init(
    _ pointer: UnsafePointer<monarch_oracle_problem>?, _ code: monarch_oracle_operation,
    check: (_ count: Int) throws -> Void = { _ in }
  ) throws {
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
    var given = [
      ("left", problem.left, problem.left_count, isRightFirst ? secondCount : firstCount),
      ("right", problem.right, problem.right_count, isRightFirst ? firstCount : secondCount),
    ]
    if operation.needsInput { given.append(("the input", problem.input, problem.input_count, inputs)) }
    if operation.needsCotangent {
      given.append(("the cotangent", problem.cotangent, problem.cotangent_count, outputs))
    }
    for (name, _, count, expected) in given where count != expected {
      throw Failure.shape("expected \(expected) elements in \(name), found \(count)")
    }
    switch operation {
    case .multiply: try check(Int(outputs))
    case .adjoint: try check(Int(inputs))
    case .gradient(let name): try check(Int(name == layout.appliedFirst ? firstCount : secondCount))
    }
    var arrays: [StoredNumbers] = []
    for (name, pointer, count, _) in given { arrays.append(try StoredNumbers(pointer, Int(count), format, name)) }
    let (left, right) = (arrays[0], arrays[1])
    let input = operation.needsInput ? arrays[2] : nil
    let cotangent = operation.needsCotangent ? arrays[arrays.count - 1] : nil

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
