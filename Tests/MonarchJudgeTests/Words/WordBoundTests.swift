import ExactArithmetic
import MonarchJudge
import MonarchReference
import PropertyEngine
import PropertyTesting
import TestSupport
import Testing

@Suite struct WordBoundTests {
  /// The gauge and the bound are the formulas, recomputed here from dense real matrices.
  @Test(.property(cases: cases(150))) func boundIsTheFormula() async {
    await check { draws in
      if try draws.draw(.bool(), as: "complex") {
        try checkFormula(draws, Cyclotomic.self)
      } else {
        try checkFormula(draws, Rational.self)
      }
    }
  }

  private func checkFormula<Scalar: EnclosedField>(_ draws: Draws, _: Scalar.Type) throws {
    let shape = try draws.draw(.smallWord(), as: "shape")
    let parts = Scalar.partCount
    let elements = try draws.integers(rows: 1, columns: shape.parameterCount * parts, in: -9...9)
      .elements
    let word = try Word<Scalar>(shape: shape, elements: numbers(elements.map { Rational($0, 4) }))
    let width = shape.grid.count * parts
    let input = try draws.integers(rows: 2, columns: width, in: -9...9).elements.map(Double.init)
    let bound = try WordBound(word, format: .float32)

    // The last letter is applied first.
    let matrices = word.letters.reversed().map { magnitudes(of: $0) }
    let depths = word.letters.reversed().map { parts * $0.blocks[0].rows }
    #expect(bound.depths == depths)
    var growth = Rational(1)
    for _ in 0..<depths.reduce(0, +) { growth *= 1 + .powerOfTwo(-24) }
    let gauges = try bound.gauges(input, batch: 2)
    for row in 0..<2 {
      var gauge = input[row * width..<(row + 1) * width].map {
        (Rational(exactly: $0) ?? 0).magnitude
      }
      var underflow = [Rational](repeating: 0, count: width)
      for (matrix, depth) in zip(matrices, depths) {
        gauge = try matrix * gauge
        underflow = try (matrix * underflow).map { $0 + Rational(depth) * .powerOfTwo(-150) }
      }
      #expect(gauges[row] == gauge)
      for place in 0..<width {
        #expect(
          bound.error.bound(at: place, gauge: gauge[place])
            == (growth - 1) * gauge[place] + growth * underflow[place])
      }
    }
  }

  /// Arithmetic simulated exactly in formats of 3 to 8 bits with a short exponent range, with letters that are values of
  /// the format or are rounded to it first, stays within the bound; the search drives it towards the bound.
  @Test(.property(cases: cases(700))) func simulatedArithmeticStaysWithinTheBound() async {
    await check { draws in
      if try draws.draw(.bool(), as: "complex") {
        try checkSimulation(draws, Cyclotomic.self)
      } else {
        try checkSimulation(draws, Rational.self)
      }
    }
  }

  private func checkSimulation<Scalar: EnclosedField>(_ draws: Draws, _: Scalar.Type) throws {
    let precision = try draws.draw(.integer(in: 3...8, target: 3), as: "precision")
    let format = FloatFormat(
      name: "toy", precision: precision, minimalExponent: -6 - precision, maximalExponent: 60)
    func round(_ value: Rational) throws -> Rational { try #require(format.nearest(to: value)) }
    let shape = try draws.draw(.smallWord(), as: "shape")
    let parts = Scalar.partCount
    var (letters, floats) = ([Letter<Scalar>](), [Letter<Scalar>]())
    for kind in shape.kinds {
      let count = kind.pattern(on: shape.grid).parameterCount * parts
      let tops = try draws.integers(rows: 1, columns: count, in: -99...99).elements
      let exact: [Rational]
      if try draws.draw(.bool(), as: "rounded") {
        let bottoms = try draws.integers(rows: 1, columns: count, in: 1...13).elements
        exact = zip(tops, bottoms).map { Rational($0, $1) }
      } else {
        let shifts = try draws.integers(rows: 1, columns: count, in: 0...9).elements
        exact = try zip(tops, shifts).map { try round(Rational($0, 1 << $1)) }
      }
      letters.append(try Letter(kind, on: shape.grid, elements: numbers(exact)))
      floats.append(try Letter(kind, on: shape.grid, elements: numbers(exact.map(round))))
    }
    let tops = try draws.integers(rows: 1, columns: shape.grid.count * parts, in: -99...99).elements
    let input = try tops.map { try round(Rational($0, 64)) }
    let fused = try draws.draw(.bool(), as: "fused")
    let reversed = try draws.draw(.bool(), as: "reversed")

    var computed = input
    for letter in floats.reversed() {
      let matrix = realMatrix(of: letter)
      computed = try (0..<matrix.rows).map { row in
        var sum = Rational.zero
        for column in reversed ? Array((0..<matrix.columns).reversed()) : Array(0..<matrix.columns)
        where matrix[row, column] != 0 {
          let (a, x) = (matrix[row, column], computed[column])
          sum = try fused ? round(sum + a * x) : round(sum + round(a * x))
        }
        return sum
      }
    }
    let word = try Word(letters)
    var value = input
    for letter in letters.reversed() { value = try realMatrix(of: letter) * value }
    let bound = try WordBound(word, format: format)
    let gauge = try bound.gauges(input.map { Double($0) }, batch: 1)[0]
    var largest = Rational.zero
    for place in value.indices {
      let allowed = bound.error.bound(at: place, gauge: gauge[place])
      let error = (computed[place] - value[place]).magnitude
      #expect(error <= allowed)
      largest = max(largest, error / allowed)
    }
    draws.maximize("ρ", Double(largest))
    // The bound is not idle: errors come near it.
    draws.cover(largest > Rational(1, 4), "ρ > 1/4", atLeast: 0.01)
  }

  /// Magnitudes that no double equals are rounded up, and by little.
  @Test func magnitudesAreNeverTooSmall() throws {
    let grid = try Grid(rows: 1, columns: 1)
    let narrow = Rational(1) + .powerOfTwo(-48)
    for numerator in 1...40 {
      let entry = Rational(numerator, 41)
      let bound = try WordBound(Word([Letter(.bd, on: grid, elements: [-entry])]), format: .float64)
      let gauge = try bound.gauges([1], batch: 1)[0][0]
      #expect(gauge > entry && gauge < entry * narrow)
      // cos(2πk/41) and sin(2πk/41).
      let root = Cyclotomic.root(of: 41, power: numerator)
      let complex = try WordBound(Word([Letter(.db, on: grid, elements: [root])]), format: .float64)
      for (gauge, interval) in zip(
        try complex.gauges([1, 0], batch: 1)[0], root.enclosures(precision: 100))
      {
        let magnitude = max(interval.lower.magnitude, interval.upper.magnitude)
        #expect(gauge > magnitude && gauge < magnitude * narrow)
      }
    }
  }

  /// Rounding a letter is one rounding more, wherever one part of one entry needs it; what may underflow is refused.
  @Test func roundedLettersAreOneRoundingDeeper() throws {
    func depths(_ entry: Cyclotomic, _ format: FloatFormat = .float32) throws -> [Int] {
      let grid = try Grid(rows: 2, columns: 3)
      let first = try Letter<Cyclotomic>.identity(.bd, on: grid)
      let second = try Letter(.db, on: grid, elements: (0..<12).map { $0 == 7 ? entry : 1 })
      return try WordBound(Word([second, first]), format: format).depths
    }
    let third = Cyclotomic(Rational(1, 3))
    #expect(try depths(Cyclotomic(Rational(3, 4))) == [6, 4])
    #expect(try depths(third) == [6, 5])
    #expect(try depths(.root(of: 8)) == [6, 5])
    #expect(try depths(Cyclotomic(.powerOfTwo(-149))) == [6, 4])
    #expect(try depths(Cyclotomic(.powerOfTwo(-150)), .float64) == [6, 4])
    #expect(try depths(third.scaled(by: .powerOfTwo(-124))) == [6, 5])
    for small in [
      Cyclotomic(.powerOfTwo(-150)), third.scaled(by: .powerOfTwo(-125)),
      .root(of: 8).scaled(by: .powerOfTwo(-126)),
    ] {
      #expect(throws: ShapeError.self) { try depths(small) }
      #expect(throws: ShapeError.self) { try depths(1 + Cyclotomic.imaginaryUnit * small) }
    }
    #expect(throws: ShapeError.self) { try depths(Cyclotomic(.powerOfTwo(128))) }
    #expect(try depths(Cyclotomic(.powerOfTwo(127))) == [6, 4])
  }
}

