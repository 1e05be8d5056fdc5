/// A rule that gives the order of a sum of any number of terms.
package indirect enum SummationRule: Hashable, Sendable {
  /// ((0+1)+2)+3
  case ascending
  /// ((3+2)+1)+0
  case descending
  /// The first half and the second half, each likewise.
  case halves
  /// (0+1)+(2+3): neighbours, then neighbours among the sums.
  case neighbours
  /// (0+2)+(1+3): the first half and the second half term by term, as vectors are folded.
  case folding
  /// All terms in one sum that is rounded once.
  case atOnce
  /// Term i belongs to lane i mod `count`; each lane by one rule, the lanes by another.
  case lanes(Int, within: SummationRule, across: SummationRule)
  /// Term i belongs to block i / `size`; each block by one rule, the blocks by another.
  case blocks(Int, within: SummationRule, across: SummationRule)
  /// As many terms as `multiple` divides by a rule; the rest, one after the other, is added to their sum.
  case head(multiple: Int, SummationRule)

  /// The order of n >= 1 terms.
  package func tree(count: Int) -> SummationTree { combine((0..<count).map { .term($0) }) }

  /// The order in which these parts are added.
  func combine(_ parts: [SummationTree]) -> SummationTree {
    guard parts.count > 1 else { return parts[0] }
    switch self {
    case .ascending: return parts.dropFirst().reduce(parts[0]) { .adding([$0, $1]) }
    case .descending: return SummationRule.ascending.combine(parts.reversed())
    case .halves:
      let middle = parts.count / 2
      return .adding([combine(Array(parts[..<middle])), combine(Array(parts[middle...]))])
    case .neighbours:
      return combine(
        stride(from: 0, to: parts.count, by: 2).map { .adding(Array(parts[$0..<min($0 + 2, parts.count)])) })
    case .folding:
      let half = (parts.count + 1) / 2
      return combine((0..<half).map { .adding([parts[$0]] + ($0 + half < parts.count ? [parts[$0 + half]] : [])) })
    case .atOnce: return .adding(parts)
    case .lanes(let count, let within, let across):
      return across.combine(
        (0..<min(count, parts.count)).map { lane in
          within.combine(stride(from: lane, to: parts.count, by: count).map { parts[$0] })
        })
    case .blocks(let size, let within, let across):
      return across.combine(
        stride(from: 0, to: parts.count, by: size).map {
          within.combine(Array(parts[$0..<min($0 + size, parts.count)]))
        }
      )
    case .head(let multiple, let rule):
      let count = parts.count / multiple * multiple
      guard count > 0 else { return SummationRule.ascending.combine(parts) }
      return parts[count...].reduce(rule.combine(Array(parts[..<count]))) { .adding([$0, $1]) }
    }
  }

  private static let plain: [SummationRule] = [.ascending, .descending, .halves, .neighbours, .folding, .atOnce]
  private static let laneCounts = [2, 3, 4, 5, 6, 8, 12, 16, 24, 32, 48, 64, 128]
  private static let blockSizes = [2, 3, 4, 5, 6, 8, 12, 16, 24, 32, 48, 64, 96, 128, 192, 256, 384, 512]

  /// The simplest rule of those known here that gives this tree of n terms; nil where none does.
  package static func recognize(_ tree: SummationTree, count: Int) -> SummationRule? {
    func found(_ rules: [SummationRule]) -> SummationRule? { rules.first { $0.tree(count: count) == tree } }
    if let rule = found(plain) { return rule }
    let lanes = laneCounts.filter { $0 < count }
    let blocks = blockSizes.filter { $0 < count }
    var vectors: [SummationRule] = []
    for lane in lanes {
      let across =
        plain
        + lanes.filter { $0 < lane && lane.isMultiple(of: $0) }.flatMap { inner in
          plain.flatMap { within in plain.map { .lanes(inner, within: within, across: $0) } }
        }
      vectors += across.map { .lanes(lane, within: .ascending, across: $0) }
    }
    if let rule = found(vectors) { return rule }
    let simpleVectors = lanes.flatMap { lane in plain.map { SummationRule.lanes(lane, within: .ascending, across: $0) }
    }
    for block in blocks {
      let within = plain + simpleVectors.filter { if case .lanes(let lane, _, _) = $0 { lane < block } else { false } }
      if let rule = found(within.flatMap { inner in plain.map { .blocks(block, within: inner, across: $0) } }) {
        return rule
      }
    }
    for multiple in blocks where !count.isMultiple(of: multiple) {
      let heads = plain + vectors.filter { if case .lanes(let lane, _, _) = $0 { lane <= multiple } else { false } }
      if let rule = found(heads.map { .head(multiple: multiple, $0) }) { return rule }
    }
    return nil
  }
}

extension SummationRule: CustomStringConvertible {
  package var description: String {
    switch self {
    case .ascending: "ascending"
    case .descending: "descending"
    case .halves: "pairwise (halves)"
    case .neighbours: "pairwise (neighbours)"
    case .folding: "pairwise (folded)"
    case .atOnce: "all at once"
    case .lanes(let count, .ascending, let across): "\(count) lanes, then \(across)"
    case .lanes(let count, let within, let across): "\(count) lanes, each \(within), then \(across)"
    case .blocks(let size, let within, let across): "blocks of \(size), each \(within), then \(across)"
    case .head(let multiple, let rule): "\(rule); what is left of \(multiple) added one by one"
    }
  }
}
