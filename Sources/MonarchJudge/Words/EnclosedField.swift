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
