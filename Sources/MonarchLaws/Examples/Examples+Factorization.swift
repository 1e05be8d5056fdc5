import ExactArithmetic
import MonarchReference

// Examples of `Catalogue.factorization`.

extension Examples {
  /// A member of MM*(2, 4) whose blocks are all invertible.
  private static func member() throws -> Word<Rational> {
    try word(
      .monarchMonarchAdjoint(on: Grid(rows: 2, columns: 2)),
      [1, 1, 0, 1] + [1, 2, 1, 1] + [1, 2, 3, 1] + [2, 1, 1, -1] + [1, 0, 1, 1] + [2, 1, 1, 1])
  }

  /// F(1, 1) = Ã_10⁻¹ Ã_11 Ã_01⁻¹ Ã_00.
  private static func f(of matrix: Matrix<Rational>, on grid: Grid) throws -> Matrix<Rational> {
    func block(_ j: Int, _ i: Int) throws -> Matrix<Rational> { try grid.block(of: matrix, row: j, column: i) }
    guard let left = try block(1, 0).inverse(), let right = try block(0, 1).inverse() else {
      throw Violation("a block of the pivot is singular")
    }
    return try left * block(1, 1) * right * block(0, 0)
  }

  @Sendable static func factorization() throws -> String {
    let word = try member()
    let (grid, a) = (word.grid, try word.dense)
    let f = try f(of: a, on: grid)
    let polynomial = try f.characteristicPolynomial()
    let eigenvalues = try Rational.roots(of: polynomial)
    let r = word.letters[1].blocks
    // Ĉ F Ĉ⁻¹ = D_10⁻¹ D_11 D_01⁻¹ D_00.
    let expected = (0..<2).map { r[$0][1, 1] * r[$0][0, 0] / (r[$0][1, 0] * r[$0][0, 1]) }
    try demand(Set(eigenvalues) == Set(expected), "the eigenvalues are \(eigenvalues)")
    let answer = try decisionIsRight(of: a, on: grid, over: .rationals, isMember: true)
    guard case .factors(let found, let isUnique) = answer else { throw Violation("a member has no factors: \(answer)") }
    try demand(isUnique == true, "the factors are not unique")
    return TextBlock.text(
      .row("A = ", .matrix(a), "  F = F(1,1) = Ã_10⁻¹ Ã_11 Ã_01⁻¹ Ã_00 = ", .matrix(f)),
      "F has the polynomial \(polynomial) with the roots \(eigenvalues.map { "\($0)" }.joined(separator: ", ")), so that",
      "its left eigenvectors are the rows of a Ĉ, and Ĉ, Ã_j0, Ã_0i give all factors:",
      .row("A = ", letters(found)),
      "The product is A, exactly. A was made of other factors:",
      letters(word),
      "The two differ by scalings and a permutation of the middle index alone.")
  }

