import Foundation
import Synchronization

/// Writes a JSON report to a file, or to standard output for "-".
func writeJSON(_ value: some Encodable, to path: String) throws(InputError) {
  let encoder = JSONEncoder()
  encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
  encoder.keyEncodingStrategy = .convertToSnakeCase
  do {
    let data = try encoder.encode(value) + Data("\n".utf8)
    if path == "-" {
      FileHandle.standardOutput.write(data)
    } else {
      try data.write(to: URL(fileURLWithPath: path), options: .atomic)
    }
  } catch {
    throw InputError("cannot write \(path): \(error.localizedDescription)")
  }
}

/// A bar on standard error while long work runs on a terminal; silent in a pipe.
final class ProgressBar: Sendable {
  private let title: String
  private let done = Mutex(0)
  private let isVisible = isatty(STDERR_FILENO) == 1

  init(_ title: String) { self.title = title }

  /// One more step of `total` is done; steps may end on different threads.
  func advance(of total: Int) {
    guard isVisible, total > 0 else { return }
    done.withLock { done in
      done += 1
      let filled = min(30 * done / total, 30)
      let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: 30 - filled)
      write("\r\(title) \(bar) \(done)/\(total)\u{1B}[K")
    }
  }

  func clear() {
    if isVisible { write("\r\u{1B}[K") }
  }

  private func write(_ text: String) { FileHandle.standardError.write(Data(text.utf8)) }
}

/// Rows with aligned columns: text to the left, numbers to the right.
func table(_ rows: [[String]], rightAligned: Set<Int>) -> String {
  let widths = (rows.first ?? []).indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
  return rows.map { row in
    let cells = row.enumerated().map { column, text in
      let padding = String(repeating: " ", count: widths[column] - text.count)
      return rightAligned.contains(column) ? padding + text : text + padding
    }
    let line = cells.joined(separator: "  ")
    return String(line.reversed().drop { $0 == " " }.reversed())
  }.joined(separator: "\n")
}
