public import ExactArithmetic
public import MonarchReference

/// Definition and structured evaluation of a form are one matrix, also transposed and adjoint; the entries are counted.
public func formAgreesWithItsDefinition<Form: FactoredMatrix>(_ form: Form, vector: [Form.Scalar]) throws {
  let definition = try form.definition()
  try demand(definition.rows == form.rows && definition.columns == form.columns, "the size of the definition")
  try demandEqual(form.dense, definition, "dense")
  try demandEqual(form.applied(to: vector), definition * vector, "the product with a vector")
  try demandEqual(FactorProduct(form.factors).definition(), definition, "the factors' definition")
  try demandEqual(form.transposed.dense, definition.transposed, "the transpose")
  try demandEqual(form.adjoint.dense, definition.adjoint, "the adjoint")
  try demand(form.parameterCount == form.factors.reduce(0) { $0 + $1.elements.count }, "the number of parameters")
}

/// `entries`: the formulas of M, M* and MM*, written out with the blocks.
public func entriesFollowTheirFormulas<Scalar>(_ word: Word<Scalar>) throws {
  let grid = word.grid
  let blocks = word.letters.map { $0.blocks }
  let definition = try word.definition()
  for row in 0..<grid.count {
    for column in 0..<grid.count {
      let (l, j) = grid.digits(of: row)
      let (k, i) = grid.digits(of: column)
      let entry = definition[row, column]
      try demand(word.entry(row: row, column: column) == entry, "entry (\(row), \(column)) of \(word.shape)")
      switch word.shape.kinds {
      case [.db, .bd]:
        try demand(blocks[0][j][l, k] * blocks[1][k][j, i] == entry, "M at (\(row), \(column))")
      case [.bd, .db]:
        try demand(blocks[0][l][j, i] * blocks[1][i][l, k] == entry, "M* at (\(row), \(column))")
      case [.db, .bd, .db]:
        let sum = (0..<grid.rows).reduce(Scalar.zero) { sum, p in
          sum + blocks[0][j][l, p] * blocks[1][p][j, i] * blocks[2][i][p, k]
        }
        try demand(sum == entry, "MM* at (\(row), \(column))")
      default: break
      }
    }
  }
}

/// `blocks`: a member of MM* has the blocks `Ã_ji = A_j D_ji C_i` with `D_ji = diag_p R_p[j, i]`, and is made of them.
public func blocksHaveTheCommonForm<Scalar>(_ word: Word<Scalar>) throws {
  let grid = word.grid
  let (a, r, c) = (word.letters[0].blocks, word.letters[1].blocks, word.letters[2].blocks)
  let matrix = try word.dense
  func common(_ j: Int, _ i: Int) throws(ShapeError) -> Matrix<Scalar> {
    let diagonal = Matrix<Scalar>(rows: grid.rows, columns: grid.rows) { p, p2 in p == p2 ? r[p][j, i] : .zero }
    return try a[j] * diagonal * c[i]
  }
  var blocks: [[Matrix<Scalar>]] = []
  for j in 0..<grid.columns {
    blocks.append([])
    for i in 0..<grid.columns {
      blocks[j].append(try common(j, i))
      try demandEqual(grid.block(of: matrix, row: j, column: i), blocks[j][i], "block (\(j), \(i))")
    }
  }
  try demandEqual(grid.matrix { j, i in blocks[j][i] }, matrix, "the matrix of the blocks")
}

/// Products, transposes and adjoints of words are words, in their shortest form.
public func wordsMultiply<Scalar>(_ first: Word<Scalar>, _ second: Word<Scalar>) throws {
  let product = try first * second
  try demandEqual(product.dense, first.definition() * second.definition(), "the product of two words")
  let meet = first.letters.last!.kind == second.letters.first!.kind
  try demand(
    product.letters.count == first.letters.count + second.letters.count - (meet ? 1 : 0), "the length of the product")
  try demand(zip(product.letters, product.letters.dropFirst()).allSatisfy { $0.kind != $1.kind }, "alternating kinds")
  try demandEqual(first.transposed.dense, first.definition().transposed, "the transposed word")
  try demandEqual(first.adjoint.dense, first.definition().adjoint, "the adjoint word")
  try demand(first.adjoint.shape.kinds == first.shape.kinds.reversed(), "the adjoint's kinds")
}