  @Sendable static func factorDecision() throws -> String {
    let (two, three) = (try Grid(rows: 2, columns: 2), try Grid(rows: 2, columns: 3))
    let one = Matrix<Rational>.identity(2)
    func answer(_ f: Matrix<Rational>) throws -> Factorization<Rational> {
      let a = try two.matrix { j, i in j * i == 1 ? f : one }
      return try decisionIsRight(of: a, on: two, over: .rationals)
    }
    let (split, rotation, jordan) = (
      matrix([[2, 1], [1, 2]]), matrix([[0, 1], [-1, 0]]), matrix([[1, 1], [0, 1]])
    )
    guard case .factors(let word, _) = try answer(split), case .needsExtension(let missing) = try answer(rotation),
      case .excluded(let excluded) = try answer(jordan)
    else { throw Violation("the three answers are others") }
    let turned = try two.matrix { j, i in j * i == 1 ? rotation : one }.map { Cyclotomic($0) }
    guard case .factors = try two.factorization(of: turned, over: .cyclotomic(4)) else {
      throw Violation("no factors over ℚ(i)")
    }
    let (g, h) = (matrix([[1, 1], [0, 2]]), matrix([[1, 0], [1, 2]]))
    let six = try three.matrix { j, i in j == 1 && i == 1 ? g : j == 1 && i == 2 ? h : one }
    guard case .excluded(let pair) = try three.factorization(of: six, over: .rationals), pair.holds(for: six, on: three)
    else { throw Violation("two F that do not commute are not excluded") }
    // Without a row or a column of invertible blocks: the tree goes around the zeros.
    let ring = try three.matrix { j, i in j == i ? .zero(2, 2) : j == 2 && i == 1 ? split : one }
    guard case .factors(let through, _) = try three.factorization(of: ring, over: .rationals) else {
      throw Violation("no factors by a tree")
    }
    try demandEqual(through.definition(), ring, "the factors by a tree")
    return TextBlock.text(
      "n = 4, Ã_00 = Ã_01 = Ã_10 = I and Ã_11 = F, so that F(1,1) = F:",
      .row("F = ", .matrix(split), "  factors: \(word.parameterCount) entries; eigenvalues of F are in ℚ"),
      .row("F = ", .matrix(rotation), "  no factors over ℚ: roots of \(missing.polynomial); over ℚ(i) there are"),
      .row("F = ", .matrix(jordan), "  over no field:"), .words("\(excluded)."),
      .row("n = 6, b = 3, Ã_11 = ", .matrix(g), ", Ã_12 = ", .matrix(h), ", all others I: over no field:"),
      .words("\(pair)."),
      .words(
        "n = 6, b = 3, Ã_00 = Ã_11 = Ã_22 = 0: no row has invertible blocks alone, but five of the six others form a "
          + "tree, and factors are found because the F of the sixth is diagonalisable."))
  }

  @Sendable static func factorUnique() throws -> String {
    let word = try member()
    let grid = word.grid
    try factorsAreUniqueUpToGauge(
      word, scales: (left: [[2, 1], [1, 3]], right: [[1, -1], [2, 1]]), permutation: Permutation(images: [1, 0]),
      over: .rationals)
    try equalEigenvaluesHaveOtherFactors(word, over: .rationals)
    guard case .factors(let found, true) = try grid.factorization(of: word.dense, over: .rationals),
      let permutation = found.equivalence(to: word)
    else { throw Violation("distinct eigenvalues have no unique factors") }
    let equal = try Word.monarchMonarchAdjoint(
      left: word.letters[0].blocks, middle: [word.letters[1].blocks[0], word.letters[1].blocks[0]],
      right: word.letters[2].blocks, on: grid)
    let shear = matrix([[1, 1], [0, 1]])
    guard let back = try shear.inverse() else { throw Violation("a shear has no inverse") }
    let sheared = try Word.monarchMonarchAdjoint(
      left: equal.letters[0].blocks.map { try $0 * shear }, middle: equal.letters[1].blocks,
      right: equal.letters[2].blocks.map { try back * $0 }, on: grid)
    try demandEqual(sheared.dense, equal.dense, "the sheared factors' product")
    try demand(equal.equivalence(to: sheared) == nil, "sheared factors are scaled ones")
    guard case .factors(_, false) = try grid.factorization(of: equal.dense, over: .rationals) else {
      throw Violation("equal eigenvalues have unique factors")
    }
    let images = permutation.images.enumerated().map { "\($0) ↦ \($1)" }.joined(separator: ", ")
    return TextBlock.text(
      .row("A = ", letters(word)),
      .row(
        "has ", "F(1,1) = ", .matrix(try f(of: word.dense, on: grid)), " with distinct eigenvalues. The factors found,"),
      letters(found),
      "are those up to scalings and the permutation \(images) of the middle index.",
      "With R_1 = R_0 all F are multiples of I, and A_j·G, G⁻¹·C_i with a shear G are factors as well:",
      .row(
        "A_0 = ", .matrix(equal.letters[0].blocks[0]), " or ", .matrix(sheared.letters[0].blocks[0]),
        ",  C_0 = ", .matrix(equal.letters[2].blocks[0]), " or ", .matrix(sheared.letters[2].blocks[0])),
      "give one matrix, and no scaling and permutation leads from one to the other.")
  }

