import KernelZoo
import MonarchLaws
import Testing

/// Numbers that pages say of the project itself are those of its sources.
@Suite struct CountTests {
  @Test(arguments: Book.pages) func countsAreRight(page: Page) {
    let zoo = Zoo().names
    let wrong = zoo.count { $0.bug != nil }
    for (pattern, count) in [
      (/(\d+) wrong (?:implementations|kernels|ones)/, wrong), (/(\d+) right (?:kernels|ones)/, zoo.count - wrong),
      (/catalogue: (\d+) statements/, Catalogue.theorems.count),
    ] {
      for match in page.text.matches(of: pattern) where Int(match.1) != count {
        report(page, Page.line(of: match.range.lowerBound, in: page.text), "expected \(count), found \(match.0)")
      }
    }
  }
}
