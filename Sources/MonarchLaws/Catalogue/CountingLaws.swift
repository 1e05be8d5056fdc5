import ExactArithmetic
public import MonarchReference
import PropertyEngine

// The laws of `Catalogue.structure` about sizes, dimensions and permutations.

/// A number that counts the multiply-adds it takes part in.
struct Counted: Field {
  final class Counter: @unchecked Sendable {
    var count = 0
  }

  var value: Int
  var counter: Counter?

  init(_ value: Int) { (self.value, counter) = (value, nil) }
  init(integerLiteral value: Int) { self.init(value) }
  init(_ value: Int, _ counter: Counter) { (self.value, self.counter) = (value, counter) }

  static var zero: Counted { 0 }
  static func + (a: Counted, b: Counted) -> Counted { Counted(a.value + b.value) }
  static func - (a: Counted, b: Counted) -> Counted { Counted(a.value - b.value) }
  static prefix func - (a: Counted) -> Counted { Counted(-a.value) }
  static func == (a: Counted, b: Counted) -> Bool { a.value == b.value }
  static func * (a: Counted, b: Counted) -> Counted {
    (a.counter ?? b.counter)?.count += 1
    return Counted(a.value * b.value)
  }
  static func / (a: Counted, b: Counted) -> Counted { Counted(a.value / b.value) }
}

/// A product takes n(q + b) multiply-adds, counted as they happen: every entry of the factors is used once.
@Sendable
func productTakesItsCost(_ draws: Draws) throws {
  let grid = try draws.draw(.grid(upTo: 40), as: "grid")
  let counter = Counted.Counter()
  func entries(_ count: Int) -> [Counted] { (0..<count).map { Counted($0 % 5, counter) } }
  let shape = try MonarchShape.grid(grid)
  let monarch = try MonarchMatrix(
    shape: shape, left: entries(shape.l * shape.s * shape.r), right: entries(shape.k * shape.q * shape.p))
  _ = try monarch.applied(to: entries(grid.count))
  let expected = grid.count * (grid.rows + grid.columns)
  try demand(counter.count == expected, "expected \(expected) multiply-adds on \(grid), found \(counter.count)")
}

/// n(q + b), by words and by shapes, against n².
@Sendable
func costIsTheNumberOfParameters(_ draws: Draws) throws {
  let grid = try draws.draw(.grid(upTo: 10_000), as: "grid")
  let (q, b, n) = (grid.rows, grid.columns, grid.count)
  try demand(WordShape.monarch(on: grid).parameterCount == n * (q + b), "the cost of M(b, n)")
  try demand(try MonarchShape.grid(grid).parameterCount == n * (q + b), "the cost by its shape")
  let m = try draws.draw(.size(upTo: 1000), as: "m")
  let cost = WordShape.monarch(on: try .square(m)).parameterCount
  try demand(cost == 2 * m * m * m && (cost < m * m * m * m) == (m >= 3), "2n√n < n² from m = 3 on")
}

/// Every entry of the matrix is in one slice; the Gram matrices of all take n^{5/2} multiply-adds in the square case.
@Sendable
func slicesTakeTheirCost(_ draws: Draws) throws {
  let m = try draws.draw(.size(upTo: 5), as: "m")
  let shape = try draws.draw(.oneOf(.constant(try .square(m)), .monarchShape(upTo: 5)), as: "shape")
  let counter = Counted.Counter()
  let width = shape.inputCount
  let matrix = Matrix(rows: shape.outputCount, columns: width) { Counted($0 * width + $1 + 1, counter) }
  var places: Set<Int> = []
  for λ in 0..<shape.l {
    for a in 0..<shape.k {
      let slice = try shape.slice(of: matrix, λ: λ, a: a)
      try demand(slice.rows == shape.s && slice.columns == shape.p, "a slice is \(slice.rows)×\(slice.columns)")
      places.formUnion(slice.elements.map(\.value))
      _ = slice.columns <= slice.rows ? try slice.transposed * slice : try slice * slice.transposed
    }
  }
  try demand(places == Set(1...shape.outputCount * width), "the slices do not partition the matrix")
  let expected = shape.l * shape.k * shape.s * shape.p * min(shape.s, shape.p)
  try demand(counter.count == expected, "expected \(expected) multiply-adds on \(shape), found \(counter.count)")
  // n^{5/2} = m⁵.
  if shape == (try .square(m)) { try demand(expected == m * m * m * m * m, "\(expected) is not n^{5/2}") }
}

/// The bound from parameters less scalings is the rank of the Jacobian, for words of every length.
@Sendable
func dimensionIsReached(_ draws: Draws) throws {
  let square = Generator<Int>.integer(in: 1...5).map { squareWord(letters: $0) }
  let shape = try draws.draw(.oneOf(.wordShape(letters: 5, upTo: 12), square), as: "word")
  let bound = shape.dimensionBound
  if shape.grid.rows == 4, shape.grid.columns == 4, shape.kinds.first == .db {
    let published = [1: 64, 2: 112, 3: 160, 4: 208, 5: 256]
    try demand(bound == published[shape.kinds.count], "the dimension at n = 16 is not the published one: \(bound)")
  }
  let rank = try rank(draws, shape.patterns, atMost: bound + 3)
  try demand(rank == bound, "expected the dimension \(bound) of \(shape), found the rank \(rank)")
}

/// Words from L on at n = 16.
private func squareWord(letters: Int) -> WordShape {
  try! .alternating(letters, from: .db, on: .square(4))
}

