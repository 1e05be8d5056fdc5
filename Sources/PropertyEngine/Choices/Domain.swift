/// The integers `low ... high`, of which `target` is the simplest.
///
/// Values are kept as offsets from `low`, so that one representation serves every fixed-width type.
public struct IntegerDomain: Hashable, Sendable {
  /// high − low.
  public let span: UInt64
  /// target − low.
  public let target: UInt64
  /// `low` as the two's complement bits of its type, to show values; signed types are sign-extended.
  public let low: UInt64
  /// Whether `low` is to be read as signed.
  public let isSigned: Bool

  /// - Precondition: low <= high. The target is moved into the range.
  @inlinable
  public init<T: FixedWidthInteger>(_ range: ClosedRange<T>, target: T = 0) {
    let nearest = min(max(target, range.lowerBound), range.upperBound)
    low = UInt64(truncatingIfNeeded: range.lowerBound)
    span = UInt64(truncatingIfNeeded: range.upperBound) &- low
    self.target = UInt64(truncatingIfNeeded: nearest) &- low
    isSigned = T.isSigned
  }

  /// Simplicity of an offset: its distance from the target, above before below.
  @inlinable
  func rank(_ offset: UInt64) -> (distance: UInt64, isBelow: Bool) {
    offset >= target ? (offset - target, false) : (target - offset, true)
  }

  /// The value at an offset, as text.
  func text(_ offset: UInt64) -> String {
    let word = low &+ offset
    return isSigned ? String(Int64(bitPattern: word)) : String(word)
  }
}

/// A set of floating-point numbers of one format: an interval, and which of the special values belong to it.
public struct FloatDomain: Hashable, Sendable {
  /// Whether the values are those of `Float`; otherwise of `Double`.
  public var isSingle: Bool
  /// The smallest finite value.
  public var low: Double
  /// The largest finite value.
  public var high: Double
  /// Whether NaN is a member.
  public var allowsNaN: Bool
  /// Whether the infinities are members, each where the interval reaches to the largest number on its side.
  public var allowsInfinities: Bool
  /// Whether the subnormal numbers of the interval are members.
  public var allowsSubnormals: Bool
  /// Whether −0 is a member where 0 is.
  public var allowsNegativeZero: Bool

  /// A domain from its parts.
  ///
  /// - Precondition: it has a member.
  @inlinable
  public init(
    isSingle: Bool, low: Double, high: Double, allowsNaN: Bool, allowsInfinities: Bool, allowsSubnormals: Bool,
    allowsNegativeZero: Bool
  ) {
    self.isSingle = isSingle
    (self.low, self.high) = (low, high)
    (self.allowsNaN, self.allowsInfinities) = (allowsNaN, allowsInfinities)
    (self.allowsSubnormals, self.allowsNegativeZero) = (allowsSubnormals, allowsNegativeZero)
  }

  /// Whether a number belongs to the domain.
  @inlinable
  public func contains(_ value: Double) -> Bool {
    if value.isNaN { return allowsNaN }
    if value.isInfinite { return allowsInfinities && (value > 0 ? high : -low) >= limit }
    if value < low || value > high { return false }
    if value == 0 { return value.sign == .plus || allowsNegativeZero }
    if isSingle && Double(Float(value)) != value { return false }
    return allowsSubnormals || value.magnitude >= leastNormal
  }

  /// The largest finite number of the format.
  @inlinable
  package var limit: Double { isSingle ? Double(Float.greatestFiniteMagnitude) : .greatestFiniteMagnitude }

  /// The smallest positive normal number of the format.
  @inlinable
  package var leastNormal: Double { isSingle ? Double(Float.leastNormalMagnitude) : .leastNormalMagnitude }

  /// The simplest member, from which shrinking starts and to which it returns.
  @usableFromInline
  package var simplest: Double {
    var candidates = [0, 1, -1, low, high, low.rounded(.up), high.rounded(.down), -0.0, .infinity, -.infinity, .nan]
    // Between two integers: the fractions of fewest bits, whose steps are about as wide as the interval.
    let width = min(max((high - low).exponent, -1020), 0)
    for exponent in width - 1...width + 1 where exponent < 0 {
      let step = Double(sign: .plus, exponent: exponent, significand: 1)
      candidates.append((low / step).rounded(.up) * step)
    }
    let members = candidates.filter(contains)
    return members.min { FloatRank($0) < FloatRank($1) } ?? low
  }
}
