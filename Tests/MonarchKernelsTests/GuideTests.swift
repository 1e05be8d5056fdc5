import ComplexModule
import Foundation
import MonarchKernels
import Testing

/// The code of the guide is compiled and run: it is that of GuideExample.swift and GuideProjection.swift, word for word.
@Suite struct GuideTests {
  private func text(_ path: String) throws -> String {
    let folder = URL(filePath: #filePath).deletingLastPathComponent()
    return try String(contentsOf: folder.appending(path: path), encoding: .utf8)
  }

  @Test func theSwiftOfTheGuideIsThatOfTheExamples() throws {
    let guide = try text("../../Docs/Guide/kernels.md")
    let blocks = guide.matches(of: /```swift\n(?<code>(?s).*?)```/).map { String($0.code) }
    #expect(try blocks == [text("GuideExample.swift"), text("GuideProjection.swift")])
  }

  /// With ones everywhere: h = 192·x, y = 192·h, and the gradients are sums of as many ones.
  @Test func theExampleDoesWhatItSays() throws {
    let batch = 3
    let gradient = try layer(
      left: Array(repeating: 1, count: 4 * 768 * 192), right: Array(repeating: 1, count: 4 * 192 * 192),
      rows: Array(repeating: 1, count: batch * 768), cotangent: Array(repeating: 1, count: batch * 3072))
    #expect(gradient.input == Array(repeating: 192 * 768, count: batch * 768))
    #expect(gradient.left == Array(repeating: Float(batch * 192), count: 4 * 768 * 192))
    #expect(gradient.right == Array(repeating: Float(batch * 768), count: 4 * 192 * 192))
  }

  /// A matrix of rank 1 is a Monarch matrix of every form; almost every one of order 4 is in MM* on the 2×2 grid.
  @Test func theSecondExampleDoesWhatItSays() throws {
    let weight = (0..<3072 * 768).map { (place: Int) -> Float in
      let (row, column) = place.quotientAndRemainder(dividingBy: 768)
      return Float((1 + row % 7) * (2 - column % 5))
    }
    let (layer, dense) = try compress(weight)
    #expect(layer.inputCount == 768 && layer.outputCount == 3072)
    #expect(zip(dense, weight).allSatisfy { abs($0 - $1) < 1e-4 })

    let matrix: [Double] = [1, 2, 3, 4, 5, 7, 6, 9, 8, 1, 2, 7, 3, 3, 1, 4]
    let word = try transform(matrix, rows: 2, columns: 2)
    let row: [Complex<Double>] = [1, -2, 3, 5]
    let product = try word.multiply(row, batch: 1)
    let expected: [Complex<Double>] = [26, 54, 47, 20]
    for (found, exact) in zip(product, expected) { #expect((found - exact).length < 1e-12) }
  }
}
