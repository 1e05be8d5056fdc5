import Foundation
import PropertyEngine
import PropertyTesting
import Testing

/// The code of the guide is compiled and run: it is that of GuideExamples.swift, word for word.
@Suite struct GuideTests {
  private let folder = URL(filePath: #filePath).deletingLastPathComponent()

  private func text(_ path: String) throws -> String {
    try String(contentsOf: folder.appending(path: path), encoding: .utf8)
  }

  @Test func everyBlockOfSwiftIsAnExample() throws {
    let guide = try text("../../Docs/Guide/property-testing.md")
    let blocks = guide.matches(of: /```swift\n(?<code>(?s).*?)```/).map { String($0.code) }
    #expect(blocks.count == guide.components(separatedBy: "```swift").count - 1 && blocks.count >= 5)
    #expect(try blocks.joined(separator: "\n") == text("GuideExamples.swift"))
  }

  /// The failure that the guide shows is the one that such a property reports.
  @Test func theFailureOfTheGuideIsReal() async throws {
    let issues = try await recorded(["PROPERTY_SEED": "5"]) {
      await forAll(Generator<Int>.integer(in: 0...1000).array(), Generator<Double>.double()) { xs, y in
        #expect(xs.reduce(0, +) < 100, "the sum is small")
      }
    }
    let shown = try #require(
      try text("../../Docs/Guide/property-testing.md").firstMatch(of: /```text\n(falsified(?s).*?)```/))
    #expect(issues.map { $0.text + "\n" } == [String(shown.1)])
  }

  @Test func generatorsMakeWhatTheGuideSays() async {
    await forAll(even, sized, either, point, tree) { even, sized, either, _, tree in
      #expect(even % 2 == 0 && (1...9).contains(sized.count) && either % 2 == 0)
      #expect(leaves(of: tree) <= 32)
    }
  }

  private func leaves(of tree: Tree) -> Int {
    switch tree {
    case .leaf: 1
    case .fork(let left, let right): leaves(of: left) + leaves(of: right)
    }
  }
}

/// The grid with rows as columns.
func transposed<Element>(_ grid: Grid<Element>) -> Grid<Element> {
  let places = (0..<grid.columns).flatMap { column in (0..<grid.rows).map { ($0, column) } }
  return Grid(rows: grid.columns, columns: grid.rows, elements: places.map { grid[$0.0, $0.1] })
}
