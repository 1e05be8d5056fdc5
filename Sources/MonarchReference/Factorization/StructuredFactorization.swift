import ExactArithmetic

/// Factorisations of matrices that have no row and column of invertible blocks, but a structure that is recognised.
struct StructuredFactorization<Scalar: Field> {
  let matrix: Matrix<Scalar>
  let blocks: [[Matrix<Scalar>]]
  let grid: Grid
  let field: CoefficientField<Scalar>

  init(
    _ matrix: Matrix<Scalar>, _ blocks: [[Matrix<Scalar>]], _ grid: Grid, _ field: CoefficientField<Scalar>
  ) {
    (self.matrix, self.blocks, self.grid, self.field) = (matrix, blocks, grid, field)
  }

  /// The first form that fits, compared with the matrix.
  func word() throws(ShapeError) -> Word<Scalar>? {
    if let word = try monarch(), try isProduct(word) { return word }
    if let word = try fourier(), try isProduct(word) { return word }
    if let word = try oneEntryEach(), try isProduct(word) { return word }
    if let word = try rankOneBlocks(), try isProduct(word) { return word }
    return nil
  }

  private func isProduct(_ word: Word<Scalar>) throws(ShapeError) -> Bool {
    try (word.dense - matrix).elements.allSatisfy { $0 == .zero }
  }

  /// M = LR and M* = RL are in MM* = LRL, with an identity in the third place.
  private func monarch() throws(ShapeError) -> Word<Scalar>? {
    let shape = try MonarchShape.grid(grid)
    let identity = Array(repeating: Matrix<Scalar>.identity(grid.rows), count: grid.columns)
    if case .member(let monarch) = try shape.membership(of: matrix) {
      return try .monarchMonarchAdjoint(
        left: monarch.left.blocks, middle: monarch.right.blocks, right: identity, on: grid)
    }
    if case .member(let monarch) = try shape.membership(of: matrix.transposed) {
      return try .monarchMonarchAdjoint(
        left: identity, middle: monarch.right.blocks.map(\.transposed), right: monarch.left.blocks.map(\.transposed),
        on: grid)
    }
    return nil
  }

  /// A multiple of the matrix of a discrete Fourier transform: `c·ζ^{xy}` with ζ a primitive n-th root of unity.
  private func fourier() throws(ShapeError) -> Word<Scalar>? {
    let c = matrix[0, 0]
    guard grid.count > 1, c != .zero else { return nil }
    // Row 1 names the powers; the product is compared later.
    guard let roots = try? RootsOfUnity(order: grid.count, root: matrix[1, 1] / c),
      (0..<grid.count).allSatisfy({ matrix[1, $0] - c * roots(grid.count, $0) == .zero })
    else { return nil }
    let word = try FourierTransform(size: grid.count).word(on: grid, roots)
    let middle = word.letters[1].blocks.map { block in block.map { c * $0 } }
    return try .monarchMonarchAdjoint(
      left: word.letters[0].blocks, middle: middle, right: word.letters[2].blocks, on: grid)
  }

  /// At most one entry in each row and in each column, as of permutations (`permutation`).
  ///
  /// Each entry is an edge from its low digit i to its low digit j; each digit has q entries at most, and a colour p says
  /// through which row of the middle an entry goes.
  private func oneEntryEach() throws(ShapeError) -> Word<Scalar>? {
    var entries: [(row: Int, column: Int)] = []
    var columns: Set<Int> = []
    for row in 0..<grid.count {
      let places = (0..<grid.count).filter { matrix[row, $0] != .zero }
      guard places.count <= 1 else { return nil }
      guard let column = places.first else { continue }
      guard columns.insert(column).inserted else { return nil }
      entries.append((row, column))
    }
    return try through(
      entries.map { entry in
        let (to, from) = (grid.digits(of: entry.row), grid.digits(of: entry.column))
        var (column, row) = (
          Array(repeating: Scalar.zero, count: grid.rows), Array(repeating: Scalar.zero, count: grid.rows)
        )
        (column[to.row], row[from.row]) = (1, 1)
        return Term(
          place: BlockPlace(j: to.column, i: from.column), column: column, value: matrix[entry.row, entry.column],
          row: row)
      })
  }

  /// Blocks of rank at most 1, of which no row and no column has more than q that are not 0.
  private func rankOneBlocks() throws(ShapeError) -> Word<Scalar>? {
    var terms: [Term] = []
    for j in 0..<grid.columns {
      for i in 0..<grid.columns {
        let skeleton = try blocks[j][i].rankFactorization()
        guard skeleton.rank <= 1 else { return nil }
        guard let row = skeleton.rows.first, let column = skeleton.columns.first else { continue }
        terms.append(
          Term(
            place: BlockPlace(j: j, i: i), column: (0..<grid.rows).map { blocks[j][i][$0, column] },
            value: skeleton.coreInverse[0, 0], row: (0..<grid.rows).map { blocks[j][i][row, $0] }))
      }
    }
    return try through(terms)
  }

  /// A part `column · value · row` of the block at a place.
  private struct Term {
    let place: BlockPlace
    let column: [Scalar]
    let value: Scalar
    let row: [Scalar]
  }

  /// Each term goes through a row p of the middle of its own: A_j and C_i have one column and one row for each p.
  private func through(_ terms: [Term]) throws(ShapeError) -> Word<Scalar>? {
    let (q, b) = (grid.rows, grid.columns)
    let edges = terms.map { (left: $0.place.i, right: $0.place.j) }
    guard let colours = edgeColouring(edges, left: b, right: b, colours: q) else { return nil }
    var left = Array(repeating: Array(repeating: Scalar.zero, count: q * q), count: b)
    var middle = Array(repeating: Array(repeating: Scalar.zero, count: b * b), count: q)
    var right = left
    for (term, p) in zip(terms, colours) {
      let (j, i) = (term.place.j, term.place.i)
      middle[p][j * b + i] = term.value
      for index in 0..<q {
        left[j][index * q + p] = term.column[index]
        right[i][p * q + index] = term.row[index]
      }
    }
    func matrices(_ elements: [[Scalar]], _ size: Int) throws(ShapeError) -> [Matrix<Scalar>] {
      var matrices: [Matrix<Scalar>] = []
      for block in elements { matrices.append(try Matrix(rows: size, columns: size, elements: block)) }
      return matrices
    }
    return try .monarchMonarchAdjoint(
      left: matrices(left, q), middle: matrices(middle, b), right: matrices(right, q), on: grid)
  }
}
