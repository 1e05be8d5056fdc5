import ExactArithmetic

/// The image of a rational in 𝔽_p for p = 2⁶¹ − 1, read off its decimal text: a ring homomorphism that shares no code
/// with the arithmetic under test. Nil where p divides the denominator.
struct Residue: Equatable {
  static let modulus: UInt64 = (1 << 61) - 1
  let value: UInt64

  init(reducing value: UInt64) { self.value = value % Residue.modulus }

  init?(_ rational: Rational) {
    let parts = rational.description.split(separator: "/")
    guard let numerator = Residue(decimal: parts[0]) else { return nil }
    guard parts.count == 2 else {
      self = numerator
      return
    }
    guard let denominator = Residue(decimal: parts[1]), denominator.value != 0 else { return nil }
    self = numerator * denominator.inverse
  }

  private init?(decimal text: Substring) {
    var result: UInt64 = 0
    for byte in text.utf8 where byte != UInt8(ascii: "-") {
      result = (Residue(reducing: result) * Residue(reducing: 10)).value + UInt64(byte - UInt8(ascii: "0"))
    }
    result %= Residue.modulus
    value = text.first == "-" ? (Residue.modulus - result) % Residue.modulus : result
  }

  static func + (a: Residue, b: Residue) -> Residue { Residue(reducing: a.value + b.value) }
  static func - (a: Residue, b: Residue) -> Residue { Residue(reducing: a.value + modulus - b.value) }
  static func * (a: Residue, b: Residue) -> Residue {
    let product = a.value.multipliedFullWidth(by: b.value)
    return Residue(reducing: modulus.dividingFullWidth((product.high, product.low)).remainder)
  }

  /// a^(p−2), Fermat's inverse.
  var inverse: Residue {
    var result = Residue(reducing: 1)
    var power = self
    var exponent = Residue.modulus - 2
    while exponent > 0 {
      if exponent & 1 == 1 { result = result * power }
      power = power * power
      exponent >>= 1
    }
    return result
  }
}
