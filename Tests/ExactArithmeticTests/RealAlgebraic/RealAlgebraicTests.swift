import ExactArithmetic
import PropertyEngine
import PropertyTesting
import TestSupport
import Testing

private let x = Polynomial<Rational>.variable
private func constant(_ value: Rational) -> Polynomial<Rational> { Polynomial([value]) }

/// The roots of a polynomial in floats: between neighbouring roots of its derivative it is monotone, so that signs there
/// tell where a root is. Nil where a sign is in doubt.
private func floatRoots(_ coefficients: [Double]) -> [Double]? {
  func value(_ point: Double) -> Double { coefficients.reversed().reduce(0) { $0 * point + $1 } }
  if coefficients.count < 2 { return [] }
  let derivative = coefficients.enumerated().dropFirst().map { Double($0.offset) * $0.element }
  guard let critical = floatRoots(derivative) else { return nil }
  let bound = 1 + coefficients.map { abs($0 / coefficients.last!) }.max()!
  let ends = [-bound] + critical + [bound]
  var roots: [Double] = []
  for (start, end) in zip(ends, ends.dropFirst()) {
    var (low, high) = (start, end)
    guard abs(value(low)) > 1e-7, abs(value(high)) > 1e-7 else { return nil }
    if value(low).sign == value(high).sign { continue }
    let sign = value(low).sign
    for _ in 0..<200 {
      let middle = (low + high) / 2
      if value(middle).sign == sign { low = middle } else { high = middle }
    }
    roots.append((low + high) / 2)
  }
  return roots
}

/// The positive root of n > 0.
private func squareRoot(_ n: Rational) throws -> RealAlgebraic {
  try RealAlgebraic.roots(of: x * x - constant(n)).last!.root
}

