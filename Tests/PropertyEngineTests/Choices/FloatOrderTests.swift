import PropertyEngine
import Testing

@Suite struct FloatOrderTests {
  /// One number or more of every class, from the simplest on, as the documentation of the order lists them.
  private static let documented: [Double] = [
    0, 1, -1, 2, -2, 0.5, -0.5, 4, -4, 0.25, -0.25, 0x1p53, 0x1p1023, 0x1p-1074,
    3, -3, 5, 6, 7, 9, 10, 100, 0x1p53 - 1,
    1.5, -1.5, 2.5, 0.75, 1.25, 0.1, 3 * 0x1p-1074,
    0x1p53 + 2, 0x1p60 + 0x1p40, .greatestFiniteMagnitude,
    -0.0, .infinity, -.infinity, .nan, Double(bitPattern: 0x7FF0_0000_0000_0001),
  ]

  @Test func documentedExamplesAreInOrder() {
    for (simpler, other) in zip(Self.documented, Self.documented.dropFirst()) {
      #expect(FloatRank(simpler) < FloatRank(other), "\(simpler) before \(other)")
    }
  }

  @Test func theOrderIsTotal() {
    var bits = RandomBits(seed: 1)
    let numbers = Self.documented + (0..<200).map { _ in Double(bitPattern: bits.next()) }
    for x in numbers {
      for y in numbers {
        let (a, b) = (FloatRank(x), FloatRank(y))
        let relations = [a < b, b < a, a == b].count { $0 }
        #expect(relations == 1 && (a == b) == (x.bitPattern == y.bitPattern), "\(x) and \(y)")
      }
    }
    let sorted = numbers.map { FloatRank($0) }.sorted()
    for i in sorted.indices.dropFirst(2) { #expect(sorted[i - 2] <= sorted[i]) }
  }
}
