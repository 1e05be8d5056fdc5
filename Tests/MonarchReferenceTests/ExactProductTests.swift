import ExactArithmetic
import MonarchReference
import PropertyEngine
import PropertyTesting
import TestSupport
import Testing

@Suite(.property(cases: cases(1500))) struct ExactProductTests {
  /// Sizes up to 7 and shapes of the other laws: k·q = l·r by construction, l ∤ q among them.
  private static let shape = Generator<MonarchShape>.oneOf(
    .element(of: shapes),
    Generator<MonarchShape> { draws throws(DrawStop) in
      let size = Generator<Int>.integer(in: 1...7, target: 1)
      let (k, q) = (try draws.draw(size), try draws.draw(size))
      let l = try draws.draw(.element(of: (1...k * q).filter { (k * q).isMultiple(of: $0) }))
      return try! MonarchShape(k: k, q: q, p: try draws.draw(size), l: l, s: try draws.draw(size), r: k * q / l)
    })

  private static let batch = Generator<Int>.element(of: [1, 0, 2, 3, 5, 8, 9, 11, 19])

  /// A drawn product: its data, the definition's matrix and the exact path.
  private struct Drawn {
    let shape: MonarchShape
    let batch: Int
    let isSingle: Bool
    let (left, right, input): ([Double], [Double], [Double])

    init(_ draws: Draws) throws {
      isSingle = try draws.draw(.bool(), as: "single")
      shape = try draws.draw(ExactProductTests.shape, as: "shape")
      batch = try draws.draw(ExactProductTests.batch, as: "batch")
      left = try draws.floatData("left", shape.l * shape.s * shape.r, isSingle: isSingle)
      right = try draws.floatData("right", shape.k * shape.q * shape.p, isSingle: isSingle)
      input = try draws.floatData("input", batch * shape.inputCount, isSingle: isSingle)
    }

    func product() throws -> ExactProduct {
      guard isSingle else { return try ExactProduct(shape: shape, left: left.span, right: right.span) }
      let (left, right) = (left.map { Float($0) }, right.map { Float($0) })
      return try ExactProduct(shape: shape, left: left.span, right: right.span)
    }

    func multiply(_ product: ExactProduct) throws -> ExactVectors {
      guard isSingle else { return try product.multiply(input.span, batch: batch) }
      let floats = input.map { Float($0) }
      return try product.multiply(floats.span, batch: batch)
    }

    var factors: MonarchMatrix<Rational> {
      get throws {
        try MonarchMatrix(
          shape: shape, left: left.map { Rational(exactly: $0)! }, right: right.map { Rational(exactly: $0)! })
      }
    }

    func row(_ index: Int) -> [Rational] {
      input[index * shape.inputCount..<(index + 1) * shape.inputCount].map { Rational(exactly: $0)! }
    }
  }

  /// The exact path is the definition, and its rounded values are those of the rationals.
  @Test func isTheDefinition() async {
    await check { draws in
      let drawn = try Drawn(draws)
      let factors = try drawn.factors
      let result = try drawn.multiply(try drawn.product())
      #expect(result.count == drawn.batch && result.width == drawn.shape.outputCount)
      let format = try draws.draw(.element(of: FloatFormat.all), as: "format")
      var values = [Double](repeating: .nan, count: drawn.batch * drawn.shape.outputCount)
      var span = values.mutableSpan
      let rounding = result.rounded(to: format, into: &span)
      var overflowed = 0
      for row in 0..<drawn.batch {
        let expected = try factors.applied(to: drawn.row(row))
        #expect(result[row] == expected)
        for (index, value) in expected.enumerated() {
          let found = values[row * drawn.shape.outputCount + index]
          if let nearest = format.nearest(to: value) {
            #expect(Rational(exactly: found) == nearest)
          } else {
            overflowed += 1
          }
        }
      }
      #expect(rounding.overflowed == overflowed)
      let (l, q) = (drawn.shape.l, drawn.shape.q)
      draws.cover(!q.isMultiple(of: l) && !l.isMultiple(of: q), "l ∤ q", atLeast: 0.02)
      draws.cover(drawn.batch > 0 && (0..<drawn.batch).contains { result[$0].contains(0) }, "a zero", atLeast: 0.02)
    }
  }

  /// The gauge and the intermediate by the same path.
  @Test func gaugeAndMiddleAreTheirDefinitions() async {
    await check { draws in
      let drawn = try Drawn(draws)
      let factors = try drawn.factors
      let product = try drawn.product()
      let gauges = try drawn.multiply(product.magnitudes)
      let middles = try product.middle.multiply(drawn.input.span, batch: drawn.batch)
      let middleGauges = try product.magnitudes.middle.multiply(drawn.input.span, batch: drawn.batch)
      for row in 0..<drawn.batch {
        let input = drawn.row(row)
        #expect(try gauges[row] == factors.map(\.magnitude).applied(to: input.map(\.magnitude)))
        #expect(try middles[row] == factors.middle(of: input))
        #expect(try middleGauges[row] == factors.map(\.magnitude).middle(of: input.map(\.magnitude)))
      }
    }
  }

  /// A larger product, where several panels go together and all cores share them: rows at its ends against the definition.
  @Test func largerBatchesAgree() throws {
    let shape = try MonarchShape(k: 12, q: 10, p: 17, l: 8, s: 9, r: 15)
    var state: UInt64 = 7
    func numbers(_ count: Int) -> [Float] {
      (0..<count).map { _ in
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Float(Int64(bitPattern: state) >> 30)
          * Float(sign: .plus, exponent: Int(state >> 32 & 31) - 16, significand: 1)
      }
    }
    let (left, right) = (numbers(8 * 9 * 15), numbers(12 * 10 * 17))
    let factors = try MonarchMatrix<Rational>(
      shape: shape, left: left.map { Rational(exactly: $0)! }, right: right.map { Rational(exactly: $0)! })
    let product = try ExactProduct(shape: shape, left: left.span, right: right.span)
    for batch in [130, 257] {
      let input = numbers(batch * shape.inputCount)
      let result = try product.multiply(input.span, batch: batch)
      for row in [0, 7, 8, 31, 32, 63, 64, 127, 128, batch - 2, batch - 1] {
        let vector = input[row * shape.inputCount..<(row + 1) * shape.inputCount].map { Rational(exactly: $0)! }
        #expect(try result[row] == factors.applied(to: vector), "row \(row) of \(batch)")
      }
    }
  }

  /// A top digit of exactly 2^(b−1), which no balanced digit but the last may be, far above the unit.
  @Test func theTopDigitMayBeHalfTheRadix() throws {
    let shape = try MonarchShape.square(1)
    for low in [-185, 8, 940] {
      for (top, width) in (971...996).flatMap({ top in (20...52).map { (top, $0) } }) {
        let one: [Double] = [1]
        let large = Double(
          sign: .plus, exponent: top, significand: 2 - Double(sign: .plus, exponent: -width, significand: 1))
        let input = [large, 0, Double(sign: .plus, exponent: low, significand: 1), -large]
        let wide = try MonarchShape(k: 1, q: 1, p: 2, l: 1, s: 1, r: 1)
        let asInput = try ExactProduct(shape: shape, left: one.span, right: one.span).multiply(input.span, batch: 4)
        #expect((0..<4).map { asInput[$0, 0] } == input.map { Rational(exactly: $0)! })
        let pair = [input[2], large]
        let both: [Double] = [0, 1, 1, 1, 1, 0]
        let asWeight = try ExactProduct(shape: wide, left: one.span, right: pair.span).multiply(both.span, batch: 3)
        let (first, second) = (Rational(exactly: pair[0])!, Rational(exactly: large)!)
        #expect((0..<3).map { asWeight[$0, 0] } == [second, first + second, first])
      }
    }
  }

  @Test func errorsNameTheTensor() throws {
    let shape = try MonarchShape.square(2)
    let good: [Float] = [1, 2, 3, 4, 5, 6, 7, 8]
    var bad = good
    bad[6] = .nan
    let short = Array(good.dropLast())
    func message(_ body: () throws(ExactProductError) -> Void) -> String {
      do throws(ExactProductError) {
        try body()
        return "no error"
      } catch { return error.description }
    }
    #expect(
      message { () throws(ExactProductError) in
        _ = try ExactProduct(shape: shape, left: bad.span, right: good.span)
      } == "expected finite numbers in left, found nan at flat index 6")
    #expect(
      message { () throws(ExactProductError) in
        _ = try ExactProduct(shape: shape, left: good.span, right: bad.span)
      } == "expected finite numbers in right, found nan at flat index 6")
    #expect(
      message { () throws(ExactProductError) in
        _ = try ExactProduct(shape: shape, left: short.span, right: good.span)
      } == "expected 2·2·2 numbers in left, found 7")
    #expect(
      message { () throws(ExactProductError) in
        let product = try ExactProduct(shape: shape, left: good.span, right: good.span)
        _ = try product.multiply(bad.span, batch: 2)
      } == "expected finite numbers in input, found nan at flat index 6")
  }
}
