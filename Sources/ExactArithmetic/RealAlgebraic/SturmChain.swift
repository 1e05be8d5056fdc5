/// Sturm's chain of a polynomial p over ℚ: p, p′ and the negated remainders, each divided by the greatest common divisor
/// of p and p′ and multiplied by a positive number.
///
/// The number of sign changes along the chain falls by one at each distinct real root, also where it has a multiplicity,
/// because the first member is a squarefree part of p.
public struct SturmChain: Sendable {
  /// The chain; its last member is a constant.
  public let polynomials: [Polynomial<Rational>]

  /// The chain of `polynomial`.
  ///
  /// - Precondition: it is not zero.
  /// - Complexity: O(d²) operations on rationals, whose size grows to O(d) times that of the coefficients.
  public init(_ polynomial: Polynomial<Rational>) {
    precondition(!polynomial.isZero, "SturmChain: the polynomial is zero")
    var chain = [polynomial.primitive]
    var next = polynomial.derivative.primitive
    while !next.isZero {
      chain.append(next)
      next = -(chain[chain.count - 2] % next).primitive
    }
    // A multiple root would be a root of every member, where no sign could be read.
    let divisor = chain[chain.count - 1]
    polynomials = divisor.degree == 0 ? chain : chain.map { $0.quotientAndRemainder(dividingBy: divisor).quotient }
  }

  /// The number of distinct real roots r with lower < r <= upper; nil stands for infinity on its side.
  ///
  /// - Precondition: `lower` <= `upper`, where both are numbers.
  /// - Complexity: O(d²) operations on rationals.
  public func rootCount(above lower: Rational?, upTo upper: Rational?) -> Int {
    if let lower, let upper { precondition(lower <= upper, "SturmChain: the lower end is above the upper") }
    return changes { $0.sign(at: lower, orAtInfinity: -1) } - changes { $0.sign(at: upper, orAtInfinity: 1) }
  }

  /// The sign changes along the chain at a point: those at a lower point, less these, count the roots in between.
  func signChanges(at point: Rational) -> Int { changes { $0(point).signum } }

  private func changes(_ sign: (Polynomial<Rational>) -> Int) -> Int {
    var changes = 0
    var last = 0
    for polynomial in polynomials {
      let sign = sign(polynomial)
      if sign == 0 { continue }
      if sign == -last { changes += 1 }
      last = sign
    }
    return changes
  }
}

extension Polynomial where Scalar == Rational {
  /// This polynomial times the positive rational that makes its coefficients coprime integers; zero stays zero.
  var primitive: Polynomial {
    guard !isZero else { return self }
    // For integers a and b the reduced fraction a/b has the numerator a/gcd(a, b).
    let common = coefficients.reduce(Rational(1)) { $0 * ($1.denominator / $0).numerator }
    let divisor = coefficients.reduce(Rational.zero) { divisor, coefficient in
      let integer = (coefficient * common).magnitude
      return integer == 0 ? divisor : integer / (integer / (divisor == 0 ? integer : divisor)).numerator
    }
    return (common / divisor) * self
  }

  /// The sign of the value at a point, or in the limit at infinity on the given side.
  func sign(at point: Rational?, orAtInfinity side: Int) -> Int {
    if let point { return self(point).signum }
    return side < 0 && !degree.isMultiple(of: 2) ? -leadingCoefficient.signum : leadingCoefficient.signum
  }
}
