import ExactArithmetic
import MonarchLaws
import MonarchReference
import PropertyEngine
import PropertyTesting
import TestSupport
import Testing

private func drawMembership<Scalar: Field>(_ draws: Draws, _ entry: Generator<Scalar>) throws {
  let shape = try draws.draw(.monarchShape(upTo: 3), as: "shape")
  let monarch = try draws.draw(entry.monarch(shape))
  let matrix = monarch.dense
  try demand(membershipIsRight(of: matrix, shape: shape), "a Monarch matrix is no member")
  // Some other entries, so that it is a member no more, or still.
  var entries = matrix.elements
  for _ in 0..<(try draws.draw(.integer(in: 1...4), as: "changes")) {
    entries[try draws.draw(.integer(in: 0...entries.count - 1))] = try draws.draw(entry)
  }
  let changed = try Matrix(rows: matrix.rows, columns: matrix.columns, elements: entries)
  draws.show("changed", changed)
  let isMember = try membershipIsRight(of: changed, shape: shape)
  draws.cover(!isMember, "excluded", atLeast: 0.05)
}

/// A member of BD between two permutations, `P_L (B1 ⊗ I) P_R (I ⊗ B2)`, or `(P ⊗ P) BD (Q ⊗ Q)`.
private func drawLookAlike(_ draws: Draws, kind: Int, grid: MonarchReference.Grid) throws -> Matrix<Rational> {
  let entry = Generator<Rational>.fraction(9, over: 4)
  let (q, b) = (grid.rows, grid.columns)
  func permutation() throws -> Matrix<Rational> {
    var images = Array(0..<grid.count)
    for index in images.indices.dropLast() {
      images.swapAt(index, try draws.draw(.integer(in: index...grid.count - 1, target: index)))
    }
    return try Permutation(images: images).matrix()
  }
  switch kind {
  case 0: return try permutation() * draws.draw(entry.letter(.bd, on: grid)).definition() * permutation()
  case 1:
    let (first, second) = (
      try draws.draw(entry.matrix(rows: q, columns: q)), try draws.draw(entry.matrix(rows: b, columns: b))
    )
    return try permutation() * first.kronecker(.identity(b)) * permutation()
      * Matrix<Rational>.identity(q).kronecker(second)
  default:
    let (p, r) = (
      try draws.draw(entry.matrix(rows: q, columns: q)), try draws.draw(entry.matrix(rows: q, columns: q))
    )
    let middle = try draws.draw(entry.letter(.bd, on: .square(q))).definition()
    return try p.kronecker(p) * middle * r.kronecker(r)
  }
}

