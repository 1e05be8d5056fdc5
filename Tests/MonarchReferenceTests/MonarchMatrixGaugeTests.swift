import ExactArithmetic
import MonarchLaws
import MonarchReference
import PropertyEngine
import PropertyTesting
import TestSupport
import Testing

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
  }

  @Test func wrongScalesAreNamed() throws {
    let monarch = try MonarchMatrix<Rational>(
      shape: .square(2), left: Array(repeating: 1, count: 8), right: Array(repeating: 1, count: 8))
    #expect(throws: ShapeError("expected k·q = 4 scales, found 3")) { try monarch.scaled(middle: [1, 1, 1]) }
    #expect(throws: ShapeError("expected scales that are not 0, found 0 at 2")) {
      try monarch.scaled(middle: [1, 1, 0, 1])
    }
  }
}
