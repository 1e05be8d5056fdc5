/// The engine's random bits: SplitMix64 (Steele, Lea, Flood 2014), a pure function of a 64-bit state.
///
/// Every case of a run starts from `RandomBits(seed, case)`, so that one case can be made again without those before it.
public struct RandomBits: RandomNumberGenerator, Sendable {
  @usableFromInline
  var state: UInt64

  /// The stream that begins at a state.
  @inlinable
  public init(seed: UInt64) { state = seed }

  /// The stream of one case of a run.
  @inlinable
  public init(_ seed: UInt64, _ index: UInt64) { state = RandomBits.mix(seed &+ RandomBits.mix(index &+ 1)) }

  /// The next 64 bits.
  @inlinable
  public mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    return RandomBits.mix(state)
  }

  /// A number below `bound`, uniform up to bound/2⁶⁴.
  @inlinable
  public mutating func below(_ bound: UInt64) -> UInt64 { next().multipliedFullWidth(by: bound).high }

  /// SplitMix64's output function: a bijection of 64-bit words under which neighbours share nothing.
  @inlinable
  public static func mix(_ word: UInt64) -> UInt64 {
    var z = word
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
