import ExactArithmetic
import MonarchReference
import PropertyEngine

// The laws of `Catalogue.projection`.

/// A law over the fields in which lengths are rational.
protocol NormedLaw: Sendable {
  func check<Scalar: NormedField>(_ draws: Draws, _ entry: Generator<Scalar>) throws
}

extension Law {
  /// The law over ℚ and over ℚ(i).
  static func overNormedFields(_ name: String, cases: Int, _ law: some NormedLaw) -> [Law] {
    [
      Law(name, field: "ℚ", cases: cases) { try law.check($0, Generator<Rational>.entry()) },
      Law(name, field: "ℚ(i)", cases: max(cases / 4, 20)) { try law.check($0, Generator<Cyclotomic>.gaussian()) },
    ]
  }
}

extension Generator where Value == Cyclotomic {
  /// Small Gaussian integers and halves of them, one in five of them 0.
  static func gaussian() -> Generator {
    let part = Generator<Int>.integer(in: -4...4)
    let value = zip(part, part, Generator<Int>.integer(in: 1...2, target: 1)).map { real, imaginary, denominator in
      Cyclotomic(Rational(real, denominator))
        + Cyclotomic.imaginaryUnit.scaled(by: Rational(imaginary, denominator))
    }
    return .oneOf(weighted: [(1, .constant(.zero)), (4, value)])
  }
}

extension Generator where Value: NormedField {
  /// Matrices to be projected on a shape: any entries, Monarch matrices, Monarch matrices with a few changes, slices whose
  /// singular values all tie, slices of very different sizes.
  func projected(on shape: MonarchShape) -> Generator<Matrix<Value>> {
    let any = matrix(rows: shape.outputCount, columns: shape.inputCount)
    let member = monarch(shape).map { $0.dense }
    let place = Generator<Int>.integer(in: 0...shape.outputCount * shape.inputCount - 1)
    let changed = zip(member, zip(place, self).array(count: 1...3)).map { matrix, changes in
      var elements = matrix.elements
      for (place, value) in changes { elements[place] = value }
      return try! Matrix(rows: matrix.rows, columns: matrix.columns, elements: elements)
    }
    // Slices c·[I; 0] with other signs.
    let tied = zip(array(count: shape.l * shape.k), Generator<Int>.integer(in: 0...255)).map { scales, signs in
      Matrix(rows: shape.outputCount, columns: shape.inputCount) { row, column in
        let (σ, i) = (row / shape.l, column % shape.p)
        let scale = scales[row % shape.l * shape.k + column / shape.p]
        return σ != i ? .zero : signs >> (σ & 7) & 1 == 0 ? scale : -scale
      }
    }
    let scaled = zip(any, Generator<Int>.integer(in: -40...40).array(count: shape.l)).map { matrix, exponents in
      Matrix(rows: matrix.rows, columns: matrix.columns) { row, column in
        Value(rational: .powerOfTwo(exponents[row % shape.l])) * matrix[row, column]
      }
    }
    return .oneOf(weighted: [(3, any), (1, member), (2, changed), (1, tied), (1, scaled)])
  }
}

struct ErrorsSplit: FieldLaw {
  func check<Scalar: Field>(_ draws: Draws, _ entry: Generator<Scalar>) throws {
    let shape = try draws.draw(.monarchShape(), as: "shape")
    let matrix = entry.matrix(rows: shape.outputCount, columns: shape.inputCount)
    try errorSplitsOverSlices(draws.draw(entry.monarch(shape)), from: draws.draw(matrix))
  }
}

struct NearestIsOptimal: NormedLaw {
  let precision = Rational.powerOfTwo(-40)

  func check<Scalar: NormedField>(_ draws: Draws, _ entry: Generator<Scalar>) throws {
    let shape = try draws.draw(.monarchShape(), as: "shape")
    let matrix = try draws.draw(entry.projected(on: shape), as: "A")
    let nearest = try nearestIsRight(to: matrix, shape: shape, precision: precision)
    draws.classify(nearest.squaredError != 0 && shape.sliceRank(λ: 0, a: 0) > 1, "rank above 1, not a member")
    draws.classify(nearest.gap != 0, "an irrational optimum")
    draws.cover(nearest.squaredError != 0, "not a member", atLeast: 0.2)
  }
}

struct OthersAreNotNearer: NormedLaw {
  /// Any other Monarch matrix, and one with the best factor beside any.
  func check<Scalar: NormedField>(_ draws: Draws, _ entry: Generator<Scalar>) throws {
    let shape = try draws.draw(.monarchShape(), as: "shape")
    let matrix = try draws.draw(entry.projected(on: shape), as: "A")
    let nearest = try shape.nearest(to: matrix, precision: .powerOfTwo(-30))
    let other = try draws.draw(entry.monarch(shape), as: "M")
    var candidates = [other, try MonarchMatrix(left: nearest.monarch.left, right: other.right)]
    // A little beside the nearest.
    let step = Scalar(rational: .powerOfTwo(try draws.draw(.integer(in: -20...0), as: "log₂ of the step")))
    let left = zip(nearest.monarch.left.blocks, other.left.blocks).map { near, far in
      Matrix(rows: near.rows, columns: near.columns) { near[$0, $1] + step * far[$0, $1] }
    }
    candidates.append(try MonarchMatrix(left: BlockDiagonal(left), right: nearest.monarch.right))
    for candidate in candidates {
      let error = try shape.squaredErrors(of: candidate, from: matrix).reduce(Scalar.zero, +)
      guard let error = error.rational else { throw Violation("an error is not rational") }
      try demand(error >= nearest.lowerBound, "\(error) is below the lower bound \(nearest.lowerBound)")
    }
  }
}

