import ExactArithmetic
import MonarchReference

// Examples of `Catalogue.expressiveness`: the classes over ℚ and ℚ(i).

extension Examples {
  @Sendable static func anyPermutation() throws -> String {
    let (grid, square) = (try Grid(rows: 3, columns: 2), try Grid.square(4))
    let π = try Permutation(images: [4, 2, 5, 0, 1, 3])
    try demand(!permutationIsAWord(π, on: grid, over: Rational.self), "π is in M(2, 6)")
    let word = try π.word(on: grid, over: Rational.self)
    var rows = ["x", "x0", "π(x)", "π(x)0", "p(x)"].map { [$0] }
    var met: Set<[Int]> = []
    for (x, image) in π.images.enumerated() {
      let (from, to) = (grid.digits(of: x), grid.digits(of: image))
      // C takes (k, i) to (p, i).
      let p = (0..<grid.rows).first { word.letters[2].blocks[from.column][$0, from.row] == 1 } ?? -1
      for (row, entry) in [x, from.column, image, to.column, p].enumerated() { rows[row].append("\(entry)") }
      met.formUnion([[p, 0, from.column], [p, 1, to.column]])
    }
    try demand(met.count == 2 * grid.count, "two x of one p have equal low digits")
    let reversal = try Permutation.digitReversal(.uniform(base: 2, order: 4))
    try demand(!permutationIsAWord(reversal, on: square, over: Rational.self), "bit reversal is in M")
    try demand(reversal == reversal.inverse, "bit reversal is not symmetric")
    let afterStride = try reversal.composed(after: .stride(square))
    try demand(permutationIsAWord(afterStride, on: square, over: Rational.self), "(bit reversal)·P is not in M")
    func dots(_ value: Rational) -> String { value == .zero ? "." : "\(value)" }
    return TextBlock.text(
      .row("n = 6 on 3×2, x = 2·x1 + x0:   ", .table(rows)),
      "x of equal low digits x0 have different colours p(x), and so have those of equal digits π(x)0.",
      "C takes (x1, x0) to (p, x0), R takes that to (p, π(x)0), and A to π(x):",
      .row(permutation(π), " = ", letters(word, dots), " = A·R·C"),
      "Row 0 of the grid goes to the low digits 0 and 0, so that π is in MM*(2, 6) and not in M(2, 6).",
      "Bit reversal of 16 is in MM*(4, 16), and neither in M nor, as it is symmetric, in M*;",
      "(bit reversal)·P is in M.")
  }

  @Sendable static func circulant() throws -> String {
    let (square, wide) = (try Grid(rows: 2, columns: 2), try Grid(rows: 3, columns: 2))
    let circulant = try Circulant<Rational>(coefficients: [1, 2, 3, 4])
    let coefficients: [Rational] = [1, 2, 0, 0, 1, 0]
    let six = try Circulant(coefficients: coefficients).definition(RootsOfUnity<Rational>(order: 1))
    try demand(circulantHasNoRealFactors(coefficients, on: wide), "the circulant of 6 has real factors")
    guard case .needsExtension(let witness) = try wide.factorization(of: six, over: .rationals) else {
      throw Violation("the circulant of 6 has rational factors")
    }
    let real = SturmChain(witness.polynomial).rootCount(above: nil, upTo: nil)
    let complex = try Circulant(coefficients: coefficients.map { Cyclotomic($0) })
    try constructionIsItsDefinition(complex, on: [wide]) { try RootsOfUnity(order: $0) }
    return TextBlock.text(
      "n = 4 on 2×2: q = 2, and the roots of unity ±1 are rational.",
      try equation("C", circulant, on: square, RootsOfUnity(order: 2)),
      .row("n = 6 on 3×2: q = 3.  C = ", .matrix(six), "  factors over ℚ(ζ_3) exist, but"),
      .words("\(witness)."),
      .words(
        "This polynomial has \(real) real roots of \(witness.polynomial.degree), so that F, which real factors would make "
          + "diagonal over ℝ, is not: the convolution is in MM*(2, 6) over ℂ and not over ℝ."))
  }

