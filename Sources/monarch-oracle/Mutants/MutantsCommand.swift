import ArgumentParser
import KernelZoo

struct MutantsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "mutants",
    abstract: "Judges the judge: wrong implementations it must catch, right ones it must not accuse.",
    discussion: """
      Every specimen of the zoo is asked the same questions as any implementation. The kill matrix says on what ground \
      each wrong one was found out, and whether allclose(rtol=1e-2, atol=1e-2) lets it pass: on the same cases, and on \
      the small random inputs of typical tests.

      With --mechanical, mutants are made from the source of reference kernels instead: every operator, index, bound, \
      constant, array and statement is changed in turn. What is not killed must compute the very same expressions.

      Exit code 1: a wrong one survives, or a right one is accused. Docs/Guide/mutants.md says how to add a specimen.

      Examples:
        monarch-oracle mutants
        monarch-oracle mutants --seeds 10
        monarch-oracle mutants --only "TF32 operands"
        monarch-oracle mutants --mechanical --json mutants.json
      """)

  @Option(help: "Seed of the generated cases.")
  var seed: UInt64 = 1

  @Option(help: "How many seeds, from --seed on; a wrong one must be caught with each.")
  var seeds: Int = 1

  @Option(help: "How many generated cases for each specimen, beside the other probes.")
  var cases: Int = 48

  @Option(
    help: ArgumentHelp("The specimens whose names contain this; of --mechanical the operation.", valueName: "name"))
  var only: String?

  @Flag(help: "Mutants made from the source of reference kernels.")
  var mechanical = false

  @Option(help: ArgumentHelp("Write everything as JSON; - for standard output.", valueName: "file"))
  var json: String?

  func validate() throws {
    guard (1...1000).contains(seeds) else { throw ValidationError("--seeds: expected 1 to 1000, found \(seeds)") }
    guard (24...10_000).contains(cases) else { throw ValidationError("--cases: expected 24 to 10000, found \(cases)") }
  }

  func run() async throws {
    try checkWritable(json)
    let holds = mechanical ? try await runMechanical() : try await runMatrix()
    if !holds { throw ExitCode(1) }
  }

  private func runMatrix() async throws -> Bool {
    let zoo = Zoo(only: only)
    guard zoo.count > 0 else {
      throw ValidationError("--only: no specimen's name contains \"\(only ?? "")\"")
    }
    let bar = ProgressBar("judging")
    defer { bar.clear() }
    let total = zoo.count * seeds
    let matrices = try await forEachSeed { try zoo.matrix(cases: cases, seed: $0) { bar.advance(of: total) } }
    bar.clear()
    let report = KillMatrix(matrices)
    if json != "-" { try printOutput(KillMatrixText(report, seed: seed, cases: cases).text) }
    if let json { try writeJSON(KillMatrixJSON(report, seed: seed, cases: cases), to: json) }
    return report.holds
  }

  private func runMechanical() async throws -> Bool {
    let bar = ProgressBar("judging")
    defer { bar.clear() }
    let runs = try await forEachSeed {
      try Zoo.mechanical(cases: cases, seed: $0, only: only) { bar.advance(of: $0 * seeds) }
    }
    bar.clear()
    guard let rows = runs.first, !rows.isEmpty else {
      throw ValidationError(
        "--only: with --mechanical, expected multiply, adjoint or gradient, found \(only ?? "none")")
    }
    let report = MechanicalReport(runs)
    if json != "-" { try printOutput(MechanicalText(report, seed: seed).text) }
    if let json { try writeJSON(MechanicalJSON(report, seed: seed), to: json) }
    return report.holds
  }

  /// Seeds share the cores; the results stand in their order.
  private func forEachSeed<Result: Sendable>(
    _ body: @escaping @Sendable (UInt64) throws -> Result
  ) async throws -> [Result] {
    try await withThrowingTaskGroup(of: (Int, Result).self) { group in
      for index in 0..<seeds {
        group.addTask { (index, try body(seed &+ UInt64(index))) }
      }
      return try await group.reduce(into: []) { $0.append($1) }.sorted { $0.0 < $1.0 }.map(\.1)
    }
  }
}
