public import ExactArithmetic

/// A statement that does not hold: which one, and where.
public struct Violation: Error, Hashable, CustomStringConvertible {
  public let description: String

  public init(_ description: String) { self.description = description }
}

/// Fails with a text unless a condition holds.
public func demand(_ condition: Bool, _ text: @autoclosure () -> String) throws(Violation) {
  if !condition { throw Violation(text()) }
}

/// Fails unless two matrices are equal, and names the first entry in which they differ.
public func demandEqual<Scalar>(
  _ found: Matrix<Scalar>, _ expected: Matrix<Scalar>, _ what: @autoclosure () -> String
) throws(Violation) {
  guard found.rows == expected.rows, found.columns == expected.columns else {
    throw Violation(
      "\(what()): expected \(expected.rows)×\(expected.columns), found \(found.rows)×\(found.columns)")
  }
  for row in 0..<found.rows {
    for column in 0..<found.columns
    // The field's own answer: a fraction of no field is equal to elements of many.
    where found[row, column] != expected[row, column] && found[row, column] - expected[row, column] != .zero {
      throw Violation(
        "\(what()): expected \(expected[row, column]) at (\(row), \(column)), found \(found[row, column])")
    }
  }
}

/// Fails unless two vectors are equal, and names the first entry in which they differ.
public func demandEqual<Scalar: Field>(
  _ found: [Scalar], _ expected: [Scalar], _ what: @autoclosure () -> String
) throws(Violation) {
  try demandEqual(
    Matrix(rows: found.count, columns: 1) { row, _ in found[row] },
    Matrix(rows: expected.count, columns: 1) { row, _ in expected[row] }, what())
}
