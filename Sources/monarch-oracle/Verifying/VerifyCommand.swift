import ArgumentParser
import ExactArithmetic
import MonarchJudge
import MonarchReference

struct VerifyCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Judges an implementation over an ascending ladder of generated cases.",
    discussion: """
      Without --exec, the built-in kernels are judged: products, adjoints and gradients, written and added onto what is \
      there, every format, every instruction set this machine has. With --exec, every operation that the command offers: \
      multiply, adjoint, gradient, accumulate, dense, and of matrices project and factor.

      With --exec, a command that speaks the pipe protocol: frames of a 64-bit little-endian byte count and a \
      safetensors image, on standard input and output. Docs/Examples/numpy_kernel.py is a complete one to copy.

      Every result must equal the exact product where every order of summation gives it, and lie within the bound \
      derived from the declared arithmetic elsewhere; ρ is error over bound, and ρ > 1 proves a violation. A case that \
      would have let a wrong answer pass is counted as mistrusted.

      Beside the generated cases there are probes: NaN and infinities, which must reach what they reach and nothing else; \
      the same question asked again, with others in between or after one that leaves NaN behind in memory; and \
      sizes beyond the tiles that kernels cut.

      --log writes every case as a line; with the log of an interrupted run there, the run goes on where that one ended. \
      The logs of all shards are put together by `monarch-oracle merge`.

      A case that fails is made smaller: fewer rows, blocks, inputs and outputs, and 0, ±1 and powers of two for its \
      numbers, as long as the answer stays wrong; --reproduction writes it as a program.

      Examples:
        monarch-oracle verify
        monarch-oracle verify --operation gradient --cases 60
        monarch-oracle verify --exec "python3 Docs/Examples/numpy_kernel.py" --cases 60
        monarch-oracle verify --exec ./my_kernel --json report.json --html report.html --picture verdict.svg
        monarch-oracle verify --exec ./my_kernel --profile soak --minutes 60 --log soak.jsonl
        monarch-oracle verify --exec ./my_kernel --cases 5000 --shard 3/8 --log shard-3.jsonl
        monarch-oracle verify --case multiply-float32-uniform-2x2x2-2x2x2-b3-s7
      """)

  @OptionGroup var implementation: ImplementationOptions

  @Option(help: "Judge these operations only; may be repeated.")
  var operation: [VerifiedOperation] = []

  @Option(help: "How many cases of each operation, from the smallest shapes to the largest; by default as the profile.")
  var cases: Int?

  @Option(
    help: """
      How many probes of each operation at most beside the cases; by default as many as cases, and there are some 100.
      """)
  var probes: Int?

  @Option(
    help: ArgumentHelp(
      "ci: 60 cases of each operation. default: 320. soak: small shapes with ever new seeds, until --minutes are over.",
      valueName: "ci|default|soak"))
  var profile: Profile = .default

  @Option(help: "Go on with new seeds until so many minutes are over.")
  var minutes: Double?

  @Option(help: ArgumentHelp("Judge only share k of N of the cases, told apart by their names.", valueName: "k/N"))
  var shard: Shard?

  @Option(help: ArgumentHelp("Write every case as a line of JSON, and go on with what is there.", valueName: "file"))
  var log: String?

  @Option(help: ArgumentHelp("Write a page for people, with pictures.", valueName: "file"))
  var html: String?

  @Option(help: ArgumentHelp("Draw the verdict, and where a failing case is wrong, as SVG.", valueName: "file"))
  var picture: String?

  @Option(help: "Seed of the generated cases.")
  var seed: UInt64 = 1

  @Option(
    name: .customLong("case"),
    help: "Judge this one case again, named as in a report: multiply-float32-uniform-2x3x4-3x5x2-b3-s7.")
  var only: CaseName?

  @Option(help: "Look for a larger ρ: so many questions for each operation, from the worst case on.")
  var search: Int = 0

  @Option(
    help: ArgumentHelp(
      "Where a case fails, write the smallest one found as a program, in Python (.py), C (.c) or Swift (.swift).",
      valueName: "file"))
  var reproduction: String?

  @Flag(help: "Stop at the first violated case, which is the smallest of the ladder.")
  var failFast = false

  @Option(help: ArgumentHelp("Write everything as JSON; - for standard output.", valueName: "file"))
  var json: String?

  func validate() throws {
    if let cases, !(1...1_000_000).contains(cases) {
      throw ValidationError("--cases: expected 1 to 1000000, found \(cases)")
    }
    if let probes, !(0...1_000_000).contains(probes) {
      throw ValidationError("--probes: expected 0 to 1000000, found \(probes)")
    }
    if let minutes, !(minutes > 0 && minutes <= 100_000) {
      throw ValidationError("--minutes: expected more than 0 and at most 100000, found \(minutes)")
    }
    guard (0...1_000_000).contains(search) else {
      throw ValidationError("--search: expected 0 to 1000000, found \(search)")
    }
    if let reproduction, Reproduction.Language(path: reproduction) == nil {
      throw ValidationError("--reproduction: expected a file .py, .c or .swift, found \(reproduction)")
    }
    if only != nil, minutes != nil || profile == .soak || shard != nil {
      throw ValidationError("--case judges one case: --minutes, --profile soak and --shard do not go with it")
    }
    if implementation.command == nil {
      for operation in operation + (only.map { [$0.operation] } ?? []) {
        if case .kernel(let operation) = operation, operation != .dense { continue }
        throw ValidationError("--operation: the built-in kernels are asked for no \(operation.rawValue)")
      }
    }
  }

  func run() async throws {
    try checkWritable(json)
    try checkWritable(html)
    try checkWritable(picture)
    try checkWritable(reproduction)
    try checkDistinct(results: [json, html, picture, log, reproduction], inputs: [])
    var verification = Verification(count: cases ?? profile.cases, seed: seed)
    verification.probes = probes ?? verification.count
    (verification.layout, verification.failsFast, verification.only) = (implementation.layout, failFast, only)
    verification.operations = operation.isEmpty ? nil : operation
    (verification.shard, verification.largest) = (shard, profile.largest)
    verification.keepsRecords = profile != .soak
    (verification.portrays, verification.shrinks, verification.searchSteps) = (
      html != nil || picture != nil, true, search
    )
    verification.detects = implementation.command != nil && only == nil && !failFast
    if let minutes = minutes ?? (profile == .soak ? 30 : nil) { verification.deadline = .now + .seconds(60 * minutes) }
    if let log {
      let log = try VerificationLog(path: log, for: verification)
      verification.known = { log.records(of: $1, by: $0) }
      verification.log = { try log.write($2, of: $1, by: $0) }
    }
    let reports = try await judge(jobs(), verification)
    if let reproduction, let language = Reproduction.Language(path: reproduction),
      let report = reports.first(where: { $0.shrunk != nil }), let shrunk = report.shrunk
    {
      let text = try Reproduction(shrunk, report.manifest).text(language)
      try writeFile(Array(text.utf8), to: reproduction)
    }
    try VerificationOutput(json: json, html: html, picture: picture)
      .write(reports, seed: seed, command: implementation.command)
  }

  /// Some rows of the report, and all that it takes to make them.
  private typealias Job =
    @Sendable (_ verification: Verification, _ progress: @Sendable (Int) -> Void) async throws -> [VerificationReport]

  /// The foreign implementation as one job; of each built-in kernel a job for each operation, so that they share out among
  /// the cores.
  private func jobs() throws -> [Job] {
    if let foreign = implementation.foreign { return [{ try await $0.run(foreign, progress: $1) }] }
    let wanted = only.map { [$0.operation] } ?? (operation.isEmpty ? VerifiedOperation.allCases : operation)
    var format: FloatFormat?
    if case .vectors(let id)? = only { format = id.format }
    return try implementation.builtIn().filter { format == nil || format == $0.manifest.model.input }.flatMap {
      kernel in
      KernelOperation.allCases.filter {
        kernel.manifest.operations.contains($0) && wanted.contains(.kernel($0))
      }.map { operation -> Job in
        { verification, progress in
          var verification = verification
          verification.operations = [.kernel(operation)]
          return try await verification.run(kernel, progress: progress)
        }
      }
    }
  }

  /// Does the jobs side by side; the reports stand in the same order.
  private func judge(_ jobs: [Job], _ verification: Verification) async throws -> [VerificationReport] {
    let bar = ProgressBar("judging")
    defer { bar.clear() }
    return try await withThrowingTaskGroup(of: (Int, [VerificationReport]).self) { group in
      for (index, job) in jobs.enumerated() {
        group.addTask { (index, try await job(verification) { bar.advance(of: $0 * jobs.count) }) }
      }
      return try await group.reduce(into: []) { $0.append($1) }.sorted { $0.0 < $1.0 }.flatMap(\.1)
    }
  }
}

/// How much is judged.
enum Profile: String, CaseIterable, ExpressibleByArgument {
  case ci, `default`, soak

  /// Of each operation, in each round.
  var cases: Int {
    switch self {
    case .ci: 60
    case .default: 320
    case .soak: 1000
    }
  }

  /// The parameters of the largest shapes.
  var largest: Int { self == .soak ? 1000 : .max }
}
