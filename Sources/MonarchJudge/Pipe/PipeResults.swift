import ExactArithmetic
import MonarchReference
import TensorFiles

/// What a reply to a question must hold.
struct PipeResults {
  let question: Question
  let manifest: Manifest

  /// The tensors by their names, each of the shape and the type that it must have.
  func tensors(of reply: SafeTensors) throws -> [KernelResult: Tensor] {
    let (shape, layout, model) = (question.shape, manifest.layout, manifest.model)
    let stored = try layout.storedShapes(of: shape)
    let isFirst = layout.batch == .first
    func vectors(_ count: Int, _ name: String) -> (String, [Int], FloatFormat) {
      (
        isFirst ? "(batch, \(name))" : "(\(name), batch)", layout.batchShape(batch: question.data.batch, count: count),
        model.output
      )
    }
    var tensors: [KernelResult: Tensor] = [:]
    for result in question.operation.results {
      let (axes, expected, format) =
        switch result {
        case .output where question.operation == .multiply: vectors(shape.outputCount, "l·s")
        case .output, .inputGradient: vectors(shape.inputCount, "k·p")
        case .leftGradient: ("that of left", stored.left, model.gradient)
        case .rightGradient: ("that of right", stored.right, model.gradient)
        case .matrix: ("(l·s, k·p)", [shape.outputCount, shape.inputCount], model.output)
        }
      let name = result.rawValue
      guard let tensor = reply[name] else {
        throw PipeError(
          "the reply has no tensor \"\(name)\", only [\(printable(reply.names.joined(separator: ", ")))]")
      }
      guard tensor.shape == expected else {
        throw PipeError("\(name) has shape \(tensor.shape), expected \(axes) = \(expected)")
      }
      let type = PipeProtocol.elementType(of: format)
      guard tensor.elementType == type else {
        throw PipeError("\(name) is \(tensor.elementType.rawValue), expected \(type.rawValue) as the manifest says")
      }
      tensors[result] = tensor
    }
    return tensors
  }

  /// The numbers in canonical order.
  func canonical(_ tensors: [KernelResult: Tensor]) throws -> [[Double]] {
    let (shape, layout, batch) = (question.shape, manifest.layout, question.data.batch)
    var gradients: CanonicalFactors<Double>?
    if let left = tensors[.leftGradient], let right = tensors[.rightGradient] {
      gradients = try layout.canonical(
        StoredFactors(
          left: StoredTensor(shape: left.shape, elements: left.doubles()),
          right: StoredTensor(shape: right.shape, elements: right.doubles())))
    }
    return try question.operation.results.map { result in
      let values = try tensors[result]?.doubles() ?? []
      switch result {
      case .output where question.operation == .multiply:
        return try layout.canonicalOutputs(values, batch: batch, for: shape)
      case .output, .inputGradient: return try layout.canonicalInputs(values, batch: batch, for: shape)
      case .leftGradient: return gradients?.left ?? []
      case .rightGradient: return gradients?.right ?? []
      case .matrix:
        let rows = try layout.outputOrder(for: shape).images
        let columns = try layout.inputOrder(for: shape).inverse.images
        return (0..<values.count).map { index in
          let (row, column) = index.quotientAndRemainder(dividingBy: shape.inputCount)
          return values[rows[row] * shape.inputCount + columns[column]]
        }
      }
    }
  }
}
