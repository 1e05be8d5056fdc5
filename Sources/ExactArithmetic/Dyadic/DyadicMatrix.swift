internal import CGMP

/// A dense matrix of integers that all stand for multiples of one power of two: what floats are, and what sums of their
/// products are. Nothing is ever rounded.
package struct DyadicMatrix: Sendable {
  package let rows: Int
  package let columns: Int
  /// Entry (i, j) is the integer at i·columns + j times 2^exponent.
  private let exponent: Int
  private let integers: IntegerVector

  private init(rows: Int, columns: Int, exponent: Int, integers: IntegerVector) {
    (self.rows, self.columns, self.exponent, self.integers) = (rows, columns, exponent, integers)
  }

  /// The matrix of these numbers, row-major, each times 2^scale.
  ///
  /// - Precondition: the numbers are finite and as many as the sizes say.
  package init(rows: Int, columns: Int, _ values: [Double], scale: Int = 0) {
    precondition(values.count == rows * columns, "DyadicMatrix: \(values.count) numbers for \(rows)×\(columns)")
    let lowest = values.reduce(Int.max) { $1 == 0 ? $0 : min($0, $1.dyadic.exponent) }
    let exponent = lowest == .max ? 0 : lowest
    let integers = IntegerVector(count: values.count)
    for (index, value) in values.enumerated() where value != 0 {
      let (significand, power) = value.dyadic
      __gmpz_set_si(integers[index], significand)
      __gmpz_mul_2exp(integers[index], integers[index], UInt(power - exponent))
    }
    self.init(rows: rows, columns: columns, exponent: exponent + scale, integers: integers)
  }

  /// `self · otherᵀ`; of a matrix with itself only half is computed.
  ///
  /// - Precondition: both have as many columns.
  package func timesTransposed(of other: DyadicMatrix) -> DyadicMatrix {
    precondition(columns == other.columns, "DyadicMatrix: \(columns) and \(other.columns) columns")
    let isGram = integers === other.integers
    let product = IntegerVector(count: rows * other.rows)
    for i in 0..<rows {
      for j in 0..<(isGram ? i + 1 : other.rows) {
        let sum = product[i * other.rows + j]
        for k in 0..<columns { __gmpz_addmul(sum, integers[i * columns + k], other.integers[j * columns + k]) }
        if isGram && j < i { __gmpz_set(product[j * rows + i], sum) }
      }
    }
    return DyadicMatrix(rows: rows, columns: other.rows, exponent: exponent + other.exponent, integers: product)
  }

  /// `self + other`.
  ///
  /// - Precondition: both have one size.
  package func plus(_ other: DyadicMatrix) -> DyadicMatrix { combined(with: other, __gmpz_add) }

  /// `self − other`.
  ///
  /// - Precondition: both have one size.
  package func minus(_ other: DyadicMatrix) -> DyadicMatrix { combined(with: other, __gmpz_sub) }

  private func combined(
    with other: DyadicMatrix,
    _ operation: (UnsafeMutablePointer<__mpz_struct>?, UnsafePointer<__mpz_struct>?, UnsafePointer<__mpz_struct>?) ->
      Void
  ) -> DyadicMatrix {
    precondition(rows == other.rows && columns == other.columns, "DyadicMatrix: the sizes differ")
    let common = min(exponent, other.exponent)
    let result = IntegerVector(count: rows * columns)
    let part = IntegerVector(count: 1)
    for index in 0..<rows * columns {
      __gmpz_mul_2exp(result[index], integers[index], UInt(exponent - common))
      __gmpz_mul_2exp(part[0], other.integers[index], UInt(other.exponent - common))
      operation(result[index], result[index], part[0])
    }
    return DyadicMatrix(rows: rows, columns: columns, exponent: common, integers: result)
  }

  /// The squared Frobenius norm.
  package var squaredNorm: Rational {
    let sum = IntegerVector(count: 1)
    for index in 0..<rows * columns { __gmpz_addmul(sum[0], integers[index], integers[index]) }
    return Self.value(sum[0], exponent: 2 * exponent)
  }

  /// The least μ for which every row of `μI − self` is dominated by its diagonal: the greatest sum of a diagonal entry and
  /// the magnitudes beside it.
  ///
  /// - Precondition: the matrix is square and has rows.
  package var dominatingShift: Rational {
    precondition(rows == columns && rows > 0, "DyadicMatrix: \(rows)×\(columns)")
    let greatest = IntegerVector(count: 1)
    let sum = IntegerVector(count: 1)
    for i in 0..<rows {
      __gmpz_set(sum[0], integers[i * columns + i])
      for j in 0..<columns where j != i {
        if integers[i * columns + j].pointee._mp_size < 0 {
          __gmpz_sub(sum[0], sum[0], integers[i * columns + j])
        } else {
          __gmpz_add(sum[0], sum[0], integers[i * columns + j])
        }
      }
      if i == 0 || __gmpz_cmp(sum[0], greatest[0]) > 0 { __gmpz_set(greatest[0], sum[0]) }
    }
    return Self.value(greatest[0], exponent: exponent)
  }

  private static func value(_ integer: UnsafePointer<__mpz_struct>, exponent: Int) -> Rational {
    let one = IntegerVector(count: 1)
    __gmpz_set_ui(one[0], 1)
    return Rational(integer, over: one[0]).scaled(byPowerOfTwo: exponent)
  }
}

extension Double {
  /// The odd integer and the power of two whose product this is; (0, 0) for 0.
  ///
  /// - Precondition: it is finite.
  package var dyadic: (significand: Int, exponent: Int) {
    guard self != 0 else { return (0, 0) }
    precondition(isFinite, "Double: \(self) is no dyadic number")
    let width = significandWidth
    let magnitude = Int(significand * Double(sign: .plus, exponent: Int(width), significand: 1))
    return (self < 0 ? -magnitude : magnitude, Int(exponent) - Int(width))
  }
}

extension Rational {
  /// A rational whose denominator is a power of two, as an odd integer in hexadecimal digits and the exponent of two; nil
  /// for any other. 0 is ("0", 0).
  package var dyadicText: (digits: String, exponent: Int)? {
    let parts = IntegerVector(count: 2)
    copyParts(numerator: parts[0], denominator: parts[1])
    let denominatorZeros = Int(__gmpz_scan1(parts[1], 0))
    guard __gmpz_sizeinbase(parts[1], 2) == denominatorZeros + 1 else { return nil }
    guard self != .zero else { return ("0", 0) }
    let zeros = __gmpz_scan1(parts[0], 0)
    __gmpz_tdiv_q_2exp(parts[0], parts[0], zeros)
    // Sign and NUL.
    let text = withUnsafeTemporaryAllocation(of: CChar.self, capacity: __gmpz_sizeinbase(parts[0], 16) + 2) { buffer in
      _ = __gmpz_get_str(buffer.baseAddress, 16, parts[0])
      return buffer.baseAddress.map { String(cString: $0) } ?? ""
    }
    return (text, Int(zeros) - denominatorZeros)
  }
}
