import ExactArithmetic
import PropertyEngine
import PropertyTesting
import TestSupport
import Testing

@Suite(.property(cases: cases(20_000))) struct RationalFloatingPointTests {
  @Test func everyFiniteDoubleSurvives() async {
    let special: [Double] = [
      0, 1, -1, .leastNonzeroMagnitude, .leastNormalMagnitude, .greatestFiniteMagnitude, .pi, 0.1, 1e300, -1e-300,
      Double(Int.max), Double(1 << 53), 0x1p62, 0x1p63, 0x1p-62, 0x1p-63, 0x1.fffffffffffffp61,
    ]
    await forAll(Generator<Double>.double(), examples: special.map { ($0) }) { value in
      let exact = try #require(Rational(exactly: value))
      #expect(Double(exact) == value)
      #expect(Rational(exactly: -value) == -exact)
    }
  }

  @Test func everyFiniteFloatSurvives() async {
    await forAll(Generator<Float>.float()) { value in
      let exact = try #require(Rational(exactly: value))
      #expect(Float(exact) == value)
    }
  }

  @Test func nonFiniteValuesHaveNoRational() {
    for value in [Double.nan, .infinity, -.infinity] { #expect(Rational(exactly: value) == nil) }
    for value in [Float.nan, .infinity, -.infinity] { #expect(Rational(exactly: value) == nil) }
    #expect(Rational(exactly: -0.0) == 0)
  }

  /// The result is at least as near as both its neighbours, and on a tie its last bit is 0.
  @Test func roundingIsToNearestTiesToEven() async {
    // Near or on the middle between two neighbours, normal or subnormal.
    let base = Generator<Double>.double(in: 0...0x1p1000)
    await forAll(base, Generator<Int>.integer(in: -1...1), Generator<Rational>.rational()) { base, side, other in
      let middle = try #require(Rational(exactly: base)) + #require(Rational(exactly: base.nextUp))
      let nudge = Rational(side).scaled(byPowerOfTwo: -1200)
      RationalFloatingPointTests.expectNearest(middle / 2 + nudge)
      RationalFloatingPointTests.expectNearest(other)
    }
  }

  private static func expectNearest(_ value: Rational) {
    let double = Double(value)
    expectNearest(value, double, [double.nextDown, double.nextUp].map { Rational(exactly: $0) }, double.bitPattern & 1)
    let float = Float(value)
    guard float.isFinite else { return }
    expectNearest(
      value, Double(float), [float.nextDown, float.nextUp].map { Rational(exactly: $0) }, UInt64(float.bitPattern & 1))
  }

  private static func expectNearest(_ value: Rational, _ rounded: Double, _ neighbours: [Rational?], _ lastBit: UInt64)
  {
    let error = (Rational(exactly: rounded)! - value).magnitude
    for case let neighbour? in neighbours {
      let other = (neighbour - value).magnitude
      #expect(error < other || (error == other && lastBit == 0), "\(value) to \(rounded)")
    }
  }

  @Test func underflowAndOverflowFollowIEEE() {
    let least = Rational(exactly: Double.leastNonzeroMagnitude)!
    #expect(Double(least / 2) == 0)  // A tie, to even.
    #expect(Double(least / 2 + .powerOfTwo(-2000)) == .leastNonzeroMagnitude)
    #expect(Double(least * Rational(3, 2)) == 2 * .leastNonzeroMagnitude)
    #expect(Double(-least / 3).sign == .minus && Double(-least / 3) == 0)
    #expect(Double(.powerOfTwo(-100_000)) == 0)

    let greatest = Rational(exactly: Double.greatestFiniteMagnitude)!
    let halfUnit = Rational.powerOfTwo(970)
    #expect(Double(greatest + halfUnit) == .infinity)  // A tie, to even, which is beyond the range.
    #expect(Double(greatest + halfUnit - 1) == .greatestFiniteMagnitude)
    #expect(Double(-.powerOfTwo(100_000)) == -.infinity)

    #expect(Float(Rational(exactly: Float.greatestFiniteMagnitude)! + .powerOfTwo(103)) == .infinity)
    #expect(Float(Rational(exactly: Float.greatestFiniteMagnitude)! + .powerOfTwo(103) - 1) == .greatestFiniteMagnitude)
    #expect(Float(Rational(exactly: Float.leastNonzeroMagnitude)! / 2) == 0)
    // Through Double this would round twice: 1 + 2⁻²⁴ + 2⁻⁶⁰ is above the tie of Float, and on it after one rounding.
    #expect(Float(1 + .powerOfTwo(-24) + .powerOfTwo(-60)) == Float(1).nextUp)
  }

  @Test func formatsAgreeWithTheHardware() {
    #expect(FloatFormat.float32.greatestFiniteMagnitude == Rational(exactly: Float.greatestFiniteMagnitude))
    #expect(FloatFormat.float64.greatestFiniteMagnitude == Rational(exactly: Double.greatestFiniteMagnitude))
    #expect(FloatFormat.float32.underflowUnit * 2 == Rational(exactly: Float.leastNonzeroMagnitude))
    #expect(FloatFormat.float64.underflowUnit * 2 == Rational(exactly: Double.leastNonzeroMagnitude))
    #expect(FloatFormat.float32.unitRoundoff * 2 == Rational(exactly: Float.ulpOfOne))
    #expect(FloatFormat.float16.greatestFiniteMagnitude == 65504)
    #expect(FloatFormat.float16.nearest(to: 65519) == 65504 && FloatFormat.float16.nearest(to: 65520) == nil)
    #expect(FloatFormat.bfloat16.nearest(to: 257) == 256 && FloatFormat.bfloat16.nearest(to: 259) == 260)
    #expect(FloatFormat.float64.contains(.float32) && !FloatFormat.float16.contains(.bfloat16))
  }
}
