package import MonarchReference

/// The orders of summation of one shape: by stage, batch size, row and position.
package struct RevealedShape: Sendable {
  /// Places that sum in one order, or that show none.
  package struct Places: Sendable {
    /// The order, or the reason why there is none to be seen.
    package let order: Result<SummationOrder, RevealError>
    /// (row, position): entries of h in the first stage, outputs in the second.
    package let places: [(row: Int, position: Int)]
  }

  package let shape: MonarchShape
  /// By batch size.
  package internal(set) var stages: [Int: [Stage: [Places]]] = [:]

  package var batches: [Int] { stages.keys.sorted() }

  /// The different orders of a stage, over all batches, the most frequent first.
  package func orders(of stage: Stage) -> [SummationOrder] {
    var counts: [SummationOrder: Int] = [:]
    for places in stages.values.flatMap({ $0[stage] ?? [] }) {
      if case .success(let order) = places.order { counts[order, default: 0] += places.places.count }
    }
    return counts.sorted { ($0.value, $1.key.tree.description) > ($1.value, $0.key.tree.description) }.map(\.key)
  }

  /// Why some place of a stage shows no order; nil where all do.
  package func failure(of stage: Stage) -> RevealError? {
    for batch in batches {
      for places in stages[batch]?[stage] ?? [] {
        if case .failure(let error) = places.order { return error }
      }
    }
    return nil
  }

  /// What an order of a stage depends on.
  package enum Dependence: String, Sendable, Codable, CaseIterable {
    case batch = "the batch size"
    case row = "the row of the batch"
    case position = "the position"
  }

  package func dependences(of stage: Stage) -> [Dependence] {
    Dependence.allCases.filter { depends(stage, on: $0) }
  }

  private func depends(_ stage: Stage, on dependence: Dependence) -> Bool {
    var first: [Int: Int] = [:]
    let numbers = Dictionary(uniqueKeysWithValues: orders(of: stage).enumerated().map { ($1, $0) })
    for batch in batches {
      // Rows and positions are compared within a batch, batches by their first rows.
      if dependence != .batch { first = [:] }
      for places in stages[batch]?[stage] ?? [] {
        guard case .success(let order) = places.order, let number = numbers[order] else { continue }
        for place in places.places where dependence == .row || place.row == 0 {
          let key = dependence == .position ? 0 : place.position
          if let known = first[key], known != number { return true }
          first[key] = number
        }
      }
    }
    return false
  }

  /// Whether an order known for some batches is that of all.
  var isUniform: Bool {
    Stage.allCases.allSatisfy { stage in
      failure(of: stage) == nil && dependences(of: stage).allSatisfy { $0 == .position }
    }
  }
}

/// The orders of all places of a shape in one batch size, ready to be evaluated.
struct Replay: Sendable {
  private let shape: MonarchShape
  private var programs: [SummationProgram] = []
  private(set) var comparesZeroSigns = true
  /// For each stage the program of every place, in rows of positions; a single row stands for all.
  private var index: [Stage: [[Int]]] = [:]

  /// - Parameter stages: orders of this batch, or of another one where rows do not matter.
  init(_ shape: MonarchShape, _ stages: [Stage: [RevealedShape.Places]]) throws(RevealError) {
    self.shape = shape
    for stage in Stage.allCases {
      let width = stage == .right ? shape.middleCount : shape.outputCount
      let all = stages[stage] ?? []
      let rows = (all.flatMap { $0.places.map(\.row) }.max() ?? 0) + 1
      var table = [[Int]](repeating: Array(repeating: -1, count: width), count: rows)
      for places in all {
        let order: SummationOrder
        switch places.order {
        case .success(let known): order = known
        case .failure(let error): throw error
        }
        if order.start == .unknown { comparesZeroSigns = false }
        programs.append(SummationProgram(order))
        for place in places.places { table[place.row][place.position] = programs.count - 1 }
      }
      // A place that was not looked at is taken for the next one that was.
      for row in table.indices {
        var last = table[row].first { $0 >= 0 } ?? 0
        for position in 0..<width {
          if table[row][position] < 0 { table[row][position] = last } else { last = table[row][position] }
        }
      }
      index[stage] = table
    }
  }

  /// The outputs (batch, l·s) that the orders give.
  func output(of product: ProductCase) -> [Double] {
    var outputs: [Double] = []
    outputs.reserveCapacity(product.batch * shape.outputCount)
    let (p, r) = (shape.p, shape.r)
    for row in 0..<product.batch {
      let input = product.input[row * shape.inputCount..<(row + 1) * shape.inputCount]
      let rights = line(.right, row)
      let middle = (0..<shape.middleCount).map { j in
        let start = input.startIndex + j / shape.q * p
        return programs[rights[j]].run(Array(input[start..<start + p]), Array(product.right[j * p..<(j + 1) * p]))
      }
      let gathered = (0..<shape.l).map { λ in (0..<r).map { middle[$0 * shape.l + λ] } }
      let lefts = line(.left, row)
      for output in 0..<shape.outputCount {
        let (σ, λ) = output.quotientAndRemainder(dividingBy: shape.l)
        let start = (λ * shape.s + σ) * r
        outputs.append(programs[lefts[output]].run(gathered[λ], Array(product.left[start..<start + r])))
      }
    }
    return outputs
  }

  private func line(_ stage: Stage, _ row: Int) -> [Int] {
    let table = index[stage]!
    return table[min(row, table.count - 1)]
  }
}
