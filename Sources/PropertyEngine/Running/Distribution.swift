/// How the numbers that a property has collected are spread.
///
/// Count, minimum and maximum are exact. The quantiles are those of a uniform sample of at most 4096 numbers, by
/// reservoir sampling (Vitter 1985, algorithm R), so that a long run needs no more memory than a short one. NaN counts
/// as greater than everything.
public struct Distribution: Sendable {
  /// How many numbers there were.
  public private(set) var count = 0
  /// The smallest number; NaN where there is none.
  public private(set) var minimum = Double.nan
  /// The largest number; NaN where there is none.
  public private(set) var maximum = Double.nan
  private var sample: [Double] = []
  private var bits = RandomBits(seed: 0)

  /// No numbers yet.
  package init() {}

  package mutating func add(_ number: Double) {
    if count == 0 || Distribution.isLess(number, minimum) { minimum = number }
    if count == 0 || Distribution.isLess(maximum, number) { maximum = number }
    count += 1
    if sample.count < 4096 {
      sample.append(number)
    } else {
      let place = Int(bits.below(UInt64(count)))
      if place < sample.count { sample[place] = number }
    }
  }

  /// A number that this share of the others does not exceed: 0.5 gives the median. NaN where there are none.
  public func quantile(_ share: Double) -> Double {
    let sorted = sample.sorted(by: Distribution.isLess)
    return sorted.isEmpty ? .nan : sorted[Int((Double(sorted.count - 1) * min(max(share, 0), 1)).rounded())]
  }

  private static func isLess(_ a: Double, _ b: Double) -> Bool { a < b || (b.isNaN && !a.isNaN) }
}
