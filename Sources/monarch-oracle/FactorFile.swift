import CertificateChecker
import ExactArithmetic
import MonarchJudge
import MonarchReference
import TensorFiles

/// A .safetensors of Monarch factors, as `project --output` writes it.
///
/// The factors of NAME are the tensors `NAME.left` and `NAME.right`, as the layout stores them. Metadata:
/// `monarch.version` is "1", `monarch.layout` names the layout, and for each NAME `monarch.NAME.form` is "k q p l s r",
/// `.rows` and `.columns` are the sizes of the dense matrix, to which the form is cropped, `.sha256` that of the bytes
/// which were projected, `.error` ‖A−M‖/‖A‖ and `.gap` the certified one.
struct FactorFile {
  /// The factors of one matrix, in canonical order.
  struct Entry {
    let name: String
    let factors: CanonicalFactors<Double>
    /// float32 or float64.
    let format: FloatFormat
    let rows: Int
    let columns: Int
    let sha256: String
    let error: String
    let gap: String
  }

  static let version = "1"

  let path: String
  let layout: Layout
  /// The names of the matrices, in natural order.
  let names: [String]
  private let file: SafeTensorsFile

  /// - Throws: where the file is none of factors.
  init(path: String) throws(InputError) {
    self.path = path
    guard
      path.hasSuffix(".safetensors") || !(path.hasSuffix(".npz") || path.hasSuffix(".npy") || path.hasSuffix(".json"))
    else { throw InputError("\(path): expected a .safetensors of factors") }
    do {
      file = try SafeTensorsFile(path: path)
    } catch {
      throw InputError("\(error)")
    }
    guard let version = file.metadata["monarch.version"] else {
      throw InputError("\(path): expected factors with the metadata monarch.version, found none")
    }
    guard version == Self.version else {
      throw InputError("\(path): expected monarch.version \(Self.version), found \(printable(version))")
    }
    let name = file.metadata["monarch.layout"] ?? ""
    guard let layout = Layout(named: name) else {
      throw InputError("\(path): expected the name of a layout in monarch.layout, found \"\(printable(name))\"")
    }
    self.layout = layout
    names = file.entries.compactMap { $0.name.hasSuffix(".left") ? String($0.name.dropLast(5)) : nil }
    if names.isEmpty { throw InputError("\(path): expected tensors NAME.left and NAME.right, found none") }
  }

  /// The factors of a matrix, held against what the metadata says of them.
  func entry(named name: String) throws(InputError) -> Entry {
    let (left, right) = (try tensor(name + ".left"), try tensor(name + ".right"))
    func numbers(_ key: String, _ count: Int) throws(InputError) -> [Int] {
      let text = file.metadata["monarch.\(name).\(key)"]
      let parts = (text ?? "").split(separator: " ", omittingEmptySubsequences: false).map { Int($0) }
      guard parts.count == count, let numbers = parts as? [Int], numbers.allSatisfy({ $0 >= 1 }) else {
        throw InputError(
          "\(path): expected \(count == 1 ? "a size" : "\(count) sizes") in monarch.\(name).\(key), found "
            + (text.map { "\"\(printable($0))\"" } ?? "none"))
      }
      return numbers
    }
    let form = try numbers("form", 6)
    let (rows, columns) = (try numbers("rows", 1)[0], try numbers("columns", 1)[0])
    guard left.elementType == right.elementType, [.float32, .float64].contains(left.elementType) else {
      throw InputError(
        "\(path): expected factors of \(name) of one type, float32 or float64, found \(left.elementType) and "
          + "\(right.elementType)")
    }
    do {
      let shape = try MonarchShape(k: form[0], q: form[1], p: form[2], l: form[3], s: form[4], r: form[5])
      let factors = try layout.canonical(
        StoredFactors(
          left: StoredTensor(shape: left.shape, elements: try finite(left, "\(name).left")),
          right: StoredTensor(shape: right.shape, elements: try finite(right, "\(name).right"))))
      guard factors.shape == shape else {
        throw InputError(
          "\(path): monarch.\(name).form is \(shape), but the tensors have the form \(factors.shape)")
      }
      guard rows <= shape.outputCount, columns <= shape.inputCount else {
        throw InputError(
          "\(path): expected at most \(shape.outputCount) rows and \(shape.inputCount) columns of \(name), found \(rows) "
            + "and \(columns)")
      }
      return Entry(
        name: name, factors: factors, format: left.elementType == .float32 ? .float32 : .float64, rows: rows,
        columns: columns, sha256: file.metadata["monarch.\(name).sha256"] ?? "",
        error: file.metadata["monarch.\(name).error"] ?? "", gap: file.metadata["monarch.\(name).gap"] ?? "")
    } catch let error as InputError {
      throw error
    } catch {
      throw InputError("\(path): \(name): \(error)")
    }
  }

