import ComplexModule
import ExactArithmetic
import MonarchKernels
import MonarchReference
import PropertyEngine
import RealModule
import Testing

/// The factorisation in floating point against exact arithmetic.
@Suite struct FactorizationTests {
  private typealias Number = Complex<Double>

  /// A member as doubles: blocks A_j and C_i that are well conditioned, R without zeros, of which the last `repeats` rows p
  /// are the first.
  private func member(q: Int, b: Int, seed: UInt64, isReal: Bool, repeats: Int = 0) -> [Number] {
    var bits = RandomBits(seed: seed)
    func real() -> Double { Double(bits.below(4001)) / 1000 - 2 }
    func number() -> Number { Number(real(), isReal ? 0 : real()) }
    func block() -> [Number] { (0..<q * q).map { Number($0 / q == $0 % q ? 4 : 0) + number() } }
    let left = (0..<b).map { _ in block() }
    let right = (0..<b).map { _ in block() }
    var middle = (0..<q).map { _ in (0..<b * b).map { _ in number() + Number(3) } }
    for p in 0..<min(repeats, q - 1) { middle[q - 1 - p] = middle[0] }
    let n = q * b
    return (0..<n * n).map { place in
      let (x, y) = (place / n, place % n)
      let (l, j, k, i) = (x / b, x % b, y / b, y % b)
      return (0..<q).reduce(Number.zero) { $0 + left[j][l * q + $1] * middle[$1][j * b + i] * right[i][$1 * q + k] }
    }
  }

  private func exact(_ value: Number) -> Cyclotomic {
    Cyclotomic(Rational(exactly: value.real)!)
      + Cyclotomic.imaginaryUnit.scaled(by: Rational(exactly: value.imaginary)!)
  }

  /// ‖M − A·R·C‖/‖M‖ of the numbers as they are.
  private func exactError(_ matrix: [Number], _ found: MonarchFactorization) throws -> Double {
    let grid = try MonarchReference.Grid(rows: found.rows, columns: found.columns)
    let word = try Word<Cyclotomic>(
      shape: .monarchMonarchAdjoint(on: grid), elements: (found.left + found.middle + found.right).map { exact($0) })
    let (error, norm) = zip(try word.dense.elements, matrix).reduce((Rational.zero, Rational.zero)) {
      let (value, difference) = (exact($1.1), $1.0 - exact($1.1))
      return (
        $0.0 + (difference * difference.conjugate).rational!, $0.1 + (value * value.conjugate).rational!
      )
    }
    return Double(error / norm).squareRoot()
  }

  @Test(arguments: [(2, 2), (3, 3), (4, 4), (2, 5), (5, 2), (3, 4)]) func membersAreFactored(q: Int, b: Int) throws {
    for isReal in [true, false] {
      for repeats in [0, 1, q - 1] {
        let matrix = member(q: q, b: b, seed: UInt64(q * 10 + b + repeats), isReal: isReal, repeats: repeats)
        let found = try MonarchFactorization.factor(matrix, rows: q, columns: b)
        #expect(found.backwardError < 1e-12 && found.reciprocalCondition > 1e-6)
        let error = try exactError(matrix, found)
        // The report is a double's view of the same number.
        #expect(abs(error - found.backwardError) <= 1e-15 + 0.01 * error, "\(error), \(found.backwardError)")
      }
    }
  }

  /// What no choice of basis and scales changes: `R_p[j, i]·R_p[0, 0]/(R_p[j, 0]·R_p[0, i])`, against the exact answer.
  @Test(arguments: [(3, 3), (4, 2), (4, 4)]) func jointEigenvaluesAreThoseOfTheReference(q: Int, b: Int) throws {
    var bits = RandomBits(seed: UInt64(q * b))
    func integer() -> Rational { Rational(Int(bits.below(9)) - 4) }
    func invertible() throws -> Matrix<Rational> {
      let lower = Matrix<Rational>(rows: q, columns: q) { $0 == $1 ? 1 : $0 > $1 ? integer() : 0 }
      let upper = Matrix<Rational>(rows: q, columns: q) { $0 == $1 ? 1 : $0 < $1 ? integer() : 0 }
      return try lower * upper
    }
    let grid = try MonarchReference.Grid(rows: q, columns: b)
    let word = try Word<Rational>.monarchMonarchAdjoint(
      left: (0..<b).map { _ in try invertible() },
      middle: (0..<q).map { p in
        Matrix(rows: b, columns: b) { j, i in Rational(1 + (j + 2) * (i + 1) * (p + 1) + p * j * i) }
      },
      right: (0..<b).map { _ in try invertible() }, on: grid)
    let matrix = try word.dense
    guard case .factors(let reference, true) = try grid.factorization(of: matrix, over: .rationals) else {
      Issue.record("the reference does not factor it")
      return
    }
    let found = try MonarchFactorization.factor(matrix.elements.map { Double($0) }, rows: q, columns: b)
    let expected = reference.letters[1].blocks.map { r in
      (0..<b * b).map { Double(r[$0 / b, $0 % b] * r[0, 0] / (r[$0 / b, 0] * r[0, $0 % b])) }
    }
    for p in 0..<q {
      let r = found.middle[p * b * b..<(p + 1) * b * b].map { $0 }
      let invariants = (0..<b * b).map { r[$0] * r[0] / (r[$0 / b * b] * r[$0 % b]) }
      let isKnown = expected.contains {
        zip($0, invariants).allSatisfy { ($1 - Number($0)).length < 1e-6 * max(1, abs($0)) }
      }
      #expect(isKnown, "\(invariants)")
    }
  }

