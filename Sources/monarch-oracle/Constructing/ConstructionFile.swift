import ComplexModule
import ExactArithmetic
import MonarchJudge
import MonarchReference
import TensorFiles

/// The factors of a construction as a file.
struct ConstructionFile {
  let word: Word<Cyclotomic>
  let name: ClassName
  let size: Int
  /// The entries lie in ℚ(ζ_N) for this N, where they are not rational.
  let rootOrder: Int
  let parameters: ClassParameters

  /// As "LRL".
  var letters: String { word.shape.kinds.map(\.description).joined() }

  var isComplex: Bool { !entries.allSatisfy(\.isReal) }

  /// ℚ where all entries are rational.
  var field: String { entries.allSatisfy { $0.rational != nil } ? "Q" : "Q(zeta_\(rootOrder))" }

  private var entries: some Sequence<Cyclotomic> {
    word.letters.lazy.flatMap { $0.blocks.lazy.flatMap(\.elements) }
  }

  /// Writes the factors; returns the type of their elements, nil where they are exact.
  func write(to path: String, layout: Layout?, format: OutputFormat?) throws(InputError) -> String? {
    if path.hasSuffix(".json") {
      try writeJSON(Document(self), to: path)
      return nil
    }
    // There is no complex128 in a .safetensors.
    let format = format ?? (isComplex && path.hasSuffix(".safetensors") ? .float32 : .float64)
    var tensors: [String: Tensor] = [:]
    do {
      if let layout {
        for (index, factors) in try pairs().enumerated() {
          let stored = try layout.stored(factors)
          tensors["\(index).left"] = try tensor(stored.left.elements, stored.left.shape, format)
          tensors["\(index).right"] = try tensor(stored.right.elements, stored.right.shape, format)
        }
        let shape = try MonarchShape.grid(word.grid)
        for order in [try layout.inputOrder(for: shape).images, try layout.outputOrder(for: shape).images] {
          guard order.elementsEqual(order.indices) else {
            throw InputError(
              "layout \(layout) orders inputs or outputs in its own way, so that its matrices are others")
          }
        }
      } else {
        for (index, letter) in word.letters.enumerated() {
          let side = letter.blocks[0].rows
          tensors["\(index).\(letter.kind)"] = try tensor(
            letter.blocks.flatMap(\.elements), [letter.blocks.count, side, side], format)
        }
      }
      let metadata = [
        "monarch.class": name.rawValue, "monarch.n": "\(size)",
        "monarch.grid": "\(word.grid.rows) \(word.grid.columns)",
        "monarch.word": letters,
      ]
      try writeFile(
        path.hasSuffix(".npz")
          ? try NumPyArchive(tensors: tensors).encode()
          : try SafeTensors(tensors: tensors, metadata: metadata).encode(), to: path)
      return tensors.values.first.map { "\($0.elementType)" }
    } catch let error as InputError {
      throw error
    } catch {
      throw InputError("\(path): \(error)")
    }
  }

  /// The word as a product of Monarch matrices LR, completed by identities.
  private func pairs() throws(ShapeError) -> [CanonicalFactors<Cyclotomic>] {
    let grid = word.grid
    var letters = word.letters
    if letters.first?.kind == .bd { letters.insert(try .identity(.db, on: grid), at: 0) }
    if letters.last?.kind == .db { letters.append(try .identity(.bd, on: grid)) }
    let shape = try MonarchShape.grid(grid)
    var factors: [CanonicalFactors<Cyclotomic>] = []
    for (left, right) in stride(from: 0, to: letters.count, by: 2).map({ (letters[$0], letters[$0 + 1]) }) {
      factors.append(
        try CanonicalFactors(
          shape: shape, left: left.blocks.flatMap(\.elements), right: right.blocks.flatMap(\.elements)))
    }
    return factors
  }

  /// The entries, both parts rounded to nearest (float32 by way of float64); as real numbers if the whole word is real.
  private func tensor(_ elements: [Cyclotomic], _ shape: [Int], _ format: OutputFormat) throws -> Tensor {
    let isComplex = isComplex
    var rounded: [Cyclotomic: Complex<Double>] = [:]
    var parts: [Double] = []
    for element in elements {
      let value: Complex<Double>
      if let known = rounded[element] {
        value = known
      } else {
        value = Complex<Double>(element)
        rounded[element] = value
      }
      guard value.isFinite, format == .float64 || (Float(value.real).isFinite && Float(value.imaginary).isFinite) else {
        throw InputError("expected factors that are finite in \(format), found \(element)")
      }
      parts.append(value.real)
      if isComplex { parts.append(value.imaginary) }
    }
    switch (format, isComplex) {
    case (.float64, true): return try Tensor(complexParts: parts, shape: shape)
    case (.float32, true): return try Tensor(complexParts: parts.map { Float($0) }, shape: shape)
    case (.float64, false): return try Tensor(parts, shape: shape)
    case (.float32, false): return try Tensor(parts.map { Float($0) }, shape: shape)
    }
  }

  /// The exact factors.
  private struct Document: Encodable {
    struct Factor: Encodable {
      let kind: String
      /// The number of blocks, and their rows and columns.
      let shape: [Int]
      /// Block after block, each row by row.
      let entries: [ElementText]
    }

    let `class`: String
    let n: Int
    let grid: [Int]
    let field: String
    let word: String
    let parameters: [String: [String]]
    let letters: [Factor]

    init(_ file: ConstructionFile) {
      (self.class, n, field, word) = (file.name.rawValue, file.size, file.field, file.letters)
      parameters = file.parameters.texts
      grid = [file.word.grid.rows, file.word.grid.columns]
      let codec = ElementCodec<Cyclotomic>.cyclotomic(file.rootOrder)
      letters = file.word.letters.map { letter in
        Factor(
          kind: letter.kind.description,
          shape: [letter.blocks.count, letter.blocks[0].rows, letter.blocks[0].columns],
          entries: letter.blocks.flatMap { $0.elements.map(codec.text) })
      }
    }
  }
}
