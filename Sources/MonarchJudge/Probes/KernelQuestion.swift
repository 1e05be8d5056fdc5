public import MonarchReference

/// What is asked of an implementation.
public enum KernelOperation: String, CaseIterable, Sendable, Codable {
  case multiply, adjoint, gradient, dense

  /// What the arrays of an answer are, in their order; `dense` is judged as the product with the identity.
  package var results: [MonarchOperation] {
    switch self {
    case .multiply, .dense: [.product]
    case .adjoint: [.adjoint]
    case .gradient: [.adjoint, .left, .right]
    }
  }
}

/// One operation by one Monarch product, with its data.
public struct Question: Sendable {
  public let operation: KernelOperation
  public let shape: MonarchShape
  public let data: OperationCase

  public init(operation: KernelOperation, shape: MonarchShape, data: OperationCase) {
    (self.operation, self.shape, self.data) = (operation, shape, data)
  }
}