@Suite(.property(cases: cases(500))) struct RealAlgebraicTests {
  /// A polynomial with chosen roots, beside factors without, has exactly these roots with their multiplicities.
  @Test func chosenRootsAreFound() async {
    let root = Generator<Rational>.oneOf(
      .fraction(4, over: 1), .fraction(9, over: 4),
      Generator<Int>.integer(in: -3...3).map { 1 + Rational($0) * .powerOfTwo(-70) })
    let factor = Generator<Polynomial<Rational>>.element(of: [.one, x * x + .one, x * x + x + .one, constant(-7)])
    await forAll(zip(root, Generator<Int>.integer(in: 1...3, target: 1)).array(count: 0...4), factor) {
      chosen, factor in
      var multiplicities: [Rational: Int] = [:]
      var polynomial = factor
      for (root, multiplicity) in chosen {
        multiplicities[root, default: 0] += multiplicity
        for _ in 0..<multiplicity { polynomial *= x - constant(root) }
      }
      let found = try RealAlgebraic.roots(of: polynomial)
      let expected = multiplicities.sorted { $0.key < $1.key }
      #expect(found.count == expected.count)
      for (one, other) in zip(found, expected) {
        #expect(one.root.compared(to: other.key) == 0 && one.root == RealAlgebraic(other.key))
        #expect(one.multiplicity == other.value)
        #expect(Double(one.root) == Double(other.key))
        #expect(one.root.hashValue == RealAlgebraic(other.key).hashValue)
      }
    }
  }

  /// Roots are those that bisection in floats finds between the critical points.
  @Test func rootsAgreeWithBisection() async {
    await check { draws in
      let coefficients = try draws.draw(Generator<Int>.integer(in: -20...20).array(count: 1...7), as: "coefficients")
      guard let last = coefficients.last, last != 0, let floats = floatRoots(coefficients.map { Double($0) }) else {
        try draws.assume(false, "signs beyond doubt")
        return
      }
      let found = try RealAlgebraic.roots(of: Polynomial(coefficients.map { Rational($0) }))
      #expect(found.count == floats.count)
      for (one, float) in zip(found, floats) {
        #expect(abs(Double(one.root) - float) <= 1e-6 * (1 + abs(float)))
        draws.classify(one.root.polynomial.degree > 2, "degree above 2")
      }
      for (one, next) in zip(found, found.dropFirst()) { #expect(one.root < next.root) }
    }
  }

  /// The hardware rounds square roots correctly too.
  @Test func squareRootsRoundAsTheHardwareDoes() async {
    let number = Generator<Rational>.oneOf(
      Generator<Int>.integer(in: 1...100, target: 1).map { Rational($0) },
      Generator<Double>.double(in: 1e-300...1e300).map { Rational(exactly: $0)! })
    await forAll(number) { n in
      let root = try squareRoot(n)
      #expect(Double(root) == Double(n).squareRoot())
      #expect(Double(-root) == -Double(n).squareRoot())
      #expect(try RealAlgebraic(n).squareRoot() == root)
      #expect(try RealAlgebraic.roots(of: x * x * x * x - constant(n)).last!.root == root.squareRoot())
    }
  }

  /// √a and √b compare as a and b do, also where each is hidden among the roots of a product.
  @Test func orderIsThatOfSquares() async {
    let number = Generator<Rational>.fraction(9, over: 3).map { $0.magnitude + Rational(1, 7) }
    await forAll(number, number, number) { a, b, c in
      let (first, second) = (try squareRoot(a), try squareRoot(b))
      #expect((first < second) == (a < b) && (first == second) == (a == b))
      let roots = try RealAlgebraic.roots(of: (x * x - constant(a)) * (x * x - constant(c)) * (x - constant(c))).map(
        \.root)
      #expect(roots.contains(first) && roots.contains(-first) && roots.contains { $0.compared(to: c) == 0 })
      #expect(roots.contains(second) == (b == a || b == c || b == c * c))
      for root in roots where root == first { #expect(root.hashValue == first.hashValue) }
      #expect(first.compared(to: c) == (a - c * c).signum && (-first).compared(to: -c) == -(a - c * c).signum)
      #expect(first.signum == 1 && (-first).signum == -1 && -(-first) == first)
    }
  }

  @Test func intervalsAreAsNarrowAsAsked() async throws {
    let root = try squareRoot(2)
    for bits in [1, 10, 100, 1000] {
      let narrow = root.refined(toWidth: .powerOfTwo(-bits)).interval
      #expect(narrow.width <= .powerOfTwo(-bits))
      #expect(narrow.lower * narrow.lower < 2 && 2 < narrow.upper * narrow.upper)
    }
    #expect(RealAlgebraic(3).refined(toWidth: 1).interval == RationalInterval(3))
  }

  /// Rational roots that hide in the interval of a larger polynomial: ties, borders of the format, zero.
  @Test func roundingIsToNearestTiesToEven() throws {
    let tie = Rational.powerOfTwo(-53)
    let overflow = Rational.powerOfTwo(1024) - .powerOfTwo(970)
    let cases: [(Rational, Double)] = [
      (1 + tie, 1), (1 + 3 * tie, 1.0.nextUp.nextUp), (1 + tie + .powerOfTwo(-200), 1.0.nextUp),
      (1 + tie - .powerOfTwo(-200), 1), (overflow, .infinity), (overflow - 1, .greatestFiniteMagnitude),
      (.powerOfTwo(3000), .infinity), (.powerOfTwo(-1075), 0), (3 * .powerOfTwo(-1076), .leastNonzeroMagnitude),
      (.powerOfTwo(-1074), .leastNonzeroMagnitude), (0, 0), (.powerOfTwo(-5000), 0),
    ]
    for (value, expected) in cases {
      for sign in [1, -1] as [Rational] {
        let hiding = (x - constant(sign * value)) * (x * x - constant(3))
        let width = Rational.powerOfTwo(-6000)
        let hidden = try RealAlgebraic(
          rootOf: hiding, in: RationalInterval(sign * value - width, sign * value + width * Rational(2, 3)))
        #expect(Double(hidden) == Double(sign) * expected, "\(value)")
        #expect(hidden.compared(to: sign * value) == 0 && hidden == RealAlgebraic(sign * value))
        #expect(hidden.signum == (sign * value).signum)
        let far = try RealAlgebraic.roots(of: hiding).map(\.root).first { $0.compared(to: sign * value) == 0 }!
        #expect(Double(far) == Double(sign) * expected)
      }
    }
  }

  /// √2 + √3 is the largest root of x⁴ − 10x² + 1; the golden section; casus irreducibilis.
  @Test func knownNumbers() throws {
    let quartic = try RealAlgebraic.roots(of: x * x * x * x - 10 * (x * x) + .one).map(\.root)
    #expect(try quartic.count == 4 && quartic[3] == squareRoot(2) + squareRoot(3))
    let golden = try RealAlgebraic.roots(of: x * x - x - .one)[1].root
    #expect(Double(golden) == 1.618033988749895)
    let cubic = try RealAlgebraic.roots(of: x * x * x - 3 * x + .one)
    #expect(cubic.map { Double($0.root) } == [-1.8793852415718169, 0.3472963553338607, 1.532088886237956])
    #expect("\(golden)" == "the root of x^2 - x - 1 in (0, 4)" && "\(RealAlgebraic(Rational(1, 2)))" == "1/2")
  }

  /// Arithmetic obeys the laws of a field, agrees with that of floats, and knows √a·√b = √(ab).
  @Test(.property(cases: cases(150))) func arithmeticIsExact() async throws {
    let root = Generator<RealAlgebraic>.oneOf(
      Generator<Rational>.fraction(5, over: 2).map { RealAlgebraic($0) },
      zip(Generator<Int>.integer(in: -4...4), Generator<Int>.integer(in: 1...9), Generator<Bool>.bool()).map {
        b, c, isUpper in
        let roots = try! RealAlgebraic.roots(of: x * x + constant(Rational(b)) * x - constant(Rational(c)))
        return roots[isUpper ? 1 : 0].root
      })
    await forAll(root, root, root) { a, b, c in
      #expect(a + b == b + a && a * b == b * a)
      #expect((a + b) - b == a && a - a == RealAlgebraic(0))
      #expect((a + b) + c == a + (b + c))
      #expect(a * (b + c) == a * b + a * c)
      if b.signum != 0 { #expect(a / b * b == a && b / b == RealAlgebraic(1)) }
      for (exact, float) in [
        (a + b, Double(a) + Double(b)), (a - c, Double(a) - Double(c)), (a * b, Double(a) * Double(b)),
        (-a, -Double(a)),
      ] { #expect(abs(Double(exact) - float) <= 1e-13 * (1 + abs(float))) }
    }
    for (a, b) in [(2, 3), (2, 8), (5, 5), (7, 12)] as [(Rational, Rational)] {
      #expect(try squareRoot(a) * squareRoot(b) == squareRoot(a * b))
      #expect(try squareRoot(a) / squareRoot(b) == squareRoot(a / b))
      // An end of the interval of a sum may be another root: 0 is one, of √a − √a.
      let double = try squareRoot(a) + squareRoot(a)
      #expect(Double(double) == 2 * Double(a).squareRoot() && double.compared(to: 0) == 1)
      let square = try squareRoot(a) * squareRoot(a)
      #expect(Double(square) == Double(a) && square.compared(to: a) == 0 && square.compared(to: a - 1) == 1)
      let sum = try squareRoot(a) + squareRoot(b)
      #expect(try sum * sum == RealAlgebraic(a + b) + squareRoot(4 * a * b))
    }
  }

  @Test func whatIsNoNumberIsRefused() throws {
    #expect(throws: FieldError("expected a polynomial with finitely many roots, found 0")) {
      try RealAlgebraic.roots(of: .zero)
    }
    #expect(try RealAlgebraic.roots(of: constant(5)).isEmpty)
    #expect(throws: FieldError("expected one root between 0 and 1 and none at an end, found 0 for x^2 - 2")) {
      try RealAlgebraic(rootOf: x * x - constant(2), in: RationalInterval(0, 1))
    }
    #expect(throws: FieldError("expected one root between -2 and 2 and none at an end, found 2 for x^2 - 2")) {
      try RealAlgebraic(rootOf: x * x - constant(2), in: RationalInterval(-2, 2))
    }
    #expect(
      throws: FieldError("expected one root between 1 and 2 and none at an end, found a root at an end for x - 1")
    ) {
      try RealAlgebraic(rootOf: x - .one, in: RationalInterval(1, 2))
    }
    #expect(throws: FieldError("expected a squarefree polynomial, found x^2")) {
      try RealAlgebraic(rootOf: x * x, in: RationalInterval(-1, 1))
    }
    #expect(throws: FieldError.self) { try RealAlgebraic(rootOf: .zero, in: RationalInterval(-1, 1)) }
    #expect(throws: FieldError("expected a number that is not negative, found -2")) {
      try RealAlgebraic(-2).squareRoot()
    }
    #expect(try RealAlgebraic(0).squareRoot() == RealAlgebraic(0))
  }
}