struct MembersAreTheirOwnNearest: NormedLaw {
  func check<Scalar: NormedField>(_ draws: Draws, _ entry: Generator<Scalar>) throws {
    let shape = try draws.draw(.monarchShape(), as: "shape")
    let matrix = try draws.draw(entry.monarch(shape), as: "M").dense
    let nearest = try shape.nearest(to: matrix, precision: 1)
    try demandEqual(nearest.monarch.definition(), matrix, "the projection of a Monarch matrix")
    try demand(nearest.squaredError == 0 && nearest.holds(for: matrix), "the distance of a Monarch matrix")
  }
}

struct ScalingKeepsTheNearest: NormedLaw {
  /// c·Π(A) is a nearest matrix of cA.
  func check<Scalar: NormedField>(_ draws: Draws, _ entry: Generator<Scalar>) throws {
    let shape = try draws.draw(.monarchShape(), as: "shape")
    let matrix = try draws.draw(entry.projected(on: shape), as: "A")
    let c = try draws.draw(entry, as: "c")
    let nearest = try shape.nearest(to: matrix, precision: .powerOfTwo(-30)).monarch
    let left = nearest.left.map { c * $0 }
    let scaled = try MonarchMatrix(left: left, right: nearest.right)
    try demand(
      try reachesTheOptimum(scaled, of: matrix.map { c * $0 }, precision: .powerOfTwo(-28)), "c·Π(A) is not optimal")
  }
}

struct UniquenessIsDecided: NormedLaw {
  /// Slices of small numbers, which tie often.
  func check<Scalar: NormedField>(_ draws: Draws, _ entry: Generator<Scalar>) throws {
    let size = Generator<Int>.size(upTo: 4)
    let (s, p, rank) = try draws.draw(zip(size, size, .size(upTo: 3)), as: "s, p, ν")
    let shape = try MonarchShape(k: 1, q: rank, p: p, l: 1, s: s, r: rank)
    let slice = try draws.draw(entry.projected(on: shape), as: "S")
    let isUnique = try SingularSpectrum(of: slice).hasUniqueNearest(ofRank: rank)
    draws.classify(!isUnique, "a tie")
    try demand(isUnique || slice.rank() > rank, "a slice of rank at most ν is its only nearest")
    if isUnique {
      try uniqueNearestAreClose(to: slice, rank: rank, precisions: (.powerOfTwo(-20), .powerOfTwo(-60)))
    }
  }
}

struct NearlyNearestAreClose: NormedLaw {
  /// Matrices beside the nearest one, whose factors are moved a little or much in any directions, and any others.
  func check<Scalar: NormedField>(_ draws: Draws, _ entry: Generator<Scalar>) throws {
    let size = Generator<Int>.integer(in: 2...4)
    let (s, p) = try draws.draw(zip(size, size), as: "s, p")
    let rank = try draws.draw(.integer(in: 1...min(s, p) - 1), as: "ν")
    let shape = try MonarchShape(k: 1, q: rank, p: p, l: 1, s: s, r: rank)
    let slice = try draws.draw(entry.projected(on: shape), as: "S")
    let squares = try SingularSpectrum(of: slice).squares
    try draws.assume(squares[rank] < squares[rank - 1])
    let nearest = try shape.nearest(to: slice, precision: .powerOfTwo(-30)).monarch
    func beside(_ name: String) throws -> Matrix<Scalar> {
      let step = Scalar(rational: .powerOfTwo(try draws.draw(.integer(in: -20...0), as: "log₂ of the step of \(name)")))
      let left = try draws.draw(entry.matrix(rows: s, columns: rank), as: "left of \(name)")
      let right = try draws.draw(entry.matrix(rows: rank, columns: p), as: "right of \(name)")
      if try draws.draw(.integer(in: 0...3), as: "\(name) is any") == 3 { return try left * right }
      return try (nearest.left.blocks[0] + step * left) * (nearest.right.blocks[0] + step * right)
    }
    try nearlyNearestAreClose(to: slice, rank: rank, beside("X"), beside("X'"))
  }
}

