import ExactArithmetic
import MonarchReference
import PropertyEngine
import TestSupport
import Testing

/// The decision on MM*(b, n) where answers are known.
@Suite struct FactorizationTests {
  private func grid(_ rows: Int, _ columns: Int) throws -> MonarchReference.Grid {
    try MonarchReference.Grid(rows: rows, columns: columns)
  }

  private func toeplitz(_ n: Int, _ entry: (Int) -> Rational) -> Matrix<Rational> {
    Matrix(rows: n, columns: n) { entry($0 - $1) }
  }

  private func circulant(_ n: Int, seed: UInt64) -> Matrix<Rational> {
    var bits = RandomBits(seed: seed)
    let c = (0..<n).map { _ in Rational(Int(bits.below(19)) - 9) }
    return Matrix(rows: n, columns: n) { c[(($0 - $1) % n + n) % n] }
  }

  /// A member with entries from a seed: A_j and C_i are unitriangular products, R has a full first row and column, zeros
  /// elsewhere, and the rows p named by `repeats` are those of others.
  private func member(_ grid: MonarchReference.Grid, seed: UInt64, bits size: UInt64 = 9, repeats: Int = 0) throws
    -> Word<Rational>
  {
    var bits = RandomBits(seed: seed)
    func number() -> Rational { Rational(Int(bits.below(size)) - Int(size / 2)) }
    let (q, b) = (grid.rows, grid.columns)
    func invertible() throws -> Matrix<Rational> {
      let lower = Matrix<Rational>(rows: q, columns: q) { $0 == $1 ? 1 : $0 > $1 ? number() : 0 }
      let upper = Matrix<Rational>(rows: q, columns: q) { $0 == $1 ? 1 : $0 < $1 ? number() : 0 }
      return try lower * upper
    }
    var middle = (0..<q).map { _ in
      Matrix<Rational>(rows: b, columns: b) { j, i in
        let value = number()
        return (j == 0 || i == 0) && value == 0 ? 1 : value
      }
    }
    for p in 0..<min(repeats, q - 1) { middle[q - 1 - p] = middle[0] }
    return try .monarchMonarchAdjoint(
      left: (0..<b).map { _ in try invertible() }, middle: middle, right: (0..<b).map { _ in try invertible() },
      on: grid)
  }

