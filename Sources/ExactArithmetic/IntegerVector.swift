internal import CGMP

/// A fixed number of GMP integers in one allocation, all zero at first.
///
/// It is written while it is built and shared only for reading, like `LargeRational`.
@usableFromInline
final class IntegerVector: @unchecked Sendable {
  let count: Int
  private let storage: UnsafeMutablePointer<__mpz_struct>

  init(count: Int) {
    self.count = count
    storage = .allocate(capacity: count)
    for index in 0..<count { __gmpz_init(storage + index) }
  }

  deinit {
    for index in 0..<count { __gmpz_clear(storage + index) }
    storage.deallocate()
  }

  /// The integer at `index`, to be read or written through GMP.
  subscript(index: Int) -> UnsafeMutablePointer<__mpz_struct> {
    precondition(index >= 0 && index < count, "IntegerVector: index \(index) of \(count)")
    return storage + index
  }

  /// Writes numerators scaled to one common denominator, the least; returns that denominator.
  func setClearingDenominators(of values: [Rational], at start: Int) -> IntegerVector {
    let common = IntegerVector(count: 1)
    let denominators = IntegerVector(count: values.count)
    __gmpz_set_ui(common[0], 1)
    for (index, value) in values.enumerated() {
      value.copyParts(numerator: self[start + index], denominator: denominators[index])
      let bits = __gmpz_sizeinbase(common[0], 2) + __gmpz_sizeinbase(denominators[index], 2)
      precondition(
        bits <= Rational.maximalBitCount,
        "Rational: a common denominator may need \(bits) bits, more than the \(Rational.maximalBitCount) allowed")
      __gmpz_lcm(common[0], common[0], denominators[index])
    }
    for index in values.indices {
      __gmpz_divexact(denominators[index], common[0], denominators[index])
      __gmpz_mul(self[start + index], self[start + index], denominators[index])
    }
    return common
  }

  /// The greatest number of bits of an integer here.
  var bitCount: Int { (0..<count).reduce(0) { max($0, __gmpz_sizeinbase(self[$1], 2)) } }
}

extension Rational {
  func copyParts(
    numerator: UnsafeMutablePointer<__mpz_struct>, denominator: UnsafeMutablePointer<__mpz_struct>
  ) {
    switch storage {
    case .small(let over, let under):
      __gmpz_set_si(numerator, over)
      __gmpz_set_si(denominator, under)
    case .large(let value): value.copyParts(numerator: numerator, denominator: denominator)
    }
  }

  /// The quotient of two integers in lowest terms.
  ///
  /// - Precondition: `divisor` is not zero.
  init(_ integer: UnsafePointer<__mpz_struct>, over divisor: UnsafePointer<__mpz_struct>) {
    if __gmpz_fits_slong_p(integer) != 0 && __gmpz_fits_slong_p(divisor) != 0 {
      self.init(__gmpz_get_si(integer), __gmpz_get_si(divisor))
    } else {
      self.init(large: LargeRational(integer: integer, over: divisor))
    }
  }
}
