import ExactArithmetic
import MonarchLaws
import MonarchReference
import Testing

/// What the laws of expressiveness and of rounding say of matrices and arithmetic for which it is false.
@Suite struct FalseStatementTests {
  private typealias Grid = MonarchReference.Grid

  /// A word LRL with invertible blocks.
  private func member() throws -> Word<Rational> {
    let entries = [1, 1, 0, 1] + [1, 2, 1, 1] + [1, 2, 3, 1] + [2, 1, 1, -1] + [1, 0, 1, 1] + [2, 1, 1, 1]
    return try Word(
      shape: .monarchMonarchAdjoint(on: Grid(rows: 2, columns: 2)), elements: entries.map { Rational($0) })
  }

  @Test func membersAreNotExcluded() throws {
    let word = try member()
    let eigenspace = #expect(throws: Violation.self) {
      try isExcludedByEigenspace(word.dense, on: word.grid, invertibleRows: 0, 1, over: .rationals)
    }
    #expect(eigenspace?.description.hasPrefix("every eigenspace") == true, "\(eigenspace?.description ?? "")")
    #expect(throws: Violation.self) { try isExcludedByCommutator(word.dense, on: word.grid, over: .rationals) }
  }

  /// Symmetric circulants have Hermitian R_p, whose F(1,1) has the real eigenvalues `R_p[0,0]²/|R_p[0,1]|²`.
  @Test func symmetricCirculantsMayHaveRealFactors() throws {
    #expect(try !circulantHasNoRealFactors([5, 1, 2, 3, 2, 1], on: Grid(rows: 3, columns: 2)))
    #expect(try circulantHasNoRealFactors([1, 2, 0, 0, 1, 0], on: Grid(rows: 3, columns: 2)))
  }

  /// A circulant is a Toeplitz matrix in MM*.
  @Test func circulantsAreNotFar() throws {
    let c: [Rational] = [7, 1, 5, 2, 2, 3, 1, 1, 4]
    let violation = #expect(throws: Violation.self) {
      try toeplitzIsFarFromMMStar((-8...8).map { c[($0 + 9) % 9] }, on: .square(3))
    }
    #expect(violation?.description == "two of the F commute")
  }

  /// One letter with the conjugate root, or a letter too many.
  @Test func wrongWordsAreNotTheirDefinitions() throws {
    struct Wrong: Construction {
      let isLong: Bool
      let size = 6
      var kinds: [LetterKind] { [.db, .bd, .db] }
      func rootOrder(on grid: Grid) -> Int { 6 }
      func definition(_ ζ: RootsOfUnity<Cyclotomic>) throws(ShapeError) -> Matrix<Cyclotomic> {
        try FourierTransform(size: 6).definition(ζ)
      }
      func word(on grid: Grid, _ ζ: RootsOfUnity<Cyclotomic>) throws(ShapeError) -> Word<Cyclotomic> {
        var letters = try FourierTransform(size: 6).word(on: grid, ζ).letters
        if isLong { return try Word(letters + [.identity(.bd, on: grid)]) }
        letters[1] = letters[1].map(\.conjugate)
        return try Word(letters)
      }
    }
    for isLong in [false, true] {
      #expect(throws: Violation.self) {
        try constructionIsItsDefinition(Wrong(isLong: isLong), on: [Grid(rows: 2, columns: 3)]) {
          try RootsOfUnity<Cyclotomic>(order: $0)
        }
      }
    }
  }

  /// Two stages that err by 2⁻²³ = 2u each are just within the bound (1+u)⁴ − 1, and by 4u each beyond it.
  @Test func carelessSumsAreBeyondTheBound() throws {
    let shape = try MonarchShape.square(2)
    let ones = [Float](repeating: 1, count: 8)
    func outputs(error: Float) throws -> [RoundedOutput] {
      try floatProductIsWithinTheBound(
        of: shape, left: ones, right: ones, vector: [1, 1, 1, 1], exactly: { Rational(exactly: $0) }
      ) { left, right in
        (left[0] * right[0] + left[1] * right[1]) * (1 + error)
      }
    }
    #expect(try outputs(error: 0).allSatisfy { $0.error == 0 && $0.bound > 0 })
    #expect(try outputs(error: .ulpOfOne).allSatisfy { $0.error > Rational(99, 100) * $0.bound })
    #expect(throws: Violation.self) { try outputs(error: 2 * .ulpOfOne) }
  }
}
