import ExactArithmetic
import Foundation
import MonarchJudge
import MonarchReference
import TensorFiles

/// A square matrix whose entries are exact: the floats of a tensor, or fractions and elements of other fields as JSON.
///
/// ```json
/// {"shape": [2, 2], "field": "Q(zeta_4)", "entries": ["1", ["0", "1"], "-1/2", 3]}
/// ```
///
/// An entry is a fraction or an integer; in ℚ(ζ_N) also the list of the coefficients of 1, ζ, ζ², ….
struct ExactMatrix {
  private struct Document: Decodable {
    let shape: [Int]
    let field: String
    let entries: [ElementText]
  }

  private enum Entries {
    case floats([Double])
    case texts([ElementText], rootOrder: Int)
  }

  let path: String
  let size: Int
  /// The least field of the entries, as the file has it.
  let field: FieldOption
  private let entries: Entries

  init(_ argument: String) throws(InputError) {
    let isTensor = argument.contains(".npz:") || argument.contains(".safetensors:")
    guard argument.hasSuffix(".json"), !isTensor else {
      let tensor = try TensorArgument(argument)
      let shape = tensor.tensor.shape
      guard shape.count == 2, shape[0] == shape[1], shape[0] > 0 else {
        throw InputError("\(argument): expected a square matrix, found the shape \(shape)")
      }
      let values = try tensor.values()
      if let index = values.firstIndex(where: { !$0.isFinite }) {
        throw InputError(
          "\(argument): expected finite numbers, found \(values[index]) at row \(index / shape[1]), column \(index % shape[1])"
        )
      }
      self.init(path: argument, size: shape[0], field: .rationals, entries: .floats(values))
      return
    }
    do {
      try self.init(json: try TensorFile.read(path: argument), path: argument)
    } catch let error as InputError {
      throw error
    } catch {
      throw InputError("\(error)")
    }
  }

  /// The matrix that a JSON text writes; `path` starts every error's line.
  init(json bytes: [UInt8], path: String) throws(InputError) {
    guard !hasRoundedNumbers(bytes) else {
      throw InputError(
        "\(path): expected integers and fractions as text, found a number with a point or an exponent")
    }
    let document: Document
    do {
      document = try JSONDecoder().decode(Document.self, from: Data(bytes))
    } catch {
      throw InputError(
        "\(path): expected a matrix as {\"shape\": [n, n], \"field\": \"Q\", \"entries\": [\"1/2\", …]}")
    }
    let shape = document.shape
    guard shape.count == 2, shape[0] == shape[1], shape[0] > 0, shape[0] <= 1 << 15,
      document.entries.count == shape[0] * shape[1]
    else {
      throw InputError(
        "\(path): expected a square matrix with all its entries, found the shape \(shape) and "
          + "\(document.entries.count) entries")
    }
    guard let field = FieldOption(argument: document.field) else {
      throw InputError(
        "\(path): expected the field Q, Q(zeta_N) or F_p, found \"\(printable(document.field))\"")
    }
    let rootOrder: Int
    if case .cyclotomic(let order) = field { rootOrder = order } else { rootOrder = 1 }
    self.init(
      path: path, size: shape[0], field: field, entries: .texts(document.entries, rootOrder: rootOrder))
  }

  private init(path: String, size: Int, field: FieldOption, entries: Entries) {
    (self.path, self.size, self.field, self.entries) = (path, size, field, entries)
  }

  /// The matrix over a field that has its entries.
  func matrix<Scalar>(_ codec: ElementCodec<Scalar>) throws(InputError) -> Matrix<Scalar> {
    var elements: [Scalar] = []
    do {
      switch entries {
      case .floats(let values):
        for value in values { elements.append(try codec.rational(Rational(exactly: value)!)) }
      case .texts(let texts, let rootOrder):
        for (index, text) in texts.enumerated() {
          do {
            elements.append(try codec.element(text, rootOrder))
          } catch {
            throw InputError("entry (\(index / size), \(index % size)): \(error)")
          }
        }
      }
      return try Matrix(rows: size, columns: size, elements: elements)
    } catch {
      throw InputError("\(path): \(error)")
    }
  }

  /// The grid of block size b, all of which must divide.
  func grid(block b: Int?) throws(InputError) -> MonarchReference.Grid {
    var columns = b ?? 0
    if b == nil {
      columns = Int(Double(size).squareRoot().rounded())
      guard columns * columns == size else {
        throw InputError("\(path): \(size) is not a square: name the block size b with --block")
      }
    }
    guard columns >= 1, size.isMultiple(of: columns),
      let grid = try? MonarchReference.Grid(rows: size / columns, columns: columns)
    else { throw InputError("\(path): a block of \(columns) does not divide n = \(size)") }
    return grid
  }
}
