/// Primes and factors of positive integers of one word, with certainty.
public enum Primality {
  /// Whether `n` is a prime number; negative numbers, 0 and 1 are not.
  ///
  /// The strong test of Miller and Rabin to the first 12 primes as bases: it errs on no n < 318665857834031151167461
  /// (J. Sorenson and J. Webster, *Strong pseudoprimes to twelve prime bases*, Math. Comp. 86 (2017), 985–1003), which
  /// is above 2⁶³.
  ///
  /// - Complexity: at most 12 · 63 modular squarings.
  public static func isPrime(_ n: Int) -> Bool {
    guard n > 1 else { return false }
    let n = n.magnitude
    for base in bases where n % base == 0 { return n == base }
    if n < 41 * 41 { return true }
    // n − 1 = odd · 2^twos; a prime n has a^odd = 1 or a^(odd·2^i) = −1 for some i < twos.
    let ring = PrimeModulus(unchecked: n)
    let twos = (n - 1).trailingZeroBitCount
    let odd = (n - 1) >> UInt(twos)
    return bases.allSatisfy { base in
      var power = ring.power(base, odd)
      if power == 1 || power == n - 1 { return true }
      for _ in 1..<twos {
        power = ring.multiply(power, power)
        if power == n - 1 { return true }
      }
      return false
    }
  }

  /// The prime factors of `n` in increasing order, with their exponents; none for n = 1.
  ///
  /// Small factors by division, the others by Pollard's rho method in Brent's form; each is a prime by `isPrime`.
  ///
  /// - Precondition: n >= 1.
  /// - Complexity: about n^(1/4) modular multiplications, at worst some 10⁵ for a product of two primes near 2³¹.
  public static func factors(of n: Int) -> [(prime: Int, exponent: Int)] {
    precondition(n >= 1, "Primality: \(n) has no factorisation into primes")
    var rest = n
    var factors: [(prime: Int, exponent: Int)] = []
    var divisor = 2
    while divisor < 300, divisor * divisor <= rest {
      var exponent = 0
      while rest % divisor == 0 { (rest, exponent) = (rest / divisor, exponent + 1) }
      if exponent > 0 { factors.append((divisor, exponent)) }
      divisor += divisor == 2 ? 1 : 2
    }
    for prime in largePrimeFactors(rest).sorted() {
      if factors.last?.prime == prime {
        factors[factors.count - 1].exponent += 1
      } else {
        factors.append((prime, 1))
      }
    }
    return factors
  }

  private static let bases: [UInt] = [2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37]

  /// The prime factors of `n`, repeated, in any order.
  private static func largePrimeFactors(_ n: Int) -> [Int] {
    if n == 1 { return [] }
    if isPrime(n) { return [n] }
    let factor = properFactor(n)
    return largePrimeFactors(factor) + largePrimeFactors(n / factor)
  }

  /// A factor of the odd composite `n` other than 1 and n (R. Brent, BIT 20 (1980), 176–184).
  private static func properFactor(_ n: Int) -> Int {
    let root = Int(Double(n).squareRoot())
    for candidate in max(root - 1, 2)...(root + 1) where n % candidate == 0 { return candidate }
    let ring = PrimeModulus(unchecked: n.magnitude)
    for increment in 1... {
      var x: UInt = 2
      var (saved, start) = (x, x)
      var (product, divisor): (UInt, UInt) = (1, 1)
      var length = 1
      // x runs through the orbit of t ↦ t² + increment and is compared with its place at the last power of two.
      while divisor == 1 {
        saved = x
        for _ in 0..<length { x = ring.addProduct(increment.magnitude, x, x) }
        var done = 0
        while done < length, divisor == 1 {
          start = x
          // Differences are multiplied together, so that one gcd serves many.
          for _ in 0..<min(128, length - done) {
            x = ring.addProduct(increment.magnitude, x, x)
            product = ring.multiply(product, ring.subtract(saved, x))
          }
          divisor = greatestCommonDivisor(product, n.magnitude)
          done += 128
        }
        length *= 2
      }
      // Two factors met in one product: take its steps one by one.
      if divisor == n.magnitude {
        x = start
        repeat {
          x = ring.addProduct(increment.magnitude, x, x)
          divisor = greatestCommonDivisor(ring.subtract(saved, x), n.magnitude)
        } while divisor == 1
      }
      if divisor != n.magnitude { return Int(divisor) }
    }
    preconditionFailure("every increment was tried")
  }
}
