/// A prime p below 2²⁹ with Barrett's constant: the modulus of the word-size kernels.
///
/// Products of two residues stay below 2⁵⁸, so that a 64-bit sum takes 63 of them before it has to be reduced.
struct WordPrime: Sendable {
  let value: UInt64
  /// ⌊2⁶⁴ / p⌋
  private let reciprocal: UInt64

  /// - Precondition: 2 ≤ `value` < 2²⁹.
  init(_ value: UInt64) {
    precondition(value >= 2 && value < 1 << 29, "WordPrime: \(value) is not in 2 ..< 2^29")
    self.value = value
    // ⌊(2⁶⁴ − 1) / p⌋ is ⌊2⁶⁴ / p⌋ unless p divides 2⁶⁴.
    reciprocal = value == 2 ? 1 << 63 : UInt64.max / value
  }

  /// x mod p.
  @inline(__always)
  func reduce(_ x: UInt64) -> UInt64 {
    // The estimate of the quotient is at most 1 too small.
    let remainder = x &- reciprocal.multipliedFullWidth(by: x).high &* value
    return remainder >= value ? remainder &- value : remainder
  }

  @inline(__always)
  func multiply(_ a: UInt64, _ b: UInt64) -> UInt64 { reduce(a &* b) }

  @inline(__always)
  func negate(_ a: UInt64) -> UInt64 { a == 0 ? 0 : value &- a }

  /// The residue of a signed word.
  @inline(__always)
  func residue(_ x: Int) -> UInt64 {
    let magnitude = reduce(UInt64(x.magnitude))
    return x < 0 ? negate(magnitude) : magnitude
  }

  /// 1 / a by the extended Euclidean algorithm.
  ///
  /// - Precondition: a is not 0.
  func inverse(_ a: UInt64) -> UInt64 {
    var (r, s) = (Int64(value), Int64(a))
    var (u, v): (Int64, Int64) = (0, 1)
    while s != 0 {
      let quotient = r / s
      (r, s) = (s, r - quotient * s)
      (u, v) = (v, u - quotient * v)
    }
    precondition(r == 1, "WordPrime: \(a) has no inverse modulo \(value)")
    return UInt64(u < 0 ? u + Int64(value) : u)
  }

  /// The primes below 2²⁹ from the largest down.
  struct Descending: Sequence, IteratorProtocol {
    private var index = 0
    private var candidate = WordPrime.largest[WordPrime.largest.count - 1].value

    mutating func next() -> WordPrime? {
      if index < WordPrime.largest.count {
        index += 1
        return WordPrime.largest[index - 1]
      }
      repeat { candidate -= 2 } while candidate > 2 && !Primality.isPrime(Int(candidate))
      return candidate > 2 ? WordPrime(candidate) : nil
    }
  }

  /// The 128 largest, which are enough for most questions.
  private static let largest: [WordPrime] = {
    var primes: [WordPrime] = []
    var candidate = (1 << 29) - 1
    while primes.count < 128 {
      if Primality.isPrime(candidate) { primes.append(WordPrime(UInt64(candidate))) }
      candidate -= 2
    }
    return primes
  }()
}