/// n·log₂n + n: that of M(b, n) at n = 4, less from n = 8 on.
@Sendable
func butterfliesHaveLowerDimension(_ draws: Draws) throws {
  let levels = try draws.draw(.integer(in: 2...5), as: "log₂n")
  let n = 1 << levels
  let butterfly = try Butterfly<Rational>(size: n, elements: Array(repeating: 1, count: 2 * n * levels))
  let dimension = try rank(draws, butterfly.factors.map(\.pattern), atMost: n * levels + n + 3)
  try demand(dimension == n * levels + n, "the butterflies' dimension at n = \(n) is \(dimension)")
  let b = 1 << (try draws.draw(.integer(in: 1...levels - 1), as: "log₂b"))
  let monarch = try MonarchShape.grid(Grid(rows: n / b, columns: b)).dimension
  try demand(n == 4 ? monarch == dimension : monarch > dimension, "M(\(b), \(n)) has dimension \(monarch)")
}

/// The rank of the Jacobian at a point that the case's seed draws.
private func rank(_ draws: Draws, _ patterns: [KroneckerPattern], atMost bound: Int) throws -> Int {
  var bits = RandomBits(seed: try draws.draw(Generator<UInt64>.integer(), as: "seed"))
  return try jacobianRank(of: patterns, atMost: bound, modulo: PrimeModulus((1 << 61) - 1), using: &bits)
}

@Sendable
func permutationsFollowTheCriterion(_ draws: Draws) throws {
  let grid = try draws.draw(.grid(upTo: 16), as: "grid")
  var images = Array(0..<grid.count)
  for _ in 0..<(try draws.draw(.integer(in: 0...grid.count), as: "swaps")) {
    let place = Generator<Int>.integer(in: 0...grid.count - 1)
    images.swapAt(try draws.draw(place), try draws.draw(place))
  }
  try permutationMembershipFollowsItsCriterion(Permutation(images: images), on: grid)
}

@Sendable
func strideIsAMemberForCoprimeSides(_ draws: Draws) throws {
  let grid = try draws.draw(.grid(upTo: 36), as: "grid")
  var (a, b) = (grid.rows, grid.columns)
  while b != 0 { (a, b) = (b, a % b) }
  let isMember = try permutationMembershipFollowsItsCriterion(.stride(grid), on: grid)
  try demand(isMember == (a == 1), "gcd = \(a), but P is \(isMember ? "" : "not ")in M on \(grid)")
}

/// An element of a prime field whose multiplications and divisions are counted.
private struct CountedResidue: Field {
  var value: PrimeField
  var counter: Counted.Counter?

  init(_ value: Int) { (self.value, counter) = (PrimeField(value), nil) }
  init(integerLiteral value: Int) { self.init(value) }
  init(_ value: PrimeField, _ counter: Counted.Counter?) { (self.value, self.counter) = (value, counter) }

  static var zero: CountedResidue { 0 }
  static func + (a: Self, b: Self) -> Self { Self(a.value + b.value, a.counter ?? b.counter) }
  static func - (a: Self, b: Self) -> Self { Self(a.value - b.value, a.counter ?? b.counter) }
  static prefix func - (a: Self) -> Self { Self(-a.value, a.counter) }
  static func == (a: Self, b: Self) -> Bool { a.value == b.value }
  static func * (a: Self, b: Self) -> Self { counted(a.value * b.value, a, b) }
  static func / (a: Self, b: Self) -> Self { counted(a.value / b.value, a, b) }

  private static func counted(_ value: PrimeField, _ a: Self, _ b: Self) -> Self {
    let counter = a.counter ?? b.counter
    counter?.count += 1
    return Self(value, counter)
  }
}

/// The multiplications and divisions in K that the factorisation of a member takes, roots of polynomials apart.
///
/// The member has A_j, C_i and R from a seed, over a prime field with 61 bits, and is factored with uniqueness.
public func factorizationCost(on grid: MonarchReference.Grid, seed: UInt64) throws -> Int {
  let modulus = try PrimeModulus((1 << 61) - 1)
  var bits = RandomBits(seed: seed)
  let (q, b) = (grid.rows, grid.columns)
  // The eigenvalues are those of R, so that all roots are in the field.
  let shape = try WordShape.monarchMonarchAdjoint(on: grid)
  let elements = (0..<shape.parameterCount).map { _ in
    PrimeField(Int(bits.below(UInt64(modulus.value))), modulo: modulus)
  }
  let matrix = try Word(shape: shape, elements: elements).dense
  let counter = Counted.Counter()
  let field = CoefficientField<CountedResidue>(
    name: "F_p", residues: { values, _ in values.map { $0.value.joined(to: modulus) } },
    roots: { polynomial in
      let roots = try? PrimeField.roots(of: polynomial.map { $0.value.joined(to: modulus) })
      return (roots ?? []).map { CountedResidue($0, counter) }
    })
  let answer = try grid.factorization(of: matrix.map { CountedResidue($0, counter) }, over: field)
  guard case .factors(_, let isUnique) = answer, isUnique != false || min(q, b) == 1 else {
    throw Violation("a member of independent entries has no unique factors on \(grid)")
  }
  return counter.count
}

/// O(n²·q) for a member of independent entries: at most 16 times that.
@Sendable
func factorizationTakesItsCost(_ draws: Draws) throws {
  let size = Generator<Int>.integer(in: 2...7)
  let (q, b) = try draws.draw(zip(size, size), as: "q, b")
  let seed = try draws.draw(Generator<UInt64>.integer(), as: "seed")
  let cost = try factorizationCost(on: Grid(rows: q, columns: b), seed: seed)
  let unit = q * b * q * b * q
  try demand(cost <= 16 * unit, "expected at most \(16 * unit) operations on the \(q)×\(b) grid, found \(cost)")
}
