public import Foundation
import Subprocess
import SystemPackage
import Testing

/// What a run of a program gave.
public struct Run: Sendable {
  public let status: Int
  public let output: String
  public let error: String

  public init(status: Int, output: String, error: String) {
    (self.status, self.output, self.error) = (status, output, error)
  }

  /// The single line of error that bad input owes its user.
  public var errorLine: String? {
    let lines = error.split(whereSeparator: \.isNewline)
    return lines.count == 1 ? String(lines[0]) : nil
  }
}

/// The root of the repository.
public let repository = URL(filePath: #filePath)
  .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

/// The program under test, which stands beside the test bundle.
public let program = URL(filePath: CommandLine.arguments[0]).resolvingSymlinksInPath()
  .deletingLastPathComponent().appending(path: "monarch-oracle")

/// Runs `monarch-oracle` in the root of the repository.
public func oracle(_ arguments: String...) async throws -> Run { try await execute(program.path, arguments) }

/// Runs a program, in the root of the repository unless a folder is given, with variables beside those of this process.
public func execute(
  _ path: String, _ arguments: [String], in folder: URL = repository, environment: [String: String] = [:]
) async throws -> Run {
  try await execute(path, arguments, in: folder, environment: environment) { _ in }.run
}

/// The same, with something done meanwhile to the process of this number.
public func execute<Result: Sendable>(
  _ path: String, _ arguments: [String], in folder: URL = repository, environment: [String: String] = [:],
  meanwhile body: (Int32) async throws -> Result
) async throws -> (run: Run, result: Result) {
  let variables = environment.map { (Environment.Key(stringLiteral: $0.key), Optional($0.value)) }
  let ended = try await Subprocess.run(
    .path(FilePath(path)), arguments: Arguments(arguments),
    environment: .inherit.updating(Dictionary(uniqueKeysWithValues: variables)),
    workingDirectory: FilePath(folder.path), input: .none, output: .string(limit: 1 << 26),
    error: .string(limit: 1 << 22)
  ) { try await body($0.processIdentifier.value) }
  guard case .exited(let code) = ended.terminationStatus else {
    Issue.record("\(arguments) was ended by \(ended.terminationStatus)")
    return (Run(status: -1, output: "", error: ""), ended.closureResult)
  }
  return (Run(status: Int(code), output: ended.standardOutput, error: ended.standardError), ended.closureResult)
}

/// Runs a program beside `body`, which gets its number and the first line that it writes, and kills it where `body` returns.
public func withProgram<Result: Sendable>(
  _ path: String, _ arguments: [String], _ body: (Int32, String) async throws -> Result
) async throws -> Result {
  try await Subprocess.run(
    .path(FilePath(path)), arguments: Arguments(arguments), input: .none, output: .sequence, error: .discarded
  ) { execution in
    // Signals that may be held back are, in what a thread of a test starts: this one cannot be.
    defer { kill(execution.processIdentifier.value, SIGKILL) }
    var lines = execution.standardOutput.strings().makeAsyncIterator()
    return try await body(execution.processIdentifier.value, try await lines.next() ?? "")
  }.closureResult
}

/// A folder of its own for one test, removed afterwards.
public func withTemporaryFolder<Result>(_ body: (URL) async throws -> Result) async throws -> Result {
  let folder = FileManager.default.temporaryDirectory.appending(path: "monarch-oracle-\(UUID().uuidString)")
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  return try await body(folder)
}

/// Whether `python3` with NumPy is here, for the tests that judge a foreign implementation.
public let hasNumPy = python(has: "numpy")

/// Whether it has SciPy, whose matrices are compared where it is here.
public let hasSciPy = python(has: "scipy")

/// Whether `python3` is here at all, and with it the validator of JSON Schema.
public let hasPython = python(has: "json")

/// Whether it has jsonschema, which checks reports where it is here.
public let hasJSONSchema = python(has: "jsonschema")

/// The path of a browser, where there is one.
public let browser = ["chromium", "chromium-browser", "google-chrome"].lazy.compactMap(installed).first

/// The path of a program on the PATH, where it is there.
public func installed(_ name: String) -> String? {
  (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").map { "\($0)/\(name)" }
    .first { FileManager.default.isExecutableFile(atPath: $0) }
}

private func python(has module: String) -> Bool { system("python3 -c 'import \(module)' 2>/dev/null") == 0 }
