import ExactArithmetic
import MonarchReference
import PropertyEngine

// The laws of `Catalogue.structure` that hold over every field.

struct WordEntries: FieldLaw {
  func check<Scalar: Field>(_ draws: Draws, _ entry: Generator<Scalar>) throws {
    let shape = try draws.draw(.wordShape(letters: 3), as: "word")
    try entriesFollowTheirFormulas(draws.draw(entry.word(shape)))
  }
}

struct MonarchEvaluation: FieldLaw {
  func check<Scalar: Field>(_ draws: Draws, _ entry: Generator<Scalar>) throws {
    let shape = try draws.draw(.monarchShape(), as: "shape")
    let monarch = try draws.draw(entry.monarch(shape))
    try formAgreesWithItsDefinition(monarch, vector: draws.draw(entry.array(count: shape.inputCount), as: "x"))
    draws.classify(!shape.q.isMultiple(of: shape.l), "l ∤ q")
  }
}

struct MembershipOfMembers: FieldLaw {
  func check<Scalar: Field>(_ draws: Draws, _ entry: Generator<Scalar>) throws {
    let shape = try draws.draw(.monarchShape(), as: "shape")
    let monarch = try draws.draw(entry.monarch(shape))
    try demand(try membershipIsRight(of: monarch.dense, shape: shape), "a Monarch matrix is no member")
  }
}

struct MembershipOfOthers: FieldLaw {
  /// A member with one to three other entries: a member no more, or still.
  func check<Scalar: Field>(_ draws: Draws, _ entry: Generator<Scalar>) throws {
    let shape = try draws.draw(.monarchShape(), as: "shape")
    let matrix = try draws.draw(entry.monarch(shape)).dense
    var entries = matrix.elements
    for _ in 0..<(try draws.draw(.integer(in: 1...3), as: "changes")) {
      entries[try draws.draw(.integer(in: 0...entries.count - 1))] = try draws.draw(entry)
    }
    let changed = try Matrix(rows: matrix.rows, columns: matrix.columns, elements: entries)
    draws.cover(!(try membershipIsRight(of: changed, shape: shape)), "excluded", atLeast: 0.1)
  }
}

struct TransposesLeaveTheClass: FieldLaw {
  /// The transpose of a member of M* is in M, while the member itself need not be.
  func check<Scalar: Field>(_ draws: Draws, _ entry: Generator<Scalar>) throws {
    let grid = try draws.draw(.grid(upTo: 12), as: "grid")
    let member = try draws.draw(entry.word(.monarchAdjoint(on: grid))).definition()
    let shape = try MonarchShape.grid(grid)
    try demand(try membershipIsRight(of: member.transposed, shape: shape), "the transpose of M* is no member of M")
    draws.cover(!(try membershipIsRight(of: member, shape: shape)), "M* but not M", atLeast: 0.1)
  }
}

struct CommonBlocks: FieldLaw {
  func check<Scalar: Field>(_ draws: Draws, _ entry: Generator<Scalar>) throws {
    let grid = try draws.draw(.grid(upTo: 12), as: "grid")
    try blocksHaveTheCommonForm(draws.draw(entry.word(.monarchMonarchAdjoint(on: grid))))
  }
}

struct GaugeKeepsTheMatrix: FieldLaw {
  func check<Scalar: Field>(_ draws: Draws, _ entry: Generator<Scalar>) throws {
    let shape = try draws.draw(.monarchShape(), as: "shape")
    let nonzero = entry.map { $0 == .zero ? 1 : $0 }
    let scale = try draws.draw(nonzero.array(count: shape.middleCount), as: "scale")
    try gaugeChangesOnlyFactors(draws.draw(entry.monarch(shape)), scale: scale)
  }
}

