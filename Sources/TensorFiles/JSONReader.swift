/// A strict reader of JSON (RFC 8259) that is driven by its caller and keeps nothing.
///
/// The caller says what must come next: an object's key, a string, an integer. So there is no tree whose size a file
/// could choose, and no recursion whose depth it could: what is nested deeper than the caller asks for is an error at
/// the first bracket. Foundation's reader was rejected since it silently drops duplicate keys.
struct JSONReader {
  /// The whole file, so that nothing is copied.
  private let bytes: [UInt8]
  /// Where the text lies.
  private let range: Range<Int>
  /// The next byte to read.
  private var position: Int
  /// What errors are about: the start of their line.
  var subject: String

  /// A reader of the text that lies at `range` in `bytes`; `subject` starts every error's line.
  init(_ bytes: [UInt8], _ range: Range<Int>, subject: String) {
    self.bytes = bytes
    self.range = range
    self.position = range.lowerBound
    self.subject = subject
  }

  /// Takes the `{` that starts an object; `what` describes it.
  mutating func beginObject(_ what: String) throws(TensorFileError) {
    guard take("{") else { throw unexpected("\(what), an object") }
  }

  /// The next key of an object and its colon, or nil after the object's end; `seen` starts empty and belongs to it.
  ///
  /// A key of more than `limit` bytes is an error, before it is hashed: see ``SafeTensors/maximumNameLength``.
  /// Keys are compared as Swift compares strings: two that differ only in Unicode normalization count as the same.
  mutating func nextKey(_ seen: inout Set<String>, limit: Int) throws(TensorFileError) -> String? {
    if take("}") { return nil }
    if !seen.isEmpty, !take(",") { throw unexpected("',' or '}' in an object") }
    let key = try string("a key")
    guard key.utf8.count <= limit else {
      throw malformed("expected keys of at most \(limit) bytes, found \(key.utf8.count) in \(quoted(key))")
    }
    guard seen.insert(key).inserted else {
      throw TensorFileError(
        .duplicateKey, "\(subject): expected each key once in an object, found \(quoted(key)) twice")
    }
    guard take(":") else { throw unexpected("':' after the key \(quoted(key))") }
    return key
  }

  /// An array of at most `limit` integers that are not negative; more are an error of kind `excess`.
  mutating func integers(
    _ what: String, limit: Int, excess: TensorFileError.Kind
  ) throws(TensorFileError) -> [Int] {
    guard take("[") else { throw unexpected("\(what), an array of integers") }
    var values: [Int] = []
    while !take("]") {
      if !values.isEmpty, !take(",") { throw unexpected("',' or ']' in \(what)") }
      guard values.count < limit else {
        throw TensorFileError(excess, "\(subject): expected at most \(limit) integers in \(what), found more")
      }
      values.append(try integer(what))
    }
    return values
  }

  /// An integer that is not negative and fits; a fraction or an exponent is refused even where its value is whole.
  private mutating func integer(_ what: String) throws(TensorFileError) -> Int {
    let first = peek()
    if first == UInt8(ascii: "-") {
      throw TensorFileError(.malformedHeader, "\(subject): expected integers in \(what), found a negative number")
    }
    let start = position
    guard let value = decimal(bytes, &position, end: range.upperBound) else {
      throw TensorFileError(
        .malformedHeader, "\(subject): expected integers of at most 2^63 - 1 in \(what), found a larger one")
    }
    guard position > start else { throw unexpected("an integer in \(what)") }
    guard position == start + 1 || first != 0x30 else {
      throw TensorFileError(.malformedHeader, "\(subject): expected integers in \(what), found a leading zero")
    }
    if position < range.upperBound, [0x2E, 0x45, 0x65].contains(bytes[position]) {
      throw TensorFileError(
        .malformedHeader, "\(subject): expected integers in \(what), found a fraction or an exponent")
    }
    return value
  }

  /// A string, its escapes resolved.
  mutating func string(_ what: String) throws(TensorFileError) -> String {
    guard take("\"") else { throw unexpected("\(what), a string") }
    var content: [UInt8] = []
    while true {
      guard position < range.upperBound else {
        throw malformed("expected the closing quote of \(what), found the end of the header")
      }
      // Plain stretches are taken whole.
      let start = position
      while position < range.upperBound, bytes[position] >= 0x20, bytes[position] != 0x22, bytes[position] != 0x5C {
        position += 1
      }
      content += bytes[start..<position]
      guard position < range.upperBound else { continue }
      let byte = bytes[position]
      position += 1
      if byte == 0x22 { break }
      guard byte == 0x5C else {
        throw malformed("expected control characters in \(what) to be escaped, found byte \(byte)")
      }
      try escape(what, into: &content)
    }
    guard let result = String(validating: content, as: UTF8.self) else {
      throw malformed("expected UTF-8 in \(what), found \(quoted(String(decoding: content, as: UTF8.self)))")
    }
    return result
  }

