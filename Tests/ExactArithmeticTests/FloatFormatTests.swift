import ExactArithmetic
import PropertyEngine
import PropertyTesting
import TestSupport
import Testing

@Suite(.property(cases: cases(5000))) struct FloatFormatTests {
  /// A pattern read field by field, as the standards draw it; nil for infinities and NaN.
  private static func fields(
    _ pattern: Int, exponentBits: Int, fractionBits: Int, bias: Int, hasInfinity: Bool
  ) -> Rational? {
    let sign = pattern >> (exponentBits + fractionBits) == 0 ? 1 : -1
    let field = pattern >> fractionBits & ((1 << exponentBits) - 1)
    let fraction = pattern & ((1 << fractionBits) - 1)
    let isTop = field == (1 << exponentBits) - 1
    if isTop && (hasInfinity || fraction == (1 << fractionBits) - 1) { return nil }
    let significand = Rational(field == 0 ? fraction : fraction + 1 << fractionBits)
    return Rational(sign) * significand * .powerOfTwo((field == 0 ? 1 : field) - bias - fractionBits)
  }

  private static let layouts: [(FloatFormat, exponent: Int, fraction: Int, bias: Int, infinity: Bool)] = [
    (.float8e4m3, 4, 3, 7, false), (.float8e5m2, 5, 2, 15, true), (.float16, 5, 10, 15, true),
    (.bfloat16, 8, 7, 127, true), (.tensorFloat32, 8, 10, 127, true),
  ]

  /// Every pattern of 8, 16 and 19 bits, decoded by its fields, and encoded back.
  @Test(arguments: layouts.indices)
  func everyPatternIsItsFields(index: Int) throws {
    let (format, exponent, fraction, bias, infinity) = Self.layouts[index]
    #expect(format.bitWidth == 1 + exponent + fraction)
    for pattern in 0..<1 << format.bitWidth {
      let value = format.value(bitPattern: UInt64(pattern))
      guard
        let expected = Self.fields(
          pattern, exponentBits: exponent, fractionBits: fraction, bias: bias, hasInfinity: infinity)
      else {
        let isInfinite = infinity && pattern & ((1 << fraction) - 1) == 0
        #expect(isInfinite ? value.isInfinite : value.isNaN)
        if isInfinite { #expect((value < 0) == (pattern >> (exponent + fraction) == 1)) }
        continue
      }
      #expect(Rational(exactly: value) == expected)
      #expect((value.sign == .minus) == (pattern >> (exponent + fraction) == 1))
      // Encoding finds the pattern again, but for −0, which is the rational 0.
      if expected.signum != 0 {
        #expect(format.bitPattern(nearest: expected) == UInt64(pattern) && format.nearest(to: expected) == expected)
      } else {
        #expect(format.bitPattern(nearest: expected) == 0)
      }
    }
  }

  /// Between every two neighbours of the 8- and 16-bit formats: the middle goes to even, a hair beside it to its side.
  ///
  /// The second way is a walk over all values in ascending order; nothing in it knows what an exponent is.
  @Test(arguments: [FloatFormat.float8e4m3, .float8e5m2, .float16, .bfloat16])
  func everyRoundingBetweenNeighbours(format: FloatFormat) throws {
    let values = (0..<1 << (format.bitWidth - 1)).map { format.value(bitPattern: UInt64($0)) }
    let finite = values.prefix { $0.isFinite }.map { Rational(exactly: $0)! }
    let hair = Rational.powerOfTwo(-200)
    for (pattern, (lower, upper)) in zip(finite, finite.dropFirst()).enumerated() {
      #expect(lower < upper)
      let middle = (lower + upper) / 2
      for (value, expected) in [
        (middle - hair, pattern), (middle, pattern % 2 == 0 ? pattern : pattern + 1), (middle + hair, pattern + 1),
      ] {
        #expect(format.bitPattern(nearest: value) == UInt64(expected))
        #expect(format.bitPattern(nearest: -value) == UInt64(expected) | 1 << UInt64(format.bitWidth - 1))
        #expect(format.nearest(to: -value) == -finite[expected])
      }
    }
    #expect(format.greatestFiniteMagnitude == finite.last)
  }

  /// Half a unit beyond the greatest value decides about overflow; the rules say what comes of it.
  @Test(arguments: FloatFormat.all)
  func overflowBeginsHalfAUnitBeyond(format: FloatFormat) {
    let greatest = format.greatestFiniteMagnitude
    let edge = greatest + .powerOfTwo(format.maximalExponent - format.precision)
    let below = edge - .powerOfTwo(-2000)
    #expect(format.nearest(to: below) == greatest)
    // The even neighbour of the tie is beyond the range, or is the greatest value where that has an even significand.
    let isEven = format.specials == .onlyNaN
    #expect(format.nearest(to: edge) == (isEven ? greatest : nil))
    let beyond = edge + .powerOfTwo(-2000)
    #expect(format.nearest(to: beyond) == nil && format.nearest(to: .powerOfTwo(100_000)) == nil)
    let special = format.value(bitPattern: format.bitPattern(nearest: -beyond))
    #expect(format.specials == .onlyNaN ? special.isNaN : special == -.infinity)
    let saturated = format.value(bitPattern: format.bitPattern(nearest: -beyond, overflow: .saturate))
    #expect(Rational(exactly: saturated) == -greatest)
    #expect(format.bitPattern(nearest: -.powerOfTwo(-100_000)) == 1 << UInt64(format.bitWidth - 1))
  }

  @Test func patternsOfTheHardwareFormatsAreItsOwn() async {
    await forAll(Generator<Double>.double(.all), Generator<Float>.float(.all), Generator<Rational>.rational()) {
      double, float, rational in
      // NaN is unequal to itself, and its payload is not kept.
      let decodedDouble = FloatFormat.float64.value(bitPattern: double.bitPattern)
      #expect(double.isNaN ? decodedDouble.isNaN : decodedDouble.bitPattern == double.bitPattern)
      let decodedFloat = FloatFormat.float32.value(bitPattern: UInt64(float.bitPattern))
      #expect(float.isNaN ? decodedFloat.isNaN : decodedFloat.bitPattern == Double(float).bitPattern)
      #expect(FloatFormat.float64.bitPattern(nearest: rational) == Double(rational).bitPattern)
      #expect(FloatFormat.float32.bitPattern(nearest: rational) == UInt64(Float(rational).bitPattern))
      // The hardware rounds a double to a float, and a float to a half, as we do.
      if let exact = Rational(exactly: double) {
        #expect(
          FloatFormat.float32.bitPattern(nearest: exact) & 0x7FFF_FFFF == UInt64(Float(double).bitPattern) & 0x7FFF_FFFF
        )
        #if !arch(x86_64) || os(Linux)
          #expect(
            FloatFormat.float16.bitPattern(nearest: exact) & 0x7FFF == UInt64(Float16(double).bitPattern) & 0x7FFF)
        #endif
      }
    }
  }

  @Test func publishedExtremesAreRight() {
    #expect(FloatFormat.float8e4m3.greatestFiniteMagnitude == 448)
    #expect(FloatFormat.float8e5m2.greatestFiniteMagnitude == 57344)
    #expect(FloatFormat.float16.greatestFiniteMagnitude == 65504)
    #expect(FloatFormat.float8e4m3.underflowUnit * 2 == .powerOfTwo(-9))
    #expect(FloatFormat.float8e5m2.underflowUnit * 2 == .powerOfTwo(-16))
    #expect(FloatFormat.all.map(\.bitWidth) == [8, 8, 16, 16, 19, 32, 64])
    #expect(
      FloatFormat.float8e4m3.value(bitPattern: 0x7E) == 448 && FloatFormat.float8e4m3.value(bitPattern: 0x7F).isNaN)
    #expect(FloatFormat.float8e5m2.value(bitPattern: 0x7B) == 57344)
    #expect(FloatFormat.float8e5m2.value(bitPattern: 0xFC) == -.infinity)
  }

  @Test func containmentIsThatOfValues() {
    for format in FloatFormat.all {
      #expect(FloatFormat.float64.contains(format) && format.contains(format))
      for other in [FloatFormat.float8e4m3, .float8e5m2] {
        // By the values themselves, all 256 of them.
        let isContained = (0..<256 as Range<UInt64>).allSatisfy {
          guard let value = Rational(exactly: other.value(bitPattern: $0)) else { return true }
          return format.nearest(to: value) == value
        }
        #expect(format.contains(other) == isContained)
      }
    }
    #expect(FloatFormat.float32.contains(.tensorFloat32) && FloatFormat.tensorFloat32.contains(.bfloat16))
    #expect(!FloatFormat.bfloat16.contains(.float16) && !FloatFormat.float16.contains(.bfloat16))
  }

  /// A number is held where it is its own nearest value, and rounds to itself from everywhere near it.
  @Test(.property(cases: cases(2000))) func heldNumbersAreTheirOwnNearest() async {
    await check { draws in
      let format = try draws.draw(.element(of: FloatFormat.all), as: "format")
      let pattern = try draws.draw(.integer(in: 0...(1 << 62)), as: "pattern")
      let shift = try draws.draw(.integer(in: 0...40, target: 0), as: "shift")
      // Values of the format, their neighbours, and other numbers.
      let value = format.value(bitPattern: UInt64(pattern) >> UInt64(shift))
      for number in [value, value.nextUp, value / 2, value * 1.25, Double(bitPattern: UInt64(pattern))] {
        guard let exact = Rational(exactly: number) else {
          #expect(!format.holds(number))
          continue
        }
        #expect(format.holds(number) == (exact == 0 || format.nearest(to: exact) == exact), "\(number)")
      }
      guard let exact = Rational(exactly: value) else { return }
      #expect(format.distance(of: exact, toNumbersRoundingTo: value) == 0)
      if format != .float64 { #expect(format.distance(of: exact, toNumbersRoundingTo: value.nextUp) == nil) }
    }
  }
}
