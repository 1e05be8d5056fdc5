public import ExactArithmetic

/// The field K over which a factorisation is sought, as far as it must be known: its elements' residues modulo primes, and
/// where polynomials have roots in it.
///
/// A value of ℚ(ζ_N) does not say which field is meant: 1 is in all of them.
public struct CoefficientField<Scalar: Field>: Sendable {
  /// As "Q", "Q(zeta_12)" or "F_97".
  public let name: String
  /// The residues of elements modulo a prime of K with residue field 𝔽_p, the p of some attempt; nil where a denominator
  /// vanishes there.
  let residues: @Sendable (_ values: [Scalar], _ attempt: Int) -> [PrimeField]?
  /// The distinct roots in K of a squarefree polynomial of positive degree.
  public let roots: @Sendable (Polynomial<Scalar>) -> [Scalar]
  /// A factor of a squarefree polynomial without roots in K, irreducible where that is known how.
  let factor: @Sendable (Polynomial<Scalar>) -> Polynomial<Scalar>
  /// How many attempts have primes of their own.
  let attempts: Int
  /// Whether `roots` misses none, whatever the polynomial.
  let findsAllRoots: Bool

  /// A field of one's own.
  ///
  /// - Parameters:
  ///   - residues: the residues of elements modulo a prime of K with residue field 𝔽_p, another for each attempt from 0 on.
  ///   - roots: the distinct roots in K of a squarefree polynomial of positive degree.
  ///   - factor: a factor without roots of a polynomial without roots, irreducible if one likes.
  ///   - attempts: how many attempts there are.
  ///   - findsAllRoots: whether `roots` misses none, whatever the polynomial.
  public init(
    name: String, residues: @escaping @Sendable (_ values: [Scalar], _ attempt: Int) -> [PrimeField]?,
    roots: @escaping @Sendable (Polynomial<Scalar>) -> [Scalar],
    factor: @escaping @Sendable (Polynomial<Scalar>) -> Polynomial<Scalar> = { $0 }, attempts: Int = 1,
    findsAllRoots: Bool = true
  ) {
    (self.name, self.residues, self.roots) = (name, residues, roots)
    (self.factor, self.attempts, self.findsAllRoots) = (factor, attempts, findsAllRoots)
  }
}

extension CoefficientField where Scalar == Rational {
  /// ℚ.
  public static var rationals: CoefficientField {
    CoefficientField(
      name: "Q",
      residues: { values, attempt in
        let modulus = largePrime(congruentToOneMod: 1, attempt)
        var residues: [PrimeField] = []
        for value in values {
          guard let residue = modulus.residue(value) else { return nil }
          residues.append(PrimeField(residue: residue, modulus: modulus))
        }
        return residues
      },
      roots: { (try? Rational.roots(of: $0)) ?? [] }, factor: { $0.irreducibleFactor() }, attempts: 64)
  }
}

extension CoefficientField where Scalar == PrimeField {
  /// 𝔽_p.
  public static func primeField(_ modulus: PrimeModulus) -> CoefficientField {
    CoefficientField(
      name: "F_\(modulus)", residues: { values, _ in values.map { $0.joined(to: modulus) } },
      roots: { polynomial in
        (try? PrimeField.roots(of: polynomial.map { $0.joined(to: modulus) })) ?? []
      }, factor: { $0 }, attempts: 1)
  }
}

extension CoefficientField where Scalar == Cyclotomic {
  /// ℚ(ζ_N), in which entries of conductors that divide N lie.
  ///
  /// - Throws: where N is not within 1 … `Cyclotomic.maximalOrder`.
  public static func cyclotomic(_ order: Int) throws(FieldError) -> CoefficientField {
    guard (1...Cyclotomic.maximalOrder).contains(order) else {
      throw FieldError("expected an order from 1 to \(Cyclotomic.maximalOrder), found \(order)")
    }
    return CoefficientField(
      name: order <= 2 ? "Q" : "Q(zeta_\(order))",
      residues: { values, attempt in
        let modulus = largePrime(congruentToOneMod: order, attempt)
        guard let reduction = try? CyclotomicReduction(order: order, modulus: modulus) else { return nil }
        var residues: [PrimeField] = []
        for value in values {
          guard let residue = try? reduction(value) else { return nil }
          residues.append(residue)
        }
        return residues
      },
      roots: { Cyclotomic.roots(of: $0, order: order) },
      factor: { polynomial in
        // An irreducible factor over ℚ of a polynomial without roots in K has none, and more often shows it.
        let rational = polynomial.coefficients.compactMap(\.rational)
        guard rational.count == polynomial.coefficients.count else { return polynomial }
        return Polynomial(rational).irreducibleFactor().map { Cyclotomic($0) }
      }, attempts: 64, findsAllRoots: false)
  }
}

/// A prime p ≡ 1 mod `divisor` above 2^60, another for each attempt.
private func largePrime(congruentToOneMod divisor: Int, _ attempt: Int) -> PrimeModulus {
  // Primes of an arithmetic progression are never far; the gaps between the starts are wider than those between primes.
  try! .firstPrime(congruentToOneMod: divisor, above: 1 << 60 + attempt << 32)
}
