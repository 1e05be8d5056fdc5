import ComplexModule
import MonarchKernels
import PropertyEngine
import RealModule
import Testing

/// What the factorisation in floating point promises beside its answers: bits, threads, instructions, pairs, ranges.
@Suite struct FactorizationEdgeTests {
  private typealias Number = Complex<Double>

  /// A member whose blocks F have the eigenvalues `joint(p, j, i)`; with `isPaired` columns 2k and 2k + 1 of A, rows of C and
  /// their eigenvalues are conjugate, so that the matrix is real up to rounding, which is taken off.
  private func member(q: Int, b: Int, seed: UInt64, isReal: Bool = false, isPaired: Bool = false) -> [Number] {
    var bits = RandomBits(seed: seed)
    func real() -> Double { Double(bits.below(4001)) / 1000 - 2 }
    func numbers(_ count: Int) -> [Number] { (0..<count).map { _ in Number(real(), isReal ? 0 : real()) } }
    var left = numbers(b * q * q)
    var (middle, right) = (numbers(q * b * b).map { $0 + Number(3) }, numbers(b * q * q))
    for place in 0..<b * q * q where place / q % q == place % q {
      left[place] += Number(4)
      right[place] += Number(4)
    }
    if isPaired {
      for place in 0..<b * q * q where place % q % 2 == 1 { left[place] = left[place - 1].conjugate }
      for place in 0..<b * q * q where place / q % q % 2 == 1 { right[place] = right[place - q].conjugate }
      for place in 0..<q * b * b where place / (b * b) % 2 == 1 { middle[place] = middle[place - b * b].conjugate }
    }
    let n = q * b
    return (0..<n * n).map { place in
      let (x, y) = (place / n, place % n)
      let (l, j, k, i) = (x / b, x % b, y / b, y % b)
      let sum = (0..<q).reduce(Number.zero) {
        $0 + left[(j * q + l) * q + $1] * middle[($1 * b + j) * b + i] * right[(i * q + $1) * q + k]
      }
      return isPaired ? Number(sum.real) : sum
    }
  }

  private func error(_ matrix: [Number], _ found: MonarchFactorization) -> Double {
    let sums = zip(found.product(), matrix).reduce((0.0, 0.0)) {
      ($0.0 + ($1.0 - $1.1).lengthSquared, $0.1 + $1.1.lengthSquared)
    }
    return (sums.0 / sums.1).squareRoot()
  }

  private func isSame(_ a: MonarchFactorization, _ b: MonarchFactorization) -> Bool {
    a.left == b.left && a.middle == b.middle && a.right == b.right && a.backwardError == b.backwardError
      && a.reciprocalCondition == b.reciprocalCondition
  }

  @Test func bitsDoNotDependOnThreads() throws {
    for (q, b) in [(3, 7), (9, 9), (12, 5)] {
      for matrix in [member(q: q, b: b, seed: 1, isReal: true), member(q: q, b: b, seed: 2)] {
        let one = try MonarchFactorization.factor(matrix, rows: q, columns: b, threads: 1)
        for threads in [2, 3, 64, nil] {
          #expect(isSame(one, try MonarchFactorization.factor(matrix, rows: q, columns: b, threads: threads)))
        }
      }
    }
  }

