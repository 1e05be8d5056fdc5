/// A real algebraic number: the one root of a squarefree rational polynomial in an interval.
///
/// Numbers are compared exactly, with rationals and with each other, enclosed in intervals as narrow as one likes, and
/// rounded correctly to `Double`. Rational numbers are among them.
///
/// They form a field, with all operations here, but no `Field`: a sum or a product of roots of degrees d and e is written
/// as a root of degree d·e, because polynomials are not factored, so that a dot product of n terms would have degree
/// d^2n. Where long sums are wanted, compute in ℚ(ζ_N) or with intervals.
public struct RealAlgebraic: Sendable {
  /// A squarefree polynomial, with coprime integers as coefficients, of which this number is a root.
  ///
  /// It need not be irreducible.
  public let polynomial: Polynomial<Rational>
  /// An interval with no other root of `polynomial`: open with rational ends that are no roots, or one number.
  public let interval: RationalInterval
  /// The sign of the polynomial at the lower end, where the interval has a width.
  let lowerSign: Int

  /// The rational number `value`.
  public init(_ value: Rational) {
    self.init(polynomial: Polynomial([-value, 1]).primitive, interval: RationalInterval(value), lowerSign: 0)
  }

  /// The only root of `polynomial` in the open interval.
  ///
  /// - Throws: where the polynomial is zero or not squarefree, or has not exactly one root there, or has one at an end.
  public init(rootOf polynomial: Polynomial<Rational>, in interval: RationalInterval) throws(FieldError) {
    guard !polynomial.isZero, polynomial.isSquarefree else {
      throw FieldError("expected a squarefree polynomial, found \(polynomial)")
    }
    let (atLower, atUpper) = (polynomial(interval.lower).signum, polynomial(interval.upper).signum)
    let count = SturmChain(polynomial).rootCount(above: interval.lower, upTo: interval.upper)
    guard atLower != 0, atUpper != 0, count == 1 else {
      throw FieldError(
        "expected one root between \(interval.lower) and \(interval.upper) and none at an end, found "
          + (atLower == 0 || atUpper == 0 ? "a root at an end" : "\(count)") + " for \(polynomial)")
    }
    self.init(polynomial: polynomial.primitive, interval: interval, lowerSign: atLower)
  }

  init(polynomial: Polynomial<Rational>, interval: RationalInterval, lowerSign: Int) {
    (self.polynomial, self.interval, self.lowerSign) = (polynomial, interval, lowerSign)
  }

  /// The number where the interval has become one; a rational number may also hide in an interval.
  var exactValue: Rational? { interval.width == 0 ? interval.lower : nil }

  // MARK: Roots of polynomials

  /// The distinct real roots of `polynomial`, in increasing order, with their multiplicities.
  ///
  /// - Throws: for the zero polynomial, of which every number is a root.
  /// - Complexity: O(d) evaluations of a Sturm chain for each bit that separates the roots.
  public static func roots(
    of polynomial: Polynomial<Rational>
  ) throws(FieldError) -> [(root: RealAlgebraic, multiplicity: Int)] {
    guard !polynomial.isZero else { throw FieldError("expected a polynomial with finitely many roots, found 0") }
    var roots: [(root: RealAlgebraic, multiplicity: Int)] = []
    for (factor, multiplicity) in squarefreeFactors(of: polynomial) {
      roots += isolatedRoots(of: factor).map { ($0, multiplicity) }
    }
    return roots.sorted { $0.root < $1.root }
  }

  /// The factors of positive degree in f = c·Π f_i^i with f_i squarefree and coprime to each other (Yun's algorithm).
  private static func squarefreeFactors(
    of polynomial: Polynomial<Rational>
  ) -> [(factor: Polynomial<Rational>, multiplicity: Int)] {
    func quotient(_ a: Polynomial<Rational>, _ b: Polynomial<Rational>) -> Polynomial<Rational> {
      a.quotientAndRemainder(dividingBy: b).quotient
    }
    var factors: [(factor: Polynomial<Rational>, multiplicity: Int)] = []
    let repeated = Polynomial.greatestCommonDivisor(polynomial, polynomial.derivative)
    var rest = quotient(polynomial, repeated)
    var difference = quotient(polynomial.derivative, repeated) - rest.derivative
    var multiplicity = 1
    while rest.degree > 0 {
      let factor = Polynomial.greatestCommonDivisor(rest, difference)
      if factor.degree > 0 { factors.append((factor, multiplicity)) }
      rest = quotient(rest, factor)
      difference = quotient(difference, factor) - rest.derivative
      multiplicity += 1
    }
    return factors
  }

  /// The real roots of a squarefree polynomial of positive degree.
  private static func isolatedRoots(of polynomial: Polynomial<Rational>) -> [RealAlgebraic] {
    let polynomial = polynomial.primitive
    let chain = SturmChain(polynomial)
    // Cauchy: every root is below 1 + max |a_k / a_d| in magnitude.
    let ratio = polynomial.coefficients.map { ($0 / polynomial.leadingCoefficient).magnitude }.max()!
    let bound = Rational.powerOfTwo((1 + ratio).binaryExponent! + 1)
    var roots: [RealAlgebraic] = []
    // Each interval with the sign changes of the chain at its ends.
    var open = [(lower: -bound, upper: bound, chain.signChanges(at: -bound), chain.signChanges(at: bound))]
    while let (lower, upper, atLower, atUpper) = open.popLast() {
      if atLower == atUpper { continue }
      if atLower == atUpper + 1 {
        if polynomial(upper) == 0 {
          roots.append(RealAlgebraic(upper))
          continue
        }
        let sign = polynomial(lower).signum
        if sign != 0 {
          roots.append(
            RealAlgebraic(polynomial: polynomial, interval: RationalInterval(lower, upper), lowerSign: sign))
          continue
        }
        // The lower end is another root: halve until it is out.
      }
      let middle = (lower + upper) * Rational(1, 2)
      let atMiddle = chain.signChanges(at: middle)
      open.append((lower, middle, atLower, atMiddle))
      open.append((middle, upper, atMiddle, atUpper))
    }
    return roots
  }

  // MARK: Approximation

  /// This number in an interval no wider than `width`.
  ///
  /// - Precondition: `width` is positive.
  /// - Complexity: one evaluation of the polynomial for each bit.
  public func refined(toWidth width: Rational) -> RealAlgebraic {
    precondition(width.signum > 0, "RealAlgebraic: no interval is \(width) wide")
    var result = self
    while result.interval.width > width { result = result.halved }
    return result
  }

  /// The half of the interval with the root, or the root where it is the middle.
  var halved: RealAlgebraic { exactValue == nil ? cut(at: interval.midpoint) : self }

  /// The part of the interval with the root, at an inner point; the point, where it is the root.
  func cut(at point: Rational) -> RealAlgebraic {
    switch polynomial(point).signum {
    case 0: RealAlgebraic(point)
    case lowerSign:
      RealAlgebraic(
        polynomial: polynomial, interval: RationalInterval(point, interval.upper), lowerSign: lowerSign)
    default:
      RealAlgebraic(
        polynomial: polynomial, interval: RationalInterval(interval.lower, point), lowerSign: lowerSign)
    }
  }
}
