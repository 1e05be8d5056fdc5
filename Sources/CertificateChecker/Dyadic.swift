/// A number as certificates write it and as floats are: an integer of at most 64 bits times a power of two.
struct Dyadic: Equatable {
  /// The greatest exponent of two, of either sign, that is read: products of four doubles stay far within it.
  static let maximumExponent = 1 << 13

  let isNegative: Bool
  let magnitude: UInt64
  let exponent: Int

  var isZero: Bool { magnitude == 0 }

  static let zero = Dyadic(isNegative: false, magnitude: 0, exponent: 0)

  /// `[-]HEX[pEXPONENT]` with an odd integer, lower-case digits and no leading zeros; or `0`. Nil for anything else.
  init?(_ token: ArraySlice<UInt8>) {
    if token.count == 1, token.first == UInt8(ascii: "0") {
      self = .zero
      return
    }
    var rest = token
    isNegative = rest.first == UInt8(ascii: "-")
    if isNegative { rest = rest.dropFirst() }
    let digits = rest.prefix { $0 != UInt8(ascii: "p") }
    guard (1...16).contains(digits.count), digits.first != UInt8(ascii: "0") else { return nil }
    var magnitude: UInt64 = 0
    for digit in digits {
      guard let value = Self.value(ofDigit: digit) else { return nil }
      magnitude = magnitude << 4 | UInt64(value)
    }
    guard magnitude & 1 == 1 else { return nil }
    self.magnitude = magnitude
    rest = rest.dropFirst(digits.count)
    guard !rest.isEmpty else {
      exponent = 0
      return
    }
    guard let exponent = Self.integer(rest.dropFirst(), upTo: Self.maximumExponent), exponent != 0 else { return nil }
    self.exponent = exponent
  }

  /// An element of a tensor, read from its bits; nil for infinities and NaN.
  init?(bits: UInt64, exponentWidth: Int, significandWidth: Int) {
    let bias = 1 << (exponentWidth - 1) - 1
    let biased = Int(bits >> UInt64(significandWidth)) & (1 << exponentWidth - 1)
    guard biased < 1 << exponentWidth - 1 else { return nil }
    let fraction = bits & (1 << UInt64(significandWidth) - 1)
    isNegative = bits >> UInt64(exponentWidth + significandWidth) & 1 == 1
    magnitude = biased == 0 ? fraction : fraction | 1 << UInt64(significandWidth)
    exponent = max(biased, 1) - bias - significandWidth
  }

  private init(isNegative: Bool, magnitude: UInt64, exponent: Int) {
    (self.isNegative, self.magnitude, self.exponent) = (isNegative, magnitude, exponent)
  }

  /// Whether both are one number, however they are written.
  func equals(_ other: Dyadic) -> Bool {
    guard !isZero && !other.isZero else { return isZero && other.isZero }
    let (a, b) = (magnitude.trailingZeroBitCount, other.magnitude.trailingZeroBitCount)
    return isNegative == other.isNegative && magnitude >> a == other.magnitude >> b
      && exponent + a == other.exponent + b
  }

  static func value(ofDigit digit: UInt8) -> UInt8? {
    switch digit {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
    default: nil
    }
  }

  /// A decimal integer of either sign without leading zeros, of a magnitude up to a limit.
  static func integer(_ token: ArraySlice<UInt8>, upTo limit: Int) -> Int? {
    let isNegative = token.first == UInt8(ascii: "-")
    let digits = isNegative ? token.dropFirst() : token
    guard (1...18).contains(digits.count), digits.count == 1 || digits.first != UInt8(ascii: "0") else { return nil }
    var value = 0
    for digit in digits {
      guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit) else { return nil }
      value = 10 * value + Int(digit - UInt8(ascii: "0"))
    }
    guard value <= limit, !(isNegative && value == 0) else { return nil }
    return isNegative ? -value : value
  }
}
