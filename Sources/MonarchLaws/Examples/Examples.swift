import ExactArithmetic
import MonarchReference

/// One worked example for each theorem: computed with the reference at a tiny size, and demanded to come out as claimed.
enum Examples {
  /// The matrix of these rows.
  static func matrix(_ rows: [[Int]]) -> Matrix<Rational> {
    Matrix(rows: rows.count, columns: rows.first?.count ?? 0) { Rational(rows[$0][$1]) }
  }

  /// The word of a shape with these entries, letter after letter, each block row by row.
  static func word(_ shape: WordShape, _ entries: [Int]) throws -> Word<Rational> {
    try Word(shape: shape, elements: entries.map { Rational($0) })
  }

  /// A letter as an n x n matrix, with dots outside of its support.
  static func letter<Scalar: Field>(_ letter: Letter<Scalar>, _ text: (Scalar) -> String = { "\($0)" }) -> TextBlock {
    let (pattern, matrix) = (letter.kind.pattern(on: letter.grid), letter.definition())
    return .cells(
      (0..<matrix.rows).map { row in
        (0..<matrix.columns).map { column in
          pattern.block(ofRow: row) == pattern.block(ofColumn: column) ? text(matrix[row, column]) : "."
        }
      })
  }

  /// A 0/1 matrix with dots for zeros.
  static func permutation(_ permutation: Permutation) -> TextBlock {
    .matrix(permutation.matrix(over: Rational.self)) { $0 == .zero ? "." : "1" }
  }

  /// A number with a few decimals, for numbers that are not rational or have many digits.
  static func decimal(_ value: Double, _ digits: Int = 6) -> String {
    let unit = (0..<digits).reduce(1) { power, _ in power * 10 }
    let scaled = Int((value.magnitude * Double(unit)).rounded())
    let fraction = String(scaled % unit)
    return (value < 0 && scaled > 0 ? "-" : "") + "\(scaled / unit)."
      + String(repeating: "0", count: digits - fraction.count) + fraction
  }

  static func decimal(_ value: Rational, _ digits: Int = 6) -> String { decimal(Double(value), digits) }

  static func squaredNorm(_ matrix: Matrix<Rational>) -> Rational {
    matrix.elements.reduce(Rational.zero) { $0 + $1 * $1 }
  }
}
