/// A polynomial in one variable over a field, `Σ_k coefficients[k] · x^k`, stored densely.
///
/// The representation is canonical: the last coefficient is not zero, and the zero polynomial has none. So equal
/// polynomials are stored alike.
///
/// - Precondition: all coefficients have a common field; operators trap where they meet coefficients that have none.
public struct Polynomial<Scalar: Field>: Sendable {
  /// The coefficients, that of x^k at index k.
  public private(set) var coefficients: [Scalar]

  /// The polynomial with the given coefficients, that of x^k at index k; zeros at the end are dropped.
  @inlinable
  public init(_ coefficients: [Scalar]) {
    let coefficients = Scalar.joined(coefficients)
    var count = coefficients.count
    while count > 0 && coefficients[count - 1] == .zero { count -= 1 }
    self.init(trimmed: count == coefficients.count ? coefficients : Array(coefficients[..<count]))
  }

  @usableFromInline
  init(trimmed coefficients: [Scalar]) { self.coefficients = coefficients }

  /// The polynomial c·x^k.
  ///
  /// - Precondition: `degree` is not negative.
  @inlinable
  public static func monomial(_ coefficient: Scalar, degree: Int) -> Polynomial {
    precondition(degree >= 0, "Polynomial: the exponent \(degree) is negative")
    return Polynomial([Scalar](repeating: .zero, count: degree) + [coefficient])
  }

  /// The polynomial x.
  @inlinable
  public static var variable: Polynomial { Polynomial(trimmed: [.zero, 1]) }

  /// The constant polynomial 1.
  @inlinable
  public static var one: Polynomial { Polynomial(trimmed: [1]) }

  /// The monic polynomial `Π (x − root)`, each root as often as it is listed.
  ///
  /// - Complexity: O(d²) field operations for d roots.
  @inlinable
  public init(roots: some Sequence<Scalar>) {
    var product: [Scalar] = [1]
    for root in roots {
      product.append(product[product.count - 1])
      for k in stride(from: product.count - 2, to: 0, by: -1) { product[k] = product[k - 1] - root * product[k] }
      product[0] = -(root * product[0])
    }
    self.init(product)
  }

  /// The degree; −1 for the zero polynomial.
  @inlinable
  public var degree: Int { coefficients.count - 1 }

  @inlinable
  public var isZero: Bool { coefficients.isEmpty }

  /// The coefficient of x^degree; zero for the zero polynomial.
  @inlinable
  public var leadingCoefficient: Scalar { coefficients.last ?? .zero }

  /// The coefficient of x^k, which is zero beyond the degree.
  ///
  /// - Precondition: `exponent` is not negative.
  @inlinable
  public subscript(exponent: Int) -> Scalar {
    precondition(exponent >= 0, "Polynomial: the exponent \(exponent) is negative")
    return exponent < coefficients.count ? coefficients[exponent] : .zero
  }

  /// This polynomial divided by its leading coefficient; zero stays zero.
  @inlinable
  public var monic: Polynomial {
    guard let last = coefficients.last, last != 1 else { return self }
    let inverse = 1 / last
    return Polynomial(trimmed: coefficients.dropLast().map { $0 * inverse } + [last * inverse])
  }

  /// The value at a point, by Horner's rule.
  ///
  /// - Complexity: O(degree) field operations.
  @inlinable
  public func callAsFunction(_ point: Scalar) -> Scalar {
    var value = Scalar.zero
    for coefficient in coefficients.reversed() {
      var next = coefficient
      next.addProduct(value, point)
      value = next
    }
    return value
  }

  /// The composition `self(inner(x))`, by Horner's rule.
  ///
  /// - Complexity: O(degree² · inner degree²) field operations.
  @inlinable
  public func callAsFunction(_ inner: Polynomial) -> Polynomial {
    coefficients.reversed().reduce(.zero) { $0 * inner + Polynomial([$1]) }
  }

  /// The formal derivative, `Σ_k k · coefficients[k] · x^(k−1)`; in characteristic p it is zero also for polynomials
  /// in x^p.
  @inlinable
  public var derivative: Polynomial {
    Polynomial(coefficients.indices.dropFirst().map { Scalar($0) * coefficients[$0] })
  }

  /// The polynomial of the images of the coefficients.
  @inlinable
  public func map<Image: Field>(_ transform: (Scalar) throws -> Image) rethrows -> Polynomial<Image> {
    Polynomial<Image>(try coefficients.map(transform))
  }
}

extension Polynomial: AdditiveArithmetic {
  @inlinable
  public static var zero: Polynomial { Polynomial(trimmed: []) }

  @inlinable
  public static func + (lhs: Polynomial, rhs: Polynomial) -> Polynomial {
    let (long, short) = lhs.degree >= rhs.degree ? (lhs, rhs) : (rhs, lhs)
    var sum = long.coefficients
    for k in short.coefficients.indices { sum[k] += short.coefficients[k] }
    return Polynomial(sum)
  }

  @inlinable
  public static func - (lhs: Polynomial, rhs: Polynomial) -> Polynomial { lhs + -rhs }

  @inlinable
  public static prefix func - (operand: Polynomial) -> Polynomial {
    Polynomial(trimmed: operand.coefficients.map { -$0 })
  }
}

extension Polynomial {
  /// The product.
  ///
  /// - Complexity: O(d · e) field operations for degrees d and e.
  @inlinable
  public static func * (lhs: Polynomial, rhs: Polynomial) -> Polynomial {
    guard !lhs.isZero, !rhs.isZero else { return .zero }
    var product = [Scalar](repeating: .zero, count: lhs.coefficients.count + rhs.coefficients.count - 1)
    for i in lhs.coefficients.indices {
      for j in rhs.coefficients.indices { product[i + j].addProduct(lhs.coefficients[i], rhs.coefficients[j]) }
    }
    return Polynomial(product)
  }

  @inlinable
  public static func * (lhs: Scalar, rhs: Polynomial) -> Polynomial {
    Polynomial(rhs.coefficients.map { lhs * $0 })
  }

  @inlinable public static func *= (lhs: inout Polynomial, rhs: Polynomial) { lhs = lhs * rhs }
}

extension Polynomial: Hashable where Scalar: Hashable {}

extension Polynomial: CustomStringConvertible {
  /// The terms from the highest down, as "3·x^2 - 1/2·x + 1".
  public var description: String {
    var text = ""
    for exponent in coefficients.indices.reversed() where coefficients[exponent] != .zero {
      text += Polynomial.term(coefficients[exponent], exponent, isFirst: text.isEmpty)
    }
    return text.isEmpty ? "0" : text
  }

  private static func term(_ coefficient: Scalar, _ exponent: Int, isFirst: Bool) -> String {
    var factor = String(describing: coefficient)
    // A coefficient that is a sum of its own, as in ℚ(ζ), is set in parentheses.
    if factor.contains(" ") { factor = "(\(factor))" }
    let isNegative = factor.hasPrefix("-")
    if isNegative { factor.removeFirst() }
    let sign = isFirst ? (isNegative ? "-" : "") : (isNegative ? " - " : " + ")
    let power = exponent == 0 ? "" : exponent == 1 ? "x" : "x^\(exponent)"
    if factor == "1" && exponent > 0 { return sign + power }
    return sign + factor + (exponent > 0 ? "·" : "") + power
  }
}
