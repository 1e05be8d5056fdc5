internal import CGMP

extension Matrix where Scalar == Rational {
  /// The number of multiplications from which clearing denominators first is faster.
  @usableFromInline
  static var integerProductSize: Int { 64 }

  /// The product through integers: rows of the left and columns of the right factor over common denominators.
  ///
  /// - Precondition: the inner sizes agree.
  @usableFromInline
  func integerProduct(_ other: Matrix) -> Matrix {
    let left = IntegerMatrix(self)
    let right = IntegerMatrix(other.transposed)
    let inner = columns
    let parts = IntegerVector(count: 2)
    switch (left.storage, right.storage) {
    case (.words(let a), .words(let b)):
      let bits = IntegerMatrix.bitCount(a) + IntegerMatrix.bitCount(b) + Int.bitWidth - inner.leadingZeroBitCount
      return Matrix(rows: rows, columns: other.columns) { row, column in
        __gmpz_mul(parts[1], left.denominators[row], right.denominators[column])
        let (x, y) = (row * inner, column * inner)
        if bits < Int.bitWidth - 1 {
          var sum = 0
          for k in 0..<inner { sum &+= a[x + k] &* b[y + k] }
          if __gmpz_fits_slong_p(parts[1]) != 0 { return Rational(sum, __gmpz_get_si(parts[1])) }
          __gmpz_set_si(parts[0], sum)
        } else {
          // Products below 2¹¹², at most 2¹⁵ of them.
          var sum = Int128(0)
          for k in 0..<inner {
            let product = a[x + k].multipliedFullWidth(by: b[y + k])
            sum &+= Int128(product.high) << 64 | Int128(product.low)
          }
          IntegerMatrix.set(parts[0], to: sum)
        }
        return Rational(parts[0], over: parts[1])
      }
    case (_, _):
      let (a, b) = (left.vector, right.vector)
      return Matrix(rows: rows, columns: other.columns) { row, column in
        __gmpz_set_ui(parts[0], 0)
        for k in 0..<inner { __gmpz_addmul(parts[0], a[row * inner + k], b[column * inner + k]) }
        __gmpz_mul(parts[1], left.denominators[row], right.denominators[column])
        return Rational(parts[0], over: parts[1])
      }
    }
  }
}

extension IntegerMatrix {
  /// The entries as GMP integers.
  var vector: IntegerVector {
    switch storage {
    case .large(let values): return values
    case .words(let words):
      let values = IntegerVector(count: words.count)
      for (index, word) in words.enumerated() { __gmpz_set_si(values[index], word) }
      return values
    }
  }

  static func bitCount(_ words: [Int]) -> Int {
    Int.bitWidth - words.reduce(0) { max($0, $1.magnitude) }.leadingZeroBitCount
  }

  static func set(_ result: UnsafeMutablePointer<__mpz_struct>, to value: Int128) {
    __gmpz_set_ui(result, UInt(truncatingIfNeeded: value.magnitude >> 64))
    __gmpz_mul_2exp(result, result, 64)
    __gmpz_add_ui(result, result, UInt(truncatingIfNeeded: value.magnitude))
    if value < 0 { __gmpz_neg(result, result) }
  }
}
