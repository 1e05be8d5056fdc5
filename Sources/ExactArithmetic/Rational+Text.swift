/// Why a text is not a rational number that this library will hold.
public struct RationalTextError: Error, Hashable, Sendable, CustomStringConvertible {
  public let description: String
}

extension Rational: CustomStringConvertible, LosslessStringConvertible, Codable {
  /// "p/q" in lowest terms, or "p" for an integer.
  public var description: String {
    switch storage {
    case .small(let numerator, 1): String(numerator)
    case .small(let numerator, let denominator): "\(numerator)/\(denominator)"
    case .large(let value): value.isInteger ? value.numerator.text : value.text
    }
  }

  /// The most decimal digits that numerator or denominator may have in text.
  public static let maximalTextDigits = 100_000

  /// The value that `text` writes, or nil; `init(parsing:)` says why not.
  public init?(_ text: String) {
    guard let value = try? Rational(parsing: text) else { return nil }
    self = value
  }

  /// The value that `text` writes: "3", "-7/12", "0.125", "6.02e23".
  ///
  /// Text asking for more than `maximalTextDigits` digits, by its length or by its exponent, is refused before memory
  /// is spent on it.
  ///
  /// - Complexity: quasilinear in the number of digits (GMP's conversion).
  public init(parsing text: String) throws(RationalTextError) {
    if let value = Int(text), text.utf8.first != UInt8(ascii: "+") {
      self.init(value)
      return
    }
    // At most two numbers, their signs and points, and an exponent.
    guard text.utf8.count <= 2 * Rational.maximalTextDigits + 32 else {
      throw RationalTextError(
        description: "expected a number of at most \(Rational.maximalTextDigits) digits, found a text of "
          + "\(text.utf8.count) bytes")
    }
    let bytes = Array(text.utf8)
    if let bar = bytes.firstIndex(of: UInt8(ascii: "/")) {
      let numerator = try Rational.parseInteger(bytes[..<bar], of: text, signAllowed: true)
      let denominator = try Rational.parseInteger(bytes[(bar + 1)...], of: text, signAllowed: false)
      guard denominator.signum != 0 else { throw .malformed(text, "a denominator other than 0") }
      self = numerator / denominator
    } else {
      self = try Rational.parseDecimal(bytes, of: text)
    }
  }

  private static func parseInteger(
    _ bytes: ArraySlice<UInt8>, of text: String, signAllowed: Bool
  ) throws(RationalTextError) -> Rational {
    let isNegative = signAllowed && bytes.first == UInt8(ascii: "-")
    let digits = isNegative ? bytes.dropFirst() : bytes
    guard !digits.isEmpty, digits.allSatisfy(isDigit) else { throw .malformed(text, "p or p/q in decimal digits") }
    guard digits.count <= maximalTextDigits else {
      throw RationalTextError(
        description: "expected at most \(maximalTextDigits) digits, found \(digits.count)")
    }
    let value = Rational(large: LargeRational(integerText: String(decoding: digits, as: UTF8.self)))
    return isNegative ? -value : value
  }

  /// sign digits [. digits] [e sign digits]
  private static func parseDecimal(_ bytes: [UInt8], of text: String) throws(RationalTextError) -> Rational {
    var mantissa = bytes[...]
    var exponent = 0
    if let mark = bytes.firstIndex(where: { $0 | 0x20 == UInt8(ascii: "e") }) {
      let exponentText = String(decoding: bytes[(mark + 1)...], as: UTF8.self)
      guard exponentText.utf8.dropFirst().allSatisfy(isDigit), exponentText.utf8.last.map(isDigit) == true else {
        throw .malformed(text, "an exponent in decimal digits")
      }
      // An exponent beyond Int is absurd in size, not in form.
      exponent = Int(exponentText) ?? Int.max
      mantissa = bytes[..<mark]
    }
    let isNegative = mantissa.first == UInt8(ascii: "-")
    if isNegative { mantissa = mantissa.dropFirst() }
    var digits = Array(mantissa)
    if let point = mantissa.firstIndex(of: UInt8(ascii: ".")) {
      let fraction = mantissa[(point + 1)...]
      guard point > mantissa.startIndex, !fraction.isEmpty else { throw .malformed(text, "digits around the point") }
      digits = Array(mantissa[..<point]) + Array(fraction)
      let (shifted, overflow) = exponent.subtractingReportingOverflow(fraction.count)
      exponent = overflow ? Int.min + 1 : shifted
    }
    let size = digits.count.addingReportingOverflow(Int(clamping: exponent.magnitude))
    guard !size.overflow, size.partialValue <= maximalTextDigits else {
      throw RationalTextError(
        description: "expected a number of at most \(maximalTextDigits) digits, found \(excerpt(text))")
    }
    let value = try parseInteger(digits[...], of: text, signAllowed: false)
    let power = Rational(
      large: LargeRational(integerText: "1" + String(repeating: "0", count: Int(exponent.magnitude))))
    let magnitude = exponent < 0 ? value / power : value * power
    return isNegative ? -magnitude : magnitude
  }

  private static func isDigit(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") }

  fileprivate static func excerpt(_ text: String) -> String {
    let escaped = text.prefix(40).unicodeScalars.map { $0.isASCII && $0.value >= 32 ? String($0) : "?" }.joined()
    return "\"\(escaped)\(text.count > 40 ? "…" : "")\""
  }

  /// Writes the text form, so that no decoder squeezes the value through a float.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }

  /// Reads the text form, or an integer.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    guard let text = try? container.decode(String.self) else {
      self.init(try container.decode(Int.self))
      return
    }
    do {
      try self.init(parsing: text)
    } catch {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: error.description)
    }
  }
}

extension RationalTextError {
  fileprivate static func malformed(_ text: String, _ expected: String) -> RationalTextError {
    RationalTextError(description: "expected \(expected), found \(Rational.excerpt(text))")
  }
}
