import ExactArithmetic
import PropertyEngine
import PropertyTesting
import TestSupport
import Testing

/// Orders with every kind of factor: 1, primes, powers, products, 2 modulo 4.
private let orders = [1, 2, 3, 4, 5, 6, 8, 9, 10, 12, 15, 16, 20, 24, 30, 60]

private let small = Generator<Rational>.fraction(9, over: 4)
private let mixed = Generator<Rational>.oneOf(weighted: [(3, small), (1, .rational())])

/// The remainder modulo Φ_N that stands for a value of ℚ(ζ_N), read off its terms.
private func remainder(_ value: Cyclotomic, order: Int) -> Polynomial<Rational> {
  let stride = order / value.conductor
  return value.powers.reduce(Polynomial.zero) { $0 + .monomial($1.coefficient, degree: $1.exponent * stride) }
    % .cyclotomic(order)
}

/// The image in 𝔽_p under ζ_order ↦ root, read off the terms; nil where p divides a denominator.
private func image(_ value: Cyclotomic, order: Int, root: PrimeField) -> PrimeField? {
  let modulus = root.modulus!
  let stride = order / value.conductor
  var sum = PrimeField(0, modulo: modulus)
  for (exponent, coefficient) in value.powers {
    guard let factor = PrimeField(coefficient, modulo: modulus) else { return nil }
    let power = modulus.power(root.residue!, UInt(exponent * stride))
    sum.addProduct(factor, PrimeField(residue: power, modulus: modulus))
  }
  return sum
}

