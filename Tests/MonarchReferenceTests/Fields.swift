import ExactArithmetic
import MonarchLaws
import PropertyEngine
import TestSupport

/// A field of seven elements, in which sums and minors vanish often.
let seven = try! PrimeModulus(7)

extension Generator where Value == Cyclotomic {
  /// Elements of ℚ(i), one in 25 of them 0 and others real or imaginary.
  static func gaussian() -> Generator {
    zip(Generator<Rational>.entry(), Generator<Rational>.entry()).map { real, imaginary in
      Cyclotomic(real) + Cyclotomic(imaginary) * .imaginaryUnit
    }
  }

  /// Elements of ℚ(i), or sparse ones of ℚ(ζ₃) and ℚ(ζ₅), which meet in ℚ(ζ₆₀).
  static func entry() -> Generator {
    let root = zip(Generator<Int>.element(of: [3, 5]), Generator<Int>.integer(in: 0...4), Generator<Rational>.entry())
      .map { order, power, scale in Cyclotomic.root(of: order, power: power).scaled(by: scale) }
    return .oneOf(weighted: [(2, gaussian()), (1, root)])
  }
}
