import ExactArithmetic
import PropertyEngine
import PropertyTesting
import TestSupport
import Testing

private struct RankLaw: FieldLaw {
  func check<F: Field & CustomStringConvertible>(over element: Generator<F>) async throws {
    await PropertyTesting.check { draws in
      let m = try draws.draw(.integer(in: 0...7), as: "m")
      let n = try draws.draw(.integer(in: 0...7), as: "n")
      let a = try draws.draw(matrices(m, n, of: element), as: "a")
      let factorization = try a.rankFactorization()
      let rank = factorization.rank
      #expect(factorization.holds(for: a))
      #expect(try a.transposed.rank() == rank)
      let kernel = try a.nullspace()
      #expect(kernel.rows == n && kernel.columns == n - rank)
      #expect(try agree(a * kernel, .zero(m, n - rank)))
      #expect(try kernel.rank() == n - rank)
      let left = try a.leftNullspace()
      #expect(try left.rows == m - rank && agree(left * a, .zero(m - rank, n)))
      let echelon = try a.reducedRowEchelonForm()
      #expect(try a.verticallyJoined(with: echelon).rank() == rank)
      #expect(try agree(echelon.submatrix(rows: 0..<rank, columns: factorization.columns), .identity(rank)))
      draws.cover(rank < min(m, n), "deficient", atLeast: 0.1)
      draws.cover(m != n && rank == min(m, n) && rank > 1, "full rank, not square", atLeast: 0.02)
      draws.cover(m == 0 || n == 0, "empty", atLeast: 0.05)
    }
  }
}

/// The rank is the size of the largest minor that is not zero.
private struct MinorLaw: FieldLaw {
  func check<F: Field & CustomStringConvertible>(over element: Generator<F>) async throws {
    await PropertyTesting.check { draws in
      let m = try draws.draw(.integer(in: 0...4), as: "m")
      let n = try draws.draw(.integer(in: 0...4), as: "n")
      let a = try draws.draw(matrices(m, n, of: element), as: "a")
      let largest = (0...min(m, n)).last { size in
        choices(size, of: m).contains { rows in
          choices(size, of: n).contains { leibniz(a, rows: rows, columns: $0) != .zero }
        }
      }
      #expect(try a.rank() == largest)
    }
  }
}

private struct TamperLaw: FieldLaw {
  func check<F: Field & CustomStringConvertible>(over element: Generator<F>) async throws {
    await PropertyTesting.check { draws in
      let m = try draws.draw(.integer(in: 1...6), as: "m")
      let n = try draws.draw(.integer(in: 1...6), as: "n")
      let a = try draws.draw(matrices(m, n, of: element), as: "a")
      let proof = try a.rankFactorization()
      let rank = proof.rank
      try draws.assume(rank > 0, "a rank of at least 1")
      let (i, j) = (try draws.draw(.integer(in: 0...rank - 1)), try draws.draw(.integer(in: 0...rank - 1)))
      let wrong = Matrix(rows: rank, columns: rank) { proof.coreInverse[$0, $1] + ($0 == i && $1 == j ? 1 : 0) }
      #expect(!RankFactorization(rows: proof.rows, columns: proof.columns, coreInverse: wrong).holds(for: a))
      // One row and column less claims a smaller rank, with a true inverse of the smaller core where it has one.
      let (rows, columns) = (Array(proof.rows.dropLast()), Array(proof.columns.dropLast()))
      if let smaller = try a.submatrix(rows: rows, columns: columns).inverse() {
        #expect(!RankFactorization(rows: rows, columns: columns, coreInverse: smaller).holds(for: a))
      }
      let outside = RankFactorization(
        rows: proof.rows.map { $0 + m }, columns: proof.columns, coreInverse: proof.coreInverse)
      #expect(!outside.holds(for: a))
      let changed = Matrix(rows: m, columns: n) { a[$0, $1] + ($0 == proof.rows[i] && $1 == proof.columns[j] ? 1 : 0) }
      #expect(!proof.holds(for: changed))
    }
  }
}

@Suite(.property(cases: cases(300))) struct RankFactorizationTests {
  @Test func rankAndNullityMakeTheColumns() async throws { try await checkOverFields(RankLaw()) }
  @Test func rankIsTheLargestMinor() async throws { try await checkOverFields(MinorLaw()) }
  @Test func tamperedProofsAreRefused() async throws { try await checkOverFields(TamperLaw()) }

  /// Over ℚ pivots are searched modulo the prime 536870909, the largest below 2²⁹; multiples of it are not zero.
  @Test func pivotsThatAPrimeHidesAreFound() throws {
    let prime = Rational(536_870_909)
    let a = Matrix<Rational>(rows: 6, columns: 6) { $0 == $1 ? prime : 0 }
    #expect(try a.rank() == 6)
    let b = Matrix<Rational>(rows: 6, columns: 7) { $0 == 0 ? 1 : $0 == $1 ? prime : 0 }
    #expect(try b.rank() == 6)
    #expect(try b.rankFactorization().holds(for: b))
    #expect(try a.determinant() == prime * prime * prime * prime * prime * prime)
    #expect(try a.inverse() == Matrix(rows: 6, columns: 6) { $0 == $1 ? 1 / prime : 0 })
  }
}