extension Generator where Value == WordShape {
  /// One to three letters on a grid of at most 3×3.
  fileprivate static func smallWord() -> Generator {
    Generator { draws throws(DrawStop) in
      let side = Generator<Int>.integer(in: 1...3, target: 1)
      let (rows, columns) = (try draws.draw(side), try draws.draw(side))
      let count = try draws.draw(.integer(in: 1...3, target: 1))
      let first = try draws.draw(.element(of: LetterKind.allCases))
      return try! .alternating(count, from: first, on: Grid(rows: rows, columns: columns))
    }
  }
}

/// Numbers from their parts, one after the other.
private func numbers<Scalar: EnclosedField>(_ parts: [Rational]) -> [Scalar] {
  stride(from: 0, to: parts.count, by: Scalar.partCount).map {
    Scalar(parts: Array(parts[$0..<$0 + Scalar.partCount]))
  }
}

/// The letter as a real matrix on the parts of a vector: [[Re, −Im], [Im, Re]] for each entry.
private func realMatrix<Scalar: EnclosedField>(of letter: Letter<Scalar>) -> Matrix<Rational> {
  let (n, parts) = (letter.grid.count, Scalar.partCount)
  return Matrix(rows: n * parts, columns: n * parts) { row, column in
    let entry = letter.entry(row: row / parts, column: column / parts).enclosures(precision: 1).map(
      \.lower)
    let (out, part) = (row % parts, column % parts)
    return out == part ? entry[0] : out == 0 ? -entry[1] : entry[1]
  }
}

private func magnitudes<Scalar: EnclosedField>(of letter: Letter<Scalar>) -> Matrix<Rational> {
  realMatrix(of: letter).map(\.magnitude)
}
