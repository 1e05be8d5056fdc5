internal import CGMP

/// A root of a polynomial with integer coefficients modulo growing powers of a prime, with a root of unity beside it.
///
/// The polynomial's coefficients are combinations of powers of ζ_N, for which the root of unity stands.
struct PadicRoot {
  /// For each power of x the terms c·ζ^e.
  private let coefficients: [[(exponent: Int, value: Rational)]]
  private let order: Int
  private let prime: PrimeModulus
  private let residue: UInt
  private let unit: UInt

  /// A simple root `residue` modulo `prime` of the polynomial, where ζ_N is `unit`.
  init(
    of coefficients: [[(exponent: Int, value: Rational)]], order: Int, prime: PrimeModulus, residue: UInt, unit: UInt
  ) {
    (self.coefficients, self.order, self.prime) = (coefficients, order, prime)
    (self.residue, self.unit) = (residue, unit)
  }

  /// P = p^k for the least power of two k with P of at least `bits` bits, and root and unit modulo P, from 0 to P − 1.
  func lifted(bits: Int) -> (modulus: Rational, root: Rational, unit: Rational) {
    let numbers = IntegerVector(count: 7)
    let (power, root, unit, value, slope, term, exponent) = (
      numbers[0], numbers[1], numbers[2], numbers[3], numbers[4], numbers[5], numbers[6]
    )
    __gmpz_set_ui(power, prime.value)
    __gmpz_set_ui(root, residue)
    __gmpz_set_ui(unit, self.unit)
    // Numerators, for all coefficients are integers.
    let terms = IntegerVector(count: coefficients.reduce(0) { $0 + $1.count })
    let ignored = IntegerVector(count: 1)
    for (index, entry) in coefficients.joined().enumerated() {
      entry.value.copyParts(numerator: terms[index], denominator: ignored[0])
    }
    while __gmpz_sizeinbase(power, 2) < bits {
      // Raising to the power p^k takes a root of unity modulo p^k to one modulo p^2k.
      __gmpz_set(exponent, power)
      __gmpz_mul(power, power, power)
      __gmpz_powm(unit, unit, exponent, power)
      evaluate(terms, at: root, unit, power, value, slope, term)
      let isInvertible = __gmpz_invert(slope, slope, power)
      precondition(isInvertible != 0, "PadicRoot: not a simple root")
      __gmpz_submul(root, value, slope)
      __gmpz_fdiv_r(root, root, power)
    }
    let one = IntegerVector(count: 1)
    __gmpz_set_ui(one[0], 1)
    return (Rational(power, over: one[0]), Rational(root, over: one[0]), Rational(unit, over: one[0]))
  }

  /// The value and the derivative at a point, modulo P.
  private func evaluate(
    _ terms: IntegerVector, at point: UnsafeMutablePointer<__mpz_struct>, _ unit: UnsafeMutablePointer<__mpz_struct>,
    _ modulus: UnsafeMutablePointer<__mpz_struct>, _ value: UnsafeMutablePointer<__mpz_struct>,
    _ slope: UnsafeMutablePointer<__mpz_struct>, _ term: UnsafeMutablePointer<__mpz_struct>
  ) {
    __gmpz_set_ui(value, 0)
    __gmpz_set_ui(slope, 0)
    var index = terms.count
    for coefficient in coefficients.reversed() {
      __gmpz_mul(slope, slope, point)
      __gmpz_add(slope, slope, value)
      __gmpz_fdiv_r(slope, slope, modulus)
      __gmpz_mul(value, value, point)
      for (exponent, _) in coefficient.reversed() {
        index -= 1
        __gmpz_powm_ui(term, unit, UInt(exponent), modulus)
        __gmpz_addmul(value, term, terms[index])
      }
      __gmpz_fdiv_r(value, value, modulus)
    }
  }
}
