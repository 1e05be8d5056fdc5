package import ExactArithmetic
package import MonarchJudge
import MonarchReference

/// All that may come back as one result: for each number the least and the greatest value of the format.
///
/// What the judge admits of a number is an interval of the format's values: rounding is monotone, so that the numbers
/// within the bound round to neighbours without a gap. Whoever reads a vector needs only comparisons.
public struct ResultInterval: Hashable, Sendable {
  /// Bit patterns in the result's format, row-major in canonical order; NaN in both where the number must not be finite.
  public let low: [UInt64]
  public let high: [UInt64]

  /// Whether nothing is left open.
  var isExact: Bool { low == high }
}

extension ResultInterval {
  /// What may come back for one result of a question.
  ///
  /// - Throws: where the judge has no bound since a partial sum may overflow.
  init(of name: KernelResult, _ question: Question, model: ArithmeticModel, format: FloatFormat) throws(VectorError) {
    do {
      let operation = question.operation.judged(name)
      let expectation = try OperationExpectation(operation, of: question.data.finite, model: model)
      if let overflow = expectation.overflow { throw ShapeError(overflow) }
      let reached = try question.data.nonFiniteEntries(of: operation)
      let (rows, width) = (expectation.rows, expectation.width)
      let nan = format.bitPattern(of: .nan)
      var low: [UInt64] = []
      var high: [UInt64] = []
      for index in 0..<rows * width {
        // Row j of the product of the identity is column j of the matrix.
        let (row, entry) =
          name == .matrix ? (index % rows, index / rows) : (index / width, index % width)
        guard !reached[row * width + entry] else {
          low.append(nan)
          high.append(nan)
          continue
        }
        let ends = try format.ends(of: expectation.allowance(row, entry))
        low.append(ends.low)
        high.append(ends.high)
      }
      (self.low, self.high) = (low, high)
    } catch {
      throw VectorError("\(question.id): \(error)")
    }
  }
}

extension FloatFormat {
  /// The patterns of the least and the greatest value that an allowance admits; +0 stands for both zeros.
  package func ends(of allowance: Allowance) throws(ShapeError) -> (low: UInt64, high: UInt64) {
    let (lower, upper) = allowance.ends
    var (low, high) = (place(nearest: lower), place(nearest: upper))
    if allowance.rounding == nil {
      // Nothing is rounded to this format any more: only its values between the two numbers are left.
      if value(at: low) < lower { low += 1 }
      if value(at: high) > upper { high -= 1 }
    }
    guard low <= high else { throw ShapeError("no value of \(self) lies within the bound") }
    return (pattern(at: low), pattern(at: high))
  }

  /// The place of a value in ascending order, 0 for both zeros.
  private func place(nearest value: Double) -> Int {
    let pattern = bitPattern(of: value)
    let sign: UInt64 = 1 << (bitWidth - 1)
    return pattern & sign == 0 ? Int(pattern) : -Int(pattern ^ sign)
  }

  private func pattern(at place: Int) -> UInt64 { UInt64(place.magnitude) | (place < 0 ? 1 << (bitWidth - 1) : 0) }
  private func value(at place: Int) -> Double { value(bitPattern: pattern(at: place)) }
}