  @Sendable static func hadamard() throws -> String {
    let grid = try Grid(rows: 2, columns: 2)
    let transform = try HadamardTransform<Rational>(size: 4)
    let ζ = try RootsOfUnity<Rational>(order: 1)
    let two = try HadamardTransform<Rational>(size: 2).definition(ζ)
    let word = try transform.word(on: grid, ζ)
    try demand(word.letters.allSatisfy { $0.blocks.allSatisfy { $0 == two } }, "a block is not H_2")
    try demandEqual(two.kronecker(two), transform.definition(ζ), "H_2⊗H_2")
    let shape = try MonarchShape.grid(grid)
    guard case .member = try shape.membership(of: transform.definition(ζ)) else { throw Violation("H_4 is not in M") }
    return TextBlock.text(
      .row("H_2 = ", .matrix(two), "   H_4 = H_2⊗H_2, and both blocks of L and of R are H_2:"),
      try equation("H_4", transform, on: grid, ζ), "Two letters, where the paper has three: H_4 is in M(2, 4).")
  }

  @Sendable static func toeplitz() throws -> String {
    let (grid, square) = (try Grid(rows: 2, columns: 3), try Grid.square(3))
    let toeplitz = try Toeplitz<Rational>(diagonals: [1, 2, 3, 4, 5])
    let ζ = try RootsOfUnity<Rational>(order: 2)
    try constructionIsItsDefinition(toeplitz, on: [grid]) { _ in ζ }
    let word = try toeplitz.word(on: grid, ζ)
    let diagonals = (-8...8).map { Rational(1, 1 + abs($0)) }
    let pairs = try toeplitzIsFarFromMMStar(diagonals, on: square)
    let nine = try Toeplitz(diagonals: diagonals).definition(ζ)
    guard case .excluded(let witness) = try square.factorization(of: nine, over: .rationals) else {
      throw Violation("T of 9 is not excluded")
    }
    return TextBlock.text(
      .row("T = ", .matrix(toeplitz.definition(ζ)), " is the corner of the circulant of 6, ", .matrix(try word.dense)),
      .row("= ", letters(word)),
      .words(
        "Without expansion: n = 9, T[x,y] = 1/(1+|x−y|) on 3×3. All blocks are invertible, and of the \(pairs) pairs "
          + "of the four F(j,i) not one commutes; as one witness,"),
      .words("\(witness)."),
      "So T of 9 is in MM*(3, 9) over no field that contains ℚ, and no limit of members.")
  }

  @Sendable static func afdf() throws -> String {
    let grid = try Grid(rows: 2, columns: 2)
    let (a, d): ([Cyclotomic], [Cyclotomic]) = ([1, 2, -1, 1], [1, 0, 2, 1])
    let ζ = try RootsOfUnity<Cyclotomic>(order: 4)
    let h = try FourierTransform<Cyclotomic>(size: 4).definition(ζ) * d
    let hankel = try AFDF(a: [1, 1, 1, 1], d: d).definition(ζ)
    try demandEqual(hankel, Matrix(rows: 4, columns: 4) { h[($0 + $1) % 4] }, "F·D·F")
    let circulant = try AFDF(a: [1, 1, 1, 1], d: d, endsInInverse: true).definition(ζ)
    try demandEqual(circulant, Matrix(rows: 4, columns: 4) { h[($0 - $1 + 4) % 4] / 4 }, "F·D·F⁻¹")
    return TextBlock.text(
      .row(
        "A = diag", .matrix(Matrix(rows: 1, columns: 4) { a[$1] }), ", D = diag",
        .matrix(Matrix(rows: 1, columns: 4) { d[$1] }), ", h = F d = ",
        .matrix(Matrix(rows: 1, columns: 4) { h[$1] }, number)),
      "(F D F)[x,y] = h_{x+y}, with x + y mod 4, and so with A before it",
      try equation("A·F·D·F", AFDF(a: a, d: d), on: grid, ζ, number),
      "(F D F⁻¹)[x,y] = h_{x−y}/4, a circulant, and so",
      try equation("A·F·D·F⁻¹", AFDF(a: a, d: d, endsInInverse: true), on: grid, ζ, number),
      "Both are words of three letters over ℚ(i), of MM*(2, 4).")
  }

