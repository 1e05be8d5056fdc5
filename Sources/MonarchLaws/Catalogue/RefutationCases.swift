import ExactArithmetic
import MonarchReference
import PropertyEngine

// Laws of `Catalogue.expressiveness` that say what a class is not, and those of permutations and real parts.

/// Any permutations, and those with a name.
@Sendable
func permutationsAreWords(_ draws: Draws) throws {
  let grid = try draws.draw(.grid(upTo: 24), as: "grid")
  let any = Generator<[Int]>.permutation(of: grid.count).map { try! Permutation(images: $0) }
  let permutation = try draws.draw(
    .oneOf(weighted: [(3, any), (1, .element(of: [.stride(grid), .stride(grid.transposed)]))]), as: "permutation")
  let isMember = try permutationIsAWord(permutation, on: grid, over: PrimeField.self)
  draws.classify(isMember, "in M")
}

/// Bit reversal, and with other bases the reversal of any digits, on every grid; in the square case it is in neither M nor
/// M*, and with P before it in M.
@Sendable
func digitReversalsAreWords(_ draws: Draws) throws {
  let base = try draws.draw(.integer(in: 2...4, target: 2), as: "base")
  let order = try draws.draw(.integer(in: 1...(base == 2 ? 6 : 3)), as: "digits")
  let high = try draws.draw(.integer(in: 0...order), as: "digits of the row")
  func power(_ exponent: Int) -> Int { (0..<exponent).reduce(1) { product, _ in product * base } }
  let grid = try Grid(rows: power(high), columns: power(order - high))
  let reversal = try Permutation.digitReversal(.uniform(base: base, order: order))
  let isMember = try permutationIsAWord(reversal, on: grid, over: PrimeField.self)
  if grid.rows == grid.columns {
    let shape = try MonarchShape.grid(grid)
    try demand(!isMember, "digit reversal is in M on \(grid)")
    if case .member = try shape.membership(of: reversal.matrix(over: PrimeField.self).transposed) {
      throw Violation("digit reversal is in M* on \(grid)")
    }
  }
  let afterStride = try reversal.composed(after: .stride(grid))
  try demand(
    try permutationIsAWord(afterStride, on: grid, over: PrimeField.self), "(reversal)·P is not in M on \(grid)")
}

/// Large permutations: every index arrives where it should.
@Sendable
func everyIndexIsRouted(_ draws: Draws) throws {
  let grid = try draws.draw(
    .element(of: MonarchReference.Grid.all(of: 4096).filter { max($0.rows, $0.columns) <= 128 }), as: "grid")
  let seed = try draws.draw(Generator<Int>.integer(), as: "seed of the permutation")
  var bits = RandomBits(seed: UInt64(bitPattern: Int64(seed)))
  let permutation = try Permutation(images: (0..<grid.count).shuffled(using: &bits))
  let labels = (0..<grid.count).map { PrimeField($0, modulo: try! PrimeModulus(4099)) }
  let expected = try permutation.applied(to: labels)
  try demandEqual(permutation.word(on: grid, over: PrimeField.self).applied(to: labels), expected, "the word LRL")
  try demandEqual(
    permutation.monarchStarWord(on: grid, over: PrimeField.self).applied(to: labels), expected, "the word RLR")
}

/// Generic circulants with q >= 3 and b >= 2 have no real factors.
@Sendable
func circulantsHaveNoRealFactors(_ draws: Draws) throws {
  let rows = try draws.draw(.integer(in: 3...6, target: 3), as: "q")
  let grid = try Grid(rows: rows, columns: draws.draw(.integer(in: 2...max(2, 18 / rows), target: 2), as: "b"))
  let coefficient = Generator<Int>.integer(in: -9...9).map { Rational($0) }
  let coefficients = try draws.draw(coefficient.array(count: grid.count), as: "c")
  draws.cover(try circulantHasNoRealFactors(coefficients, on: grid), "no real factors", atLeast: 0.5)
}

/// With q = 2 the roots of unity are ±1, and with b = 1 there is one block: rational factors.
@Sendable
func circulantsOfTwoRowsAreRational(_ draws: Draws) throws {
  let columns = try draws.draw(.size(upTo: 12), as: "b")
  let grid = try Grid(rows: 2, columns: columns)
  let coefficients = try draws.draw(Generator<Rational>.entry().array(count: grid.count), as: "c")
  try constructionIsItsDefinition(Circulant(coefficients: coefficients), on: [grid]) { try RootsOfUnity(order: $0) }
}

/// The three families of mathematics, at n = 9, 16 and 25.
@Sendable
func namedToeplitzMatricesAreFar(_ draws: Draws) throws {
  let m = try draws.draw(.integer(in: 3...5), as: "m")
  let family = try draws.draw(.element(of: ["1/(1+|d|)", "2^-|d|", "1/(2d+1)"]), as: "t_d")
  let diagonals = (1 - m * m..<m * m).map { d in
    switch family {
    case "1/(1+|d|)": Rational(1, 1 + abs(d))
    case "2^-|d|": Rational.powerOfTwo(-abs(d))
    default: Rational(1, 2 * d + 1)
    }
  }
  let pairs = try toeplitzIsFarFromMMStar(diagonals, on: .square(m))
  let members = (m - 1) * (m - 1)
  try demand(pairs == members * (members - 1) / 2, "found \(pairs) pairs for m = \(m)")
}

