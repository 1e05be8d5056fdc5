import ArgumentParser
import ExactArithmetic
import Foundation
import MonarchJudge
import MonarchReference
import TensorFiles

struct MultiplyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "multiply",
    abstract: "Multiplies by a Monarch matrix, exactly.",
    discussion: """
      Tensors are .npy files, MODEL.safetensors:NAME or ARRAYS.npz:NAME. left is (l, s, r), right (k, q, p), input (n) or (batch, n).

      --output writes the exact result correctly rounded (ties to even); --exact writes it as fractions:
      {"shape":[batch,n],"field":"Q","entries":["1/2",…]}. Without either, the exact result goes to standard output.

      Examples:
        monarch-oracle multiply --left L.npy --right R.npy --input X.npy
        monarch-oracle multiply --left L.npy --right R.npy --input X.npy --output Y.npy --format float64
      """)

  @OptionGroup var factors: FactorOptions

  @Option(help: "Write the correctly rounded result as .npy.")
  var output: String?

  @Option(help: ArgumentHelp("Write the exact result as JSON; - for standard output.", valueName: "file"))
  var exact: String?

  @Option(help: "float16, float32 or float64 for --output. Default: float32, or float64 where a tensor needs it.")
  var format: StoredFormat?

  @Option(help: ArgumentHelp("Write a summary as JSON; - for standard output.", valueName: "file"))
  var json: String?

  func validate() throws {
    if format != nil && output == nil { throw ValidationError("--format is the format of --output, which is missing") }
    if output == "-" { throw ValidationError("--output writes a .npy file; - is standard output") }
    if json == "-" && exact == "-" { throw ValidationError("--json and --exact cannot both be standard output") }
  }

  struct Summary: Encodable {
    let command = "multiply"
    let batch: Int
    let inputs: Int
    let outputs: Int
    let parameters: Int
    let layout: Layout
    let format: String?
    /// Entries that --output could not hold exactly, and those among them that became infinite.
    let rounded: Int?
    let overflowed: Int?
  }

  func run() throws {
    for path in [output, exact, json] { try checkWritable(path) }
    try checkDistinct(results: [output, exact, json], inputs: [factors.left, factors.right, factors.input])
    let arguments = try factors.load()
    let product = arguments.product
    let format = self.format ?? (product.format == .float64 ? .float64 : .float32)
    var result = Result(format: format.format, isExact: exact != nil || (output == nil && json != "-"))
    try multiply(product, into: &result)

    let rounding = output == nil ? nil : result.rounding
    if let output { try write(result, to: output, format, arguments) }
    if result.isExact {
      let entries = try factors.layout.storedOutputs(result.entries, batch: product.batch, for: product.shape)
      let matrix = try Matrix(rows: product.batch, columns: product.shape.outputCount, elements: entries)
      try writeJSON(matrix, to: exact ?? "-")
    }
    if let json {
      try writeJSON(
        Summary(
          batch: product.batch, inputs: product.shape.inputCount, outputs: product.shape.outputCount,
          parameters: product.shape.parameterCount, layout: factors.layout,
          format: output == nil ? nil : format.rawValue, rounded: rounding?.inexact, overflowed: rounding?.overflowed),
        to: json)
    }
    if let output, let rounding, json != "-", exact != "-" {
      let shape = arguments.isSingle ? "\(product.shape.outputCount)" : "\(product.batch)×\(product.shape.outputCount)"
      try printOutput(
        "\(output): \(shape) \(format.rawValue), \(rounding.inexact) of \(result.patterns.count) entries rounded, "
          + "\(rounding.overflowed) overflowed")
    }
  }

  /// What is wanted of the product, gathered run by run.
  private struct Result {
    let format: FloatFormat
    /// Whether the fractions are wanted.
    let isExact: Bool
    var entries: [Rational] = []
    /// The bit patterns of the rounded entries.
    var patterns: [UInt64] = []
    var rounding = ExactVectors.Rounding()

    init(format: FloatFormat, isExact: Bool) { (self.format, self.isExact) = (format, isExact) }

    mutating func append(_ vectors: ExactVectors) {
      if isExact { for vector in 0..<vectors.count { entries += vectors[vector] } }
      var patterns = [UInt64](repeating: 0, count: vectors.count * vectors.width)
      var span = patterns.mutableSpan
      let rounding = vectors.rounded(to: format, patternsInto: &span)
      self.rounding.inexact += rounding.inexact
      self.rounding.overflowed += rounding.overflowed
      self.patterns += patterns
    }
  }

  private func multiply(_ product: ProductCase, into result: inout Result) throws(ExactProductError) {
    let factors = try ExactProduct(shape: product.shape, left: product.left.span, right: product.right.span)
    let bar = ProgressBar("multiplying")
    defer { bar.clear() }
    // Runs that share out among the cores and whose exact integers take little memory.
    let run = max(8, min(256, 1 << 23 / product.shape.outputCount))
    let width = product.shape.inputCount
    for first in stride(from: 0, to: product.batch, by: run) {
      let count = min(run, product.batch - first)
      let input = product.input.span.extracting(first * width..<(first + count) * width)
      result.append(try factors.multiply(input, batch: count))
      bar.advance(of: (product.batch + run - 1) / run)
    }
  }

  private func write(
    _ result: Result, to path: String, _ format: StoredFormat, _ arguments: ProductArguments
  ) throws(InputError) {
    let product = arguments.product
    let shape =
      arguments.isSingle
      ? [product.shape.outputCount]
      : factors.layout.batchShape(batch: product.batch, count: product.shape.outputCount)
    do {
      let stored = try factors.layout.storedOutputs(result.patterns, batch: product.batch, for: product.shape)
      let tensor = try Tensor(elementType: format.elementType, shape: shape, bytes: format.bytes(of: stored))
      try writeFile(try NumPyFile.encode(tensor), to: path)
    } catch let error as InputError {
      throw error
    } catch {
      throw InputError("cannot write \(path): \(error)")
    }
  }
}

/// The factors and the input, as every command about one product names them.
struct FactorOptions: ParsableArguments {
  @Option(help: "The factor applied second: (l, s, r) = (block, out, in), or as --layout stores it.")
  var left: String

  @Option(help: "The factor applied first: (k, q, p) = (block, out, in), or as --layout stores it.")
  var right: String

  @Option(help: "The input: (n) or (batch, n) with n = k·p.")
  var input: String

  @Option(help: "The convention in which left, right, input and output are stored.")
  var layout: Layout = .fly

  func load() throws(InputError) -> ProductArguments {
    try ProductArguments(left: left, right: right, input: input, layout: layout)
  }
}
