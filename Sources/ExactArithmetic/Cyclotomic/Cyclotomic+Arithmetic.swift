extension Cyclotomic: Field {
  public init(integerLiteral value: Int) { self.init(value) }

  public init(_ value: Int) {
    guard value != Int.min else {
      self.init(Rational(value))
      return
    }
    self.init(order: 1, terms: value == 0 ? [] : [Term(exponent: 0, coefficient: value)], denominator: 1)
  }

  public static var zero: Cyclotomic { Cyclotomic(order: 1, terms: [], denominator: 1) }

  /// The sum.
  ///
  /// - Complexity: O(number of terms of both).
  public static func + (lhs: Cyclotomic, rhs: Cyclotomic) -> Cyclotomic { lhs.combined(with: rhs, subtracting: false) }

  /// The difference.
  ///
  /// - Complexity: O(number of terms of both).
  public static func - (lhs: Cyclotomic, rhs: Cyclotomic) -> Cyclotomic { lhs.combined(with: rhs, subtracting: true) }

  public static prefix func - (operand: Cyclotomic) -> Cyclotomic {
    var result = operand
    for index in result.terms.indices { result.terms[index].coefficient.negate() }
    for index in result.wide.indices { result.wide[index].coefficient.negate() }
    return result
  }

  /// The product.
  ///
  /// - Complexity: O(N + s·t) word operations for s and t terms and the common order N.
  public static func * (lhs: Cyclotomic, rhs: Cyclotomic) -> Cyclotomic {
    var product = Cyclotomic.zero
    product.addProduct(lhs, rhs)
    return product
  }

  /// The quotient, by `inverse`.
  ///
  /// - Precondition: `rhs` is not zero.
  public static func / (lhs: Cyclotomic, rhs: Cyclotomic) -> Cyclotomic {
    if let divisor = rhs.rational {
      precondition(divisor != 0, "Cyclotomic: division by zero")
      return lhs.scaled(by: 1 / divisor)
    }
    return lhs * rhs.inverse
  }

  /// Adds `lhs * rhs`.
  ///
  /// - Complexity: O(s · t · number of terms here) for s and t terms with s·t <= 16 in an order that is a power of two,
  ///   about 0.1 µs for single terms; otherwise O(N + s·t) word operations for the common order N.
  public mutating func addProduct(_ lhs: Cyclotomic, _ rhs: Cyclotomic) {
    if lhs.termCount == 0 || rhs.termCount == 0 { return }
    if addFewTerms(lhs, rhs) { return }
    guard let common = Cyclotomic.leastCommonOrder(order, lhs.order, rhs.order) else {
      // Orders may be larger than they have to be.
      self = minimal
      let (lhs, rhs) = (lhs.minimal, rhs.minimal)
      if Cyclotomic.leastCommonOrder(order, lhs.order, rhs.order) == nil { Cyclotomic.stop([self, lhs, rhs]) }
      return addProduct(lhs, rhs)
    }
    let (here, left, right) = (common / order, common / lhs.order, common / rhs.order)
    if let (scale, factor, denominator) = scalesOfWords(lhs, rhs) {
      let sum = Cyclotomic.gather(common) { (sums: UnsafeMutableBufferPointer<Int>) in
        for term in terms { sums[term.exponent * here] = term.coefficient * scale }
        for a in lhs.terms {
          for b in rhs.terms {
            var exponent = a.exponent * left + b.exponent * right
            if exponent >= common { exponent -= common }
            sums[exponent] &+= a.coefficient &* b.coefficient &* factor
          }
        }
      }
      order = common
      set(sum, over: denominator)
    } else {
      let (mine, lefts, rights) = (rationalTerms, lhs.rationalTerms, rhs.rationalTerms)
      let sum = Cyclotomic.gather(common) { (sums: UnsafeMutableBufferPointer<Rational>) in
        for term in mine { sums[term.exponent * here] = term.coefficient }
        for a in lefts {
          for b in rights {
            var exponent = a.exponent * left + b.exponent * right
            if exponent >= common { exponent -= common }
            sums[exponent].addProduct(a.coefficient, b.coefficient)
          }
        }
      }
      order = common
      set(sum)
    }
  }

  /// This value times a rational number.
  ///
  /// - Complexity: O(termCount).
  public func scaled(by factor: Rational) -> Cyclotomic {
    guard factor != 0 else { return .zero }
    var result = self
    result.set(rationalTerms.map { Term(exponent: $0.exponent, coefficient: $0.coefficient * factor) })
    return result
  }

  /// Two values whose least common order is above `maximalOrder`.
  public static func mismatch(in values: some Sequence<Cyclotomic>) -> String? {
    var common = 1
    for value in values {
      let conductor = value.conductor
      guard let multiple = leastCommonOrder(common, conductor) else {
        return "values of orders \(common) and \(conductor), whose common order is above \(maximalOrder),"
      }
      common = multiple
    }
    return nil
  }

  // MARK: Steps

  /// The same value at the order of its conductor.
  var minimal: Cyclotomic {
    let divisor = commonDivisorOfExponents
    if divisor == 1 { return self }
    var result = self
    result.order /= divisor
    for index in terms.indices { result.terms[index].exponent /= divisor }
    for index in wide.indices { result.wide[index].exponent /= divisor }
    return result
  }

  /// The least common multiple of orders, or nil where it is above the limit.
  private static func leastCommonOrder(_ orders: Int...) -> Int? {
    var common = orders[0]
    for order in orders where order != common {
      // No overflow: both are at most the limit.
      common = common / Int(greatestCommonDivisor(common.magnitude, order.magnitude)) * order
      if common > maximalOrder { return nil }
    }
    return common
  }

  private static func stop(_ values: [Cyclotomic]) -> Never {
    fatalError("Cyclotomic: \(mismatch(in: values) ?? "values of too many orders") do not meet")
  }

  private func combined(with other: Cyclotomic, subtracting: Bool) -> Cyclotomic {
    guard let common = Cyclotomic.leastCommonOrder(order, other.order) else {
      let (left, right) = (minimal, other.minimal)
      if Cyclotomic.leastCommonOrder(left.order, right.order) == nil { Cyclotomic.stop([left, right]) }
      return left.combined(with: right, subtracting: subtracting)
    }
    var result = Cyclotomic(order: common, terms: [], denominator: 1)
    let strides = (common / order, common / other.order)
    if wide.isEmpty, other.wide.isEmpty, let (left, right, denominator) = scalesOfWords(other) {
      result.set(
        Cyclotomic.merged(terms, other.terms, strides, left, subtracting ? -right : right), over: denominator)
    } else {
      result.set(Cyclotomic.merged(rationalTerms, other.rationalTerms, strides, 1, subtracting ? -1 : 1))
    }
    return result
  }

  /// left · lhs + right · rhs, where exponents are multiplied by the strides; lifted terms stay in the basis.
  private static func merged<Coefficient: SignedNumeric & Sendable>(
    _ lhs: [Term<Coefficient>], _ rhs: [Term<Coefficient>], _ strides: (Int, Int), _ left: Coefficient,
    _ right: Coefficient
  ) -> [Term<Coefficient>] {
    var sum: [Term<Coefficient>] = []
    sum.reserveCapacity(lhs.count + rhs.count)
    var (i, j) = (0, 0)
    while i < lhs.count || j < rhs.count {
      let a = i < lhs.count ? lhs[i].exponent * strides.0 : Int.max
      let b = j < rhs.count ? rhs[j].exponent * strides.1 : Int.max
      var coefficient = Coefficient.zero
      if a <= b { coefficient += left * lhs[i].coefficient }
      if b <= a { coefficient += right * rhs[j].coefficient }
      if coefficient != .zero { sum.append(Term(exponent: min(a, b), coefficient: coefficient)) }
      if a <= b { i += 1 }
      if b <= a { j += 1 }
    }
    return sum
  }

  /// The factors that bring both to the common denominator, where the sum then fits words.
  private func scalesOfWords(_ other: Cyclotomic) -> (Int, Int, denominator: Int)? {
    guard let (left, right, common) = Cyclotomic.commonDenominator(denominator, other.denominator) else { return nil }
    let bounds = (
      largestNumerator.multipliedReportingOverflow(by: left.magnitude),
      other.largestNumerator.multipliedReportingOverflow(by: right.magnitude)
    )
    guard !bounds.0.overflow, !bounds.1.overflow,
      bounds.0.partialValue <= 1 << 62 - 1, bounds.1.partialValue <= 1 << 62 - 1
    else { return nil }
    return (left, right, common)
  }

  /// The factors of the numerators here and of the products, where all sums then fit words.
  private func scalesOfWords(_ lhs: Cyclotomic, _ rhs: Cyclotomic) -> (scale: Int, factor: Int, denominator: Int)? {
    guard wide.isEmpty, lhs.wide.isEmpty, rhs.wide.isEmpty else { return nil }
    let (divisor, overflow) = lhs.denominator.multipliedReportingOverflow(by: rhs.denominator)
    guard !overflow, let (scale, factor, common) = Cyclotomic.commonDenominator(denominator, divisor) else {
      return nil
    }
    // Each prime of the order, of which there are at most 7, doubles a sum at most when it is brought to the basis.
    let here = largestNumerator.multipliedReportingOverflow(by: scale.magnitude)
    var sum: UInt = 0
    for term in lhs.terms {
      let (next, overflow) = sum.addingReportingOverflow(term.coefficient.magnitude)
      if overflow { return nil }
      sum = next
    }
    let product = sum.multipliedReportingOverflow(by: rhs.largestNumerator)
    let scaled = product.partialValue.multipliedReportingOverflow(by: factor.magnitude)
    guard !here.overflow, !product.overflow, !scaled.overflow,
      here.partialValue < 1 << 55, scaled.partialValue < 1 << 55
    else { return nil }
    return (scale, factor, common)
  }

  private var largestNumerator: UInt { terms.reduce(0) { max($0, $1.coefficient.magnitude) } }

  /// The factors that bring fractions over a and b to the least common denominator, where it is a word.
  private static func commonDenominator(_ a: Int, _ b: Int) -> (Int, Int, common: Int)? {
    if a == b { return (1, 1, a) }
    let divisor = Int(greatestCommonDivisor(a.magnitude, b.magnitude))
    let (common, overflow) = a.multipliedReportingOverflow(by: b / divisor)
    return overflow ? nil : (b / divisor, a / divisor, common)
  }

  /// Adds a product of few terms in place, where all orders are powers of two and all values are of words; otherwise
  /// changes nothing and returns false.
  private mutating func addFewTerms(_ lhs: Cyclotomic, _ rhs: Cyclotomic) -> Bool {
    let count = lhs.terms.count * rhs.terms.count
    guard count > 0, count <= 16, wide.isEmpty,
      order & (order - 1) | lhs.order & (lhs.order - 1) | rhs.order & (rhs.order - 1) == 0
    else { return false }
    let common = max(order, lhs.order, rhs.order)
    guard let (scale, factor, denominator) = scalesOfWords(lhs, rhs) else { return false }
    let stride = common / order
    if stride > 1 || scale > 1 {
      for index in terms.indices {
        terms[index].exponent *= stride
        terms[index].coefficient *= scale
      }
    }
    (order, self.denominator) = (common, denominator)
    let (left, right) = (common / lhs.order, common / rhs.order)
    for a in lhs.terms {
      for b in rhs.terms {
        // Exponents of the basis are below a half each, so that their sum is below the order.
        let exponent = a.exponent * left + b.exponent * right
        let coefficient = a.coefficient * b.coefficient * factor
        if exponent > 0, exponent >= common / 2 {
          add(-coefficient, at: exponent - common / 2)
        } else {
          add(coefficient, at: exponent)
        }
      }
    }
    if denominator > 1 { reduce() }
    return true
  }

  /// Adds a term of the basis to the sum of words.
  private mutating func add(_ coefficient: Int, at exponent: Int) {
    var (low, high) = (0, terms.count)
    while low < high {
      let middle = (low + high) / 2
      if terms[middle].exponent < exponent { low = middle + 1 } else { high = middle }
    }
    if low == terms.count || terms[low].exponent != exponent {
      terms.insert(Term(exponent: exponent, coefficient: coefficient), at: low)
    } else if terms[low].coefficient == -coefficient {
      terms.remove(at: low)
    } else {
      terms[low].coefficient += coefficient
    }
  }
}