  /// What stands after a backslash.
  private mutating func escape(_ what: String, into content: inout [UInt8]) throws(TensorFileError) {
    let letter = position < range.upperBound ? bytes[position] : 0
    position += 1
    switch letter {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): content.append(letter)
    case UInt8(ascii: "b"): content.append(0x08)
    case UInt8(ascii: "f"): content.append(0x0C)
    case UInt8(ascii: "n"): content.append(0x0A)
    case UInt8(ascii: "r"): content.append(0x0D)
    case UInt8(ascii: "t"): content.append(0x09)
    case UInt8(ascii: "u"):
      var value = try fourDigits(what)
      if (0xD800..<0xDC00).contains(value), bytes[position..<range.upperBound].starts(with: [0x5C, 0x75]) {
        position += 2
        let low = try fourDigits(what)
        guard (0xDC00..<0xE000).contains(low) else {
          throw malformed("expected surrogates in pairs in \(what), found one by itself")
        }
        value = 0x10000 + (value - 0xD800) << 10 + (low - 0xDC00)
      }
      guard let scalar = Unicode.Scalar(value) else {
        throw malformed("expected surrogates in pairs in \(what), found one by itself")
      }
      content.append(contentsOf: String(scalar).utf8)
    default: throw malformed("expected an escape that JSON knows in \(what), found another")
    }
  }

  /// The four hexadecimal digits of an escape.
  private mutating func fourDigits(_ what: String) throws(TensorFileError) -> UInt32 {
    var value: UInt32 = 0
    for _ in 0..<4 {
      let digit: UInt8
      switch position < range.upperBound ? bytes[position] : 0 {
      case let byte where (0x30...0x39).contains(byte): digit = byte - 0x30
      case let byte where (0x41...0x46).contains(byte): digit = byte - 0x41 + 10
      case let byte where (0x61...0x66).contains(byte): digit = byte - 0x61 + 10
      default: throw malformed("expected four hexadecimal digits after \\u in \(what), found others")
      }
      value = value << 4 | UInt32(digit)
      position += 1
    }
    return value
  }

  /// Checks that nothing but white space is left.
  mutating func expectEnd() throws(TensorFileError) {
    guard peek() == nil else { throw unexpected("nothing after the object") }
  }

  /// The next byte that is not white space, without taking it; nil at the end.
  private mutating func peek() -> UInt8? {
    while position < range.upperBound {
      switch bytes[position] {
      case 0x20, 0x09, 0x0A, 0x0D: position += 1
      case let byte: return byte
      }
    }
    return nil
  }

  /// Takes `token` if it comes next.
  private mutating func take(_ token: Unicode.Scalar) -> Bool {
    guard let byte = peek(), byte == UInt8(ascii: token) else { return false }
    position += 1
    return true
  }

  /// An error at the current position: what was expected there and what stands there.
  private mutating func unexpected(_ expected: String) -> TensorFileError {
    let found =
      switch peek() {
      case nil: "the end of the header"
      case UInt8(ascii: "{"): "an object"
      case UInt8(ascii: "["): "an array"
      case UInt8(ascii: "\""): "a string"
      case let byte?: quoted(String(Unicode.Scalar(byte)))
      }
    return malformed("expected \(expected), found \(found)")
  }

  /// An error at the current position.
  private func malformed(_ text: String) -> TensorFileError {
    TensorFileError(.malformedHeader, "\(subject): \(text) at byte \(position - range.lowerBound) of the header")
  }
}

/// Appends `text` to `json` as a string in quotes, escaping what must be escaped and nothing else.
func appendJSONString(_ text: String, to json: inout [UInt8]) {
  json.append(0x22)
  for byte in text.utf8 {
    switch byte {
    case 0x22, 0x5C: json += [0x5C, byte]
    case 0x08: json += "\\b".utf8
    case 0x09: json += "\\t".utf8
    case 0x0A: json += "\\n".utf8
    case 0x0C: json += "\\f".utf8
    case 0x0D: json += "\\r".utf8
    case 0..<0x20: json += ("\\u00" + (byte < 16 ? "0" : "") + String(byte, radix: 16)).utf8
    default: json.append(byte)
    }
  }
  json.append(0x22)
}
