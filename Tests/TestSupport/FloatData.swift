public import PropertyEngine

/// The kinds of float data that exact products are tested with.
public enum FloatData: CaseIterable, Sendable {
  /// Small integers, zeros among them.
  case integers
  /// Full significands of one size.
  case ordinary
  /// Any finite value, from the smallest subnormal to the largest number.
  case anyFinite
  /// Subnormal numbers and zeros.
  case subnormal
  /// A few bits at the two ends of the range.
  case gaps
  /// Pairs of numbers and their negatives.
  case cancelling
}

extension Draws {
  /// Numbers of a drawn kind, all values of `Float` where `isSingle`.
  public func floatData(_ name: String, _ count: Int, isSingle: Bool) throws(DrawStop) -> [Double] {
    let kind = try draw(.element(of: FloatData.allCases))
    let values: [Double]
    switch kind {
    case .integers:
      values = try integers(rows: 1, columns: count, in: -9...9).elements.map { Double($0) }
    case .ordinary:
      values = try finite(count, isSingle, within: 4)
    case .anyFinite:
      values = try finite(
        count, isSingle, within: isSingle ? Double(Float.greatestFiniteMagnitude) : .greatestFiniteMagnitude)
    case .subnormal:
      values = try finite(
        count, isSingle, within: isSingle ? Double(Float.leastNormalMagnitude) : .leastNormalMagnitude)
    case .gaps:
      let least = isSingle ? Double(Float.leastNonzeroMagnitude) : .leastNonzeroMagnitude
      let greatest = isSingle ? Double(Float.greatestFiniteMagnitude) : .greatestFiniteMagnitude
      let menu: [Double] = [0, least, 1, greatest, -least, -greatest, 3 * least]
      values = try integers(rows: 1, columns: count, in: 0...6).elements.map { menu[$0] }
    case .cancelling:
      let half = try finite(count / 2 + count % 2, isSingle, within: 1)
      values = half.flatMap { [$0, -$0] }.dropLast(count % 2)
    }
    show(name, values)
    return values
  }

  private func finite(_ count: Int, _ isSingle: Bool, within bound: Double) throws(DrawStop) -> [Double] {
    if isSingle {
      return try floats(rows: 1, columns: count, in: Float(-bound)...Float(bound)).elements.map { Double($0) }
    }
    return try doubles(rows: 1, columns: count, in: -bound...bound).elements
  }
}
