extension Polynomial {
  /// Whether no square of a polynomial of positive degree divides this one: gcd(f, f′) = 1.
  ///
  /// Zero is not squarefree; other constants are. The criterion holds over every perfect field: in characteristic 0,
  /// and over finite fields. (Over an imperfect field it would say "separable", which is stronger.)
  @inlinable
  public var isSquarefree: Bool { Polynomial.greatestCommonDivisor(self, derivative).degree == 0 }

  /// The product of the distinct monic irreducible factors; 1 for constants.
  ///
  /// In characteristic 0 it is f / gcd(f, f′). In characteristic p that quotient misses the factors whose multiplicity
  /// is a multiple of p: what is left of them is a polynomial in x^p, and `Σ a_k^p x^(pk) = (Σ a_k x^k)^p`.
  ///
  /// - Precondition: the polynomial is not zero, and the field is of characteristic 0 or finite.
  @inlinable
  public var squarefreePart: Polynomial {
    precondition(!isZero, "Polynomial: zero has no squarefree part")
    guard degree > 0 else { return .one }
    var rest = Polynomial.greatestCommonDivisor(self, derivative)
    let visible = monic.quotientAndRemainder(dividingBy: rest).quotient
    // Removes from the rest every factor that is visible already.
    var common = Polynomial.greatestCommonDivisor(rest, visible)
    while common.degree > 0 {
      rest = rest.quotientAndRemainder(dividingBy: common).quotient
      common = Polynomial.greatestCommonDivisor(rest, visible)
    }
    return rest.degree > 0 ? visible * rest.rootOfFrobenius.squarefreePart : visible
  }

  /// The g with g^p = self, for a polynomial in x^p over a finite field.
  @usableFromInline
  var rootOfFrobenius: Polynomial {
    // The least p with p·1 = 0; the leading coefficient knows the field, which 1 alone may not.
    guard let p = (2...max(degree, 2)).first(where: { Scalar($0) * leadingCoefficient == .zero }) else {
      preconditionFailure("Polynomial: \(self) is its own repeated factor in characteristic 0")
    }
    func power(_ base: Scalar) -> Scalar { (1..<p).reduce(base) { product, _ in product * base } }
    return Polynomial(
      stride(from: 0, through: degree, by: p).map { exponent in
        // In a finite field a, a^p, a^(p²), … comes back to a, and what stands before that is the root.
        let coefficient = coefficients[exponent]
        var (root, next) = (coefficient, power(coefficient))
        while next != coefficient { (root, next) = (next, power(next)) }
        return root
      })
  }
}
