/// A cyclotomic number: an element of ℚ(ζ_N) for some N >= 1, where ζ_N = e^{−2πi/N}.
///
/// The field of all cyclotomic numbers is one field: values of different orders N meet in the field of the least common
/// multiple, and are equal where they are the same complex number. Complex rationals ℚ(i) are those of order 4, with
/// `imaginaryUnit` = ζ_4³.
///
/// *Representation.* A value is a sum of terms c·ζ_N^e, sorted by exponent, over a basis of roots of unity in which
/// everything that matters is visible. Write N = Π q for prime powers q = p^k and ζ_N^e = Π ζ_q^{e_q}; the basis has
/// those e for which no e_q has p − 1 as its leading digit in base p, that is e_q < q − q/p. For a prime power, as
/// N = 2^k, this is the basis 1, ζ, …, ζ^{φ(N)−1} of residues modulo the cyclotomic polynomial Φ_N; for other N it is
/// the product of these bases. In it ζ_N^e = ζ_{mN}^{me} maps basis to basis, so that changing the order only scales
/// exponents, and a value lies in ℚ(ζ_{N/d}) exactly where d divides all its exponents. Coefficients are words over a
/// common denominator while they fit, and `Rational` beyond.
///
/// Values with few terms are small and fast, whatever N: a matrix of roots of unity of order 512 takes 100 bytes an
/// entry, not φ(512) coefficients.
///
/// - Precondition: division by zero traps, as for `Int`; so does an operation on values whose least common order is
///   above `maximalOrder`, of which `mismatch(in:)` tells before.
public struct Cyclotomic: Sendable {
  struct Term<Coefficient: Sendable>: Sendable {
    /// The power of ζ_N, 0 ..< N.
    var exponent: Int
    var coefficient: Coefficient
  }

  /// N, of which the conductor is a divisor.
  var order: Int
  /// The numerators of the terms, none zero, where they and the denominator fit words; exponents increase.
  var terms: [Term<Int>]
  /// The positive common denominator of `terms`, which has no common divisor with all of them.
  var denominator: Int
  /// The terms of a value that does not fit words; otherwise empty.
  var wide: [Term<Rational>]

  /// The largest order that values can have together: products take memory and time proportional to the order.
  public static let maximalOrder = 1 << 20

  init(order: Int, terms: [Term<Int>], denominator: Int) {
    (self.order, self.terms, self.denominator, self.wide) = (order, terms, denominator, [])
  }

  /// ζ_N^power for N = `order`, that is e^{−2πi·power/N}.
  ///
  /// - Precondition: 1 <= `order` <= `maximalOrder`; `power` may be any integer.
  public static func root(of order: Int, power: Int = 1) -> Cyclotomic {
    precondition(
      order >= 1 && order <= maximalOrder,
      "Cyclotomic: \(order) is not the order of a root of unity up to \(maximalOrder)")
    let exponent = (power % order + order) % order
    if order & 1 == 0, order & (order - 1) == 0 {  // The basis of a power of two is the lower half.
      let half = order / 2
      return Cyclotomic(
        order: order, terms: [Term(exponent: exponent % half, coefficient: exponent < half ? 1 : -1)], denominator: 1)
    }
    return Cyclotomic(order: order, terms: gather(order) { $0[exponent] = 1 }, denominator: 1)
  }

  /// The rational number `value`.
  public init(_ value: Rational) {
    self.init(order: 1, terms: [], denominator: 1)
    if value != 0 { set([Term(exponent: 0, coefficient: value)]) }
  }

  /// i = ζ_4³.
  public static let imaginaryUnit = root(of: 4, power: 3)

  /// The least N with this value in ℚ(ζ_N); never 2 modulo 4.
  public var conductor: Int { order / commonDivisorOfExponents }

  /// The number of terms over the basis described above.
  public var termCount: Int { max(terms.count, wide.count) }

  /// The terms c·ζ^e, for ζ = ζ_N with N the `conductor`, by increasing exponents.
  ///
  /// - Complexity: O(termCount).
  public var powers: [(exponent: Int, coefficient: Rational)] {
    let divisor = commonDivisorOfExponents
    return rationalTerms.map { ($0.exponent / divisor, $0.coefficient) }
  }

  /// This value where it is rational.
  public var rational: Rational? {
    let terms = rationalTerms
    if terms.isEmpty { return .zero }
    return terms.count == 1 && terms[0].exponent == 0 ? terms[0].coefficient : nil
  }

  /// Whether this is a real number.
  public var isReal: Bool { self == conjugate }

  // MARK: Representation

  var commonDivisorOfExponents: Int {
    var divisor = order
    for term in terms where divisor > 1 {
      divisor = Int(greatestCommonDivisor(divisor.magnitude, term.exponent.magnitude))
    }
    for term in wide where divisor > 1 {
      divisor = Int(greatestCommonDivisor(divisor.magnitude, term.exponent.magnitude))
    }
    return divisor
  }

  /// The terms with rational coefficients, in either representation.
  var rationalTerms: [Term<Rational>] {
    guard wide.isEmpty else { return wide }
    return terms.map { Term(exponent: $0.exponent, coefficient: Rational($0.coefficient, denominator)) }
  }

  /// Takes over terms of the basis, none zero, in words where they fit.
  mutating func set(_ rationals: [Term<Rational>]) {
    (terms, denominator, wide) = ([], 1, [])
    var common = 1
    for term in rationals {
      guard case .small(_, let denominator) = term.coefficient.storage else {
        wide = rationals
        return
      }
      let divisor = Int(greatestCommonDivisor(common.magnitude, denominator.magnitude))
      let (multiple, overflow) = common.multipliedReportingOverflow(by: denominator / divisor)
      if overflow {
        wide = rationals
        return
      }
      common = multiple
    }
    var words: [Term<Int>] = []
    words.reserveCapacity(rationals.count)
    for term in rationals {
      guard case .small(let numerator, let denominator) = term.coefficient.storage else {
        wide = rationals
        return
      }
      let (scaled, overflow) = numerator.multipliedReportingOverflow(by: common / denominator)
      if overflow || scaled == Int.min {
        wide = rationals
        return
      }
      words.append(Term(exponent: term.exponent, coefficient: scaled))
    }
    (terms, denominator) = (words, common)
  }

