import Foundation

/// Whether the Swift of a page of Docs/Guide stands in a file, line by line in this order: so it compiles.
///
/// Imports and lines that print are left out: what they print is for the file to expect.
public func swiftOfGuide(_ page: String, isIn file: String) throws -> Bool {
  let text = try String(contentsOf: repository.appending(path: "Docs/Guide/\(page).md"), encoding: .utf8)
  let lines = text.matches(of: /```swift\n(?<code>(?s).*?)```/).flatMap { $0.code.split(separator: "\n") }
    .map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty && !$0.hasPrefix("import ") }
  var rest = try String(contentsOfFile: file, encoding: .utf8).split(separator: "\n")
    .map { $0.trimmingCharacters(in: .whitespaces) }[...]
  for line in lines where !line.contains("print(") {
    guard let index = rest.firstIndex(of: line) else { return false }
    rest = rest[(index + 1)...]
  }
  return !lines.isEmpty
}
