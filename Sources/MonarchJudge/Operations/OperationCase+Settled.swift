import ExactArithmetic
import MonarchReference

/// What must arrive where NaN and infinities reach.
extension OperationCase {
  /// For each entry of a result the NaN or infinity that every way to sum gives; nil where the entry is finite, or where
  /// roundings or the way may decide.
  ///
  /// A sum with infinities of one sign is that infinity, and one with NaN among the data is NaN, whatever the other terms
  /// are. The sign of an infinity times a finite number is that number's: an intermediate decides only if its sign is
  /// certain, that is if it is exact or greater than its bound. ∞ − ∞ and 0·∞ settle nothing: they are NaN where the stages
  /// are, and need not be where the matrix is formed first. Rounding leaves infinities what they are.
  func settledEntries(of operation: MonarchOperation, model: ArithmeticModel) throws(ShapeError) -> [Double?] {
    let (rows, width) = try resultShape(of: operation)
    // What is flushed has no sign.
    guard !model.flushesSubnormals else { return Array(repeating: nil, count: rows * width) }
    let finite = try finite
    let moved = try finite.moved(by: model)?.data
    func forward(_ count: Int) throws(ShapeError) -> [Extended] {
      func exactly(_ data: OperationCase) throws(ShapeError) -> ExactFlow {
        .forward(data, try data.operand(data.input, "input", for: operation))
      }
      let stages = zip(patterns, factors).map { (pattern: $0, weights: $1) }
      return try flow(
        try operand(input, "input", for: operation), Array(stages.prefix(count)), try exactly(finite),
        moved: try moved.map(exactly), model)
    }
    func backward(_ count: Int) throws(ShapeError) -> [Extended] {
      func exactly(_ data: OperationCase) throws(ShapeError) -> ExactFlow {
        .backward(data, try data.operand(data.cotangent, "cotangent", for: operation))
      }
      let stages = zip(patterns, factors).reversed().map { (pattern: $0.transposed, weights: transposed($1, $0)) }
      return try flow(
        try operand(cotangent, "cotangent", for: operation), Array(stages.prefix(count)), try exactly(finite),
        moved: try moved.map(exactly), model)
    }
    switch operation {
    case .product: return try forward(patterns.count).map(\.settled)
    case .adjoint: return try backward(patterns.count).map(\.settled)
    case .gradient(let factor):
      let pattern = patterns[factor]
      let (h, g) = (try forward(factor), try backward(patterns.count - 1 - factor))
      return (0..<rows * width).map { index in
        let (block, entry) = index.quotientAndRemainder(dividingBy: width)
        let row = pattern.row(entry / pattern.c, ofBlock: block)
        let column = pattern.column(entry % pattern.c, ofBlock: block)
        var sum = accumulators.map { Extended($0[factor][index]) } ?? .finite(sign: 0)
        for vector in 0..<batch { sum += g[vector * pattern.rows + row] * h[vector * pattern.columns + column] }
        return sum.settled
      }
    }
  }

  /// Vectors on their way through stages.
  private func flow(
    _ vectors: [Double], _ stages: [(pattern: KroneckerPattern, weights: [Double])], _ exactly: ExactFlow,
    moved: ExactFlow?, _ model: ArithmeticModel
  ) throws(ShapeError) -> [Extended] {
    var values = vectors.map { Extended($0) }
    for (stage, (pattern, weights)) in stages.enumerated() {
      let signs = try exactly.signs(after: stage + 1, moved: moved ?? exactly, model)
      var sums = [Extended](repeating: .finite(sign: 0), count: batch * pattern.rows)
      for block in 0..<pattern.blockCount {
        for j in 0..<pattern.b {
          let row = pattern.row(j, ofBlock: block)
          for κ in 0..<pattern.c {
            let weight = Extended(weights[(block * pattern.b + j) * pattern.c + κ])
            let column = pattern.column(κ, ofBlock: block)
            for vector in 0..<batch {
              sums[vector * pattern.rows + row] += weight * values[vector * pattern.columns + column]
            }
          }
        }
      }
      for index in sums.indices { if case .finite = sums[index] { sums[index] = .finite(sign: signs[index]) } }
      values = sums
    }
    return values
  }
}

extension ExactFlow {
  /// The sign of every entry of h_t as any order computes it; nil where rounding may decide.
  ///
  /// - Parameter moved: the flow of `OperationCase.moved(by:)`, this one where nothing is moved.
  fileprivate func signs(
    after count: Int, moved: ExactFlow, _ model: ArithmeticModel
  ) throws(ShapeError) -> [Int?] {
    let (values, gauges) = (try vectors(after: count), try vectors(after: count, magnitudes: true))
    let movedGauges = try moved.vectors(after: count, magnitudes: true)
    let growth = growth(after: count, model)
    let underflow = try moved.underflow(after: count, model)
    let exactRows = try exactRows(after: count, model)
    return (0..<batch * values.width).map { index in
      let (row, entry) = index.quotientAndRemainder(dividingBy: values.width)
      let (value, gauge, movedGauge) = (values[row, entry], gauges[row, entry], movedGauges[row, entry])
      let isExact = exactRows[row] && gauge == movedGauge || gauge == .zero
      let isCertain = isExact || value.magnitude > growth * (movedGauge + underflow[entry]) - gauge
      return isCertain ? value.signum : nil
    }
  }
}

extension Double {
  /// Whether a result may stand for this NaN or infinity. What is split into parts or summed with its own error has ∞ − ∞ in
  /// it, which is NaN; nothing makes an infinity of NaN, or turns its sign.
  func isSettled(as found: Double) -> Bool { found.isNaN || found == self }
}

/// A number of which only matters what becomes of infinities times it.
private enum Extended {
  /// −1, 0 or 1; nil where that is not certain.
  case finite(sign: Int?)
  case infinite(sign: Int)
  /// Of data that are NaN.
  case nan
  /// Not finite, and nothing more is certain.
  case unsettled

  init(_ value: Double) {
    let sign = value == 0 ? 0 : value < 0 ? -1 : 1
    self = value.isNaN ? .nan : value.isInfinite ? .infinite(sign: sign) : .finite(sign: sign)
  }

  var settled: Double? {
    switch self {
    case .finite, .unsettled: nil
    case .infinite(let sign): sign < 0 ? -.infinity : .infinity
    case .nan: .nan
    }
  }

  static func * (one: Extended, other: Extended) -> Extended {
    switch (one, other) {
    case (.nan, _), (_, .nan): return .nan
    case (.unsettled, _), (_, .unsettled): return .unsettled
    case (.infinite(let a), .infinite(let b)): return .infinite(sign: a * b)
    case (.infinite(let a), .finite(let b)), (.finite(let b), .infinite(let a)):
      guard let b else { return .unsettled }
      return b == 0 ? .unsettled : .infinite(sign: a * b)
    // The sign of a finite sum is found elsewhere.
    case (.finite, .finite): return .finite(sign: nil)
    }
  }

  static func += (sum: inout Extended, term: Extended) {
    switch (sum, term) {
    case (.nan, _), (_, .finite): break
    case (_, .nan), (.finite, _): sum = term
    case (.unsettled, _), (_, .unsettled): sum = .unsettled
    case (.infinite(let a), .infinite(let b)): if a != b { sum = .unsettled }
    }
  }
}
