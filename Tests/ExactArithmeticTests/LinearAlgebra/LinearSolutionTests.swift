import ExactArithmetic
import PropertyEngine
import PropertyTesting
import TestSupport
import Testing

private struct SolutionLaw: FieldLaw {
  func check<F: Field & CustomStringConvertible>(over element: Generator<F>) async throws {
    await PropertyTesting.check { draws in
      let m = try draws.draw(.integer(in: 0...6), as: "m")
      let n = try draws.draw(.integer(in: 0...6), as: "n")
      let k = try draws.draw(.integer(in: 0...2), as: "k")
      let a = try draws.draw(matrices(m, n, of: element), as: "a")
      let x = try draws.draw(matrices(n, k, of: element), as: "x")
      let reached = try a * x
      let solved = try a.solve(reached)
      #expect(solved.holds(for: a, reached))
      guard case .solvable(let particular, let nullspace, let proof) = solved else {
        Issue.record("a right side in the image has no solution: \(solved)")
        return
      }
      // The solution drawn differs from the particular one by a member of the nullspace.
      #expect(try nullspace.horizontallyJoined(with: x - particular).rank() == n - proof.rank)
      let b = try draws.draw(matrices(m, k, of: element), as: "b")
      let answer = try a.solve(b)
      #expect(answer.holds(for: a, b))
      let isReached = try a.horizontallyJoined(with: b).rank() == a.rank()
      if case .solvable = answer { #expect(isReached) } else { #expect(!isReached) }
      draws.cover(!isReached, "no solution", atLeast: 0.03)
      draws.cover(isReached && nullspace.columns > 0, "many solutions", atLeast: 0.03)
    }
  }
}

private struct TamperLaw: FieldLaw {
  func check<F: Field & CustomStringConvertible>(over element: Generator<F>) async throws {
    await PropertyTesting.check { draws in
      let m = try draws.draw(.integer(in: 1...5), as: "m")
      let n = try draws.draw(.integer(in: 1...5), as: "n")
      let a = try draws.draw(matrices(m, n, of: element), as: "a")
      let b = try draws.draw(matrices(m, 1, of: element), as: "b")
      let place = try draws.draw(.integer(in: 0...n - 1), as: "place")
      switch try a.solve(b) {
      case .solvable(let particular, let nullspace, let proof):
        let other = Matrix(rows: n, columns: 1) { row, _ in particular[row, 0] + (row == place ? 1 : 0) }
        // Moving one coordinate is a solution only where that column of A is zero.
        let isZero = (0..<m).allSatisfy { a[$0, place] == .zero }
        let moved = LinearSolution.solvable(particular: other, nullspace: nullspace, factorization: proof)
        #expect(moved.holds(for: a, b) == isZero)
        if nullspace.columns > 0 {
          let fewer = try nullspace.submatrix(rows: 0..<n, columns: 1..<nullspace.columns)
          let partial = LinearSolution.solvable(particular: particular, nullspace: fewer, factorization: proof)
          #expect(!partial.holds(for: a, b))
        }
      case .inconsistent(let witness):
        #expect(!LinearSolution.inconsistent(witness: witness).holds(for: a, .zero(m, 1)))
        #expect(!LinearSolution<F>.inconsistent(witness: witness.map { _ in .zero }).holds(for: a, b))
      }
    }
  }
}

@Suite(.property(cases: cases(300))) struct LinearSolutionTests {
  @Test func solutionsAreAllOrNone() async throws { try await checkOverFields(SolutionLaw()) }
  @Test func tamperedAnswersAreRefused() async throws { try await checkOverFields(TamperLaw()) }

  @Test func literalsJoinTheFieldOfTheRightSide() throws {
    let seven = try PrimeModulus(7)
    let a = try Matrix<PrimeField>(rows: 1, columns: 1, elements: [7])
    let b = [PrimeField(3, modulo: seven)]
    #expect(try a.solve(b).holds(for: a, Matrix(rows: 1, columns: 1, elements: b)))
    guard case .inconsistent = try a.solve(b) else {
      Issue.record("0·x = 3 has no solution modulo 7")
      return
    }
  }

  @Test func rowCountsThatDifferAreNamed() {
    #expect(throws: ShapeError("2×2 times X = 3×1: the row counts differ")) {
      try Matrix<Rational>.identity(2).solve([1, 2, 3])
    }
  }
}
