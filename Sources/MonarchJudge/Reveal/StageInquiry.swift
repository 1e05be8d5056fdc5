import ExactArithmetic
import MonarchReference

/// Puts probes to one stage of a product, in every row of a batch and at every place at once.
///
/// *The second stage* is seen directly: h is made of single products, h_j = right[j, 0]·1, and left holds the weights.
/// *The first stage* is seen through a left factor that passes single entries of h on: left[λ, σ, ρ] = 1 for one ρ. With
/// s outputs to a block that takes ⌈r/s⌉ questions; beyond `windowLimit` of them, places evenly spread are looked at first.
struct StageInquiry: Sendable {
  /// Where a sum stands: in a row of the batch, as an entry of h or an output.
  struct Place: Hashable, Sendable {
    let row: Int
    let position: Int
  }
  static let windowLimit = 6

  let questions: ProductQuestions
  let shape: MonarchShape
  let batch: Int
  let stage: Stage
  /// The terms of the second stage that have to vanish so that the sign of a zero of the first stage is seen.
  var vanishing: [Int] = []
  let places: [Place]
  private let windows: [Int]
  /// Whether every place is looked at.
  let isComplete: Bool

  init(_ questions: ProductQuestions, shape: MonarchShape, batch: Int, stage: Stage, isThorough: Bool = false) {
    (self.questions, self.shape, self.batch, self.stage) = (questions, shape, batch, stage)
    let count = (shape.r - 1) / shape.s + 1
    let limit = isThorough ? count : StageInquiry.windowLimit
    windows = count <= limit ? Array(0..<count) : (0..<limit).map { $0 * (count - 1) / (limit - 1) }
    isComplete = stage == .left || count <= limit
    let positions: [Int]
    if stage == .left {
      positions = Array(0..<shape.outputCount)
    } else {
      positions = windows.flatMap {
        StageInquiry.seen(in: $0, shape).flatMap { ρ in (0..<shape.l).map { ρ * shape.l + $0 } }
      }
      .sorted()
    }
    places = (0..<batch).flatMap { row in positions.map { Place(row: row, position: $0) } }
  }

  /// The entries ρ of each left block that one question shows.
  private static func seen(in window: Int, _ shape: MonarchShape) -> Range<Int> {
    window * shape.s..<min((window + 1) * shape.s, shape.r)
  }

  /// What a probe gives at each of the places.
  func answers(to probe: SumProbe) async throws -> [Double] {
    let (operands, weights) = probe.numbers(count: stage.length(shape))
    if stage == .left { return try await left(operands, weights) }
    switch probe.observation {
    case .value(let lift): return try await right(operands, weights, lift: lift)
    case .excess: return try await excess(operands, weights)
    case .sign: return try await signs(operands, weights)
    }
  }

  private func ask(left: [Double], right: [Double], row: [Double]) async throws -> [Double] {
    let product = try ProductCase(
      id: "reveal", shape: shape, format: questions.model.input, batch: batch, left: left, right: right,
      input: (0..<batch).flatMap { _ in row })
    return try await questions.output(product)
  }

  /// Entries of the left factor by block, output and input.
  private func leftFactor(_ entry: (_ σ: Int, _ ρ: Int) -> Double) -> [Double] {
    let block = (0..<shape.s).flatMap { σ in (0..<shape.r).map { entry(σ, $0) } }
    return (0..<shape.l).flatMap { _ in block }
  }

  /// Entries of the right factor by entry of h and input.
  private func rightFactor(_ entry: (_ ρ: Int, _ i: Int) -> Double) -> [Double] {
    (0..<shape.middleCount).flatMap { j in (0..<shape.p).map { entry(j / shape.l, $0) } }
  }

  private func left(_ operands: [Double], _ weights: [Double]) async throws -> [Double] {
    let row = (0..<shape.inputCount).map { $0 % shape.p == 0 ? 1.0 : 0 }
    let right = rightFactor { ρ, i in i == 0 ? operands[ρ] : 0 }
    return try await ask(left: leftFactor { weights[$1] }, right: right, row: row)
  }

  private func row(_ operands: [Double]) -> [Double] { (0..<shape.inputCount).map { operands[$0 % shape.p] } }

  /// Reads the entries that each window shows out of the outputs.
  private func collect(_ read: (_ window: Int) async throws -> [Double]) async throws -> [Double] {
    var found = [Double](repeating: .nan, count: batch * shape.middleCount)
    for window in windows {
      let output = try await read(window)
      for vector in 0..<batch {
        for (σ, ρ) in StageInquiry.seen(in: window, shape).enumerated() {
          for λ in 0..<shape.l {
            found[vector * shape.middleCount + ρ * shape.l + λ] = output[vector * shape.outputCount + σ * shape.l + λ]
          }
        }
      }
    }
    return places.map { found[$0.row * shape.middleCount + $0.position] }
  }

  private func right(_ operands: [Double], _ weights: [Double], lift: Int) async throws -> [Double] {
    let (right, row) = (rightFactor { weights[$1] }, row(operands))
    let one = powerOfTwo(lift)
    return try await collect { window in
      try await ask(left: leftFactor { $1 == window * shape.s + $0 ? one : 0 }, right: right, row: row)
    }
  }

  /// h_ρ − h_ρ', where h_ρ' is exactly 1: ρ even and ρ' odd, and the other way round.
  private func excess(_ operands: [Double], _ weights: [Double]) async throws -> [Double] {
    let row = row(operands)
    // A term whose operand is a power of two makes the 1.
    let unit = operands.firstIndex { $0 != 0 && $0.significandWidth == 0 }
    guard let unit = unit ?? operands.firstIndex(where: { $0 != 0 }) else { throw RevealError("nothing to see") }
    let isPower = operands[unit].significandWidth == 0
    var halves: [[Double]] = []
    for parity in 0...1 {
      let right = rightFactor { ρ, i in
        ρ % 2 == parity ? weights[i] : i == unit && isPower ? 1 / operands[unit] : 0
      }
      halves.append(
        try await collect { window in
          let left = leftFactor { σ, ρ in
            let seen = window * shape.s + σ
            guard seen < shape.r else { return 0 }
            if ρ == seen { return 1 }
            // The neighbour of the other parity.
            return isPower && ρ == (seen + 1 < shape.r ? seen + 1 : seen - 1) ? -1 : 0
          }
          return try await ask(left: left, right: right, row: row)
        })
    }
    return places.indices.map { index in
      let seen = halves[places[index].position / shape.l % 2][index]
      return isPower ? seen : seen - 1
    }
  }

  /// The zeros of each block's entries, added up: −0 if all of them are.
  private func signs(_ operands: [Double], _ weights: [Double]) async throws -> [Double] {
    let half = max(questions.model.accumulate.minimalExponent - 8, 2 * least) >> 1
    let hidden = Set(vanishing)
    // An entry that has to vanish in the second stage is one single product in the first.
    let seen = operands.firstIndex { $0 != 0 } ?? 0
    let right = rightFactor { ρ, i in
      hidden.contains(ρ) ? (i == seen ? powerOfTwo(half) / operands[seen] : 0) : weights[i]
    }
    let left = leftFactor { hidden.contains($1) ? -powerOfTwo(half) : 1 }
    let output = try await ask(left: left, right: right, row: row(operands))
    return places.map { output[$0.row * shape.outputCount + $0.position % shape.l] }
  }

  private var least: Int { questions.model.input.minimalExponent + questions.model.input.precision - 1 }
}
