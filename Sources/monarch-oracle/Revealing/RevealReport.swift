import ExactArithmetic
import MonarchJudge
import MonarchReference

/// What was found out of one implementation, for people and for machines.
struct RevealReport: Encodable {
  /// The order of some places.
  struct Order: Encodable {
    let stage: Stage
    let batch: Int
    let rows: String
    let positions: String
    let summary: String?
    let rule: String?
    /// As "((0+1)+(2+3))".
    let tree: String?
    let fusedTerms: [Int]
    let sums: String?
    let products: String?
    let start: String?
    let failure: String?
  }

  struct Shape: Encodable {
    let shape: [Int]
    let batches: [Int]
    let dependences: [String: [RevealedShape.Dependence]]
    let orders: [Order]
  }

  let implementation: String
  let layout: Layout
  let arithmetic: String
  let detected: DetectedArithmetic?
  let shapes: [Shape]
  let replays: [ReplayVerdict]
  let questions: Int
  /// Why nothing was revealed.
  let failure: String?

  /// Whether every shape shows its orders, and all cases have the bits that these give.
  var holds: Bool {
    failure == nil && shapes.allSatisfy { $0.orders.allSatisfy { $0.failure == nil } } && replays.allSatisfy(\.holds)
  }
}

extension RevealReport.Shape {
  init(_ revealed: RevealedShape) {
    let shape = revealed.shape
    self.shape = [shape.k, shape.q, shape.p, shape.l, shape.s, shape.r]
    batches = revealed.batches
    dependences = Dictionary(
      uniqueKeysWithValues: Stage.allCases.map { ($0.rawValue, revealed.dependences(of: $0)) })
    orders = revealed.batches.flatMap { batch in
      Stage.allCases.flatMap { stage in
        (revealed.stages[batch]?[stage] ?? []).map { RevealReport.Order(stage, batch, $0) }
      }
    }
  }
}

extension RevealReport.Order {
  init(_ stage: Stage, _ batch: Int, _ places: RevealedShape.Places) {
    (self.stage, self.batch) = (stage, batch)
    rows = numbers(Array(Set(places.places.map(\.row))))
    positions = numbers(Array(Set(places.places.map(\.position))))
    switch places.order {
    case .success(let order):
      (summary, rule, tree) = (order.summary, order.rule?.description, order.tree.description)
      fusedTerms = order.isFused.indices.filter { order.isFused[$0] }
      (sums, products, start) = (order.adder.rounding.text, order.productText, order.start.rawValue)
      failure = nil
    case .failure(let error):
      (summary, rule, tree, fusedTerms, sums, products, start) = (nil, nil, nil, [], nil, nil, nil)
      failure = error.description
    }
  }
}

extension RevealReport {
  var text: String {
    var lines = ["\(implementation), layout \(layout), \(arithmetic)"]
    if let failure { return (lines + ["  \(failure)"]).joined(separator: "\n") }
    for shape in shapes { lines += text(of: shape) }
    if let detected {
      lines.append("  detected")
      lines += detected.findings.map { "    \($0.contradictsManifest ? "✗" : "·") \($0.text)" }
    }
    lines += replayText
    return lines.joined(separator: "\n")
  }

  private func text(of shape: Shape) -> [String] {
    let sizes = shape.shape.map(String.init)
    var lines = [
      "  \(sizes[0...2].joined(separator: "×"))·\(sizes[3...5].joined(separator: "×")), batches of "
        + shape.batches.map(String.init).joined(separator: ", ")
    ]
    for stage in Stage.allCases {
      let orders = shape.orders.filter { $0.stage == stage }
      let texts = Set(orders.map { $0.summary ?? $0.failure ?? "" })
      let dependences = shape.dependences[stage.rawValue] ?? []
      if texts.count == 1, let order = orders.first, dependences.isEmpty {
        lines.append("    \(stage.title): \(order.summary ?? order.failure!)")
        if let tree = order.tree, tree.count <= 100, order.rule != nil { lines.append("      \(tree)") }
        if let start = order.start { lines.append("      \(start)") }
        continue
      }
      if dependences.isEmpty {
        lines.append("    \(stage.title):")
      } else {
        lines.append(
          "    \(stage.title): the order depends on \(dependences.map(\.rawValue).joined(separator: " and "))")
      }
      for order in orders.prefix(12) {
        lines.append(
          "      batch \(order.batch), rows \(order.rows), positions \(order.positions): \(order.summary ?? order.failure!)"
        )
      }
      if orders.count > 12 { lines.append("      … and \(orders.count - 12) more, which --json lists") }
    }
    return lines
  }

  private var replayText: [String] {
    guard !replays.isEmpty else { return [] }
    let wrong = replays.filter { !$0.holds }
    let outputs = replays.reduce(0) { $0 + $1.count }
    guard let first = wrong.first else {
      return ["  replayed: all \(outputs) outputs of \(replays.count) cases have the bits of the revealed orders"]
    }
    return [
      "  replayed: \(wrong.count) of \(replays.count) cases differ from the revealed orders", "    \(first.caseID)",
      "      \(first.reason)",
    ]
  }
}
