public import ExactArithmetic

/// An exact field of complex numbers around ℚ: matrices over it have lengths and singular values.
///
/// A matrix can be projected if all `|x|²` of its entries and all sums of products `x·ȳ` that its Gram matrices are made
/// of lie in ℚ or ℚ(i): over ℚ, and in ℚ(ζ_N) for entries of ℚ(i). Other entries are refused by ``ProjectionError``.
public protocol NormedField: Field {
  init(rational value: Rational)

  /// This value where it is rational.
  var rational: Rational? { get }

  /// This value with both its parts rounded down to multiples of 2^exponent, if it is in ℚ or ℚ(i).
  func rounded(toMultipleOfPowerOfTwo exponent: Int) -> Self
}

extension Rational: NormedField {
  public init(rational value: Rational) { self = value }

  public var rational: Rational? { self }

  public func rounded(toMultipleOfPowerOfTwo exponent: Int) -> Rational {
    roundedDown(toMultipleOfPowerOfTwo: exponent)
  }
}

extension Cyclotomic: NormedField {
  public init(rational value: Rational) { self.init(value) }

  public func rounded(toMultipleOfPowerOfTwo exponent: Int) -> Cyclotomic {
    guard let real = realPart.rational, let imaginary = imaginaryPart.rational else { return self }
    return Cyclotomic(real.roundedDown(toMultipleOfPowerOfTwo: exponent))
      + Cyclotomic.imaginaryUnit.scaled(by: imaginary.roundedDown(toMultipleOfPowerOfTwo: exponent))
  }
}

extension Matrix where Scalar: NormedField {
  /// The sum of all |x|²: the square of the Frobenius norm.
  func squaredNorm() throws(ProjectionError) -> Rational {
    try elements.reduce(Scalar.zero) { $0 + $1 * $1.conjugate }.requireRational("the squared norm")
  }
}

extension NormedField {
  /// This value, which a Gram matrix or a norm has brought up, as a rational number.
  func requireRational(_ what: String) throws(ProjectionError) -> Rational {
    guard let rational else { throw .notRational("\(what) is \(self)") }
    return rational
  }
}

/// Why a matrix has no projection here.
public enum ProjectionError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The sizes do not fit, or the entries have no common field.
  case shape(ShapeError)
  /// The entries are outside of ℚ and ℚ(i).
  case notRational(String)
  /// The precision asked for is not positive.
  case badPrecision(Rational)
  /// A slice (λ, a) whose answer did not come as near as it was asked to.
  case notReached(λ: Int, a: Int, precision: Rational)

  public var description: String {
    switch self {
    case .shape(let error): error.description
    case .notRational(let found): "expected entries of ℚ or ℚ(i), for which norms are rational, but \(found)"
    case .badPrecision(let precision): "expected a precision above 0, found \(precision)"
    case .notReached(let λ, let a, let precision):
      "slice (λ, a) = (\(λ), \(a)) did not come within \(precision) of its optimum"
    }
  }
}

/// Runs a computation with matrices and names its errors as those of a projection.
func projecting<Result>(_ body: () throws(ShapeError) -> Result) throws(ProjectionError) -> Result {
  do { return try body() } catch { throw .shape(error) }
}
