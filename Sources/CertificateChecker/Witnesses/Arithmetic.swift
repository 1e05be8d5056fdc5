internal import CGMP

/// The field of a witness: its elements and their operations.
protocol Arithmetic {
  associatedtype Element
  /// Over ℚ or 𝔽_p.
  var degree: Int { get }
  var zero: Element { get }
  var one: Element { get }
  func isZero(_ a: Element) -> Bool
  func add(_ a: Element, _ b: Element) -> Element
  func subtract(_ a: Element, _ b: Element) -> Element
  func multiply(_ a: Element, _ b: Element) -> Element
  /// Nil for 0.
  func inverse(_ a: Element) -> Element?
  /// An element from its text, or from those of its coefficients c_0, c_1, … for 1, ζ, ζ², … of a root of unity of some order.
  func element(_ text: WitnessElement, rootOrder: Int) -> Element?
  func element(_ fraction: Fraction) -> Element?
  /// The residue modulo a prime ideal above a prime p; nil where there is none.
  func residue(_ a: Element, modulo prime: PrimeArithmetic) -> UInt64?
  /// Whether all of K's primes above p have the residue field 𝔽_p, so that a root in K would have a residue.
  func splits(at prime: PrimeArithmetic) -> Bool
}

/// ℚ.
struct RationalArithmetic: Arithmetic {
  var degree: Int { 1 }
  var zero: Fraction { Fraction(0) }
  var one: Fraction { Fraction(1) }
  func isZero(_ a: Fraction) -> Bool { a.isZero }
  func add(_ a: Fraction, _ b: Fraction) -> Fraction { a + b }
  func subtract(_ a: Fraction, _ b: Fraction) -> Fraction { a - b }
  func multiply(_ a: Fraction, _ b: Fraction) -> Fraction { a * b }
  func inverse(_ a: Fraction) -> Fraction? { a.inverse }
  func element(_ fraction: Fraction) -> Fraction? { fraction }

  func element(_ text: WitnessElement, rootOrder: Int) -> Fraction? {
    guard case .text(let text) = text else { return nil }
    return Fraction(text)
  }

  func residue(_ a: Fraction, modulo prime: PrimeArithmetic) -> UInt64? { a.residue(modulo: prime.modulus) }
  func splits(at prime: PrimeArithmetic) -> Bool { true }
}

/// 𝔽_p for a prime p below 2^62.
struct PrimeArithmetic: Arithmetic {
  let modulus: UInt64

  /// Nil unless the number is a prime below 2^62; GMP's test knows all composite numbers below 2^64.
  init?(_ modulus: UInt64) {
    let number = Integers(count: 1, exponent: 0)
    __gmpz_set_ui(number[0], UInt(modulus))
    guard modulus < 1 << 62, __gmpz_probab_prime_p(number[0], 40) != 0 else { return nil }
    self.modulus = modulus
  }

  var degree: Int { 1 }
  var zero: UInt64 { 0 }
  var one: UInt64 { 1 % modulus }
  func isZero(_ a: UInt64) -> Bool { a == 0 }
  func add(_ a: UInt64, _ b: UInt64) -> UInt64 { (a + b) % modulus }
  func subtract(_ a: UInt64, _ b: UInt64) -> UInt64 { (a + (modulus - b)) % modulus }
  func multiply(_ a: UInt64, _ b: UInt64) -> UInt64 {
    let product = a.multipliedFullWidth(by: b)
    return modulus.dividingFullWidth(product).remainder
  }
  func inverse(_ a: UInt64) -> UInt64? { a == 0 ? nil : power(a, modulus - 2) }
  func element(_ fraction: Fraction) -> UInt64? { fraction.residue(modulo: modulus) }

  func element(_ text: WitnessElement, rootOrder: Int) -> UInt64? {
    guard case .text(let text) = text, let fraction = Fraction(text) else { return nil }
    return element(fraction)
  }

  func residue(_ a: UInt64, modulo prime: PrimeArithmetic) -> UInt64? { prime.modulus == modulus ? a : nil }
  func splits(at prime: PrimeArithmetic) -> Bool { prime.modulus == modulus }

  func power(_ base: UInt64, _ exponent: UInt64) -> UInt64 {
    var (result, square, rest) = (one, base, exponent)
    while rest > 0 {
      if rest & 1 == 1 { result = multiply(result, square) }
      square = multiply(square, square)
      rest >>= 1
    }
    return result
  }
}

/// ℚ(ζ_N): polynomials in ζ below the degree of the N-th cyclotomic polynomial.
struct CyclotomicArithmetic: Arithmetic {
  let order: Int
  /// Φ_N without its leading 1, as integers.
  private let relation: [Fraction]

