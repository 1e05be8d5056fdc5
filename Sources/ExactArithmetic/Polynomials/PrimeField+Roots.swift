extension PrimeField: RootField {
  /// The roots in 𝔽_p by residue: gcd(x^p − x, f) is the product of the factors x − r, which Cantor's and Zassenhaus'
  /// powers (x + a)^((p−1)/2) for a = 0, 1, 2, … tell apart.
  ///
  /// Nothing is random: two roots r and s part at the first a for which just one of r + a, s + a is a non-zero square.
  ///
  /// - Throws: where the polynomial is zero, or no coefficient says which field is meant.
  /// - Complexity: O(d² log p) field operations for each a, of which a few suffice.
  public static func roots(of polynomial: Polynomial<PrimeField>) throws(ShapeError) -> [PrimeField] {
    if let reason = mismatch(in: polynomial.coefficients) {
      throw ShapeError("the coefficients have no common field: \(reason)")
    }
    guard !polynomial.isZero else { throw ShapeError("the zero polynomial has every element as a root") }
    guard polynomial.degree > 0 else { return [] }
    guard let modulus = polynomial.coefficients.lazy.compactMap(\.modulus).first else {
      throw ShapeError("the roots of \(polynomial) need a modulus, and no coefficient has one")
    }
    let one = PrimeField(1, modulo: modulus)
    if modulus.value == 2 {
      return [PrimeField(0, modulo: modulus), one].filter { polynomial($0) == 0 }
    }
    let variable = Polynomial([0, one])
    let frobenius = variable.power(modulus.value, modulo: polynomial)
    var pending = [Polynomial.greatestCommonDivisor(frobenius - variable, polynomial)]
    var roots: [PrimeField] = []
    var shift = 0
    while !pending.isEmpty {
      let base = Polynomial([PrimeField(shift, modulo: modulus), one])
      pending = pending.flatMap { product -> [Polynomial<PrimeField>] in
        if product.degree < 2 {
          if product.degree == 1 { roots.append(-product[0] / product[1]) }
          return []
        }
        let power = base.power((modulus.value - 1) / 2, modulo: product)
        let squares = Polynomial.greatestCommonDivisor(power - Polynomial([one]), product)
        return [squares, product.quotientAndRemainder(dividingBy: squares).quotient]
      }
      shift += 1
    }
    return roots.sorted { $0.residue ?? 0 < $1.residue ?? 0 }
  }
}

extension Polynomial {
  /// This polynomial to the power `exponent`, reduced modulo another at each step.
  func power(_ exponent: UInt, modulo divisor: Polynomial) -> Polynomial {
    var result = Polynomial.one % divisor
    let base = self % divisor
    for bit in stride(from: UInt.bitWidth - 1 - exponent.leadingZeroBitCount, through: 0, by: -1) {
      result = (result * result) % divisor
      if exponent >> UInt(bit) & 1 == 1 { result = (result * base) % divisor }
    }
    return result
  }
}
