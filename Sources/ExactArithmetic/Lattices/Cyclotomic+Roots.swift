extension Cyclotomic {
  /// The distinct roots in ℚ(ζ_N) of a squarefree polynomial over it, of positive degree.
  ///
  /// Modulo a prime p ≡ 1 mod N, where ζ_N has a residue, the roots are found, and lifted to a power P of p. A root
  /// `(c_0 + c_1 ζ + …)/d` with small integers is a short vector of the lattice of all (c_0, …, d) with
  /// `c_0 + c_1 ζ + … ≡ d·r mod P`, which LLL finds as soon as P is large enough. Every root is checked exactly. A
  /// polynomial has at most as many roots in the field as modulo any prime; where all of a dozen primes have more roots
  /// than the field, some are sought in vain. Rational roots of rational polynomials are all found; of others those are
  /// missed that need a larger P than this tries: 2000 bits and more for each dimension in small fields, less in large
  /// ones, and none are sought in fields of degrees above 40. Subfields ℚ(ζ_d), d | N, come first.
  ///
  /// - Returns: nothing where a coefficient is not in ℚ(ζ_N), or the polynomial is not squarefree.
  /// - Complexity: a lattice of dimension φ(N) + 1 for each root and each precision.
  public static func roots(of polynomial: Polynomial<Cyclotomic>, order: Int) -> [Cyclotomic] {
    guard polynomial.degree > 0, polynomial.coefficients.allSatisfy({ order.isMultiple(of: $0.conductor) }) else {
      return []
    }
    // Small fields first: where the roots lie in one, the lattices are small.
    var (rest, roots) = (polynomial, [Cyclotomic]())
    for divisor in (1...order).filter(order.isMultiple(of:)).sorted(by: { degree(of: $0) < degree(of: $1) }) {
      // ℚ(ζ_d) and ℚ(ζ_2d) are one field for odd d.
      guard divisor % 4 != 2 || divisor == order,
        rest.coefficients.allSatisfy({ divisor.isMultiple(of: $0.conductor) })
      else { continue }
      let found = divisor == 1 ? rationalRoots(of: rest) : rootsByLattice(of: rest, order: divisor)
      guard !found.isEmpty else { continue }
      roots += found
      rest = rest.quotientAndRemainder(dividingBy: Polynomial(roots: found)).quotient
      if rest.degree <= 0 { break }
    }
    // A repeated root is found once, and again in what is left.
    return polynomial.isSquarefree ? roots : []
  }

  private static func rationalRoots(of polynomial: Polynomial<Cyclotomic>) -> [Cyclotomic] {
    let roots = try? Rational.roots(of: Polynomial(polynomial.coefficients.compactMap(\.rational)))
    return (roots ?? []).map { Cyclotomic($0) }
  }

  private static func rootsByLattice(of polynomial: Polynomial<Cyclotomic>, order: Int) -> [Cyclotomic] {
    let φ = degree(of: order)
    guard φ <= 40 else { return [] }
    let coefficients = integralTerms(of: polynomial, order: order)
    var chosen: (modulus: PrimeModulus, unit: UInt, roots: [UInt])?
    var count = polynomial.degree
    var (bound, tried) = (1 << 60, 0)
    while tried < 12, count > 0 {
      guard let modulus = try? PrimeModulus.firstPrime(congruentToOneMod: order, above: bound),
        let reduction = try? CyclotomicReduction(order: order, modulus: modulus)
      else { return [] }
      bound = Int(modulus.value) + 1
      guard let residues = try? polynomial.coefficients.map({ try reduction($0) }) else { continue }
      let image = Polynomial(residues)
      guard image.degree == polynomial.degree, image.isSquarefree, let roots = try? PrimeField.roots(of: image) else {
        // A polynomial that is not squarefree has no such prime.
        if !polynomial.isSquarefree { return [] }
        continue
      }
      tried += 1
      if chosen == nil || roots.count < count {
        count = min(count, roots.count)
        guard let unit = try? reduction(.root(of: order)).residue else { return [] }
        chosen = (modulus, unit, roots.compactMap(\.residue))
      }
    }
    guard count > 0, let (modulus, unit, residues) = chosen else { return [] }
    var pending = residues.map {
      PadicRoot(of: coefficients, order: order, prime: modulus, residue: $0, unit: unit)
    }
    var found: [Cyclotomic] = []
    var bits = 60 * (φ + 1)
    let limit = bits * (φ <= 4 ? 64 : φ <= 8 ? 16 : φ <= 16 ? 4 : 1)
    while found.count < count, bits <= limit {
      pending.removeAll { root in
        guard let candidate = candidate(root.lifted(bits: bits), order: order), polynomial(candidate) == .zero else {
          return false
        }
        found.append(candidate)
        return true
      }
      bits *= 2
    }
    return found
  }

  /// The short vector of the lattice, as an element.
  private static func candidate(
    _ lifted: (modulus: Rational, root: Rational, unit: Rational), order: Int
  ) -> Cyclotomic? {
    let φ = degree(of: order)
    var power = Rational(1)
    var elements = [Rational](repeating: 0, count: (φ + 1) * (φ + 1))
    elements[0] = lifted.modulus
    for e in 1..<max(φ, 1) {
      power = (power * lifted.unit).residue(modulo: lifted.modulus)
      elements[e * (φ + 1)] = -power
      elements[e * (φ + 1) + e] = 1
    }
    elements[φ * (φ + 1)] = lifted.root
    elements[φ * (φ + 1) + φ] = 1
    let short = Matrix(rows: φ + 1, columns: φ + 1, unchecked: elements).reducedLatticeBasis()
    let denominator = short[0, φ]
    guard denominator != 0 else { return nil }
    return (0..<φ).reduce(.zero) { $0 + root(of: order, power: $1).scaled(by: short[0, $1] / denominator) }
  }

  /// The polynomial times a common denominator: for each power of x the integers c_e of Σ c_e ζ^e.
  private static func integralTerms(
    of polynomial: Polynomial<Cyclotomic>, order: Int
  ) -> [[(exponent: Int, value: Rational)]] {
    let terms = polynomial.coefficients.map { value in
      value.powers.map { (exponent: $0.exponent * (order / value.conductor), value: $0.coefficient) }
    }
    let common = terms.joined().reduce(Rational(1)) { common, term in
      // The part of the denominator that is not there yet.
      common * (common * term.value).denominator
    }
    return terms.map { $0.map { ($0.exponent, $0.value * common) } }
  }
}

extension Rational {
  /// The integer from 0 to m − 1 that is congruent to this one.
  func residue(modulo modulus: Rational) -> Rational {
    self - modulus * (self / modulus).roundedDown(toMultipleOfPowerOfTwo: 0)
  }
}
