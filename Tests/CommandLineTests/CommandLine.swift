import Foundation
import Subprocess
import SystemPackage
import Testing

/// What a run of the command line gave.
struct Run: Sendable {
  let status: Int
  let output: String
  let error: String

  /// The single line of error that bad input owes its user.
  var errorLine: String? {
    let lines = error.split(whereSeparator: \.isNewline)
    return lines.count == 1 ? String(lines[0]) : nil
  }
}

/// The root of the repository.
let repository = URL(filePath: #filePath)
  .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

/// The program under test, which stands beside the test bundle.
let program = URL(filePath: CommandLine.arguments[0]).resolvingSymlinksInPath()
  .deletingLastPathComponent().appending(path: "monarch-oracle")

/// Runs `monarch-oracle` in the root of the repository.
func oracle(_ arguments: String...) async throws -> Run { try await execute(program.path, arguments) }

func execute(_ path: String, _ arguments: [String]) async throws -> Run {
  let result = try await Subprocess.run(
    .path(FilePath(path)), arguments: Arguments(arguments), workingDirectory: FilePath(repository.path),
    output: .string(limit: 1 << 26), error: .string(limit: 1 << 22))
  guard case .exited(let code) = result.terminationStatus else {
    Issue.record("\(arguments) was ended by \(result.terminationStatus)")
    return Run(status: -1, output: "", error: "")
  }
  return Run(status: Int(code), output: result.standardOutput, error: result.standardError)
}

/// A folder of its own for one test, removed afterwards.
func withTemporaryFolder<Result>(_ body: (URL) async throws -> Result) async throws -> Result {
  let folder = FileManager.default.temporaryDirectory.appending(path: "monarch-oracle-\(UUID().uuidString)")
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  return try await body(folder)
}

/// Whether `python3` with NumPy is here, for the tests that judge a foreign implementation.
let hasNumPy = python(has: "numpy")

/// Whether it has SciPy, whose matrices are compared where it is here.
let hasSciPy = python(has: "scipy")

/// Whether `python3` is here at all, and with it the validator of JSON Schema.
let hasPython = python(has: "json")

/// Whether it has jsonschema, which checks reports where it is here.
let hasJSONSchema = python(has: "jsonschema")

private func python(has module: String) -> Bool {
  let process = Process()
  process.executableURL = URL(filePath: "/usr/bin/env")
  process.arguments = ["python3", "-c", "import \(module)"]
  process.standardError = FileHandle.nullDevice
  do { try process.run() } catch { return false }
  process.waitUntilExit()
  return process.terminationStatus == 0
}
