import ArgumentParser
import ExactArithmetic
import MonarchJudge
import TensorFiles

struct LayoutDetectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "detect",
    abstract: "Names the convention that explains two tensors.",
    discussion: """
      Given two tensors and the dense matrix M of y = M x that they make, or inputs and results of the code that uses them, it tries \
      every named convention and every other one that differs in the order of axes, of blocks, of ranks, or of the tensors, and says \
      which explains the data: an entry that is a single product must be that product, correctly rounded, and any other number must \
      lie within the bound of the declared arithmetic. Nothing is compared with a tolerance.

      M may be cropped, as where the input is zero-padded to whole blocks; the conventions' order of rows and columns is that of M.

      Exit code 0 where one convention explains the data (or several that say the same of all tensors of these shapes), 1 where none \
      or several do, 2 where the input is bad.

      Examples:
        monarch-oracle layout detect --dense M.npy --tensors W1.npy W2.npy
        monarch-oracle layout detect --dense dump.npz:M --tensors dump.npz:W1 dump.npz:W2 --json answer.json
        monarch-oracle layout detect --input X.npy --result Y.npy --tensors model.safetensors:w1 model.safetensors:w2
      """)

  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp("The two tensors, in any order: .npy, FILE.safetensors:NAME or FILE.npz:NAME.", valueName: "w"))
  var tensors: [String]

  @Option(help: ArgumentHelp("The dense matrix M of y = M x, rows by columns.", valueName: "m"))
  var dense: String?

  @Option(help: ArgumentHelp("In place of --dense: inputs, (batch, n) or (n, batch).", valueName: "x"))
  var input: String?

  @Option(help: ArgumentHelp("What became of --input, with the batch on the same axis.", valueName: "y"))
  var result: String?

  @Option(
    help: """
      The format of products and sums: float16, bfloat16, float32 or float64. Default: the widest of float32, the tensors' and \
      that of the matrix or the result.
      """)
  var format: SumFormat?

  @Option(help: ArgumentHelp("Write the answer as JSON; - for standard output.", valueName: "file"))
  var json: String?

  /// The formats of sums that are judged here.
  enum SumFormat: String, CaseIterable, ExpressibleByArgument {
    case float16, bfloat16, float32, float64

    var format: FloatFormat {
      switch self {
      case .float16: .float16
      case .bfloat16: .bfloat16
      case .float32: .float32
      case .float64: .float64
      }
    }
  }

  func validate() throws {
    guard tensors.count == 2 else {
      throw ValidationError("--tensors: expected two tensors, found \(tensors.count)")
    }
    guard (dense == nil) == (input != nil), (input == nil) == (result == nil) else {
      throw ValidationError("name the dense matrix with --dense, or both --input and --result")
    }
  }

  func run() throws {
    try checkWritable(json)
    try checkDistinct(results: [json], inputs: tensors.map { $0 } + [dense, input, result])
    let factors = [try TensorArgument(tensors[0]), try TensorArgument(tensors[1])]
    let inputs = try input.map { argument throws(InputError) in try TensorArgument(argument) }
    let output = try TensorArgument(dense ?? result!)
    if dense != nil, output.tensor.shape.count != 2 {
      throw InputError("\(output.path): expected a matrix, found the shape \(output.tensor.shape)")
    }
    let model = try model(data: factors + (inputs.map { [$0] } ?? []), output: output)
    let evidence: LayoutEvidence
    if let inputs {
      evidence = .products(input: try inputs.stored(), output: try output.stored())
    } else {
      evidence = .dense(
        matrix: try output.finiteValues(), rows: output.tensor.shape[0], columns: output.tensor.shape[1])
    }
    let detection: LayoutDetection
    do {
      let stored = [try factors[0].stored(), try factors[1].stored()]
      detection = try LayoutDetection(of: evidence, tensors: stored, model: model)
    } catch let error as DetectionError {
      throw InputError("\(tensors.joined(separator: ", ")), \(output.path): \(error)")
    }
    let text = LayoutDetectionText(detection, isDense: dense != nil, arguments: tensors)
    if json != "-" { try printOutput(text.text) }
    if let json { try writeJSON(LayoutDetectionJSON(detection, arguments: tensors), to: json) }
    if detection.explanations.count != 1 { throw ExitCode(1) }
  }

  /// The declared arithmetic: the widest format of the data goes in.
  private func model(data: [TensorArgument], output: TensorArgument) throws(InputError) -> ArithmeticModel {
    func wider(_ a: FloatFormat, _ b: FloatFormat) -> FloatFormat {
      a.contains(b) ? a : b.contains(a) ? b : .float32
    }
    let input = data.dropFirst().reduce(data[0].ownFormat) { wider($0, $1.ownFormat) }
    let sums = format?.format ?? wider(wider(.float32, input), output.ownFormat)
    do {
      return try ArithmeticModel(input: input, accumulate: sums, output: output.ownFormat)
    } catch {
      throw InputError("--format \(sums): \(error)")
    }
  }
}

extension TensorArgument {
  /// The format of the elements; of integers the narrowest that holds them.
  fileprivate var ownFormat: FloatFormat {
    switch tensor.elementType {
    case .float16: .float16
    case .bfloat16: .bfloat16
    default: format
    }
  }
}
