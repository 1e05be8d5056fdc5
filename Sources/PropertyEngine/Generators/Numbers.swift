extension Generator where Value: FixedWidthInteger & Sendable {
  /// Integers in a range, often at its ends and near the target, which is the simplest.
  @inlinable
  public static func integer(in range: ClosedRange<Value>, target: Value = 0) -> Generator {
    let domain = IntegerDomain(range, target: target)
    let low = range.lowerBound
    return Generator { draws throws(DrawStop) in
      low &+ Value(truncatingIfNeeded: try draws.integer(domain))
    }
  }

  /// All integers of the type; 0 is the simplest.
  @inlinable
  public static func integer() -> Generator { integer(in: .min ... .max) }
}

extension Generator where Value == Bool {
  /// false, or true with the given probability; false is simpler.
  public static func bool(probability: Double = 0.5) -> Generator {
    let domain = IntegerDomain(0...1)
    let threshold = UInt64(min(max(probability, 0), 1) * 0x1p63)
    return Generator { draws throws(DrawStop) in
      try draws.integer(domain) { bits in bits.next() >> 1 < threshold ? 1 : 0 } == 1
    }
  }
}

/// Which floating-point numbers a generator may draw.
public struct FloatClasses: OptionSet, Hashable, Sendable {
  /// One bit for each class.
  public let rawValue: UInt8

  /// Classes from their bits.
  public init(rawValue: UInt8) { self.rawValue = rawValue }

  /// NaN.
  public static let nan = FloatClasses(rawValue: 1)
  /// +∞ and −∞, where the range reaches to the largest numbers.
  public static let infinities = FloatClasses(rawValue: 2)
  /// Numbers nearer to 0 than all normal ones.
  public static let subnormals = FloatClasses(rawValue: 4)
  /// −0.
  public static let negativeZero = FloatClasses(rawValue: 8)

  /// Every finite number.
  public static let finite: FloatClasses = [.subnormals, .negativeZero]
  /// Everything.
  public static let all: FloatClasses = [.finite, .infinities, .nan]
}

extension FloatDomain {
  @usableFromInline
  init(_ range: ClosedRange<Double>, isSingle: Bool, _ classes: FloatClasses) {
    self.init(
      isSingle: isSingle, low: range.lowerBound, high: range.upperBound, allowsNaN: classes.contains(.nan),
      allowsInfinities: classes.contains(.infinities), allowsSubnormals: classes.contains(.subnormals),
      allowsNegativeZero: classes.contains(.negativeZero))
  }
}

extension Generator where Value == Double {
  /// Doubles of the given classes in a range: corners, small integers, few bits, full significands, any bit pattern.
  public static func double(
    in range: ClosedRange<Double> = -Double.greatestFiniteMagnitude ... .greatestFiniteMagnitude,
    _ classes: FloatClasses = .finite
  ) -> Generator {
    let domain = FloatDomain(range, isSingle: false, classes)
    return Generator { draws throws(DrawStop) in try draws.float(domain) }
  }
}

extension Generator where Value == Float {
  /// Floats of the given classes in a range: corners, small integers, few bits, full significands, any bit pattern.
  public static func float(
    in range: ClosedRange<Float> = -Float.greatestFiniteMagnitude ... .greatestFiniteMagnitude,
    _ classes: FloatClasses = .finite
  ) -> Generator {
    let domain = FloatDomain(Double(range.lowerBound)...Double(range.upperBound), isSingle: true, classes)
    return Generator { draws throws(DrawStop) in Float(try draws.float(domain)) }
  }
}

/// A fraction in lowest terms, for generators of exact numbers.
public struct Fraction: Hashable, Sendable {
  /// Without a factor in common with the denominator.
  public let numerator: Int
  /// At least 1.
  public let denominator: Int
}

extension Generator where Value == Fraction {
  /// Fractions with bounded numerator and denominator; integers are simpler, and powers of two are frequent below.
  public static func fraction(numerator bound: Int = 1000, denominator limit: Int = 1000) -> Generator {
    let above = Generator<Int>.integer(in: -max(bound, 0)...max(bound, 0))
    let below = Generator<Int>.integer(in: 1...max(limit, 1), target: 1)
    return Generator { draws throws(DrawStop) in
      let (top, bottom) = (try above.body(draws), try below.body(draws))
      var (a, b) = (top.magnitude, bottom.magnitude)
      while b != 0 { (a, b) = (b, a % b) }
      let divisor = max(Int(a), 1)
      return Fraction(numerator: top / divisor, denominator: bottom / divisor)
    }
  }
}
