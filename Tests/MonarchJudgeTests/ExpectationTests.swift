import ExactArithmetic
import MonarchJudge
import MonarchReference
import Testing

@Suite struct ExpectationTests {
  /// Values, gauges, exactness and overflow by the exact path are those of rational matrices.
  @Test(arguments: [FloatFormat.float32, .float64])
  func expectationIsItsDefinition(format: FloatFormat) throws {
    let model = ArithmeticModel(format)
    var exact = 0
    for id in CasePlan(count: 96, seed: 12, layout: .fly, format: format, largest: 300).ids {
      let product = try ProductCase(id)
      let factors = try product.factors
      let magnitudes = factors.map(\.magnitude)
      let expectation = try Expectation(product, model: model)
      #expect(expectation.rows.count == product.batch)
      func unit(_ values: [Rational]) -> Int { values.compactMap(\.dyadicExponent).min() ?? 0 }
      let rightUnit = unit(factors.right.blocks.flatMap(\.elements))
      let leftUnit = unit(factors.left.blocks.flatMap(\.elements))
      let middleBound = ErrorBound(
        model: model, depths: [id.shape.p],
        amplifications: [[Rational](repeating: 1, count: id.shape.middleCount)])
      var overflow: String?
      for (index, row) in expectation.rows.enumerated() {
        let input = product.row(index)
        #expect(try row.value == factors.applied(to: input))
        let middle = try magnitudes.middle(of: input.map(\.magnitude))
        let gauge = try magnitudes.output(ofMiddle: middle)
        #expect(row.gauge == gauge)
        func fits(_ sums: [Rational], _ unit: Int) -> Bool {
          unit >= format.minimalExponent && sums.allSatisfy { $0 <= .powerOfTwo(unit + format.precision) }
        }
        let middleUnit = rightUnit + unit(input)
        #expect(row.isExact == (fits(middle, middleUnit) && fits(gauge, leftUnit + middleUnit)))
        if row.isExact { exact += 1 }
        let reach =
          middle.indices.map { middleBound.reach(at: $0, gauge: middle[$0]) }
          + gauge.indices.map { expectation.bound.reach(at: $0, gauge: gauge[$0]) }
        if overflow == nil, reach.contains(where: { $0 > format.greatestFiniteMagnitude }) {
          overflow = "a partial sum of batch row \(index) may overflow \(format)"
        }
      }
      #expect(expectation.overflow == overflow)
    }
    #expect(exact > 0)
    // Data beyond the ladder's: the largest numbers.
    let large = try ProductCase(
      id: "large", shape: .square(1), format: format, batch: 2, left: [2], right: [2],
      input: [1, format == .float32 ? 0x1p126 : 0x1p1022])
    #expect(
      try Expectation(large, model: model).overflow == "a partial sum of batch row 1 may overflow \(format)")
  }
}
