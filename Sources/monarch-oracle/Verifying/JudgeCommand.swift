import ArgumentParser
import ExactArithmetic
import MonarchJudge
import MonarchReference
import TensorFiles

struct JudgeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "judge",
    abstract: "Judges one result of a Monarch product.",
    discussion: """
      The result is held to the bound derived from its arithmetic: by default every product and sum in the result's own \
      format; --accumulate names another, --intermediate what one stage keeps for the next, --operands to what numbers are rounded \
      before they are multiplied, and --adder-window the bits of an adder of several terms. Exit code 0 where it holds, 1 where it \
      is violated, 2 where this data cannot settle it (a partial sum may overflow, or a wrong answer would have passed).

      Example:
        monarch-oracle judge --left L.npy --right R.npy --input X.npy --result Y.npy --accumulate float32
        monarch-oracle judge --left L.npy --right R.npy --input X.npy --result Y.npy --operands tf32 --adder-window 23
      """)

  @OptionGroup var factors: FactorOptions

  @Option(help: "The result to judge: (n) or (batch, n), .npy or MODEL.safetensors:NAME.")
  var result: String

  @Option(help: "The format of products and sums. The default is the result's.")
  var accumulate: ArithmeticFormat?

  @Option(help: "The format in which the first stage's results are kept. The default is that of the sums.")
  var intermediate: ArithmeticFormat?

  @Option(
    help: "The format to which numbers are rounded, either way, before they are multiplied. By default they are not.")
  var operands: OperandFormat?

  @Option(
    help: ArgumentHelp(
      "Terms of a sum are cut off so many bits below the leading bit of the largest, as in tensor cores.",
      valueName: "bits"))
  var adderWindow: Int?

  @Option(help: ArgumentHelp("Write the verdict as JSON; - for standard output.", valueName: "file"))
  var json: String?

  struct Report: Encodable {
    struct Place: Encodable {
      let row: Int
      let output: Int
      let expected: Rational
      let found: String
      let allowance: Rational
    }

    let command = "judge"
    let verdict: String
    let tier: Tier
    let reason: String
    let arithmetic: String
    let ratio: Double?
    let exactRatio: Rational?
    let witness: Place?
    let blindSpots: [Mistake]
  }

  func run() throws {
    try checkWritable(json)
    try checkDistinct(results: [json], inputs: [factors.left, factors.right, factors.input, result])
    let arguments = try factors.load()
    let product = arguments.product
    let tensor = try TensorArgument(result)
    guard let output = tensor.floatFormat else {
      throw InputError(
        "\(tensor.path): expected a result of float32, float64, float16 or bfloat16, found \(tensor.tensor.elementType)"
      )
    }
    let layout = factors.layout
    let expected =
      arguments.isSingle
      ? [product.shape.outputCount] : layout.batchShape(batch: product.batch, count: product.shape.outputCount)
    guard tensor.tensor.shape == expected else {
      throw InputError("\(tensor.path): expected a result of shape \(expected), found \(tensor.tensor.shape)")
    }
    let model = try ArithmeticModel(
      input: product.format, accumulate: accumulate?.format ?? output, intermediate: intermediate?.format,
      output: output, operands: operands?.format, adderWindow: adderWindow)
    let question = try Question(
      .multiply, id: product.id, shape: product.shape, format: product.format, batch: product.batch, left: product.left,
      right: product.right, input: product.input)
    let found = try layout.canonicalOutputs(tensor.values(), batch: product.batch, for: product.shape)
    let verdict = try Judge(model: model).verdict(on: .output, of: question, result: found)
    if json != "-" { try printOutput(text(verdict, model)) }
    if let json {
      try writeJSON(
        Report(
          verdict: verdict.word, tier: verdict.tier, reason: verdict.reason, arithmetic: "\(model)",
          ratio: verdict.ratio.map { Double($0) }.flatMap { $0.isFinite ? $0 : nil }, exactRatio: verdict.ratio,
          witness: verdict.witness.map {
            .init(
              row: $0.row, output: $0.output, expected: $0.expected, found: "\($0.found)", allowance: $0.allowance)
          }, blindSpots: verdict.blindSpots), to: json)
    }
    if !verdict.holds { throw ExitCode(1) }
    if verdict.tier == .mistrusted { throw ExitCode(2) }
  }

  private func text(_ verdict: Verdict, _ model: ArithmeticModel) -> String {
    var lines = ["\(verdict.word) (\(verdict.tier.rawValue), \(model)): \(verdict.reason)"]
    if let ratio = verdict.ratio { lines.append("ρ = \(ratio.short)") }
    if let witness = verdict.witness, verdict.holds {
      lines.append("largest at output \(witness.output) of batch row \(witness.row)")
    }
    if verdict.witness != nil, factors.layout != .paper, factors.layout != .fly {
      lines.append("(outputs are numbered as layout fly orders them)")
    }
    return lines.joined(separator: "\n")
  }
}
