import MonarchVectors
import Testing

@Suite struct JSONTests {
  private func parse(_ text: String) throws -> JSONValue { try JSONValue(parsing: Array(text.utf8)) }

  @Test func documentsAreRead() throws {
    let value = try parse(#" {"a": [1, -20, true, null], "b\n\u0041": {"": "x\"y"}} "#)
    #expect(value["a"] == .array([.integer(1), .integer(-20), .boolean(true), .null]))
    #expect(value["b\nA"]?[""] == .string("x\"y"))
  }

  @Test(arguments: [
    "", "{", "[1", "[1,]", "{\"a\" 1}", "{\"a\": 1, \"a\": 2}", "1.5", "1e3", "01", "-", "99999999999999999999",
    "\"\\x\"",
    "\"\\ud800\"", "\"\\u12\"", "\"abc", "\"\u{1}\"", "tru", "{} {}", "{1: 2}", "[\"\\", "\u{FEFF}{}",
  ])
  func hostileTextIsRefused(_ text: String) {
    #expect(throws: VectorError.self) { try parse(text) }
  }

  @Test func nestingIsBounded() {
    let deep = String(repeating: "[", count: 100_000)
    #expect(throws: VectorError.self) { try parse(deep) }
    #expect(throws: VectorError.self) { try JSONValue(parsing: [0x22, 0xFF, 0x22]) }
  }

  /// Every file cut anywhere, and with one byte changed, is refused or read, but never fatal.
  @Test func damagedFilesAreNeverFatal() throws {
    let bytes = try VectorFolder(path: committed).files["multiply-float32-m2.json"] ?? []
    for place in stride(from: 0, to: bytes.count, by: 61) {
      _ = try? JSONValue(parsing: Array(bytes[..<place]))
      var damaged = bytes
      damaged[place] ^= UInt8(1 << (place % 8))
      let folder = VectorFolder(files: ["multiply-float32-m2.json": damaged])
      _ = try? folder.vectors()
    }
  }

  @Test func schemaRefusesWhatItDoesNotAllow() throws {
    let schema = Schema(try parse(SchemaText.text))
    let tensor = #"{"shape": [1, 1, 1], "bits": "3f800000"}"#
    func vector(_ more: String) throws -> String? {
      try schema.violation(
        of: try parse("{\"id\": \"a\", \"flags\": [], \"left\": \(tensor), \"right\": \(tensor), \(more)}"),
        definition: "vector")
    }
    let result = #""expected": {"output": {"shape": [1, 1], "exact": "3f800000"}}"#
    #expect(try vector(result) == nil)
    #expect(try vector(result + ", \"note\": 1") != nil)
    #expect(try vector(#""expected": {}"#) != nil)
    #expect(try vector(#""expected": {"output": {"shape": [1, 1], "low": "0"}}"#) != nil)
    #expect(try vector(#""expected": {"output": {"shape": [1, 1], "exact": "0", "low": "0", "high": "0"}}"#) != nil)
    #expect(try vector(#""expected": {"output": {"shape": [-1, 1], "exact": "0"}}"#) != nil)
    #expect(try vector(#""expected": {"output": {"shape": [1, 1], "exact": "0X"}}"#) != nil)
    #expect(try vector(result + ", \"input\": 7") != nil)
    let unknown = Schema(try parse(##"{"$defs": {"a": {"format": "date"}, "b": {"$ref": "#/$defs/c"}}}"##))
    for name in ["a", "b"] {
      #expect(throws: VectorError.self) { try unknown.violation(of: .null, definition: name) }
    }
  }
}
