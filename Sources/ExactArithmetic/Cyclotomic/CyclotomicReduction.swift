/// The reduction of ℚ(ζ_N) modulo a prime p ≡ 1 mod N: the homomorphism into 𝔽_p that maps ζ_N to a primitive root of
/// unity there, defined where p divides no denominator.
///
/// What holds in ℚ(ζ_N) holds in the image; an identity of the image holds in ℚ(ζ_N) but for few primes, so that large
/// matrices are cheap to examine there.
public struct CyclotomicReduction: Sendable {
  /// N, which the conductors of values must divide.
  public let order: Int
  public let modulus: PrimeModulus
  /// The residues of the powers 0 ..< N of the root.
  private let powers: [UInt]

  /// The reduction with ζ_N ↦ `modulus.rootOfUnity(order: order)`.
  ///
  /// - Throws: where `order` is not within 1 … `Cyclotomic.maximalOrder` or does not divide p − 1.
  /// - Complexity: one factorisation of p − 1 and O(order) multiplications.
  public init(order: Int, modulus: PrimeModulus) throws(FieldError) {
    guard order <= Cyclotomic.maximalOrder else {
      throw FieldError("expected an order up to \(Cyclotomic.maximalOrder), found \(order)")
    }
    let root = try modulus.rootOfUnity(order: order).residue!
    var powers: [UInt] = [1 % modulus.value]
    for _ in 1..<order { powers.append(modulus.multiply(powers[powers.count - 1], root)) }
    (self.order, self.modulus, self.powers) = (order, modulus, powers)
  }

  /// The image of `value`.
  ///
  /// - Throws: where `value` is not in ℚ(ζ_N), or p divides a denominator.
  /// - Complexity: O(termCount) multiplications and inverses.
  public func callAsFunction(_ value: Cyclotomic) throws(FieldError) -> PrimeField {
    let conductor = value.conductor
    guard order.isMultiple(of: conductor) else {
      throw FieldError("expected a value of ℚ(ζ_\(order)), found \(value)")
    }
    var sum = modulus.productSum
    for (exponent, coefficient) in value.powers {
      guard let factor = modulus.residue(coefficient) else {
        throw FieldError("expected denominators prime to \(modulus), found \(coefficient) in \(value)")
      }
      sum.add(factor, powers[exponent * (order / conductor)])
    }
    return PrimeField(residue: sum.residue, modulus: modulus)
  }
}
