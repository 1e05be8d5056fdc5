internal import CGMP

/// A GMP rational in lowest terms, never modified after its initialiser has returned.
///
/// Immutability is what makes sharing between values and threads safe, and every aliasing of operands harmless.
@usableFromInline
final class LargeRational: @unchecked Sendable {
  private let value: UnsafeMutablePointer<__mpq_struct>

  /// Fills a fresh rational; `fill` must leave it canonical.
  private init(_ fill: (UnsafeMutablePointer<__mpq_struct>) -> Void) {
    value = .allocate(capacity: 1)
    __gmpq_init(value)
    fill(value)
  }

  deinit {
    __gmpq_clear(value)
    value.deallocate()
  }

  @usableFromInline
  convenience init(numerator: Int, denominator: Int) {
    self.init { __gmpq_set_si($0, numerator, UInt(denominator)) }
  }

  /// An integer from decimal text that the caller has already validated: an optional sign and digits.
  convenience init(integerText text: String) {
    self.init { value in
      let status = text.withCString { __gmpz_set_str(top(value), $0, 10) }
      precondition(status == 0, "LargeRational: not an integer")
    }
  }

  /// The dyadic number significand·2^exponent.
  convenience init(significand: Int, exponent: Int) {
    self.init { value in
      __gmpq_set_si(value, significand, 1)
      LargeRational.scale(value, value, exponent)
    }
  }

  /// The quotient of two integers, of which the second is not zero, brought to lowest terms.
  convenience init(integer: UnsafePointer<__mpz_struct>, over divisor: UnsafePointer<__mpz_struct>) {
    self.init { value in
      __gmpz_set(top(value), integer)
      __gmpz_set(bottom(value), divisor)
      __gmpq_canonicalize(value)
    }
  }

  /// The dyadic number integer·2^exponent.
  convenience init(integer: UnsafePointer<__mpz_struct>, exponent: Int) {
    self.init { value in
      __gmpz_set(top(value), integer)
      LargeRational.scale(value, value, exponent)
    }
  }

  /// The dyadic number magnitude·2^exponent, negated where asked, with the magnitude's lowest word first.
  convenience init(words: UnsafeBufferPointer<UInt64>, isNegative: Bool, exponent: Int) {
    self.init { value in
      __gmpz_import(top(value), words.count, -1, 8, 0, 0, words.baseAddress)
      if isNegative { __gmpz_neg(top(value), top(value)) }
      LargeRational.scale(value, value, exponent)
    }
  }

  // MARK: Parts

  /// Copies the numerator and the denominator out.
  func copyParts(
    numerator: UnsafeMutablePointer<__mpz_struct>, denominator: UnsafeMutablePointer<__mpz_struct>
  ) {
    __gmpz_set(numerator, top(value))
    __gmpz_set(denominator, bottom(value))
  }

  /// Numerator and denominator where both fit `Rational`'s inline form.
  @usableFromInline
  var smallParts: (numerator: Int, denominator: Int)? {
    let over = top(value)
    let under = bottom(value)
    guard __gmpz_fits_slong_p(over) != 0, __gmpz_fits_slong_p(under) != 0 else { return nil }
    let small = __gmpz_get_si(over)
    return small == Int.min ? nil : (small, __gmpz_get_si(under))
  }

  @usableFromInline
  var signum: Int { Int(top(value).pointee._mp_size.signum()) }

  var isInteger: Bool { __gmpz_cmp_ui(bottom(value), 1) == 0 }
  var numerator: LargeRational { LargeRational { __gmpq_set_num($0, top(self.value)) } }
  var denominator: LargeRational { LargeRational { __gmpq_set_num($0, bottom(self.value)) } }

  var binaryExponent: Int? {
    guard signum != 0 else { return nil }
    let over = top(value)
    let under = bottom(value)
    let exponent = __gmpz_sizeinbase(over, 2) - __gmpz_sizeinbase(under, 2)
    return withTemporary { shifted in
      let isAtLeast: Bool
      if exponent >= 0 {
        __gmpz_mul_2exp(shifted, under, UInt(exponent))
        isAtLeast = __gmpz_cmpabs(over, shifted) >= 0
      } else {
        __gmpz_mul_2exp(shifted, over, exponent.magnitude)
        isAtLeast = __gmpz_cmpabs(shifted, under) >= 0
      }
      return isAtLeast ? exponent : exponent - 1
    }
  }

  var dyadicExponent: Int? {
    guard signum != 0 else { return nil }
    let under = bottom(value)
    let shift = Int(__gmpz_scan1(under, 0))
    guard __gmpz_sizeinbase(under, 2) == shift + 1 else { return nil }
    return Int(__gmpz_scan1(top(value), 0)) - shift
  }

  /// Numerator and denominator modulo a word.
  func residues(modulo modulus: UInt) -> (numerator: UInt, denominator: UInt) {
    (__gmpz_fdiv_ui(top(value), modulus), __gmpz_fdiv_ui(bottom(value), modulus))
  }

  var text: String {
    let digits = __gmpz_sizeinbase(top(value), 10) + __gmpz_sizeinbase(bottom(value), 10)
    return withUnsafeTemporaryAllocation(of: CChar.self, capacity: digits + 3) { buffer in  // Sign, bar and NUL.
      _ = __gmpq_get_str(buffer.baseAddress, 10, value)
      return buffer.baseAddress.map { String(cString: $0) } ?? ""
    }
  }

