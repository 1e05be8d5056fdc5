/// The order in which the terms 0 ..< n of a sum are added: every node is rounded once.
///
/// Addition commutes, so that the parts of a node have no order: they are kept by their least terms.
package indirect enum SummationTree: Hashable, Sendable {
  case term(Int)
  /// Two parts that are added, or more of them in one go.
  case sum([SummationTree])

  /// A node of these parts.
  package static func adding(_ parts: [SummationTree]) -> SummationTree {
    parts.count == 1 ? parts[0] : .sum(parts.sorted { $0.leastTerm < $1.leastTerm })
  }

  package var leastTerm: Int {
    var tree = self
    while case .sum(let parts) = tree { tree = parts[0] }
    guard case .term(let index) = tree else { return 0 }
    return index
  }

  /// The terms below this node, the parts one after the other.
  package var terms: [Int] {
    var terms: [Int] = []
    visit { if case .term(let index) = $0 { terms.append(index) } }
    return terms
  }

  /// Every node and term, parts before what they are parts of.
  package func visit(_ body: (SummationTree) -> Void) {
    if case .sum(let parts) = self { parts.forEach { $0.visit(body) } }
    body(self)
  }

  /// The largest number of parts of a node; 1 for a single term.
  package var widestNode: Int {
    var widest = 1
    visit { if case .sum(let parts) = $0 { widest = max(widest, parts.count) } }
    return widest
  }

  /// The most roundings of sums that a term passes through.
  package var depth: Int {
    guard case .sum(let parts) = self else { return 0 }
    return 1 + (parts.map(\.depth).max() ?? 0)
  }
}

/// What identifies a node within a tree: nodes that share their least term contain each other.
package struct SummationNode: Hashable, Sendable {
  package let leastTerm: Int
  package let count: Int
}

extension SummationTree: CustomStringConvertible {
  /// As "((0+1)+(2+3))".
  package var description: String {
    switch self {
    case .term(let index): "\(index)"
    case .sum(let parts): "(" + parts.map(\.description).joined(separator: "+") + ")"
    }
  }
}
