import ExactArithmetic
import MonarchReference

// Examples of `Catalogue.structure`: entries, blocks and the classes.

extension Examples {
  @Sendable static func entries() throws -> String {
    let grid = try Grid(rows: 3, columns: 2)
    let word = try word(
      .monarch(on: grid),
      [1, 2, 1, 0, 1, 2, 1, 1, 3] + [2, 1, 1, 1, 3, 0, 1, 1, 1] + [1, 2, 3, 1] + [2, 1, 1, 1] + [1, 3, 2, 1])
    let (l, r) = (word.letters[0], word.letters[1])
    let m = try word.definition()
    try entriesFollowTheirFormulas(word)
    try demandEqual(MonarchMatrix(word).definition(), m, "P L Pᵀ R")
    let (row, column) = (grid.index(row: 2, column: 0), grid.index(row: 2, column: 1))
    let (left, right) = (l.blocks[0][2, 2], r.blocks[2][0, 1])
    try demand(m[row, column] == left * right, "M[\(row), \(column)] is \(m[row, column])")
    return TextBlock.text(
      "n = 6 on the grid q×b = 3×2, x = 2·x1 + x0. Dots are outside of the support:",
      .row(letter(l), " · ", letter(r), " = ", .matrix(m)),
      "L in DB(2, 6) has the b = 2 blocks L_j, R in BD(2, 6) has the q = 3 blocks R_k:",
      .row("L_0 = ", .matrix(l.blocks[0]), "  L_1 = ", .matrix(l.blocks[1]), "  R_2 = ", .matrix(r.blocks[2])),
      "M[(2,0),(2,1)] = M[\(row),\(column)] = \(m[row, column]) = \(left)·\(right) = L_0[2,2]·R_2[0,1].",
      "All 36 entries are such products, and P·diag(L_0, L_1)·Pᵀ·diag(R_0, R_1, R_2) is the same matrix.")
  }

  @Sendable static func slices() throws -> String {
    let grid = try Grid(rows: 2, columns: 2)
    let shape = try MonarchShape.grid(grid)
    let member = try word(.monarch(on: grid), [1, 2, 3, 1] + [2, 1, 1, 1] + [1, 2, 1, -1] + [1, 1, 2, 1]).dense
    let (row, column) = (2, 1)
    let a = Matrix(rows: 4, columns: 4) { member[$0, $1] + ($0 == row && $1 == column ? 1 : 0) }
    var parts: [TextBlock] = []
    var ranks: [Int] = []
    for (j, k) in [(0, 0), (0, 1), (1, 0), (1, 1)] {
      let slice = try shape.slice(of: a, λ: j, a: k)
      ranks.append(try slice.rank())
      parts.append(.row("S_\(j)\(k) = ", .matrix(slice), "  "))
    }
    guard case .excluded(let witness) = try shape.membership(of: a), witness.holds(for: a) else {
      throw Violation("A is not excluded")
    }
    guard case .member(let factors) = try shape.membership(of: member) else { throw Violation("no factors") }
    try demandEqual(factors.definition(), member, "the factors' product")
    try demand(try membershipIsRight(of: a, shape: shape) == ranks.allSatisfy { $0 <= 1 }, "the ranks are \(ranks)")
    let word = try factors.word(on: grid)
    return TextBlock.text(
      .row("A = ", .matrix(a), "   n = 4, b = 2; S_jk[l,i] = A[2l + j, 2k + i]"),
      .row(parts[0], parts[1], parts[2], parts[3]),
      "ranks: \(ranks.map(String.init).joined(separator: ", ")). Not in M(2, 4):",
      "\(witness).",
      "With \(member[row, column]) in place of \(a[row, column]) at (\(row), \(column)) all ranks are 1, and factors are read off:",
      .row(.matrix(member), " = ", letter(word.letters[0]), " · ", letter(word.letters[1]), " = L·R,"),
      "and the matrix with \(member[row, column]) is in M(2, 4).")
  }