  // MARK: Arithmetic

  @usableFromInline
  func negated() -> LargeRational { LargeRational { __gmpq_neg($0, self.value) } }

  @usableFromInline
  func adding(_ other: LargeRational) -> LargeRational {
    checkSize(bitCount + other.bitCount)
    return LargeRational { __gmpq_add($0, self.value, other.value) }
  }

  @usableFromInline
  func subtracting(_ other: LargeRational) -> LargeRational {
    checkSize(bitCount + other.bitCount)
    return LargeRational { __gmpq_sub($0, self.value, other.value) }
  }

  @usableFromInline
  func multiplied(by other: LargeRational) -> LargeRational {
    checkSize(bitCount + other.bitCount)
    return LargeRational { __gmpq_mul($0, self.value, other.value) }
  }

  @usableFromInline
  func divided(by other: LargeRational) -> LargeRational {
    checkSize(bitCount + other.bitCount)
    return LargeRational { __gmpq_div($0, self.value, other.value) }
  }

  @usableFromInline
  func addingProduct(_ lhs: LargeRational, _ rhs: LargeRational) -> LargeRational {
    checkSize(bitCount + lhs.bitCount + rhs.bitCount)
    return LargeRational { sum in
      __gmpq_mul(sum, lhs.value, rhs.value)
      __gmpq_add(sum, sum, self.value)
    }
  }

  func scaled(byPowerOfTwo exponent: Int) -> LargeRational {
    checkSize(bitCount.addingReportingOverflow(Int(clamping: exponent.magnitude)).partialValue)
    return LargeRational { LargeRational.scale($0, self.value, exponent) }
  }

  /// The largest multiple of 2^exponent that is not above this value.
  func roundedDown(toMultipleOfPowerOfTwo exponent: Int) -> LargeRational {
    let scaled = scaled(byPowerOfTwo: -exponent)
    let quotient = LargeRational { __gmpz_fdiv_q(top($0), top(scaled.value), bottom(scaled.value)) }
    return quotient.scaled(byPowerOfTwo: exponent)
  }

  /// |self|·2^shift rounded to an integer, ties to even, where the result has at most 64 bits.
  func roundedMagnitude(scaledByPowerOfTwo shift: Int) -> UInt {
    let scaled = scaled(byPowerOfTwo: shift)
    let under = bottom(scaled.value)
    return withTemporary { quotient in
      withTemporary { remainder in
        __gmpz_tdiv_qr(quotient, remainder, top(scaled.value), under)
        __gmpz_mul_2exp(remainder, remainder, 1)
        let side = __gmpz_cmpabs(remainder, under)
        let magnitude = __gmpz_get_ui(quotient)
        return side > 0 || (side == 0 && magnitude & 1 == 1) ? magnitude + 1 : magnitude
      }
    }
  }

  // MARK: Comparison

  func isEqual(to other: LargeRational) -> Bool { __gmpq_equal(value, other.value) != 0 }
  func isLess(than other: LargeRational) -> Bool { __gmpq_cmp(value, other.value) < 0 }

  func hash(into hasher: inout Hasher) {
    for part in [top(value), bottom(value)] {
      hasher.combine(part.pointee._mp_size)
      for index in 0..<__gmpz_size(part) { hasher.combine(__gmpz_getlimbn(part, index)) }
    }
  }

  // MARK: Size

  /// Bits of numerator and denominator together, rounded up to whole limbs.
  private var bitCount: Int {
    64 * (__gmpz_size(top(value)) + __gmpz_size(bottom(value)))
  }

  private static func scale(
    _ result: UnsafeMutablePointer<__mpq_struct>, _ operand: UnsafeMutablePointer<__mpq_struct>, _ exponent: Int
  ) {
    if exponent >= 0 {
      __gmpq_mul_2exp(result, operand, UInt(exponent))
    } else {
      __gmpq_div_2exp(result, operand, exponent.magnitude)
    }
  }
}

/// GMP aborts the process on sizes it cannot hold; this says why, first.
private func checkSize(_ bits: Int) {
  precondition(
    bits >= 0 && bits <= Rational.maximalBitCount,
    "Rational: the result may need \(bits) bits, more than the \(Rational.maximalBitCount) allowed")
}

private func top(_ value: UnsafeMutablePointer<__mpq_struct>) -> UnsafeMutablePointer<__mpz_struct> {
  UnsafeMutableRawPointer(value).assumingMemoryBound(to: __mpz_struct.self)
}

private func bottom(_ value: UnsafeMutablePointer<__mpq_struct>) -> UnsafeMutablePointer<__mpz_struct> {
  // The C structure is {mpz _mp_num; mpz _mp_den}; C's layout rules put the second right after the first.
  top(value) + 1
}

private func withTemporary<Result>(_ body: (UnsafeMutablePointer<__mpz_struct>) -> Result) -> Result {
  var temporary = __mpz_struct()
  __gmpz_init(&temporary)
  defer { __gmpz_clear(&temporary) }
  return body(&temporary)
}