/// BD and DB are algebras: the product of letters of one kind is one letter, and the identity is in both.
public func lettersFormAnAlgebra<Scalar>(_ first: Letter<Scalar>, _ second: Letter<Scalar>) throws {
  try demandEqual((first * second).definition(), first.definition() * second.definition(), "the product of letters")
  let identity = try Letter<Scalar>.identity(first.kind, on: first.grid)
  try demandEqual(identity.definition(), .identity(first.grid.count), "the identity")
  try demand(first * identity == first && identity * first == first, "the identity as a factor")
  try demandEqual(first.adjoint.definition(), first.definition().adjoint, "the adjoint letter")
  try demandEqual(first.transposed.definition(), first.definition().transposed, "the transposed letter")
}

/// `BD ∩ DB` is the diagonal matrices: a letter lies in both algebras if and only if it is diagonal.
public func commonLettersAreDiagonal<Scalar>(_ letter: Letter<Scalar>) throws {
  let matrix = letter.definition()
  let isDiagonal = (0..<matrix.rows).allSatisfy { x in
    (0..<matrix.rows).allSatisfy { x == $0 || matrix[x, $0] == .zero }
  }
  let other = KroneckerSparse(exactly: matrix, pattern: letter.kind.other.pattern(on: letter.grid))
  try demand((other != nil) == isDiagonal, "a letter of both kinds is diagonal, and conversely")
  if let other { try demandEqual(other.matrix, matrix, "the diagonal letter") }
}

/// `nesting`: `P(b, n)·W·P(b, n)ᵀ` is the word on the transposed grid with the kinds exchanged; MM* becomes M*M.
public func strideExchangesTheKinds<Scalar>(_ word: Word<Scalar>) throws {
  let stride = Permutation.stride(word.grid).matrix(over: Scalar.self)
  let conjugated = word.conjugatedByStride
  try demandEqual(conjugated.definition(), stride * word.definition() * stride.transposed, "P·W·Pᵀ")
  try demand(conjugated.shape.kinds == word.shape.kinds.map { $0.other }, "the kinds of P·W·Pᵀ")
  try demand(conjugated.grid == word.grid.transposed && conjugated.conjugatedByStride == word, "conjugating twice")
}

/// `nesting`: for b | c | n, BD(b, n) ⊆ BD(c, n) and DB(c, n) ⊆ DB(b, n).
public func lettersNest<Scalar>(_ letter: Letter<Scalar>, in grid: Grid) throws {
  let image = try Letter(letter.kind, on: grid, containing: letter.factors[0])
  try demand(image.grid == grid && image.kind == letter.kind, "the grid and the kind")
  try demandEqual(image.definition(), letter.definition(), "the letter on another grid")
}

/// `butterfly`: B(n) is in M(b, n) for every b | n, with factors from its own.
public func butterflyIsMonarch<Scalar>(_ butterfly: Butterfly<Scalar>, on grid: Grid) throws {
  let word = try butterfly.word(on: grid)
  try demandEqual(MonarchMatrix(word).definition(), butterfly.definition(), "the butterfly as a Monarch matrix")
  if grid.rows > 1 && grid.columns > 1 { try demand(word.shape == .monarch(on: grid), "the word LR") }
}

/// The form of order p: Monarch Mixer's writing is the same matrix, and so is the word on the grid of the lowest t digits.
public func mixerFormAgrees<Scalar>(_ product: DigitProduct<Scalar>, split t: Int) throws {
  let definition = try product.definition()
  let (permutations, blockDiagonals) = try product.mixerForm()
  var mixed: Matrix<Scalar> = permutations[0].matrix()
  for (permutation, blocks) in zip(permutations.dropFirst(), blockDiagonals) {
    mixed = try permutation.matrix() * blocks.matrix * mixed
  }
  try demand(permutations.count == product.system.order + 1, "P_0 … P_p")
  try demandEqual(mixed, definition, "(∏ P_i B_i) P_0")
  let columns = product.system.bases[..<t].reduce(1, *)
  let word = try product.word(on: Grid(rows: product.system.count / columns, columns: columns))
  try demandEqual(MonarchMatrix(word).definition(), definition, "as a Monarch matrix")
}

