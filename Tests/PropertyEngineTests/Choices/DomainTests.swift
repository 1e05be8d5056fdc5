import PropertyEngine
import Testing

@Suite struct DomainTests {
  private static func checkIntegers<T: FixedWidthInteger & Sendable>(
    _ range: ClosedRange<T>, target: T = 0, expects: [T], sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let draws = Draws()
    let generator = Generator<T>.integer(in: range, target: target)
    var seen: Set<T> = []
    for index in 0..<3000 as Range<UInt64> {
      draws.begin(random: RandomBits(7, index))
      let value = try draws.draw(generator)
      #expect(range.contains(value), sourceLocation: sourceLocation)
      seen.insert(value)
    }
    for value in expects { #expect(seen.contains(value), "\(value)", sourceLocation: sourceLocation) }
    draws.begin(following: Recording(), beyond: .simplest)
    #expect(try draws.draw(generator) == min(max(target, range.lowerBound), range.upperBound))
  }

  @Test func randomIntegersAreMembersAndReachTheCorners() throws {
    try Self.checkIntegers(5...5, expects: [5])
    try Self.checkIntegers(-3...3, expects: Array(-3...3))
    try Self.checkIntegers(Int64.min ... .max, expects: [.min, .max, 0, 1, -1, 2, -2])
    try Self.checkIntegers(UInt64.min ... .max, expects: [0, 1, .max, .max - 1])
    try Self.checkIntegers(Int8.min ... .max, expects: Array(Int8.min ... .max))
    try Self.checkIntegers(UInt8.min ... .max, expects: Array(0...255))
    try Self.checkIntegers(Int64.min ... -5, expects: [.min, -5, -6])
    try Self.checkIntegers(Int64.max - 20 ... .max, expects: [.max, .max - 20])
    try Self.checkIntegers(UInt64.max - 1 ... .max, expects: [.max, .max - 1])
    try Self.checkIntegers(0...1000, target: 500, expects: [0, 1000, 499, 500, 501])
    try Self.checkIntegers(-10...1_000_000_000, target: 5000, expects: [-10, 1_000_000_000, 5000, 4999])
  }

  private static func domain(
    _ range: ClosedRange<Double>, isSingle: Bool, nan: Bool = false, infinities: Bool = false, subnormals: Bool = true,
    negativeZero: Bool = true
  ) -> FloatDomain {
    FloatDomain(
      isSingle: isSingle, low: range.lowerBound, high: range.upperBound, allowsNaN: nan, allowsInfinities: infinities,
      allowsSubnormals: subnormals, allowsNegativeZero: negativeZero)
  }

  /// Random members of a domain, each of which is one.
  private static func members(
    _ domain: FloatDomain, count: Int = 4000, sourceLocation: SourceLocation = #_sourceLocation
  ) -> [Double] {
    var bits = RandomBits(seed: 3)
    let values = (0..<count).map { _ in domain.random(&bits) }
    for value in values where !domain.contains(value) {
      Issue.record("\(value) is not in \(domain)", sourceLocation: sourceLocation)
      break
    }
    #expect(domain.contains(domain.simplest), sourceLocation: sourceLocation)
    return values
  }

  @Test func randomFloatsAreMembersAndShowEveryClass() {
    for isSingle in [false, true] {
      let limit = isSingle ? Double(Float.greatestFiniteMagnitude) : .greatestFiniteMagnitude
      let tiny = isSingle ? Double(Float.leastNormalMagnitude) : .leastNormalMagnitude
      let all = Self.members(Self.domain(-limit...limit, isSingle: isSingle, nan: true, infinities: true))
      let classes: [(String, (Double) -> Bool)] = [
        ("NaN", \.isNaN), ("infinity", { $0 == .infinity }), ("-infinity", { $0 == -.infinity }),
        ("0", { $0 == 0 && $0.sign == .plus }), ("-0", { $0 == 0 && $0.sign == .minus }),
        ("subnormal", { $0 != 0 && $0.magnitude < tiny }), ("1", { $0 == 1 }), ("negative", { $0 < 0 }),
        ("integer", { $0 > 2 && $0 == $0.rounded() }), ("fraction", { $0 != $0.rounded() }),
        ("largest", { $0 == limit }), ("power of two", { $0.significandWidth == 0 }),
        ("full significand", { $0.significandWidth >= (isSingle ? 22 : 51) }), ("huge", { $0.isFinite && $0 > 0x1p80 }),
      ]
      for (name, belongs) in classes { #expect(all.contains(where: belongs), "\(name), single: \(isSingle)") }
      let strict = Self.members(
        Self.domain(-limit...limit, isSingle: isSingle, subnormals: false, negativeZero: false))
      for value in strict {
        #expect(value.isFinite && (value == 0 ? value.sign == .plus : value.magnitude >= tiny), "\(value)")
      }
    }
  }

  @Test func oddIntervals() {
    #expect(Set(Self.members(Self.domain(1...1, isSingle: true))) == [1])
    #expect(Set(Self.members(Self.domain(0...0, isSingle: false, negativeZero: false)).map(\.bitPattern)) == [0])
    // Subnormals only.
    let small = Self.members(Self.domain(0x1p-149...0x1p-127, isSingle: true))
    #expect(Set(small).count > 50)
    #expect(Set(Self.members(Self.domain(0x1p-1074...0x1p-1072, isSingle: false))).count == 4)
    #expect(Set(Self.members(Self.domain(0.1...0.2, isSingle: false))).count > 1000)
    #expect(Set(Self.members(Self.domain(-7.5 ... -7.25, isSingle: false))).count > 1000)
    #expect(Self.members(Self.domain(1e300...1e301, isSingle: false)).contains { $0 > 2e300 && $0 < 9e300 })
    #expect(Self.members(Self.domain(-.greatestFiniteMagnitude ... -1, isSingle: false)).allSatisfy { $0 <= -1 })
    let next = Double(1).nextUp
    #expect(Set(Self.members(Self.domain(1...next, isSingle: false))) == [1, next])
  }

  @Test func infinitiesBelongToUnboundedIntervalsOnly() {
    #expect(!Self.domain(0...10, isSingle: false, infinities: true).contains(.infinity))
    let upper = Self.domain(0...Double.greatestFiniteMagnitude, isSingle: false, infinities: true)
    #expect(upper.contains(.infinity) && !upper.contains(-.infinity))
  }
}
