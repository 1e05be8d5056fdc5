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
  /// is a multiple of p: what is left of them is a polynomial in x^p, and over 𝔽_p `Σ a_k x^(pk) = (Σ a_k x^k)^p`.
  ///
  /// - Precondition: the polynomial is not zero, and the field is perfect; in characteristic p it is the prime field.
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

  /// The g with g^p = self, for a polynomial in x^p over 𝔽_p.
  @usableFromInline
  var rootOfFrobenius: Polynomial {
    // The least p with p·1 = 0; the leading coefficient knows the field, which 1 alone may not.
    guard let p = (2...max(degree, 2)).first(where: { Scalar($0) * leadingCoefficient == .zero }) else {
      preconditionFailure("Polynomial: \(self) is its own repeated factor in characteristic 0")
    }
    return Polynomial(
      stride(from: 0, through: degree, by: p).map { exponent in
        let coefficient = coefficients[exponent]
        precondition(
          (1..<p).reduce(coefficient) { power, _ in power * coefficient } == coefficient,
          "Polynomial: the field is neither of characteristic 0 nor a prime field")
        return coefficient
      })
  }
}
