import ArgumentParser
import ExactArithmetic
import MonarchJudge
import MonarchReference
import TensorFiles

struct DensifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "densify",
    abstract: "Multiplies factors out to the dense matrix, correctly rounded.",
    discussion: """
      FACTORS is a .safetensors as `project --output` writes it; --left and --right name two tensors instead. Every entry \
      is computed exactly and rounded once, ties to even. Rows and columns stand as the layout orders outputs and inputs, \
      which is the order of the weights that were projected; padding is cropped.

      Examples:
        monarch-oracle densify W.monarch.safetensors --output W.npy
        monarch-oracle densify model.monarch.safetensors --output dense.safetensors --format float64
        monarch-oracle densify --left L.npy --right R.npy --layout monarch-attention --output M.npy
      """)

  @Argument(help: "A .safetensors of factors.")
  var factors: String?

  @Option(help: ArgumentHelp("A matrix of the file; may be repeated. Default: all.", valueName: "name"))
  var tensor: [String] = []

  @Option(help: "The factor applied second, as --layout stores it, in place of FACTORS.")
  var left: String?

  @Option(help: "The factor applied first, as --layout stores it, in place of FACTORS.")
  var right: String?

  @Option(help: "The convention of --left and --right. Default: fly.")
  var layout: Layout?

  @Option(
    help: ArgumentHelp("Where the dense matrix goes: .npy for one, .safetensors for any number.", valueName: "file"))
  var output: String

  @Option(help: "float16, float32 or float64. Default: that of the factors.")
  var format: StoredFormat?

  @Option(help: ArgumentHelp("Write a summary as JSON; - for standard output.", valueName: "file"))
  var json: String?

  func validate() throws {
    guard (factors == nil) == (left != nil), (left == nil) == (right == nil) else {
      throw ValidationError("name a file of factors, or both --left and --right")
    }
    if factors == nil, !tensor.isEmpty { throw ValidationError("--tensor chooses among those of a file of factors") }
    if factors != nil, layout != nil {
      throw ValidationError("--layout is that of --left and --right; a file has its own")
    }
    guard output.hasSuffix(".npy") || output.hasSuffix(".safetensors") else {
      throw ValidationError("--output: expected a name that ends in .npy or .safetensors, found \(output)")
    }
  }

  struct Summary: Encodable {
    struct Entry: Encodable {
      let name: String
      let rows: Int
      let columns: Int
      let form: [Int]
      let format: String
      /// Entries that the format cannot hold exactly, and those among them that became infinite.
      let rounded: Int
      let overflowed: Int
    }

    let command = "densify"
    let layout: Layout
    let tensors: [Entry]
  }

  func run() throws {
    for path in [output, json] { try checkWritable(path) }
    try checkDistinct(results: [output, json], inputs: [factors, left, right])
    let source = try source()
    var names: [String] = []
    for name in tensor.isEmpty ? source.names : tensor where !names.contains(name) { names.append(name) }
    if output.hasSuffix(".npy"), names.count > 1 {
      throw InputError("\(output) holds one matrix, and there are \(names.count): name one with --tensor")
    }
    var contents = SafeTensors(metadata: source.metadata)
    var summaries: [Summary.Entry] = []
    let bar = ProgressBar("multiplying")
    for name in names {
      let entry = try source.entry(named: name)
      let dense = try dense(entry, source.layout)
      contents[entry.name] = dense.tensor
      summaries.append(dense.summary)
      if names.count > 1 { bar.advance(of: names.count) }
    }
    bar.clear()
    do {
      try writeFile(
        output.hasSuffix(".npy") ? try NumPyFile.encode(contents.tensors.first!.value) : try contents.encode(),
        to: output)
    } catch let error as TensorFileError {
      throw InputError("cannot write \(output): \(error)")
    }
    if let json { try writeJSON(Summary(layout: source.layout, tensors: summaries), to: json) }
    if json != "-" {
      for entry in summaries {
        try printOutput(
          "\(printable(entry.name)): \(entry.rows)×\(entry.columns) \(entry.format), \(entry.rounded) of "
            + "\(entry.rows * entry.columns) entries rounded, \(entry.overflowed) overflowed")
      }
    }
  }

  /// Where the factors come from: each is read when its turn comes.
  private enum Source {
    case file(FactorFile)
    case tensors(FactorFile.Entry, Layout)

    var layout: Layout {
      switch self {
      case .file(let file): file.layout
      case .tensors(_, let layout): layout
      }
    }

    var names: [String] {
      switch self {
      case .file(let file): file.names
      case .tensors(let entry, _): [entry.name]
      }
    }

    var metadata: [String: String] {
      switch self {
      case .file(let file): file.synthetic
      case .tensors: [:]
      }
    }

    func entry(named name: String) throws(InputError) -> FactorFile.Entry {
      switch self {
      case .file(let file): try file.entry(named: name)
      case .tensors(let entry, _): entry
      }
    }
  }

  private func source() throws(InputError) -> Source {
    if let factors { return .file(try FactorFile(path: factors)) }
    let layout = layout ?? .fly
    let (left, right) = (try TensorArgument(left!), try TensorArgument(right!))
    do {
      let factors = try layout.canonical(StoredFactors(left: try left.stored(), right: try right.stored()))
      let isWide = [left, right].contains { $0.format == .float64 }
      let entry = FactorFile.Entry(
        name: "M", factors: factors, format: isWide ? .float64 : .float32, rows: factors.shape.outputCount,
        columns: factors.shape.inputCount, sha256: "", error: "", gap: "")
      return .tensors(entry, layout)
    } catch let error as InputError {
      throw error
    } catch {
      throw InputError("left \(left.path) and right \(right.path) as layout \(layout): \(error)")
    }
  }

  private func dense(
    _ entry: FactorFile.Entry, _ layout: Layout
  ) throws(InputError) -> (tensor: Tensor, summary: Summary.Entry) {
    let shape = entry.factors.shape
    let format = format ?? (entry.format == .float64 ? .float64 : .float32)
    let (count, overflows) = entry.rows.multipliedReportingOverflow(by: entry.columns)
    guard !overflows, count <= 1 << 31 else {
      throw InputError(
        "\(entry.name): expected a dense matrix of at most 2^31 entries, found \(entry.rows)×\(entry.columns)")
    }
    do {
      let inputs = try layout.inputOrder(for: shape).images
      let outputs = try layout.outputOrder(for: shape).inverse.images
      // Rows that are cropped must not be counted among those that are rounded.
      var left = entry.factors.left
      for output in outputs[entry.rows...] {
        let row = (output % shape.l * shape.s + output / shape.l) * shape.r
        for index in row..<row + shape.r { left[index] = 0 }
      }
      // Row i of the product with unit vectors is column i of M.
      let product = try ExactProduct(shape: shape, left: left.span, right: entry.factors.right.span)
      var patterns = [UInt64](repeating: 0, count: entry.rows * entry.columns)
      var (rounded, overflowed) = (0, 0)
      // Few enough units at once that the exact integers take little memory.
      let run = max(8, min(256, 1 << 22 / shape.outputCount))
      for first in stride(from: 0, to: entry.columns, by: run) {
        let count = min(run, entry.columns - first)
        var units = [Double](repeating: 0, count: count * shape.inputCount)
        for column in 0..<count { units[column * shape.inputCount + inputs[first + column]] = 1 }
        let exact = try product.multiply(units.span, batch: count)
        var part = [UInt64](repeating: 0, count: exact.count * exact.width)
        var span = part.mutableSpan
        let rounding = exact.rounded(to: format.format, patternsInto: &span)
        (rounded, overflowed) = (rounded + rounding.inexact, overflowed + rounding.overflowed)
        for column in 0..<count {
          for row in 0..<entry.rows {
            patterns[row * entry.columns + first + column] = part[column * shape.outputCount + outputs[row]]
          }
        }
      }
      let tensor = try Tensor(
        elementType: format.elementType, shape: [entry.rows, entry.columns], bytes: format.bytes(of: patterns))
      return (
        tensor,
        Summary.Entry(
          name: entry.name, rows: entry.rows, columns: entry.columns, form: shape.sizes, format: format.rawValue,
          rounded: rounded, overflowed: overflowed)
      )
    } catch {
      throw InputError("\(entry.name): \(error)")
    }
  }
}
