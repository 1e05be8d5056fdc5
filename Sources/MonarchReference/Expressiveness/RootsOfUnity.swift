public import ExactArithmetic

/// A primitive root of unity ζ_N of a field, fixed once, and with it ζ_d = ζ_N^{N/d} for every d | N.
///
/// Over the complex numbers ζ_N = e^{−2πi/N}; in other fields any will do: each construction holds for all of them.
public struct RootsOfUnity<Scalar: Field>: Sendable {
  /// N.
  public let order: Int
  /// ζ_N^e for 0 <= e < N.
  private let powers: [Scalar]

  /// The powers of a root that is given.
  ///
  /// - Throws: where N < 1 or `root` is no primitive N-th root of unity.
  /// - Complexity: N multiplications.
  public init(order: Int, root: Scalar) throws(FieldError) {
    guard order >= 1 else { throw FieldError("expected an order of roots of unity from 1 on, found \(order)") }
    guard root != .zero else { throw FieldError("expected a root of unity, found 0") }
    var powers = [root / root]  // 1, in the field of the root.
    powers.reserveCapacity(order)
    for exponent in 1..<max(order, 2) where exponent < order {
      powers.append(powers[exponent - 1] * root)
      if powers[exponent] - 1 == .zero {
        throw FieldError("expected a primitive root of unity of order \(order), found one of order \(exponent)")
      }
    }
    guard powers[order - 1] * root - 1 == .zero else {
      throw FieldError("expected a root of unity of order \(order), found \(root)")
    }
    (self.order, self.powers) = (order, powers)
  }

  init(powers: [Scalar]) { (order, self.powers) = (powers.count, powers) }

  /// ζ_d^power, for any integer power.
  ///
  /// - Precondition: d divides N; constructions throw before they ask for others.
  public func callAsFunction(_ d: Int, _ power: Int) -> Scalar {
    precondition(d >= 1 && order.isMultiple(of: d), "RootsOfUnity: no roots of order \(d) among those of \(order)")
    let residue = power % d
    return powers[order / d * (residue < 0 ? residue + d : residue)]
  }

  /// Fails unless d divides N.
  func require(_ d: Int) throws(ShapeError) {
    guard order.isMultiple(of: d) else {
      throw ShapeError("expected roots of unity of an order that \(d) divides, found \(order)")
    }
  }
}

extension RootsOfUnity where Scalar == Rational {
  /// ±1: over ℚ there are no others.
  public init(order: Int) throws(FieldError) { try self.init(order: order, root: order == 2 ? -1 : 1) }
}

extension RootsOfUnity where Scalar == Cyclotomic {
  /// e^{−2πi/N}.
  ///
  /// - Throws: where N is not within 1 … `Cyclotomic.maximalOrder`.
  public init(order: Int) throws(FieldError) {
    guard (1...Cyclotomic.maximalOrder).contains(order) else {
      throw FieldError("expected an order of roots of unity from 1 to \(Cyclotomic.maximalOrder), found \(order)")
    }
    try self.init(order: order, root: .root(of: order))
  }
}

extension RootsOfUnity where Scalar == PrimeField {
  /// A root in 𝔽_p, for p ≡ 1 mod N.
  public init(order: Int, modulus: PrimeModulus) throws(FieldError) {
    try self.init(order: order, root: modulus.rootOfUnity(order: order))
  }
}
