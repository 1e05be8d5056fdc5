import ExactArithmetic
import PropertyEngine
import PropertyTesting
import TestSupport
import Testing

/// The roots in a finite field by trial: the second way to each, and the only one over 𝔽_4.
private func rootsByTrial<F: Field>(
  among elements: [F]
) -> @Sendable (Polynomial<F>) throws(ShapeError) -> [F] {
  { (polynomial) throws(ShapeError) in elements.filter { polynomial($0) == .zero } }
}

/// Families V · diag · V⁻¹ with many ties, over a field whose roots are found as given.
private func checkFamilies<F: Field & CustomStringConvertible>(
  over element: Generator<F>, values: Generator<F>, roots: @escaping @Sendable (Polynomial<F>) throws(ShapeError) -> [F]
) async {
  await check { draws in
    let n = try draws.draw(.integer(in: 0...5), as: "n")
    let v = try draws.draw(matrices(n, n, of: element), as: "v")
    guard let inverse = try v.inverse() else {
      try draws.assume(false, "a regular basis")
      return
    }
    let spectra = try draws.draw(values.array(count: n).array(count: 1...3), as: "eigenvalues")
    let family = try spectra.map { try v * .diagonal($0) * inverse }
    let answer = try Matrix.simultaneousDiagonalization(of: family, roots: roots)
    #expect(answer.holds(for: family))
    guard case .diagonalizable(_, _, let found) = answer else {
      Issue.record("\(answer)")
      return
    }
    // The joint eigenvalues are those put in, in some order.
    func tuples(_ lists: [[F]]) -> [String] { (0..<n).map { k in "\(lists.map { $0[k] })" }.sorted() }
    #expect(tuples(found) == tuples(spectra.map { $0.map { 0 + $0 } }))
    draws.cover(n > 1 && Set(tuples(spectra)).count < n, "joint ties", atLeast: 0.05)
  }
}

/// Any answer for any family re-checks, and says what an exhaustive criterion says.
private func checkAnswers<F: Field & CustomStringConvertible>(
  over element: Generator<F>, roots: @escaping @Sendable (Polynomial<F>) throws(ShapeError) -> [F]
) async {
  await check { draws in
    let n = try draws.draw(.integer(in: 1...4), as: "n")
    let a = try draws.draw(matrices(n, n, of: element), as: "a")
    let b = try draws.draw(Generator.oneOf(matrices(n, n, of: element), .constant(a), .constant(.identity(n))), as: "b")
    // A family of literals alone would not say in which prime field it is meant.
    let one = try draws.draw(element)
    let family = try [a, a * b].map { $0.map { $0 + (one - one) } }
    let answer = try Matrix.simultaneousDiagonalization(of: family, roots: roots)
    #expect(answer.holds(for: family))
    // Diagonalisable over K: the eigenspaces of the roots in K fill the space.
    let fills = try family.map { member in
      let spectrum = try roots(member.characteristicPolynomial())
      return try spectrum.reduce(0) { dimension, root in
        dimension + (try (member - .diagonal([F](repeating: root, count: n))).nullspace().columns)
      }
    }
    let commute = agree(try family[0] * family[1], try family[1] * family[0])
    switch answer {
    case .diagonalizable: #expect(commute && fills == [n, n])
    case .notCommuting: #expect(!commute)
    case .repeatedFactor(let member, _, _), .notSplit(let member, _, _): #expect(commute && fills[member] < n)
    }
    draws.label(["\(answer)".prefix { $0 != "(" }].map(String.init).joined())
  }
}

