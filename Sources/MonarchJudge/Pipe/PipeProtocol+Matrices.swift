import ExactArithmetic
import MonarchReference
import TensorFiles

/// Questions about matrices in the pipe.
extension PipeProtocol {
  /// The matrix as `dense` would give it, with the sizes of what is wanted: `shape` = "k,q,p,l,s,r", or `grid` = "q,b".
  static func request(_ question: MatrixQuestion, layout: Layout) throws -> SafeTensors {
    let s = question.shape
    var metadata = ["protocol": version, "id": "\(question.id)", "operation": question.operation.rawValue]
    var matrix = question.matrix
    switch question.operation {
    case .project:
      metadata["layout"] = layout.name
      metadata["shape"] = [s.k, s.q, s.p, s.l, s.s, s.r].map(String.init).joined(separator: ",")
      let rows = try layout.outputOrder(for: s).inverse.images
      let columns = try layout.inputOrder(for: s).images
      matrix = matrix.indices.map { index in
        let (row, column) = index.quotientAndRemainder(dividingBy: s.inputCount)
        return question.matrix[rows[row] * s.inputCount + columns[column]]
      }
    case .factor: metadata["grid"] = "\(s.k),\(s.q)"
    }
    let stored = StoredTensor(shape: [s.outputCount, s.inputCount], elements: matrix)
    return SafeTensors(tensors: ["matrix": try tensor(stored, question.id.format)], metadata: metadata)
  }

  /// The factors in canonical order; a reply without them is an error that says so.
  static func factors(of reply: SafeTensors, to question: MatrixQuestion, by manifest: Manifest) throws -> [[Double]] {
    let s = question.shape
    let type = elementType(of: manifest.model.output)
    func read(_ name: String, _ expected: [Int]) throws -> StoredTensor<Double> {
      guard let tensor = reply[name] else {
        throw PipeError(
          "the reply has no tensor \"\(name)\", only [\(printable(reply.names.joined(separator: ", ")))]")
      }
      guard tensor.shape == expected else {
        throw PipeError("\(name) has shape \(tensor.shape), expected \(expected)")
      }
      guard tensor.elementType == type else {
        throw PipeError("\(name) is \(tensor.elementType.rawValue), expected \(type.rawValue) as the manifest says")
      }
      return StoredTensor(shape: tensor.shape, elements: try tensor.doubles())
    }
    guard question.operation == .project else {
      let (q, b) = (s.k, s.q)
      return try [("left", [b, q, q]), ("middle", [q, b, b]), ("right", [b, q, q])].map { try read($0, $1).elements }
    }
    let shapes = try manifest.layout.storedShapes(of: s)
    let factors = try manifest.layout.canonical(
      StoredFactors(left: try read("left", shapes.left), right: try read("right", shapes.right)))
    return [factors.left, factors.right]
  }
}
