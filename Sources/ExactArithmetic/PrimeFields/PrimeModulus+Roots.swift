extension PrimeModulus {
  /// The smallest prime p > `bound` with p ≡ 1 modulo `divisor`: 𝔽_p then has primitive roots of unity of order
  /// `divisor`.
  ///
  /// For the named transforms of size n take `divisor` = 8n (section 6 of the mathematics), for generic statements a
  /// bound near 2⁶¹: a non-zero polynomial of degree d vanishes at a random point with probability at most d/p.
  ///
  /// - Throws: where `divisor` < 1 or there is no such prime below 2⁶³.
  /// - Complexity: about log(p) primality tests.
  public static func firstPrime(congruentToOneMod divisor: Int, above bound: Int = 1)
    throws(FieldError)
    -> PrimeModulus
  {
    guard divisor >= 1 else {
      throw FieldError("expected a prime ≡ 1 modulo a positive number, found \(divisor)")
    }
    // The least candidate above the bound: divisor·⌊(bound − 1)/divisor⌋ + divisor + 1.
    let start = max(bound, 1) - 1
    var (candidate, overflow) = (start - start % divisor).addingReportingOverflow(1)
    while !overflow {
      if candidate > bound, Primality.isPrime(candidate) {
        return PrimeModulus(unchecked: candidate.magnitude)
      }
      (candidate, overflow) = candidate.addingReportingOverflow(divisor)
    }
    throw FieldError("expected a prime ≡ 1 modulo \(divisor) above \(bound), found none below 2^63")
  }

  /// The least generator of the multiplicative group, an element of order p − 1.
  ///
  /// - Complexity: one factorisation of p − 1, and a power for each of its primes and each candidate.
  public var primitiveRoot: UInt {
    if value == 2 { return 1 }
    let exponents = Primality.factors(of: Int(value) - 1).map { (value - 1) / $0.prime.magnitude }
    return (2..<value).first { candidate in exponents.allSatisfy { power(candidate, $0) != 1 } }!
  }

  /// A primitive root of unity of order `order`, the power (p − 1)/order of `primitiveRoot`: powers 0 ..< order of it
  /// are different, and it is the same each time.
  ///
  /// - Throws: where 𝔽_p has none, because `order` does not divide p − 1.
  /// - Complexity: that of `primitiveRoot`; keep the result.
  public func rootOfUnity(order: Int) throws(FieldError) -> PrimeField {
    guard order >= 1, (value - 1) % order.magnitude == 0 else {
      throw FieldError(
        "expected the order of a root of unity to divide \(value) − 1, found \(order)")
    }
    return PrimeField(residue: power(primitiveRoot, (value - 1) / order.magnitude), modulus: self)
  }

  /// A square root of `a`, the smaller one of ±r as words, or nil where `a` is not a square.
  ///
  /// Tonelli's and Shanks' algorithm.
  ///
  /// - Complexity: O(log² p) multiplications at worst.
  public func squareRoot(_ a: UInt) -> UInt? {
    if a == 0 || value == 2 { return a }
    guard power(a, (value - 1) / 2) == 1 else { return nil }  // Euler's criterion.
    let twos = (value - 1).trailingZeroBitCount
    let odd = (value - 1) >> UInt(twos)
    // Invariant: root² = a · error, and the order of error divides 2^(level − 1).
    var root = power(a, (odd + 1) / 2)
    var error = power(a, odd)
    var level = twos
    guard error != 1 else { return min(root, value - root) }
    let nonResidue = (2..<value).first { power($0, (value - 1) / 2) != 1 }!
    var generator = power(nonResidue, odd)
    while error != 1 {
      var (order, square) = (0, error)
      while square != 1 { (order, square) = (order + 1, multiply(square, square)) }
      for _ in 0..<(level - order - 1) { generator = multiply(generator, generator) }
      root = multiply(root, generator)
      generator = multiply(generator, generator)
      error = multiply(error, generator)
      level = order
    }
    return min(root, value - root)
  }
}
