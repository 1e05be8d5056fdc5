import ExactArithmetic
import MonarchReference
import PropertyEngine

/// The law of `rounding-bound`, over all finite numbers of a format as long as no product can overflow.
struct RoundingLaw: Sendable {
  /// A dot product in floats: the terms in a drawn order, summed one after the other or in halves, each with or without FMA.
  static func dot<Scalar: BinaryFloatingPoint>(_ order: [Int], fused: Bool, inHalves: Bool) -> ([Scalar], [Scalar]) ->
    Scalar
  {
    { left, right in
      func sum(_ places: ArraySlice<Int>) -> Scalar {
        if inHalves, places.count > 1 {
          let middle = places.startIndex + places.count / 2
          return sum(places[..<middle]) + sum(places[middle...])
        }
        var total: Scalar = 0
        for place in places {
          if fused { total.addProduct(left[place], right[place]) } else { total += left[place] * right[place] }
        }
        return total
      }
      return sum(order.filter { left.indices.contains($0) }[...])
    }
  }

  static func check<Scalar: BinaryFloatingPoint & Field>(
    _ draws: Draws, number: Generator<Scalar>, exactly: (Scalar) -> Rational?
  ) throws {
    let shape = try draws.draw(.monarchShape(upTo: 4), as: "shape")
    let order = try draws.draw(Generator<[Int]>.permutation(of: max(shape.p, shape.r)), as: "order of summation")
    let (fused, inHalves) = try draws.draw(zip(.bool(), .bool()), as: "fused, in halves")
    let outputs = try floatProductIsWithinTheBound(
      of: shape, left: draws.draw(number.array(count: shape.l * shape.s * shape.r), as: "left"),
      right: draws.draw(number.array(count: shape.k * shape.q * shape.p), as: "right"),
      vector: draws.draw(number.array(count: shape.inputCount), as: "x"), exactly: exactly,
      dot: dot(order, fused: fused, inHalves: inHalves))
    draws.classify(outputs.contains { $0.error > 0 }, "rounded")
  }

  static let laws = [
    Law("roundedProductsAreWithinTheBound", field: "float32", cases: 300) { draws in
      // Products of three stay finite below 10^12; small ones underflow.
      let number = Generator<Float>.oneOf(.float(in: -1e9...1e9), .float(in: -1e-20...1e-20))
      try check(draws, number: number) { Rational(exactly: $0) }
    },
    Law("roundedProductsAreWithinTheBound", field: "float64", cases: 300) { draws in
      let number = Generator<Double>.oneOf(.double(in: -1e90...1e90), .double(in: -1e-160...1e-160))
      try check(draws, number: number) { Rational(exactly: $0) }
    },
  ]
}
