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
      Without --exec, the built-in kernels are judged: both formats, every instruction set this machine has.

      With --exec, a command that speaks the pipe protocol: frames of a 64-bit little-endian byte count and a \
      safetensors image, on standard input and output. Docs/Examples/numpy_kernel.py is a complete one to copy.

      Every result must equal the exact product where every order of summation gives it, and lie within the bound \
      derived from the declared arithmetic elsewhere; ρ is error over bound, and ρ > 1 proves a violation. A case that \
      would have let a wrong answer pass is counted as mistrusted.

      Examples:
        monarch-oracle verify
        monarch-oracle verify --exec "python3 Docs/Examples/numpy_kernel.py" --cases 60
        monarch-oracle verify --exec ./my_kernel --json report.json
        monarch-oracle verify --case multiply-float32-uniform-2x2x2-2x2x2-b3-s7
      """)

  @Option(name: .customLong("exec"), help: "The command of a foreign implementation, run by sh.")
  var command: String?

  @Option(help: "The layout that the implementation must declare; of the built-in kernels, paper or fly.")
  var layout: Layout?

  @Option(help: "How many cases, from the smallest shapes to the largest.")
  var cases: Int = 320

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
    guard (1...1_000_000).contains(cases) else {
      throw ValidationError("--cases: expected 1 to 1000000, found \(cases)")
    }
    if command == nil, let layout, layout != .paper, layout != .fly {
      throw ValidationError("--layout: the built-in kernels store their factors as paper or fly, found \(layout)")
    }
    for (name, seconds) in [("timeout", timeout), ("startup", startup)] where !(seconds > 0 && seconds <= 86_400) {
      throw ValidationError("--\(name): expected seconds above 0 and at most 86400, found \(seconds)")
    }
  }

  func run() async throws {
    let verification = Verification(count: cases, seed: seed, layout: layout, failsFast: failFast, only: only)
    try checkWritable(json)
    let reports = try await judge(implementations, verification)
    if json != "-" { try printOutput(VerificationText(reports: reports, command: command).text) }
    if let json { try writeJSON(VerificationJSON(reports: reports, seed: seed), to: json) }
    if reports.contains(where: { !$0.objections.isEmpty }) { throw ExitCode(1) }
  }

  /// The foreign implementation, or the built-in kernels in every form that this machine runs.
  private var implementations: [any Implementation & Sendable] {
    if let command {
      return [
        PipeImplementation(command: command, startLimit: .seconds(startup), timeLimit: .seconds(timeout))
      ]
    }
    let layout = layout ?? .fly
    let sets = [InstructionSet.avx2, .neon, .portable].filter(\.isAvailable)
    let floats = sets.map { BuiltInImplementation<Float>(instructionSet: $0, layout: layout, format: .float32) }
    let doubles = sets.map { BuiltInImplementation<Double>(instructionSet: $0, layout: layout, format: .float64) }
    return (only?.format == .float64 ? [] : floats) + (only?.format == .float32 ? [] : doubles)
  }

  /// Judges the implementations side by side; the reports stand in the same order.
  private func judge(
    _ implementations: [any Implementation & Sendable], _ verification: Verification
  ) async throws -> [VerificationReport] {
    let bar = ProgressBar("judging")
    defer { bar.clear() }
    return try await withThrowingTaskGroup(of: (Int, VerificationReport).self) { group in
      for (index, implementation) in implementations.enumerated() {
        group.addTask {
          (index, try await verification.run(implementation) { bar.advance(of: $0 * implementations.count) })
        }
      }
      return try await group.reduce(into: []) { $0.append($1) }.sorted { $0.0 < $1.0 }.map(\.1)
    }
  }
}
