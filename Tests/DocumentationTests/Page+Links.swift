import Foundation

extension Page {
  /// A link or a picture: its target as it stands, and the text that stands for it.
  struct Link: Sendable {
    let isPicture: Bool
    let text: String
    let target: String
    let line: Int
  }

  /// A word in back-quotes.
  struct Quotation: Sendable {
    let text: String
    let line: Int
  }

  /// What stands in back-quotes outside of blocks.
  var quotations: [Quotation] {
    prose.matches(of: /(`+)(.+?)\1(?!`)/.dotMatchesNewlines()).map { match in
      Quotation(text: String(match.2), line: Page.line(of: match.range.lowerBound, in: prose))
    }
  }

  /// Links and pictures outside of blocks, quotations and formulas.
  var links: [Link] {
    var text = prose
    for pattern in [/(`+)(?:.+?)\1/.dotMatchesNewlines(), /(\$\$?)[^$]+?\1/] {
      text = text.replacing(pattern) { match in String(match.output.0.map { $0 == "\n" ? "\n" : "x" }) }
    }
    return Page.links(in: text, from: 1)
  }

  private static func links(in text: String, from first: Int) -> [Link] {
    text.matches(of: /(!?)\[((?:[^\[\]]|!?\[[^\[\]]*\](?:\([^()]*\))?)*)\]\(\s*<?([^()<>\s]*)>?(?:\s+"[^"]*")?\s*\)/)
      .flatMap { match in
        let line = first - 1 + Page.line(of: match.range.lowerBound, in: text)
        return [Link(isPicture: match.1 == "!", text: String(match.2), target: String(match.3), line: line)]
          + links(in: String(match.2), from: line)
      }
  }

  /// Names that a link may point to within the page.
  var anchors: Set<String> {
    Set(headings.map(\.anchor)).union(prose.matches(of: /<a (?:id|name)="([^"]+)"/).map { String($0.1) })
  }
}