  @Sendable static func blocks() throws -> String {
    let grid = try Grid(rows: 2, columns: 2)
    let word = try word(
      .monarchMonarchAdjoint(on: grid),
      [1, 1, 0, 1] + [1, 2, 1, 1] + [1, 2, 3, 1] + [2, 1, 1, -1] + [1, 0, 1, 1] + [2, 1, 1, 1])
    let matrix = try word.dense
    try blocksHaveTheCommonForm(word)
    let (a, r, c) = (word.letters[0].blocks, word.letters[1].blocks, word.letters[2].blocks)
    func line(_ j: Int, _ i: Int) throws -> TextBlock {
      let diagonal = Matrix<Rational>.diagonal((0..<2).map { r[$0][j, i] })
      let block = try grid.block(of: matrix, row: j, column: i)
      try demandEqual(a[j] * diagonal * c[i], block, "block (\(j), \(i))")
      return .row(
        "Ã_\(j)\(i) = ", .matrix(block), " = ", .matrix(a[j]), " · ", .matrix(diagonal), " · ", .matrix(c[i]),
        " = A_\(j) D_\(j)\(i) C_\(i)")
    }
    return TextBlock.text(
      .row(.matrix(matrix), " = L·R·L' in MM*(2, 4); its four blocks Ã_ji[l,k] = A[2l + j, 2k + i]:"),
      try line(0, 0), try line(0, 1), try line(1, 0), try line(1, 1),
      "Row j shares A_j, column i shares C_i, and D_ji = diag(R_0[j,i], R_1[j,i]).")
  }

  @Sendable static func gauge() throws -> String {
    let grid = try Grid(rows: 2, columns: 2)
    let word = try word(.monarch(on: grid), [1, 2, 3, 1] + [2, 1, 1, 1] + [1, 2, 1, -1] + [1, 1, 2, 1])
    let monarch = try MonarchMatrix(word)
    let scale: [Rational] = [2, 1, -1, 3]
    let scaled = try monarch.scaled(middle: scale)
    try gaugeChangesOnlyFactors(monarch, scale: scale)
    let found = monarch.scales(to: scaled)
    try demand(found == scale, "the scales found are \(found.map { "\($0)" } ?? "none")")
    func product(_ monarch: MonarchMatrix<Rational>) throws -> TextBlock {
      let letters = try monarch.word(on: grid).letters
      return .row(
        letter(letters[0]), " · ", letter(letters[1]), " = ",
        .matrix(try letters[0].definition() * letters[1].definition()))
    }
    // With column (j, k) = (0, 0) of L zero, row 0 of R is free.
    var left = monarch.left.blocks.flatMap(\.elements)
    for l in 0..<2 { left[l * 2] = .zero }
    let right = monarch.right.blocks.flatMap(\.elements)
    let first = try MonarchMatrix(shape: monarch.shape, left: left, right: right)
    let second = try MonarchMatrix(shape: monarch.shape, left: left, right: [7, 5] + right.dropFirst(2))
    try demandEqual(second.dense, first.dense, "the matrix with a vanishing slice")
    try demand(first.scales(to: second) == nil, "rows that are not proportional have a scale")
    return TextBlock.text(
      .row(try product(monarch), "  no slice is 0"),
      "Row t of R times s_t, the column of L that reads it divided by s_t, s = (2, 1, -1, 3):",
      try product(scaled),
      "is the same matrix, and s is found again from the two pairs of factors.",
      "With the first column of L_0 = 0 the slice S_00 vanishes; then row 0 of R may be (1, 2) or (7, 5),",
      "the matrix is the same, and no scaling leads from one to the other.")
  }

  @Sendable static func nesting() throws -> String {
    let (fine, coarse) = (try Grid(rows: 4, columns: 2), try Grid(rows: 2, columns: 4))
    let r = try Letter(.bd, on: fine, elements: [1, 2, 3, 4, 5, 6, 7, 8, 9, 1, 2, 3, 4, 5, 6, 7].map { Rational($0) })
    try lettersNest(r, in: coarse)
    let wide = try Letter(.bd, on: coarse, containing: r.factors[0])
    let grid = try Grid(rows: 3, columns: 2)
    let word = try word(.alternating(1, from: .bd, on: grid), [1, 2, 3, 4, 5, 6, 7, 8, 9, 1, 2, 3])
    try strideExchangesTheKinds(word)
    let conjugated = word.conjugatedByStride.letters[0]
    try demand(conjugated.kind == .db && conjugated.grid == grid.transposed, "the kind of P R Pᵀ")
    return TextBlock.text(
      "R in BD(2, 8) has four 2×2 blocks; seen in BD(4, 8) it has two 4×4 blocks, with zeros:",
      .row(letter(r), "    ", .matrix(wide.blocks[0]), "  ", .matrix(wide.blocks[1])),
      "R in BD(2, 6), three blocks 2×2, and P(2, 6)·R·P(2, 6)ᵀ in DB(3, 6), the same blocks scattered:",
      .row(permutation(.stride(grid)), " · ", letter(word.letters[0]), " · Pᵀ = ", letter(conjugated)),
      "So BD(2, 8) ⊆ BD(4, 8), and P exchanges the algebras of the two grids.")
  }

