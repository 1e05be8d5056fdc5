public import ExactArithmetic

/// Indices x < N as numbers of p digits, digit 0 the lowest: `x = (x_{p−1} … x_1 x_0)`, digit t below `bases[t]`.
///
/// The order-p form has N = b^p and every base b; the q x b grid is the system with the bases [b, q].
public struct DigitSystem: Hashable, Sendable {
  /// At least one base, each at least 1.
  public let bases: [Int]

  public init(bases: [Int]) throws(ShapeError) {
    guard !bases.isEmpty else { throw ShapeError("expected at least one digit, found none") }
    if let (digit, base) = bases.enumerated().first(where: { $0.element < 1 }) {
      throw ShapeError("expected bases >= 1, found \(base) for digit \(digit)")
    }
    // The largest factor has N·max(bases) entries.
    _ = try ShapeError.product(bases + [bases.max()!])
    self.bases = bases
  }

  /// p digits of base b, N = b^p.
  public static func uniform(base b: Int, order p: Int) throws(ShapeError) -> DigitSystem {
    guard p >= 1 else { throw ShapeError("expected an order >= 1, found \(p)") }
    // Beyond 64 digits only base 1 has a count, and for it all orders but the first are alike.
    guard p <= 64 else { throw ShapeError("expected an order of at most 64, found \(p)") }
    return try DigitSystem(bases: Array(repeating: b, count: p))
  }

  /// p.
  public var order: Int { bases.count }
  /// N, the product of the bases.
  public var count: Int { bases.reduce(1, *) }

  /// The digits of an index, the lowest first.
  public func digits(of index: Int) -> [Int] {
    var rest = index
    return bases.map { base in
      defer { rest /= base }
      return rest % base
    }
  }

  /// The index with given digits, the lowest first.
  public func index(ofDigits digits: [Int]) -> Int {
    zip(digits, bases).reversed().reduce(0) { $0 * $1.1 + $1.0 }
  }

  /// The support of W_t, which acts on digit t: (product of the bases above, b_t, b_t, product of the bases below).
  public func pattern(ofDigit t: Int) -> KroneckerPattern {
    KroneckerPattern(
      uncheckedA: bases[(t + 1)...].reduce(1, *), b: bases[t], c: bases[t], d: bases[..<t].reduce(1, *))
  }
}

extension DigitSystem: CustomStringConvertible {
  /// As "4·3·2": the highest base first.
  public var description: String { bases.reversed().map(String.init).joined(separator: "·") }
}
