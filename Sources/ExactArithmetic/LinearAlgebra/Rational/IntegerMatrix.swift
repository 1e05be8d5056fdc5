internal import CGMP

/// A rational matrix as integers: row i holds the entries of row i times the least common denominator of that row.
///
/// Entries below 2⁵⁶ in magnitude are kept as words where all of them are, and rows have at most 2¹⁵ of them.
struct IntegerMatrix {
  enum Storage {
    case words([Int])
    case large(IntegerVector)
  }

  let rows: Int
  let columns: Int
  let storage: Storage
  /// The factor of each row.
  let denominators: IntegerVector

  /// Clears the denominators of each row, or, where `commonly`, of the whole matrix by one factor, `denominators[0]`.
  init(_ matrix: Matrix<Rational>, commonly: Bool = false) {
    rows = matrix.rows
    columns = matrix.columns
    let lineCount = commonly ? 1 : rows
    let lineLength = commonly ? rows * columns : columns
    var words: [Int] = []
    var wordDenominators: [Int] = []
    words.reserveCapacity(rows * columns)
    for line in 0..<lineCount where columns <= 1 << 15 {
      let entries = matrix.elements[line * lineLength..<(line + 1) * lineLength]
      guard let denominator = IntegerMatrix.appendWords(entries, to: &words) else { break }
      wordDenominators.append(denominator)
    }
    denominators = IntegerVector(count: lineCount)
    if wordDenominators.count == lineCount {
      storage = .words(words)
      for line in 0..<lineCount { __gmpz_set_si(denominators[line], wordDenominators[line]) }
      return
    }
    let values = IntegerVector(count: rows * columns)
    for line in 0..<lineCount {
      let entries = Array(matrix.elements[line * lineLength..<(line + 1) * lineLength])
      let common = values.setClearingDenominators(of: entries, at: line * lineLength)
      __gmpz_set(denominators[line], common[0])
    }
    storage = .large(values)
  }

  /// Appends the numerators over the least common denominator and returns that, or nil where a word is too small.
  private static func appendWords(_ entries: ArraySlice<Rational>, to words: inout [Int]) -> Int? {
    var common = 1
    for entry in entries {
      guard case .small(_, let denominator) = entry.storage else { return nil }
      if common % denominator == 0 { continue }
      let divisor = Int(greatestCommonDivisor(common.magnitude, denominator.magnitude))
      let (product, overflow) = common.multipliedReportingOverflow(by: denominator / divisor)
      if overflow { return nil }
      common = product
    }
    for entry in entries {
      guard case .small(let numerator, let denominator) = entry.storage else { return nil }
      let factor = denominator == common ? 1 : common / denominator
      let (scaled, overflow) = numerator.multipliedReportingOverflow(by: factor)
      if overflow || scaled.magnitude >= 1 << 56 { return nil }
      words.append(scaled)
    }
    return common
  }

  /// The entries modulo a prime.
  func residues(modulo prime: WordPrime) -> [UInt32] {
    switch storage {
    case .words(let words): words.map { UInt32(truncatingIfNeeded: prime.residue($0)) }
    case .large(let values):
      (0..<values.count).map { UInt32(truncatingIfNeeded: __gmpz_fdiv_ui(values[$0], UInt(prime.value))) }
    }
  }

  /// Bits of the square of each row's Euclidean norm: an upper bound of its binary logarithm; 0 for a row of zeros.
  private var rowNormBits: [Int] {
    let sum = IntegerVector(count: 1)
    return (0..<rows).map { row in
      switch storage {
      case .words(let words):
        // Squares below 2¹¹², of which 2¹⁶ would have to be added before the sum could overflow.
        let entries = words[row * columns..<(row + 1) * columns]
        let norm = entries.reduce(UInt128(0)) { $0 + UInt128($1.magnitude) * UInt128($1.magnitude) }
        return UInt128.bitWidth - norm.leadingZeroBitCount
      case .large(let values):
        __gmpz_set_ui(sum[0], 0)
        for j in 0..<columns { __gmpz_addmul(sum[0], values[row * columns + j], values[row * columns + j]) }
        return __gmpz_cmp_ui(sum[0], 0) == 0 ? 0 : __gmpz_sizeinbase(sum[0], 2)
      }
    }
  }

  /// A b with |minor| < 2^b for every minor of the matrix: Hadamard's bound, the product of the norms of the rows, of
  /// which those that are not zero are at least 1.
  var minorBits: Int { rowNormBits.reduce(0, +) / 2 + 1 }

  /// A b such that every coefficient of the characteristic polynomial is below 2^b: the coefficients are sums of
  /// principal minors, and those sums are at most `Π (1 + ‖row‖)`.
  var characteristicBits: Int { rowNormBits.reduce(0) { $0 + ($1 + 1) / 2 + 1 } + 1 }
}

/// The primes that a modular method has used, and whether their product is beyond a bound.
struct PrimeBudget {
  /// Thousandths of bits still to come.
  private var missing: Int

  /// Asks for primes whose product is more than 2^(bits + 1), so that integers below 2^bits in magnitude are determined.
  init(bits: Int) { missing = 1000 * (bits + 1) }

  var isCovered: Bool { missing <= 0 }

  mutating func add(_ prime: WordPrime) {
    // log₂(2²⁹ − 2²²) > 28.988.
    missing -= prime.value >= (1 << 29) - (1 << 22) ? 28_988 : 1000 * (63 - prime.value.leadingZeroBitCount)
  }
}
