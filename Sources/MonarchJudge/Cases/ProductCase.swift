public import ExactArithmetic
public import MonarchReference

/// The data of one Monarch product: two factors and a batch of inputs, every number a value of `format`.
public struct ProductCase: Sendable {
  /// A name from which `CasePlan` makes the same case again, or a description for data from files.
  public let id: String
  public let shape: MonarchShape
  /// The format in which the data is handed over; the values are its members, widened exactly.
  public let format: FloatFormat
  public let batch: Int
  /// (l, s, r), row-major.
  public let left: [Double]
  /// (k, q, p), row-major.
  public let right: [Double]
  /// (batch, k·p), row-major.
  public let input: [Double]

  /// Fails unless the arrays have the lengths that shape and batch demand and every number is finite.
  public init(
    id: String, shape: MonarchShape, format: FloatFormat, batch: Int, left: [Double], right: [Double], input: [Double]
  ) throws(ShapeError) {
    let inputCount = batch.multipliedReportingOverflow(by: shape.inputCount)
    guard batch >= 0, !inputCount.overflow else { throw ShapeError("batch \(batch) is not possible") }
    for (name, values, expected) in [
      ("left", left, shape.l * shape.s * shape.r), ("right", right, shape.k * shape.q * shape.p),
      ("input", input, inputCount.partialValue),
    ] {
      guard values.count == expected else {
        throw ShapeError(
          "expected \(expected) numbers in \(name) for \(shape) and batch \(batch), found \(values.count)")
      }
      if let position = values.firstIndex(where: { !$0.isFinite }) {
        throw ShapeError("expected finite numbers in \(name), found \(values[position]) at flat index \(position)")
      }
    }
    (self.id, self.shape, self.format, self.batch) = (id, shape, format, batch)
    (self.left, self.right, self.input) = (left, right, input)
  }

  /// The same product as exact numbers.
  package var factors: MonarchMatrix<Rational> {
    get throws(ShapeError) {
      try MonarchMatrix(shape: shape, left: left.map(exact), right: right.map(exact))
    }
  }

  /// One row of the batch as exact numbers.
  package func row(_ index: Int) -> [Rational] {
    input[index * shape.inputCount..<(index + 1) * shape.inputCount].map(exact)
  }
}

/// The exact value of a number that is known to be finite.
package func exact(_ value: Double) -> Rational { Rational(exactly: value)! }
