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

  /// The letters of a word as they are written, side by side where they fit.
  static func letters<Scalar>(_ word: Word<Scalar>, _ text: (Scalar) -> String = { "\($0)" }) -> TextBlock {
    .wrapped(word.letters.enumerated().map { .row($0 == 0 ? "" : " · ", letter($1, text)) })
  }

  /// "name = matrix = letter · letter · …", the matrix by the definition of a class, the letters by its construction on the
  /// grid; that both are equal is demanded.
  static func equation<Class: Construction>(
    _ name: TextBlock, _ construction: Class, on grid: Grid, _ ζ: RootsOfUnity<Class.Scalar>,
    _ text: (Class.Scalar) -> String = { "\($0)" }
  ) throws -> TextBlock {
    try constructionIsItsDefinition(construction, on: [grid]) { _ in ζ }
    let letters = try construction.word(on: grid, ζ).letters
    return .wrapped(
      [.row(name, " = ", .matrix(try construction.definition(ζ), text))]
        + letters.enumerated().map { .row($0 == 0 ? " = " : " · ", letter($1, text)) })
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

  /// A number of ℚ(i) as "1/2-i"; the parts of any other with a few decimals.
  static func number(_ value: Cyclotomic) -> String { number(value, digits: 3) }

  static func number(_ value: Cyclotomic, digits: Int) -> String {
    func text(_ part: RationalInterval) -> String {
      part.width == 0 ? "\(part.lower)" : decimal(part.midpoint, digits)
    }
    let parts = value.enclosure(precision: 64)
    let (real, imaginary) = (text(parts.real), text(parts.imaginary))
    if imaginary == "0" { return real }
    // -1/2 as -i/2.
    let fraction = imaginary.split(separator: "/")
    let factor = fraction[0] == "1" ? "" : fraction[0] == "-1" ? "-" : fraction[0]
    let multiple = "\(factor)i" + (fraction.count > 1 ? "/\(fraction[1])" : "")
    return real == "0" ? multiple : real + (multiple.hasPrefix("-") ? "" : "+") + multiple
  }

  static func squaredNorm(_ matrix: Matrix<Rational>) -> Rational {
    matrix.elements.reduce(Rational.zero) { $0 + $1 * $1 }
  }
}
