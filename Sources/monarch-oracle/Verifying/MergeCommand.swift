import ArgumentParser
import ExactArithmetic
import MonarchJudge
import MonarchReference

struct MergeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "merge",
    abstract: "Puts the logs of a verification's shards together: one verdict.",
    discussion: """
      Every case of the plan must be in some log: a shard that is missing, or was interrupted, makes the verdict "not \
      verified". A case that came out differently in two logs is an error.

      Example:
        for k in 1 2 3 4; do
          monarch-oracle verify --exec ./my_kernel --cases 5000 --shard $k/4 --log $k.jsonl &
        done; wait
        monarch-oracle merge 1.jsonl 2.jsonl 3.jsonl 4.jsonl --html report.html
      """)

  @Argument(help: "The logs, as `verify --log` writes them.")
  var logs: [String]

  @Option(help: ArgumentHelp("Write everything as JSON; - for standard output.", valueName: "file"))
  var json: String?

  @Option(help: ArgumentHelp("Write a page for people, with pictures.", valueName: "file"))
  var html: String?

  func run() throws {
    try checkWritable(json)
    try checkWritable(html)
    try checkDistinct(results: [json, html], inputs: logs)
    var merged: MergedLogs?
    for path in logs {
      guard let contents = try VerificationLog.contents(of: path) else {
        throw InputError("\(path): expected the log of a verification, found the beginning of one")
      }
      if merged == nil { merged = MergedLogs(contents.run) }
      try merged?.add(contents, from: path)
    }
    guard let merged else { throw ValidationError("expected at least one log") }
    for shard in merged.missingShards.prefix(8) { printError("warning: no log of shard \(shard)") }
    try VerificationOutput(json: json, html: html).write(try merged.reports(), seed: merged.run.seed, command: nil)
  }
}

/// The cases of several logs of one run.
struct MergedLogs {
  let run: VerificationLog.Run
  private var cases: [VerificationLog.Implementation: [CaseName: [CaseRecord]]] = [:]
  private var shards: Set<String> = []

  init(_ run: VerificationLog.Run) { self.run = run }

  mutating func add(_ contents: VerificationLog.Contents, from path: String) throws(InputError) {
    var (one, other) = (run, contents.run)
    (one.shard, other.shard) = (nil, nil)
    guard one == other else {
      throw InputError("\(path): expected a log of the same run as the others, found \(other.difference(one))")
    }
    if let shard = contents.run.shard { shards.insert(shard) }
    for entry in contents.cases {
      guard let id = CaseName(entry.id) else { continue }
      if let before = cases[entry.of]?[id], before.map(\.outcome) != entry.records.map(\.outcome) {
        let outcomes = [before, entry.records].map { $0.map(\.outcome.rawValue).joined(separator: " ") }
        throw InputError("\(path): \(entry.id) is \(outcomes[1]) here, and \(outcomes[0]) in another log")
      }
      cases[entry.of, default: [:]][id] = entry.records
    }
  }

  /// The shards of which there is no log, where there are shards.
  var missingShards: [String] {
    guard let first = shards.first.flatMap({ Shard($0) }) else { return [] }
    return (1...first.count).map { "\($0)/\(first.count)" }.filter { !shards.contains($0) }
  }

  /// A report for each operation of each implementation, its cases in the order of the plan.
  func reports() throws -> [VerificationReport] {
    var reports: [VerificationReport] = []
    for (implementation, known) in cases.sorted(by: { $0.key.sortingKey < $1.key.sortingKey }) {
      for operation in VerifiedOperation.allCases where known.keys.contains(where: { $0.operation == operation }) {
        let manifest = try implementation.manifest(offering: operation)
        var ids: [CaseName]
        if run.isTimeBoxed {
          ids = known.keys.filter { $0.operation == operation }
          ids.sort { $0.sortingKey < $1.sortingKey }
        } else {
          var verification = Verification(count: run.cases, seed: run.seed)
          verification.probes = run.probes
          verification.largest = run.largest ?? .max
          ids = try verification.plan(of: operation, for: manifest)
        }
        var report = VerificationReport(operation: operation, manifest: manifest, planned: ids.count)
        for id in ids { if let records = known[id] { report.record(records, of: id) } }
        reports.append(report)
      }
    }
    return reports
  }
}

extension CaseName {
  /// Small cases first.
  fileprivate var sortingKey: (Int, UInt64, String) {
    switch self {
    case .vectors(let id): (id.shape.parameterCount, id.seed, "\(id)")
    case .matrix(let id): (id.shape.parameterCount, id.seed, "\(id)")
    }
  }
}

extension VerificationLog.Implementation {
  var sortingKey: String {
    [
      name, layout, input, accumulate, intermediate, output, gradient, "\(reproducible)", "\(flushToZero)",
      operands ?? "", adderWindow.map(String.init) ?? "",
    ]
    .joined(separator: "\u{0}")
  }

  func manifest(offering operation: VerifiedOperation) throws(InputError) -> Manifest {
    func format(_ name: String) throws(InputError) -> FloatFormat {
      guard let format = FloatFormat.all.first(where: { $0.name == name }) else {
        throw InputError("expected the name of a float format in a log, found \(printable(name))")
      }
      return format
    }
    guard let known = Layout(named: layout) else {
      throw InputError("expected the name of a layout in a log, found \(printable(layout))")
    }
    do {
      return Manifest(
        name: printable(name), layout: known,
        model: try ArithmeticModel(
          input: try format(input), accumulate: try format(accumulate), intermediate: try format(intermediate),
          output: try format(output), gradient: try format(gradient),
          flushesSubnormals: flushToZero, operands: try operands.map(format),
          adderWindow: adderWindow),
        operations: [.multiply], isReproducible: reproducible)
    } catch {
      throw InputError("\(error)")
    }
  }
}
