import ExactArithmetic

/// Rows of residues in echelon form, which grow by some rows at a time.
///
/// Entries are dot products, each reduced once, where row operations would reduce at every step; and rows come in
/// groups, so that a column that has been read from memory serves all of them.
struct ResidueSpan {
  private let modulus: PrimeModulus
  /// `columns[j][t]`: entry j of the t-th row. It has its pivot, 1, in column `pivots[t]`, where later rows have 0.
  private var columns: [[UInt]]
  private var pivots: [Int] = []
  private var isPivot: [Bool]

  init(columns count: Int, modulus: PrimeModulus) {
    self.modulus = modulus
    columns = Array(repeating: [], count: count)
    isPivot = Array(repeating: false, count: count)
  }

  var rank: Int { pivots.count }

  /// Adds rows to the span; those that lie in it change nothing.
  mutating func insert(_ rows: [[UInt]]) {
    // Each row is Σ_t factors[t] · (row t) + rest, where the rest vanishes in all pivot columns.
    var factors = [[UInt]](repeating: [], count: rows.count)
    for pivot in pivots {
      for (index, row) in rows.enumerated() {
        factors[index].append(modulus.subtract(row[pivot], dot(factors[index], columns[pivot])))
      }
    }
    var rests = rows.map { _ in [UInt](repeating: 0, count: columns.count) }
    for column in columns.indices where !isPivot[column] {
      for (index, row) in rows.enumerated() {
        rests[index][column] = modulus.subtract(row[column], dot(factors[index], columns[column]))
      }
    }
    // Among themselves the rests are few: they are reduced row by row.
    for index in rests.indices {
      guard let pivot = rests[index].firstIndex(where: { $0 != 0 }) else { continue }
      let inverse = modulus.inverse(rests[index][pivot])
      let row = rests[index].map { modulus.multiply($0, inverse) }
      for later in rests.indices[(index + 1)...] where rests[later][pivot] != 0 {
        let factor = modulus.negate(rests[later][pivot])
        for column in row.indices {
          rests[later][column] = modulus.addProduct(rests[later][column], factor, row[column])
        }
      }
      for column in row.indices { columns[column].append(row[column]) }
      pivots.append(pivot)
      isPivot[pivot] = true
    }
  }

  /// Σ_t a[t]·b[t] over the entries of `a`.
  ///
  /// `ProductSum` compares at every step, and mispredicts every other time; here the sum of as many products as fit into
  /// two words is folded at once.
  private func dot(_ a: [UInt], _ b: [UInt]) -> UInt {
    let p = modulus.value
    // What has been folded is below p·2⁶⁴ <= 2¹²⁷, and so are this many products.
    let chunk = 1 << min(127 - 2 * (UInt.bitWidth - p.leadingZeroBitCount), 30)
    var sum: UInt128 = 0
    var start = 0
    while start < a.count {
      let end = min(start + chunk, a.count)
      for t in start..<end { sum &+= UInt128(a[t]) &* UInt128(b[t]) }
      sum = UInt128(UInt(truncatingIfNeeded: sum >> 64) % p) << 64 | UInt128(UInt(truncatingIfNeeded: sum))
      start = end
    }
    return p.dividingFullWidth((UInt(truncatingIfNeeded: sum >> 64), UInt(truncatingIfNeeded: sum))).remainder
  }
}
