import ExactArithmetic
import PropertyEngine
import TestSupport

/// ℚ as a type of its own, which no fast path knows: the generic algorithms over it are the second way to each result.
struct PlainRational: Field, Hashable, CustomStringConvertible {
  let value: Rational

  init(_ value: Rational) { self.value = value }
  init(_ value: Int) { self.value = Rational(value) }
  init(integerLiteral value: Int) { self.value = Rational(value) }
  static let zero = PlainRational(0)
  static func + (lhs: PlainRational, rhs: PlainRational) -> PlainRational { PlainRational(lhs.value + rhs.value) }
  static func - (lhs: PlainRational, rhs: PlainRational) -> PlainRational { PlainRational(lhs.value - rhs.value) }
  static func * (lhs: PlainRational, rhs: PlainRational) -> PlainRational { PlainRational(lhs.value * rhs.value) }
  static func / (lhs: PlainRational, rhs: PlainRational) -> PlainRational { PlainRational(lhs.value / rhs.value) }
  static prefix func - (operand: PlainRational) -> PlainRational { PlainRational(-operand.value) }
  var description: String { value.description }
}

/// A law of linear algebra that is the same over every field, and is to be run over several.
protocol FieldLaw {
  func check<F: Field & CustomStringConvertible>(over element: Generator<F>) async throws
}

/// Runs a law over ℚ, small and large prime fields, 𝔽_4 and ℚ(i).
func checkOverFields(_ law: some FieldLaw) async throws {
  try await law.check(over: Generator<Rational>.fraction(9, over: 4))
  for p in [2, 3, 7, 536_870_909, (1 << 61) - 1] {
    try await law.check(over: Generator<PrimeField>.element(modulo: PrimeModulus(p)))
  }
  try await law.check(over: Generator<QuarticField>.quartic())
  let gaussian = Generator<Int>.integer(in: 0...3).map { Cyclotomic.root(of: 4, power: $0) }
  let integer = Generator<Int>.integer(in: -2...2).map { Cyclotomic($0) }
  try await law.check(over: zip(gaussian, integer).map { $0 + $1 })
}

/// The determinant as the sum over all permutations, which shares nothing with elimination.
func leibniz<F: Field>(_ matrix: Matrix<F>, rows: [Int], columns: [Int]) -> F {
  guard let row = rows.first else { return 1 }
  var (sum, sign): (F, F) = (.zero, 1)
  for (place, column) in columns.enumerated() {
    var others = columns
    others.remove(at: place)
    sum += sign * matrix[row, column] * leibniz(matrix, rows: Array(rows.dropFirst()), columns: others)
    sign = -sign
  }
  return sum
}

/// All choices of `count` of the numbers below `n`, in ascending order.
func choices(_ count: Int, of n: Int) -> [[Int]] {
  if count == 0 { return [[]] }
  return (0..<n).flatMap { last in choices(count - 1, of: last).map { $0 + [last] } }
}
