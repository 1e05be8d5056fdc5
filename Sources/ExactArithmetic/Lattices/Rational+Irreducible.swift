extension Polynomial<Rational> {
  /// An irreducible factor over ℚ of a squarefree polynomial of positive degree, monic.
  ///
  /// Modulo a prime where it has a root r, and a power P of that prime, the polynomials h of degree at most d with
  /// `h(r) ≡ 0 mod P` form a lattice. If one of them divides this polynomial then, P being large enough, so does the first
  /// vector that LLL finds (Lenstra, Lenstra, Lovász, Proposition 2.13); the first d for which it does is the degree of the
  /// factor that has the root r, which therefore is irreducible. Divisions decide, and no smaller factor is overlooked.
  ///
  /// - Complexity: a lattice of dimension d + 1 for each d up to the degree of the factor.
  public func irreducibleFactor() -> Polynomial {
    guard degree > 1 else { return monic }
    let integral = IntegerPolynomial(self)
    let coefficients = (0...degree).map { [(exponent: 0, value: integral.coefficient($0))] }
    // By Chebotarev's theorem one prime in `degree`! at least has a root.
    var candidate = 1 << 60
    while true {
      let modulus = try! PrimeModulus.firstPrime(congruentToOneMod: 1, above: candidate)
      candidate = Int(modulus.value) + 1
      let image = integral.residues(modulus)
      guard image.degree == degree, image.isSquarefree, let root = try? PrimeField.roots(of: image).first?.residue else {
        continue
      }
      let padic = PadicRoot(of: coefficients, order: 1, prime: modulus, residue: root, unit: 1)
      let size = coefficients.reduce(0) { max($0, $1[0].value.binaryExponent ?? 0) } + degree + 1
      for d in 1..<degree {
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
}