/// Generic integer Toeplitz matrices, b >= 3 and q >= 2.
@Sendable
func genericToeplitzMatricesAreExcluded(_ draws: Draws) throws {
  let grid = try Grid(
    rows: draws.draw(.integer(in: 2...4, target: 2), as: "q"),
    columns: draws.draw(.integer(in: 3...5, target: 3), as: "b"))
  let diagonal = Generator<Int>.integer(in: -99...99).map { Rational($0) }
  let diagonals = try draws.draw(diagonal.array(count: 2 * grid.count - 1), as: "t")
  let matrix = try Toeplitz(diagonals: diagonals).definition(RootsOfUnity<Rational>(order: 1))
  var isExcluded = false
  if case .excluded(let witness) = try grid.factorization(of: matrix, over: .rationals) {
    isExcluded = witness.holds(for: matrix, on: grid)
  }
  draws.cover(isExcluded, "excluded", atLeast: 0.5)
}

@Sendable
func fourierIsNotMonarch(_ draws: Draws) throws {
  let grid = try draws.draw(.element(of: MonarchReference.Grid.all(upTo: 36)), as: "grid")
  try fourierIsMonarchOnlyAfterStride(on: grid, roots: RootsOfUnity<Cyclotomic>(order: grid.count))
}

/// DCT-IV and DST-IV at square n = 16 and on other grids whose blocks are invertible.
@Sendable
func cosineFourIsOutside(_ draws: Draws) throws {
  let kind = try draws.draw(.element(of: [TrigonometricKind.dct4, .dst4]), as: "kind")
  let (q, b) = try draws.draw(.element(of: [(4, 4), (2, 4), (3, 4), (2, 6), (3, 5), (2, 8)]), as: "(q, b)")
  let grid = try Grid(rows: q, columns: b)
  let matrix = try TrigonometricTransform<Cyclotomic>(kind, size: grid.count).definition(
    RootsOfUnity(order: 8 * grid.count))
  try isExcludedByCommutator(matrix, on: grid, over: .cyclotomic(8 * grid.count))
}

/// DCT-II where b = 4 and q is even, so also at the square n = 16: rows 1 and 3 of blocks are invertible.
@Sendable
func cosineTwoIsOutside(_ draws: Draws) throws {
  let q = try draws.draw(.element(of: [2, 4, 6]), as: "q")
  let grid = try Grid(rows: q, columns: 4)
  let matrix = try TrigonometricTransform<Cyclotomic>(.dct2, size: grid.count).definition(
    RootsOfUnity(order: 4 * grid.count))
  try isExcludedByEigenspace(matrix, on: grid, invertibleRows: 1, 3, over: .cyclotomic(4 * grid.count))
}

/// The same modulo a prime, where the matrix is then in MM* over no extension of 𝔽_p.
@Sendable
func cosineTwoIsOutsideModuloPrimes(_ draws: Draws) throws {
  let q = try draws.draw(.element(of: [2, 4, 6, 8, 10, 12, 14, 16]), as: "q")
  let grid = try Grid(rows: q, columns: 4)
  let modulus = try PrimeModulus.firstPrime(congruentToOneMod: 8 * grid.count, above: 1 << 60)
  let matrix = try TrigonometricTransform<PrimeField>(.dct2, size: grid.count)
    .definition(RootsOfUnity(order: 4 * grid.count, modulus: modulus))
  try isExcludedByEigenspace(matrix, on: grid, invertibleRows: 1, 3, over: .primeField(modulus))
}

/// Type III is n/2 times the inverse of type II.
@Sendable
func typeThreeInvertsTypeTwo(_ draws: Draws) throws {
  let n = try draws.draw(.size(upTo: 24), as: "n")
  let (two, three) = try draws.draw(
    .element(of: [(TrigonometricKind.dct2, TrigonometricKind.dct3), (.dst2, .dst3)]), as: "kinds")
  let ζ = try RootsOfUnity<Cyclotomic>(order: 4 * n)
  let product =
    try TrigonometricTransform(two, size: n).definition(ζ) * TrigonometricTransform(three, size: n).definition(ζ)
  try demandEqual(product, Cyclotomic(Rational(n, 2)) * .identity(n), "II·III")
}

@Sendable
func realPartsAreRealProducts(_ draws: Draws) throws {
  let shape = try draws.draw(.wordShape(letters: 4, upTo: 9), as: "word")
  try realPartIsARealProduct(draws.draw(Generator<Cyclotomic>.entry().word(shape)))
}

/// The literature's cosine transform: `C_II = Re(Z F_n Π)`.
@Sendable
func cosineTransformIsARealPart(_ draws: Draws) throws {
  let grid = try draws.draw(.element(of: MonarchReference.Grid.all(upTo: 25)), as: "grid")
  let n = grid.count
  let ζ = try RootsOfUnity<Cyclotomic>(order: 4 * n)
  let twiddles = try Letter.diagonal(.db, on: grid, (0..<n).map { ζ(4 * n, $0) })
  let order = try Permutation(images: Array(stride(from: 0, to: n, by: 2)) + stride(from: 1, to: n, by: 2).reversed())
    .inverse
  guard let last = try order.monarchWord(on: grid, over: Cyclotomic.self) else {
    throw Violation("Π is not in M on \(grid)")
  }
  let word = try Word([twiddles] + FourierTransform(size: n).word(on: grid, ζ).letters + last.letters)
  try realPartIsARealProduct(word)
  try demandEqual(
    word.realPart.dense, TrigonometricTransform(.dct2, size: n).definition(ζ), "Re(Z F_n Π) on \(grid)")
}