  /// The factors as tensors, left (l, s, r) and right (k, q, p), whatever the layout stores.
  func canonicalTensors(named name: String) throws(InputError) -> (left: Tensor, right: Tensor) {
    let entry = try entry(named: name)
    let shape = entry.factors.shape
    do {
      // A certificate is about rows and columns as they stand in the weights.
      for order in [try layout.inputOrder(for: shape).images, try layout.outputOrder(for: shape).images] {
        guard order.elementsEqual(order.indices) else {
          throw InputError(
            "\(path): layout \(layout) orders rows or columns of \(name) in its own way, for which certificates have no form"
          )
        }
      }
      return (
        try Tensor(entry.factors.left, shape: [shape.l, shape.s, shape.r]),
        try Tensor(entry.factors.right, shape: [shape.k, shape.q, shape.p])
      )
    } catch let error as InputError {
      throw error
    } catch {
      throw InputError("\(path): \(error)")
    }
  }

  /// What the metadata says of a matrix that a checked statement about it does not; nil where they agree.
  func disagreement(with statement: Statement) throws(InputError) -> String? {
    let entry = try entry(named: statement.tensor)
    let isSameError =
      Double(entry.error).map { abs($0 - statement.relativeError) <= 1e-12 * abs(statement.relativeError) } ?? false
    for (key, found, proved, agrees) in [
      ("rows", "\(entry.rows)", "\(statement.rows)", entry.rows == statement.rows),
      ("columns", "\(entry.columns)", "\(statement.columns)", entry.columns == statement.columns),
      ("sha256", entry.sha256, statement.sha256, entry.sha256 == statement.sha256),
      ("error", entry.error, "\(statement.relativeError)", isSameError),
      ("gap", entry.gap, statement.gap, entry.gap == statement.gap),
    ] where !agrees {
      return "\(path): monarch.\(entry.name).\(key) is \"\(printable(found))\", and the certificate proves \(proved)"
    }
    return nil
  }

  private func tensor(_ name: String) throws(InputError) -> Tensor {
    do {
      if let tensor = try file.tensor(named: name) { return tensor }
    } catch {
      throw InputError("\(error)")
    }
    throw InputError("\(path): expected a tensor \"\(name)\", found none; it holds factors of " + known)
  }

  /// What the file says of itself where it only stands in for a real one, as metadata.
  var synthetic: [String: String] { file.metadata.filter { $0.key == "synthetic" } }

  private var known: String { names.prefix(8).joined(separator: ", ") + (names.count > 8 ? ", …" : "") }

  private func finite(_ tensor: Tensor, _ name: String) throws(InputError) -> [Double] {
    do {
      let values = try tensor.doubles()
      if let index = values.firstIndex(where: { !$0.isFinite }) {
        throw InputError("\(path): \(name): expected finite numbers, found \(values[index]) at flat index \(index)")
      }
      return values
    } catch let error as InputError {
      throw error
    } catch {
      throw InputError("\(path): \(name): \(error)")
    }
  }

  /// The contents of a file of these factors.
  ///
  /// - Throws: where the layout cannot store a form.
  static func contents(
    _ entries: [Entry], layout: Layout, metadata: [String: String] = [:]
  ) throws(InputError) -> SafeTensors {
    var contents = SafeTensors(metadata: metadata)
    contents.metadata["monarch.version"] = version
    contents.metadata["monarch.layout"] = layout.name
    for entry in entries {
      do {
        let stored = try layout.stored(entry.factors)
        for (name, factor) in [("left", stored.left), ("right", stored.right)] {
          contents["\(entry.name).\(name)"] =
            entry.format == .float32
            ? try Tensor(factor.elements.map { Float($0) }, shape: factor.shape)
            : try Tensor(factor.elements, shape: factor.shape)
        }
      } catch {
        throw InputError("\(entry.name): \(error)")
      }
      let shape = entry.factors.shape
      for (key, value) in [
        ("form", shape.sizes.map(String.init).joined(separator: " ")), ("rows", "\(entry.rows)"),
        ("columns", "\(entry.columns)"), ("sha256", entry.sha256), ("error", entry.error), ("gap", entry.gap),
      ] { contents.metadata["monarch.\(entry.name).\(key)"] = value }
    }
    return contents
  }
}
