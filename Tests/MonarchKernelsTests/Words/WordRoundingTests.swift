import ComplexModule
import ExactArithmetic
import MonarchJudge
import MonarchKernels
import MonarchReference
import PropertyEngine
import PropertyTesting
import Testing

/// Rounding errors of words of any floats, judged by the exact word of the same numbers.
@Suite struct WordRoundingTests {
  @Test(.property(cases: 60)) func realErrorsStayWithinTheBound() async {
    await check { draws in
      if try draws.draw(.bool(), as: "double") {
        try checkErrors(draws, Double.self, Rational.self)
      } else {
        try checkErrors(draws, Float.self, Rational.self)
      }
    }
  }

  @Test(.property(cases: 40)) func complexErrorsStayWithinTheBound() async {
    await check { draws in
      if try draws.draw(.bool(), as: "double") {
        try checkErrors(draws, Complex<Double>.self, Cyclotomic.self)
      } else {
        try checkErrors(draws, Complex<Float>.self, Cyclotomic.self)
      }
    }
  }

  private func checkErrors<Scalar: WordTestScalar, Exact: EnclosedField>(
    _ draws: Draws, _: Scalar.Type, _: Exact.Type
  ) throws {
    let side = Generator<Int>.integer(in: 1...6, target: 1)
    let (q, b) = (try draws.draw(side, as: "q"), try draws.draw(side, as: "b"))
    let count = try draws.draw(.integer(in: 1...4, target: 1), as: "letters")
    let first = try draws.draw(.element(of: LetterKind.allCases), as: "first")
    let grid = try MonarchReference.Grid(rows: q, columns: b)
    let shape = try WordShape.alternating(count, from: first, on: grid)
    let n = grid.count
    let corner = try (draws.draw(.integer(in: 1...n, target: n)), draws.draw(.integer(in: 1...n, target: n)))
    let batch = try draws.draw(.integer(in: 1...5, target: 1), as: "batch")
    let elements = try draws.floats(shape.parameterCount * Scalar.parts, Scalar.format, as: "letters")
    let inputs = try draws.floats(batch * corner.0 * Scalar.parts, Scalar.format, as: "inputs")

    let exact: [Exact] = stride(from: 0, to: elements.count, by: Scalar.parts).map { start in
      Exact(parts: (0..<Scalar.parts).map { Rational(exactly: elements[start + $0]) ?? 0 })
    }
    let word = try Word<Exact>(shape: shape, elements: exact)
    var letters: [FactorLetter<Scalar>] = []
    var start = 0
    for kind in shape.kinds {
      let end = start + kind.pattern(on: grid).parameterCount * Scalar.parts
      letters.append(FactorLetter(kind == .bd ? .bd : .db, blocks: numbers(Array(elements[start..<end]))))
      start = end
    }
    let judge = try WordJudge(word, inputCount: corner.0, outputCount: corner.1, format: Scalar.format)
    for instructionSet in concreteInstructionSets {
      let floatWord = try FactorWord(
        rows: q, columns: b, letters: letters, inputCount: corner.0, outputCount: corner.1, for: instructionSet)
      let outputs = parts(try floatWord.multiply(numbers(inputs) as [Scalar], batch: batch))
      let verdict = try judge.verdict(on: outputs, input: inputs, batch: batch)
      #expect(verdict.holds, "\(shape) \(instructionSet): \(verdict.reason)")
      draws.classify(verdict.tier == .mistrusted, "may overflow")
      if let ratio = verdict.ratio { draws.maximize("ρ", Double(ratio)) }
      // The same verdict from the dense matrix as the definition.
      let dense = try Matrix(rows: corner.1, columns: corner.0) { [dense = word.dense] in dense[$0, $1] }
      let other = try? WordJudge(word, computing: dense, format: Scalar.format)
        .verdict(on: outputs, input: inputs, batch: batch)
      // Magnitudes that doubles cannot hold have no dense enclosure.
      if let other { #expect(other.holds && other.tier == verdict.tier, "\(other.reason)") }
      draws.cover(other != nil, "dense", atLeast: 0.5)
    }
  }
}
