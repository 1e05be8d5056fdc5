import ExactArithmetic
import MonarchLaws
import MonarchReference
import PropertyEngine
import TestSupport

/// ℚ(i) as pairs, independent of the package's own complex numbers.
struct GaussianRational: Field, Hashable {
  var re: Rational
  var im: Rational

  init(_ re: Rational, _ im: Rational) { (self.re, self.im) = (re, im) }
  init(_ value: Int) { self.init(Rational(value), 0) }
  init(integerLiteral value: Int) { self.init(value) }

  static let i = GaussianRational(0, 1)
  static var zero: GaussianRational { 0 }
  static func + (a: Self, b: Self) -> Self { Self(a.re + b.re, a.im + b.im) }
  static func - (a: Self, b: Self) -> Self { Self(a.re - b.re, a.im - b.im) }
  static prefix func - (a: Self) -> Self { Self(-a.re, -a.im) }
  static func * (a: Self, b: Self) -> Self { Self(a.re * b.re - a.im * b.im, a.re * b.im + a.im * b.re) }
  static func / (a: Self, b: Self) -> Self {
    let norm = b.re * b.re + b.im * b.im
    let product = a * b.conjugate
    return Self(product.re / norm, product.im / norm)
  }
  var conjugate: Self { Self(re, -im) }
}

extension Generator where Value == GaussianRational {
  static func entry() -> Generator {
    zip(Generator<Rational>.entry(), Generator<Rational>.entry()).map { GaussianRational($0.0, $0.1) }
  }
}

/// A field of seven elements, in which sums and minors vanish often.
let seven = try! PrimeModulus(7)
