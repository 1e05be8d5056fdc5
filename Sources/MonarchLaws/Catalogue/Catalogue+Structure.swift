import ExactArithmetic
import MonarchReference
import PropertyEngine

extension Catalogue {
  /// What Monarch matrices are: entries, slices, blocks, classes and their inclusions.
  static let structure: [Theorem] = [
    Theorem(
      "entries", .proved, source: "Monarch, Definitions 1–3 and section 3.1",
      """
      Let n = q·b, x = (x1, x0). M in M(b, n) = DB·BD: M[(l,j),(k,i)] = L_j[l,k]·R_k[j,i]. M in M* = BD·DB: \
      R_l[j,i]·L_i[l,k]. M in MM* = DB·BD·DB: Σ_p A_j[l,p]·R_p[j,i]·C_i[p,k]. The product P L Pᵀ R of explicit \
      matrices, the two-stage evaluation and these formulas give one matrix, also for rectangular factors.
      """,
      laws: [
        Law.overEveryField("entriesFollowTheirFormulas", cases: 300, WordEntries()),
        Law.overEveryField("evaluationAgreesWithTheDefinition", cases: 300, MonarchEvaluation()),
      ]),
    Theorem(
      "blocks", .proved, source: "Monarch, section 3.4",
      """
      A is in MM*(b, n) if and only if the b×b array of q×q blocks Ã_ji[l,k] = A[(l,j),(k,i)] has a common form \
      Ã_ji = A_j D_ji C_i with diagonal D_ji.
      """,
      laws: [Law.overEveryField("blocksHaveTheCommonForm", cases: 300, CommonBlocks())]),
    Theorem(
      "gauge", .proved, source: "this project",
      """
      The factors of a Monarch matrix are unique up to scaling a column of L against a row of R, if and only if no \
      slice vanishes.
      """,
      laws: [
        Law.overEveryField("gaugeChangesOnlyFactors", cases: 300, GaugeKeepsTheMatrix()),
        Law.overEveryField("vanishingSlicesHaveOtherFactors", cases: 100, VanishingSlices()),
      ]),
    Theorem(
      "cost", .proved, source: "Monarch, section 3.1",
      """
      A product with a vector takes n(q + b) multiply-adds, 2n√n in the square case: fewer than n² from m = 3 on, and \
      not before.
      """,
      laws: [[Law("costIsTheNumberOfParameters", field: "ℚ", cases: 200, costIsTheNumberOfParameters)]]),
    Theorem(
      "butterfly", .strengthened, source: "Monarch, section 3.2 and appendix",
      claim: "The inclusion is claimed to be strict for n >= 512.",
      """
      For n a power of two and b | n, the butterfly matrices B(n) are contained in M(b, n), with factors made of their \
      own. The two are equal at n = 4; the inclusion is strict from n = 8 on, where the dimensions are \
      n·log₂n + n = 32 and 40.
      """,
      laws: [Law.overEveryField("butterflyIsMonarch", cases: 60, ButterflyIsMonarch())]),
    Theorem(
      "nesting", .proved, source: "Monarch, Proposition 14 and appendix",
      """
      For b | c | n: BD(b, n) ⊆ BD(c, n) and DB(c, n) ⊆ DB(b, n). Conjugation by the stride permutation exchanges the \
      two algebras: P(b,n)·MM*(b,n)·P(b,n)ᵀ = M*M(n/b,n). BD ∩ DB is the diagonal matrices.
      """,
      laws: [
        Law.overEveryField("lettersNest", cases: 200, LettersNest()),
        Law.overEveryField("strideExchangesTheKinds", cases: 200, StrideExchangesTheKinds()),
        Law.overEveryField("commonLettersAreDiagonal", cases: 200, CommonLetters()),
      ]),
    Theorem(
      "transpose", .proved, source: "Monarch, section 3.1",
      """
      The transpose and the adjoint of a member of M are in M*, in general not in M; words reverse. BD and DB are \
      algebras closed under product, transpose and adjoint.
      """,
      laws: [
        Law.overEveryField("wordsMultiplyAndReverse", cases: 200, WordsMultiply()),
        Law.overEveryField("lettersFormAnAlgebra", cases: 200, LettersFormAnAlgebra()),
      ]),
    Theorem(
      "gradient", .proved, source: "this project, as automatic differentiation computes it",
      """
      For a cotangent g = ∂ℓ/∂Re y + i ∂ℓ/∂Im y and h = R x: dh = Lᴴ g, dL_j[l,k] = Σ_batch g_(l,j)·conj h_(k,j), \
      dR_k[j,i] = Σ_batch dh_(k,j)·conj x_(k,i), dx = Rᴴ dh. The product is linear in each parameter, so differences \
      are derivatives exactly.
      """,
      laws: [Law.overEveryField("gradientIsTheDerivative", cases: 60, GradientIsTheDerivative())]),
    Theorem(
      "kronecker", .proved, source: "Monarch, section 3.2",
      "A⊗B is in M and in M*, with copies of A and B as factors.",
      laws: [Law.overEveryField("kroneckerIsMonarch", cases: 200, KroneckerIsMonarch())]),
    Theorem(
      "densify", .proved, source: "Monarch, section 4.2 (reverse sparsification)",
      """
      The dense matrix of M gives the same outputs and the same gradient of x: the switch from sparse to dense training \
      changes no output.
      """,
      laws: [Law.overEveryField("densifyingKeepsOutputsAndGradients", cases: 100, Densifying())]),
  ]
}

