/// A commutative field: the scalars over which matrices and Monarch products are defined.
///
/// `Rational`, `PrimeField` and `Cyclotomic` satisfy the field axioms exactly. `Float`, `Double` and the complex numbers
/// over them conform so that the same text runs over them, but their arithmetic rounds: associativity and distributivity
/// fail, and `a / a` need not exist. A law that holds over every exact field holds for them only up to a bound that has
/// to be derived.
///
/// Why this does not refine `Numeric`: `Numeric` demands a comparable `Magnitude`, and finite fields have none.
public protocol Field: AdditiveArithmetic, ExpressibleByIntegerLiteral, Sendable {
  static func * (lhs: Self, rhs: Self) -> Self
  static func / (lhs: Self, rhs: Self) -> Self
  static prefix func - (operand: Self) -> Self

  /// Adds `lhs * rhs` to this value.
  ///
  /// The one step of every dot product. A field may do it without materialising the product.
  mutating func addProduct(_ lhs: Self, _ rhs: Self)

  /// Whether this is 0, and terms with it as a factor may be left out of a sum: not where a product with it may be NaN, nor
  /// where it says to which field the sum belongs. By default any 0.
  var isPlainZero: Bool { get }

  /// The image of an integer, n·1.
  init(_ value: Int)

  /// The complex conjugate, or what stands for it: a field automorphism of order at most 2; the identity by default.
  var conjugate: Self { get }

  /// Why these values have no common field, as "5 mod 7 and 3 mod 11"; nil where they have one, as by default.
  ///
  /// Only fields whose elements carry a modulus have more to say. Operators trap on values that cannot meet, as they do
  /// on a division by zero; matrices ask here first and throw.
  static func mismatch(in values: some Sequence<Self>) -> String?

  /// The values brought into their common field; by default as they are.
  ///
  /// Where literals stand for elements of any field, a value that is zero in the common field need not look like it
  /// alone: 7 among elements of 𝔽_7. Elimination and canonical forms, which search for zeros, ask for this first.
  ///
  /// - Precondition: `mismatch(in: values)` is nil.
  static func joined(_ values: [Self]) -> [Self]
}

extension Field {
  @inlinable
  public mutating func addProduct(_ lhs: Self, _ rhs: Self) { self += lhs * rhs }

  @inlinable
  public var isPlainZero: Bool { self == .zero }

  @inlinable
  public var conjugate: Self { self }

  @inlinable
  public static func mismatch(in values: some Sequence<Self>) -> String? { nil }

  @inlinable
  public static func joined(_ values: [Self]) -> [Self] { values }
}

/// Inexact: every operation rounds to the nearest `Float`; `addProduct` rounds twice.
extension Float: Field {
  @inlinable
  public var isPlainZero: Bool { false }
}

/// Inexact: every operation rounds to the nearest `Double`; `addProduct` rounds twice.
extension Double: Field {
  @inlinable
  public var isPlainZero: Bool { false }
}
