import ExactArithmetic
import MonarchLaws
import MonarchReference
import PropertyEngine
import PropertyTesting
import TestSupport
import Testing

/// Any matrix made invertible: a unit lower times a unit upper triangular one.
private func drawGauge<Scalar: Field>(_ draws: Draws, _ entry: Generator<Scalar>) throws {
  let shape = try draws.draw(.monarchShape(upTo: 3), as: "shape")
  let monarch = try draws.draw(entry.monarch(shape))
  var gauges: [[Matrix<Scalar>]] = []
  for λ in 0..<shape.l {
    gauges.append([])
    for a in 0..<shape.k {
      let rank = shape.sliceRank(λ: λ, a: a)
      let entries = try draws.draw(entry.matrix(rows: rank, columns: rank))
      let lower = Matrix(rows: rank, columns: rank) { $0 == $1 ? 1 : $0 > $1 ? entries[$0, $1] : .zero }
      let upper = Matrix(rows: rank, columns: rank) { $0 == $1 ? 1 : $0 < $1 ? entries[$0, $1] : .zero }
      gauges[λ].append(try lower * upper)
    }
  }
  let hasFullRank = try factorsAreUniqueUpToGauge(monarch) { gauges[$0][$1] }
  draws.classify(hasFullRank && shape.q > shape.l, "full rank above 1")
}

@Suite(.property(cases: cases(300))) struct GaugeTests {
  private let entry = Generator<Rational>.entry()

  @Test func scalingTheIntermediateKeepsTheMatrix() async {
    await check { draws in
      let shape = try draws.draw(.monarchShape(), as: "shape")
      let monarch = try draws.draw(entry.monarch(shape))
      let scale = Generator<Rational>.fraction(9, over: 4).map { $0 == 0 ? 1 : $0 }
      try gaugeChangesOnlyFactors(monarch, scale: draws.draw(scale.array(count: shape.middleCount), as: "scale"))
    }
  }

  /// Any difference beyond a gauge is seen: one entry of one factor changed.
  @Test func otherFactorsHaveNoScales() async {
    await check { draws in
      let shape = try draws.draw(.monarchShape(), as: "shape")
      let monarch = try draws.draw(entry.monarch(shape))
      var left = monarch.left.blocks.flatMap(\.elements)
      left[try draws.draw(.integer(in: 0...left.count - 1), as: "place")] += 1
      let other = try MonarchMatrix(shape: shape, left: left, right: monarch.right.blocks.flatMap(\.elements))
      if let scales = monarch.scales(to: other) {
        // The changed column of L was, or became, all that its gauge sees: then the matrices may still be equal.
        try demand(try monarch.scaled(middle: scales) == other, "scales that do not lead to the other factors")
      } else if monarch.dense != other.dense {
        draws.label("another matrix")
      }
      if monarch.dense != other.dense { #expect(monarch.scales(to: other) == nil) }
    }
  }

  /// Slices of every rank, over ℚ and in a small field, in which ranks drop by chance.
  @Test func gaugesOfSlicesOfEveryRank() async {
    await check { draws in
      try drawGauge(draws, Generator<Rational>.entry())
      try drawGauge(draws, .element(modulo: seven))
    }
  }

  /// One entry changed in L and one in R: equivalent only if the matrix is the same.
  @Test func otherMatricesAreNotEquivalent() async {
    await check { draws in
      let shape = try draws.draw(.monarchShape(upTo: 3), as: "shape")
      let monarch = try draws.draw(entry.monarch(shape))
      var (left, right) = (monarch.left.blocks.flatMap(\.elements), monarch.right.blocks.flatMap(\.elements))
      left[try draws.draw(.integer(in: 0...left.count - 1), as: "place in L")] += try draws.draw(entry, as: "change")
      right[try draws.draw(.integer(in: 0...right.count - 1), as: "place in R")] += try draws.draw(entry, as: "change")
      let other = try MonarchMatrix(shape: shape, left: left, right: right)
      let isEquivalent = try monarch.isGaugeEquivalent(to: other)
      if monarch.dense != other.dense { #expect(!isEquivalent) }
      #expect(try other.isGaugeEquivalent(to: monarch) == isEquivalent)
      if monarch.scales(to: other) != nil { #expect(isEquivalent) }
    }
  }

  /// Where a slice vanishes, one factor may vanish and the other be anything: two factorisations without scales.
  @Test func vanishingSlicesHaveManyFactorisations() throws {
    let shape = try MonarchShape.square(2)
    let zeros = [Rational](repeating: 0, count: 8)
    let ones = [Rational](repeating: 1, count: 8)
    let (first, second) = try (
      MonarchMatrix(shape: shape, left: zeros, right: zeros), MonarchMatrix(shape: shape, left: zeros, right: ones)
    )
    #expect(first.dense == second.dense)
    #expect(first.scales(to: second) == nil && second.scales(to: first) == nil)
    #expect(try !first.isGaugeEquivalent(to: second) && !second.isGaugeEquivalent(to: first))
  }

  @Test func wrongScalesAreNamed() throws {
    let monarch = try MonarchMatrix<Rational>(
      shape: .square(2), left: Array(repeating: 1, count: 8), right: Array(repeating: 1, count: 8))
    #expect(throws: ShapeError("expected k·q = 4 scales, found 3")) { try monarch.scaled(middle: [1, 1, 1]) }
    #expect(throws: ShapeError("expected scales that are not 0, found 0 at 2")) {
      try monarch.scaled(middle: [1, 1, 0, 1])
    }
    #expect(throws: ShapeError("expected a 1×1 gauge for the slice (0, 0), found 2×2")) {
      try monarch.regauged { _, _ in .identity(2) }
    }
    #expect(throws: ShapeError("expected an invertible gauge, found a singular one for the slice (0, 1)")) {
      try monarch.regauged { _, a in Matrix(rows: 1, columns: 1) { _, _ in a == 1 ? 0 : 1 } }
    }
  }
}