struct TiesHaveManyNearest: NormedLaw {
  func check<Scalar: NormedField>(_ draws: Draws, _ entry: Generator<Scalar>) throws {
    // Orthogonal columns of one length: reflections [[a, b], [b, −a]] and Hadamard's matrix, one within the other.
    let part = Generator<Int>.integer(in: -5...5)
    let levels = try draws.draw(.integer(in: 1...2), as: "log₂d")
    var slice = Matrix<Scalar>(rows: 1, columns: 1) { _, _ in 1 }
    for _ in 0..<levels {
      let (a, b) = (Scalar(try draws.draw(part, as: "a")), Scalar(try draws.draw(part, as: "b")))
      slice = try slice.kronecker(Matrix(rows: 2, columns: 2, elements: [a, b, b, -a]))
    }
    let c = try draws.draw(entry, as: "c")
    slice = slice.map { c * $0 }
    try draws.assume(slice.elements.contains { $0 != .zero })
    let d = slice.columns
    let rank = try draws.draw(.integer(in: 1...d - 1), as: "ν")
    // Independent columns: an identity over anything.
    let rest = try draws.draw(entry.matrix(rows: d - rank, columns: rank), as: "directions")
    let order = try draws.draw(Generator<[Int]>.permutation(of: d), as: "order")
    let directions = Matrix(rows: d, columns: rank) { row, column in
      order[row] < rank ? (order[row] == column ? 1 : .zero) : rest[order[row] - rank, column]
    }
    try everyDirectionIsNearest(of: slice, directions: directions)
  }
}

struct DigitProjection: NormedLaw {
  func check<Scalar: NormedField>(_ draws: Draws, _ entry: Generator<Scalar>) throws {
    let system = try draws.draw(.digitSystem(upTo: 8), as: "digits")
    let step = Scalar(rational: .powerOfTwo(try draws.draw(.integer(in: -12...2), as: "log₂ of the step")))
    let perturbation = try draws.draw(entry.matrix(rows: system.count, columns: system.count), as: "E")
    try digitProjectionIsNear(
      draws.draw(entry.digitProduct(system), as: "member"), perturbation: perturbation.map { step * $0 },
      precision: .powerOfTwo(-40))
    draws.classify(system.bases.count { $0 > 1 } > 2, "three digits or more")
  }
}

extension Generator where Value == [Int] {
  /// The numbers below `count` in some order.
  static func permutation(of count: Int) -> Generator {
    Generator { draws throws(DrawStop) in
      var images = Array(0..<count)
      for place in stride(from: count - 1, to: 0, by: -1) {
        images.swapAt(place, place - (try draws.draw(Generator<Int>.integer(in: 0...place))))
      }
      return images
    }
  }
}

@Sendable
func boundsOfOneTermHold(_ draws: Draws) throws {
  let size = Generator<Int>.size(upTo: 4)
  let entry = Generator<Rational>.entry()
  let (s, p) = try draws.draw(zip(size, size), as: "s, p")
  let slice = try draws.draw(entry.matrix(rows: s, columns: p), as: "S")
  // Below, at and above what it takes: a part of ‖S‖², or a Rayleigh quotient.
  let norm = slice.elements.reduce(Rational.zero) { $0 + $1 * $1 }
  let λ = try draws.draw(
    .oneOf(
      Generator<Int>.integer(in: -1...8).map { norm * Rational($0, 7) },
      Generator<Int>.integer(in: 0...200).map { Rational($0) }), as: "λ")
  try semidefinitenessBoundsTheError(
    of: slice, threshold: λ, u: draws.draw(entry.array(count: s), as: "u"),
    v: draws.draw(entry.array(count: p), as: "v"))
}

@Sendable
func boundsOfAllTermsHold(_ draws: Draws) throws {
  let size = Generator<Int>.size(upTo: 4)
  let entry = Generator<Rational>.entry()
  let (s, p, columns) = try draws.draw(zip(size, size, .integer(in: 0...4)), as: "s, p, columns of W")
  let slice = try draws.draw(entry.matrix(rows: s, columns: p), as: "S")
  // W of anything, or Sᵀ itself, where nothing is lost.
  let w = try draws.draw(.oneOf(entry.matrix(rows: p, columns: columns), .constant(slice.transposed)), as: "W")
  let rank = try draws.draw(.integer(in: 0...5, target: 1), as: "ν of X")
  try kyFanBoundsTheLeadingSquares(
    of: slice, w: w, μ: draws.draw(entry, as: "μ"),
    other: (
      draws.draw(entry.matrix(rows: s, columns: rank), as: "left of X"),
      draws.draw(entry.matrix(rows: rank, columns: p), as: "right of X")
    ))
}

@Sendable
func defectsBoundTheNorm(_ draws: Draws) throws {
  let size = Generator<Int>.size(upTo: 4)
  let entry = Generator<Rational>.entry()
  let (s, p, columns) = try draws.draw(zip(size, size, .integer(in: 0...4)), as: "s, p, columns of G")
  let slice = try draws.draw(entry.matrix(rows: s, columns: p), as: "S")
  let g = try draws.draw(entry.matrix(rows: p, columns: columns), as: "G")
  let λ = try draws.draw(Generator<Int>.integer(in: -5...300), as: "λ")
  try dominatedDefectBoundsTheNorm(of: slice, g: g, λ: Rational(λ))
}
