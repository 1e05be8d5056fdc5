package import Foundation
import PropertyEngine
import Testing

/// The failures of one test, kept in a file that a person can read, to be tried first the next time.
///
/// The file is named after module, suites and function, never after a line, so that edits do not lose it. It stands in
/// `.property-failures` beside Package.swift, or where PROPERTY_FAILURES says; `off` keeps nothing.
package struct FailureStore {
  /// Stands for the environment variable in tests of this file.
  @TaskLocal package static var folder: URL?

  private let file: URL?
  private let key: String

  init(test: Test?, filePath: String) {
    key = test.map(FailureStore.key) ?? "no test"
    let folder: URL?
    if let chosen = FailureStore.folder {
      folder = chosen
    } else {
      folder = FailureStore.usualFolder(filePath)
    }
    let name = String(key.map { $0.isLetter || $0.isNumber || "._-".contains($0) ? $0 : "_" }.prefix(180))
    file = folder?.appending(path: name + ".txt")
  }

  private static func usualFolder(_ filePath: String) -> URL? {
    switch ProcessInfo.processInfo.environment["PROPERTY_FAILURES"] {
    case "off": nil
    case let path? where !path.isEmpty: URL(filePath: path)
    default: packageRoot(of: filePath)?.appending(path: ".property-failures")
    }
  }

  /// "Module.Suite/function()": the test's identity without its file and line.
  static func key(_ test: Test) -> String {
    let identity = String(describing: test.id)
    guard let slash = identity.lastIndex(of: "/"), identity[slash...].contains(".swift:") else { return identity }
    return String(identity[..<slash])
  }

  private static func packageRoot(of path: String) -> URL? {
    var folder = URL(filePath: path).deletingLastPathComponent()
    while folder.pathComponents.count > 1 {
      if FileManager.default.fileExists(atPath: folder.appending(path: "Package.swift").path) { return folder }
      folder = folder.deletingLastPathComponent()
    }
    return nil
  }

  private static let mark = "replay: "

  /// The replay texts of the kept failures, the latest first.
  func load() -> [String] {
    guard let file, let text = try? String(contentsOf: file, encoding: .utf8) else { return [] }
    return text.split(separator: "\n").compactMap { line in
      line.hasPrefix(FailureStore.mark) ? String(line.dropFirst(FailureStore.mark.count)) : nil
    }
  }

  /// Puts a failure before those already kept; at most ten stay.
  func save(_ example: Counterexample) {
    guard let file else { return }
    let kept = [example.replay] + load().filter { $0 != example.replay }.prefix(9)
    var lines = ["# Failures of \(key), tried first when it runs again. Delete the file to forget them.", ""]
    lines += example.values.map { "#   \($0.name) = \($0.text.prefix(2000))" }
    lines += ["#   \(example.message.split(separator: "\n").joined(separator: " "))"]
    lines += kept.map { FailureStore.mark + $0 }
    try? FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try? Data((lines.joined(separator: "\n") + "\n").utf8).write(to: file, options: .atomic)
  }

  /// Forgets failures that do not fail any more.
  func clear() {
    guard let file else { return }
    try? FileManager.default.removeItem(at: file)
  }
}
