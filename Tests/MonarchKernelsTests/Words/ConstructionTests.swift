import ComplexModule
import ExactArithmetic
import MonarchJudge
import MonarchKernels
import MonarchReference
import PropertyEngine
import PropertyTesting
import Testing

#if DEBUG
  private let cases = (right: 5, wrong: 8)
#else
  private let cases = (right: 20, wrong: 30)
#endif

/// The constructions of Proposition 3.2 as words of float factors, judged against the definitions of the classes.
@Suite struct ConstructionTests {
  private typealias Grid = MonarchReference.Grid

  /// (q, b) of up to 16 indices, or of up to 9 for long entries: one row, one column, squares, coprime sides and others.
  private func sides(for kind: MatrixClass) -> [(Int, Int)] {
    let all = [
      (1, 1), (1, 5), (5, 1), (1, 8), (8, 1), (2, 2), (2, 3), (3, 2), (2, 4), (4, 2), (3, 3), (4, 3), (3, 5), (5, 3),
      (2, 8), (8, 2), (4, 4),
    ]
    return all.filter { kind.admits($0.0 * $0.1) && $0.0 * $0.1 <= (kind.hasLongEntries ? 9 : 16) }
  }

  // MARK: Right words

  @Test(.property(cases: cases.right), arguments: MatrixClass.all)
  func productsAreWithinTheBound(of kind: MatrixClass) async {
    await check { draws in
      let (q, b) = try draws.draw(.element(of: sides(for: kind)), as: "(q, b)")
      let grid = try Grid(rows: q, columns: b)
      let isDouble = try draws.draw(.bool(), as: "double")
      if kind.isRational(on: grid), try draws.draw(.bool(), as: "real") {
        let member = try kind.member(on: grid, draws) { try RootsOfUnity<Rational>(order: $0) }
        if isDouble { try checkHolds(member, Double.self, draws) } else { try checkHolds(member, Float.self, draws) }
      } else {
        let member = try kind.member(on: grid, draws) { try RootsOfUnity<Cyclotomic>(order: $0) }
        if isDouble {
          try checkHolds(member, Complex<Double>.self, draws)
        } else {
          try checkHolds(member, Complex<Float>.self, draws)
        }
      }
    }
  }

  private func checkHolds<Exact: RoundedField, Scalar: WordTestScalar>(
    _ member: ConstructedMatrix<Exact>, _: Scalar.Type, _ draws: Draws
  ) throws {
    let n = member.definition.rows
    let batch = try draws.draw(.integer(in: 1...5, target: 1), as: "batch")
    let inputs = try draws.floats(batch * n * Scalar.parts, Scalar.format, as: "inputs")
    var rounded: [Exact: [Double]] = [:]
    let product = try FloatProduct<Scalar>(member.word, corner: n, batch: batch, inputs: inputs, &rounded)
    let judge = try WordJudge(member.word, computing: member.definition, format: Scalar.format)
    for instructionSet in concreteInstructionSets {
      let verdict = try judge.verdict(on: product.outputs(instructionSet), input: inputs, batch: batch)
      #expect(verdict.holds && verdict.tier == .bound, "\(member.word.shape) \(instructionSet): \(verdict.reason)")
      if let ratio = verdict.ratio { draws.maximize("ρ", Double(ratio)) }
    }
  }

  #if !DEBUG
    /// Up to 64 indices, but for long entries.
    @Test(.property(cases: 1), arguments: MatrixClass.all)
    func largeProductsAreWithinTheBound(of kind: MatrixClass) async {
      let sides = kind.hasLongEntries ? [(3, 8), (4, 4)] : kind.admits(60) ? [(8, 8), (6, 10)] : [(8, 8), (4, 16)]
      await check { draws in
        for (q, b) in sides {
          let member = try kind.member(on: Grid(rows: q, columns: b), draws) { try RootsOfUnity<Cyclotomic>(order: $0) }
          try checkHolds(member, Complex<Double>.self, draws)
        }
      }
    }
  #endif

  // MARK: Wrong words

  /// What goes wrong with one letter of a word, and must be seen.
  private enum Mistake: CaseIterable {
    case sign, conjugate, relativeError, transposedLetter
  }

  @Test(.property(cases: cases.wrong), arguments: MatrixClass.all)
  func mistakesAreRejected(in kind: MatrixClass) async {
    await check { draws in
      let sides = sides(for: kind).filter { $0.0 * $0.1 > 1 }
      let (q, b) = try draws.draw(.element(of: sides), as: "(q, b)")
      let grid = try Grid(rows: q, columns: b)
      if kind.isRational(on: grid), try draws.draw(.bool(), as: "real") {
        let member = try kind.member(on: grid, draws) { try RootsOfUnity<Rational>(order: $0) }
        try checkMistake(in: member, Double.self, draws)
      } else {
        let member = try kind.member(on: grid, draws) { try RootsOfUnity<Cyclotomic>(order: $0) }
        try checkMistake(in: member, Complex<Double>.self, draws)
      }
    }
  }

  private func checkMistake<Exact: RoundedField, Scalar: WordTestScalar>(
    in member: ConstructedMatrix<Exact>, _: Scalar.Type, _ draws: Draws
  ) throws {
    let (word, n) = (member.word, member.definition.rows)
    let mistake = try draws.draw(.element(of: Mistake.allCases), as: "mistake")
    guard let wrong = try wrongWord(word, mistake, draws) else {
      draws.classify(true, "no such entry")
      return
    }
    // A matrix has other factors as well: the changed letter may be one of them.
    let dense = try wrong.dense
    let isAnother = (0..<n).contains { x in (0..<n).contains { dense[x, $0] != member.definition[x, $0] } }
    draws.cover(isAnother, "another matrix", atLeast: 0.3)
    guard isAnother else { return }
    let product = try FloatProduct<Scalar>(wrong, corner: n, batch: 1)
    let judge = try WordJudge(word, computing: member.definition, format: Scalar.format)
    for instructionSet in concreteInstructionSets {
      let verdict = try judge.verdict(on: product.outputs(instructionSet), input: product.inputs, batch: 1)
      #expect(!verdict.holds, "\(mistake) in \(word.shape): \(verdict.reason)")
    }
  }

  /// The word with a mistake at a drawn place; nil where it has none for it.
  private func wrongWord<Exact: RoundedField>(
    _ word: Word<Exact>, _ mistake: Mistake, _ draws: Draws
  ) throws -> Word<Exact>? {
    var letters = word.letters
    if mistake == .transposedLetter {
      let places = letters.indices.filter { letters[$0] != letters[$0].transposed }
      guard !places.isEmpty else { return nil }
      let t = try draws.draw(.element(of: places), as: "letter")
      letters[t] = letters[t].transposed
      return try Word(letters)
    }
    func wrong(_ entry: Exact) -> Exact {
      switch mistake {
      case .sign, .transposedLetter: -entry
      case .conjugate: entry.conjugate
      case .relativeError: entry * Exact(parts: [1 + .powerOfTwo(-30)] + (1..<Exact.partCount).map { _ in 0 })
      }
    }
    let places = letters.indices.flatMap { t in
      letters[t].blocks.flatMap(\.elements).enumerated().filter { wrong($0.element) != $0.element }
        .map { (letter: t, place: $0.offset) }
    }
    guard !places.isEmpty else { return nil }
    let (t, place) = places[try draws.draw(.integer(in: 0...places.count - 1), as: "place")]
    var elements = letters[t].blocks.flatMap(\.elements)
    elements[place] = wrong(elements[place])
    letters[t] = try Letter(letters[t].kind, on: word.grid, elements: elements)
    return try Word(letters)
  }
}
