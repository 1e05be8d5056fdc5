public import ExactArithmetic
import MonarchReference

/// Where NaN and infinities must arrive.
extension OperationCase {
  /// For each entry of an operation's result whether NaN or an infinity is among what its terms are made of.
  ///
  /// Such an entry must not be finite, whatever the other numbers are: 0·∞ is NaN, and a sum with an infinity is one or
  /// NaN. All other entries are what they would be without these numbers. The entries are those of the result, row-major.
  public func nonFiniteEntries(of operation: MonarchOperation) throws(ShapeError) -> [Bool] {
    let (rows, width) = try resultShape(of: operation)
    let count = patterns.count
    if isFinite {
      // The operands have to be there all the same.
      if operation != .adjoint { _ = try operand(input, "input", for: operation) }
      if operation != .product { _ = try operand(cotangent, "cotangent", for: operation) }
      return Array(repeating: false, count: rows * width)
    }
    switch operation {
    case .product: return forwardReach(try operand(input, "input", for: operation), through: count)
    case .adjoint: return backwardReach(try operand(cotangent, "cotangent", for: operation), through: count)
    case .gradient(let factor):
      let pattern = patterns[factor]
      let h = forwardReach(try operand(input, "input", for: operation), through: factor)
      let g = backwardReach(try operand(cotangent, "cotangent", for: operation), through: count - 1 - factor)
      func anyRow(_ flags: [Bool], _ width: Int) -> [Bool] {
        (0..<width).map { entry in stride(from: entry, to: flags.count, by: width).contains { flags[$0] } }
      }
      let (columns, outputs) = (anyRow(h, pattern.columns), anyRow(g, pattern.rows))
      return (0..<rows * width).map { index in
        let (block, entry) = index.quotientAndRemainder(dividingBy: width)
        return outputs[pattern.row(entry / pattern.c, ofBlock: block)]
          || columns[pattern.column(entry % pattern.c, ofBlock: block)]
          || accumulators.map { !$0[factor][index].isFinite } ?? false
      }
    }
  }

  /// The same data with 0 in the place of every NaN and infinity; itself where there is none.
  package var finite: OperationCase {
    get throws(ShapeError) {
      func finite(_ values: [Double]) -> [Double] { values.map { $0.isFinite ? $0 : 0 } }
      if isFinite { return self }
      return try OperationCase(
        id: id, patterns: patterns, format: format, batch: batch, factors: factors.map(finite),
        input: input.map(finite), cotangent: cotangent.map(finite), accumulators: accumulators?.map(finite))
    }
  }

  private var isFinite: Bool {
    (factors + [input, cotangent].compactMap(\.self) + (accumulators ?? [])).allSatisfy { $0.allSatisfy(\.isFinite) }
  }

  private func forwardReach(_ input: [Double], through count: Int) -> [Bool] {
    var flags = input.map { !$0.isFinite }
    for (pattern, weights) in zip(patterns, factors).prefix(count) {
      flags = reach(flags, pattern, weights, isTransposed: false)
    }
    return flags
  }

  private func backwardReach(_ cotangent: [Double], through count: Int) -> [Bool] {
    var flags = cotangent.map { !$0.isFinite }
    for (pattern, weights) in zip(patterns, factors).reversed().prefix(count) {
      flags = reach(flags, pattern, weights, isTransposed: true)
    }
    return flags
  }

  private func reach(
    _ flags: [Bool], _ pattern: KroneckerPattern, _ weights: [Double], isTransposed: Bool
  ) -> [Bool] {
    let (from, to) = isTransposed ? (pattern.rows, pattern.columns) : (pattern.columns, pattern.rows)
    var result = [Bool](repeating: false, count: batch * to)
    for block in 0..<pattern.blockCount {
      for j in 0..<pattern.b {
        for κ in 0..<pattern.c {
          let isBad = !weights[(block * pattern.b + j) * pattern.c + κ].isFinite
          let (row, column) = (pattern.row(j, ofBlock: block), pattern.column(κ, ofBlock: block))
          let (source, target) = isTransposed ? (row, column) : (column, row)
          for vector in 0..<batch where isBad || flags[vector * from + source] { result[vector * to + target] = true }
        }
      }
    }
    return result
  }
}
