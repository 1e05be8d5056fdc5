import ExactArithmetic
import Foundation
import MonarchReference
import Testing

/// The Swift of the guide's pages compiles, and does what they say: the lines stand in both, word for word.
@Suite struct GuideExamples {
  private func lines(of page: String) throws -> [String] {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let text = try String(contentsOf: root.appending(path: "Docs/Guide/\(page).md"), encoding: .utf8)
    return text.matches(of: /```swift\n(?<code>(?s).*?)```/).flatMap { $0.code.split(separator: "\n") }
      .map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty && !$0.hasPrefix("import ") }
  }

  /// Whether the lines of a page, but for what they print, are lines of this file in this order.
  private func areHere(_ lines: [String]) throws -> Bool {
    let here = try String(contentsOfFile: #filePath, encoding: .utf8).split(separator: "\n").map {
      $0.trimmingCharacters(in: .whitespaces)
    }
    var rest = here[...]
    for line in lines where !line.contains("print(") {
      guard let index = rest.firstIndex(of: line) else { return false }
      rest = rest[(index + 1)...]
    }
    return true
  }

  @Test func structure() throws {
    #expect(try areHere(lines(of: "structure")))
    let shape = try MonarchShape.square(2)
    let m = try MonarchMatrix<Rational>(shape: shape, left: [1, 2, 3, 4, 5, 6, 7, 8], right: [1, 0, 1, 1, 2, 1, 0, 3])
    #expect(try m.definition() == m.dense)
    switch try shape.membership(of: m.dense) {
    case .member(let factors): #expect(factors.dense == m.dense)
    case .excluded(let witness): Issue.record("\(witness)")
    }
  }

  @Test func expressiveness() throws {
    #expect(try areHere(lines(of: "expressiveness")))
    let grid = try Grid(rows: 3, columns: 4)
    let transform = try TrigonometricTransform<Cyclotomic>(.dct2, size: 12)
    let ζ = try RootsOfUnity<Cyclotomic>(order: transform.rootOrder(on: grid))
    let word = try transform.word(on: grid, ζ)
    #expect(word.shape.description == "LRLRLR on 3×4")
    #expect(try word.dense == transform.definition(ζ))
  }
}
