import ExactArithmetic
import PropertyEngine
import PropertyTesting
import TestSupport
import Testing

@Suite(.property(cases: cases(2000))) struct RationalIntervalTests {
  /// Operations enclose the results of all operands, and their ends are results.
  @Test func operationsEnclose() async {
    let number = Generator<Rational>.rational()
    let interval = zip(number, number).map { RationalInterval(min($0, $1), max($0, $1)) }
    let share = Generator<Rational>.fraction(8, over: 1).map { $0.magnitude / 8 }
    await forAll(interval, interval, share, share) { a, b, s, t in
      let (p, q) = (a.lower + s * a.width, b.lower + t * b.width)
      #expect(a.contains(p) && b.contains(q) && a.contains(a.midpoint))
      #expect((a + b).contains(p + q) && (a - b).contains(p - q) && (a * b).contains(p * q) && (-a).contains(-p))
      #expect((q * a).contains(q * p) && (q * a).width == q.magnitude * a.width)
      #expect((a + b).width == a.width + b.width && (a - b).width == a.width + b.width)
      let products = [a.lower, a.upper].flatMap { [$0 * b.lower, $0 * b.upper] }
      #expect(products.contains((a * b).lower) && products.contains((a * b).upper))
      #expect(!a.contains(a.upper + 1) && !a.contains(a.lower - 1))
    }
  }
}
