import Foundation
import TestSupport

/// A command of a `console` block, and what it is said to print.
struct ConsoleCommand: Sendable {
  let line: Int
  /// What bash runs.
  var text: String
  /// The last line of the command itself.
  var lastLine = 0
  /// What it prints; a last line `# status 1` says with which status it ends where that is not 0.
  var output: [(number: Int, text: String)] = []

  /// The commands of a page, in its order; a line of error for each block that is none.
  static func all(of page: Page) -> (commands: [ConsoleCommand], errors: [(line: Int, message: String)]) {
    var (commands, errors): ([ConsoleCommand], [(Int, String)]) = ([], [])
    for block in page.blocks where block.language == "console" {
      guard block.lines.first?.text.hasPrefix("$ ") == true else {
        errors.append((block.line, "a console block begins with \"$ \" and a command"))
        continue
      }
      // What a command waits for before it ends: another line, or the last one of a text behind <<END.
      var (isContinued, end): (Bool, String?) = (false, nil)
      for (number, text) in block.lines {
        guard isContinued || end != nil || text.hasPrefix("$ ") else {
          commands[commands.count - 1].output.append((number, text))
          continue
        }
        if isContinued || end != nil {
          commands[commands.count - 1].text += "\n" + text
        } else {
          commands.append(ConsoleCommand(line: number, text: String(text.dropFirst(2))))
        }
        commands[commands.count - 1].lastLine = number
        if end == nil {
          isContinued = text.hasSuffix("\\")
          end = text.firstMatch(of: /<<'?(\w+)/).map { String($0.1) }
        } else if text == end {
          end = nil
        }
      }
    }
    return (commands, errors)
  }

  /// Runs it, and gives its output as the page has to show it: lines, and the status where it is not 0.
  func run(in folder: URL) async throws -> [String] {
    let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
    let run = try await execute(
      "/bin/bash", ["-c", "exec 2>&1\n" + text], in: folder,
      environment: [
        "PATH": "\(program.deletingLastPathComponent().path):\(path)", "LC_ALL": "C.UTF-8",
        "PYTHONDONTWRITEBYTECODE": "1",
      ])
    var lines = run.output.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    if lines.last == "" { lines.removeLast() }
    return lines + (run.status == 0 ? [] : ["# status \(run.status)"])
  }
}

/// A folder as the blocks of a page find it: the examples, the vectors, and nothing else.
func withScratchFolder<Result>(_ body: (URL) async throws -> Result) async throws -> Result {
  try await withTemporaryFolder { folder in
    for name in ["Docs/Examples", "Tests/Vectors"] {
      let copy = folder.appending(path: name)
      try FileManager.default.createDirectory(
        at: copy.deletingLastPathComponent(), withIntermediateDirectories: true)
      try FileManager.default.copyItem(at: repository.appending(path: name), to: copy)
    }
    return try await body(folder)
  }
}

/// Lets a number of tasks through at a time.
actor Gate {
  private var free: Int
  private var waiting: [CheckedContinuation<Void, Never>] = []

  init(_ width: Int) { free = width }

  func pass<Result: Sendable>(_ body: @Sendable () async throws -> Result) async rethrows -> Result {
    if free > 0 { free -= 1 } else { await withCheckedContinuation { waiting.append($0) } }
    defer { if waiting.isEmpty { free += 1 } else { waiting.removeFirst().resume() } }
    return try await body()
  }
}