@Suite(.property(cases: cases(500))) struct CyclotomicTests {
  @Test(arguments: [[1, 2, 4, 8, 16], [1, 3, 9, 27], [5, 10, 25], [3, 4, 6, 12], [7], [1, 3, 5, 15]])
  func fieldLawsHold(orders: [Int]) async {
    await checkField(.cyclotomic(orders: orders, coefficient: small))
  }

  /// Coefficients beyond a word obey the same laws, also where operations lead into words and back.
  @Test(.property(cases: cases(300))) func wideCoefficientsObeyTheLaws() async {
    await checkField(.cyclotomic(orders: [1, 3, 4, 8], coefficient: mixed))
  }

  /// Arithmetic is that of polynomials modulo Φ_N.
  @Test func arithmeticIsThatOfRemainders() async {
    let value = Generator<Cyclotomic>.cyclotomic(orders: orders.filter { 60 % $0 == 0 }, coefficient: mixed)
    await forAll(value, value, value) { a, b, c in
      let modulus = Polynomial.cyclotomic(60)
      let (x, y, z) = (remainder(a, order: 60), remainder(b, order: 60), remainder(c, order: 60))
      #expect(remainder(a + b, order: 60) == x + y)
      #expect(remainder(a - b, order: 60) == x - y)
      #expect(remainder(a * b, order: 60) == (x * y) % modulus)
      var sum = c
      sum.addProduct(a, b)
      #expect(remainder(sum, order: 60) == (z + x * y) % modulus)
      #expect((a == b) == (x == y))
      guard !x.isZero else {
        #expect(a == 0)
        return
      }
      #expect(remainder(a.inverse, order: 60) == Polynomial.extendedGreatestCommonDivisor(x, modulus).u)
    }
  }

  /// Arithmetic agrees with that of 𝔽_p for p ≡ 1 modulo 720, under the homomorphism that maps ζ_720 to a root there.
  @Test(.property(cases: cases(2000))) func arithmeticIsMappedIntoFiniteFields() async throws {
    let root = try PrimeModulus.firstPrime(congruentToOneMod: 720, above: 1 << 60).rootOfUnity(order: 720)
    let value = Generator<Cyclotomic>.cyclotomic(
      orders: [1, 2, 3, 4, 5, 8, 9, 12, 16, 18, 36, 45, 48, 80, 144], terms: 5, coefficient: mixed)
    await forAll(value, value, value) { a, b, c in
      func image(_ value: Cyclotomic) -> PrimeField? { ExactArithmeticTests.image(value, order: 720, root: root) }
      guard let x = image(a), let y = image(b), let z = image(c) else { return }
      #expect(image(a + b) == x + y)
      #expect(image(a - b) == x - y)
      #expect(image(-a) == -x)
      #expect(image(a * b) == x * y)
      var sum = c
      sum.addProduct(a, b)
      #expect(image(sum) == z + x * y)
    }
  }

  /// Few terms in large orders, as products of transforms have them: sums in place against sums of products.
  @Test func longSumsInPlaceAreRight() async throws {
    let root = try PrimeModulus.firstPrime(congruentToOneMod: 512, above: 1 << 60).rootOfUnity(order: 512)
    let value = Generator<Cyclotomic>.cyclotomic(
      orders: [1, 2, 4, 64, 512], coefficient: .oneOf(.constant(1), .constant(-1), small, mixed))
    await forAll(zip(value, value).array(count: 0...20)) { pairs in
      var sum = Cyclotomic.zero
      var expected = Cyclotomic.zero
      var image: PrimeField? = 0
      for (a, b) in pairs {
        sum.addProduct(a, b)
        expected = expected + a * b
        if let x = ExactArithmeticTests.image(a, order: 512, root: root),
          let y = ExactArithmeticTests.image(b, order: 512, root: root)
        {
          image = image.map { $0 + x * y }
        } else {
          image = nil
        }
      }
      #expect(sum == expected && sum.hashValue == expected.hashValue)
      if let image { #expect(ExactArithmeticTests.image(sum, order: 512, root: root)! - image == 0) }
    }
  }

  /// A number is the same whatever order it was written in; 0 = 1 + ζ + … + ζ^{N−1}.
  @Test func ordersUnify() async {
    let number = Generator<Int>.integer(in: 1...60, target: 1)
    await forAll(number, Generator<Int>.integer(in: -100...100), number) { order, power, multiple in
      let root = Cyclotomic.root(of: order, power: power)
      let same = Cyclotomic.root(of: order * multiple, power: power * multiple)
      #expect(root == same && root.hashValue == same.hashValue && root.description == same.description)
      #expect((0..<order).reduce(Cyclotomic(1)) { product, _ in product * root } == 1)
      #expect(root * Cyclotomic.root(of: order, power: -power) == 1)
      let all = (0..<order).reduce(Cyclotomic.zero) { $0 + Cyclotomic.root(of: order, power: $1) }
      #expect(all == (order == 1 ? 1 : 0))
    }
  }

  /// ζ_N has the degree and the conductor that theory gives it, and is a root of Φ_N and of no smaller cyclotomic.
  @Test func rootsHaveTheirConductors() {
    for order in 1...80 {
      let root = Cyclotomic.root(of: order)
      #expect(root.conductor == (order % 4 == 2 ? order / 2 : order))
      let value = Polynomial<Rational>.cyclotomic(order).map { Cyclotomic($0) }(root)
      #expect(value == 0)
      #expect(root.isReal == (order <= 2))
      #expect((root.rational != nil) == (order <= 2))
    }
  }

  /// Gauss: (Σ_a (a/p) ζ_p^a)² = (−1/p)·p; and its relatives √2, i, the golden section.
  @Test func squareRootsAreCyclotomic() {
    for p in [3, 5, 7, 11, 13, 17, 31] {
      let sum = (1..<p).reduce(Cyclotomic.zero) { sum, a in
        let isSquare = (1..<p).contains { $0 * $0 % p == a }
        return sum + Cyclotomic.root(of: p, power: a).scaled(by: isSquare ? 1 : -1)
      }
      #expect(sum * sum == Cyclotomic(p % 4 == 1 ? p : -p))
      #expect(sum.isReal == (p % 4 == 1) && sum.conductor == p)
    }
    let i = Cyclotomic.imaginaryUnit
    #expect(i * i == -1 && i.conjugate == -i && i == -Cyclotomic.root(of: 4))
    let root2 = Cyclotomic.root(of: 8) + Cyclotomic.root(of: 8, power: -1)
    #expect(root2 * root2 == 2 && root2.isReal && root2.rational == nil)
    #expect((1 + i) / (1 - i) == i)
    let golden = -Cyclotomic.root(of: 5, power: 2) - Cyclotomic.root(of: 5, power: 3)
    #expect(golden * golden == golden + 1)
  }

  /// Automorphisms are homomorphisms that permute the roots; norm and trace are product and sum over all of them.
  @Test(.property(cases: cases(300))) func automorphismsNormAndTraceAgree() async {
    let value = Generator<Cyclotomic>.cyclotomic(orders: [1, 3, 4, 5, 8, 9, 12, 15, 24], coefficient: small)
    await forAll(value, value, Generator<Int>.integer(in: -1000...1000)) { a, b, power in
      let conductor = a.conductor
      let units = (0..<conductor).filter { unit in
        conductor == 1 || !(2...conductor).contains { unit % $0 == 0 && conductor % $0 == 0 }
      }
      let conjugates = try units.map { try a.automorphism($0) }
      #expect(conjugates.reduce(1, *) == Cyclotomic(a.norm))
      #expect(conjugates.reduce(0, +) == Cyclotomic(a.trace))
      #expect(try a.automorphism(-1) == a.conjugate && a.automorphism(1) == a)
      #expect(Cyclotomic.degree(of: conductor) == units.count)
      if conductor == 1 || units.contains((power % conductor + conductor) % conductor) {
        #expect(try a.automorphism(power) * a.automorphism(power) == (a * a).minimalImage(power, conductor))
      } else {
        #expect(throws: FieldError.self) { try a.automorphism(power) }
      }
      #expect(a.realPart.isReal && a.imaginaryPart.isReal)
      #expect(a.realPart + Cyclotomic.imaginaryUnit * a.imaginaryPart == a)
      if a.isReal && b.isReal { #expect((a * b).isReal && (a + b).isReal) }
    }
  }

  /// One representation a value, on both sides of the border between words and wide coefficients.
  @Test func extremesOfTheWordAreRight() {
    let root = Cyclotomic.root(of: 8)
    for value in [Int.min, Int.min + 1, Int.max, 1 << 55, -(1 << 62)] {
      let number = Cyclotomic(value)
      #expect(number == Cyclotomic(Rational(value)) && number.rational == Rational(value))
      #expect(number.hashValue == Cyclotomic(Rational(value)).hashValue)
      // Over the denominator 2 the numerator of −2⁶² would be the least word, which has no negative.
      let half = Cyclotomic(Rational(1, 2)) + root.scaled(by: Rational(value))
      for summand in [number, number * root, 1 + root.scaled(by: Rational(value)), half] {
        for same in [
          summand + number - number, (summand + summand).scaled(by: Rational(1, 2)), -(-summand), summand / 3 * 3,
        ] {
          #expect(same == summand && same.hashValue == summand.hashValue && "\(same)" == "\(summand)")
        }
        var sum = Cyclotomic.zero
        for _ in 0..<4 { sum.addProduct(summand, root) }
        #expect(sum == summand * root * 4 && sum.conjugate.conjugate == sum)
      }
    }
  }

  @Test func descriptionsAreRead() {
    let root = Cyclotomic.root(of: 8)
    #expect(
      (root * root * root).scaled(by: -3) + Cyclotomic(Rational(1, 2)) == Cyclotomic(Rational(1, 2)) - 3 * root * root
        * root)
    #expect("\(Cyclotomic(Rational(1, 2)) - 3 * root * root * root)" == "1/2 - 3·ζ_8^3")
    #expect("\(Cyclotomic.zero)" == "0" && "\(-root)" == "-ζ_8" && "\(Cyclotomic(-7))" == "-7")
  }

  /// Inverses in the fields that named transforms of size 64 need.
  @Test func inversesOfLargeOrders() {
    for order in [64, 105, 257, cases(512) < 100 ? 128 : 512] {
      let value = Cyclotomic.root(of: order, power: 3).scaled(by: Rational(1, 2)) - Cyclotomic.root(of: order) + 3
      #expect(value * value.inverse == 1)
    }
  }

  @Test func ordersThatDoNotMeetAreNamed() async {
    let (a, b) = (Cyclotomic.root(of: 1021), Cyclotomic.root(of: 1031))
    #expect(
      Cyclotomic.mismatch(in: [a, 1, b])
        == "values of orders 1021 and 1031, whose common order is above 1048576,")
    #expect(Cyclotomic.mismatch(in: [a, 1, a * a]) == nil)
    // Orders are reduced to conductors before a common one is given up.
    let product = a * Cyclotomic.root(of: 1021, power: -1) + b
    #expect(product == 1 + b && product * product == 1 + 2 * b + b * b)
    await #expect(processExitsWith: .failure) { _ = Cyclotomic.root(of: 1021) + Cyclotomic.root(of: 1031) }
    await #expect(processExitsWith: .failure) { _ = Cyclotomic.root(of: 1021) * Cyclotomic.root(of: 1031) }
    await #expect(processExitsWith: .failure) { _ = Cyclotomic.root(of: 0) }
    await #expect(processExitsWith: .failure) { _ = Cyclotomic.root(of: 7) / 0 }
  }
}

extension Cyclotomic {
  /// The image under ζ_order ↦ ζ_order^power, term by term.
  fileprivate func minimalImage(_ power: Int, _ order: Int) -> Cyclotomic {
    let stride = order / conductor
    return powers.reduce(.zero) { sum, term in
      sum + Cyclotomic.root(of: order, power: term.exponent * stride * power).scaled(by: term.coefficient)
    }
  }
}