  @Sendable static func transpose() throws -> String {
    let grid = try Grid(rows: 2, columns: 2)
    let shape = try MonarchShape.grid(grid)
    let word = try word(.monarch(on: grid), [1, 2, 3, 1] + [2, 1, 1, 1] + [1, 2, 1, -1] + [1, 1, 2, 1])
    let transposed = word.transposed
    let matrix = try word.definition().transposed
    try demandEqual(transposed.definition(), matrix, "Rᵀ·Lᵀ")
    try demand(transposed.shape == .monarchAdjoint(on: grid), "the transposed word is \(transposed.shape)")
    guard case .member = try shape.membership(of: word.definition()) else { throw Violation("M is no member") }
    guard case .excluded(let witness) = try shape.membership(of: matrix), witness.holds(for: matrix) else {
      throw Violation("the transpose is in M")
    }
    return TextBlock.text(
      .row(
        "M = L·R = ", letter(word.letters[0]), " · ", letter(word.letters[1]), " = ", .matrix(try word.definition())),
      .row(
        "Mᵀ = Rᵀ·Lᵀ = ", letter(transposed.letters[0]), " · ", letter(transposed.letters[1]), " = ", .matrix(matrix)),
      "Mᵀ is a word RL, so in M*(2, 4). It is not in M(2, 4):",
      "\(witness).")
  }

  @Sendable static func stridePermutation() throws -> String {
    let (square, wide) = (try Grid(rows: 2, columns: 2), try Grid(rows: 3, columns: 2))
    let (p4, p6) = (Permutation.stride(square), Permutation.stride(wide))
    let matrix = p4.matrix(over: Rational.self)
    guard case .excluded(let witness) = try MonarchShape.grid(square).membership(of: matrix), witness.holds(for: matrix)
    else { throw Violation("P(2, 4) is in M") }
    guard case .member(let monarch) = try MonarchShape.grid(wide).membership(of: p6.matrix(over: Rational.self)) else {
      throw Violation("P(2, 6) is not in M")
    }
    try demandEqual(monarch.definition(), p6.matrix(), "the factors of P(2, 6)")
    try demand(!permutationMembershipFollowsItsCriterion(p4, on: square), "the criterion for P(2, 4)")
    try demand(permutationMembershipFollowsItsCriterion(p6, on: wide), "the criterion for P(2, 6)")
    let word = try monarch.word(on: wide)
    func text(_ letter: Letter<Rational>) -> TextBlock { Examples.letter(letter) }
    return TextBlock.text(
      .row("P(2, 4) = ", permutation(p4), "   x ↦ \(list(p4.images)), gcd(q, b) = gcd(2, 2) = 2: not in M(2, 4),"),
      "\(witness).",
      .row("P(2, 6) = ", permutation(p6), "   x ↦ \(list(p6.images)), gcd(3, 2) = 1: in M(2, 6), P = L·R with"),
      .row("L = ", text(word.letters[0]), "  R = ", text(word.letters[1])),
      "Row k of the grid goes to \(rows(p4, square)) in P(2, 4): equal low digits.",
      "It goes to \(rows(p6, wide)) in P(2, 6): distinct low digits.")
  }

  private static func list(_ images: [Int]) -> String { "(" + images.map(String.init).joined(separator: ", ") + ")" }

  /// The low digits of the images of each row of the grid, as "(0, 0), (1, 1)".
  private static func rows(_ permutation: Permutation, _ grid: Grid) -> String {
    (0..<grid.rows).map { k in
      list((0..<grid.columns).map { grid.digits(of: permutation.images[grid.index(row: k, column: $0)]).column })
    }.joined(separator: ", ")
  }

  @Sendable static func kronecker() throws -> String {
    let (a, b) = (matrix([[1, 2], [3, 4]]), matrix([[1, -1], [1, 2]]))
    try kroneckerIsMonarch(a, b)
    let grid = try Grid(rows: 2, columns: 2)
    let word = try MonarchMatrix.kronecker(a, b).word(on: grid)
    let adjoint = try MonarchMatrix.kronecker(a.transposed, b.transposed).transposed.word(on: grid)
    try demandEqual(word.definition(), a.kronecker(b), "A⊗B as LR")
    try demandEqual(adjoint.definition(), a.kronecker(b), "A⊗B as RL")
    return TextBlock.text(
      .row("A = ", .matrix(a), "   B = ", .matrix(b)),
      .row(
        "A⊗B = ", .matrix(try a.kronecker(b)), " = ", letter(word.letters[0]), " · ", letter(word.letters[1]), " = L·R"),
      "Both blocks of L are A, both blocks of R are B.",
      .row("A⊗B = ", letter(adjoint.letters[0]), " · ", letter(adjoint.letters[1]), " = R·L: the letters commute,"),
      "so that A⊗B is in M(2, 4) and in M*(2, 4).")
  }
}
