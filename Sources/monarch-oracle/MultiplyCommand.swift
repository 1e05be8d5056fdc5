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

  @Option(help: "Format of --output: float32 or float64. The default is the wider one of the tensors'.")
  var format: OutputFormat?

  @Option(help: ArgumentHelp("Write a summary as JSON; - for standard output.", valueName: "file"))
  var json: String?

  func validate() throws {
    if format != nil && output == nil { throw ValidationError("--format is the format of --output, which is missing") }
    if output == "-" { throw ValidationError("--output writes a .npy file; - is standard output") }
    let files = [output, exact, json].compactMap { $0 }.filter { $0 != "-" }
    if Set(files).count < files.count { throw ValidationError("two results cannot be written to one file") }
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
    let arguments = try factors.load()
    let product = arguments.product
    let monarch = try MonarchMatrix<Rational>(
      shape: product.shape, left: product.left.map { Rational(exactly: $0)! },
      right: product.right.map { Rational(exactly: $0)! })
    var result: [Rational] = []
    let bar = ProgressBar("multiplying")
    for row in 0..<product.batch {
      let start = row * product.shape.inputCount
      let input = product.input[start..<start + product.shape.inputCount]
      result += try monarch.applied(to: input.map { Rational(exactly: $0)! })
      bar.advance(of: product.batch)
    }
    bar.clear()
    result = try factors.layout.storedOutputs(result, batch: product.batch, for: product.shape)

    let rounding = try output.map { try write(result, to: $0, arguments) }
    if exact != nil || (output == nil && json != "-") {
      let matrix = try Matrix(rows: product.batch, columns: product.shape.outputCount, elements: result)
      try writeJSON(matrix, to: exact ?? "-")
    }
    if let json {
      try writeJSON(
        Summary(
          batch: product.batch, inputs: product.shape.inputCount, outputs: product.shape.outputCount,
          parameters: product.shape.parameterCount, layout: factors.layout, format: rounding?.format.name,
          rounded: rounding?.rounded, overflowed: rounding?.overflowed), to: json)
    }
    if let output, let rounding, json != "-", exact != "-" {
      let shape = arguments.isSingle ? "\(product.shape.outputCount)" : "\(product.batch)×\(product.shape.outputCount)"
      try printOutput(
        "\(output): \(shape) \(rounding.format), \(rounding.rounded) of \(result.count) entries rounded, "
          + "\(rounding.overflowed) overflowed")
    }
  }

  private func write(
    _ result: [Rational], to path: String, _ arguments: ProductArguments
  ) throws(InputError) -> (format: FloatFormat, rounded: Int, overflowed: Int) {
    let product = arguments.product
    let format = self.format?.format ?? product.format
    let shape = arguments.isSingle ? [product.shape.outputCount] : [product.batch, product.shape.outputCount]
    let values = format == .float64 ? result.map { Double($0) } : result.map { Double(Float($0)) }
    do {
      let tensor =
        format == .float64 ? try Tensor(values, shape: shape) : try Tensor(values.map { Float($0) }, shape: shape)
      try writeFile(try NumPyFile.encode(tensor), to: path)
    } catch let error as InputError {
      throw error
    } catch {
      throw InputError("cannot write \(path): \(error)")
    }
    return (
      format, zip(values, result).count { Rational(exactly: $0) != $1 }, values.count { !$0.isFinite }
    )
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
