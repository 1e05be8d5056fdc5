import ExactArithmetic
import MonarchJudge
import MonarchReference
import TensorFiles

/// A tensor named on the command line: `X.npy`, or `MODEL.safetensors:NAME`, or `ARRAYS.npz:NAME`.
struct TensorArgument {
  let path: String
  let tensor: Tensor

  init(_ argument: String) throws(InputError) {
    path = argument
    do {
      if let (file, name) = TensorArgument.parts(argument, ".safetensors") {
        let tensors = try SafeTensorsFile(path: file)
        guard let found = try tensors.tensor(named: name) else {
          throw TensorArgument.missing(name, of: file, names: tensors.entries.map(\.name))
        }
        tensor = found
      } else if let (file, name) = TensorArgument.parts(argument, ".npz") {
        let bytes = try TensorFile.read(path: file)
        guard let found = try NumPyArchive.decode(bytes, only: [name]).tensors[name] else {
          throw TensorArgument.missing(name, of: file, names: try NumPyArchive.names(in: bytes))
        }
        tensor = found
      } else if argument.hasSuffix(".safetensors") || argument.hasSuffix(".npz") {
        throw InputError("\(argument): name the tensor, as in \(argument):weight")
      } else {
        tensor = try NumPyFile.decode(try TensorFile.read(path: argument))
      }
    } catch let error as InputError {
      throw error
    } catch {
      let text = "\(error)"
      throw InputError(text.contains(argument) ? text : "\(argument): \(text)")
    }
  }

  /// File and name of an argument that names a tensor in a file of this kind.
  private static func parts(_ argument: String, _ suffix: String) -> (file: String, name: String)? {
    argument.firstRange(of: suffix + ":").map {
      (argument[..<$0.lowerBound] + suffix, String(argument[$0.upperBound...]))
    }
  }

  private static func missing(_ name: String, of file: String, names: [String]) -> InputError {
    let known = names.prefix(8).joined(separator: ", ") + (names.count > 8 ? ", …" : "")
    return InputError("\(file): no tensor \"\(name)\"; it holds \(known)")
  }

  /// The numbers, widened exactly.
  func values() throws(InputError) -> [Double] {
    do {
      return try tensor.doubles()
    } catch {
      throw InputError("\(path): \(error.description)")
    }
  }

  /// The numbers, widened exactly, of which none may be infinite or NaN.
  func finiteValues() throws(InputError) -> [Double] {
    let values = try values()
    if let index = values.firstIndex(where: { !$0.isFinite }) {
      throw InputError("\(path): expected finite numbers, found \(values[index]) at flat index \(index)")
    }
    return values
  }

  /// The tensor of finite numbers, as a layout reads it.
  func stored() throws(InputError) -> StoredTensor<Double> {
    StoredTensor(shape: tensor.shape, elements: try finiteValues())
  }

  /// The float format of this element type; nil where it is none.
  var floatFormat: FloatFormat? {
    switch tensor.elementType {
    case .float64: .float64
    case .float32: .float32
    case .float16: .float16
    case .bfloat16: .bfloat16
    default: nil
    }
  }

  /// A format that holds every number of this element type: its own, float32 or float64.
  var format: FloatFormat {
    if let floatFormat { return floatFormat }
    return [.int8, .int16, .uint8, .uint16, .bool].contains(tensor.elementType) ? .float32 : .float64
  }
}

/// The three tensors of a product.
struct ProductArguments {
  let product: ProductCase
  /// Whether the input was a single vector (n) and not a batch (batch, n).
  let isSingle: Bool

  init(left: String, right: String, input: String, layout: Layout) throws(InputError) {
    let left = try TensorArgument(left)
    let right = try TensorArgument(right)
    let input = try TensorArgument(input)
    guard (1...2).contains(input.tensor.shape.count) else {
      throw InputError("\(input.path): expected shape (n) or (batch, n), found \(input.tensor.shape)")
    }
    isSingle = input.tensor.shape.count == 1
    let factors: CanonicalFactors<Double>
    do {
      factors = try layout.canonical(StoredFactors(left: left.stored(), right: right.stored()))
    } catch let error as ShapeError {
      throw InputError("left \(left.path) and right \(right.path) as layout \(layout): \(error)")
    } catch {
      throw InputError("\(error)")
    }
    do {
      let shape = factors.shape
      let batch = isSingle ? 1 : input.tensor.shape[layout.batch == .first ? 0 : 1]
      let expected =
        isSingle
        ? [shape.inputCount] : layout.batchShape(batch: batch, count: shape.inputCount)
      guard input.tensor.shape == expected else {
        throw ShapeError(
          "expected inputs of k·p = \(shape.inputCount) entries, found \(input.tensor.shape) in \(input.path)")
      }
      let formats = [left, right, input].map(\.format)
      // float64 contains them all.
      let format = [FloatFormat.bfloat16, .float16, .float32].first { formats.allSatisfy($0.contains) } ?? .float64
      product = try ProductCase(
        id: "\(left.path), \(right.path), \(input.path)", shape: shape, format: format,
        batch: batch, left: factors.left, right: factors.right,
        input: try layout.canonicalInputs(input.finiteValues(), batch: batch, for: shape))
    } catch {
      throw InputError("\(error)")
    }
  }
}

/// Bad input; the text names the file, what was expected and what was found.
struct InputError: Error, CustomStringConvertible {
  let description: String
  init(_ description: String) { self.description = description }
}
