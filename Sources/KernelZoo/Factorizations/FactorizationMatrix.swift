import ExactArithmetic
import MonarchJudge
import MonarchReference

extension Zoo {
  /// The kill matrix of factorisations of members of MM*, judged by exact residuals.
  ///
  /// - Parameter leniency: by what the admitted residual is multiplied.
  static func matrix(
    of specimens: [FactorizationSpecimen], seed: UInt64, leniency: Rational, advance: () -> Void
  ) throws -> [MatrixRow] {
    let members = try MemberCase.all(seed: seed)
    return try specimens.map { specimen in
      defer { advance() }
      var (worst, passesAllclose) = (0.0, true)
      var findings: [(Ground, String, String)] = []
      for member in members {
        let found = try specimen.factor(member.matrix, member.grid)
        let numbers = (found.left + found.middle + found.right).flatMap(\.entries)
        guard numbers.allSatisfy(\.isFinite) else {
          findings.append((.fault, member.id, "a factor is not finite"))
          (worst, passesAllclose) = (.infinity, false)
          continue
        }
        let verdict = try member.residual(found)
        worst = max(worst, Double(verdict.ratio))
        if verdict.ratio > leniency {
          findings.append(
            (.bound, member.id, "entry (\(verdict.row), \(verdict.column)) of the residual exceeds its bound"))
        }
        if !verdict.isClose { passesAllclose = false }
      }
      return MatrixRow(
        name: specimen.name, area: .factorization, bug: specimen.bug, arithmetic: "float64",
        grounds: Ground.allCases.filter { ground in findings.contains { $0.0 == ground } }, probe: findings.first?.1,
        reason: findings.first?.2, worstRatio: worst, passesAllclose: passesAllclose, passesPeers: passesAllclose)
    }
  }
}

/// A member of MM*(b, n), made of small integers.
struct MemberCase {
  let id: String
  let grid: Grid
  let matrix: [Double]

  static func all(seed: UInt64) throws -> [MemberCase] {
    var draws = Draws(seed: seed)
    var cases: [MemberCase] = []
    for (q, b) in [(2, 2), (3, 2), (2, 3), (3, 3), (4, 3)] {
      let grid = try Grid(rows: q, columns: b)
      // Dominated by their diagonals, without zeros, whose relative error says nothing, and not symmetric; the joint eigenvalues are (p + 1)^(j²·i).
      let left = (0..<b).map { _ in SmallMatrix(order: q) { Double(($0 == $1 ? 7 : 0) + 2 * draws.below(2) - 1) } }
      let right = (0..<b).map { _ in SmallMatrix(order: q) { Double(($0 == $1 ? 7 : 0) + 2 * draws.below(2) - 1) } }
      let scales = (0..<b).map { _ in 1 + draws.below(3) }
      let n = grid.count
      let matrix = (0..<n * n).map { index -> Double in
        let (row, column) = index.quotientAndRemainder(dividingBy: n)
        let (l, j, k, i) = (row / b, row % b, column / b, column % b)
        return (0..<q).reduce(0.0) { sum, p in
          let power = (0..<j * j * i).reduce(scales[j]) { value, _ in value * (p + 1) }
          return sum + left[j][l, p] * Double(power) * right[i][p, k]
        }
      }
      cases.append(MemberCase(id: "factor-\(q)x\(b)-s\(seed)", grid: grid, matrix: matrix))
    }
    return cases
  }

  /// The largest ratio of residual and bound, where it is, and whether `allclose(1e-2)` passes the product.
  func residual(
    _ found: MemberFactors
  ) throws -> (ratio: Rational, row: Int, column: Int, isClose: Bool) {
    func letters(_ blocks: [SmallMatrix], magnitudes: Bool) -> [Matrix<Rational>] {
      blocks.map { block in
        Matrix(rows: block.order, columns: block.order) {
          Rational(exactly: magnitudes ? block[$0, $1].magnitude : block[$0, $1])!
        }
      }
    }
    func product(magnitudes: Bool) throws -> Matrix<Rational> {
      try Word<Rational>.monarchMonarchAdjoint(
        left: letters(found.left, magnitudes: magnitudes), middle: letters(found.middle, magnitudes: magnitudes),
        right: letters(found.right, magnitudes: magnitudes), on: grid
      ).dense
    }
    let (value, gauge) = (try product(magnitudes: false), try product(magnitudes: true))
    let e = FactorizationSpecimen.declaredError
    let factor = ((1 + e) * (1 + e) * (1 + e) - 1) / ((1 - e) * (1 - e) * (1 - e))
    var (worst, row, column, isClose) = (Rational.zero, 0, 0, true)
    for index in matrix.indices {
      let place = index.quotientAndRemainder(dividingBy: grid.count)
      let exact = Rational(exactly: matrix[index])!
      let difference = (exact - value[place.quotient, place.remainder]).magnitude
      let bound = factor * gauge[place.quotient, place.remainder]
      // Where all terms are 0 the entry must be.
      let ratio = bound > 0 ? difference / bound : difference > 0 ? Rational.powerOfTwo(100) : 0
      if ratio > worst { (worst, row, column) = (ratio, place.quotient, place.remainder) }
      if Double(difference) > 1e-2 + 1e-2 * matrix[index].magnitude { isClose = false }
    }
    return (worst, row, column, isClose)
  }
}
