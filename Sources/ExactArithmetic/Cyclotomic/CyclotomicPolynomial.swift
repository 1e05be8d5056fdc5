extension Polynomial where Scalar == Rational {
  /// The cyclotomic polynomial Φ_n, whose roots are the primitive n-th roots of unity: `Π_{d∣n} (x^d − 1)^{μ(n/d)}`.
  ///
  /// - Precondition: 1 <= n <= `Cyclotomic.maximalOrder`.
  /// - Complexity: O(2^k · φ(n)) additions of words for k primes of n.
  public static func cyclotomic(_ n: Int) -> Polynomial {
    precondition(n >= 1 && n <= Cyclotomic.maximalOrder, "Polynomial: there is no cyclotomic polynomial of order \(n)")
    if n == 1 { return Polynomial([-1, 1]) }
    let degree = Cyclotomic.degree(of: n)
    // For n > 1 the signs cancel: Π (1 − x^d)^{μ(n/d)}, as a power series up to the degree. Words that overflow on the
    // way do no harm, because sums modulo 2⁶⁴ determine the coefficients, which are small.
    var series = [Int](repeating: 0, count: degree + 1)
    series[0] = 1
    var divisors = [(radical: 1, mobius: 1)]
    for (prime, _) in Primality.factors(of: n) { divisors += divisors.map { ($0.radical * prime, -$0.mobius) } }
    for (radical, mobius) in divisors {
      let d = n / radical
      guard d <= degree else { continue }
      if mobius == 1 {
        for k in (d...degree).reversed() { series[k] &-= series[k - d] }
      } else {
        for k in d...degree { series[k] &+= series[k - d] }
      }
    }
    return Polynomial(series.map { Rational($0) })
  }
}