  /// A real circulant has factors with roots of unity.
  @Test(arguments: [(3, 3), (4, 4), (8, 8), (6, 2)]) func circulantsAreFactored(q: Int, b: Int) throws {
    var bits = RandomBits(seed: 9)
    let n = q * b
    let c = (0..<n).map { _ in Double(bits.below(2001)) / 1000 - 1 }
    let found = try MonarchFactorization.factor(
      (0..<n * n).map { c[($0 / n - $0 % n + n) % n] }, rows: q, columns: b)
    #expect(found.backwardError < 1e-11)
  }

  /// n = 256 and 576, where exact arithmetic takes long; and sizes far from 1.
  @Test func largeAndFarMatricesAreFactored() throws {
    for (q, b) in [(16, 16), (24, 24), (16, 4), (4, 32)] {
      let matrix = member(q: q, b: b, seed: 77, isReal: true)
      #expect(try MonarchFactorization.factor(matrix, rows: q, columns: b).backwardError < 1e-11)
    }
    for factor in [1e-290, 1e290] {
      let matrix = member(q: 3, b: 3, seed: 5, isReal: false).map { Number($0.real * factor, $0.imaginary * factor) }
      let found = try MonarchFactorization.factor(matrix, rows: 3, columns: 3)
      #expect(found.backwardError < 1e-12)
      #expect(try exactError(matrix, found) < 1e-12)
    }
  }

  @Test func lettersAloneAreFactored() throws {
    for (q, b) in [(1, 4), (4, 1), (1, 1)] {
      let matrix = (0..<q * b * q * b).map { Number(Double($0) - 3, 0.5) }
      let found = try MonarchFactorization.factor(matrix, rows: q, columns: b)
      #expect(found.product() == matrix)
    }
    let zero = try MonarchFactorization.factor([Double](repeating: 0, count: 36), rows: 2, columns: 3)
    #expect(zero.backwardError == 0 && zero.product().allSatisfy { $0 == .zero })
  }

  private func failure(_ matrix: [Double], _ q: Int, _ b: Int) -> KernelError? {
    do {
      _ = try MonarchFactorization.factor(matrix, rows: q, columns: b)
      return nil
    } catch { return error }
  }

  /// Toeplitz matrices, the limit of members, a member with one entry changed by a millionth: none is factored.
  @Test func othersAreRefused() throws {
    for (q, b) in [(3, 3), (4, 4), (5, 5)] {
      let n = q * b
      for entry in [{ 1 / (1 + abs($0)) }, { 1 / (2 * $0 + 1) }] as [(Double) -> Double] {
        let found = failure((0..<n * n).map { entry(Double($0 / n - $0 % n)) }, q, b)
        guard case .notFactored(let error, 1e-10)? = found else {
          Issue.record("\(String(describing: found))")
          continue
        }
        #expect(error > 1e-10)
      }
    }
    let t: [Double] = [-1, 1, 0, 3, 1, 0, -3]
    guard case .notFactored? = failure((0..<16).map { t[$0 / 4 - $0 % 4 + 3] }, 2, 2) else {
      Issue.record("the limit is factored")
      return
    }
    var matrix = member(q: 4, b: 4, seed: 3, isReal: true).map(\.real)
    matrix[17] += 1e-6
    guard case .notFactored? = failure(matrix, 4, 4) else {
      Issue.record("a perturbed member is factored")
      return
    }
  }

  /// The identity and the DFT have no pivot.
  @Test func singularBlocksAreNamed() {
    guard case .noPivot(0)? = failure((0..<81).map { $0 / 9 == $0 % 9 ? 1 : 0 }, 3, 3) else {
      Issue.record("the identity")
      return
    }
    let fourier = (0..<256).map { Number(length: 1, phase: -2 * .pi * Double($0 / 16 * ($0 % 16) % 16) / 16) }
    #expect(throws: KernelError.self) { try MonarchFactorization.factor(fourier, rows: 4, columns: 4) }
  }

  @Test func badInputIsNamed() {
    #expect(failure([], 0, 2) == .sizeBelowOne(name: "rows", found: 0))
    #expect(failure([], 2, -1) == .sizeBelowOne(name: "columns", found: -1))
    #expect(failure([1], 2, 2) == .wrongCount(name: "the matrix", expected: 16, found: 1))
    #expect(failure([], 1 << 40, 1 << 40) == .overflow(name: "the matrix"))
    var matrix = [Double](repeating: 1, count: 16)
    matrix[6] = .nan
    guard case .notFinite(row: 1, column: 2, _)? = failure(matrix, 2, 2) else {
      Issue.record("NaN")
      return
    }
  }
}
