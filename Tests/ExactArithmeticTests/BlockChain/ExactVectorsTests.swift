import ExactArithmetic
import PropertyEngine
import PropertyTesting
import TestSupport
import Testing

@Suite(.property(cases: cases(3000))) struct ExactVectorsTests {
  /// Sums of two products, for each row of two weights and each pair of inputs.
  private static func sums(_ weights: [Double], _ input: [Double]) throws -> ExactVectors {
    let stage = try BlockStage("weights", count: 1, rows: weights.count / 2, columns: 2, weights: weights.span)
    return try BlockChain([stage]).multiply(input.span, batch: input.count / 2)
  }

  /// Rounding the integers is rounding the rationals, for every format, value, pattern and count.
  @Test func roundingIsThatOfRationals() async {
    await check { draws in
      let format = try draws.draw(.element(of: FloatFormat.all), as: "format")
      let rule = try draws.draw(.element(of: [FloatFormat.OverflowRule.special, .saturate]), as: "rule")
      var weights = try draws.floatData("weights", 4, isSingle: false)
      // Near the format's own range, so that it rounds, under- and overflows.
      let shift = try draws.draw(
        .integer(in: format.minimalExponent - 3...format.maximalExponent + 3, target: 0), as: "shift")
      let input = try draws.floatData("input", 6, isSingle: false)
      if try draws.draw(.bool(), as: "moved") {
        weights = weights.map { weight in
          weight == 0 ? 0 : Double(sign: weight.sign, exponent: min(shift, 1023), significand: weight.significand)
        }
      }
      let result = try Self.sums(weights, input)
      let exact = (0..<3).flatMap { result[$0] }
      var values = [Double](repeating: .nan, count: 6)
      var patterns = [UInt64](repeating: .max, count: 6)
      var valueSpan = values.mutableSpan
      let rounding = result.rounded(to: format, overflow: rule, into: &valueSpan)
      var patternSpan = patterns.mutableSpan
      let patternRounding = result.rounded(to: format, overflow: rule, patternsInto: &patternSpan)
      #expect(patternRounding == rounding)
      var expected = ExactVectors.Rounding()
      for (index, value) in exact.enumerated() {
        let pattern = format.bitPattern(nearest: value, overflow: rule)
        #expect(patterns[index] == pattern)
        let nearest = format.nearest(to: value)
        if let nearest {
          #expect(Rational(exactly: values[index]) == nearest)
          #expect(values[index].sign == (value.signum < 0 ? .minus : .plus))
        } else {
          expected.overflowed += 1
          #expect(values[index].isFinite == (rule == .saturate))
        }
        if nearest != value { expected.inexact += 1 }
        // NaN is unequal to itself.
        #expect("\(values[index])" == "\(format.value(bitPattern: pattern))")
      }
      #expect(rounding == expected)
      if format == .float32, rule == .special {
        var floats = [Float](repeating: .nan, count: 6)
        var span = floats.mutableSpan
        let floatRounding = result.rounded(into: &span)
        #expect(floatRounding == rounding)
        #expect(floats == exact.map { Float($0) })
      }
      draws.cover(rounding.overflowed > 0, "overflow", atLeast: 0.05)
      draws.cover(zip(values, exact).contains { $0 == 0 && $1 != 0 }, "underflow to 0", atLeast: 0.02)
      draws.cover(exact.contains(0), "zero", atLeast: 0.02)
    }
  }

  /// On the middle between two neighbours, and a hair beside it, for every format.
  @Test func tiesGoToEven() async {
    await check { draws in
      let format = try draws.draw(.element(of: FloatFormat.all), as: "format")
      let significand = try draws.draw(.integer(in: 0...(1 << (format.precision - 1)) - 1), as: "significand")
      let exponents = format.minimalExponent...format.maximalExponent - format.precision
      let exponent = try draws.draw(.integer(in: exponents, target: exponents.lowerBound), as: "exponent")
      let side = try draws.draw(.integer(in: -1...1), as: "side")
      let hidden = exponent == format.minimalExponent ? 0 : 1 << (format.precision - 1)
      // c·2^e + 2^e/2 ± 2^(−1974): a sum of three products of doubles.
      let unit = Double(sign: .plus, exponent: exponent, significand: 1)
      let weights = [Double(significand + hidden), 0.5, Double(side) * 0x1p-900]
      let stage = try BlockStage("weights", count: 1, rows: 1, columns: 3, weights: weights.span)
      let input = [unit, unit, 0x1p-1074]
      let result = try BlockChain([stage]).multiply(input.span, batch: 1)
      let isUp = side > 0 || (side == 0 && (significand + hidden) % 2 == 1)
      let expected = Rational(significand + hidden + (isUp ? 1 : 0)).scaled(byPowerOfTwo: exponent)
      var values = [Double](repeating: .nan, count: 1)
      var span = values.mutableSpan
      let rounding = result.rounded(to: format, into: &span)
      #expect(Rational(exactly: values[0]) == expected && rounding.inexact == 1)
      #expect(format.nearest(to: result[0, 0]) == expected)
    }
  }

  /// 480 would have the pattern that is NaN: it needs no rounding and overflows all the same.
  @Test func valuesInPlaceOfNaNOverflow() throws {
    let result = try Self.sums([1, 1], [480, 0, 448, 0, 448, 16])
    var patterns = [UInt8](repeating: 0, count: 3)
    var span = patterns.mutableSpan
    let rounding = result.rounded(to: .float8e4m3, patternsInto: &span)
    #expect(patterns == [0x7F, 0x7E, 0x7E] && rounding == ExactVectors.Rounding(inexact: 2, overflowed: 1))
  }

  @Test func cancellationGivesPlusZero() throws {
    let result = try Self.sums([1e300, -1e300], [0x1p-1074, 0x1p-1074])
    var values: [Double] = [.nan]
    var span = values.mutableSpan
    let rounding = result.rounded(to: .float64, into: &span)
    #expect(rounding == ExactVectors.Rounding())
    #expect(values[0] == 0 && values[0].sign == .plus)
  }
}
