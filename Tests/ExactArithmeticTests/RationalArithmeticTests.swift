import ExactArithmetic
import PropertyEngine
import PropertyTesting
import TestSupport
import Testing

private let rational = Generator<Rational>.rational()

@Suite(.property(cases: cases(10_000))) struct RationalArithmeticTests {
  /// Arithmetic agrees with arithmetic in 𝔽_p, which is computed from the decimal text alone.
  @Test func operationsAreAHomomorphismToAFiniteField() async {
    await check { draws in
      let a = try draws.draw(rational, as: "a")
      let b = try draws.draw(rational, as: "b")
      let c = try draws.draw(rational, as: "c")
      guard let x = Residue(a), let y = Residue(b), let z = Residue(c) else {
        try draws.assume(false, "denominators prime to p")
        return
      }
      #expect(Residue(a + b) == x + y)
      #expect(Residue(a - b) == x - y)
      #expect(Residue(a * b) == x * y)
      if b.signum != 0 && y.value != 0 { #expect(Residue(a / b) == x * y.inverse) }
      var sum = c
      sum.addProduct(a, b)
      #expect(Residue(sum) == z + x * y)
      draws.cover(b.signum == 0, "b = 0", atLeast: 0.001)
      draws.cover(a.isInteger && b.isInteger, "two integers", atLeast: 0.02)
      draws.cover(
        a.magnitude > Rational(Int.max) && b.magnitude > Rational(Int.max), "two beyond a word", atLeast: 0.02)
    }
  }

  @Test func fieldAxiomsHold() async {
    await forAll(rational, rational, rational) { a, b, c in
      #expect(a + b == b + a)
      #expect((a + b) + c == a + (b + c))
      #expect(a * b == b * a)
      #expect((a * b) * c == a * (b * c))
      #expect(a * (b + c) == a * b + a * c)
      #expect(a - a == 0 && a + 0 == a && a * 1 == a && a * 0 == 0)
      if a.signum != 0 { #expect(a / a == 1 && (b / a) * a == b) }
      #expect(-(-a) == a && a + -a == 0)
      #expect(a.magnitude >= 0 && (a.magnitude == a || a.magnitude == -a))
    }
  }

  /// Equal values are stored alike however they were reached, so that they hash alike and print alike.
  @Test func representationIsCanonical() async {
    await forAll(rational) { a in
      let large = Rational.powerOfTwo(200) + 1
      for same in [a * large / large, a + large - large, (a * 3) / 3, -(-a)] {
        #expect(same == a)
        #expect(same.hashValue == a.hashValue)
        #expect(same.description == a.description)
      }
      #expect(a.numerator / a.denominator == a)
      #expect(a.denominator > 0 && a.denominator.isInteger && a.numerator.isInteger)
    }
  }

  @Test func orderIsTheOrderOfDifferences() async {
    await forAll(rational, rational) { a, b in
      #expect((a < b) == ((a - b).signum < 0))
      #expect((a == b) == ((a - b).signum == 0))
      #expect(!(a < a))
    }
  }

  /// Both operands, or an operand and the result, may be one value.
  @Test func aliasingIsSafe() {
    for start in [Rational(3, 7), Rational(Int.max), .powerOfTwo(300) / 3] {
      var x = start
      x += x
      #expect(x == start * 2)
      x -= x
      #expect(x == 0)
      x = start
      x *= x
      #expect(x == start * start)
      x /= x
      #expect(x == 1)
      x = start
      x.addProduct(x, x)
      #expect(x == start + start * start)
      let copy = x
      x += 1
      #expect(copy == start + start * start)
    }
  }

  @Test func extremesOfTheWordAreRight() {
    let least = Rational(Int.min)
    #expect(least.description == "-9223372036854775808")
    #expect(-least == Rational(Int.max) + 1)
    #expect(least.magnitude == -least)
    #expect(Rational(Int.min, Int.min) == 1)
    #expect(Rational(1, Int.min) == -1 / (Rational(Int.max) + 1))
    #expect(Rational(Int.min, 2) == Rational(Int.min / 2))
    #expect(Rational(6, -4).description == "-3/2")
    #expect(Rational(0, -5) == 0)
    #expect(Rational(exactly: UInt64.max)!.description == "18446744073709551615")
    #expect(Rational(Int.max) * Rational(Int.max) / Rational(Int.max) == Rational(Int.max))
  }

  @Test func exponentsAreExact() async {
    await forAll(rational, Generator<Int>.integer(in: -150...150)) { a, shift in
      #expect(a.scaled(byPowerOfTwo: shift) == a * .powerOfTwo(shift))
      guard let exponent = a.binaryExponent else {
        #expect(a == 0)
        return
      }
      #expect(Rational.powerOfTwo(exponent) <= a.magnitude && a.magnitude < .powerOfTwo(exponent + 1))
      if let dyadic = a.dyadicExponent {
        let odd = a.scaled(byPowerOfTwo: -dyadic)
        #expect(odd.isInteger && !(odd / 2).isInteger)
      } else {
        #expect(!a.scaled(byPowerOfTwo: 1 << 12).isInteger)
      }
    }
  }

  @Test func valuesAreSharedBetweenTasks() async {
    let shared = Rational.powerOfTwo(500) / 3
    let total = await withTaskGroup(of: Rational.self) { group in
      for index in 1...16 {
        group.addTask { (1...200).reduce(shared) { sum, _ in sum + shared * Rational(index) } }
      }
      return await group.reduce(Rational.zero, +)
    }
    #expect(total == shared * Rational(16 + 200 * 136))
  }
}
