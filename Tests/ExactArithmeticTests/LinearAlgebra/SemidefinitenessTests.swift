import ExactArithmetic
import PropertyEngine
import PropertyTesting
import TestSupport
import Testing

@Suite(.property(cases: cases(1000))) struct SemidefinitenessTests {
  private static let element = Generator<Rational>.fraction(4, over: 3)

  @Test func gramMatricesAreSemidefinite() async {
    await check { draws in
      let m = try draws.draw(.integer(in: 0...5), as: "m")
      let n = try draws.draw(.integer(in: 0...5), as: "n")
      let a = try draws.draw(matrices(m, n, of: Self.element), as: "a")
      let gram = try a.transposed * a
      let answer = try gram.semidefiniteness()
      #expect(answer.holds(for: gram))
      guard case .semidefinite(let lower, let diagonal) = answer else {
        Issue.record("a Gram matrix takes a negative value: \(answer)")
        return
      }
      #expect(try diagonal.filter { $0 > 0 }.count == a.rank())
      #expect((0..<n).allSatisfy { i in (i..<n).allSatisfy { lower[i, $0] == (i == $0 ? 1 : 0) } })
      // Just below the value of the form at a vector of the nullspace, or at any vector, it is negative there.
      if n > 0 {
        let least = (0..<n).map { gram[$0, $0] }.min() ?? 0
        let lowered = try gram - .diagonal([Rational](repeating: least + Rational(1, 1000), count: n))
        guard case .negative = try lowered.semidefiniteness() else {
          Issue.record("a negative diagonal entry passed for semidefinite")
          return
        }
      }
    }
  }

  /// Semidefinite iff no principal minor is negative.
  @Test func verdictAgreesWithThePrincipalMinors() async {
    await check { draws in
      let n = try draws.draw(.integer(in: 0...4), as: "n")
      let a = try draws.draw(matrices(n, n, of: Self.element), as: "a")
      let shift = try draws.draw(Self.element, as: "shift")
      let symmetric = try a + a.transposed + .diagonal([Rational](repeating: shift, count: n))
      let answer = try symmetric.semidefiniteness()
      #expect(answer.holds(for: symmetric))
      let minors = (0...n).flatMap { size in
        choices(size, of: n).map { leibniz(symmetric, rows: $0, columns: $0) }
      }
      let isSemidefinite = minors.allSatisfy { $0 >= 0 }
      if case .semidefinite = answer { #expect(isSemidefinite) } else { #expect(!isSemidefinite) }
      draws.cover(isSemidefinite && n > 1, "semidefinite", atLeast: 0.05)
      draws.cover(
        !isSemidefinite && minors[1...].prefix(n).allSatisfy { $0 == 0 }, "zeros alone on the diagonal", atLeast: 0.002)
    }
  }

  @Test func tamperedProofsAreRefused() throws {
    let a = try Matrix<Rational>(rows: 2, columns: 2, elements: [1, 2, 2, 3])
    let answer = try a.semidefiniteness()
    #expect(answer == .negative(vector: [-2, 1], value: -1))
    typealias Proof = Semidefiniteness<Rational>
    #expect(!Proof.negative(vector: [-2, 1], value: -2).holds(for: a))
    #expect(!Proof.negative(vector: [1, 1], value: 8).holds(for: a))
    #expect(!Proof.negative(vector: [-2], value: -1).holds(for: a))
    let lower = try Matrix<Rational>(rows: 2, columns: 2, elements: [1, 0, 2, 1])
    #expect(!Proof.semidefinite(lower: lower, diagonal: [1, -1]).holds(for: a))
    #expect(!Proof.semidefinite(lower: lower, diagonal: [1, 0]).holds(for: a))
    #expect(
      Proof.semidefinite(lower: lower, diagonal: [1, 0]).holds(
        for: try Matrix(rows: 2, columns: 2, elements: [1, 2, 2, 4])))
  }

  @Test func matricesThatAreNotSymmetricAreNamed() {
    #expect(throws: ShapeError("semidefiniteness needs a symmetric matrix, but entry (1, 0) is 3 and (0, 1) is 2")) {
      try Matrix<Rational>(rows: 2, columns: 2, elements: [1, 2, 3, 4]).semidefiniteness()
    }
    #expect(throws: ShapeError("semidefiniteness needs a square matrix, not 2×1")) {
      try Matrix<Rational>.zero(2, 1).semidefiniteness()
    }
  }
}
