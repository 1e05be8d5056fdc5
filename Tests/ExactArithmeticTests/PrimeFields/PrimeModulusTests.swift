import ExactArithmetic
import PropertyEngine
import PropertyTesting
import TestSupport
import Testing

/// Primes of every length, with those next to powers of two.
let primes: [PrimeModulus] = {
  var primes: [PrimeModulus] = []
  for bound in [
    1, 2, 3, 6, 250, 65_536, (1 << 31) - 2, 1 << 32, 1 << 53, (1 << 61) - 2, 1 << 62, Int.max - 25,
  ] {
    guard let prime = try? PrimeModulus.firstPrime(congruentToOneMod: 1, above: bound) else {
      continue
    }
    primes.append(prime)
  }
  return primes
}()

@Suite(.property(cases: cases(10_000))) struct PrimeModulusTests {
  private let modulus = Generator<PrimeModulus>.element(of: primes)

  /// The arithmetic of residues agrees with remainders of products of two words.
  @Test func residuesAreThoseOfTheDivision() async {
    await check { draws in
      let p = try draws.draw(modulus, as: "p")
      let n = p.value
      let residue = Generator<UInt>.oneOf(
        .integer(in: 0...n - 1), .integer(in: 0...min(2, n - 1)),
        .integer(in: n - min(2, n)...n - 1))
      let a = try draws.draw(residue, as: "a")
      let b = try draws.draw(residue, as: "b")
      let c = try draws.draw(residue, as: "c")
      #expect(p.add(a, b) == (a + b) % n)
      #expect(p.subtract(a, b) == (a + n - b) % n)
      #expect(p.negate(a) == (n - a) % n)
      #expect(p.multiply(a, b) == plainProduct(a, b, modulo: n))
      #expect(p.addProduct(c, a, b) == (c + plainProduct(a, b, modulo: n)) % n)
      #expect(p.power(a, b) == plainPower(a, b, modulo: n))
      if a != 0 {
        #expect(p.inverse(a) < n && plainProduct(a, p.inverse(a), modulo: n) == 1 % n)
        #expect(p.inverse(a) == plainPower(a, n - 2, modulo: n))
      }
      let integer = try draws.draw(Generator<Int>.integer(), as: "integer")
      #expect(p.residue(integer) < n)
      #expect(p.add(p.residue(integer), p.residue(~integer)) == n - 1)
      #expect(p.residue(integer & .max) == UInt(integer & .max) % n)
    }
  }

  /// A long sum of products keeps its value, also where every product is as large as can be.
  @Test func sumsOfProductsAreReducedOnce() async {
    await check { draws in
      let p = try draws.draw(modulus, as: "p")
      let residue = Generator<UInt>.oneOf(.constant(p.value - 1), .integer(in: 0...p.value - 1))
      let pairs = try draws.draw(zip(residue, residue).array(count: 0...30), as: "pairs")
      var sum = p.productSum
      var expected: UInt = 0
      for (a, b) in pairs {
        sum.add(a, b)
        expected = (expected + plainProduct(a, b, modulo: p.value)) % p.value
      }
      #expect(sum.residue == expected)
    }
  }

  /// The image of a rational is that read off its text, and it is missing exactly where p divides the denominator.
  @Test func rationalsHaveImages() async throws {
    let mersenne = try PrimeModulus(Int(Residue.modulus))
    await forAll(.rational()) { x in
      #expect(mersenne.residue(x) == Residue(x).map { UInt($0.value) })
    }
    let seven = try PrimeModulus(7)
    #expect(seven.residue(Rational(3, 14)) == nil && seven.residue(Rational(1, 2)) == 4)
    #expect(
      seven.residue(.powerOfTwo(-300) * 7) == 0 && seven.residue(.powerOfTwo(300) / 49) == nil)
  }

  @Test func firstPrimesAreFirst() async {
    await forAll(
      Generator<Int>.integer(in: 1...5000, target: 1), Generator<Int>.integer(in: -10...100_000)
    ) { divisor, bound in
      let p = Int(try PrimeModulus.firstPrime(congruentToOneMod: divisor, above: bound).value)
      #expect(p > bound && p % divisor == 1 % divisor && Primality.isPrime(p))
      var candidate = p - divisor
      while candidate > max(bound, 1) {
        #expect(!Primality.isPrime(candidate), "\(candidate) comes before \(p)")
        candidate -= divisor
      }
    }
  }

  @Test func whatIsNoFieldIsRefused() throws {
    #expect(throws: FieldError("expected a prime modulus, found 15")) { try PrimeModulus(15) }
    for n in [Int.min, -7, 0, 1, 4, Int.max] {
      #expect(throws: FieldError.self) { try PrimeModulus(n) }
    }
    #expect(throws: FieldError("expected a prime ≡ 1 modulo a positive number, found 0")) {
      try PrimeModulus.firstPrime(congruentToOneMod: 0)
    }
    #expect(
      throws: FieldError(
        "expected a prime ≡ 1 modulo 64 above 9223372036854775807, found none below 2^63")
    ) {
      try PrimeModulus.firstPrime(congruentToOneMod: 64, above: .max)
    }
    #expect(throws: FieldError.self) { try PrimeModulus.firstPrime(congruentToOneMod: .max) }
    #expect(throws: FieldError("expected the order of a root of unity to divide 17 − 1, found 3")) {
      try PrimeModulus(17).rootOfUnity(order: 3)
    }
    #expect(throws: FieldError.self) { try PrimeModulus(17).rootOfUnity(order: 0) }
    #expect(throws: FieldError.self) { try PrimeModulus(17).rootOfUnity(order: -4) }
  }

  /// The powers 0 ..< N of a primitive root of unity are different, and the N-th is 1.
  @Test func rootsOfUnityArePrimitive() async {
    await forAll(
      Generator<Int>.integer(in: 1...300, target: 1), Generator<Int>.integer(in: 1...1_000_000)
    ) { order, bound in
      let p = try PrimeModulus.firstPrime(congruentToOneMod: order, above: bound)
      let root = try p.rootOfUnity(order: order)
      var powers: Set<PrimeField> = []
      var power: PrimeField = 1
      for _ in 0..<order {
        powers.insert(power)
        power = power * root
      }
      #expect(power == 1 && powers.count == order)
    }
  }

  @Test func primitiveRootsGenerate() throws {
    for (p, root) in [
      (2, 1), (3, 2), (5, 2), (7, 3), (23, 5), (41, 6), (191, 19), (409, 21), (998_244_353, 3),
    ] {
      #expect(try PrimeModulus(p).primitiveRoot == UInt(root))
    }
  }

  @Test func squareRootsAreThoseOfSquares() async {
    // p − 1 with many twos is what makes the algorithm work.
    let moduli =
      primes
      + [
        try? PrimeModulus(998_244_353), try? PrimeModulus(65_537),
        try? PrimeModulus(4_179_340_454_199_820_289),
      ]
      .compactMap { $0 }
    await check { draws in
      let p = try draws.draw(.element(of: moduli), as: "p")
      let a = try draws.draw(Generator<UInt>.integer(in: 0...p.value - 1), as: "a")
      let square = p.multiply(a, a)
      #expect(p.squareRoot(square) == min(a, p.negate(a)) || p.value == 2)
      if let root = p.squareRoot(a) {
        #expect(p.multiply(root, root) == a)
        draws.classify(true, "a square")
      } else {
        #expect(plainPower(a, (p.value - 1) / 2, modulo: p.value) == p.value - 1)
      }
    }
  }
}
