import MonarchJudge

/// JSON as vectors need it: integers are the only numbers, and a key stands once in an object.
package indirect enum JSONValue: Hashable, Sendable {
  case object([String: JSONValue])
  case array([JSONValue])
  case string(String)
  case integer(Int)
  case boolean(Bool)
  case null

  /// What it is, for people.
  package var kind: String {
    switch self {
    case .object: "an object"
    case .array: "an array"
    case .string(let text): "\"\(clipped(text))\""
    case .integer(let value): "\(value)"
    case .boolean(let value): "\(value)"
    case .null: "null"
    }
  }

  package subscript(key: String) -> JSONValue? {
    if case .object(let members) = self { members[key] } else { nil }
  }

  package var string: String? { if case .string(let text) = self { text } else { nil } }
  package var integer: Int? { if case .integer(let value) = self { value } else { nil } }
  package var array: [JSONValue]? { if case .array(let elements) = self { elements } else { nil } }

  /// Reads a whole document (RFC 8259).
  ///
  /// - Throws: `VectorError` with the line, also for a key that stands twice, for nesting beyond 16 and for numbers that
  ///   are no integers.
  package init(parsing bytes: [UInt8]) throws(VectorError) {
    var parser = JSONParser(bytes)
    self = try parser.document()
  }
}

/// Text out of a file, short enough for a line.
func clipped(_ text: String) -> String { printable(text, limit: 60) }

private struct JSONParser {
  private let bytes: [UInt8]
  private var position = 0
  private var depth = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  mutating func document() throws(VectorError) -> JSONValue {
    let value = try value()
    guard peek() == nil else { throw unexpected("nothing after the document") }
    return value
  }

  private mutating func value() throws(VectorError) -> JSONValue {
    switch peek() {
    case UInt8(ascii: "{"): return try nested { parser throws(VectorError) in .object(try parser.members()) }
    case UInt8(ascii: "["): return try nested { parser throws(VectorError) in .array(try parser.elements()) }
    case UInt8(ascii: "\""): return .string(try string())
    case let byte? where "-0123456789".utf8.contains(byte): return .integer(try integer())
    default:
      for (word, value) in [("true", JSONValue.boolean(true)), ("false", .boolean(false)), ("null", .null)]
      where bytes[position...].starts(with: word.utf8) {
        position += word.utf8.count
        return value
      }
      throw unexpected("a value")
    }
  }

  /// Recursion is bounded, so that a file of brackets cannot exhaust the stack.
  private mutating func nested(
    _ body: (inout JSONParser) throws(VectorError) -> JSONValue
  ) throws(VectorError) -> JSONValue {
    depth += 1
    guard depth <= 16 else { throw failure("expected nesting up to 16, found more") }
    position += 1
    let value = try body(&self)
    depth -= 1
    return value
  }

  private mutating func members() throws(VectorError) -> [String: JSONValue] {
    var members: [String: JSONValue] = [:]
    while !take("}") {
      if !members.isEmpty, !take(",") { throw unexpected("',' or '}'") }
      guard peek() == UInt8(ascii: "\"") else { throw unexpected("a key") }
      let key = try string()
      guard members[key] == nil else { throw failure("expected each key once, found \"\(clipped(key))\" again") }
      guard take(":") else { throw unexpected("':' after \"\(clipped(key))\"") }
      members[key] = try value()
    }
    return members
  }

  private mutating func elements() throws(VectorError) -> [JSONValue] {
    var elements: [JSONValue] = []
    while !take("]") {
      if !elements.isEmpty, !take(",") { throw unexpected("',' or ']'") }
      elements.append(try value())
    }
    return elements
  }

  private mutating func integer() throws(VectorError) -> Int {
    let start = position
    while position < bytes.count, "+-.eE0123456789".utf8.contains(bytes[position]) { position += 1 }
    let text = String(decoding: bytes[start..<position], as: UTF8.self)
    guard let value = Int(text), "\(value)" == text else {
      throw failure("expected an integer, found \(clipped(text))")
    }
    return value
  }

  private mutating func string() throws(VectorError) -> String {
    position += 1
    var content: [UInt8] = []
    while position < bytes.count {
      let byte = bytes[position]
      position += 1
      switch byte {
      case UInt8(ascii: "\""):
        guard let text = String(validating: content, as: UTF8.self) else { throw failure("expected UTF-8 in a string") }
        return text
      case UInt8(ascii: "\\"): content += try escape().utf8
      case ..<0x20: throw failure("expected no control character in a string, found byte \(byte)")
      default: content.append(byte)
      }
    }
    throw failure("expected the end of a string, found the end of the file")
  }

  private mutating func escape() throws(VectorError) -> String {
    let letter = position < bytes.count ? bytes[position] : 0
    position += 1
    switch letter {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return String(Unicode.Scalar(letter))
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "b"): return "\u{8}"
    case UInt8(ascii: "f"): return "\u{C}"
    case UInt8(ascii: "u"):
      // Pairs of surrogates are not taken: nothing that is written here has any.
      let digits = bytes[position..<min(position + 4, bytes.count)]
      guard digits.count == 4, digits.allSatisfy({ "0123456789abcdefABCDEF".utf8.contains($0) }),
        let scalar = UInt32(String(decoding: digits, as: UTF8.self), radix: 16).flatMap(Unicode.Scalar.init)
      else { throw failure("expected a character of four hexadecimal digits after \\u") }
      position += 4
      return String(scalar)
    default: throw failure("expected an escape that JSON knows")
    }
  }

  /// The next byte that is no white space.
  private mutating func peek() -> UInt8? {
    while position < bytes.count {
      if ![0x20, 0x09, 0x0A, 0x0D].contains(bytes[position]) { return bytes[position] }
      position += 1
    }
    return nil
  }

  private mutating func take(_ token: Unicode.Scalar) -> Bool {
    guard peek() == UInt8(ascii: token) else { return false }
    position += 1
    return true
  }

  private mutating func unexpected(_ expected: String) -> VectorError {
    let found = peek().map { "\"\(printable(String(Unicode.Scalar($0))))\"" } ?? "the end of the file"
    return failure("expected \(expected), found \(found)")
  }

  private func failure(_ text: String) -> VectorError {
    let line = bytes[..<min(position, bytes.count)].count { $0 == 0x0A } + 1
    return VectorError("line \(line): \(text)")
  }
}
