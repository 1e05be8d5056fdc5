import ArgumentParser
import ExactArithmetic
import MonarchJudge
import MonarchKernels
import MonarchReference
import TensorFiles

struct ProjectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "project",
    abstract: "Finds the nearest Monarch matrix of weights, and proves how near it is to the optimum.",
    discussion: """
      MODEL is a .safetensors file (with --tensor or --all), a .npy file, MODEL.safetensors:NAME or ARRAYS.npz:NAME; its \
      matrices are n3×n1, float64, float32, float16 or bfloat16.

      Blocks p and l with rank ν make n1/p right blocks (l·ν)×p and l left blocks (n3/l)×(ν·n1/p), so that every slice \
      keeps rank ν. --block auto tries every such form and takes the least error within --budget. --form names all six \
      sizes, which may exceed the matrix: it is padded with zeros, and what is certified is the padded problem.

      Every result carries a certified gap: (‖A−M‖² − bound)/‖A‖², where no Monarch matrix of this form comes nearer \
      than the bound. It is computed exactly from the file's numbers and the factors as they are written. --certificate \
      writes the proof, which `certify` checks with other code. Exit code 1 where a gap exceeds --gap.

      Examples:
        monarch-oracle project W.npy --block 16 --output W.monarch.safetensors
        monarch-oracle project model.safetensors --all --exclude "embeddings.*" --certificate model.cert
        monarch-oracle project model.safetensors --tensor pooler.dense.weight --block auto --budget 0.1 --html report.html
        monarch-oracle project model.safetensors:pooler.dense.weight --block 24,16 --rank 2 --json -
      """)

  @Argument(help: "The weights: .safetensors, .npy, MODEL.safetensors:NAME or ARRAYS.npz:NAME.")
  var model: String

  @Option(help: ArgumentHelp("A tensor of the file; may be repeated.", valueName: "name"))
  var tensor: [String] = []

  @Flag(help: "All 2-D float tensors of the file.")
  var all = false

  @Option(help: ArgumentHelp("With --all, leave out tensors whose names match; may be repeated.", valueName: "glob"))
  var exclude: [String] = []

  @Option(
    help: ArgumentHelp(
      "Block sizes p,l, or b for both, or auto. Default: the divisors nearest to √n1 and √n3.",
      valueName: "b|p,l|auto"))
  var block: BlockOption?

  @Option(help: ArgumentHelp("All six sizes: right blocks k of q×p, left blocks l of s×r.", valueName: "k,q,p,l,s,r"))
  var form: FormOption?

  @Option(help: ArgumentHelp("The rank that slices keep.", valueName: "ν"))
  var rank: Int = 1

  @Option(help: "The parameters that --block auto may spend, as a share of the dense matrix's. Default: 0.25.")
  var budget: Double?

  @Option(help: "Where singular values go: left, right, or both (√σ each). Default: as the layout has it.")
  var singularValues: SingularValueSide?

  @Option(help: "The convention in which factors are stored.")
  var layout: Layout = .fly

  @Option(help: "The factors' format, float32 or float64. Default: float64 for float64 weights, else float32.")
  var format: OutputFormat?

  @Option(help: ArgumentHelp("Write the factors, as NAME.left and NAME.right, to a .safetensors.", valueName: "file"))
  var output: String?

  @Option(help: ArgumentHelp("Write certificates of the errors and the bounds.", valueName: "file"))
  var certificate: String?

  @Option(help: "The certified gap that is asked for.")
  var gap: Double = 1e-10

  @Option(help: "How many threads. Default: one for each core.")
  var threads: Int?

  @Option(help: ArgumentHelp("Write everything as JSON; - for standard output.", valueName: "file"))
  var json: String?

  @Option(help: ArgumentHelp("Write a page with a picture of the error by slice.", valueName: "file"))
  var html: String?

  func validate() throws {
    if all && !tensor.isEmpty { throw ValidationError("--all and --tensor exclude each other") }
    if !exclude.isEmpty && !all { throw ValidationError("--exclude leaves tensors out of --all, which is missing") }
    if form != nil && block != nil { throw ValidationError("--form and --block exclude each other") }
    if form != nil && rank != 1 { throw ValidationError("--form has its own rank, q/l: --rank does not apply") }
    guard rank >= 1 else { throw ValidationError("--rank: expected at least 1, found \(rank)") }
    if let budget {
      guard budget > 0, budget <= 1 else {
        throw ValidationError("--budget: expected a share above 0 and of at most 1, found \(budget)")
      }
      if block != .automatic { throw ValidationError("--budget limits --block auto, which is missing") }
    }
    guard gap >= 0, gap.isFinite else { throw ValidationError("--gap: expected a number of at least 0, found \(gap)") }
    if let threads, !(1...1024).contains(threads) {
      throw ValidationError("--threads: expected 1 to 1024, found \(threads)")
    }
    if [output, certificate, html].contains("-") {
      throw ValidationError("--output, --certificate and --html write files, not -")
    }
  }

  func run() throws {
    for path in [output, certificate, json, html] { try checkWritable(path) }
    try checkDistinct(results: [output, certificate, json, html], inputs: [model])
    let source = try ModelSource(model)
    if source.isSingle, !tensor.isEmpty || all {
      throw InputError("\(model) is a single tensor: --tensor and --all choose among those of a .safetensors")
    }
    let selection = try source.selection(named: tensor, all: all, excluding: exclude)
    let job = ProjectionJob(
      source: source, choice: FormChoice(block: block, form: form, rank: rank), layout: layout,
      side: singularValues ?? layout.side, format: format.map { $0 == .float32 ? .float32 : .float64 },
      budget: budget ?? 0.25,
      threads: threads)
    let proof = try certificate.map { path throws(InputError) in try GrowingFile(path: path) }
    try proof?.append(ProjectionCertificate.header)
    let report = try project(selection, job, proof)
    if report.tensors.isEmpty {
      if let json { try writeJSON(ProjectionJSON(report), to: json) }
      for failure in report.failures { printError("error: \(failure)") }
      throw ExitCode(2)
    }
    if let output { try write(report, to: output) }
    try proof?.append(ProjectionCertificate.closing(sections: report.tensors.count))
    try proof?.finish()
    if let html { try writeFile(Array(ProjectionPage(report: report).text.utf8), to: html) }
    if let json { try writeJSON(ProjectionJSON(report), to: json) }
    if json != "-" { try printOutput(ProjectionText(report: report).text) }
    for failure in report.failures { printError("error: \(failure)") }
    if !report.failures.isEmpty { throw ExitCode(2) }
    if !report.exceeding.isEmpty { throw ExitCode(1) }
  }

  /// Projects one tensor after the other; one that cannot be projected does not keep the others from it.
  private func project(
    _ selection: [ModelSource.Listing], _ job: ProjectionJob, _ proof: GrowingFile?
  ) throws(InputError) -> ProjectionReport {
    let bar = ProgressBar("projecting")
    defer { bar.clear() }
    var report = ProjectionReport(
      model: model, synthetic: job.source.metadata["synthetic"], layout: layout, gap: gap, budget: job.budget,
      skipped: all ? job.source.tensors.count - selection.count : 0, certificate: certificate, output: output)
    for listing in selection {
      do {
        let result = try job.run(listing) { count in
          if selection.count == 1 { bar.advance(of: count) }
        }
        if certificate != nil, result.isReordered {
          throw InputError(
            "layout \(layout) orders rows or columns in its own way, for which certificates have no form: leave out "
              + "--certificate, or project to layout fly and convert")
        }
        try proof?.append(
          result.certificate.encode(
            tensor: result.name, sha256: result.sha256, elementType: "\(result.elementType)"))
        report.tensors.append(result)
      } catch {
        report.failures.append("\(error)")
      }
      if selection.count > 1 { bar.advance(of: selection.count) }
    }
    return report
  }

  private func write(_ report: ProjectionReport, to path: String) throws(InputError) {
    var metadata: [String: String] = [:]
    metadata["synthetic"] = report.synthetic
    let contents = try FactorFile.contents(
      report.tensors.map { result in
        FactorFile.Entry(
          name: result.name, factors: result.factors, format: result.format == .float32 ? .float32 : .float64,
          rows: result.rows, columns: result.columns, sha256: result.sha256, error: "\(result.relativeError)",
          gap: result.certificate.gapText)
      }, layout: layout, metadata: metadata)
    do {
      try writeFile(try contents.encode(), to: path)
    } catch let error as TensorFileError {
      throw InputError("cannot write \(path): \(error)")
    } catch {
      throw InputError("\(error)")
    }
  }
}

extension Layout {
  /// Where this convention puts singular values: the canonical right factor is applied first.
  fileprivate var side: SingularValueSide {
    switch singularValues {
    case .first: .right
    case .second: .left
    case .both: .both
    }
  }
}
