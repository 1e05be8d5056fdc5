import Foundation
import Synchronization
import TestSupport
import Testing

/// A page of the book, as far as the tests read Markdown.
struct Page: CustomTestStringConvertible, Sendable {
  /// A fenced block: its language, and the numbers and texts of its lines.
  struct Block: Sendable {
    let language: String
    let line: Int
    var lines: [(number: Int, text: String)] = []
  }

  struct Heading: Sendable {
    let level: Int
    let text: String
    let line: Int
    let anchor: String
  }

  /// Where the page is within the repository.
  let path: String
  let text: String
  let blocks: [Block]
  let headings: [Heading]
  /// The text with nothing in the places of fenced blocks.
  let prose: String

  var testDescription: String { path }

  init(path: String, text: String) {
    (self.path, self.text) = (path, text)
    var (blocks, prose): ([Block], [Substring]) = ([], [])
    var fence: Substring?
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      let trimmed = line.drop { $0 == " " }
      if let open = fence {
        if trimmed.hasPrefix(open), trimmed.allSatisfy({ $0 == "`" }) {
          fence = nil
        } else {
          blocks[blocks.count - 1].lines.append((index + 1, String(line)))
        }
      } else if trimmed.hasPrefix("```") {
        fence = trimmed.prefix { $0 == "`" }
        blocks.append(Block(language: String(trimmed.drop { $0 == "`" }), line: index + 1))
      } else {
        prose.append(line)
        continue
      }
      prose.append("")
    }
    self.blocks = blocks
    self.prose = prose.joined(separator: "\n")
    headings = Page.headings(prose)
  }

  var lines: [String] { text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) }

  private static func headings(_ lines: [Substring]) -> [Heading] {
    var counts: [String: Int] = [:]
    return lines.enumerated().compactMap { index, line in
      guard let match = line.wholeMatch(of: /(#{1,6}) +(.+)/) else { return nil }
      let text = match.2.replacing(/!?\[([^\]]*)\]\([^)]*\)/) { $0.1 }.replacing("`", with: "")
      let plain = text.lowercased().filter { $0.isLetter || $0.isNumber || $0 == " " || $0 == "-" || $0 == "_" }
        .replacing(" ", with: "-")
      let count = counts[plain, default: 0]
      counts[plain] = count + 1
      return Heading(
        level: match.1.count, text: String(text), line: index + 1, anchor: count == 0 ? plain : "\(plain)-\(count)")
    }
  }

  /// The line of a place in `prose` or `text`.
  static func line(of index: String.Index, in text: String) -> Int {
    1 + text[..<index].utf8.count { $0 == UInt8(ascii: "\n") }
  }
}

/// Everything that a reader is given.
enum Book {
  static let pages: [Page] = {
    let folder = repository.appending(path: "Docs")
    let names = (FileManager.default.enumerator(atPath: folder.path)?.compactMap { $0 as? String } ?? []).sorted()
    let paths = ["README.md", "CONTRIBUTING.md", "Proofs/README.md"] + names.map { "Docs/\($0)" }
    return paths.filter { $0.hasSuffix(".md") }.compactMap { path in
      (try? String(contentsOf: repository.appending(path: path), encoding: .utf8)).map { Page(path: path, text: $0) }
    }
  }()

  static func page(_ path: String) -> Page? { pages.first { $0.path == path } }

  /// Whether tests write what they would otherwise compare.
  static let isWritten = ProcessInfo.processInfo.environment["WRITE_DOCS"] != nil
}

/// What tests write into pages, which several may do at a time.
enum Writing {
  /// Lines of a page, as numbers from 0 in the text that was read, and what takes their place.
  typealias Change = (lines: Range<Int>, text: [String])

  private static let changes = Mutex<[String: [Change]]>([:])

  static func replace(_ lines: Range<Int>, of page: Page, with text: [String]) throws {
    try changes.withLock { changes in
      changes[page.path, default: []].append((lines, text))
      var written = page.lines
      for change in changes[page.path, default: []].sorted(by: { $0.lines.lowerBound > $1.lines.lowerBound }) {
        written.replaceSubrange(change.lines, with: change.text)
      }
      try written.joined(separator: "\n").write(
        to: repository.appending(path: page.path), atomically: true, encoding: .utf8)
    }
  }
}

/// Records what is wrong with a line of a page; it is shown at that line.
func report(_ page: Page, _ line: Int, _ message: String) {
  let file = repository.appending(path: page.path).path
  Issue.record(
    "\(page.path):\(line): \(message)",
    sourceLocation: SourceLocation(fileID: "monarch-oracle/\(page.path)", filePath: file, line: line, column: 1))
}
