import ExactArithmetic
import MonarchLaws
import MonarchReference
import PropertyEngine
import PropertyTesting
import TestSupport
import Testing

/// 2⁶¹ − 1.
private let modulus = try! PrimeModulus((1 << 61) - 1)

private func rank(_ patterns: [KroneckerPattern], atMost bound: Int, seed: UInt64 = 1) throws -> Int {
  var bits = RandomBits(seed: seed)
  return try jacobianRank(of: patterns, atMost: bound, modulo: modulus, using: &bits)
}

@Suite(.property(cases: cases(100))) struct DimensionTests {
  /// The numbers of `parameters` for n = 16, with functionals to spare.
  @Test(arguments: [("LR", 112), ("LRL", 160), ("LRLR", 208), ("LRLRL", 256)])
  func wordsOfSixteen(letters: String, dimension: Int) throws {
    let shape = try WordShape.alternating(letters.count, from: .db, on: .square(4))
    #expect(shape.dimensionBound == dimension)
    #expect(try rank(shape.patterns, atMost: dimension + 20) == dimension)
  }

  /// At n = 64, (MM*)² has dimension 2304 < 4096.
  #if !DEBUG
    @Test func squareOfMonarchMonarchAdjointOfSixtyFour() throws {
      let shape = try WordShape.monarchMonarchAdjoint(power: 2, on: .square(8))
      #expect(shape.dimensionBound == 2304)
      #expect(try rank(shape.patterns, atMost: 2304) == 2304)
    }
  #endif

  /// The bound is reached by words of every length on grids of every form.
  @Test func wordsReachTheirBound() async {
    await check { draws in
      let shape = try draws.draw(.wordShape(letters: 5, upTo: 12), as: "shape")
      let seed = try draws.draw(Generator<UInt64>.integer(), as: "seed")
      #expect(try rank(shape.patterns, atMost: shape.dimensionBound + 3, seed: seed) == shape.dimensionBound)
    }
  }

  /// `n²/b + nb − n` for M and `2n²/b + nb − 2n` for MM*, as far as n² allows; MM*(2, n) is dense.
  @Test(arguments: [(1, 1), (2, 1), (1, 5), (2, 2), (3, 2), (2, 3), (4, 2), (2, 4), (3, 3), (5, 3), (3, 5), (6, 2)])
  func formulasOfMonarch(q: Int, b: Int) throws {
    let (grid, n) = (try Grid(rows: q, columns: b), q * b)
    #expect(WordShape.monarch(on: grid).dimensionBound == n * n / b + n * b - n)
    let double = try WordShape.monarchMonarchAdjoint(on: grid)
    #expect(double.dimensionBound == min(n * n, 2 * n * n / b + n * b - 2 * n))
    #expect(try rank(double.patterns, atMost: n * n) == double.dimensionBound)
    if b == 2 { #expect(double.dimensionBound == n * n) }
  }

  /// Rectangular products: the sum over the slices, with ranks that differ where l ∤ q.
  @Test func rectangularShapesHaveTheirDimension() async {
    await check { draws in
      let shape = try draws.draw(.monarchShape(), as: "shape")
      let seed = try draws.draw(Generator<UInt64>.integer(), as: "seed")
      let found = try rank([shape.leftPattern, shape.rightPattern], atMost: shape.dimension + 3, seed: seed)
      #expect(found == shape.dimension)
      if shape.isGrid {
        #expect(shape.dimension == WordShape.monarch(on: try Grid(rows: shape.k, columns: shape.l)).dimensionBound)
      }
    }
  }

  /// Order p: `pNb − (p − 1)N`, until N².
  @Test(arguments: [(2, 1), (2, 2), (2, 3), (3, 2), (2, 4), (3, 3), (4, 2)])
  func orderP(b: Int, p: Int) throws {
    let system = try DigitSystem.uniform(base: b, order: p)
    let n = system.count
    #expect(system.dimensionBound == min(n * n, p * n * b - (p - 1) * n))
    let patterns = (0..<p).reversed().map { system.pattern(ofDigit: $0) }
    #expect(try rank(patterns, atMost: system.dimensionBound + 5) == system.dimensionBound)
  }

  @Test(.property(cases: cases(40))) func digitProductsReachTheirBound() async {
    await check { draws in
      let system = try draws.draw(.digitSystem(upTo: 16), as: "system")
      let patterns = (0..<system.order).reversed().map { system.pattern(ofDigit: $0) }
      #expect(try rank(patterns, atMost: system.dimensionBound + 3) == system.dimensionBound)
    }
  }

  /// Butterfly: `n·log₂n + n`; as many as M(b, n) at n = 4, fewer from n = 8 on, where 32 < 40.
  @Test(arguments: 1...5) func butterflies(levels: Int) throws {
    let n = 1 << levels
    let patterns = try Butterfly<Rational>(size: n, elements: Array(repeating: 1, count: 2 * n * levels)).factors.map(
      \.pattern)
    let dimension = n * levels + n
    #expect(try DigitSystem.uniform(base: 2, order: levels).dimensionBound == dimension)
    #expect(try rank(patterns, atMost: dimension + 5) == dimension)
    for exponent in 1..<max(levels, 1) {
      let monarch = WordShape.monarch(on: try Grid(rows: n >> exponent, columns: 1 << exponent)).dimensionBound
      #expect(n == 4 ? monarch == dimension : monarch > dimension)
    }
  }

  /// The error is one-sided: a small field or too few functionals find less, never more.
  @Test func rankIsALowerBound() async {
    await check { draws in
      let shape = try draws.draw(.wordShape(letters: 4, upTo: 9), as: "shape")
      var bits = RandomBits(seed: try draws.draw(Generator<UInt64>.integer(), as: "seed"))
      let two = try jacobianRank(of: shape.patterns, atMost: 200, modulo: PrimeModulus(2), using: &bits)
      #expect(two <= shape.dimensionBound)
      let bound = try draws.draw(.integer(in: 0...shape.dimensionBound), as: "functionals")
      #expect(try jacobianRank(of: shape.patterns, atMost: bound, modulo: modulus, using: &bits) == bound)
      draws.cover(two < shape.dimensionBound, "fewer mod 2", atLeast: 0.1)
    }
  }

  /// The random functionals find what the whole Jacobian has, computed entry by entry over the rationals.
  @Test func functionalsFindTheRankOfTheWholeJacobian() async {
    await check { draws in
      let shape = try draws.draw(.wordShape(letters: 4, upTo: 4), as: "shape")
      let n = shape.grid.count
      let word = try draws.draw(Generator<Rational>.fraction(50, over: 9).word(shape), as: "word")
      // Row (x, y): the gradient of entry (x, y), one-hot cotangent and input.
      var rows: [Rational] = []
      for x in 0..<n {
        for y in 0..<n {
          let gradient = try word.gradient(
            inputs: [(0..<n).map { $0 == y ? 1 : 0 }], cotangents: [(0..<n).map { $0 == x ? 1 : 0 }])
          rows += gradient.factors.flatMap(\.elements)
        }
      }
      let jacobian = try Matrix(rows: n * n, columns: shape.parameterCount, elements: rows)
      let (exact, found) = (try jacobian.rank(), try rank(shape.patterns, atMost: n * n))
      #expect(exact <= found && found == shape.dimensionBound)
      draws.cover(exact == found, "in general position", atLeast: 0.05)
    }
  }

  @Test func factorsThatDoNotFitAreNamed() throws {
    let (three, two) = (try KroneckerPattern(a: 1, b: 3, c: 3, d: 1), try KroneckerPattern(a: 1, b: 2, c: 2, d: 1))
    #expect(throws: ShapeError("factor 0 takes 3 entries, factor 1 yields 2")) { try rank([three, two], atMost: 4) }
    #expect(throws: ShapeError("expected at least one factor, found none")) { try rank([], atMost: 4) }
  }
}