  /// Every size of block up to beyond the widest tile, on each instruction set, real, paired and complex.
  @Test func everyInstructionSetFactors() throws {
    for instructionSet in InstructionSet.allCases where instructionSet.isAvailable {
      for q in Array(2...9) + [12, 13, 16, 17, 20, 21] {
        let b = q > 9 ? 3 : 4
        for matrix in [
          member(q: q, b: b, seed: UInt64(q), isReal: true), member(q: q, b: b, seed: UInt64(q)),
          q % 2 == 0 ? member(q: q, b: b, seed: UInt64(q), isPaired: true) : member(q: q, b: b, seed: 1),
        ] {
          let found = try MonarchFactorization.factor(
            matrix, rows: q, columns: b, instructionSet: instructionSet)
          #expect(
            found.backwardError < 1e-12 && error(matrix, found) < 1e-12,
            "\(instructionSet), q = \(q): \(found.backwardError)")
        }
      }
    }
  }

  /// The factors of a real matrix are closed under conjugation to the last bit, and complex ones where they must be.
  @Test func realMatricesHaveConjugateFactors() throws {
    for (q, b) in [(4, 4), (6, 3), (8, 5)] {
      for isPaired in [false, true] {
        let matrix = member(q: q, b: b, seed: 3, isReal: !isPaired, isPaired: isPaired)
        let found = try MonarchFactorization.factor(matrix.map { $0.real }, rows: q, columns: b)
        #expect(isSame(found, try MonarchFactorization.factor(matrix, rows: q, columns: b)))
        let rows = (0..<q).map { p in found.middle[p * b * b..<(p + 1) * b * b].map { $0 } }
        #expect(rows.allSatisfy { row in rows.contains(row.map { $0.conjugate }) })
        #expect(rows.contains { $0.contains { $0.imaginary != 0 } } == isPaired)
        #expect(error(matrix, found) < 2e-15)
      }
    }
  }

  /// A power of two changes the middle factor alone, up to the ends of the doubles.
  @Test func powersOfTwoGoToTheMiddle() throws {
    let matrix = member(q: 4, b: 3, seed: 8)
    let found = try MonarchFactorization.factor(matrix, rows: 4, columns: 3)
    for exponent in [-1000, -300, 300, 1000] {
      let factor = Double(sign: .plus, exponent: exponent, significand: 1)
      let scaled = try MonarchFactorization.factor(
        matrix.map { Number($0.real * factor, $0.imaginary * factor) }, rows: 4, columns: 3)
      #expect(scaled.left == found.left && scaled.right == found.right)
      #expect(scaled.middle == found.middle.map { Number($0.real * factor, $0.imaginary * factor) })
      #expect(scaled.backwardError == found.backwardError)
    }
    // The least doubles hold few digits: an error that says so, or factors that are right.
    let least = matrix.map { Number(($0.real * 0x1p-1070), ($0.imaginary * 0x1p-1070)) }
    #expect(throws: KernelError.self) { try MonarchFactorization.factor(least, rows: 4, columns: 3) }
  }

  /// R_p[1, 1] = 2^40 beside 1: at the end of the doubles it has no place.
  @Test func middleFactorsThatOverflowAreNamed() throws {
    let blocks: [[Double]] = [[1, 0, 0, 1], [1, 0, 0, 2], [1, 0, 0, 3], [0x1p40, 0, 0, 5]]
    let matrix: [Double] = (0..<16).map { place in
      let (l, j, k, i) = (place / 8, place / 4 % 2, place % 4 / 2, place % 2)
      return blocks[j * 2 + i][l * 2 + k] * 0x1p983
    }
    #expect(throws: KernelError.factorOverflow(name: "the middle factor")) {
      try MonarchFactorization.factor(matrix, rows: 2, columns: 2)
    }
    #expect(try MonarchFactorization.factor(matrix.map { $0 * 0x1p-80 }, rows: 2, columns: 2).backwardError < 1e-14)
  }

  /// Joint eigenvalues that differ by 1e-6 … 1e-12 only: the answer is as near as others.
  @Test func nearlyEqualJointEigenvaluesAreFactored() throws {
    for gap in [1e-6, 1e-9, 1e-12] {
      for isReal in [true, false] {
        let (q, b) = (4, 4)
        var bits = RandomBits(seed: 11)
        func number() -> Number {
          Number(Double(bits.below(4001)) / 1000 - 2, isReal ? 0 : Double(bits.below(4001)) / 1000 - 2)
        }
        func blocks() -> [[Number]] {
          (0..<b).map { _ in (0..<q * q).map { Number($0 / q == $0 % q ? 4 : 0) + number() } }
        }
        let (left, right) = (blocks(), blocks())
        var middle = (0..<q).map { _ in (0..<b * b).map { _ in number() + Number(3) } }
        middle[1] = middle[0].map { $0 + Number(gap) * number() }
        let n = q * b
        let matrix = (0..<n * n).map { place in
          let (l, j, k, i) = (place / n / b, place / n % b, place % n / b, place % n % b)
          return (0..<q).reduce(Number.zero) {
            $0 + left[j][l * q + $1] * middle[$1][j * b + i] * right[i][$1 * q + k]
          }
        }
        let found = try MonarchFactorization.factor(matrix, rows: q, columns: b)
        #expect(error(matrix, found) < 1e-12, "\(gap), \(isReal)")
      }
    }
  }

  @Test func someThreadMustWork() {
    #expect(throws: KernelError.sizeBelowOne(name: "threads", found: 0)) {
      try MonarchFactorization.factor([1, 2, 3, 4] as [Double], rows: 1, columns: 2, threads: 0)
    }
  }

  @Test func infinitiesAndNaNAreNamed() throws {
    var matrix = [Number](repeating: .one, count: 36)
    matrix[13] = Number(1, .nan)
    #expect(throws: KernelError.notFinite(row: 2, column: 1, value: "(1.0, nan)")) {
      try MonarchFactorization.factor(matrix, rows: 2, columns: 3)
    }
    var real = [Double](repeating: 1, count: 36)
    real[35] = -.infinity
    #expect(throws: KernelError.notFinite(row: 5, column: 5, value: "-inf")) {
      try MonarchFactorization.factor(real, rows: 3, columns: 2)
    }
    real[7] = .nan
    #expect(throws: KernelError.notFinite(row: 1, column: 1, value: "nan")) {
      try MonarchFactorization.factor(real, rows: 3, columns: 2)
    }
  }
}
