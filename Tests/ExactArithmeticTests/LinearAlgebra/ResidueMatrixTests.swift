import ExactArithmetic
import PropertyEngine
import PropertyTesting
import TestSupport
import Testing

@Suite(.property(cases: cases(60))) struct ResidueMatrixTests {
  /// Blocks of 16 rows and groups of 4 pivots are passed, and sums are folded, before 64 rows are done.
  @Test func ranksAreThoseOfTheGenericElimination() async throws {
    for p in [2, 65_537, 536_870_909] {
      let modulus = try PrimeModulus(p)
      await check { draws in
        let m = try draws.draw(.integer(in: 0...64), as: "m")
        let n = try draws.draw(.integer(in: 0...64), as: "n")
        let rank = try draws.draw(.integer(in: 0...64), as: "rank")
        var state = try draws.draw(Generator<UInt64>.integer(), as: "state")
        let range = try draws.draw(Generator<Int>.element(of: [2, 1 << 20, 1 << 40]), as: "range")
        func next() -> Int {
          state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
          return Int(state >> 20) % range - range / 2
        }
        let left = (0..<m * rank).map { _ in PrimeField(next(), modulo: modulus) }
        let right = (0..<rank * n).map { _ in PrimeField(next(), modulo: modulus) }
        let a = try Matrix(rows: m, columns: rank, elements: left) * Matrix(rows: rank, columns: n, elements: right)
        // Representatives of either sign.
        let entries = a.elements.enumerated().map { Int($1.residue ?? 0) - ($0 % 3) * p }
        let residues = try ResidueMatrix(rows: m, columns: n, entries: entries, modulus: p)
        let pivots = residues.pivots()
        #expect(residues.rank() == pivots.columns.count)
        #expect(try a.rank() == pivots.rows.count)
        #expect(try a.submatrix(rows: pivots.rows, columns: pivots.columns).determinant() != 0)
        draws.cover(pivots.rows.count > 48, "folded", atLeast: 0.01)
        draws.cover(pivots.rows.count < min(m, n), "deficient", atLeast: 0.1)
      }
    }
  }

  /// A = L U with ones in L and −1 = p − 1 right of the diagonal of U: every product is the largest there is. One more
  /// row, the sum of rows 40 … of U, takes too few products to overflow, and so would deny rows that had.
  @Test func sumsDoNotOverflow() throws {
    let (p, n, start) = (536_870_909, 100, 40)
    let entries = (0...n).flatMap { i in
      (0..<n + 2).map { j in
        // Row i is the sum of rows first ..< end of U.
        let (first, end) = (i < n ? 0 : start, min(i + 1, n))
        return j < first ? 0 : j < end ? 1 - (j - first) : first - end
      }
    }
    #expect(try ResidueMatrix(rows: n + 1, columns: n + 2, entries: entries, modulus: p).rank() == n)
  }

  @Test func whatDoesNotFitIsNamed() {
    #expect(throws: ShapeError("a 2×2 matrix cannot have 3 entries")) {
      try ResidueMatrix(rows: 2, columns: 2, entries: [1, 2, 3], modulus: 7)
    }
    for modulus in [-7, 0, 1, 4, 1 << 29, (1 << 61) - 1] {
      #expect(throws: ShapeError("a matrix of residues needs a prime modulus below 2^29, not \(modulus)")) {
        try ResidueMatrix(rows: 0, columns: 0, entries: [], modulus: modulus)
      }
    }
  }
}