  @Test(arguments: [(2, 2), (3, 3), (4, 4), (2, 6), (6, 2), (3, 5), (5, 4), (8, 8)])
  func membersAreFactored(rows: Int, columns: Int) throws {
    let grid = try grid(rows, columns)
    for seed in 0..<3 as Range<UInt64> {
      for repeats in [0, 1, rows - 1] {
        let word = try member(grid, seed: seed, repeats: repeats)
        let matrix = try word.dense
        guard case .factors(let found, let isUnique) = try grid.factorization(of: matrix, over: .rationals) else {
          Issue.record("a member is not factored: \(grid), \(seed)")
          continue
        }
        #expect(try found.dense == matrix && found.shape == .monarchMonarchAdjoint(on: grid))
        if repeats > 0 { #expect(isUnique == false) }
        if isUnique == true { #expect(found.equivalence(to: word) != nil) }
      }
    }
  }

  @Test(arguments: [3, 4, 5]) func toeplitzMatricesAreExcluded(m: Int) throws {
    let grid = try MonarchReference.Grid.square(m)
    let entries: [(Int) -> Rational] = [
      { Rational(1, 1 + abs($0)) }, { .powerOfTwo(-abs($0)) }, { Rational(1) / Rational(2 * $0 + 1) },
    ]
    for entry in entries {
      let matrix = toeplitz(m * m, entry)
      guard case .excluded(let witness) = try grid.factorization(of: matrix, over: .rationals),
        case .commutator(_, _, _, _, let value) = witness.reason
      else {
        Issue.record("not excluded at n = \(m * m)")
        continue
      }
      #expect(witness.holds(for: matrix, on: grid) && value != 0)
      // It is a witness against this matrix alone, and not against members.
      #expect(!witness.holds(for: try member(grid, seed: 1).dense, on: grid))
    }
  }

  /// b = 2 is dense: a perturbed member is one again, over an extension perhaps.
  @Test(arguments: [(3, 3), (4, 4), (2, 3), (5, 3), (3, 4)]) func perturbedMembersAreExcluded(rows: Int, columns: Int)
    throws
  {
    let grid = try grid(rows, columns)
    let word = try member(grid, seed: 7)
    var elements = try word.dense.elements
    elements[grid.count + 1] += Rational(1, 1_000_000)
    let matrix = try Matrix(rows: grid.count, columns: grid.count, elements: elements)
    let answer = try grid.factorization(of: matrix, over: .rationals)
    guard case .excluded = answer else {
      Issue.record("not excluded: \(answer)")
      return
    }
    #expect(answer.holds(for: matrix, on: grid))
    #expect(!answer.holds(for: try word.dense, on: grid))
  }

  /// Over ℚ a generic circulant with n/b >= 3 needs ζ_{n/b}; over that it is a member.
  @Test(arguments: [(3, 3), (4, 4), (5, 5), (3, 2), (6, 2), (4, 3), (8, 2)])
  func circulantsNeedRootsOfUnity(rows: Int, columns: Int) throws {
    let grid = try grid(rows, columns)
    let matrix = circulant(grid.count, seed: 3)
    let answer = try grid.factorization(of: matrix, over: .rationals)
    guard case .needsExtension(let witness) = answer else {
      Issue.record("expected an extension, found \(answer)")
      return
    }
    #expect(witness.holds(for: matrix, on: grid) && witness.rootFreeModulo != nil)
    #expect(witness.polynomial.irreducibleFactor() == witness.polynomial.monic)
    let complex = matrix.map { Cyclotomic($0) }
    let found = try grid.factorization(of: complex, over: .cyclotomic(rows))
    guard case .factors(let word, _) = found else {
      Issue.record("expected factors, found \(found)")
      return
    }
    #expect(try word.dense == complex)
  }

  /// For n/b = 2 the factors are rational.
  @Test func circulantsOfTwoRowsAreRational() throws {
    // Seed 5 has singular blocks in every row and column for five columns: the others still connect all.
    for columns in [2, 3, 5] {
      for seed in 0..<8 as Range<UInt64> {
        let grid = try grid(2, columns)
        let answer = try grid.factorization(of: circulant(2 * columns, seed: seed), over: .rationals)
        guard case .factors = answer else {
          Issue.record("expected factors, found \(answer)")
          continue
        }
      }
    }
  }

  @Test func fourierMatricesAreFactored() throws {
    for n in [4, 6, 8, 9, 12, 16] {
      for rows in 2..<n where n.isMultiple(of: rows) {
        let grid = try grid(rows, n / rows)
        let matrix = Matrix<Cyclotomic>(rows: n, columns: n) { .root(of: n, power: $0 * $1) }
        let answer = try grid.factorization(of: matrix, over: .cyclotomic(n))
        guard case .factors(let word, _) = answer else {
          Issue.record("F_\(n) on \(grid): \(answer)")
          continue
        }
        #expect(try word.definition() == matrix)
      }
    }
  }

  /// Larger ones over a prime field.
  @Test(arguments: [25, 36, 48, 64]) func largeFourierMatricesAreFactored(n: Int) throws {
    let modulus = try PrimeModulus.firstPrime(congruentToOneMod: n, above: 1 << 30)
    let root = try modulus.rootOfUnity(order: n)
    var powers = [PrimeField(1, modulo: modulus)]
    for _ in 1..<n { powers.append(powers[powers.count - 1] * root) }
    let matrix = Matrix<PrimeField>(rows: n, columns: n) { powers[$0 * $1 % n] }
    for rows in 2..<n where n.isMultiple(of: rows) {
      guard case .factors(let word, _) = try grid(rows, n / rows).factorization(of: matrix, over: .primeField(modulus))
      else {
        Issue.record("F_\(n) with \(rows) rows")
        continue
      }
      #expect(try word.dense == matrix)
    }
  }

  @Test(arguments: [(2, 2), (4, 4), (3, 5), (5, 3), (8, 8), (1, 6), (6, 1)])
  func permutationsAreFactored(rows: Int, columns: Int) throws {
    let grid = try grid(rows, columns)
    var bits = RandomBits(seed: UInt64(rows * 100 + columns))
    var images = Array(0..<grid.count)
    var permutations = [try Permutation(images: images), .stride(grid)]
    if rows == columns, rows.nonzeroBitCount == 1 {
      permutations.append(.digitReversal(try .uniform(base: 2, order: grid.count.trailingZeroBitCount)))
    }
    for _ in 0..<5 {
      for place in stride(from: grid.count - 1, to: 0, by: -1) {
        images.swapAt(place, Int(bits.below(UInt64(place + 1))))
      }
      permutations.append(try Permutation(images: images))
    }
    for permutation in permutations {
      let matrix = permutation.matrix(over: Rational.self)
      guard case .factors(let word, _) = try grid.factorization(of: matrix, over: .rationals) else {
        Issue.record("a permutation on \(grid)")
        continue
      }
      #expect(try word.definition() == matrix)
      // 0 and 1 alone.
      #expect(word.factors.allSatisfy { $0.elements.allSatisfy { $0 == 0 || $0 == 1 } })
    }
  }

  /// The Toeplitz matrix of `mmstar-not-closed`.
  @Test func limitsNeedNotBeMembers() throws {
    let t: [Int: Rational] = [-3: -1, -2: 1, -1: 0, 0: 3, 1: 1, 2: 0, 3: -3]
    let (grid, matrix) = (try grid(2, 2), toeplitz(4) { t[$0]! })
    let answer = try grid.factorization(of: matrix, over: .rationals)
    guard case .excluded(let witness) = answer, case .nilpotent(let place, let polynomial) = witness.reason else {
      Issue.record("not excluded by a nilpotent: \(answer)")
      return
    }
    #expect(place == BlockPlace(j: 1, i: 1) && polynomial == Polynomial([-9, 1]))
    #expect(witness.holds(for: matrix, on: grid))
  }

  /// No row and no column of blocks is all invertible, but the invertible ones connect them.
  @Test func treesNeedNoPivot() throws {
    let grid = try grid(3, 4)
    var word = try member(grid, seed: 21)
    let middle = word.letters[1].blocks.enumerated().map { p, block in
      // D_jj is singular, in its place p = 0 alone.
      Matrix<Rational>(rows: 4, columns: 4) { j, i in j == i && p == 0 ? 0 : block[j, i] == 0 ? 1 : block[j, i] }
    }
    word = try .monarchMonarchAdjoint(
      left: word.letters[0].blocks, middle: middle, right: word.letters[2].blocks, on: grid)
    let matrix = try word.dense
    guard case .factors(let found, _) = try grid.factorization(of: matrix, over: .rationals) else {
      Issue.record("not factored")
      return
    }
    #expect(try found.dense == matrix)
    // One entry changed, in a block that is singular.
    var elements = matrix.elements
    elements[0] += 1
    let changed = try Matrix(rows: 12, columns: 12, elements: elements)
    let answer = try grid.factorization(of: changed, over: .rationals)
    guard case .excluded = answer else {
      Issue.record("not excluded: \(answer)")
      return
    }
    #expect(answer.holds(for: changed, on: grid) && !answer.holds(for: matrix, on: grid))
  }

  @Test func undecidedAnswersNameSingularBlocks() throws {
    // Blocks of rank 1 and 2 without a cross of invertible ones, more than the middle has rows.
    let grid = try grid(2, 3)
    let matrix = Matrix<Rational>(rows: 6, columns: 6) { x, y in
      let (l, j, k, i) = (x / 3, x % 3, y / 3, y % 3)
      return j == i ? Rational(1 + l * 2 + k + j) * (l == k ? 2 : 1) : Rational((l + 1 + j) * (k + 2 + i))
    }
    let answer = try grid.factorization(of: matrix, over: .rationals)
    guard case .undecided(.singularBlocks(let singular)) = answer else {
      Issue.record("expected no decision, found \(answer)")
      return
    }
    #expect(singular.count == 6 && answer.holds(for: matrix, on: grid))
  }

  @Test func otherSizesAreRefused() throws {
    let error = #expect(throws: ShapeError.self) {
      try grid(2, 3).factorization(of: Matrix<Rational>.identity(5), over: .rationals)
    }
    #expect(error?.description == "expected a 6×6 matrix for the grid 2×3, found 5×5")
  }

  @Test func sixteenRowsOfEightBits() throws {
    let grid = try MonarchReference.Grid.square(16)
    let word = try member(grid, seed: 11, bits: 255)
    let matrix = try word.dense
    let clock = ContinuousClock()
    var answer: Factorization<Rational>?
    let time = try clock.measure { answer = try grid.factorization(of: matrix, over: .rationals) }
    print("n = 256: \(time)")
    guard case .factors(let found, let isUnique)? = answer else {
      Issue.record("not factored")
      return
    }
    #expect(isUnique == true && found.equivalence(to: word) != nil)
  }
}
