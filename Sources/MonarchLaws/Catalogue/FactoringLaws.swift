import ExactArithmetic
import MonarchReference
import PropertyEngine

// The laws of `Catalogue.factorization`.

/// A law over a field in which roots can be found.
protocol FactoringLaw: Sendable {
  func check<Scalar: Field>(
    _ draws: Draws, _ entry: Generator<Scalar>, _ field: CoefficientField<Scalar>
  ) throws
}

extension Law {
  /// The law over ℚ, a prime field, and ℚ(i).
  static func overFactoringFields(_ name: String, cases: Int, _ law: some FactoringLaw) -> [Law] {
    [
      Law(name, field: "ℚ", cases: cases) { try law.check($0, Generator<Rational>.entry(), .rationals) },
      Law(name, field: "𝔽_97", cases: cases) {
        try law.check($0, Generator<PrimeField>.entry(), .primeField(PrimeModulus(97)))
      },
      Law(name, field: "ℚ(i)", cases: max(cases / 4, 10)) {
        try law.check($0, Generator<Cyclotomic>.gaussian(), .cyclotomic(4))
      },
    ]
  }
}

extension Generator where Value == MonarchReference.Grid {
  /// Grids on which MM* is a question: mostly 2 to 4 rows and columns, in one of four cases any.
  static func factoringGrid(upTo limit: Int) -> Generator {
    let side = Generator<Int>.integer(in: 2...4)
    let sides = zip(side, side).map { rows, columns in
      try! MonarchReference.Grid(rows: rows, columns: rows * columns <= limit ? columns : 2)
    }
    return .oneOf(weighted: [(3, sides), (1, .grid(upTo: limit))])
  }
}

extension Generator where Value: Field {
  /// Members of MM* whose A_j and C_i are mostly invertible, whose R have zeros, and whose joint eigenvalues may repeat.
  func factorable(on grid: MonarchReference.Grid) -> Generator<Word<Value>> {
    Generator<Word<Value>> { draws throws(DrawStop) in
      let (q, b) = (grid.rows, grid.columns)
      func block() throws(DrawStop) -> Matrix<Value> {
        if try draws.draw(Generator<Int>.integer(in: 0...9)) == 9 {
          return try draws.draw(self.matrix(rows: q, columns: q))
        }
        let entries = try draws.draw(self.array(count: q * q))
        let lower = Matrix<Value>(rows: q, columns: q) { $0 == $1 ? 1 : $0 > $1 ? entries[$0 * q + $1] : .zero }
        let upper = Matrix<Value>(rows: q, columns: q) { $0 == $1 ? 1 : $0 < $1 ? entries[$0 * q + $1] : .zero }
        return try! lower * upper
      }
      var (left, right, middle): ([Matrix<Value>], [Matrix<Value>], [Matrix<Value>]) = ([], [], [])
      for _ in 0..<b {
        left.append(try block())
        right.append(try block())
      }
      // No zeros; zeros outside of the first row and column, which are a pivot; zeros anywhere.
      let zeros = try draws.draw(Generator<Int>.integer(in: 0...2))
      for p in 0..<q {
        if p > 0, try draws.draw(Generator<Int>.integer(in: 0...3)) == 3 {
          middle.append(middle[p - 1])
          continue
        }
        let entries = try draws.draw(self.array(count: b * b))
        middle.append(
          Matrix(rows: b, columns: b) { j, i in
            let value = entries[j * b + i]
            return value == .zero && (zeros == 0 || zeros == 1 && (j == 0 || i == 0)) ? 1 : value
          })
      }
      return try! .monarchMonarchAdjoint(left: left, middle: middle, right: right, on: grid)
    }
  }
}

struct MembersAreFactored: FactoringLaw {
  func check<Scalar: Field>(
    _ draws: Draws, _ entry: Generator<Scalar>, _ field: CoefficientField<Scalar>
  ) throws {
    let grid = try draws.draw(.factoringGrid(upTo: 16), as: "grid")
    let word = try draws.draw(
      .oneOf(weighted: [(3, entry.factorable(on: grid)), (1, entry.word(.monarchMonarchAdjoint(on: grid)))]))
    let answer = try decisionIsRight(of: word.dense, on: grid, over: field, isMember: true)
    if case .factors(_, let isUnique) = answer {
      draws.classify(isUnique == false, "equal joint eigenvalues")
      draws.cover(isUnique != nil, "factored by a tree", atLeast: 0.1)
    } else {
      draws.classify(true, "undecided")
    }
  }
}

