/// An element of a prime field 𝔽_p that carries its modulus, or a rational number that has not met a field yet.
///
/// The field is chosen at run time: `PrimeField(5, modulo: p)`. What has no modulus to take, because it is a literal,
/// `zero` or the image of an integer, is *field-free*: a small fraction of ℚ, which an operation with an element of
/// 𝔽_p maps into 𝔽_p. Field-free values compute among themselves as rational numbers, so that `1 / PrimeField(2)`
/// means one half in whatever field it will join.
///
/// *Traps*, as `Int` does: division by zero; elements of two fields in one operator, both of which the message names
/// (matrices ask `mismatch(in:)` first, and throw); a field-free fraction whose denominator p divides; field-free
/// results beyond a word.
///
/// *Equality* is an equivalence relation across fields, and hashing follows it. Two values are equal where they have
/// the same *representative*: r or r − p, whichever lies in (−p/2, p/2], for an element r of 𝔽_p, and the number
/// itself where it is field-free. Within a field that is equality of the field; 0, 1, −1 and every integer below p/2
/// in magnitude equal their literals. What no relation can have is that 5 mod 7 equals both literals 5 and 12, which
/// differ from each other: `PrimeField(5, modulo: seven)` is equal to −2 and neither to 5 nor to 12. Ask
/// `x - 12 == 0` for the field's own answer. Elements of two fields with one representative are equal too, as both
/// zeros have to be.
public struct PrimeField: Sendable {
  /// The residue where there is a modulus; the numerator, as a bit pattern, where there is none.
  @usableFromInline
  var word: UInt
  /// p, or 0 for a field-free value.
  @usableFromInline
  var prime: UInt
  /// The reciprocal of `PrimeModulus` where there is a modulus; the positive denominator where there is none.
  @usableFromInline
  var companion: UInt

  @inlinable
  init(word: UInt, prime: UInt, companion: UInt) {
    (self.word, self.prime, self.companion) = (word, prime, companion)
  }

  /// The element of the field with this residue.
  ///
  /// - Precondition: `residue` < p.
  @inlinable
  public init(residue: UInt, modulus: PrimeModulus) {
    precondition(residue < modulus.value, "PrimeField: the residue is not below its modulus")
    self.init(unchecked: residue, modulus)
  }

  @inlinable
  init(unchecked residue: UInt, _ modulus: PrimeModulus) {
    self.init(word: residue, prime: modulus.value, companion: modulus.reciprocal)
  }

  /// The image of `value` in 𝔽_p.
  @inlinable
  public init(_ value: Int, modulo modulus: PrimeModulus) {
    self.init(unchecked: modulus.residue(value), modulus)
  }

  /// The image of `value` in 𝔽_p, or nil where p divides its denominator: a homomorphism of rings from the others.
  public init?(_ value: Rational, modulo modulus: PrimeModulus) {
    guard let residue = modulus.residue(value) else { return nil }
    self.init(unchecked: residue, modulus)
  }

  /// The field this element belongs to, or nil where it is field-free.
  @inlinable
  public var modulus: PrimeModulus? { prime == 0 ? nil : field }

  /// The residue, 0 ..< p, or nil for a field-free value.
  @inlinable
  public var residue: UInt? { prime == 0 ? nil : word }

  /// This value's image in the field of `modulus`: itself, where it is of that field already.
  ///
  /// - Precondition: it is of no other field, and p does not divide its denominator.
  @inlinable
  public func joined(to modulus: PrimeModulus) -> PrimeField {
    prime == modulus.value ? self : PrimeField(unchecked: residueJoining(modulus), modulus)
  }

  /// The field of an element that has one.
  @inlinable
  var field: PrimeModulus { PrimeModulus(value: prime, reciprocal: companion) }

  /// The number of a field-free value.
  @usableFromInline
  var free: Rational { Rational(Int(bitPattern: word), Int(companion)) }

  /// A field-free value.
  @usableFromInline
  init(free value: Rational) {
    if case .small(let numerator, let denominator) = value.storage {
      self.init(word: UInt(bitPattern: numerator), prime: 0, companion: UInt(denominator))
    } else {
      // A fatal error, because release builds drop the messages of preconditions.
      guard value == Rational(Int.min) else {
        fatalError("PrimeField: \(value) is beyond a word and has no field to be reduced in")
      }
      self.init(Int.min)
    }
  }

  /// The residue that this value has in the field of `modulus`, which is not its own.
  @usableFromInline
  func residueJoining(_ modulus: PrimeModulus) -> UInt {
    if prime != 0 { fatalError("PrimeField: \(self) and the field of \(modulus) elements do not meet") }
    let numerator = modulus.residue(Int(bitPattern: word))
    if companion == 1 { return numerator }
    let denominator = companion % modulus.value
    if denominator == 0 { fatalError("PrimeField: \(self) has no value modulo \(modulus)") }
    return modulus.multiply(numerator, modulus.inverse(denominator))
  }
}

extension PrimeField: Field {
  @inlinable
  public init(integerLiteral value: Int) { self.init(value) }

  /// The field-free integer `value`.
  @inlinable
  public init(_ value: Int) { self.init(word: UInt(bitPattern: value), prime: 0, companion: 1) }

  /// The field-free 0.
  @inlinable
  public static var zero: PrimeField { PrimeField(word: 0, prime: 0, companion: 1) }

