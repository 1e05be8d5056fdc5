import ExactArithmetic
import PropertyEngine
import PropertyTesting
import TestSupport
import Testing

/// The fast paths over ℚ beside the generic algorithms over the same numbers.
@Suite(.property(cases: cases(200))) struct RationalLinearAlgebraTests {
  /// Entries of one kind: small, of a word, or of many words.
  private func drawMatrix(_ draws: Draws, _ rows: Int, _ columns: Int, _ name: String) throws -> Matrix<Rational> {
    let word = zip(Generator<Int>.integer(), Generator<Int>.integer(in: 1 ... .max, target: 1)).map { Rational($0, $1) }
    let element = try draws.draw(
      Generator<Int>.integer(in: 0...3).map {
        [.fraction(9, over: 9), .fraction(1 << 31, over: 1), word, .rational()][$0]
      })
    return try draws.draw(matrices(rows, columns, of: element), as: name)
  }

  @Test func productsAgree() async {
    await check { draws in
      let size = Generator<Int>.integer(in: 0...9)
      let (m, n, p) = (try draws.draw(size, as: "m"), try draws.draw(size, as: "n"), try draws.draw(size, as: "p"))
      let a = try drawMatrix(draws, m, n, "a")
      let b = try drawMatrix(draws, n, p, "b")
      let plain = try a.map { PlainRational($0) } * b.map { PlainRational($0) }
      #expect(try (a * b).elements == plain.elements.map(\.value))
      draws.cover(m * n * p >= 64, "by integers", atLeast: 0.3)
    }
  }

  @Test func determinantsInversesAndRanksAgree() async {
    await check { draws in
      let n = try draws.draw(.integer(in: 0...9), as: "n")
      let a = try drawMatrix(draws, n, n, "a")
      let plain = a.map { PlainRational($0) }
      #expect(try a.determinant() == plain.determinant().value)
      #expect(try a.inverse()?.elements == plain.inverse()?.elements.map(\.value))
      #expect(try a.rank() == plain.rank())
      draws.cover(try n > 5 && a.inverse() == nil, "singular by primes", atLeast: 0.03)
    }
  }

  @Test func ranksOfRectanglesAgree() async {
    await check { draws in
      let m = try draws.draw(.integer(in: 4...10), as: "m")
      let n = try draws.draw(.integer(in: 4...10), as: "n")
      let a = try drawMatrix(draws, m, n, "a")
      let proof = try a.rankFactorization()
      #expect(proof.holds(for: a))
      #expect(try proof.rank == a.map { PlainRational($0) }.rank())
    }
  }

  @Test func polynomialsAgree() async {
    await check { draws in
      let n = try draws.draw(.integer(in: 0...7), as: "n")
      let a = try drawMatrix(draws, n, n, "a")
      let plain = a.map { PlainRational($0) }
      #expect(
        try a.characteristicPolynomial().coefficients == plain.characteristicPolynomial().coefficients.map(\.value))
      #expect(try a.minimalPolynomial().coefficients == plain.minimalPolynomial().coefficients.map(\.value))
    }
  }

  /// Hadamard matrices reach Hadamard's bound: ±n^(n/2), so that one prime too few would show.
  @Test func boundIsReached() throws {
    var hadamard = try Matrix<Rational>(rows: 1, columns: 1, elements: [1])
    let step = try Matrix<Rational>(rows: 2, columns: 2, elements: [1, 1, 1, -1])
    for exponent in 1...6 {
      hadamard = try hadamard.kronecker(step)
      let n = 1 << exponent
      let scaled = Rational(1 << 40) * hadamard
      let size = exponent * n / 2
      let sign: Rational = n == 2 ? -1 : 1
      #expect(try hadamard.determinant() == sign * .powerOfTwo(size))
      #expect(try scaled.determinant() == sign * .powerOfTwo(size + 40 * n))
      #expect(try hadamard.inverse() == Rational(1, n) * hadamard)
    }
  }

  /// Integers with a known inverse of 2 × n digits, at a size where trees of remainders have several levels.
  @Test func largeEntriesAreRecovered() throws {
    let n = 6
    let upper = Matrix<Rational>(rows: n, columns: n) { i, j in
      i == j ? 1 : i < j ? Rational.powerOfTwo(400 + 13 * i) + Rational(j) : 0
    }
    let matrix = try upper * upper.transposed
    #expect(try matrix.determinant() == 1)
    let inverse = try #require(try matrix.inverse())
    #expect(try matrix * inverse == .identity(n))
  }
}
