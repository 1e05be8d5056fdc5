/// Gaussian elimination modulo a word-size prime, a row at a time, with reductions put off.
///
/// Row i is a vector of 64-bit sums. All pivot rows so far are subtracted from it, four in one pass, as multiples by
/// residues below 2²⁹; a sum is folded below 2⁶² before it could overflow, and reduced when the row is done. Then its
/// first non-zero entry becomes the next pivot. Rows are taken in blocks, so that a pivot row is read from memory once
/// for the whole block.
struct WordElimination {
  let columns: Int
  let prime: WordPrime
  /// The pivot rows, scaled to pivots 1, one after the other; row k is zero at the pivots before it.
  private(set) var pivotRows: [UInt32] = []
  private(set) var pivotColumns: [Int] = []
  /// The index of the input row that became each pivot row.
  private(set) var sources: [Int] = []
  /// The product of the pivots before they were scaled.
  private(set) var pivotProduct: UInt64 = 1

  var rank: Int { pivotColumns.count }

  /// Eliminates a matrix of residues, given row by row, with pivots in its first `width` columns.
  ///
  /// - Complexity: O(rows · columns · rank) word operations, about a quarter of a nanosecond each.
  init(_ entries: [UInt32], rows: Int, columns: Int, width: Int, modulo prime: WordPrime) {
    self.columns = columns
    self.prime = prime
    pivotRows.reserveCapacity(min(rows, width) * columns)
    let blockSize = 16
    var sums = [UInt64](repeating: 0, count: min(blockSize, rows) * columns)
    for start in stride(from: 0, to: rows, by: blockSize) {
      if rank == width { break }
      let block = start..<min(start + blockSize, rows)
      for index in 0..<block.count * columns { sums[index] = UInt64(entries[start * columns + index]) }
      let known = rank
      // The pivots from before this block, each group of four for all rows of the block while it is in the cache.
      var done = [Int](repeating: 0, count: block.count)
      sums.withUnsafeMutableBufferPointer { sums in
        pivotRows.withUnsafeBufferPointer { pivots in
          for first in stride(from: 0, to: known, by: 4) {
            for row in 0..<block.count {
              let sum = UnsafeMutableBufferPointer(rebasing: sums[row * columns..<(row + 1) * columns])
              subtract(first..<min(first + 4, known), of: pivots, from: sum, &done[row])
            }
          }
        }
      }
      for (row, source) in block.enumerated() {
        sums.withUnsafeMutableBufferPointer { sums in
          let sum = UnsafeMutableBufferPointer(rebasing: sums[row * columns..<(row + 1) * columns])
          pivotRows.withUnsafeBufferPointer { pivots in
            for first in stride(from: known, to: rank, by: 4) {
              subtract(first..<min(first + 4, rank), of: pivots, from: sum, &done[row])
            }
          }
          for j in 0..<columns { sum[j] = prime.reduce(sum[j]) }
          guard let pivot = (0..<width).first(where: { sum[$0] != 0 }) else { return }
          pivotProduct = prime.multiply(pivotProduct, sum[pivot])
          let inverse = prime.inverse(sum[pivot])
          for j in 0..<columns { pivotRows.append(UInt32(truncatingIfNeeded: prime.multiply(sum[j], inverse))) }
          pivotColumns.append(pivot)
          sources.append(source)
        }
      }
    }
  }

