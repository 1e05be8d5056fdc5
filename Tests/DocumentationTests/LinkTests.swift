import Foundation
import TestSupport
import Testing

/// Links lead somewhere, and pictures can be read aloud.
@Suite struct LinkTests {
  @Test(arguments: Book.pages) func linksLeadSomewhere(page: Page) {
    for link in page.links {
      if let message = LinkTests.fault(of: link, on: page) { report(page, link.line, message) }
    }
  }

  /// What is wrong with a link, where something is.
  static func fault(of link: Page.Link, on page: Page) -> String? {
    if link.isPicture, link.text.allSatisfy(\.isWhitespace) {
      return "the picture \(link.target) has no text that stands for it"
    }
    if link.target.isEmpty { return "[\(link.text)] has no target" }
    if link.target.contains("://") || link.target.hasPrefix("mailto:") {
      return link.isPicture ? "the picture \(link.target) is not in the repository" : nil
    }
    let parts = link.target.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    if parts[0].isEmpty {
      return page.anchors.contains(parts[1]) ? nil : "expected a heading, found no #\(parts[1]) in \(page.path)"
    }
    let file = repository.appending(path: page.path).deletingLastPathComponent().appending(path: parts[0])
    let path = file.standardizedFileURL.path
    guard !parts[0].hasPrefix("/"), path.hasPrefix(repository.standardizedFileURL.path + "/"),
      FileManager.default.fileExists(atPath: path)
    else { return "expected a file of the repository, found \(link.target)" }
    guard parts.count == 2 else { return nil }
    let text = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
    return path.hasSuffix(".md") && Page(path: path, text: text).anchors.contains(parts[1])
      ? nil : "expected a heading, found no #\(parts[1]) in \(parts[0])"
  }

  /// A picture that no page shows is of no use to anyone.
  @Test func everyPictureIsShown() throws {
    let shown = Set(Book.pages.flatMap { page in page.links.map { ($0.target as NSString).lastPathComponent } })
    let docs = repository.appending(path: "Docs")
    for name in FileManager.default.enumerator(atPath: docs.path)?.compactMap({ $0 as? String }) ?? [] {
      guard name.hasSuffix(".svg") || name.hasSuffix(".png") else { continue }
      #expect(shown.contains((name as NSString).lastPathComponent), "Docs/\(name) is on no page")
    }
  }

  @Test(arguments: [
    ("[a](Docs)", nil), ("[a](Docs/Guide/judging.md#matrices)", nil), ("[a](https://example.org)", nil),
    ("![b](nothing.svg)", "expected a file of the repository, found nothing.svg"),
    ("![ ](LICENSE)", "the picture LICENSE has no text that stands for it"),
    ("[![c](LICENSE)](nowhere)", "expected a file of the repository, found nowhere"),
    ("[`a`](README.md#no-such-heading)", "expected a heading, found no #no-such-heading in README.md"),
    ("[a](#here)\n\n## Here, `now`", "expected a heading, found no #here in PAGE.md"),
    ("[a](#here-now)\n\n## Here, `now`", nil), ("`[a](b)` and $x[i](j)$\n```\n[a](b)\n```", nil),
  ])
  func faultsAreFound(text: String, message: String?) {
    let page = Page(path: "PAGE.md", text: text)
    #expect(page.links.compactMap { LinkTests.fault(of: $0, on: page) } == (message.map { [$0] } ?? []))
  }
}
