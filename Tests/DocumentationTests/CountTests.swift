import KernelZoo
import MonarchLaws
import Testing

/// Numbers that pages say of the project itself are those of its sources.
@Suite struct CountTests {
  private static let wrong = Zoo().names.count { $0.bug != nil }
  private static let right = Zoo().names.count { $0.bug == nil }

  @Test(arguments: Book.pages) func countsAreRight(page: Page) {
    for (pattern, count) in [
      (/(\d+) wrong (?:implementations|kernels|ones)/, CountTests.wrong),
      (/(\d+) right (?:kernels|ones)/, CountTests.right),
      (/catalogue: (\d+) statements/, Catalogue.theorems.count),
    ] {
      for match in page.text.matches(of: pattern) where Int(match.1) != count {
        report(page, Page.line(of: match.range.lowerBound, in: page.text), "expected \(count), found \(match.0)")
      }
    }
  }
}
