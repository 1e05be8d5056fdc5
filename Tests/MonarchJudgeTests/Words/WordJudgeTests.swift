import ExactArithmetic
import MonarchJudge
import MonarchReference
import PropertyEngine
import PropertyTesting
import TestSupport
import Testing

@Suite struct WordJudgeTests {
  /// 1×1, one letter (a): d = 1, and the format has 3 bits and η = 2^−10.
  private func single(_ a: Rational) throws -> WordJudge<Rational> {
    let format = FloatFormat(name: "toy", precision: 3, minimalExponent: -9, maximalExponent: 20)
    return try WordJudge(
      Word([Letter(.bd, on: Grid(rows: 1, columns: 1), elements: [a])]), format: format)
  }

  /// The bound is met with equality by a number that passes, and the next double beyond does not.
  @Test func boundItselfPasses() throws {
    let judge = try single(1)
    // 1/8·3 + 9/8·2^−10.
    let bound = 0.375 + 1.125 * 0x1p-10
    for sign in [1.0, -1] {
      let verdict = try judge.verdict(on: [3 + sign * bound], input: [3], batch: 1)
      #expect(verdict.holds && verdict.ratio == 1 && verdict.tier == .bound)
      let beyond = try judge.verdict(on: [3 + sign * (bound + 0x1p-50)], input: [3], batch: 1)
      #expect(!beyond.holds && (beyond.ratio ?? 0) > 1)
    }
  }

  @Test func exactResultHasRatioZero() throws {
    let verdict = try single(3).verdict(on: [-6, 0, 3], input: [-2, 0, 1], batch: 3)
    #expect(verdict.holds && verdict.ratio == 0 && verdict.reason == "within the bound of toy")
  }