// MARK: Laws over every field

private struct WordEntries: FieldLaw {
  func check<Scalar: Field>(_ draws: Draws, _ entry: Generator<Scalar>) throws {
    let shape = try draws.draw(.wordShape(letters: 3), as: "word")
    try entriesFollowTheirFormulas(draws.draw(entry.word(shape)))
  }
}

private struct MonarchEvaluation: FieldLaw {
  func check<Scalar: Field>(_ draws: Draws, _ entry: Generator<Scalar>) throws {
    let shape = try draws.draw(.monarchShape(), as: "shape")
    let monarch = try draws.draw(entry.monarch(shape))
    try formAgreesWithItsDefinition(monarch, vector: draws.draw(entry.array(count: shape.inputCount), as: "x"))
    draws.classify(!shape.q.isMultiple(of: shape.l), "l ∤ q")
  }
}

private struct CommonBlocks: FieldLaw {
  func check<Scalar: Field>(_ draws: Draws, _ entry: Generator<Scalar>) throws {
    let grid = try draws.draw(.grid(upTo: 12), as: "grid")
    try blocksHaveTheCommonForm(draws.draw(entry.word(.monarchMonarchAdjoint(on: grid))))
  }
}

private struct GaugeKeepsTheMatrix: FieldLaw {
  func check<Scalar: Field>(_ draws: Draws, _ entry: Generator<Scalar>) throws {
    let shape = try draws.draw(.monarchShape(), as: "shape")
    let nonzero = entry.map { $0 == .zero ? 1 : $0 }
    let scale = try draws.draw(nonzero.array(count: shape.middleCount), as: "scale")
    try gaugeChangesOnlyFactors(draws.draw(entry.monarch(shape)), scale: scale)
  }
}

private struct VanishingSlices: FieldLaw {
  /// With a column of L zero, the row of R that it meets may be anything.
  func check<Scalar: Field>(_ draws: Draws, _ entry: Generator<Scalar>) throws {
    let grid = try draws.draw(.grid(upTo: 12), as: "grid")
    let (shape, q, b) = (try MonarchShape.grid(grid), grid.rows, grid.columns)
    let (j, k) = (try draws.draw(.integer(in: 0...b - 1), as: "j"), try draws.draw(.integer(in: 0...q - 1), as: "k"))
    var left = try draws.draw(entry.array(count: b * q * q))
    for l in 0..<q { left[(j * q + l) * q + k] = .zero }
    var right = try draws.draw(entry.array(count: q * b * b))
    right[(k * b + j) * b] = 1
    let first = try MonarchMatrix(shape: shape, left: left, right: right)
    right[(k * b + j) * b] = .zero
    let second = try MonarchMatrix(shape: shape, left: left, right: right)
    try demandEqual(second.dense, first.dense, "the matrix")
    let vanishes = (0..<b).allSatisfy { second.right.blocks[k][j, $0] == .zero }
    if vanishes { try demand(first.scales(to: second) == nil, "no scale takes a row to 0") }
  }
}

private struct ButterflyIsMonarch: FieldLaw {
  func check<Scalar: Field>(_ draws: Draws, _ entry: Generator<Scalar>) throws {
    let levels = try draws.draw(.size(upTo: 4), as: "levels")
    let butterfly = try draws.draw(entry.butterfly(levels: levels))
    let exponent = try draws.draw(.integer(in: 0...levels), as: "log₂b")
    try butterflyIsMonarch(butterfly, on: Grid(rows: 1 << (levels - exponent), columns: 1 << exponent))
  }
}

private struct LettersNest: FieldLaw {
  func check<Scalar: Field>(_ draws: Draws, _ entry: Generator<Scalar>) throws {
    let size = Generator<Int>.size(upTo: 3)
    let (a, b, c) = try draws.draw(zip(size, size, size), as: "a, b, c")
    let (fine, coarse) = (try Grid(rows: a * b, columns: c), try Grid(rows: a, columns: b * c))
    try lettersNest(draws.draw(entry.letter(.bd, on: fine)), in: coarse)
    try lettersNest(draws.draw(entry.letter(.db, on: coarse)), in: fine)
  }
}

