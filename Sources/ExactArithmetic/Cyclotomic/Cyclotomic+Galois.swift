/// The automorphisms of ℚ(ζ_N) over ℚ are σ_a: ζ_N ↦ ζ_N^a for a prime to N.
extension Cyclotomic {
  /// The complex conjugate, σ_{−1}.
  ///
  /// - Complexity: O(N) word operations for the order N.
  public var conjugate: Cyclotomic { automorphic(-1) }

  /// The real part, (x + x̄)/2.
  public var realPart: Cyclotomic { (self + conjugate).scaled(by: Rational(1, 2)) }

  /// The imaginary part, (x − x̄)/2i, a real number.
  public var imaginaryPart: Cyclotomic {
    (self - conjugate) * Cyclotomic.imaginaryUnit.scaled(by: Rational(-1, 2))
  }

  /// The image under σ_a: ζ_N ↦ ζ_N^a, N the conductor.
  ///
  /// - Throws: where `power` has a common divisor with the conductor.
  public func automorphism(_ power: Int) throws(FieldError) -> Cyclotomic {
    let conductor = conductor
    guard conductor == 1 || greatestCommonDivisor(power.magnitude, conductor.magnitude) == 1 else {
      throw FieldError("expected a power prime to the conductor \(conductor), found \(power)")
    }
    return minimal.automorphic(power)
  }

  /// The inverse.
  ///
  /// For a prime p of the conductor N, the conjugates of x over ℚ(ζ_{N/p}) multiply to a number of that smaller field:
  /// x⁻¹ is the product of all conjugates but x, times the inverse of that number, and so on down to ℚ.
  ///
  /// - Precondition: this is not zero.
  /// - Complexity: O(log N) products in ℚ(ζ_N), whose coefficients grow with the degree of the field.
  public var inverse: Cyclotomic {
    if let rational {
      precondition(rational != 0, "Cyclotomic: division by zero")
      return Cyclotomic(1 / rational)
    }
    let value = minimal
    let others = value.productOfOtherConjugates(overOrderDividedBy: Primality.factors(of: value.order)[0].prime)
    return others * (value * others).inverse
  }

  /// The norm from ℚ(ζ_N) to ℚ, N the conductor: the product of all conjugates.
  ///
  /// - Complexity: O(log N) products in ℚ(ζ_N), whose coefficients grow with the degree of the field.
  public var norm: Rational {
    if let rational { return rational }
    let value = minimal
    let prime = Primality.factors(of: value.order)[0].prime
    let relative = value * value.productOfOtherConjugates(overOrderDividedBy: prime)
    // The norm of an element of a subfield is the power of its norm there by the degree of the extension.
    let degree = Cyclotomic.degree(of: value.order / prime) / Cyclotomic.degree(of: relative.conductor)
    let norm = relative.norm
    return (0..<degree).reduce(1) { power, _ in power * norm }
  }

  /// The trace from ℚ(ζ_N) to ℚ, N the conductor: the sum of all conjugates.
  ///
  /// - Complexity: O(termCount) factorisations of words.
  public var trace: Rational {
    let conductor = conductor
    return powers.reduce(0) { sum, term in
      // ζ^e has some order d; its conjugates of that order sum to the Möbius function of d.
      let factors = Primality.factors(
        of: conductor / Int(greatestCommonDivisor(term.exponent.magnitude, conductor.magnitude)))
      if factors.contains(where: { $0.exponent > 1 }) { return sum }
      let degree = factors.reduce(1) { $0 * ($1.prime - 1) }
      let sign = factors.count.isMultiple(of: 2) ? 1 : -1
      return sum + term.coefficient * Rational(sign * (Cyclotomic.degree(of: conductor) / degree))
    }
  }

  /// φ(N), the degree of ℚ(ζ_N) over ℚ.
  ///
  /// - Precondition: `order` >= 1.
  public static func degree(of order: Int) -> Int {
    Primality.factors(of: order).reduce(order) { $0 / $1.prime * ($1.prime - 1) }
  }

  /// The image under ζ_order ↦ ζ_order^a; a is prime to the order.
  func automorphic(_ power: Int) -> Cyclotomic {
    let factor = (power % order + order) % order
    var result = Cyclotomic(order: order, terms: [], denominator: 1)
    func place(_ exponent: Int) -> Int { exponent * factor % order }
    // Each prime of the order doubles a coefficient at most: see `scalesOfWords`.
    if wide.isEmpty, terms.allSatisfy({ $0.coefficient.magnitude < 1 << 55 }) {
      result.set(
        Cyclotomic.gather(order) { sums in for term in terms { sums[place(term.exponent)] = term.coefficient } },
        over: denominator)
    } else {
      let terms = rationalTerms
      result.set(
        Cyclotomic.gather(order) { sums in for term in terms { sums[place(term.exponent)] = term.coefficient } })
    }
    return result
  }

  /// The product of the conjugates over ℚ(ζ_{order/prime}), without this value.
  private func productOfOtherConjugates(overOrderDividedBy prime: Int) -> Cyclotomic {
    let smaller = order / prime
    // The group of those σ_a with a ≡ 1 modulo order/prime is cyclic.
    let (generator, count): (Int, Int)
    if smaller.isMultiple(of: prime) {
      (generator, count) = (1 + smaller, prime)
    } else {
      let field = PrimeModulus(unchecked: prime.magnitude)
      let step = field.multiply(
        field.subtract(field.primitiveRoot, 1 % field.value), field.inverse(field.residue(smaller)))
      (generator, count) = ((1 + smaller * Int(step)) % order, prime - 1)
    }
    // Over the bits of count − 1: the product of σ^0 … σ^{k−1}, and generator^k.
    var product: Cyclotomic = 1
    var power = 1
    let bits = count - 1
    for bit in (0..<(Int.bitWidth - bits.leadingZeroBitCount)).reversed() {
      product = product * product.automorphic(power)
      power = power * power % order
      if bits >> bit & 1 == 1 {
        product = self * product.automorphic(generator)
        power = power * generator % order
      }
    }
    return product.automorphic(generator)
  }
}
