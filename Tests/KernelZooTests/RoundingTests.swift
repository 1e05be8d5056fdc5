import ExactArithmetic
import KernelZoo
import Testing

/// The roundings of the zoo against those of exact arithmetic.
@Suite struct RoundingTests {
  @Test func roundingsAreToNearest() {
    var draws = Draws(seed: 5)
    let formats: [(FloatFormat, Rounding.Function)] = [
      (.float32, Rounding.float32), (.float16, Rounding.float16), (.bfloat16, Rounding.bfloat16),
    ]
    for _ in 0..<4000 {
      // Ties and near ties of all three formats, normal and subnormal.
      let bits = [8, 9, 11, 12, 24, 25, 40][draws.below(7)]
      let significand = Double(draws.below(1 << bits) * 2 + 1) + (draws.below(3) == 0 ? 0x1p-20 : 0)
      let value =
        significand * Double(sign: .plus, exponent: -draws.below(60), significand: 1) * (draws.below(2) == 0 ? 1 : -1)
      for (format, round) in formats {
        guard let nearest = format.nearest(to: Rational(exactly: value)!) else {
          #expect(round(value).isInfinite)
          continue
        }
        #expect(round(value) == Double(nearest), "\(value) to \(format)")
      }
    }
    #expect(Rounding.bfloat16(.infinity) == .infinity && Rounding.bfloat16(.nan).isNaN)
    #expect(Rounding.truncatedTensorFloat32(1 + 0x1p-10 + 0x1p-11) == 1 + 0x1p-10)
    #expect(Rounding.truncatedBFloat16(-1 - 0x1p-7 - 0x1p-8) == -1 - 0x1p-7)
    #expect(Rounding.flushed(0x1p-127) == 0 && Rounding.flushed(0x1p-126) == 0x1p-126)
  }
}
