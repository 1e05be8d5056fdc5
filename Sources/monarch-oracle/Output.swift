import Foundation
import Glibc
import MonarchJudge
import Synchronization
import TensorFiles

/// Writes lines to standard output; a full disk or a reader that has gone is an error and not a loss.
func printOutput(_ text: String) throws(InputError) {
  try write(Array((text + "\n").utf8), to: STDOUT_FILENO, named: "standard output")
}

/// Writes one line to standard error. Foreign text in it cannot break the line or steer the terminal.
func printError(_ text: String) {
  // There is nowhere left to complain.
  try? write(Array((printable(text, limit: 600) + "\n").utf8), to: STDERR_FILENO, named: "standard error")
}

/// Writes a JSON report to a file, or to standard output for "-".
func writeJSON(_ value: some Encodable, to path: String) throws(InputError) {
  let encoder = JSONEncoder()
  encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
  encoder.keyEncodingStrategy = .convertToSnakeCase
  encoder.nonConformingFloatEncodingStrategy = .convertToString(
    positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
  let data: Data
  do {
    data = try encoder.encode(value) + Data("\n".utf8)
  } catch {
    throw InputError("cannot write \(path): \(error)")
  }
  if path == "-" {
    try write(Array(data), to: STDOUT_FILENO, named: "standard output")
  } else {
    try writeFile(Array(data), to: path)
  }
}

/// Writes a whole file at once or not at all; into devices and pipes it writes as they are.
func writeFile(_ bytes: [UInt8], to path: String) throws(InputError) {
  var status = stat()
  if stat(path, &status) == 0, status.st_mode & S_IFMT != S_IFREG, status.st_mode & S_IFMT != S_IFDIR {
    let descriptor = open(path, O_WRONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw InputError("cannot write \(path): \(String(cString: strerror(errno)))") }
    defer { close(descriptor) }
    return try write(bytes, to: descriptor, named: path)
  }
  do {
    // What a symbolic link points to is replaced, not the link.
    try TensorFile.write(bytes, path: URL(fileURLWithPath: path).resolvingSymlinksInPath().path)
  } catch {
    let text = error.description
    throw InputError(text.contains(path) ? "cannot write \(text)" : "cannot write \(path): \(text)")
  }
}

/// Finds out before long work whether a report can be written where it is wanted.
func checkWritable(_ path: String?) throws(InputError) {
  guard let path, path != "-" else { return }
  let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
  if access(access(path, F_OK) == 0 ? path : folder, W_OK) != 0 {
    throw InputError("cannot write \(path): \(String(cString: strerror(errno)))")
  }
}

/// Finds out before any work whether results would overwrite what is read, or each other, whatever paths name them.
///
/// - Parameters:
///   - results: files to be written; nil for those not asked for.
///   - inputs: files to be read, perhaps with the name of a tensor behind a colon.
func checkDistinct(results: [String?], inputs: [String?]) throws(InputError) {
  var taken: [String: String] = [:]
  for input in inputs.compactMap({ $0 }) {
    var path = input
    for suffix in [".safetensors:", ".npz:"] {
      if let range = input.firstRange(of: suffix) { path = String(input[..<range.upperBound].dropLast()) }
    }
    if let place = place(of: path) { taken[place] = "which is read" }
  }
  for path in results.compactMap({ $0 }) where path != "-" {
    guard let place = place(of: path) else { continue }
    if let use = taken.updateValue("to which another result is written", forKey: place) {
      throw InputError("cannot write \(path): it is the file \(use)")
    }
  }
}

/// What is the same for all paths to one file, whether it is there or not; nil for devices and pipes, which take anything.
private func place(of path: String) -> String? {
  var status = stat()
  if stat(path, &status) == 0 {
    return status.st_mode & S_IFMT == S_IFREG ? "\(status.st_dev) \(status.st_ino)" : nil
  }
  let url = URL(fileURLWithPath: path).resolvingSymlinksInPath()
  guard stat(url.deletingLastPathComponent().path, &status) == 0 else { return url.path }
  return "\(status.st_dev) \(status.st_ino) \(url.lastPathComponent)"
}

func write(_ bytes: [UInt8], to descriptor: Int32, named name: String) throws(InputError) {
  var written = 0
  while written < bytes.count {
    let count = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress! + written, bytes.count - written) }
    if count < 0 {
      if errno == EINTR { continue }
      throw InputError("cannot write \(name): \(String(cString: strerror(errno)))")
    }
    written += count
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
      show("\r\(title) \(bar) \(done)/\(total)\u{1B}[K")
    }
  }

  func clear() {
    if isVisible { show("\r\u{1B}[K") }
  }

  private func show(_ text: String) { try? write(Array(text.utf8), to: STDERR_FILENO, named: "standard error") }
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
