import MonarchKernels
import Testing

/// The conversions against a slow model: the nearest of all values, found by comparing distances.
@Suite struct BFloat16Tests {
  @Test func everyPatternWidensAndNarrowsToItself() {
    var wrong: [UInt16] = []
    for bits in UInt16.min...UInt16.max {
      let value = BFloat16(bitPattern: bits)
      let wide = Float(value)
      let back = BFloat16(wide)
      let isRight =
        wide.isNaN
        ? Float(back).isNaN && back.bitPattern | 0x40 == bits | 0x40
        : back == value && wide == model(bits)
      if !isRight { wrong.append(bits) }
    }
    #expect(wrong.prefix(5) == [])
  }

  /// Sign, exponent and significand by arithmetic.
  private func model(_ bits: UInt16) -> Float {
    let (exponent, fraction) = (Int(bits >> 7 & 0xff), Double(bits & 0x7f))
    let sign: Double = bits >> 15 == 0 ? 1 : -1
    if exponent == 255 { return Float(sign * .infinity) }
    let significand = exponent == 0 ? fraction : 128 + fraction
    return Float(sign * significand * Double(sign: .plus, exponent: max(exponent, 1) - 134, significand: 1))
  }

  /// Of the neighbours below and above every number with a few bits more, ties to the even one.
  @Test func narrowingTakesTheNearestAndTiesToEven() {
    var wrong: [Float] = []
    for bits in UInt32(0)..<0x7f80 {
      let below = Double(Float(bitPattern: bits << 16))
      // Above the greatest value lies what would be the next one: half way to it begins infinity.
      let above = bits == 0x7f7f ? 0x1p128 : Double(Float(bitPattern: (bits + 1) << 16))
      for rest in [0, 1, 0x7fff, 0x8000, 0x8001, 0xffff] as [UInt32] {
        let value = Float(bitPattern: bits << 16 | rest)
        let (down, up) = (Double(value) - below, above - Double(value))
        let isUp = up < down || up == down && bits & 1 == 1
        let expected = UInt16(isUp ? bits + 1 : bits)
        if BFloat16(value).bitPattern != expected || BFloat16(-value).bitPattern != expected | 0x8000 {
          wrong.append(value)
        }
      }
    }
    #expect(wrong.prefix(5) == [])
  }

  @Test func specialValuesStayWhatTheyAre() {
    #expect(BFloat16(.infinity).bitPattern == 0x7f80)
    #expect(BFloat16(-.infinity).bitPattern == 0xff80)
    #expect(BFloat16(-0.0).bitPattern == 0x8000)
    #expect(BFloat16(.greatestFiniteMagnitude).bitPattern == 0x7f80)
    // A NaN whose upper bits are those of infinity.
    #expect(Float(BFloat16(Float(bitPattern: 0x7f80_0001))).isNaN)
    #expect(Float(BFloat16(Float(bitPattern: 0xffff_ffff))).isNaN)
    #expect(BFloat16(1.5).description == "1.5")
  }
}
