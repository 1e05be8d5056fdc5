public import ExactArithmetic
public import MonarchReference

/// One operation with its data, in canonical form.
public struct Question: Sendable {
  public let operation: KernelOperation
  public let shape: MonarchShape
  /// Factors, input, cotangent and accumulators, as far as the operation needs them. That of `dense` has the identity as
  /// its input, so that row j of its product is column j of the matrix.
  public let data: OperationCase

  /// The name of the case.
  public var id: String { data.id }

  /// An operation on data of a Monarch product; fails where the data lacks what the operation needs.
  ///
  /// - Parameters:
  ///   - left: (l, s, r), row-major, as are the others.
  ///   - right: (k, q, p).
  ///   - input: (batch, k·p); needed by `multiply`, `gradient` and `accumulate`.
  ///   - cotangent: (batch, l·s); needed by `adjoint`, `gradient` and `accumulate`.
  ///   - accumulators: dL and dR before; needed by `accumulate`.
  public init(
    _ operation: KernelOperation, id: String, shape: MonarchShape, format: FloatFormat, batch: Int, left: [Double],
    right: [Double], input: [Double]? = nil, cotangent: [Double]? = nil,
    accumulators: (left: [Double], right: [Double])? = nil
  ) throws(ShapeError) {
    func need(_ isGiven: Bool, _ name: String, _ operations: [KernelOperation]) throws(ShapeError) {
      if operations.contains(operation), !isGiven { throw ShapeError("\(operation.rawValue) needs its \(name)") }
      if !operations.contains(operation), isGiven { throw ShapeError("\(operation.rawValue) takes no \(name)") }
    }
    try need(input != nil, "input", [.multiply, .gradient, .accumulate])
    try need(cotangent != nil, "cotangent", [.adjoint, .gradient, .accumulate])
    try need(accumulators != nil, "accumulators", [.accumulate])
    (self.operation, self.shape) = (operation, shape)
    guard operation == .dense else {
      data = try OperationCase(
        id: id, shape: shape, format: format, batch: batch, left: left, right: right, input: input,
        cotangent: cotangent, accumulators: accumulators)
      return
    }
    let width = shape.inputCount
    guard shape.entryCount <= Question.largestDense else {
      throw ShapeError("expected a dense matrix of at most \(Question.largestDense) entries, found \(shape)")
    }
    var identity = [Double](repeating: 0, count: width * width)
    for index in 0..<width { identity[index * width + index] = 1 }
    data = try OperationCase(
      id: id, shape: shape, format: format, batch: width, left: left, right: right, input: identity, cotangent: nil)
  }

  /// An operation on data that may have more than it needs.
  package init(_ operation: KernelOperation, shape: MonarchShape, of data: OperationCase) throws(ShapeError) {
    let takesInput = [.multiply, .gradient, .accumulate].contains(operation)
    let takesCotangent = [.adjoint, .gradient, .accumulate].contains(operation)
    try self.init(
      operation, id: data.id, shape: shape, format: data.format, batch: data.batch, left: data.factors[1],
      right: data.factors[0], input: takesInput ? data.input : nil, cotangent: takesCotangent ? data.cotangent : nil,
      accumulators: operation == .accumulate ? data.accumulators.map { ($0[1], $0[0]) } : nil)
  }

  /// The entries of the largest dense matrix that is asked for: each is judged exactly.
  static let largestDense = 1 << 22

  /// The numbers of a result.
  public func count(of result: KernelResult) -> Int {
    switch result {
    case .output: data.batch * (operation == .adjoint ? shape.inputCount : shape.outputCount)
    case .inputGradient: data.batch * shape.inputCount
    case .leftGradient: data.factors[1].count
    case .rightGradient: data.factors[0].count
    case .matrix: shape.entryCount
    }
  }
}

extension MonarchShape {
  /// The entries of the dense matrix.
  var entryCount: Int { outputCount * inputCount }
}
