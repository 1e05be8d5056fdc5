public import ExactArithmetic
import MonarchReference

extension OperationCase {
  /// The exact result of an operation, each number rounded once to the nearest value of a format, ties to even.
  ///
  /// - Returns: the bit patterns, of the sizes that `resultShape` says, row-major.
  /// - Complexity: as many exact multiply-adds as the operation has; those of a gradient's sums over the batch take some ten
  ///   times as long.
  /// - Throws: where the operation needs data that the case does not have, or a number among its data is not finite.
  public func roundedResult(of operation: MonarchOperation, to format: FloatFormat) throws(ShapeError) -> [UInt64] {
    if case .gradient = operation {
      let entries = try ExactEntries(OperationFlows(operation, of: self), magnitudes: false)
      let (rows, width) = try resultShape(of: operation)
      return (0..<rows * width).map { format.bitPattern(nearest: entries[$0 / width, $0 % width]) }
    }
    // Runs that share out among the cores and whose exact integers take little memory.
    let run = max(8, min(256, 1 << 23 / patterns.reduce(patterns[0].columns) { max($0, $1.rows) }))
    if batch == 0 { _ = try OperationFlows(operation, of: self) }
    var result: [UInt64] = []
    result.reserveCapacity(batch * (try resultShape(of: operation)).width)
    for first in stride(from: 0, to: batch, by: run) {
      let part = try rows(first..<min(first + run, batch))
      guard case .vectors(let flow) = try OperationFlows(operation, of: part) else { break }
      let vectors = try flow.vectors(after: patterns.count)
      var rounded = [UInt64](repeating: 0, count: vectors.count * vectors.width)
      var span = rounded.mutableSpan
      _ = vectors.rounded(to: format, patternsInto: &span)
      result += rounded
    }
    return result
  }

  /// The same factors with some rows of the batch.
  private func rows(_ range: Range<Int>) throws(ShapeError) -> OperationCase {
    func rows(_ values: [Double]?, _ width: Int) -> [Double]? {
      values.map { Array($0[range.lowerBound * width..<range.upperBound * width]) }
    }
    return try OperationCase(
      id: id, patterns: patterns, format: format, batch: range.count, factors: factors,
      input: rows(input, patterns[0].columns), cotangent: rows(cotangent, patterns[patterns.count - 1].rows))
  }
}
