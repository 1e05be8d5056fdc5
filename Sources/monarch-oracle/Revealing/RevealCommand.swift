import ArgumentParser
import ExactArithmetic
import MonarchJudge
import MonarchReference

struct RevealCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reveal",
    abstract: "Finds out in which order and arithmetic an implementation sums, and replays it bit for bit.",
    discussion: """
      Each of the two stages is isolated by factors that pass single numbers through; masked sums then show which terms \
      meet where (FPRev, arXiv 2411.00442), whether products are fused into sums, and what is rounded to which format. \
      With that known, every output is predicted, bit for bit: --cases of the ladder are compared.

      Exit code 1 where an output has other bits, or where a kernel shows no order; Docs/Guide/reveal.md explains.

      Examples:
        monarch-oracle reveal
        monarch-oracle reveal --exec "python3 Docs/Examples/numpy_kernel.py" --n 1024
        monarch-oracle reveal --exec ./my_kernel --shape 4,192,192,4,768,192 --batch 1,8,64 --cases 80
        monarch-oracle reveal --exec ./my_kernel --output tree.svg --json reveal.json
      """)

  @OptionGroup var implementation: ImplementationOptions

  @Option(help: ArgumentHelp("The six sizes: k right blocks q×p, l left blocks s×r.", valueName: "k,q,p,l,s,r"))
  var shape: String?

  @Option(help: "A square size n = q·b, cut as near to √n as possible. Default: 1024.")
  var n: Int?

  @Option(help: ArgumentHelp("The batch sizes to look at.", valueName: "sizes"))
  var batch: String = "1,2,17"

  @Option(help: "How many cases of the ladder to compare with their replay; each new shape is revealed first.")
  var cases: Int = 48

  @Option(help: "Seed of the cases.")
  var seed: UInt64 = 1

  @Option(help: ArgumentHelp("Draw the trees as SVG; - for standard output.", valueName: "file"))
  var output: String?

  @Option(help: ArgumentHelp("Write everything as JSON; - for standard output.", valueName: "file"))
  var json: String?

  func validate() throws {
    guard (0...100_000).contains(cases) else {
      throw ValidationError("--cases: expected 0 to 100000, found \(cases)")
    }
    if shape != nil, n != nil { throw ValidationError("--shape and --n both name the size: give one of them") }
    if json == "-", output == "-" { throw ValidationError("--json and --output cannot both be standard output") }
  }

  func run() async throws {
    let (shape, batches) = (try sizes(), try batchSizes())
    try checkWritable(json)
    try checkWritable(output)
    try checkDistinct(results: [json, output], inputs: [])
    let bar = ProgressBar("revealing")
    var results: [(RevealReport, RevealedShape?)] = []
    do {
      defer { bar.clear() }
      results = try await reveal(shape, batches, bar)
    }
    if json != "-", output != "-" { try printOutput(results.map(\.0.text).joined(separator: "\n\n")) }
    if let json { try writeJSON(results.map(\.0), to: json) }
    if let output {
      let text = picture(results)
      if output == "-" { try printOutput(text) } else { try writeFile(Array(text.utf8), to: output) }
    }
    if results.contains(where: { !$0.0.holds }) { throw ExitCode(1) }
  }

  // MARK: Options

  private func sizes() throws(InputError) -> MonarchShape {
    do {
      if let shape {
        let sizes = shape.split(separator: ",", omittingEmptySubsequences: false).map { Int($0) }
        guard sizes.count == 6, !sizes.contains(nil) else {
          throw InputError("--shape: expected six sizes k,q,p,l,s,r, found \"\(printable(shape))\"")
        }
        let numbers = sizes.compactMap(\.self)
        return try checked(
          MonarchShape(
            k: numbers[0], q: numbers[1], p: numbers[2], l: numbers[3], s: numbers[4], r: numbers[5]))
      }
      let n = n ?? 1024
      guard (1...1 << 20).contains(n) else { throw InputError("--n: expected 1 to \(1 << 20), found \(n)") }
      let root = Int(Double(n).squareRoot())
      let block = stride(from: root, through: 1, by: -1).first { n.isMultiple(of: $0) } ?? 1
      return try checked(.grid(Grid(rows: n / block, columns: block)))
    } catch let error as InputError {
      throw error
    } catch {
      throw InputError("\(error)")
    }
  }

  private func checked(_ shape: MonarchShape) throws(InputError) -> MonarchShape {
    guard shape.parameterCount <= 1 << 24 else {
      throw InputError("expected at most \(1 << 24) parameters, found \(shape.parameterCount) for \(shape)")
    }
    return shape
  }

  private func batchSizes() throws(InputError) -> [Int] {
    let sizes = batch.split(separator: ",", omittingEmptySubsequences: false).map { Int($0) }
    let numbers = Set(sizes.compactMap(\.self)).sorted()
    guard !sizes.contains(nil), !numbers.isEmpty, numbers.allSatisfy((1...4096).contains) else {
      throw InputError("--batch: expected sizes of 1 to 4096 with commas between them, found \"\(printable(batch))\"")
    }
    return numbers
  }

  // MARK: The work

  private func reveal(
    _ shape: MonarchShape, _ batches: [Int], _ bar: ProgressBar
  ) async throws -> [(RevealReport, RevealedShape?)] {
    let job = RevealJob(shape: shape, batches: batches, cases: cases, seed: seed, layout: implementation.layout)
    if let foreign = implementation.foreign { return [try await foreign.converse { try await job.run($0, bar) }] }
    var results: [(RevealReport, RevealedShape?)] = []
    for kernel in try implementation.builtIn() { results.append(try await job.run(kernel, bar)) }
    return results
  }

  private func picture(_ results: [(RevealReport, RevealedShape?)]) -> String {
    var svg = SVGDocument()
    var titles: [String] = []
    for (report, revealed) in results {
      guard let revealed else { continue }
      for stage in Stage.allCases {
        for order in revealed.orders(of: stage).prefix(4) {
          let title = "\(report.implementation), \(report.arithmetic): \(stage.title)"
          SummationPicture(order: order, title: title).draw(into: &svg, x: 20, y: svg.height + 16)
          titles.append("\(title): \(order.summary)")
        }
      }
    }
    return svg.encoded(title: titles.isEmpty ? "no order was revealed" : titles.joined(separator: "; "))
  }
}
