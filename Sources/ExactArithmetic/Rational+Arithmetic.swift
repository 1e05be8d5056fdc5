extension Rational: Field, SignedNumeric {
  @inlinable
  public init(integerLiteral value: Int) { self.init(value) }

  /// The integer `source`; never nil, since every integer is rational.
  public init?<T: BinaryInteger>(exactly source: T) {
    if let value = Int(exactly: source) {
      self.init(value)
    } else {
      self.init(large: LargeRational(integerText: String(source)))
    }
  }

  @inlinable
  public static var zero: Rational { Rational(reducedNumerator: 0, denominator: 1) }

  /// |self|.
  @inlinable
  public var magnitude: Rational { signum < 0 ? -self : self }

  @inlinable
  public static prefix func - (operand: Rational) -> Rational {
    switch operand.storage {
    case .small(let numerator, let denominator):
      Rational(reducedNumerator: -numerator, denominator: denominator)
    case .large(let value): Rational(large: value.negated())
    }
  }

  @inlinable
  public static func + (lhs: Rational, rhs: Rational) -> Rational {
    if case .small(let a, let b) = lhs.storage, case .small(let c, let d) = rhs.storage,
      let sum = addSmall(a, b, c, d)
    {
      return sum
    }
    return Rational(large: lhs.large.adding(rhs.large))
  }

  @inlinable
  public static func - (lhs: Rational, rhs: Rational) -> Rational {
    if case .small(let a, let b) = lhs.storage, case .small(let c, let d) = rhs.storage,
      let difference = addSmall(a, b, -c, d)
    {
      return difference
    }
    return Rational(large: lhs.large.subtracting(rhs.large))
  }

  @inlinable
  public static func * (lhs: Rational, rhs: Rational) -> Rational {
    if case .small(let a, let b) = lhs.storage, case .small(let c, let d) = rhs.storage,
      let product = multiplySmall(a, b, c, d)
    {
      return product
    }
    return Rational(large: lhs.large.multiplied(by: rhs.large))
  }

  /// The exact quotient.
  ///
  /// - Precondition: `rhs` is not zero.
  @inlinable
  public static func / (lhs: Rational, rhs: Rational) -> Rational {
    precondition(rhs.signum != 0, "Rational: division by zero")
    if case .small(let a, let b) = lhs.storage, case .small(let c, let d) = rhs.storage,
      let quotient = c > 0 ? multiplySmall(a, b, d, c) : multiplySmall(a, b, -d, -c)
    {
      return quotient
    }
    return Rational(large: lhs.large.divided(by: rhs.large))
  }

  @inlinable public static func += (lhs: inout Rational, rhs: Rational) { lhs = lhs + rhs }
  @inlinable public static func -= (lhs: inout Rational, rhs: Rational) { lhs = lhs - rhs }
  @inlinable public static func *= (lhs: inout Rational, rhs: Rational) { lhs = lhs * rhs }
  @inlinable public static func /= (lhs: inout Rational, rhs: Rational) { lhs = lhs / rhs }

  /// Adds `lhs * rhs`: one GMP multiplication and one addition where the values are large, with no value in between.
  @inlinable
  public mutating func addProduct(_ lhs: Rational, _ rhs: Rational) {
    if case .small(let a, let b) = lhs.storage, case .small(let c, let d) = rhs.storage,
      let product = Rational.multiplySmall(a, b, c, d)
    {
      self += product
    } else {
      self = Rational(large: large.addingProduct(lhs.large, rhs.large))
    }
  }

  /// a/b + c/d, or nil where a word overflows on the way.
  @inlinable
  static func addSmall(_ a: Int, _ b: Int, _ c: Int, _ d: Int) -> Rational? {
    if b == d {
      let (sum, overflow) = a.addingReportingOverflow(c)
      if overflow || sum == Int.min { return nil }
      if b == 1 { return Rational(reducedNumerator: sum, denominator: 1) }
      let divisor = Int(greatestCommonDivisor(sum.magnitude, b.magnitude))
      return Rational(reducedNumerator: sum / divisor, denominator: b / divisor)
    }
    // Knuth 4.5.1: with g = gcd(b, d), t = a(d/g) + c(b/g) shares with (b/g)d only divisors of g.
    let g = Int(greatestCommonDivisor(b.magnitude, d.magnitude))
    let (left, overflow1) = a.multipliedReportingOverflow(by: d / g)
    let (right, overflow2) = c.multipliedReportingOverflow(by: b / g)
    let (sum, overflow3) = left.addingReportingOverflow(right)
    if overflow1 || overflow2 || overflow3 || sum == Int.min { return nil }
    let h = Int(greatestCommonDivisor(sum.magnitude, g.magnitude))
    let (denominator, overflow4) = (b / g).multipliedReportingOverflow(by: d / h)
    if overflow4 { return nil }
    return Rational(reducedNumerator: sum / h, denominator: denominator)
  }

  /// (a/b)·(c/d), or nil where a word overflows.
  @inlinable
  static func multiplySmall(_ a: Int, _ b: Int, _ c: Int, _ d: Int) -> Rational? {
    let g = d == 1 ? 1 : Int(greatestCommonDivisor(a.magnitude, d.magnitude))
    let h = b == 1 ? 1 : Int(greatestCommonDivisor(c.magnitude, b.magnitude))
    let (numerator, overflow1) = (a / g).multipliedReportingOverflow(by: c / h)
    let (denominator, overflow2) = (b / h).multipliedReportingOverflow(by: d / g)
    if overflow1 || overflow2 || numerator == Int.min { return nil }
    return Rational(reducedNumerator: numerator, denominator: denominator)
  }
}

extension Rational: Hashable, Comparable {
  public static func == (lhs: Rational, rhs: Rational) -> Bool {
    switch (lhs.storage, rhs.storage) {
    case (.small(let a, let b), .small(let c, let d)): a == c && b == d
    case (.large(let a), .large(let b)): a.isEqual(to: b)
    default: false  // The representation is canonical.
    }
  }

  public static func < (lhs: Rational, rhs: Rational) -> Bool {
    if case .small(let a, let b) = lhs.storage, case .small(let c, let d) = rhs.storage {
      if b == d { return a < c }
      return a.multipliedFullWidth(by: d) < c.multipliedFullWidth(by: b)
    }
    return lhs.large.isLess(than: rhs.large)
  }

  public func hash(into hasher: inout Hasher) {
    switch storage {
    case .small(let numerator, let denominator):
      hasher.combine(numerator)
      hasher.combine(denominator)
    case .large(let value): value.hash(into: &hasher)
    }
  }
}
