extension Polynomial<Rational> {
  /// An irreducible factor over ℚ of a squarefree polynomial of positive degree, monic.
  ///
  /// Modulo a prime where it has a root r, and a power P of that prime, the polynomials h of degree at most d with
  /// `h(r) ≡ 0 mod P` form a lattice. If one of them divides this polynomial then, P being large enough, so does the first
  /// vector that LLL finds (Lenstra, Lenstra, Lovász, Proposition 2.13); the first d for which it does is the degree of the
  /// factor that has the root r, which therefore is irreducible. Divisions decide, and no smaller factor is overlooked.
  ///
  /// Degrees that the factors modulo some primes do not add up to are passed over; mostly none is left.
  ///
  /// - Complexity: factor degrees modulo 16 primes, and a lattice of dimension d + 1 for each d that they leave, up to the
  ///   degree of the factor.
  public func irreducibleFactor() -> Polynomial {
    guard degree > 1 else { return monic }
    let integral = IntegerPolynomial(self)
    let coefficients = (0...degree).map { [(exponent: 0, value: integral.coefficient($0))] }
    let degrees = possibleDegrees(of: integral)
    guard degrees.contains(where: { $0 < degree }) else { return monic }
    // By Chebotarev's theorem one prime in `degree`! at least has a root.
    var candidate = 1 << 60
    while true {
      let modulus = try! PrimeModulus.firstPrime(congruentToOneMod: 1, above: candidate)
      candidate = Int(modulus.value) + 1
      let image = integral.residues(modulus)
      guard image.degree == degree, image.isSquarefree, let root = try? PrimeField.roots(of: image).first?.residue
      else {
        continue
      }
      let padic = PadicRoot(of: coefficients, order: 1, prime: modulus, residue: root, unit: 1)
      let size = coefficients.reduce(0) { max($0, $1[0].value.binaryExponent ?? 0) } + degree + 1
      for d in degrees where d < degree {
        // More than 2^{dn/2} · (2d over d)^{n/2} · |f|^{d+n}.
        let (power, root, _) = padic.lifted(bits: degree * d * 2 + size * (d + degree) + 64)
        var elements = [Rational](repeating: 0, count: (d + 1) * (d + 1))
        elements[0] = power
        var residue = Rational(1)
        for e in 1...d {
          residue = (residue * root).residue(modulo: power)
          elements[e * (d + 1)] = -residue
          elements[e * (d + 1) + e] = 1
        }
        let short = Matrix(rows: d + 1, columns: d + 1, unchecked: elements).reducedLatticeBasis()
        let factor = Polynomial((0...d).map { short[0, $0] })
        if factor.degree > 0, isMultiple(of: factor) { return factor.monic }
      }
      return monic
    }
  }
  /// The degrees from 1 on that an irreducible factor may have, ascending: sums of degrees of factors modulo each prime.
  private func possibleDegrees(of integral: IntegerPolynomial) -> [Int] {
    var possible = Set(1...degree)
    var (candidate, tried) = (1 << 20, 0)
    while tried < 16, possible.count > 1 {
      let modulus = try! PrimeModulus.firstPrime(congruentToOneMod: 1, above: candidate)
      candidate = Int(modulus.value) + 1
      let image = integral.residues(modulus)
      guard image.degree == degree, image.isSquarefree else { continue }
      tried += 1
      var sums: Set<Int> = [0]
      for factor in image.factorDegrees(modulus) { sums.formUnion(sums.map { $0 + factor }) }
      possible.formIntersection(sums)
    }
    return possible.sorted()
  }
}

extension Polynomial<PrimeField> {
  /// The degrees of the irreducible factors of a squarefree polynomial: `x^{p^k} − x` has those whose degree divides k.
  fileprivate func factorDegrees(_ modulus: PrimeModulus) -> [Int] {
    let variable = Polynomial([0, PrimeField(1, modulo: modulus)])
    var (rest, power, degrees): (Polynomial, Polynomial, [Int]) = (self, variable, [])
    var k = 1
    while rest.degree >= 2 * k {
      power = (power % rest).power(modulus.value, modulo: rest)
      let product = Polynomial.greatestCommonDivisor(power - variable, rest)
      degrees += Array(repeating: k, count: product.degree / k)
      rest = rest.quotientAndRemainder(dividingBy: product).quotient
      k += 1
    }
    return rest.degree > 0 ? degrees + [rest.degree] : degrees
  }
}
