import ExactArithmetic
import MonarchJudge
import MonarchReference

extension Zoo {
  /// The kill matrix of factorisations of members of MM*, judged as those behind a pipe are.
  ///
  /// - Parameter leniency: by what the admitted ratio is multiplied.
  static func matrix(
    of specimens: [FactorizationSpecimen], seed: UInt64, leniency: Rational, advance: () -> Void
  ) throws -> [MatrixRow] {
    try specimens.map { specimen in
      defer { advance() }
      var row = MatrixExamination(specimen.name, .factorization, specimen.bug, .float64)
      for id in CasePlan.matrices(.factor, count: 6, seed: seed, layout: .fly, format: .float64) {
        let question = MatrixQuestion(id)
        let grid = try Grid(rows: id.shape.k, columns: id.shape.q)
        let found = try specimen.factor(question.matrix, grid)
        let isClose = found.isClose(to: question.matrix, on: grid)
        try row.add(
          [found.left, found.middle, found.right].map { $0.flatMap(\.entries) }, to: question, leniency,
          isClose: isClose, isPeers: true)
      }
      return row.row
    }
  }
}

extension MemberFactors {
  /// Whether `allclose(1e-2)` passes the product.
  fileprivate func isClose(to matrix: [Double], on grid: Grid) -> Bool {
    let (b, n) = (grid.columns, grid.count)
    return matrix.indices.allSatisfy { index in
      let (row, column) = index.quotientAndRemainder(dividingBy: n)
      let (l, j, k, i) = (row / b, row % b, column / b, column % b)
      let found = (0..<grid.rows).reduce(0.0) { $0 + left[j][l, $1] * middle[$1][j, i] * right[i][$1, k] }
      return (found - matrix[index]).magnitude <= 1e-2 + 1e-2 * matrix[index].magnitude
    }
  }
}