  /// Takes over terms of the basis over a common denominator, none zero.
  mutating func set(_ numerators: [Term<Int>], over common: Int) {
    (terms, denominator, wide) = (numerators, common, [])
    reduce()
  }

  /// Divides numerators and denominator by their common divisor.
  mutating func reduce() {
    var divisor = denominator
    for term in terms where divisor > 1 {
      divisor = Int(greatestCommonDivisor(divisor.magnitude, term.coefficient.magnitude))
    }
    guard divisor > 1 else { return }
    denominator /= divisor
    for index in terms.indices { terms[index].coefficient /= divisor }
  }

  /// The terms over the basis of a sum of terms with any exponents 0 ..< order, which `scatter` adds up.
  ///
  /// Where the p-part of an exponent has the leading digit p − 1, `ζ^e = −Σ_{0<a<p} ζ^{e + aN/p}`.
  static func gather<Coefficient: SignedNumeric & Sendable>(
    _ order: Int, scatter: (UnsafeMutableBufferPointer<Coefficient>) -> Void
  ) -> [Term<Coefficient>] {
    withUnsafeTemporaryAllocation(of: Coefficient.self, capacity: order) { sums in
      sums.initialize(repeating: .zero)
      defer { sums.deinitialize() }
      scatter(sums)
      if order & (order - 1) == 0 {
        let half = order / 2
        for exponent in 0..<half { sums[exponent] -= sums[exponent + half] }
        return terms(of: sums[..<max(half, 1)])
      }
      forEachPrimePower(of: order) { prime, power in
        let step = order / prime
        // The exponents whose p-part has the leading digit p − 1 are (q − q/p + r)·(N/q) modulo q = p^k, r < q/p.
        let unit = order / power % power
        var residue = (power - power / prime) * unit % power
        for _ in 0..<(power / prime) {
          for index in stride(from: residue, to: order, by: power) where sums[index] != .zero {
            let coefficient = sums[index]
            sums[index] = .zero
            var target = index
            for _ in 1..<prime {
              target += step
              if target >= order { target -= order }
              sums[target] -= coefficient
            }
          }
          residue += unit
          if residue >= power { residue -= power }
        }
      }
      return terms(of: sums[...])
    }
  }

  /// The primes of an order with their highest powers in it, by division: orders are small, and no array is needed.
  private static func forEachPrimePower(of order: Int, _ body: (_ prime: Int, _ power: Int) -> Void) {
    var rest = order
    var prime = 2
    while rest > 1 {
      if prime * prime > rest { prime = rest }
      var power = 1
      while rest.isMultiple(of: prime) { (rest, power) = (rest / prime, power * prime) }
      if power > 1 { body(prime, power) }
      prime += prime == 2 ? 1 : 2
    }
  }

  private static func terms<Coefficient: SignedNumeric & Sendable>(
    of sums: Slice<UnsafeMutableBufferPointer<Coefficient>>
  ) -> [Term<Coefficient>] {
    var terms: [Term<Coefficient>] = []
    terms.reserveCapacity(sums.count { $0 != .zero })
    for index in sums.indices where sums[index] != .zero {
      terms.append(Term(exponent: index, coefficient: sums[index]))
    }
    return terms
  }
}

extension Cyclotomic: Hashable {
  /// Whether both are the same complex number.
  ///
  /// - Complexity: O(termCount).
  public static func == (lhs: Cyclotomic, rhs: Cyclotomic) -> Bool {
    guard lhs.terms.count == rhs.terms.count, lhs.wide.count == rhs.wide.count, lhs.denominator == rhs.denominator
    else { return false }
    // e/N determines the root of unity, and terms are in the order of e/N.
    return zip(lhs.terms, rhs.terms).allSatisfy {
      $0.coefficient == $1.coefficient && $0.exponent * rhs.order == $1.exponent * lhs.order
    }
      && zip(lhs.wide, rhs.wide).allSatisfy {
        $0.coefficient == $1.coefficient && $0.exponent * rhs.order == $1.exponent * lhs.order
      }
  }

  public func hash(into hasher: inout Hasher) {
    let divisor = commonDivisorOfExponents
    hasher.combine(order / divisor)
    hasher.combine(denominator)
    for term in terms {
      hasher.combine(term.exponent / divisor)
      hasher.combine(term.coefficient)
    }
    for term in wide {
      hasher.combine(term.exponent / divisor)
      hasher.combine(term.coefficient)
    }
  }
}

extension Cyclotomic: CustomStringConvertible {
  /// A polynomial in ζ_N, N the conductor, as "1/2 - 3·ζ_8^3".
  public var description: String {
    let name = "ζ_\(conductor)"
    let text = powers.map { exponent, coefficient in
      let sign = coefficient.signum < 0 ? "-" : "+"
      let factor = "\(coefficient.magnitude)"
      if exponent == 0 { return "\(sign) \(factor)" }
      return "\(sign) \(factor == "1" ? "" : factor + "·")\(name)\(exponent == 1 ? "" : "^\(exponent)")"
    }.joined(separator: " ")
    if text.hasPrefix("+ ") { return String(text.dropFirst(2)) }
    return text.hasPrefix("- ") ? "-" + text.dropFirst(2) : "0"
  }
}
