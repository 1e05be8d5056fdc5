internal import CGMP

/// A rational number of GMP, in lowest terms, which never changes.
final class Fraction: @unchecked Sendable {
  private let value: UnsafeMutablePointer<__mpq_struct>

  private init(_ fill: (UnsafeMutablePointer<__mpq_struct>) -> Void) {
    value = .allocate(capacity: 1)
    __gmpq_init(value)
    fill(value)
  }

  deinit {
    __gmpq_clear(value)
    value.deallocate()
  }

  convenience init(_ integer: Int) { self.init { __gmpq_set_si($0, integer, 1) } }

  /// A number as "-3" or "22/7", of at most a million digits; nil for other texts.
  convenience init?(_ text: String) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    func isNumber(_ part: Substring) -> Bool {
      let digits = part.hasPrefix("-") ? part.dropFirst() : part
      return !digits.isEmpty && digits.utf8.allSatisfy { (48...57).contains($0) }
    }
    guard text.utf8.count <= 1_000_000, (1...2).contains(parts.count), parts.allSatisfy(isNumber),
      parts.count == 1 || (!parts[1].hasPrefix("-") && parts[1].contains { $0 != "0" })
    else { return nil }
    self.init {
      _ = __gmpq_set_str($0, text, 10)
      __gmpq_canonicalize($0)
    }
  }

  /// integer · 2^exponent.
  convenience init(_ integer: Int, timesTwoToThe exponent: Int) {
    self.init {
      __gmpq_set_si($0, integer, 1)
      if exponent < 0 { __gmpq_div_2exp($0, $0, UInt(-exponent)) } else { __gmpq_mul_2exp($0, $0, UInt(exponent)) }
    }
  }

  var isZero: Bool { value.pointee._mp_num._mp_size == 0 }

  static func == (a: Fraction, b: Fraction) -> Bool { __gmpq_equal(a.value, b.value) != 0 }
  static func + (a: Fraction, b: Fraction) -> Fraction { Fraction { __gmpq_add($0, a.value, b.value) } }
  static func - (a: Fraction, b: Fraction) -> Fraction { Fraction { __gmpq_sub($0, a.value, b.value) } }
  static func * (a: Fraction, b: Fraction) -> Fraction { Fraction { __gmpq_mul($0, a.value, b.value) } }

  /// Nil for 0.
  var inverse: Fraction? { isZero ? nil : Fraction { __gmpq_inv($0, value) } }

  /// The residue modulo a number below 2^63; nil where the denominator has none.
  func residue(modulo modulus: UInt64) -> UInt64? {
    let numbers = Integers(count: 3, exponent: 0)
    __gmpz_set_ui(numbers[2], UInt(modulus))
    guard __gmpz_invert(numbers[0], &value.pointee._mp_den, numbers[2]) != 0 || modulus == 1 else { return nil }
    __gmpz_mul(numbers[1], numbers[0], &value.pointee._mp_num)
    return UInt64(__gmpz_fdiv_ui(numbers[1], UInt(modulus)))
  }
}