  /// The field of both operands, of which the second is of the first's field or one of them is field-free.
  @usableFromInline
  static func commonField(_ lhs: PrimeField, _ rhs: PrimeField) -> PrimeModulus? {
    if lhs.prime == 0 { return rhs.modulus }
    if rhs.prime != 0 && rhs.prime != lhs.prime { fatalError("PrimeField: \(lhs) and \(rhs) have no common field") }
    return lhs.field
  }

  /// Applies an operation to operands that are not of one field: in the field of one of them, or in ℚ.
  @usableFromInline
  static func joining(
    _ lhs: PrimeField, _ rhs: PrimeField, _ inField: (PrimeField, PrimeField) -> PrimeField,
    _ inRationals: (Rational, Rational) -> Rational
  ) -> PrimeField {
    guard let field = commonField(lhs, rhs) else {
      return PrimeField(free: inRationals(lhs.free, rhs.free))
    }
    return inField(lhs.joined(to: field), rhs.joined(to: field))
  }

  @inlinable
  static func areOfOneField(_ lhs: PrimeField, _ rhs: PrimeField) -> Bool {
    lhs.prime == rhs.prime && lhs.prime != 0
  }

  @inlinable
  public static func + (lhs: PrimeField, rhs: PrimeField) -> PrimeField {
    guard areOfOneField(lhs, rhs) else { return joining(lhs, rhs, +, +) }
    return PrimeField(unchecked: lhs.field.add(lhs.word, rhs.word), lhs.field)
  }

  @inlinable
  public static func - (lhs: PrimeField, rhs: PrimeField) -> PrimeField {
    guard areOfOneField(lhs, rhs) else { return joining(lhs, rhs, -, -) }
    return PrimeField(unchecked: lhs.field.subtract(lhs.word, rhs.word), lhs.field)
  }

  @inlinable
  public static func * (lhs: PrimeField, rhs: PrimeField) -> PrimeField {
    guard areOfOneField(lhs, rhs) else { return joining(lhs, rhs, *, *) }
    return PrimeField(unchecked: lhs.field.multiply(lhs.word, rhs.word), lhs.field)
  }

  /// The quotient.
  ///
  /// - Precondition: `rhs` is not zero in the field of both.
  /// - Complexity: one inverse, O(log p) divisions of words.
  @inlinable
  public static func / (lhs: PrimeField, rhs: PrimeField) -> PrimeField {
    guard areOfOneField(lhs, rhs) else { return joining(lhs, rhs, /, /) }
    return PrimeField(
      unchecked: lhs.field.multiply(lhs.word, rhs.field.inverse(rhs.word)), lhs.field)
  }

  @inlinable
  public static prefix func - (operand: PrimeField) -> PrimeField {
    if operand.prime == 0 { return PrimeField(free: -operand.free) }
    return PrimeField(unchecked: operand.field.negate(operand.word), operand.field)
  }

  @inlinable public static func += (lhs: inout PrimeField, rhs: PrimeField) { lhs = lhs + rhs }
  @inlinable public static func -= (lhs: inout PrimeField, rhs: PrimeField) { lhs = lhs - rhs }

  /// Adds `lhs * rhs` with one reduction.
  @inlinable
  public mutating func addProduct(_ lhs: PrimeField, _ rhs: PrimeField) {
    if prime == lhs.prime, PrimeField.areOfOneField(lhs, rhs) {
      word = field.addProduct(word, lhs.word, rhs.word)
    } else {
      self = self + lhs * rhs
    }
  }

  /// Whether this is the literal 0; that of a field says which field it is.
  @inlinable
  public var isPlainZero: Bool { prime == 0 && word == 0 }

  /// The two elements that have no common field, as "5 mod 7 and 3 mod 11".
  public static func mismatch(in values: some Sequence<PrimeField>) -> String? {
    var first: PrimeField?
    for value in values where value.prime != 0 {
      if let first, first.prime != value.prime { return "\(first) and \(value)" }
      first = first ?? value
    }
    return nil
  }

  /// The values in the field of the first that has one; all of them are field-free where none has.
  public static func joined(_ values: [PrimeField]) -> [PrimeField] {
    guard let field = values.first(where: { $0.prime != 0 })?.field else { return values }
    return values.allSatisfy { $0.prime == field.value } ? values : values.map { $0.joined(to: field) }
  }
}

extension PrimeField: Hashable {
  /// The number that stands for this value in comparisons.
  var representative: (numerator: Int, denominator: UInt) {
    if prime == 0 { return (Int(bitPattern: word), companion) }
    return (Int(word) - (word > prime / 2 ? Int(prime) : 0), 1)
  }

  /// Whether both have the same representative (see the type).
  @inlinable
  public static func == (lhs: PrimeField, rhs: PrimeField) -> Bool {
    if lhs.prime == rhs.prime {
      return lhs.word == rhs.word && (lhs.prime != 0 || lhs.companion == rhs.companion)
    }
    return isEqualAcrossFields(lhs, rhs)
  }

  @usableFromInline
  static func isEqualAcrossFields(_ lhs: PrimeField, _ rhs: PrimeField) -> Bool {
    lhs.representative == rhs.representative
  }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(representative.numerator)
    hasher.combine(representative.denominator)
  }
}

extension PrimeField: CustomStringConvertible {
  /// "5 mod 7", or the number alone where it is field-free: "5", "1/2".
  public var description: String { prime == 0 ? free.description : "\(word) mod \(prime)" }
}