  @Test func specialResultsAreOffences() throws {
    for found in [Double.nan, .infinity, -.infinity] {
      let verdict = try single(1).verdict(on: [1, found], input: [1, 1], batch: 2)
      #expect(
        !verdict.holds && verdict.ratio == nil && verdict.witness?.row == 1
          && verdict.witness?.output == 0)
    }
  }

  /// Where all terms are 0, the smallest number is an offence, though the bound has room for it.
  @Test func zeroGaugeMustGiveZero() throws {
    #expect(try single(0).verdict(on: [0, -0.0], input: [5, 5], batch: 2).holds)
    #expect(try !single(0).verdict(on: [0x1p-12], input: [5], batch: 1).holds)
    #expect(try !single(1).verdict(on: [0x1p-12], input: [0], batch: 1).holds)
    #expect(try single(1).verdict(on: [0x1p-9 + 0x1p-12], input: [0x1p-9], batch: 1).holds)
  }

  @Test func overflowAndEmptyBatchesProveNothing() throws {
    // The greatest number is 1.75·2^20.
    let wide = try single(1024).verdict(on: [.infinity], input: [0x1p11], batch: 1)
    #expect(
      wide.holds && wide.tier == .mistrusted && wide.reason == "a partial sum may overflow toy")
    #expect(try single(1024).verdict(on: [0x1p20], input: [0x1p10], batch: 1).tier == .bound)
    let empty = try single(1).verdict(on: [], input: [], batch: 0)
    #expect(empty.holds && empty.tier == .mistrusted && empty.witness == nil)
  }

  @Test func badSizesAndInputsAreNamed() throws {
    let judge = try single(1)
    #expect(try !judge.verdict(on: [1], input: [1, 1], batch: 2).holds)
    #expect(try !judge.verdict(on: [1], input: [], batch: 0).holds)
    for (input, batch) in [([1.0], 2), ([1], 0), ([1], -1), ([1.0, 1], 1)] {
      #expect(throws: ShapeError.self) { try judge.verdict(on: [1], input: input, batch: batch) }
    }
    for input in [Double.nan, .infinity, 9, 0x1p-10] {
      #expect(throws: ShapeError.self) { try judge.verdict(on: [input], input: [input], batch: 1) }
    }
    let word = try Word<Rational>([.identity(.bd, on: Grid(rows: 2, columns: 2))])
    for count in [0, 5, -1, .max] {
      #expect(throws: ShapeError.self) { try WordJudge(word, inputCount: count, format: .float32) }
      #expect(throws: ShapeError.self) { try WordJudge(word, outputCount: count, format: .float32) }
    }
    let dense = Matrix<Rational>(rows: 5, columns: 4) { _, _ in 1 }
    #expect(throws: ShapeError.self) { try WordJudge(word, computing: dense, format: .float32) }
  }

  /// The nearest doubles to the exact product pass, whether the word defines it or its corner's dense matrix; one that is
  /// off by twice its bound does not, in either part.
  @Test(.property(cases: cases(150))) func nearestNumbersPassAndOthersDoNot() async {
    await check { draws in
      if try draws.draw(.bool(), as: "complex") {
        try checkPerturbation(draws, Generator<Cyclotomic>.root())
      } else {
        try checkPerturbation(draws, Generator<Int>.integer(in: -20...20).map { Rational($0, 7) })
      }
    }
  }

  private func checkPerturbation<Scalar: EnclosedField>(_ draws: Draws, _ entry: Generator<Scalar>)
    throws
  {
    let side = Generator<Int>.integer(in: 1...3, target: 1)
    let grid = try Grid(rows: draws.draw(side), columns: draws.draw(side))
    let count = try draws.draw(.integer(in: 1...3, target: 1))
    let shape = try WordShape.alternating(
      count, from: draws.draw(.element(of: LetterKind.allCases)), on: grid)
    let word = try Word(
      shape: shape, elements: draws.draw(entry.array(count: shape.parameterCount)))
    let n = grid.count
    let inputCount = try draws.draw(.integer(in: 1...n, target: n))
    let outputCount = try draws.draw(.integer(in: 1...n, target: n))
    let parts = Scalar.partCount
    let input = try draws.integers(rows: 1, columns: 2 * inputCount * parts, in: -99...99).elements
      .map(Double.init)

    let full = try word.dense
    let dense = Matrix(rows: outputCount, columns: inputCount) { full[$0, $1] }
    var result: [Double] = []
    for row in 0..<2 {
      let vector = (0..<inputCount).map { index in
        Scalar(
          parts: (0..<parts).map {
            Rational(exactly: input[(row * inputCount + index) * parts + $0]) ?? 0
          })
      }
      result += try (dense * vector).flatMap {
        $0.enclosures(precision: 80).map { Double($0.midpoint) }
      }
    }
    let place = try draws.draw(.integer(in: 0...result.count - 1), as: "place")
    for judge in [
      try WordJudge(word, inputCount: inputCount, outputCount: outputCount, format: .float64),
      try WordJudge(word, computing: dense, format: .float64),
    ] {
      let verdict = try judge.verdict(on: result, input: input, batch: 2)
      #expect(verdict.holds && verdict.tier == .bound, "\(verdict.reason)")
      // The rest of this row and the other one do not matter: find the bound of this place by making it infinite.
      var wrong = result
      wrong[place] = .infinity
      let bound = try #require(try judge.verdict(on: wrong, input: input, batch: 2).witness?.bound)
      for sign in [2.0, -2] {
        wrong[place] = result[place] + sign * max(Double(bound), result[place].ulp)
        let verdict = try judge.verdict(on: wrong, input: input, batch: 2)
        let witness = try #require(verdict.witness)
        #expect(!verdict.holds && (verdict.ratio ?? 2) > 1)
        #expect((witness.row * outputCount + witness.output) * parts + witness.part == place)
      }
    }
  }

  /// A sum of irrational numbers that is exactly 0, where the bound is too small for any enclosure by doubles: decided by
  /// the exact sum.
  @Test func exactValueDecidesWhereIntervalsDoNot() throws {
    let grid = try Grid(rows: 1, columns: 3)
    let zero = try Word<Cyclotomic>([
      Letter(.bd, on: grid, elements: Array(repeating: .zero, count: 9))
    ])
    // 1 + ζ_5 + ζ_5⁴ + … : (ζ_5 + ζ_5⁴) + (ζ_5² + ζ_5³) + 1 = 0.
    let row: [Cyclotomic] = [
      .root(of: 5) + .root(of: 5, power: 4), .root(of: 5, power: 2) + .root(of: 5, power: 3), 1,
    ]
    let judge = try WordJudge(
      zero, computing: Matrix(rows: 1, columns: 3) { row[$1] }, format: .float64)
    #expect(try judge.verdict(on: [0, 0], input: [1, 0, 1, 0, 1, 0], batch: 1).holds)
    #expect(try judge.verdict(on: [0, 0], input: [0, -3, 0, -3, 0, -3], batch: 1).holds)
    // a − 3·(a/3) = 0 for a = 2·cos(2πk/17): the enclosures of a and of a/3 are rounded apart.
    let wide = try Grid(rows: 1, columns: 8)
    let zeros = try Word<Cyclotomic>([Letter(.bd, on: wide, elements: Array(repeating: .zero, count: 64))])
    let thirds = Matrix<Cyclotomic>(rows: 8, columns: 2) { row, column in
      let a = Cyclotomic.root(of: 17, power: row + 1) + .root(of: 17, power: -row - 1)
      return column == 0 ? a : a.scaled(by: Rational(1, 3))
    }
    let wideJudge = try WordJudge(zeros, computing: thirds, format: .float64)
    let none = [Double](repeating: 0, count: 16)
    #expect(try wideJudge.verdict(on: none, input: [1, 0, -3, 0], batch: 1).holds)
    #expect(try !wideJudge.verdict(on: none, input: [1, 0, (-3.0).nextUp, 0], batch: 1).holds)
    // F_k·φ − F_{k+1} = −(−1/φ)^k, with −row[1] = φ, for k = 76: about 2^−53, and at 2^−900 far below any double sum.
    let (f76, f77) = (3_416_454_622_906_707.0, 5_527_939_700_884_757.0)
    for scale in [1, 0x1p-900] {
      let input = [0, 0, f76 * scale, 0, f77 * scale, 0]
      let verdict = try judge.verdict(on: [0, 0], input: input, batch: 1)
      #expect(!verdict.holds && verdict.witness?.part == 0)
      #expect(try judge.verdict(on: [0, 0], input: [0, 0, 0, 0, 0, 0], batch: 1).holds)
    }
  }
}

extension Generator where Value == Cyclotomic {
  /// A root of unity of order 12 or 16, now and then a multiple, or 0.
  fileprivate static func root() -> Generator {
    Generator { draws throws(DrawStop) in
      let order = try draws.draw(.element(of: [16, 12]))
      let factor = try draws.draw(.element(of: [1, 0, 3, -5]))
      return .root(of: order, power: try draws.draw(.integer(in: 0...order - 1))).scaled(
        by: Rational(factor))
    }
  }
}
