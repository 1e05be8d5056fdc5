import ArgumentParser
import ExactArithmetic
import MonarchJudge
import MonarchKernels
import MonarchReference

struct VerifyCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Judges an implementation over an ascending ladder of generated cases.",
    discussion: """
      Without --exec, the built-in kernels are judged: products, adjoints and gradients, written and added onto what is \
      there, every format, every instruction set this machine has. With --exec, every operation that the command offers: \
      multiply, adjoint, gradient, accumulate, dense.

      With --exec, a command that speaks the pipe protocol: frames of a 64-bit little-endian byte count and a \
      safetensors image, on standard input and output. Docs/Examples/numpy_kernel.py is a complete one to copy.

      Every result must equal the exact product where every order of summation gives it, and lie within the bound \
      derived from the declared arithmetic elsewhere; ρ is error over bound, and ρ > 1 proves a violation. A case that \
      would have let a wrong answer pass is counted as mistrusted.

      --log writes every case as a line; with the log of an interrupted run there, the run goes on where that one ended. \
      The logs of all shards are put together by `monarch-oracle merge`.

      Examples:
        monarch-oracle verify
        monarch-oracle verify --operation gradient --cases 60
        monarch-oracle verify --exec "python3 Docs/Examples/numpy_kernel.py" --cases 60
        monarch-oracle verify --exec ./my_kernel --json report.json --html report.html
        monarch-oracle verify --exec ./my_kernel --profile soak --minutes 60 --log soak.jsonl
        monarch-oracle verify --exec ./my_kernel --cases 5000 --shard 3/8 --log shard-3.jsonl
        monarch-oracle verify --case multiply-float32-uniform-2x2x2-2x2x2-b3-s7
      """)

  @Option(name: .customLong("exec"), help: "The command of a foreign implementation, run by sh.")
  var command: String?

  @Option(help: "The layout that the implementation must declare; of the built-in kernels, paper or fly.")
  var layout: Layout?

  @Option(help: "Judge these operations only; may be repeated.")
  var operation: [KernelOperation] = []

  @Option(help: "How many cases of each operation, from the smallest shapes to the largest; by default as the profile.")
  var cases: Int?

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

  @Option(help: "Seed of the generated cases.")
  var seed: UInt64 = 1

  @Option(
    name: .customLong("case"),
    help: "Judge this one case again, named as in a report: multiply-float32-uniform-2x3x4-3x5x2-b3-s7.")
  var only: CaseID?

  @Flag(help: "Stop at the first violated case, which is the smallest of the ladder.")
  var failFast = false

  @Option(help: "Seconds that a foreign implementation may take for one reply.")
  var timeout: Double = 10

  @Option(help: "Seconds that it may take to start and to answer hello.")
  var startup: Double = 60

  @Option(help: ArgumentHelp("Write everything as JSON; - for standard output.", valueName: "file"))
  var json: String?

  func validate() throws {
    if let cases, !(1...1_000_000).contains(cases) {
      throw ValidationError("--cases: expected 1 to 1000000, found \(cases)")
    }
    if let minutes, !(minutes > 0 && minutes <= 100_000) {
      throw ValidationError("--minutes: expected more than 0 and at most 100000, found \(minutes)")
    }
    if only != nil, minutes != nil || profile == .soak || shard != nil {
      throw ValidationError("--case judges one case: --minutes, --profile soak and --shard do not go with it")
    }
    if command == nil, let layout, layout != .paper, layout != .fly {
      throw ValidationError("--layout: the built-in kernels store their factors as paper or fly, found \(layout)")
    }
    if command == nil, operation.contains(.dense) || only?.operation == .dense {
      throw ValidationError("--operation: the built-in kernels make no dense matrices, found dense")
    }
    for (name, seconds) in [("timeout", timeout), ("startup", startup)] where !(seconds > 0 && seconds <= 86_400) {
      throw ValidationError("--\(name): expected seconds above 0 and at most 86400, found \(seconds)")
    }
  }

  func run() async throws {
    try checkWritable(json)
    try checkWritable(html)
    try checkDistinct(results: [json, html, log], inputs: [])
    var verification = Verification(count: cases ?? profile.cases, seed: seed)
    (verification.layout, verification.failsFast, verification.only) = (layout, failFast, only)
    verification.operations = operation.isEmpty ? nil : operation
    (verification.shard, verification.largest) = (shard, profile.largest)
    verification.keepsRecords = profile != .soak
    verification.portrays = html != nil
    if let minutes = minutes ?? (profile == .soak ? 30 : nil) { verification.deadline = .now + .seconds(60 * minutes) }
    if let log {
      let log = try VerificationLog(path: log, for: verification)
      verification.known = { log.records(of: $1, by: $0) }
      verification.log = { try log.write($2, of: $1, by: $0) }
    }
    let reports = try await judge(jobs(), verification)
    let seed = seed
    let command = command
    try VerificationOutput(json: json, html: html).write(reports, seed: seed, command: command)
  }

  /// Some rows of the report, and all that it takes to make them.
  private typealias Job =
    @Sendable (_ verification: Verification, _ progress: @Sendable (Int) -> Void) async throws -> [VerificationReport]

  /// The foreign implementation, or the built-in kernels in every form that this machine runs.
  private func jobs() throws -> [Job] {
    if let command {
      let implementation = PipeImplementation(
        command: command, startLimit: .seconds(startup), timeLimit: .seconds(timeout))
      return [{ try await $0.run(implementation, progress: $1) }]
    }
    #if os(macOS) && arch(x86_64)
      return try builtIn(Float.self) + builtIn(Double.self) + builtIn(BFloat16.self)
    #else
      return try builtIn(Float.self) + builtIn(Double.self) + builtIn(Float16.self) + builtIn(BFloat16.self)
    #endif
  }

  private func builtIn<Scalar: BuiltInScalar>(_: Scalar.Type) throws -> [Job] {
    if let only, only.format != Scalar.format { return [] }
    let sets = InstructionSet.allCases.filter { $0 != .automatic && $0.isAvailable }
    return try sets.flatMap { set -> [Job] in
      let kernel = try BuiltInImplementation(Scalar.self, instructionSet: set, layout: layout ?? .fly)
      let wanted = only.map { [$0.operation] } ?? (operation.isEmpty ? KernelOperation.allCases : operation)
      // A job each, so that they share out among the cores.
      return KernelOperation.allCases.filter(kernel.manifest.operations.intersection(wanted).contains).map {
        operation -> Job in
        { verification, progress in
          var verification = verification
          verification.operations = [operation]
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