  @Sendable static func factorFailsOnDFT() throws -> String {
    let grid = try Grid(rows: 2, columns: 2)
    let fourier = Matrix<Cyclotomic>(rows: 4, columns: 4) { Cyclotomic.root(of: 4, power: $0 * $1) }
    try assumptionExcludes(fourier, on: grid, over: .cyclotomic(4))
    let identity = Matrix<Rational>.identity(4)
    try assumptionExcludes(identity, on: grid, over: .rationals)
    guard case .factors(let word, _) = try grid.factorization(of: fourier, over: .cyclotomic(4)) else {
      throw Violation("the DFT has no factors")
    }
    try demandEqual(word.definition(), fourier, "the factors of the DFT")
    func text(_ value: Cyclotomic) -> String { number(value) }
    func determinants<Scalar>(_ matrix: Matrix<Scalar>, _ text: (Scalar) -> String) throws -> TextBlock {
      try .matrix(
        Matrix<Scalar>(
          rows: 2, columns: 2,
          elements: (0..<4).map { try grid.block(of: matrix, row: $0 / 2, column: $0 % 2).determinant() }), text)
    }
    return TextBlock.text(
      .row(
        "F_4 = ", .matrix(fourier, text), "  det Ã_ji = ", try determinants(fourier, text), "  for I_4: ",
        try determinants(identity) { "\($0)" }),
      "Each row of blocks has a singular one, which Assumption 3.3 excludes. All the same",
      .row("F_4 = ", letters(word, text), ","),
      "a word of MM*(2, 4) by its closed form, equal to F_4 entry by entry.")
  }

  @Sendable static func notClosed() throws -> String {
    let grid = try Grid(rows: 2, columns: 2)
    let entries: [Rational] = [-1, 1, 0, 3, 1, 0, -3]
    let limit = Matrix<Rational>(rows: 4, columns: 4) { entries[$0 - $1 + 3] }
    guard case .excluded(let witness) = try grid.factorization(of: limit, over: .rationals),
      witness.holds(for: limit, on: grid)
    else { throw Violation("the limit is not excluded") }
    let f = try f(of: limit, on: grid)
    func block(_ j: Int, _ i: Int) throws -> Matrix<Rational> { try grid.block(of: limit, row: j, column: i) }
    guard let inverse = try block(0, 0).inverse() else { throw Violation("Ã_00 is singular") }
    var rows = [["t", "F of T_t", "eigenvalues", "in MM*(2, 4)", "greatest |T_t − T|"]]
    for denominator in [1, 10, 1000] {
      let t = Rational(1, denominator)
      try membersConvergeToNoMember(t: t)
      let near = try Matrix(rows: 2, columns: 2, elements: [f[0, 0], f[0, 1], f[1, 0] + 2 * t * t, f[1, 1]])
      let blocks = try [block(0, 0), block(0, 1), block(1, 0), block(1, 0) * near * inverse * block(0, 1)]
      let member = try grid.matrix { j, i in blocks[2 * j + i] }
      guard case .factors(let word, _) = try grid.factorization(of: member, over: .rationals) else {
        throw Violation("T_t is no member for t = \(t)")
      }
      try demandEqual(word.definition(), member, "the factors of T_t")
      let roots = try Rational.roots(of: self.f(of: member, on: grid).characteristicPolynomial())
      let distance = try (member - limit).elements.map(\.magnitude).max() ?? 0
      rows.append([
        "\(t)", "[\(near[0, 0]), \(near[0, 1]); \(near[1, 0]), \(near[1, 1])]",
        roots.map { "\($0)" }.joined(separator: ", "), "yes", "\(distance)",
      ])
    }
    return TextBlock.text(
      .row(
        "T = ", .matrix(limit), "  F = F(1,1) = ", .matrix(f),
        "  with the polynomial \(try f.characteristicPolynomial())"),
      "9 is a double eigenvalue, and F is not 9·I: T is in MM* over no extension of ℚ:", .words("\(witness)."),
      .table(rows),
      "The members T_t come as near to T as one likes: MM* is not closed, and T has no nearest member.")
  }
}