struct VanishingSlices: FieldLaw {
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

struct ButterflyIsMonarch: FieldLaw {
  func check<Scalar: Field>(_ draws: Draws, _ entry: Generator<Scalar>) throws {
    let levels = try draws.draw(.size(upTo: 4), as: "levels")
    let butterfly = try draws.draw(entry.butterfly(levels: levels))
    let exponent = try draws.draw(.integer(in: 0...levels), as: "log₂b")
    try butterflyIsMonarch(butterfly, on: Grid(rows: 1 << (levels - exponent), columns: 1 << exponent))
  }
}

struct LettersNest: FieldLaw {
  func check<Scalar: Field>(_ draws: Draws, _ entry: Generator<Scalar>) throws {
    let size = Generator<Int>.size(upTo: 3)
    let (a, b, c) = try draws.draw(zip(size, size, size), as: "a, b, c")
    let (fine, coarse) = (try Grid(rows: a * b, columns: c), try Grid(rows: a, columns: b * c))
    try lettersNest(draws.draw(entry.letter(.bd, on: fine)), in: coarse)
    try lettersNest(draws.draw(entry.letter(.db, on: coarse)), in: fine)
  }
}

struct StrideExchangesTheKinds: FieldLaw {
  func check<Scalar: Field>(_ draws: Draws, _ entry: Generator<Scalar>) throws {
    try strideExchangesTheKinds(draws.draw(entry.word(draws.draw(.wordShape(), as: "word"))))
  }
}

struct CommonLetters: FieldLaw {
  func check<Scalar: Field>(_ draws: Draws, _ entry: Generator<Scalar>) throws {
    let grid = try draws.draw(.grid(upTo: 9), as: "grid")
    let kind = try draws.draw(.element(of: LetterKind.allCases), as: "kind")
    // Mostly 0, so that diagonal letters occur on grids of every shape.
    let sparse = Generator<Scalar>.oneOf(weighted: [(4, .constant(.zero)), (1, entry)])
    try commonLettersAreDiagonal(draws.draw(sparse.letter(kind, on: grid)))
  }
}

struct WordsMultiply: FieldLaw {
  func check<Scalar: Field>(_ draws: Draws, _ entry: Generator<Scalar>) throws {
    let shape = try draws.draw(.wordShape(letters: 3), as: "first")
    let kind = try draws.draw(.element(of: LetterKind.allCases), as: "kind")
    let count = try draws.draw(.size(upTo: 3), as: "letters of the second")
    try wordsMultiply(
      draws.draw(entry.word(shape)), draws.draw(entry.word(.alternating(count, from: kind, on: shape.grid))))
  }
}

struct LettersFormAnAlgebra: FieldLaw {
  func check<Scalar: Field>(_ draws: Draws, _ entry: Generator<Scalar>) throws {
    let grid = try draws.draw(.grid(upTo: 12), as: "grid")
    let kind = try draws.draw(.element(of: LetterKind.allCases), as: "kind")
    try lettersFormAnAlgebra(draws.draw(entry.letter(kind, on: grid)), draws.draw(entry.letter(kind, on: grid)))
  }
}

struct GradientIsTheDerivative: FieldLaw {
  func check<Scalar: Field>(_ draws: Draws, _ entry: Generator<Scalar>) throws {
    let shape = try draws.draw(.monarchShape(upTo: 3), as: "shape")
    let (inputs, cotangents) = try batch(draws, entry, shape, upTo: 2)
    try monarchGradientIsTheDerivative(
      draws.draw(entry.monarch(shape)), inputs: inputs, cotangents: cotangents, step: 3,
      offset: draws.draw(.integer(in: 0...9), as: "offset"))
  }
}

/// With an imaginary unit the real loss ℓ = Re ⟨g, y⟩ has the derivatives ∂ℓ/∂Re and ∂ℓ/∂Im.
@Sendable
func gradientIsTheComplexDerivative(_ draws: Draws) throws {
  let entry = Generator<Cyclotomic>.entry()
  let shape = try draws.draw(.monarchShape(upTo: 3), as: "shape")
  let (inputs, cotangents) = try batch(draws, entry, shape, upTo: 2)
  try monarchGradientIsTheDerivative(
    draws.draw(entry.monarch(shape)), inputs: inputs, cotangents: cotangents,
    step: Cyclotomic(2) - 3 * .imaginaryUnit, imaginaryUnit: .imaginaryUnit,
    offset: draws.draw(.integer(in: 0...9), as: "offset"))
}

struct KroneckerIsMonarch: FieldLaw {
  func check<Scalar: Field>(_ draws: Draws, _ entry: Generator<Scalar>) throws {
    let size = Generator<Int>.size(upTo: 4)
    let (s, k, l, p) = try draws.draw(zip(size, size, size, size), as: "sizes")
    try kroneckerIsMonarch(draws.draw(entry.matrix(rows: s, columns: k)), draws.draw(entry.matrix(rows: l, columns: p)))
  }
}

struct Densifying: FieldLaw {
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
