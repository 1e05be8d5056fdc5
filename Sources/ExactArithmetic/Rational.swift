/// An exact rational number p/q in lowest terms, with q > 0.
///
/// Values whose numerator and denominator both lie within ±`Int.max` are stored inline and computed without
/// allocation; larger ones live in GMP (`mpq`). The representation is canonical: equal values are stored alike.
///
/// A `Rational` is a value: `x += x`, `a *= b` with `a` and `b` sharing storage, and concurrent reads are all safe,
/// because large storage is never modified once it is reachable.
///
/// - Complexity: inline operations cost one or two binary gcds of 64-bit words; large ones cost GMP's multiplication
///   and gcd of the operands' sizes.
/// - Precondition: division by zero traps, as for `Int`. So does a result of more than `Rational.maximalBitCount` bits,
///   where GMP would abort the process without a message; text and exponents are checked before they get there.
public struct Rational: Sendable {
  @usableFromInline
  enum Storage: Sendable {
    /// `numerator / denominator` in lowest terms, |numerator| <= Int.max, 1 <= denominator.
    case small(numerator: Int, denominator: Int)
    /// A value that does not fit `small`.
    case large(LargeRational)
  }

  @usableFromInline
  var storage: Storage

  /// The size, in bits of numerator and denominator together, that no result may exceed: 2³².
  public static let maximalBitCount = 1 << 32

  @inlinable
  init(storage: Storage) { self.storage = storage }

  /// A value already in lowest terms with a positive denominator and |numerator| <= Int.max.
  @inlinable
  init(reducedNumerator numerator: Int, denominator: Int) {
    storage = .small(numerator: numerator, denominator: denominator)
  }

  /// The integer `value`.
  @inlinable
  public init(_ value: Int) {
    if value == Int.min {
      self.init(large: LargeRational(numerator: value, denominator: 1))
    } else {
      self.init(reducedNumerator: value, denominator: 1)
    }
  }

  /// The fraction `numerator / denominator`, reduced.
  ///
  /// - Precondition: `denominator` is not zero.
  public init(_ numerator: Int, _ denominator: Int) {
    precondition(denominator != 0, "Rational: denominator is zero")
    if numerator == Int.min || denominator == Int.min {
      self.init(storage: (Rational(numerator) / Rational(denominator)).storage)
      return
    }
    let divisor = Int(greatestCommonDivisor(numerator.magnitude, denominator.magnitude))
    let sign = denominator < 0 ? -1 : 1
    self.init(reducedNumerator: sign * (numerator / divisor), denominator: sign * (denominator / divisor))
  }

  /// Takes over a GMP value, moving it inline where it fits.
  @usableFromInline
  init(large: LargeRational) {
    if let (numerator, denominator) = large.smallParts {
      self.init(reducedNumerator: numerator, denominator: denominator)
    } else {
      self.init(storage: .large(large))
    }
  }

  /// The same value in GMP's representation.
  @usableFromInline
  var large: LargeRational {
    switch storage {
    case .small(let numerator, let denominator): LargeRational(numerator: numerator, denominator: denominator)
    case .large(let value): value
    }
  }

  /// 2 to the power `exponent`.
  ///
  /// - Precondition: |exponent| < `maximalBitCount`.
  public static func powerOfTwo(_ exponent: Int) -> Rational { Rational(1).scaled(byPowerOfTwo: exponent) }

  /// This value times 2 to the power `exponent`.
  ///
  /// - Precondition: the result stays below `maximalBitCount`.
  public func scaled(byPowerOfTwo exponent: Int) -> Rational {
    if case .small(let numerator, 1) = storage, exponent >= 0, exponent < numerator.magnitude.leadingZeroBitCount {
      return Rational(reducedNumerator: numerator << exponent, denominator: 1)
    }
    if case .small(let numerator, 1) = storage, numerator & 1 == 1, exponent < 0, exponent > -63 {
      return Rational(reducedNumerator: numerator, denominator: 1 << -exponent)
    }
    return Rational(large: large.scaled(byPowerOfTwo: exponent))
  }

  /// The sign: -1, 0 or 1.
  @inlinable
  public var signum: Int {
    switch storage {
    case .small(let numerator, _): numerator.signum()
    case .large(let value): value.signum
    }
  }

  /// Whether the denominator is 1.
  public var isInteger: Bool {
    switch storage {
    case .small(_, let denominator): denominator == 1
    case .large(let value): value.isInteger
    }
  }

  /// The numerator of the reduced fraction, as an integer-valued rational.
  public var numerator: Rational {
    switch storage {
    case .small(let numerator, _): Rational(reducedNumerator: numerator, denominator: 1)
    case .large(let value): Rational(large: value.numerator)
    }
  }

  /// The positive denominator of the reduced fraction, as an integer-valued rational.
  public var denominator: Rational {
    switch storage {
    case .small(_, let denominator): Rational(reducedNumerator: denominator, denominator: 1)
    case .large(let value): Rational(large: value.denominator)
    }
  }

  /// The integer e with 2^e <= |self| < 2^(e+1), or nil for zero.
  public var binaryExponent: Int? {
    switch storage {
    case .small(0, _): return nil
    case .small(let numerator, let denominator):
      let top = numerator.magnitude
      let bottom = denominator.magnitude
      let exponent = bottom.leadingZeroBitCount - top.leadingZeroBitCount
      // |self| lies in (2^(exponent-1), 2^(exponent+1)): one comparison decides.
      let isAtLeast = exponent >= 0 ? top >= bottom << exponent : top << -exponent >= bottom
      return isAtLeast ? exponent : exponent - 1
    case .large(let value): return value.binaryExponent
    }
  }

  /// The largest e such that self / 2^e is an integer, where self is a dyadic rational; nil for zero or other values.
  public var dyadicExponent: Int? {
    switch storage {
    case .small(0, _): return nil
    case .small(let numerator, let denominator):
      guard denominator & (denominator - 1) == 0 else { return nil }
      return numerator.trailingZeroBitCount - denominator.trailingZeroBitCount
    case .large(let value): return value.dyadicExponent
    }
  }
}

/// The greatest common divisor by Stein's binary algorithm; gcd(0, b) = b.
@usableFromInline
func greatestCommonDivisor(_ a: UInt, _ b: UInt) -> UInt {
  if a == 0 { return b }
  if b == 0 { return a }
  // Denominators of float data are powers of two.
  if a & (a - 1) == 0 || b & (b - 1) == 0 { return 1 << min(a.trailingZeroBitCount, b.trailingZeroBitCount) }
  let shift = (a | b).trailingZeroBitCount
  var x = a >> a.trailingZeroBitCount
  var y = b
  repeat {
    y >>= y.trailingZeroBitCount
    if x > y { swap(&x, &y) }
    y -= x
  } while y != 0
  return x << shift
}
