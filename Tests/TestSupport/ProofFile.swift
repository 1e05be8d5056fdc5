public import Foundation

/// A file of Proofs: what its header lists, and what it states.
public struct ProofFile: Sendable {
  public struct Entry: Sendable {
    public let name: String
    public let says: String
    public let id: String
  }

  public let name: String
  public let text: String
  /// The theorems of the header: "name — what it says — id of the catalogue".
  public let entries: [Entry]
  /// The names that stand behind Theorem, Lemma or Corollary.
  public let stated: Set<String>

  public init(name: String, text: String) {
    (self.name, self.text) = (name, text)
    let header = text.hasPrefix("(*") ? text.prefix(upTo: text.firstRange(of: "*)")?.lowerBound ?? text.startIndex) : ""
    let entry = /^ +([a-z]\w*) — (.+?) — ([a-z0-9-]+)$/.anchorsMatchLineEndings().dotMatchesNewlines()
    entries = header.matches(of: entry).map { match in
      let says = match.2.split(whereSeparator: \.isWhitespace).joined(separator: " ")
      return Entry(name: String(match.1), says: says, id: String(match.3))
    }
    let statement = /^\s*(?:Theorem|Lemma|Corollary)\s+(\w+)/.anchorsMatchLineEndings()
    stated = Set(ProofFile.withoutComments(text).matches(of: statement).map { String($0.1) })
  }

  /// Comments of Coq nest.
  public static func withoutComments(_ text: String) -> String {
    let characters = Array(text)
    var (result, depth, index) = ("", 0, 0)
    while index < characters.count {
      let pair = String(characters[index..<min(index + 2, characters.count)])
      if pair == "(*" || pair == "*)" {
        depth = max(depth + (pair == "(*" ? 1 : -1), 0)
        index += 2
      } else {
        if depth == 0 { result.append(characters[index]) }
        index += 1
      }
    }
    return result
  }

  public static let folder = repository.appending(path: "Proofs")

  public static func all() throws -> [ProofFile] {
    try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
      .filter { $0.pathExtension == "v" }.sorted { $0.path < $1.path }
      .map { ProofFile(name: $0.lastPathComponent, text: try String(contentsOf: $0, encoding: .utf8)) }
  }
}
