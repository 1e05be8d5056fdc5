import CMonarchOracle
import ExactArithmetic
import MonarchJudge
import MonarchReference

/// What an operation computes, and how its result is stored.
enum Operation {
  case multiply, adjoint
  case gradient(Layout.TensorName)

  init(_ code: monarch_oracle_operation) throws(Failure) {
    switch Int(code) {
    case MONARCH_ORACLE_MULTIPLY: self = .multiply
    case MONARCH_ORACLE_ADJOINT: self = .adjoint
    case MONARCH_ORACLE_LEFT_GRADIENT: self = .gradient(.left)
    case MONARCH_ORACLE_RIGHT_GRADIENT: self = .gradient(.right)
    default: throw .argument("expected an operation of 0 to 3, found \(code)")
    }
  }

  var needsInput: Bool { if case .adjoint = self { false } else { true } }
  var needsCotangent: Bool { if case .multiply = self { false } else { true } }
  var isGradient: Bool { if case .gradient = self { true } else { false } }

  /// The operation by the chain of the factors that are applied first and second.
  func ofChain(in layout: Layout) -> MonarchOperation {
    switch self {
    case .multiply: .product
    case .adjoint: .adjoint
    case .gradient(let name): name == layout.appliedFirst ? .right : .left
    }
  }
}

/// The canonical index of each place in what a layout stores.
extension Layout {
  /// Of the two factors, by the order in which they are applied.
  func factorOrders(for shape: MonarchShape) throws(ShapeError) -> (first: [Int], second: [Int]) {
    let offsets = try factorOffsets(for: shape)
    func inverted(_ offsets: [Int]) -> [Int] {
      var order = offsets
      for (index, offset) in offsets.enumerated() { order[offset] = index }
      return order
    }
    return (inverted(offsets.first), inverted(offsets.second))
  }

  /// Of an operation's result.
  func resultOrder(of operation: Operation, batch: Int, for shape: MonarchShape) throws(ShapeError) -> [Int] {
    switch operation {
    case .multiply: return try storedOutputs(Array(0..<batch * shape.outputCount), batch: batch, for: shape)
    case .adjoint: return try storedInputs(Array(0..<batch * shape.inputCount), batch: batch, for: shape)
    case .gradient(let name):
      let orders = try factorOrders(for: shape)
      return name == appliedFirst ? orders.first : orders.second
    }
  }

  /// The same convention with its batch elsewhere.
  func withBatch(_ axis: BatchAxis) -> Layout {
    Layout(
      name: name, first: first, second: second, appliedFirst: appliedFirst, input: input, output: output, batch: axis,
      singularValues: singularValues, admission: admission)
  }
}