@Suite(.property(cases: cases(300))) struct MembershipTests {
  @Test func overRationals() async { await check { try drawMembership($0, Generator<Rational>.entry()) } }
  @Test func overFiniteFields() async {
    await check { draws in
      if try draws.draw(.bool()) {
        try drawMembership(draws, .element(modulo: seven))
      } else {
        try drawMembership(draws, .quartic())
      }
    }
  }
  @Test(.property(cases: cases(100))) func overCyclotomicNumbers() async {
    await check { try drawMembership($0, Generator<Cyclotomic>.gaussian()) }
  }

  /// The factors found are those it was made of, up to a gauge, where the slices of an M(b, n) do not vanish.
  @Test func factorsAreUniqueUpToGauge() async {
    await check { draws in
      let grid = try draws.draw(.grid(upTo: 16), as: "grid")
      let shape = try MonarchShape.grid(grid)
      let monarch = try draws.draw(Generator<Rational>.entry().monarch(shape))
      let matrix = monarch.dense
      guard case .member(let found) = try shape.membership(of: matrix) else { throw Violation("no member") }
      var vanishes = false
      for j in 0..<grid.columns {
        for k in 0..<grid.rows where try shape.slice(of: matrix, λ: j, a: k).elements.allSatisfy({ $0 == 0 }) {
          vanishes = true
        }
      }
      if !vanishes { #expect(monarch.scales(to: found) != nil && found.scales(to: monarch) != nil) }
      draws.cover(!vanishes && grid.count > 1, "no slice vanishes", atLeast: 0.1)
      draws.cover(vanishes, "a slice vanishes", atLeast: 0.02)
    }
  }

  /// M* is the transposes of M; A⊗B is in both.
  @Test func transposesAndKroneckerProducts() async {
    await check { draws in
      let grid = try draws.draw(.grid(upTo: 12), as: "grid")
      let entry = Generator<Rational>.entry()
      let word = try draws.draw(entry.word(.monarchAdjoint(on: grid))).definition()
      try demand(membershipIsRight(of: word.transposed, shape: .grid(grid)), "the transpose of an M*")
      let stays = try membershipIsRight(of: word, shape: .grid(grid))
      draws.cover(!stays, "M* is not M", atLeast: 0.1)
      let kronecker = try draws.draw(entry.matrix(rows: grid.rows, columns: grid.rows)).kronecker(
        draws.draw(entry.matrix(rows: grid.columns, columns: grid.columns)))
      try demand(membershipIsRight(of: kronecker, shape: .grid(grid)), "A⊗B in M")
      try demand(membershipIsRight(of: kronecker.transposed, shape: .grid(grid)), "A⊗B in M*")
    }
  }

  /// What looks like a Monarch matrix and is none in general.
  @Test(arguments: 0...2) func lookAlikesAreRejected(kind: Int) async {
    await check { draws in
      var grid = try draws.draw(.grid(upTo: 16), as: "grid")
      if kind == 2 { grid = try .square(draws.draw(.integer(in: 2...4, target: 2), as: "m")) }
      let matrix = try drawLookAlike(draws, kind: kind, grid: grid)
      let isMember = try membershipIsRight(of: matrix, shape: .grid(grid))
      draws.cover(!isMember, "rejected", atLeast: 0.1)
    }
  }

  @Test func permutationsFollowTheirCriterion() async {
    await check { draws in
      let grid = try draws.draw(.grid(upTo: 16), as: "grid")
      var images = Array(0..<grid.count)
      for _ in 0..<(try draws.draw(.integer(in: 0...grid.count), as: "swaps")) {
        let place = Generator<Int>.integer(in: 0...grid.count - 1)
        images.swapAt(try draws.draw(place), try draws.draw(place))
      }
      let isMember = try permutationMembershipFollowsItsCriterion(Permutation(images: images), on: grid)
      draws.cover(isMember && images != Array(0..<grid.count), "a member", atLeast: 0.05)
      draws.cover(!isMember, "not a member", atLeast: 0.05)
    }
  }

  /// `stride-permutation`: P(b, n) is in M(b, n) if and only if gcd(q, b) = 1.
  @Test(arguments: 1...36) func strideIsAMemberForCoprimeSides(n: Int) throws {
    for b in 1...n where n.isMultiple(of: b) {
      let grid = try Grid(rows: n / b, columns: b)
      let isMember = try permutationMembershipFollowsItsCriterion(.stride(grid), on: grid)
      #expect(isMember == (1...n).filter { b.isMultiple(of: $0) && (n / b).isMultiple(of: $0) }.elementsEqual([1]))
    }
  }

  /// In the square case P and bit reversal are neither in M nor in M*; bit reversal after P is in M.
  @Test(arguments: [2, 4, 8]) func bitReversalIsNoMember(m: Int) throws {
    let grid = try Grid.square(m)
    let reversal = Permutation.digitReversal(
      try .uniform(base: 2, order: 2 * m.trailingZeroBitCount))
    for permutation in [Permutation.stride(grid), reversal] {
      #expect(try !permutationMembershipFollowsItsCriterion(permutation, on: grid))
      #expect(try !permutationMembershipFollowsItsCriterion(permutation.inverse, on: grid))
    }
    let product = try reversal.composed(after: .stride(grid))
    #expect(try permutationMembershipFollowsItsCriterion(product, on: grid))
  }

  /// A witness that was tampered with does not hold.
  @Test func wrongWitnessesDoNotHold() throws {
    let shape = try MonarchShape.square(2)
    let matrix = try Matrix<Rational>(rows: 4, columns: 4, elements: [1, 2, 0, 0, 0, 0, 0, 0, 3, 4, 0, 0, 0, 0, 0, 0])
    guard case .excluded(let witness) = try shape.membership(of: matrix) else { throw Violation("no witness") }
    #expect(
      witness.description
        == "slice (λ, a) = (0, 0) has rank at most 1, but rows 0, 2 and columns 0, 1 have the minor -2")
    func changed(
      _ λ: Int = 0, _ a: Int = 0, _ rows: [Int] = [0, 2], _ columns: [Int] = [0, 1], _ minor: Rational = -2,
      _ shape: MonarchShape = shape
    ) -> Bool {
      SliceWitness(shape: shape, λ: λ, a: a, rows: rows, columns: columns, minor: minor).holds(for: matrix)
    }
    #expect(changed())
    #expect(changed(0, 0, [2, 0], [0, 1], 2))
    #expect(!changed(1) && !changed(0, 1) && !changed(2) && !changed(0, -1))
    #expect(!changed(0, 0, [0, 1]) && !changed(0, 0, [0, 0], [0, 1], 0) && !changed(0, 0, [0, 4]))
    #expect(
      !changed(0, 0, [0, 2], [0, 2]) && !changed(0, 0, [0, 2], [1, 1], 0) && !changed(0, 0, [0, 2], [0, -1]))
    #expect(!changed(0, 0, [0, 2], [0, 1], 2) && !changed(0, 0, [0, 2], [0, 1], 0))
    #expect(!changed(0, 0, [0], [0], 1) && !changed(0, 0, [], [], 1))
    #expect(!changed(0, 0, [0, 2], [0, 1], -2, try .square(3)))
    // One slice of rank 2 may have this minor.
    #expect(!changed(0, 0, [0, 2], [0, 1], -2, try MonarchShape(k: 2, q: 4, p: 2, l: 2, s: 2, r: 4)))
  }

  /// No witness holds against a member, whatever minor of it is shown: here every one of two rows of two members.
  @Test func noWitnessHoldsAgainstAMember() throws {
    let shape = try MonarchShape.square(2)
    let stride = try Permutation(images: [0, 1, 3, 2]).matrix(over: Rational.self)
    for member in [Matrix<Rational>.identity(4), stride] {
      try demand(membershipIsRight(of: member, shape: shape), "a member")
      let pairs = (0..<4).flatMap { first in (0..<4).map { [first, $0] } }
      for rows in pairs {
        for columns in pairs {
          let minor = try member.submatrix(rows: rows, columns: columns).determinant()
          for (λ, a) in [(0, 0), (0, 1), (1, 0), (1, 1)] {
            let witness = SliceWitness(shape: shape, λ: λ, a: a, rows: rows, columns: columns, minor: minor)
            #expect(!witness.holds(for: member), "\(witness)")
          }
        }
      }
    }
  }

  @Test func wrongSizesAreNamed() throws {
    #expect(throws: ShapeError("expected a 4×4 matrix for the shape 2×2×2·2×2×2, found 3×4")) {
      try MonarchShape.square(2).membership(of: Matrix<Rational>(rows: 3, columns: 4) { _, _ in 1 })
    }
    #expect(throws: ShapeError("expected λ below l = 2 and a below k = 2, found (2, 0)")) {
      try MonarchShape.square(2).slice(of: Matrix<Rational>.identity(4), λ: 2, a: 0)
    }
    let mixed = try Matrix(
      rows: 1, columns: 2, elements: [PrimeField(1, modulo: seven), PrimeField(1, modulo: PrimeModulus(5))])
    #expect(throws: ShapeError("expected entries of one field, found 1 mod 7 and 1 mod 5")) {
      try MonarchShape(k: 1, q: 1, p: 2, l: 1, s: 1, r: 1).membership(of: mixed)
    }
  }
}
