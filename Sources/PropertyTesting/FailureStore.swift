import Foundation
import PropertyEngine

/// The failures of one property, kept in a file that a person can read, to be tried first the next time.
///
/// The file is named after module, suites, function and property, never after a line, so that edits do not lose it. It
/// stands in `.property-failures` beside Package.swift, or where PROPERTY_FAILURES says; `off` keeps nothing.
struct FailureStore {
  private let file: URL?
  private let title: String

  init(_ property: PropertyIdentity, filePath: String) {
    title = property.description
    file = FailureStore.folder(filePath)?.appending(path: FailureStore.fileName(property))
  }

  /// The test in letters that every file system takes, and a digest of all that tells the property from others.
  private static func fileName(_ property: PropertyIdentity) -> String {
    let readable = (property.test + (property.name.map { "." + $0 } ?? "")).map { character in
      character.isASCII && (character.isLetter || character.isNumber || "._-".contains(character)) ? character : "_"
    }
    var digest: UInt64 = 0
    for byte in property.description.utf8 { digest = RandomBits.mix(digest &+ UInt64(byte)) }
    return String(readable.prefix(160)) + "-" + String(digest & 0xFFFF_FFFF, radix: 16) + ".txt"
  }

  private static func folder(_ filePath: String) -> URL? {
    switch PropertyEnvironment["PROPERTY_FAILURES"] {
    case "off": nil
    case let path?: URL(filePath: path)
    case nil: packageRoot(of: filePath)?.appending(path: ".property-failures")
    }
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
    var lines = ["Failures of \(title), tried first when it runs again. Delete the file to forget them."]
    lines += example.values.map { "  \($0.name) = \($0.text.prefix(2000))" }
    lines += ["  " + example.message]
    // What is not a replay line is for people: no line of it may look like one.
    lines = lines.flatMap { $0.split(separator: "\n") }.map { "# " + $0 }
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
