/// Seeded numbers (SplitMix64).
package struct Draws {
  private var state: UInt64

  package init(seed: UInt64) { state = seed &* 0x2545_F491_4F6C_DD1D &+ 0x1234_5678_9ABC_DEF1 }

  mutating func bits() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  package mutating func below(_ count: Int) -> Int { Int(bits().multipliedFullWidth(by: UInt64(count)).high) }

  /// In (−1, 1), a multiple of 2⁻²⁰.
  mutating func uniform() -> Double { Double(below((1 << 21) - 1) - ((1 << 20) - 1)) * 0x1p-20 }
}
