import Foundation
import MonarchKernels
import Testing

/// The code of the guide is compiled and run: it is that of GuideExample.swift, word for word.
@Suite struct GuideTests {
  private func text(_ path: String) throws -> String {
    let folder = URL(filePath: #filePath).deletingLastPathComponent()
    return try String(contentsOf: folder.appending(path: path), encoding: .utf8)
  }

  @Test func theSwiftOfTheGuideIsTheExample() throws {
    let guide = try text("../../Docs/Guide/kernels.md")
    let blocks = guide.matches(of: /```swift\n(?<code>(?s).*?)```/).map { String($0.code) }
    #expect(try blocks == [text("GuideExample.swift")])
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
}
