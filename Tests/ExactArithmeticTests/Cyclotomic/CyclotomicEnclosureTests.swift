import ComplexModule
import ExactArithmetic
import Foundation
import PropertyEngine
import PropertyTesting
import TestSupport
import Testing

private let small = Generator<Rational>.fraction(9, over: 4)
private let value = Generator<Cyclotomic>.cyclotomic(
  orders: [1, 2, 3, 4, 5, 7, 8, 12, 15, 24, 64, 105], coefficient: small)

@Suite(.property(cases: cases(400))) struct CyclotomicEnclosureTests {
  /// ζ_N = e^{−2πi/N}: the fourth root of unity is −i, and all others go clockwise too.
  @Test func rootsGoClockwise() async {
    await forAll(Generator<Int>.integer(in: 1...600, target: 1), Generator<Int>.integer(in: -1200...1200)) {
      order, power in
      let z = Complex<Double>(Cyclotomic.root(of: order, power: power))
      let angle = -2 * Double.pi * Double(power % order) / Double(order)
      #expect(abs(z.real - cos(angle)) < 2e-15 && abs(z.imaginary - sin(angle)) < 2e-15)
    }
    #expect(Complex<Double>(Cyclotomic.root(of: 4)) == Complex(0, -1))
    #expect(Complex<Double>(Cyclotomic.imaginaryUnit) == Complex.i)
    #expect(Complex<Double>(Cyclotomic.root(of: 8)) == Complex(0.5.squareRoot(), -0.5.squareRoot()))
  }

  /// Intervals are as narrow as asked, meet for all precisions, and enclose what operations make of them.
  @Test func enclosuresAreNarrowAndConsistent() async {
    await forAll(value, value, Generator<Int>.integer(in: 0...300), Generator<Int>.integer(in: 0...300)) { a, b, p, q in
      let x = a.enclosure(precision: p)
      #expect(x.real.width <= .powerOfTwo(-p) && x.imaginary.width <= .powerOfTwo(-p))
      let finer = a.enclosure(precision: q)
      #expect(meet(x.real, finer.real) && meet(x.imaginary, finer.imaginary))
      let y = b.enclosure(precision: q)
      let (sum, product) = ((a + b).enclosure(precision: p), (a * b).enclosure(precision: p))
      #expect(meet(sum.real, x.real + y.real) && meet(sum.imaginary, x.imaginary + y.imaginary))
      #expect(meet(product.real, x.real * y.real - x.imaginary * y.imaginary))
      #expect(meet(product.imaginary, x.real * y.imaginary + x.imaginary * y.real))
      let mirrored = a.conjugate.enclosure(precision: q)
      #expect(meet(mirrored.real, x.real) && meet(mirrored.imaginary, -x.imaginary))
      if a.isReal { #expect(x.imaginary == RationalInterval(0)) }
      if let rational = a.imaginaryPart.rational { #expect(x.imaginary == RationalInterval(rational)) }
      if let rational = a.rational { #expect(x.real == RationalInterval(rational)) }
    }
  }

  /// Floats of values are those of the arithmetic of floats, up to its error, and arithmetic is a homomorphism.
  @Test func floatsFollowTheArithmetic() async {
    await forAll(value, value) { a, b in
      let (x, y) = (Complex<Double>(a), Complex<Double>(b))
      func isNear(_ z: Cyclotomic, _ expected: Complex<Double>) -> Bool {
        let z = Complex<Double>(z)
        return abs(z.real - expected.real) < 1e-11 && abs(z.imaginary - expected.imaginary) < 1e-11
      }
      #expect(isNear(a + b, x + y) && isNear(a - b, x - y) && isNear(a * b, x * y) && isNear(a.conjugate, x.conjugate))
    }
  }

  /// Both parts are rounded correctly: the same number as a root of its own polynomial rounds alike.
  @Test(.property(cases: cases(100))) func floatsAreNearest() async {
    let real = Generator<Cyclotomic>.cyclotomic(orders: [1, 3, 5, 8, 12, 16], coefficient: small).map(\.realPart)
    await forAll(real, Generator<Int>.integer(in: -40...40)) { unscaled, shift in
      let a = unscaled.scaled(by: .powerOfTwo(shift))
      let conductor = a.conductor
      let units = (0..<conductor).filter { unit in
        conductor == 1 || !(2...conductor).contains { unit % $0 == 0 && conductor % $0 == 0 }
      }
      let conjugates = try units.map { try a.automorphism($0) }
      let polynomial = Polynomial(roots: conjugates).map { $0.rational! }
      let float = Complex<Double>(a)
      #expect(float.imaginary == 0)
      #expect(try RealAlgebraic.roots(of: polynomial).map { Double($0.root) }.contains(float.real))
      let pure = Complex<Double>(a * Cyclotomic.imaginaryUnit)
      #expect(pure.real == 0 && pure.imaginary == float.real)
    }
  }

  /// No part needs a field with i, which would be too large here.
  @Test func largeOddOrdersHaveEnclosures() {
    let order = 524_287
    let z = Complex<Double>(Cyclotomic.root(of: order, power: 100_000))
    let angle = -2 * Double.pi * 100_000 / Double(order)
    #expect(abs(z.real - cos(angle)) < 2e-15 && abs(z.imaginary - sin(angle)) < 2e-15)
  }

  /// Cancellation: 1 − cos(2π/N) is tiny for large N, and still the nearest float.
  @Test func cancellationIsSeenThrough() {
    for exponent in [10, 15, 20] {
      let order = 1 << exponent
      let cosine = Cyclotomic.root(of: order).realPart
      let float = Complex<Double>(1 - cosine).real
      let half = sin(Double.pi / Double(order))
      #expect(abs(float / (2 * half * half) - 1) < 1e-15)
    }
  }

  private func meet(_ a: RationalInterval, _ b: RationalInterval) -> Bool { a.lower <= b.upper && b.lower <= a.upper }
}
