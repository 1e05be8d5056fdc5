#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// How often a demanded condition held.
///
/// The verdict is a sequential test that errs with a chance below 10⁻⁹, so that a run is never failed by bad luck. It
/// rests on the Chernoff bound: if a share p satisfies the condition, then
///
/// ```
/// P(at most k of n cases do) <= exp(−n·KL(k/n, p)),   KL(q, p) = q ln(q/p) + (1 − q) ln((1 − q)/(1 − p)), k/n <= p.
/// ```
///
/// Wilson's score interval has nearly the same width in the middle, but not its chance of error at the ends: with 6.7
/// standard deviations, a true share of 0.99 would be called missed by the first 64 cases once in 25,000 runs.
public struct Coverage: Hashable, Sendable {
  /// What the condition is called.
  public let name: String
  /// The least share of cases that has to satisfy it.
  public let demanded: Double
  /// How many cases satisfied it.
  public internal(set) var met: Int
  /// How many random cases were counted.
  public internal(set) var total: Int

  /// A count of cases.
  public init(name: String, demanded: Double, met: Int, total: Int) {
    (self.name, self.demanded, self.met, self.total) = (name, demanded, met, total)
  }

  /// The most looks at the count in one run: whenever it has doubled, from 64 on.
  static let looks = 32.0

  /// ln(looks·10⁹): a share is excluded where n·KL is greater.
  private static let threshold = 24.19

  /// Whether a run looks at the count now.
  package var isLook: Bool { total >= 64 && total & (total - 1) == 0 }

  /// Whether a true share is excluded, but for one chance in 10⁹ over all looks of a run.
  package func excludes(_ share: Double) -> Bool {
    guard total > 0 else { return false }
    let (n, q) = (Double(total), Double(met) / Double(total))
    if q == share { return false }
    func term(_ a: Double, _ b: Double) -> Double { a == 0 ? 0 : b <= 0 ? .infinity : a * log(a / b) }
    return n * (term(q, share) + term(1 - q, 1 - share)) > Coverage.threshold
  }

  /// The shares that are not excluded: the true one lies here but for one chance in 10⁹ on either side.
  public var interval: ClosedRange<Double> {
    guard total > 0 else { return 0...1 }
    let share = Double(met) / Double(total)
    /// Bisection between the share found, which is not excluded, and an end.
    func edge(_ end: Double) -> Double {
      if !excludes(end) { return end }
      var (inside, outside) = (share, end)
      for _ in 0..<60 {
        let middle = (inside + outside) / 2
        if excludes(middle) { outside = middle } else { inside = middle }
      }
      return outside
    }
    return edge(0)...edge(1)
  }

  /// Certainly too seldom.
  public var isMissed: Bool { Double(met) < demanded * Double(total) && excludes(demanded) }

  /// Certainly at least nine tenths of what is demanded: nearer the demand no finite run could decide.
  public var isReached: Bool {
    demanded <= 0 || (Double(met) > 0.9 * demanded * Double(total) && excludes(0.9 * demanded))
  }
}
