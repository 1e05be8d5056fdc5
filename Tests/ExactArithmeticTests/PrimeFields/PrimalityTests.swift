import ExactArithmetic
import PropertyEngine
import PropertyTesting
import TestSupport
import Testing

/// a^exponent modulo n, by the remainder of products of two words: nothing of the arithmetic under test.
func plainPower(_ a: UInt, _ exponent: UInt, modulo n: UInt) -> UInt {
  var (result, square, rest): (UInt, UInt, UInt) = (1 % n, a % n, exponent)
  while rest > 0 {
    if rest & 1 == 1 { result = plainProduct(result, square, modulo: n) }
    square = plainProduct(square, square, modulo: n)
    rest >>= 1
  }
  return result
}

func plainProduct(_ a: UInt, _ b: UInt, modulo n: UInt) -> UInt {
  n.dividingFullWidth((a % n).multipliedFullWidth(by: b % n)).remainder
}

/// Whether Lucas' certificate proves `n` prime: some a has order n − 1, by the primes of n − 1, which are certified in
/// the same way down to those that trial division settles (V. Pratt, 1975).
private func isCertifiedPrime(_ n: Int) -> Bool {
  if n < 10_000 { return n > 1 && (2..<n).allSatisfy { $0 * $0 > n || n % $0 != 0 } }
  let factors = Primality.factors(of: n - 1)
  guard
    factors.reduce(
      1, { product, factor in (0..<factor.exponent).reduce(product) { p, _ in p * factor.prime } })
      == n - 1,
    factors.allSatisfy({ isCertifiedPrime($0.prime) })
  else { return false }
  let exponents = factors.map { UInt(n - 1) / UInt($0.prime) }
  return (2...200).contains { a in
    plainPower(a, UInt(n - 1), modulo: UInt(n)) == 1
      && exponents.allSatisfy { plainPower(a, $0, modulo: UInt(n)) != 1 }
  }
}

@Suite(.property(cases: cases(2000))) struct PrimalityTests {
  @Test func smallPrimesAreThoseOfTheSieve() {
    let limit = cases(400_000)
    var isComposite = [Bool](repeating: false, count: limit)
    for n in 2..<limit where !isComposite[n] {
      for multiple in stride(from: n * n, to: limit, by: n) { isComposite[multiple] = true }
    }
    for n in -5..<limit {
      if Primality.isPrime(n) != (n > 1 && !isComposite[n]) { Issue.record("\(n)") }
    }
  }

  /// The smallest strong pseudoprimes to the first k primes, k = 1 … 9 (OEIS A014233), and numbers of Carmichael.
  @Test func pseudoprimesAreComposite() {
    let strong = [
      2047, 1_373_653, 25_326_001, 3_215_031_751, 2_152_302_898_747, 3_474_749_660_383,
      341_550_071_728_321,
      3_825_123_056_546_413_051,
    ]
    for n in strong { #expect(!Primality.isPrime(n), "\(n)") }
    for n in [561, 1105, 1729, 2465, 2821, 6601, 8911, 825_265, 321_197_185, 9_746_347_772_161] {
      #expect(!Primality.isPrime(n), "\(n)")
    }
  }

  /// Primes are proved prime by certificates; composites are shown by their factors.
  @Test func answersHaveCertificates() async {
    await forAll(Generator<Int>.integer(in: 2 ... .max)) { n in
      // The first prime from n on, or n itself.
      if Primality.isPrime(n) {
        #expect(isCertifiedPrime(n), "\(n) has no certificate")
      } else {
        let factors = Primality.factors(of: n)
        #expect(factors.count > 1 || factors[0].exponent > 1, "\(n) has no proper factor")
      }
    }
    for start in [1 << 31, 1 << 40, 1 << 61, Int.max - 1000] {
      for n in start..<(start + 200) where Primality.isPrime(n) {
        #expect(isCertifiedPrime(n), "\(n)")
      }
    }
    #expect(
      Primality.isPrime((1 << 61) - 1) && Primality.isPrime(Int.max - 24)
        && !Primality.isPrime(Int.max))
  }

  @Test func factorsMultiplyToTheNumberAndArePrime() async {
    let small = Generator<Int>.integer(in: 1...3_037_000_499, target: 1)
    let generator = Generator<Int>.oneOf(
      .integer(in: 1...100_000, target: 1), zip(small, small).map { $0 * $1 },
      .integer(in: 1 ... .max, target: 1), small.map { $0 * $0 })
    await forAll(generator) { n in
      let factors = Primality.factors(of: n)
      var product = 1
      for factor in factors { for _ in 0..<factor.exponent { product *= factor.prime } }
      #expect(product == n)
      #expect(zip(factors, factors.dropFirst()).allSatisfy { $0.prime < $1.prime })
      #expect(factors.allSatisfy { $0.exponent > 0 && isCertifiedPrime($0.prime) })
    }
  }

  @Test func hardFactorsAreFound() {
    for (p, q) in [
      (3_037_000_493, 3_037_000_453), (2_147_483_647, 2_147_483_629),
      (2_097_143, 2_097_143 * 2_097_143),
    ] {
      let factors = Primality.factors(of: p * q)
      #expect(factors.map(\.prime).contains(min(p, q)), "\(p) · \(q): \(factors)")
    }
    #expect(Primality.factors(of: 1).isEmpty)
    #expect(Primality.factors(of: 1 << 62).map(\.exponent) == [62])
    #expect(Primality.factors(of: Int.max).map(\.prime) == [7, 73, 127, 337, 92737, 649657])
  }
}