/// `kronecker`: A⊗B is in M and in M*, with factors that are copies of A and B.
public func kroneckerIsMonarch<Scalar>(_ a: Matrix<Scalar>, _ b: Matrix<Scalar>) throws {
  let kronecker = try a.kronecker(b)
  let monarch = try MonarchMatrix.kronecker(a, b)
  try demandEqual(monarch.definition(), kronecker, "A⊗B in M")
  let adjoint = try MonarchMatrix.kronecker(a.transposed, b.transposed).transposed
  try demandEqual(adjoint.definition(), kronecker, "A⊗B in M*")
  if a.isSquare && b.isSquare {
    let grid = try Grid(rows: a.rows, columns: b.rows)
    try demand(monarch.shape == .grid(grid), "the shape of M(b, n)")
    try demandEqual(adjoint.word(on: grid).definition(), kronecker, "A⊗B as a word RL")
  }
}

/// `gauge`: scaling the intermediate changes factors but not the matrix, and the scales are found again.
public func gaugeChangesOnlyFactors<Scalar>(_ monarch: MonarchMatrix<Scalar>, scale: [Scalar]) throws {
  let scaled = try monarch.scaled(middle: scale)
  try demandEqual(scaled.dense, monarch.definition(), "the scaled matrix")
  guard let found = monarch.scales(to: scaled) else { throw Violation("the scales were not found") }
  try demand(try monarch.scaled(middle: found) == scaled, "the scales found lead elsewhere")
  try demand(scaled.scales(to: monarch) != nil, "no scales lead back")
}

/// `gauge`, for slices of any rank: an invertible matrix for each slice changes factors but not the matrix, and the new
/// factors are recognised as equivalent; so are all factorisations where U and V have rank ν on every slice.
///
/// - Returns: whether they have.
@discardableResult
public func factorsAreUniqueUpToGauge<Scalar>(
  _ monarch: MonarchMatrix<Scalar>, gauge: (_ λ: Int, _ a: Int) -> Matrix<Scalar>
) throws -> Bool {
  let (shape, regauged) = (monarch.shape, try monarch.regauged(by: gauge))
  let matrix = try monarch.definition()
  try demandEqual(regauged.dense, matrix, "the matrix in another gauge")
  try demand(monarch.isGaugeEquivalent(to: regauged), "another gauge is not recognised")
  try demand(regauged.isGaugeEquivalent(to: monarch), "the first gauge is not recognised")
  guard case .member(let found) = try shape.membership(of: matrix) else { throw Violation("it is no member") }
  var hasFullRank = true
  for λ in 0..<shape.l {
    for a in 0..<shape.k {
      let rank = try shape.slice(of: matrix, λ: λ, a: a).rank()
      if rank < shape.sliceRank(λ: λ, a: a) { hasFullRank = false }
    }
  }
  let isEquivalent = try monarch.isGaugeEquivalent(to: found)
  try demand(!hasFullRank || isEquivalent, "slices of full rank with two factorisations")
  // Where ranks are at most 1, the gauge is a scale for each place.
  if shape.q <= shape.l {
    try demand((monarch.scales(to: found) != nil) == isEquivalent, "scales and gauges disagree")
    if isEquivalent == false { try demand(!hasFullRank, "no slice vanishes") }
  }
  return hasFullRank
}

/// The corner is the corner of the definition, and zeros at the end of the input change nothing.
public func cornerIsTheCorner<Base: FactoredMatrix>(_ corner: Corner<Base>, vector: [Base.Scalar]) throws {
  let whole = try corner.base.dense
  let definition = try corner.definition()
  try demandEqual(definition, Matrix(rows: corner.rows, columns: corner.columns) { whole[$0, $1] }, "the corner")
  try demandEqual(corner.applied(to: vector), definition * vector, "the corner's product")
}