private struct StrideExchangesTheKinds: FieldLaw {
  func check<Scalar: Field>(_ draws: Draws, _ entry: Generator<Scalar>) throws {
    try strideExchangesTheKinds(draws.draw(entry.word(draws.draw(.wordShape(), as: "word"))))
  }
}

private struct CommonLetters: FieldLaw {
  func check<Scalar: Field>(_ draws: Draws, _ entry: Generator<Scalar>) throws {
    let grid = try draws.draw(.grid(upTo: 9), as: "grid")
    let kind = try draws.draw(.element(of: LetterKind.allCases), as: "kind")
    // Mostly 0, so that diagonal letters occur on grids of every shape.
    let sparse = Generator<Scalar>.oneOf(weighted: [(4, .constant(.zero)), (1, entry)])
    try commonLettersAreDiagonal(draws.draw(sparse.letter(kind, on: grid)))
  }
}

private struct WordsMultiply: FieldLaw {
  func check<Scalar: Field>(_ draws: Draws, _ entry: Generator<Scalar>) throws {
    let shape = try draws.draw(.wordShape(letters: 3), as: "first")
    let kind = try draws.draw(.element(of: LetterKind.allCases), as: "kind")
    let count = try draws.draw(.size(upTo: 3), as: "letters of the second")
    try wordsMultiply(
      draws.draw(entry.word(shape)), draws.draw(entry.word(.alternating(count, from: kind, on: shape.grid))))
  }
}

private struct LettersFormAnAlgebra: FieldLaw {
  func check<Scalar: Field>(_ draws: Draws, _ entry: Generator<Scalar>) throws {
    let grid = try draws.draw(.grid(upTo: 12), as: "grid")
    let kind = try draws.draw(.element(of: LetterKind.allCases), as: "kind")
    try lettersFormAnAlgebra(draws.draw(entry.letter(kind, on: grid)), draws.draw(entry.letter(kind, on: grid)))
  }
}

private struct GradientIsTheDerivative: FieldLaw {
  func check<Scalar: Field>(_ draws: Draws, _ entry: Generator<Scalar>) throws {
    let shape = try draws.draw(.monarchShape(upTo: 3), as: "shape")
    let (inputs, cotangents) = try batch(draws, entry, shape, upTo: 2)
    try monarchGradientIsTheDerivative(
      draws.draw(entry.monarch(shape)), inputs: inputs, cotangents: cotangents, step: 3,
      offset: draws.draw(.integer(in: 0...9), as: "offset"))
  }
}

private struct KroneckerIsMonarch: FieldLaw {
  func check<Scalar: Field>(_ draws: Draws, _ entry: Generator<Scalar>) throws {
    let size = Generator<Int>.size(upTo: 4)
    let (s, k, l, p) = try draws.draw(zip(size, size, size, size), as: "sizes")
    try kroneckerIsMonarch(draws.draw(entry.matrix(rows: s, columns: k)), draws.draw(entry.matrix(rows: l, columns: p)))
  }
}

private struct Densifying: FieldLaw {
  func check<Scalar: Field>(_ draws: Draws, _ entry: Generator<Scalar>) throws {
    let shape = try draws.draw(.monarchShape(), as: "shape")
    let (inputs, cotangents) = try batch(draws, entry, shape, upTo: 3)
    try densifyingKeepsOutputsAndGradients(
      draws.draw(entry.monarch(shape)), inputs: inputs, cotangents: cotangents)
  }
}

/// A batch of up to `limit` inputs and cotangents, perhaps empty.
private func batch<Scalar: Field>(
  _ draws: Draws, _ entry: Generator<Scalar>, _ shape: MonarchShape, upTo limit: Int
) throws -> (inputs: [[Scalar]], cotangents: [[Scalar]]) {
  let count = try draws.draw(.integer(in: 0...limit, target: 1), as: "batch")
  let input = entry.array(count: shape.inputCount)
  let cotangent = entry.array(count: shape.outputCount)
  return (try draws.draw(input.array(count: count)), try draws.draw(cotangent.array(count: count)))
}

// MARK: Laws without a field

/// Every entry of the factors is used once: n(q + b) multiply-adds, against n².
@Sendable
private func costIsTheNumberOfParameters(_ draws: Draws) throws {
  let grid = try draws.draw(.grid(upTo: 10_000), as: "grid")
  let (q, b, n) = (grid.rows, grid.columns, grid.count)
  try demand(WordShape.monarch(on: grid).parameterCount == n * (q + b), "the cost of M(b, n)")
  try demand(try MonarchShape.grid(grid).parameterCount == n * (q + b), "the cost by its shape")
  let m = try draws.draw(.size(upTo: 1000), as: "m")
  let cost = WordShape.monarch(on: try .square(m)).parameterCount
  try demand(cost == 2 * m * m * m && (cost < m * m * m * m) == (m >= 3), "2n√n < n² from m = 3 on")
}
