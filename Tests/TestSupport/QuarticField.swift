public import ExactArithmetic
public import PropertyEngine

/// 𝔽_4 = {0, 1, ω, ω + 1} by tables: a field that has nothing but what `Field` demands.
///
/// Its characteristic is 2, so that 1/2 does not exist and −1 = 1; it has no order, no modulus and no rational values.
/// Conjugation is the Frobenius map x ↦ x². Generic code that runs on it needs no more than the protocol says.
public struct QuarticField: Field, Hashable, CustomStringConvertible {
  private let index: UInt8

  private init(index: UInt8) { self.index = index }

  public init(_ value: Int) { index = UInt8(value & 1) }
  public init(integerLiteral value: Int) { self.init(value) }

  public static let zero = QuarticField(0)
  /// A generator of the multiplicative group, a root of x² + x + 1.
  public static let omega = QuarticField(index: 2)
  public static let all = (0..<4).map { QuarticField(index: $0) }

  private static let sums: [[UInt8]] = [[0, 1, 2, 3], [1, 0, 3, 2], [2, 3, 0, 1], [3, 2, 1, 0]]
  private static let products: [[UInt8]] = [[0, 0, 0, 0], [0, 1, 2, 3], [0, 2, 3, 1], [0, 3, 1, 2]]
  private static let inverses: [UInt8?] = [nil, 1, 3, 2]

  public static func + (lhs: QuarticField, rhs: QuarticField) -> QuarticField {
    QuarticField(index: sums[Int(lhs.index)][Int(rhs.index)])
  }

  public static func - (lhs: QuarticField, rhs: QuarticField) -> QuarticField { lhs + rhs }
  public static prefix func - (operand: QuarticField) -> QuarticField { operand }

  public static func * (lhs: QuarticField, rhs: QuarticField) -> QuarticField {
    QuarticField(index: products[Int(lhs.index)][Int(rhs.index)])
  }

  public static func / (lhs: QuarticField, rhs: QuarticField) -> QuarticField {
    guard let inverse = inverses[Int(rhs.index)] else { preconditionFailure("QuarticField: division by zero") }
    return lhs * QuarticField(index: inverse)
  }

  public var conjugate: QuarticField { self * self }
  public var description: String { ["0", "1", "ω", "ω+1"][Int(index)] }
}

extension Generator where Value == QuarticField {
  /// One of the four elements.
  public static func quartic() -> Generator { .element(of: QuarticField.all) }
}
