/// How simple a floating-point number is for a person who reads a failing case; smaller is simpler.
///
/// 0 < ±1 < powers of two, the nearer to 1 the simpler < other integers by magnitude < fractions, the fewer fractional
/// bits the simpler, and of as many the smaller < integers beyond 2⁵³ < −0 < ±infinity < NaN. A positive number is
/// simpler than its negative, and the quiet NaN without a payload is the simplest of its kind.
///
/// Powers of two stand before small integers because a product with one is exact: whatever fails with them fails for
/// the structure of the computation and not for its rounding.
package struct FloatRank: Comparable, Hashable, Sendable {
  private let kind: UInt8
  private let major: UInt64
  private let minor: UInt64

  /// The rank of a number; two numbers have the same rank only if they have the same bits.
  package init(_ value: Double) {
    let sign: UInt64 = value.sign == .minus ? 1 : 0
    let magnitude = value.magnitude
    if value.isNaN {
      (kind, major, minor) = (7, 0, value.bitPattern ^ Double.nan.bitPattern)
    } else if magnitude.isInfinite {
      (kind, major, minor) = (6, 0, sign)
    } else if magnitude == 0 {
      (kind, major, minor) = (sign == 0 ? 0 : 5, 0, 0)
    } else if magnitude.significandWidth == 0 {
      let exponent = Int(magnitude.exponent)
      (kind, major, minor) = (1, UInt64(exponent.magnitude), (exponent < 0 ? 2 : 0) + sign)
    } else {
      // magnitude = odd · 2^lowest with an odd integer below 2⁵³.
      let lowest = Int(magnitude.exponent) - magnitude.significandWidth
      let odd = UInt64(Double(sign: .plus, exponent: magnitude.significandWidth, significand: magnitude.significand))
      if lowest < 0 {
        (kind, major, minor) = (3, UInt64(-lowest), odd << 1 | sign)
      } else if magnitude < 0x1p53 {
        (kind, major, minor) = (2, 0, UInt64(magnitude) << 1 | sign)
      } else {
        (kind, major, minor) = (4, UInt64(magnitude.exponent), odd << 1 | sign)
      }
    }
  }

  /// Whether the first is simpler.
  package static func < (lhs: FloatRank, rhs: FloatRank) -> Bool {
    (lhs.kind, lhs.major, lhs.minor) < (rhs.kind, rhs.major, rhs.minor)
  }
}