  @Sendable static func dft() throws -> String {
    let grid = try Grid(rows: 2, columns: 2)
    let transform = try FourierTransform<Cyclotomic>(size: 4)
    let ζ = try RootsOfUnity<Cyclotomic>(order: 4)
    try fourierIsMonarchOnlyAfterStride(on: grid, roots: ζ)
    let word = try transform.afterStride(on: grid, ζ)
    let matrix = try transform.definition(ζ)
    guard case .excluded(let witness) = try MonarchShape.grid(grid).membership(of: matrix), witness.holds(for: matrix)
    else { throw Violation("F_4 is in M") }
    return TextBlock.text(
      "n = 4 on 2×2, ζ_4 = e^{−2πi/4} = -i:",
      try equation("F_4", transform, on: grid, ζ, number),
      "is a word LRL, two letters less than the paper's. It is symmetric, and in neither M nor M*:",
      "\(witness).",
      .row("F_4·P = ", .matrix(try word.dense, number), " = ", letters(word, number), " = L·R"),
      "has two letters: with the columns in the order of P, F_4 is in M(2, 4).")
  }

  @Sendable static func hd3() throws -> String {
    let grid = try Grid(rows: 2, columns: 2)
    let diagonals: [[Rational]] = [[1, -1, 1, 1], [1, -1, -1, 1], [-1, 1, 1, 1]]
    let ζ = try RootsOfUnity<Rational>(order: 1)
    let product = try HD3(diagonals: diagonals)
    let matrix = try product.definition(ζ)
    try demandEqual(matrix.transposed * matrix, 64 * .identity(4), "MᵀM")
    func diagonal(_ index: Int) -> TextBlock { .row("D_\(index + 1) = diag", .vector(diagonals[index]), "  ") }
    return TextBlock.text(
      .row(diagonal(0), diagonal(1), diagonal(2)),
      try equation("H·D_1·H·D_2·H·D_3", product, on: grid, ζ),
      "These are H_L, H_R·D_1·H_R, H_L·D_2·H_L and H_R·D_3 with H_4 = H_L·H_R = H_R·H_L.",
      "MᵀM = 64·I: a rotation but for the factor 8, in LRLR, a letter less than (MM*)².")
  }

  @Sendable static func fastfood() throws -> String {
    let grid = try Grid(rows: 2, columns: 2)
    let (s, g, b): ([Rational], [Rational], [Rational]) = ([1, 2, 1, 3], [2, -1, 1, 1], [1, -1, -1, 1])
    let π = try Permutation(images: [2, 0, 3, 1])
    let fastfood = try Fastfood(s: s, g: g, permutation: π, b: b)
    let ζ = try RootsOfUnity<Rational>(order: 1)
    let kinds = try fastfood.word(on: grid, ζ).shape
    try demand(kinds == .monarchMonarchAdjoint(power: 2, on: grid), "the word is \(kinds)")
    return TextBlock.text(
      .row("S = diag", .vector(s), "  G = diag", .vector(g), "  B = diag", .vector(b), "  Π = ", permutation(π)),
      try equation("S·H·G·Π·H·B", fastfood, on: grid, ζ),
      "Π = b_2·d·b_1 is a word RLR, and the letters are S·H_L, H_R·G·b_2, d, b_1·H_R and H_L·B:",
      "a word \(kinds), of (MM*)².")
  }
}
