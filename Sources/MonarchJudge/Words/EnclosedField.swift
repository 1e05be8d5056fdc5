public import ExactArithmetic

/// An exact field of real or complex numbers whose parts can be enclosed as narrowly as one likes.
public protocol EnclosedField: Field, Hashable {
  /// 1 for real numbers, 2 for complex ones: the real part and the imaginary part.
  static var partCount: Int { get }

  /// The number with these parts, as many as `partCount`.
  init(parts: [Rational])

  /// An interval for each part, no wider than 2^−precision; of width 0 where the part is rational.
  func enclosures(precision: Int) -> [RationalInterval]
}

extension EnclosedField {
  /// An interval for each part, no wider than a part of 2^−bits of every number in it.
  func relativeEnclosures(bits: Int) -> [RationalInterval] {
    var precision = 64
    while true {
      let intervals = enclosures(precision: precision)
      // A part that is irrational is not 0: beside it its interval becomes as narrow as we like.
      if intervals.allSatisfy({ $0.width <= $0.leastMagnitude * .powerOfTwo(-bits) }) { return intervals }
      precision *= 2
    }
  }
}

extension RationalInterval {
  /// The magnitude of the number in the interval that is nearest to 0.
  var leastMagnitude: Rational { lower.signum > 0 ? lower : upper.signum < 0 ? -upper : 0 }
  /// The magnitude of the number in the interval that is farthest from 0.
  var greatestMagnitude: Rational { max(lower.magnitude, upper.magnitude) }
}

extension Rational: EnclosedField {
  public static var partCount: Int { 1 }
  public init(parts: [Rational]) { self = parts[0] }
  public func enclosures(precision: Int) -> [RationalInterval] { [RationalInterval(self)] }
}

extension Cyclotomic: EnclosedField {
  public static var partCount: Int { 2 }

  public init(parts: [Rational]) {
    self = Cyclotomic(parts[0])
    if parts[1] != 0 { self += Cyclotomic.imaginaryUnit.scaled(by: parts[1]) }
  }

  public func enclosures(precision: Int) -> [RationalInterval] {
    let (real, imaginary) = enclosure(precision: precision)
    return [real, imaginary]
  }
}