  /// Nil for orders beyond 1 … 2000.
  init?(order: Int) {
    guard (1...2000).contains(order) else { return nil }
    self.order = order
    var polynomials: [Int: [Int]] = [:]
    for n in 1...order where order.isMultiple(of: n) {
      // x^n − 1 divided by Φ_d for every proper divisor d.
      var rest = [-1] + Array(repeating: 0, count: n - 1) + [1]
      for d in 1..<n where n.isMultiple(of: d) {
        let divisor = polynomials[d]!
        var quotient = Array(repeating: 0, count: rest.count - divisor.count + 1)
        for k in quotient.indices.reversed() {
          quotient[k] = rest[k + divisor.count - 1]
          for (index, coefficient) in divisor.enumerated() { rest[k + index] -= quotient[k] * coefficient }
        }
        rest = quotient
      }
      polynomials[n] = rest
    }
    relation = polynomials[order]!.dropLast().map { Fraction($0) }
  }

  var degree: Int { relation.count }

  /// The remainder of a polynomial in ζ.
  private func reduced(_ coefficients: [Fraction]) -> [Fraction] {
    var rest = coefficients
    while rest.count > degree {
      let leading = rest.removeLast()
      if leading.isZero { continue }
      for (index, coefficient) in relation.enumerated() where !coefficient.isZero {
        let place = rest.count - degree + index
        rest[place] = rest[place] - leading * coefficient
      }
    }
    return rest + Array(repeating: Fraction(0), count: degree - rest.count)
  }

  var zero: [Fraction] { reduced([]) }
  var one: [Fraction] { reduced([Fraction(1)]) }
  func isZero(_ a: [Fraction]) -> Bool { a.allSatisfy(\.isZero) }
  func add(_ a: [Fraction], _ b: [Fraction]) -> [Fraction] { zip(a, b).map { $0 + $1 } }
  func subtract(_ a: [Fraction], _ b: [Fraction]) -> [Fraction] { zip(a, b).map { $0 - $1 } }

  func multiply(_ a: [Fraction], _ b: [Fraction]) -> [Fraction] {
    var product = Array(repeating: Fraction(0), count: 2 * degree)
    for (i, x) in a.enumerated() where !x.isZero {
      for (j, y) in b.enumerated() where !y.isZero { product[i + j] = product[i + j] + x * y }
    }
    return reduced(product)
  }

  /// The solution x of a·x = 1, by the matrix of the multiplication with a.
  func inverse(_ a: [Fraction]) -> [Fraction]? {
    if isZero(a) { return nil }
    var columns = [a]
    while columns.count < degree { columns.append(reduced([Fraction(0)] + columns[columns.count - 1])) }
    let matrix = CheckedMatrix(RationalArithmetic(), size: degree) { columns[$1][$0] }
    return matrix.inverse().map { inverse in (0..<degree).map { inverse[$0, 0] } }
  }

  func element(_ fraction: Fraction) -> [Fraction]? { reduced([fraction]) }

  func element(_ text: WitnessElement, rootOrder: Int) -> [Fraction]? {
    switch text {
    case .text(let text): return Fraction(text).map { reduced([$0]) }
    case .list(let texts):
      guard rootOrder > 0, order.isMultiple(of: rootOrder), texts.count <= rootOrder else { return nil }
      var coefficients = Array(repeating: Fraction(0), count: order)
      for (exponent, text) in texts.enumerated() {
        guard let fraction = Fraction(text) else { return nil }
        coefficients[exponent * (order / rootOrder)] = fraction
      }
      return reduced(coefficients)
    }
  }

  /// ζ becomes a root of unity of order N: x^((p−1)/N) for the first x with which it has this order.
  func residue(_ a: [Fraction], modulo prime: PrimeArithmetic) -> UInt64? {
    guard let unit = unit(modulo: prime) else { return nil }
    var sum: UInt64 = 0
    for coefficient in a.reversed() {
      guard let residue = coefficient.residue(modulo: prime.modulus) else { return nil }
      sum = prime.add(prime.multiply(sum, unit), residue)
    }
    return sum
  }

  func splits(at prime: PrimeArithmetic) -> Bool {
    prime.modulus % UInt64(order) == 1 % UInt64(order) && unit(modulo: prime) != nil
  }

  private func unit(modulo prime: PrimeArithmetic) -> UInt64? {
    guard (prime.modulus - 1).isMultiple(of: UInt64(order)) else { return nil }
    return (1..<min(prime.modulus, 10_000)).lazy.map { prime.power($0, (prime.modulus - 1) / UInt64(order)) }.first {
      unit in
      (1..<order).allSatisfy { !order.isMultiple(of: $0) || prime.power(unit, UInt64($0)) != 1 }
    }
  }
}