struct OthersAreDecided: FactoringLaw {
  /// Members with up to three other entries, and anything.
  func check<Scalar: Field>(
    _ draws: Draws, _ entry: Generator<Scalar>, _ field: CoefficientField<Scalar>
  ) throws {
    let grid = try draws.draw(.factoringGrid(upTo: 12), as: "grid")
    let n = grid.count
    var elements = try draws.draw(
      .oneOf(entry.factorable(on: grid).map { try! $0.dense }, entry.matrix(rows: n, columns: n))
    ).elements
    for _ in 0..<(try draws.draw(.integer(in: 0...3), as: "changes")) {
      elements[try draws.draw(.integer(in: 0...n * n - 1))] = try draws.draw(entry)
    }
    let matrix = try Matrix(rows: n, columns: n, elements: elements)
    switch try decisionIsRight(of: matrix, on: grid, over: field) {
    case .factors: draws.classify(true, "factors")
    case .excluded: draws.classify(true, "excluded")
    case .needsExtension: draws.classify(true, "needs an extension")
    case .undecided: draws.classify(true, "undecided")
    }
  }
}

struct FactorsAreUnique: FactoringLaw {
  func check<Scalar: Field>(
    _ draws: Draws, _ entry: Generator<Scalar>, _ field: CoefficientField<Scalar>
  ) throws {
    let grid = try draws.draw(.factoringGrid(upTo: 12), as: "grid")
    let (q, b) = (grid.rows, grid.columns)
    let word = try draws.draw(entry.factorable(on: grid), as: "word")
    let scale = entry.map { $0 == .zero ? 1 : $0 }.array(count: q).array(count: b)
    let images = try draws.draw(Generator<[Int]>.permutation(of: q), as: "permutation")
    try factorsAreUniqueUpToGauge(
      word, scales: (draws.draw(scale, as: "α"), draws.draw(scale, as: "γ")), permutation: Permutation(images: images),
      over: field)
    if q > 1 {
      // Where columns vanish there is nothing to shear.
      let isInvertible = try (word.letters[0].blocks + word.letters[2].blocks).allSatisfy {
        try $0.determinant() != .zero
      }
      if isInvertible { try equalEigenvaluesHaveOtherFactors(word, over: field) }
    }
  }
}

@Sendable
func permutationsAreOutsideOfTheAssumption(_ draws: Draws) throws {
  let grid = try draws.draw(.grid(upTo: 25), as: "grid")
  // More than one block, and blocks that one entry cannot fill: q >= 2 entries of a column must not share a block.
  try draws.assume(grid.rows > 1 && grid.columns > 1)
  let images = try draws.draw(
    .oneOf(.constant(Array(0..<grid.count)), Generator<[Int]>.permutation(of: grid.count)), as: "permutation")
  try assumptionExcludes(Permutation(images: images).matrix(over: Rational.self), on: grid, over: .rationals)
}

/// In the square case; on other grids blocks of F_n may be invertible, as the next law says.
@Sendable
func fourierMatricesAreOutsideOfTheAssumption(_ draws: Draws) throws {
  let m = try draws.draw(.integer(in: 2...12), as: "m")
  let (matrix, modulus) = try fourierMatrix(m * m)
  try assumptionExcludes(matrix, on: .square(m), over: .primeField(modulus))
}

/// On any grid with q, b >= 2, coprime or not.
@Sendable
func fourierMatricesOfCoprimeSidesMeetTheAssumption(_ draws: Draws) throws {
  let (q, b) = try draws.draw(zip(Generator<Int>.integer(in: 2...9), .integer(in: 2...9)), as: "q, b")
  let (matrix, modulus) = try fourierMatrix(q * b)
  let grid = try Grid(rows: q, columns: b)
  try blocksOfFourierMatrixHaveTheirRank(matrix, on: grid, over: .primeField(modulus)) {
    try FourierTransform(size: q * b).word(on: grid, RootsOfUnity(order: q * b, modulus: modulus))
  }
}

/// F_n modulo a prime.
private func fourierMatrix(_ n: Int) throws -> (Matrix<PrimeField>, PrimeModulus) {
  let modulus = try PrimeModulus.firstPrime(congruentToOneMod: n, above: 1 << 30)
  let root = try modulus.rootOfUnity(order: n)
  var powers = [PrimeField(1, modulo: modulus)]
  for _ in 1..<n { powers.append(powers[powers.count - 1] * root) }
  return (Matrix(rows: n, columns: n) { powers[$0 * $1 % n] }, modulus)
}

@Sendable
func membersConverge(_ draws: Draws) throws {
  let denominator = try draws.draw(.integer(in: 1...1_000_000), as: "1/t")
  try membersConvergeToNoMember(t: Rational(1, denominator))
}