@Suite(.property(cases: cases(200))) struct SimultaneousDiagonalizationTests {
  private static let small = Generator<Rational>.fraction(3, over: 2)
  private static let five: [PrimeField] = {
    let modulus = try? PrimeModulus(5)
    return (0..<5).compactMap { value in modulus.map { PrimeField(value, modulo: $0) } }
  }()

  @Test func familiesWithTiesOverTheRationals() async {
    let values = Generator<Rational>.element(of: [0, 1, -1, Rational(1, 2)])
    await checkFamilies(
      over: Self.small, values: values, roots: { (f) throws(ShapeError) in try Rational.roots(of: f) })
  }

  @Test func familiesWithTiesOverFiniteFields() async {
    let element = Generator<PrimeField>.element(of: Self.five)
    await checkFamilies(
      over: element, values: element, roots: { (f) throws(ShapeError) in try PrimeField.roots(of: f) })
    await checkFamilies(over: .quartic(), values: .quartic(), roots: rootsByTrial(among: QuarticField.all))
  }

  @Test func answersAreRightOverTheRationals() async {
    await checkAnswers(over: Self.small, roots: { (f) throws(ShapeError) in try Rational.roots(of: f) })
  }

  @Test func answersAreRightOverFiniteFields() async {
    await checkAnswers(over: .element(of: Self.five), roots: { (f) throws(ShapeError) in try PrimeField.roots(of: f) })
    await checkAnswers(over: .quartic(), roots: rootsByTrial(among: QuarticField.all))
  }

  private func matrix(_ rows: [[Rational]]) -> Matrix<Rational> {
    Matrix(rows: rows.count, columns: rows.count) { rows[$0][$1] }
  }

  /// F of the Toeplitz matrix that shows MM* not closed: (x − 9)² does not lose its square.
  @Test func aJordanBlockHasARepeatedFactor() throws {
    let f = matrix([[-3, 8], [-18, 21]])
    let answer = try f.diagonalization()
    #expect(
      answer == .repeatedFactor(member: 0, annihilator: Polynomial(roots: [9, 9]), factor: Polynomial(roots: [9])))
    #expect(answer.holds(for: [f]))
    #expect(!answer.holds(for: [matrix([[9, 0], [0, 9]])]))
  }

  @Test func aRotationDoesNotSplitOverTheRationals() throws {
    let f = matrix([[0, -1, 0], [1, 0, 0], [0, 0, 2]])
    let answer = try f.diagonalization()
    let factor = Polynomial<Rational>([1, 0, 1])
    #expect(answer == .notSplit(member: 0, annihilator: factor * Polynomial(roots: [2]), factor: factor))
    #expect(answer.holds(for: [f]))
    // Modulo 5 it does: 2² = −1.
    let modulus = try PrimeModulus(5)
    let image = f.map { PrimeField($0, modulo: modulus) ?? 0 }
    guard case .diagonalizable = try image.diagonalization() else {
      Issue.record("x² + 1 splits modulo 5")
      return
    }
  }

  @Test func tamperedAnswersAreRefused() throws {
    let (a, b) = (matrix([[1, 1], [0, 1]]), matrix([[1, 0], [1, 1]]))
    let answer = try Matrix.simultaneousDiagonalization(of: [a, b])
    #expect(answer == .notCommuting(first: 0, second: 1, row: 0, column: 0, entry: 1))
    typealias Answer = SimultaneousDiagonalization<Rational>
    #expect(!Answer.notCommuting(first: 0, second: 1, row: 0, column: 0, entry: 2).holds(for: [a, b]))
    #expect(!Answer.notCommuting(first: 0, second: 1, row: 0, column: 1, entry: 0).holds(for: [a, b]))
    #expect(!Answer.notCommuting(first: 0, second: 2, row: 0, column: 0, entry: 1).holds(for: [a, b]))
    #expect(!answer.holds(for: [a, a]))
    let identity = Matrix<Rational>.identity(2)
    #expect(!Answer.diagonalizable(basis: identity, inverse: identity, eigenvalues: [[1, 1]]).holds(for: [a]))
    #expect(!Answer.diagonalizable(basis: identity, inverse: a, eigenvalues: [[1, 1]]).holds(for: [identity]))
    #expect(!Answer.diagonalizable(basis: identity, inverse: identity, eigenvalues: [[1, 2]]).holds(for: [identity]))
    // x² annihilates neither; (x − 1)² annihilates the identity, but so does x − 1.
    let square = Polynomial<Rational>(roots: [1, 1])
    let linear = Polynomial<Rational>(roots: [1])
    #expect(!Answer.repeatedFactor(member: 0, annihilator: square, factor: linear).holds(for: [identity]))
    #expect(Answer.repeatedFactor(member: 0, annihilator: square, factor: linear).holds(for: [a]))
    #expect(!Answer.repeatedFactor(member: 0, annihilator: square, factor: .one).holds(for: [a]))
    // x − 1 is needed for diag(1, 2), but not twice.
    let diagonal = matrix([[1, 0], [0, 2]])
    let simple = Polynomial<Rational>(roots: [1, 2])
    #expect(!Answer.repeatedFactor(member: 0, annihilator: simple, factor: linear).holds(for: [diagonal]))
    #expect(!Answer.repeatedFactor(member: 1, annihilator: square, factor: linear).holds(for: [a]))
  }

  @Test func familiesThatDoNotFitAreNamed() {
    #expect(throws: ShapeError("1×1 together with 2×2: the sizes differ")) {
      try Matrix<Rational>.simultaneousDiagonalization(of: [.identity(1), .identity(2)])
    }
    #expect(throws: ShapeError("a diagonalisation needs a square matrix, not 1×2")) {
      try Matrix<Rational>.zero(1, 2).diagonalization()
    }
    #expect(throws: ShapeError.self) { try Matrix<Rational>.simultaneousDiagonalization(of: []) }
  }
}
