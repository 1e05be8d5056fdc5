public import MonarchReference

/// What is asked of an implementation.
public enum KernelOperation: String, CaseIterable, Sendable, Codable {
  case multiply, adjoint, gradient, dense
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
