import ExactArithmetic
import MonarchReference

/// Factors `M = A·R·C` of a member of MM*(b, n), in double, by a procedure that is right or wrong (`MatrixCriterion`).
struct FactorizationSpecimen: Sendable {
  let name: String
  let bug: BugClass?
  let factor: @Sendable (_ matrix: [Double], _ grid: Grid) throws -> MemberFactors
}

/// b blocks `A_j` (q x q), q blocks `R_p` (b x b), b blocks `C_i` (q x q).
struct MemberFactors: Sendable {
  var left: [SmallMatrix]
  var middle: [SmallMatrix]
  var right: [SmallMatrix]
}

/// Section 3.4 of the paper with pivot (0, 0), part by part; a wrong one replaces a part.
///
/// With blocks `Ã_ji[l, k] = M[(l,j), (k,i)] = A_j D_ji C_i`, the rows of Ĉ_0 are the left eigenvectors of
/// `F = Ã_10⁻¹ Ã_11 Ã_01⁻¹ Ã_00`, and `Â_j = Ã_j0 Ĉ_0⁻¹`, `Ĉ_i = Â_0⁻¹ Ã_0i`, `D̂_ji = Â_j⁻¹ Ã_ji Ĉ_i⁻¹`.
struct PlainFactorization: Sendable {
  var block: @Sendable (_ g: Grid, _ j: Int, _ i: Int, _ l: Int, _ k: Int) -> (row: Int, column: Int) = {
    g, j, i, l, k in
    (l * g.columns + j, k * g.columns + i)
  }
  var steps = 400
  var refinements = 4
  /// The rows of Ĉ_0, given the left eigenvectors as rows.
  var basis: @Sendable (SmallMatrix) -> SmallMatrix = { $0 }
  var eigenvectorsOf: @Sendable (SmallMatrix) -> SmallMatrix = { $0.transposed }
  var rightBlock: @Sendable (_ inverse: SmallMatrix, _ block: SmallMatrix) -> SmallMatrix = { $0 * $1 }
  var middleEntry: @Sendable (_ d: SmallMatrix, _ p: Int, _ j: Int, _ i: Int) -> Double = { d, p, _, _ in d[p, p] }
  var round = Rounding.none

  func factors(_ matrix: [Double], _ grid: Grid) -> MemberFactors {
    let (q, b, n) = (grid.rows, grid.columns, grid.count)
    func rounded(_ matrix: SmallMatrix) -> SmallMatrix { SmallMatrix(order: matrix.order) { round(matrix[$0, $1]) } }
    func tilde(_ j: Int, _ i: Int) -> SmallMatrix {
      SmallMatrix(order: q) { l, k in
        let place = block(grid, j, i, l, k)
        return matrix[place.row * n + place.column]
      }
    }
    let f = rounded(tilde(1, 0).inverse * tilde(1, 1) * tilde(0, 1).inverse * tilde(0, 0))
    let values = f.eigenvalues(steps: steps)
    let vectors = values.map { eigenvectorsOf(f).eigenvector($0, steps: refinements) }
    let first = basis(rounded(SmallMatrix(order: q) { vectors[$0][$1] }))
    let left = (0..<b).map { rounded(tilde($0, 0) * first.inverse) }
    let right = (0..<b).map { $0 == 0 ? first : rounded(rightBlock(left[0].inverse, tilde(0, $0))) }
    let d = (0..<b).map { j in (0..<b).map { i in rounded(left[j].inverse * tilde(j, i) * right[i].inverse) } }
    let middle = (0..<q).map { p in SmallMatrix(order: b) { j, i in middleEntry(d[j][i], p, j, i) } }
    return MemberFactors(left: left, middle: middle, right: right)
  }
}

extension FactorizationSpecimen {
  static let all: [FactorizationSpecimen] = [
    specimen("C's blocks multiplied in the wrong order", .factorOrder) { $0.rightBlock = { $1 * $0 } },
    FactorizationSpecimen(name: "A and C exchanged", bug: .factorOrder) { matrix, grid in
      let found = PlainFactorization().factors(matrix, grid)
      return MemberFactors(left: found.right, middle: found.middle, right: found.left)
    },
    FactorizationSpecimen(name: "blocks of R in another order than the vectors", bug: .factorOrder) { matrix, grid in
      var found = PlainFactorization().factors(matrix, grid)
      found.middle.reverse()
      return found
    },
    FactorizationSpecimen(name: "factors of the transpose", bug: .projectionOfTranspose) { matrix, grid in
      PlainFactorization().factors(transposed(matrix, rows: grid.count, columns: grid.count), grid)
    },
    FactorizationSpecimen(name: "blocks of R are transposed", bug: .transposed) { matrix, grid in
      var found = PlainFactorization().factors(matrix, grid)
      found.middle = found.middle.map(\.transposed)
      return found
    },
    specimen("blocks are contiguous: the permutation is missing", .permutation) {
      $0.block = { g, j, i, l, k in (j * g.rows + l, i * g.rows + k) }
    },
    specimen("right eigenvectors for left ones", .factorOrder) { $0.eigenvectorsOf = { $0 } },
    specimen("inverse of the eigenvectors' matrix", .factorOrder) { $0.basis = \.inverse },
    specimen("two QR steps and one refinement", .unconverged) { ($0.steps, $0.refinements) = (2, 1) },
    specimen("R of ones, as for a product of two", .suboptimal) { $0.middleEntry = { _, _, _, _ in 1 } },
    FactorizationSpecimen(name: "all blocks of R are the second", bug: .laterBlocks) { matrix, grid in
      var found = PlainFactorization().factors(matrix, grid)
      found.middle = found.middle.map { _ in found.middle[1] }
      return found
    },
    FactorizationSpecimen(name: "large terms that cancel, whatever the matrix", bug: .suboptimal) { _, grid in
      let ones = SmallMatrix(order: grid.rows) { _, _ in 1e10 }
      var middle = (0..<grid.rows).map { _ in SmallMatrix(order: grid.columns) { _, _ in 0 } }
      (middle[0], middle[1]) = (
        SmallMatrix(order: grid.columns) { _, _ in 1 }, SmallMatrix(order: grid.columns) { _, _ in -1 }
      )
      let blocks = [SmallMatrix](repeating: ones, count: grid.columns)
      return MemberFactors(left: blocks, middle: middle, right: blocks)
    },
    specimen("computed in float32", .narrowing) { $0.round = Rounding.float32 },
    specimen("by the procedure", nil) { _ in },
    specimen("eigenvectors scaled and in reverse", nil) { factorization in
      factorization.basis = { vectors in
        SmallMatrix(order: vectors.order) { row, column in
          vectors[vectors.order - 1 - row, column] * Double(1 << (row + 1))
        }
      }
    },
  ]

  private static func specimen(
    _ name: String, _ bug: BugClass?, _ change: (inout PlainFactorization) -> Void
  ) -> FactorizationSpecimen {
    var factorization = PlainFactorization()
    change(&factorization)
    let changed = factorization
    return FactorizationSpecimen(name: name, bug: bug) { changed.factors($0, $1) }
  }
}
