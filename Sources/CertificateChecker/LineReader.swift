/// The lines of a certificate, a keyword and its words each, read one after the other.
struct LineReader {
  private let bytes: [UInt8]
  private var position = 0
  /// The line that was read last, counted from 1.
  private(set) var line = 0
  /// The tensor that errors are about.
  var tensor: String?

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  var isAtEnd: Bool { position == bytes.count }

  /// The keyword of the line to come, nil at the end.
  var keyword: String? {
    guard !isAtEnd else { return nil }
    return String(decoding: bytes[position...].prefix(16).prefix { $0 > 0x20 }, as: UTF8.self)
  }

  /// The words of the next line, which must begin with this keyword and have this many of them, one space apart.
  ///
  /// - Complexity: O(the line's bytes), in memory too: what a line promises to hold costs nothing before it is there.
  mutating func words(of keyword: String, count: Int) throws(CertificateError) -> [ArraySlice<UInt8>] {
    line += 1
    guard !isAtEnd else { throw malformed("expected a line '\(keyword)', found the end of the file") }
    guard let end = bytes[position...].firstIndex(of: UInt8(ascii: "\n")) else {
      throw malformed("expected a line '\(keyword)' and its end, found the end of the file")
    }
    let words = bytes[position..<end].split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false)
    guard let first = words.first, first.elementsEqual(keyword.utf8) else {
      let found = String(decoding: bytes[position..<end].prefix(24), as: UTF8.self)
      throw malformed("expected '\(keyword)', found '\(found)'")
    }
    guard words.count == count + 1 else {
      throw malformed("expected '\(keyword)' and \(count) words, found \(words.count - 1)")
    }
    position = end + 1
    return Array(words[1...])
  }

  /// A line of integers from 0 to 2^31.
  mutating func integers(of keyword: String, count: Int) throws(CertificateError) -> [Int] {
    var integers: [Int] = []
    for word in try words(of: keyword, count: count) {
      guard let value = Dyadic.integer(word, upTo: 1 << 31), value >= 0 else {
        throw malformed("expected integers from 0 to 2^31 after '\(keyword)', found '\(Self.shown(word))'")
      }
      integers.append(value)
    }
    return integers
  }

  /// A line of dyadic numbers.
  mutating func numbers(of keyword: String, count: Int, exponentsUpTo limit: Int) throws(CertificateError) -> [Dyadic] {
    var numbers: [Dyadic] = []
    for word in try words(of: keyword, count: count) {
      guard let number = Dyadic(word), abs(number.exponent) <= limit else {
        throw malformed(
          "expected 0 or an odd integer of up to 16 hexadecimal digits and a power of two up to \(limit), found "
            + "'\(Self.shown(word))'")
      }
      numbers.append(number)
    }
    return numbers
  }

  /// A line of one word of at most `limit` bytes.
  mutating func word(
    of keyword: String, limit: Int = 1 << 14, mayBeEmpty: Bool = false
  ) throws(CertificateError) -> String {
    let word = try words(of: keyword, count: 1)[0]
    guard mayBeEmpty || !word.isEmpty, word.count <= limit, let text = String(validating: word, as: UTF8.self) else {
      throw malformed("expected a word of 1 to \(limit) bytes of UTF-8 after '\(keyword)', found \(word.count) bytes")
    }
    return text
  }

  func malformed(_ reason: String) -> CertificateError {
    CertificateError(.malformed, tensor: tensor, line: line, reason)
  }

  func refused(_ reason: String) -> CertificateError {
    CertificateError(.refused, tensor: tensor, line: line, reason)
  }

  static func shown(_ word: ArraySlice<UInt8>) -> String { String(decoding: word.prefix(40), as: UTF8.self) }
}
