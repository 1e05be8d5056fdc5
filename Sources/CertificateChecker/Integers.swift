internal import CGMP

/// Integers of GMP in one piece of memory, all 0 at first, which stand for multiples of one power of two.
final class Integers {
  let count: Int
  /// What each is multiplied by: 2^exponent.
  let exponent: Int
  private let storage: UnsafeMutablePointer<__mpz_struct>

  init(count: Int, exponent: Int) {
    (self.count, self.exponent) = (count, exponent)
    storage = .allocate(capacity: count)
    for index in 0..<count { __gmpz_init(storage + index) }
  }

  /// These numbers over their least exponent.
  convenience init(_ numbers: [Dyadic]) {
    let exponent = numbers.reduce(Int.max) { $1.isZero ? $0 : min($0, $1.exponent) }
    self.init(count: numbers.count, exponent: exponent == .max ? 0 : exponent)
    for (index, number) in numbers.enumerated() where !number.isZero {
      __gmpz_set_ui(self[index], UInt(number.magnitude))
      if number.isNegative { __gmpz_neg(self[index], self[index]) }
      __gmpz_mul_2exp(self[index], self[index], UInt(number.exponent - self.exponent))
    }
  }

  deinit {
    for index in 0..<count { __gmpz_clear(storage + index) }
    storage.deallocate()
  }

  subscript(index: Int) -> UnsafeMutablePointer<__mpz_struct> {
    precondition(index >= 0 && index < count)
    return storage + index
  }

  /// The same numbers over a lower exponent.
  func over(_ common: Int) -> Integers {
    guard common != exponent else { return self }
    let result = Integers(count: count, exponent: common)
    for index in 0..<count { __gmpz_mul_2exp(result[index], self[index], UInt(exponent - common)) }
    return result
  }
}

/// A sum that grows: an integer times a power of two.
final class Total {
  private var value = Integers(count: 1, exponent: 0)

  init() {}

  init(_ value: Integers) { self.value = value }

  func add(_ other: Total, times factor: Int = 1) {
    let common = min(value.exponent, other.value.exponent)
    value = value.over(common)
    let part = Integers(count: 1, exponent: common)
    __gmpz_mul_2exp(part[0], other.value[0], UInt(other.value.exponent - common))
    __gmpz_mul_si(part[0], part[0], factor)
    let sum = Integers(count: 1, exponent: common)
    __gmpz_add(sum[0], value[0], part[0])
    value = sum
  }

  /// This times 10^power, for a power that is not negative.
  func times(tenToThe power: Int) -> Total {
    let result = Integers(count: 1, exponent: value.exponent)
    __gmpz_ui_pow_ui(result[0], 10, UInt(power))
    __gmpz_mul(result[0], result[0], value[0])
    return Total(result)
  }

  /// -1, 0 or 1.
  var sign: Int { Int(value[0].pointee._mp_size.signum()) }

  /// The sign of this less the other.
  func compared(with other: Total) -> Int {
    let difference = Total(value)
    difference.add(other, times: -1)
    return difference.sign
  }

  /// The only way to write it: an odd integer in hexadecimal digits and an exponent of two.
  var text: String {
    guard sign != 0 else { return "0" }
    let odd = Integers(count: 1, exponent: 0)
    let zeros = __gmpz_scan1(value[0], 0)
    __gmpz_tdiv_q_2exp(odd[0], value[0], zeros)
    let digits = withUnsafeTemporaryAllocation(of: CChar.self, capacity: __gmpz_sizeinbase(odd[0], 16) + 2) { buffer in
      _ = __gmpz_get_str(buffer.baseAddress, 16, odd[0])
      return buffer.baseAddress.map { String(cString: $0) } ?? ""
    }
    let exponent = value.exponent + Int(zeros)
    return exponent == 0 ? digits : "\(digits)p\(exponent)"
  }

  /// The root of the quotient of two numbers that are not negative; for people.
  static func root(_ part: Total, over whole: Total) -> Double {
    guard whole.sign > 0 else { return part.sign == 0 ? 0 : .infinity }
    // As integers at one power of two, so that neither under- nor overflows by itself.
    let common = min(part.value.exponent, whole.value.exponent)
    let (a, b) = (part.value.over(common), whole.value.over(common))
    var (x, y): (CLong, CLong) = (0, 0)
    let (u, v) = (__gmpz_get_d_2exp(&x, a[0]), __gmpz_get_d_2exp(&y, b[0]))
    return (u / v * Double(sign: .plus, exponent: max(-1022, min(1023, Int(x - y))), significand: 1)).squareRoot()
  }
}