  /// Subtracts multiples of up to four pivot rows so that the row becomes zero modulo p in their columns; `done` counts
  /// the products that its sums have taken since they were last folded.
  @inline(__always)
  private func subtract(
    _ group: Range<Int>, of pivots: UnsafeBufferPointer<UInt32>, from sum: UnsafeMutableBufferPointer<UInt64>,
    _ done: inout Int
  ) {
    if done + 4 > 48 {
      WordElimination.fold(sum, prime)
      done = 0
    }
    done += group.count
    var factors = SIMD4<UInt64>()
    for k in group {
      // The entry after the pivots of this group before k.
      var entry = prime.reduce(sum[pivotColumns[k]])
      for i in group.lowerBound..<k {
        entry = prime.reduce(entry &+ factors[i - group.lowerBound] &* UInt64(pivots[i * columns + pivotColumns[k]]))
      }
      factors[k - group.lowerBound] = prime.negate(entry)
    }
    if factors == .zero { return }
    let base = pivots.baseAddress! + group.lowerBound * columns
    WordElimination.addProducts(
      factors, base, base + min(1, group.count - 1) * columns, base + min(2, group.count - 1) * columns,
      base + min(3, group.count - 1) * columns, to: sum)
  }

  /// Adds `Σ_i factors[i] · row_i` to sums that have room for four products.
  @inline(__always)
  static func addProducts(
    _ factors: SIMD4<UInt64>, _ row0: UnsafePointer<UInt32>, _ row1: UnsafePointer<UInt32>,
    _ row2: UnsafePointer<UInt32>, _ row3: UnsafePointer<UInt32>, to sum: UnsafeMutableBufferPointer<UInt64>
  ) {
    // Both operands are visibly below 2³², which lets the compiler use the 32-bit vector multiplication.
    let f0 = UInt64(UInt32(truncatingIfNeeded: factors[0]))
    let f1 = UInt64(UInt32(truncatingIfNeeded: factors[1]))
    let f2 = UInt64(UInt32(truncatingIfNeeded: factors[2]))
    let f3 = UInt64(UInt32(truncatingIfNeeded: factors[3]))
    let target = sum.baseAddress!
    for j in 0..<sum.count {
      let near = f0 &* UInt64(row0[j]) &+ f1 &* UInt64(row1[j])
      let far = f2 &* UInt64(row2[j]) &+ f3 &* UInt64(row3[j])
      target[j] = target[j] &+ near &+ far
    }
  }

  /// Replaces each sum by a smaller one of the same residue: `low + high · (2³² mod p)` < 2³² + 2⁶¹.
  static func fold(_ sum: UnsafeMutableBufferPointer<UInt64>, _ prime: WordPrime) {
    let wrap = UInt64(UInt32(truncatingIfNeeded: prime.reduce(1 << 32)))
    for j in 0..<sum.count { sum[j] = (sum[j] & 0xffff_ffff) &+ (sum[j] >> 32) &* wrap }
  }

  /// Clears the entries above the pivots, so that the pivot rows become the reduced row echelon form (in the order of
  /// the pivots).
  mutating func reduceUpward() {
    let (columns, prime, rank, pivotColumns) = (self.columns, self.prime, self.rank, self.pivotColumns)
    var sum = [UInt64](repeating: 0, count: columns)
    for target in stride(from: rank - 2, through: 0, by: -1) {
      pivotRows.withUnsafeMutableBufferPointer { pivots in
        sum.withUnsafeMutableBufferPointer { sum in
          for j in 0..<columns { sum[j] = UInt64(pivots[target * columns + j]) }
          var done = 0
          for first in stride(from: target + 1, to: rank, by: 4) {
            let last = min(first + 4, rank) - 1
            if done + 4 > 48 {
              WordElimination.fold(sum, prime)
              done = 0
            }
            done += 4
            var factors = SIMD4<UInt64>()
            for k in first...last {
              // Rows below are reduced already: they do not change each other's pivot columns.
              factors[k - first] = prime.negate(UInt64(pivots[target * columns + pivotColumns[k]]))
            }
            if factors == .zero { continue }
            let base = UnsafePointer(pivots.baseAddress!)
            WordElimination.addProducts(
              factors, base + first * columns, base + min(first + 1, last) * columns,
              base + min(first + 2, last) * columns, base + min(first + 3, last) * columns, to: sum)
          }
          for j in 0..<columns { pivots[target * columns + j] = UInt32(truncatingIfNeeded: prime.reduce(sum[j])) }
        }
      }
    }
  }
}
