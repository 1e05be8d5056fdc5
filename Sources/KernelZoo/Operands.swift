import MonarchJudge
import MonarchReference

/// The arguments of a kernel: tensors (block, out, in), row-major, and batches of vectors.
struct Operands: Sendable {
  let operation: KernelOperation
  let shape: MonarchShape
  var batch: Int
  /// (k, q, p)
  var right: [Double]
  /// (l, s, r)
  var left: [Double]
  /// (batch, k·p)
  var input: [Double]
  /// (batch, l·s)
  var cotangent: [Double]
  /// dR and dL to add onto.
  var accumulators: (right: [Double], left: [Double])?

  init(_ question: Question) {
    let data = question.data
    (operation, shape, batch) = (question.operation, question.shape, data.batch)
    (right, left) = (data.factors[0], data.factors[1])
    // What an operation is not given is there all the same, and 0: kernels that compute everything compute that too.
    input = data.input ?? [Double](repeating: 0, count: batch * shape.inputCount)
    cotangent = data.cotangent ?? [Double](repeating: 0, count: batch * shape.outputCount)
    accumulators = data.accumulators.map { ($0[0], $0[1]) }
  }
}
