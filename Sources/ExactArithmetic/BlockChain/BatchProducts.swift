internal import CGMP

/// Sums over a batch of products of the entries of two batches of exact vectors: what a gradient of weights is.
///
/// ```
/// S[i, j] = Σ_v a[v, i] · b[v, j]
/// ```
///
/// Entries are integers at common powers of two, as they are in `ExactVectors`; nothing is rounded.
package struct BatchProducts: Sendable {
  private let count: Int
  private let left: IntegerVector
  private let right: IntegerVector
  private let leftUnits: [Int]
  private let rightUnits: [Int]
  /// The exponent that all products of one pair of entries have in common, apart from the entries' own.
  private let batchUnit: Int

  /// The sums for two batches of one count.
  ///
  /// - Complexity: linear in the numbers of both; an entry then costs `count` multiply-adds of integers.
  package init(_ left: ExactVectors, _ right: ExactVectors) {
    precondition(left.count == right.count, "BatchProducts: batches of \(left.count) and \(right.count)")
    count = left.count
    (leftUnits, rightUnits) = (left.units, right.units)
    let units = zip(left.vectorUnits, right.vectorUnits).map { $0 + $1 }
    let lowest = units.min() ?? 0
    batchUnit = lowest
    // What the products of one vector have more than the lowest goes into its left entries.
    self.left = left.integers { units[$0] - lowest }
    self.right = right.integers { _ in 0 }
  }

  /// S[i, j].
  package subscript(i: Int, j: Int) -> Rational {
    let sum = IntegerVector(count: 1)
    for vector in 0..<count { __gmpz_addmul(sum[0], left[i * count + vector], right[j * count + vector]) }
    let exponent = batchUnit + leftUnits[i] + rightUnits[j]
    if __gmpz_fits_slong_p(sum[0]) != 0 { return Rational(__gmpz_get_si(sum[0])).scaled(byPowerOfTwo: exponent) }
    return Rational(large: LargeRational(integer: sum[0], exponent: exponent))
  }
}

extension ExactVectors {
  /// The integers of all entries, entry by entry: that of vector v and entry i, times 2^shift(v), at i·count + v.
  fileprivate func integers(shift: (Int) -> Int) -> IntegerVector {
    let integers = IntegerVector(count: count * width)
    withUnsafeTemporaryAllocation(of: UInt64.self, capacity: words) { magnitude in
      for vector in 0..<count {
        let shift = UInt(shift(vector))
        var limbs = UnsafePointer(limbs(of: vector))
        for index in 0..<width {
          let isNegative = limbs[words - 1] >> 63 == 1
          var carry = isNegative
          for word in 0..<words {
            let (value, overflow) = (isNegative ? ~limbs[word] : limbs[word]).addingReportingOverflow(carry ? 1 : 0)
            magnitude[word] = value
            carry = overflow
          }
          limbs += words
          let integer = integers[index * count + vector]
          __gmpz_import(integer, words, -1, 8, 0, 0, magnitude.baseAddress)
          if isNegative { __gmpz_neg(integer, integer) }
          if shift > 0 { __gmpz_mul_2exp(integer, integer, shift) }
        }
      }
    }
    return integers
  }
}
