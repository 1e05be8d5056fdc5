import ExactArithmetic
import TestSupport

extension SplitMix64 {
  /// A rational that is often at a border of the representation: 0, ±1, words at ±2^62 … 2^63, equal denominators,
  /// dyadic numbers, and fractions of many limbs.
  mutating func rational() -> Rational {
    let value: Rational
    switch Int.random(in: 0..<10, using: &self) {
    case 0: value = Rational(Int.random(in: -2...2, using: &self))
    case 1:
      value = Rational(
        [Int.max, Int.min, Int.max - 1, 1 << 62, -(1 << 62), (1 << 32) + 1].randomElement(using: &self)!)
    case 2: value = Rational(Int.random(in: -9...9, using: &self), Int.random(in: 1...9, using: &self))
    case 3:
      value = Rational(Int.random(in: -1_000_000...1_000_000, using: &self), 1 << Int.random(in: 0...61, using: &self))
    case 4: value = Rational(Int.random(in: .min ... .max, using: &self), Int.random(in: 1 ... .max, using: &self))
    case 5: value = Rational(Int.random(in: .min ... .max, using: &self), 7)
    case 6: value = .powerOfTwo(Int.random(in: -200...200, using: &self))
    case 7:
      value =
        Rational(Int.random(in: .min ... .max, using: &self)).scaled(
          byPowerOfTwo: Int.random(in: -90...90, using: &self))
    case 8:
      value =
        Rational(Int.random(in: .min ... .max, using: &self)) / Rational(Int.random(in: 1 ... .max, using: &self))
        * Rational(Int.random(in: .min ... .max, using: &self))
    default: value = Rational(Int.random(in: .min ... .max, using: &self)) * .powerOfTwo(-300) + .powerOfTwo(100)
    }
    return Bool.random(using: &self) ? value : -value
  }
}

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
