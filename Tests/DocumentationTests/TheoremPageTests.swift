import Foundation
import MonarchLaws
import TestSupport
import Testing

/// Docs/Theorems and the catalogue say the same; WRITE_DOCS=1 writes what the pages take from it.
@Suite struct TheoremPageTests {
  static let special = ["Docs/Theorems/README.md", "Docs/Theorems/errors.md"]

  @Test func everyTheoremHasOnePage() {
    let wanted = Set(Catalogue.theorems.map { Catalogue.page(of: $0) }).union(TheoremPageTests.special)
    let found = Set(Book.pages.map(\.path).filter { $0.hasPrefix("Docs/Theorems/") })
    for path in wanted.subtracting(found).sorted() { Issue.record("expected \(path), found no such page") }
    for page in Book.pages where found.subtracting(wanted).contains(page.path) {
      report(page, 1, "expected the page of an id of the catalogue, found \(page.path)")
    }
  }

  @Test(arguments: Catalogue.theorems.map(\.id)) func pagesAreAsAgreed(id: String) throws {
    let theorem = try #require(Catalogue.theorem(id))
    guard let page = Book.page(Catalogue.page(of: theorem)) else { return }
    for (line, message) in TheoremPageTests.faults(of: page, theorem) { report(page, line, message) }
    try compare(page, TheoremPage.block(theorem))
  }

  /// What is wrong with the sections of a page.
  static func faults(of page: Page, _ theorem: Theorem) -> [(line: Int, message: String)] {
    var faults: [(Int, String)] = []
    let title = page.headings.first
    if title?.level != 1 || title?.line != 1 || title?.text == theorem.id {
      faults.append((1, "expected a title in words, found \"\(title?.text ?? "")\""))
    }
    let found = page.headings.filter { $0.level == 2 }
    let order = found.map { TheoremPage.sections.firstIndex(of: $0.text) }
    for (heading, index) in zip(found, order) where index == nil {
      faults.append((heading.line, "expected one of \(TheoremPage.sections), found \"\(heading.text)\""))
    }
    for (index, (one, next)) in zip(order, order.dropFirst()).enumerated() {
      guard let one, let next, one >= next else { continue }
      faults.append((found[index + 1].line, "\"\(found[index + 1].text)\" stands before \"\(found[index].text)\""))
    }
    for name in ["Statement", "Proof"] + (theorem.example == nil ? [] : ["Example"]) {
      if !found.contains(where: { $0.text == name }) { faults.append((1, "expected a section \(name), found none")) }
    }
    return faults
  }

  @Test func theOverviewIsThatOfTheCatalogue() throws {
    let page = try #require(Book.page(TheoremPageTests.special[0]))
    try compare(page, TheoremPage.overview(title: title(of:)))
  }

  @Test func theFirstPageHasTheTable() throws {
    try compare(try #require(Book.page("README.md")), TheoremPage.summary(title: title(of:)))
  }

  @Test func errorsAreThoseOfTheCatalogue() throws {
    let page = try #require(Book.page(TheoremPageTests.special[1]))
    try compare(page, TheoremPage.errors(title: title(of:)))
    for theorem in Catalogue.theorems where theorem.status == .refuted || theorem.status == .strengthened {
      #expect(theorem.claim != nil, "\(theorem.id)")
    }
  }

  private func title(of theorem: Theorem) -> String {
    Book.page(Catalogue.page(of: theorem))?.headings.first?.text ?? theorem.id
  }

  /// Compares what stands between the marks of a page with what the catalogue says.
  private func compare(_ page: Page, _ wanted: [String]) throws {
    let lines = page.lines
    guard let start = lines.firstIndex(of: TheoremPage.start), let end = lines[start...].firstIndex(of: TheoremPage.end)
    else {
      report(page, 1, "expected the lines \(TheoremPage.start) and \(TheoremPage.end), found none")
      return
    }
    let inner = [""] + wanted + [""]
    let alignment = Alignment(shown: Array(lines[start + 1..<end]), printed: inner)
    if lines[start + 1..<end].elementsEqual(inner) { return }
    if Book.isWritten {
      try Writing.replace(start + 1..<end, of: page, with: inner)
    } else {
      report(
        page, start + 1,
        """
        the catalogue says something else (- as the page has it, + found; WRITE_DOCS=1 writes it)
        \(alignment.difference { start + 2 + $0 })
        """)
    }
  }

  @Test func faultsOfSectionsAreFound() throws {
    let theorem = try #require(Catalogue.theorem("hadamard"))
    let text = "# hadamard\n\n## Proof\n\n## Statement\n\n## Examples\n"
    let faults = TheoremPageTests.faults(of: Page(path: "PAGE.md", text: text), theorem)
    #expect(faults.map(\.line) == [1, 7, 5, 1])
    #expect(faults.map(\.message).joined().contains("\"Statement\" stands before \"Proof\""))
    let whole = "# In words\n\n## Statement\n\n## Proof\n\n## Example\n"
    #expect(TheoremPageTests.faults(of: Page(path: "PAGE.md", text: whole), theorem).isEmpty)
  }
}
