import ExactArithmetic
import MonarchReference

// Examples of `circuit`, `real-part` and `rounding-bound`.

extension Examples {
  /// The fast Fourier transform of four inputs.
  private static func fourierCircuit() throws -> LinearCircuit<Cyclotomic> {
    let i = Cyclotomic.imaginaryUnit
    return try LinearCircuit(
      inputCount: 4,
      gates: [
        .init(1, 0, 1, 2), .init(1, 0, -1, 2), .init(1, 1, 1, 3), .init(1, 1, -1, 3),
        .init(1, 4, 1, 6), .init(1, 5, -i, 7), .init(1, 4, -1, 6), .init(1, 5, i, 7),
      ], outputs: [8, 9, 10, 11])
  }

  @Sendable static func circuit() throws -> String {
    let (small, large) = (try Grid(rows: 3, columns: 3), try Grid(rows: 5, columns: 5))
    let two = try LinearCircuit<Rational>(
      inputCount: 2, gates: [.init(1, 0, 1, 1), .init(1, 0, -1, 1)], outputs: [2, 3])
    let ζ = try RootsOfUnity<Rational>(order: 1)
    try constructionIsItsDefinition(two, on: [small]) { _ in ζ }
    let letters = try two.word(on: small, ζ).letters
    let inputs: [Rational] = [7, 2]
    var vector = inputs + Array(repeating: 0, count: small.count - inputs.count)
    var rows = [["letters applied", "what then stands on the grid, row by row"]]
    func show(_ count: Int) {
      rows.append([
        "\(count)",
        (0..<small.rows).map { row in
          vector[row * small.columns..<(row + 1) * small.columns].map { "\($0)" }.joined(separator: " ")
        }.joined(separator: " | "),
      ])
    }
    show(0)
    for (index, letter) in letters.reversed().enumerated() {
      vector = try letter.applied(to: vector)
      if index.isMultiple(of: 2) { show(index + 1) }
      if index == 6 { try demand(vector.contains(9) && vector.contains(5), "the gates' values are not in \(vector)") }
    }
    try demandEqual(Array(vector.prefix(2)), two.definitionApplied(to: inputs, ζ), "the outputs")
    let four = try fourierCircuit()
    let roots = try RootsOfUnity<Cyclotomic>(order: 4)
    try constructionIsItsDefinition(four, on: [large]) { _ in roots }
    try demandEqual(four.definition(roots), FourierTransform(size: 4).definition(roots), "the circuit of F_4")
    let word = try four.word(on: large, roots)
    return TextBlock.text(
      "Gates x_2 = x_0 + x_1 and x_3 = x_0 − x_1: n = 2, s = 2, d = 1; 3×3 has q(b − 1) = 6 = n + 2s.",
      .row(
        "The corner of the word of \(letters.count) letters is ", .matrix(try two.definition(ζ)), "; for x = (7, 2):"),
      .table(rows),
      "5 letters copy the inputs, 2 more add: 9 = 7 + 2, 5 = 7 − 2; the rest brings these to the front.",
      .row(
        "F_4 = ", .matrix(try four.definition(roots), number), "  by \(four.gates.count) gates of depth \(four.depth)"),
      "is the corner of a word of \(word.letters.count) letters on 5×5.")
  }

  @Sendable static func realPart() throws -> String {
    let grid = try Grid(rows: 2, columns: 2)
    let i = Cyclotomic.imaginaryUnit
    let word = try Word<Cyclotomic>(
      shape: .monarch(on: grid), elements: [1, i, 1, 1] + [1, 1, i, 2] + [i, 1, 1, 1] + [1, 1, 1 + i, 1])
    try realPartIsARealProduct(word)
    let factors = try word.realPart.factors
    func text(_ factor: KroneckerSparse<Cyclotomic>) -> TextBlock {
      let matrix = factor.matrix
      return .cells(
        (0..<matrix.rows).map { row in
          (0..<matrix.columns).map { column in
            factor.pattern.block(ofRow: row) == factor.pattern.block(ofColumn: column)
              ? number(matrix[row, column]) : "."
          }
        })
    }
    // C_II = Re(Z F_4 Π).
    let ζ = try RootsOfUnity<Cyclotomic>(order: 16)
    let order = try Permutation(images: [0, 2, 3, 1]).inverse
    guard let last = try order.monarchWord(on: grid, over: Cyclotomic.self) else { throw Violation("Π is not in M") }
    let cosine = try Word(
      [.diagonal(.db, on: grid, (0..<4).map { ζ(16, $0) })] + FourierTransform(size: 4).word(on: grid, ζ).letters
        + last.letters)
    try realPartIsARealProduct(cosine)
    try demandEqual(
      cosine.realPart.dense, TrigonometricTransform(.dct2, size: 4).definition(ζ), "Re(Z F_4 Π)")
    let sizes = try cosine.realPart.factors.map { "\($0.pattern.rows)×\($0.pattern.columns)" }
    return TextBlock.text(
      .row("L·R = ", letters(word, number), " = ", .matrix(try word.dense, number)),
      "An inner index is doubled, for Re v and −Im v of what stands there:",
      .row(
        "Re(L·R) = ", text(factors[0]), " · ", text(factors[1]), " = ", .matrix(try word.realPart.dense, number)),
      .words(
        "So C_II of 4, the real part of Z·F_4·Π with \(cosine.letters.count) letters, is a product of as many real factors "
          + "\(sizes.joined(separator: ", "))."))
  }

  @Sendable static func roundingBound() throws -> String {
    let shape = try MonarchShape.square(2)
    // Quotients that float32 rounds; they are then what is multiplied exactly.
    func quotients(_ numerators: [Int], by divisor: Float) -> [Float] { numerators.map { Float($0) / divisor } }
    let left = quotients([1, 2, 4, 5, 7, 8, 1, -2], by: 3)
    let right = quotients([1, 3, -7, 9, 2, -3, 6, 7], by: 10)
    let vector = quotients([5, 6, 8, 10], by: 7)
    let unit = Rational.powerOfTwo(-24)
    var rows = [["", "output", "exact", "found in float32", "error / u", "bound / u", "error / bound"]]
    for fused in [false, true] {
      let outputs = try floatProductIsWithinTheBound(
        of: shape, left: left, right: right, vector: vector, exactly: { Rational(exactly: $0) },
        dot: RoundingLaw.dot([0, 1], fused: fused, inHalves: false))
      for (index, output) in outputs.enumerated() {
        rows.append([
          fused ? "fused" : "plain", "\(index)", decimal(output.exact, 10), decimal(output.found, 10),
          decimal(output.error / unit, 3), decimal(output.bound / unit, 3), decimal(output.error / output.bound, 3),
        ])
      }
      try demand(outputs.contains { $0.error > 0 }, "nothing was rounded")
    }
    return TextBlock.text(
      "M(2, 4) with the factors' entries k/3 and k/10 and x = k/7 in float32, u = 2⁻²⁴, D = p + r = 4:",
      .table(rows),
      "With and without fused multiply-adds every error is within the bound, about 4u·|L||R||x|.")
  }
}
