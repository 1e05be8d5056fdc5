import ArgumentParser
import Foundation

/// Damaged input for every parser of the project: no crash, no hang, bounded memory, one-line errors, and what is read is
/// written again without loss.
@main
struct FuzzParsers: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fuzz-parsers",
    abstract: "Runs every parser on damaged input.",
    discussion: """
      Input number i of a parser is a pure function of parser, seed and i. Whatever breaks is written to --failures, and --only i \
      runs it again, in this process. Exit code 0 where nothing breaks, 1 otherwise.

      Examples:
        fuzz-parsers --count 1000000
        fuzz-parsers --parser npz --seed 1 --only 4711
      """)

  @Option(help: "A parser; may be repeated. Default: all.")
  var parser: [String] = []

  @Option(help: "How many inputs of each.")
  var count: UInt64 = 1_000_000

  @Option(help: "Seed of all inputs.")
  var seed: UInt64 = 1

  @Option(help: "The index of the first input.")
  var from: UInt64 = 0

  @Option(help: "Run this input alone, in this process, and say what becomes of it.")
  var only: UInt64?

  @Option(help: "Run the contents of this file, likewise.")
  var file: String?

  @Option(help: "How many parsers run at once. Default: as many as there are cores.")
  var jobs: Int?

  @Option(help: "Megabytes that a parser may take beyond what the process has; 0 for any, as sanitizers need it.")
  var megabytes: UInt64 = 256

  @Option(help: "Milliseconds that one input may compute.")
  var milliseconds: UInt64 = 2000

  @Option(help: "Seconds after which an input hangs.")
  var seconds: Double = 60

  @Option(help: "Where inputs that break something are written.")
  var failures: String = ".build/fuzz-failures"

  @Flag(help: "Print the parsers' names.")
  var list = false

  @Option(help: .hidden)
  var worker: String?

  static func subjects() throws -> [Subject] {
    try Subject.tensorFiles() + [.exactMatrix] + Subject.certificates() + [try .pipe()] + Subject.names
  }

  func run() throws {
    var subjects = try FuzzParsers.subjects()
    if list { return print(subjects.map(\.name).joined(separator: "\n")) }
    if parser.contains(Subject.faulty.name) { subjects.append(.faulty) }
    for name in parser where !subjects.contains(where: { $0.name == name }) {
      throw ValidationError("--parser: expected one of \(subjects.map(\.name).joined(separator: ", ")), found \(name)")
    }
    if !parser.isEmpty { subjects = subjects.filter { parser.contains($0.name) } }
    let limits = Limits(microseconds: milliseconds * 1000, megabytes: megabytes, seconds: seconds)
    if let worker {
      let progress = try Progress(path: worker, creates: false)
      return Worker.run(subjects[0], seed: seed, from: from, count: count, limits: limits, progress)
    }
    if only != nil || file != nil { return try replay(subjects) }
    try supervise(subjects, limits)
  }

  private func replay(_ subjects: [Subject]) throws {
    guard subjects.count == 1 else { throw ValidationError("--only and --file take one --parser") }
    let input =
      try file.map { Array(try Data(contentsOf: URL(filePath: $0))) }
      ?? Mutator.input(subjects[0], seed: seed, index: only ?? 0)
    print("\(input.count) bytes: \(String(decoding: input.prefix(2000), as: UTF8.self).debugDescription)")
    let outcome = subjects[0].run(input)
    print(outcome)
    if case .broken = outcome { throw ExitCode(1) }
  }

  private func supervise(_ subjects: [Subject], _ limits: Limits) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "fuzz-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    var waiting = try subjects.map {
      try Supervisor($0, seed: seed, range: from..<from + count, limits: limits, folder: folder)
    }
    var running: [(supervisor: Supervisor, start: Date)] = []
    var holds = true
    print("parser              inputs   accepted    refused  failures  seconds  slowest ms  memory MB")
    while !waiting.isEmpty || !running.isEmpty {
      while !waiting.isEmpty, running.count < max(jobs ?? ProcessInfo.processInfo.activeProcessorCount, 1) {
        running.append((waiting.removeFirst(), Date()))
      }
      var rest: [(supervisor: Supervisor, start: Date)] = []
      for entry in running {
        if try entry.supervisor.step() {
          holds = try report(entry.supervisor, seconds: Date().timeIntervalSince(entry.start)) && holds
        } else {
          rest.append(entry)
        }
      }
      running = rest
      usleep(20_000)
    }
    print(holds ? "holds: no crash, no hang, no broken property" : "violated")
    if !holds { throw ExitCode(1) }
  }

  /// One line, and a line for each failure, whose input is written; false where there is one, or where the inputs are so
  /// good or so bad that they tell nothing.
  private func report(_ supervisor: Supervisor, seconds: Double) throws -> Bool {
    let (subject, total) = (supervisor.subject, supervisor.total)
    func column(_ text: String, _ width: Int) -> String {
      String(repeating: " ", count: max(0, width - text.count)) + text
    }
    let done = total.accepted + total.refused
    print(
      subject.name + String(repeating: " ", count: max(0, 16 - subject.name.count)) + column("\(done)", 10)
        + column("\(total.accepted)", 11) + column("\(total.refused)", 11) + column("\(total.failures.count)", 10)
        + column("\(Int(seconds.rounded()))", 9) + column("\(Double(total.slowest / 10) / 100)", 12)
        + column("\(total.growth >> 10)", 11))
    // A file of the output shows how far it is.
    defer { fflush(nil) }
    for failure in total.failures {
      let folder = URL(filePath: failures)
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      let path = folder.appending(path: "\(subject.name)-s\(seed)-\(failure.index)").path
      try Data(Mutator.input(subject, seed: seed, index: failure.index)).write(to: URL(filePath: path))
      print("  \(failure.reason)")
      print("    replay: fuzz-parsers --parser \(subject.name) --seed \(seed) --only \(failure.index)   input: \(path)")
    }
    var holds = total.failures.isEmpty
    if holds, count >= 1000, total.accepted * 500 < done || total.refused * 20 < done {
      print("  hardly any input is \(total.refused * 20 < done ? "refused" : "accepted"): this tells nothing")
      holds = false
    }
    return holds
  }
}
