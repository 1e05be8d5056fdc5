/// Certain intervals of π, cosine and sine.
enum Trigonometry {
  /// π = 16·arctan(1/5) − 4·arctan(1/239), in an interval with ends that are multiples of 2^−bits.
  static func pi(bits: Int) -> RationalInterval {
    bits == 80 ? piToEightyBits : computedPi(bits: bits)
  }

  /// What most conversions to floats need.
  private static let piToEightyBits = computedPi(bits: 80)

  private static func computedPi(bits: Int) -> RationalInterval {
    let guarded = bits + 8
    return (16 * arctangent(ofInverse: 5, bits: guarded) - 4 * arctangent(ofInverse: 239, bits: guarded))
      .roundedOutward(toMultiplesOfPowerOfTwo: -bits)
  }

  /// arctan(1/n) = Σ (−1)^j / ((2j+1)·n^{2j+1}) for n > 1: alternating, with terms that fall to 0.
  private static func arctangent(ofInverse n: Int, bits: Int) -> RationalInterval {
    let inverse = Rational(1, n)
    let limit = Rational.powerOfTwo(-bits)
    var power = RationalInterval(inverse)
    var sum = RationalInterval(0)
    var index = 0
    while power.upper > limit {
      sum = sum + Rational(index.isMultiple(of: 2) ? 1 : -1, 2 * index + 1) * power
      sum = sum.roundedOutward(toMultiplesOfPowerOfTwo: -bits - 8)
      power = (inverse * inverse * power).roundedOutward(toMultiplesOfPowerOfTwo: -bits - 8)
      index += 1
    }
    return RationalInterval(sum.lower - power.upper, sum.upper + power.upper)
  }

  /// cos and sin of 2π·turns/count, 0 <= turns < count.
  static func cosineAndSine(
    turns: Int, of count: Int, pi: RationalInterval, bits: Int
  ) -> (cosine: RationalInterval, sine: RationalInterval) {
    // The angle is a multiple of a right angle plus or minus x = π·rest/(4·count) in [0, π/4].
    let octant = 8 * turns / count
    let rest = octant.isMultiple(of: 2) ? 8 * turns - octant * count : (octant + 1) * count - 8 * turns
    let x = (Rational(rest, 4 * count) * pi).roundedOutward(toMultiplesOfPowerOfTwo: -bits)
    let c = series(x, startingWith: 0, bits: bits)
    let s = series(x, startingWith: 1, bits: bits)
    return switch octant {
    case 0: (c, s)
    case 1: (s, c)
    case 2: (-s, c)
    case 3: (-c, s)
    case 4: (-c, -s)
    case 5: (-s, -c)
    case 6: (s, -c)
    default: (c, -s)
    }
  }

  /// Σ (−1)^j x^{2j+start}/(2j+start)!, the cosine for start 0 and the sine for 1, for x in [0, 1]: alternating, with
  /// terms that fall to 0.
  private static func series(_ x: RationalInterval, startingWith start: Int, bits: Int) -> RationalInterval {
    let limit = Rational.powerOfTwo(-bits)
    let square = x * x
    var term = start == 0 ? RationalInterval(1) : x
    var sum = RationalInterval(0)
    var index = start
    var isPositive = true
    while term.upper > limit {
      sum = isPositive ? sum + term : sum - term
      term = (Rational(1, (index + 1) * (index + 2)) * (term * square)).roundedOutward(
        toMultiplesOfPowerOfTwo: -bits - 8)
      index += 2
      isPositive.toggle()
    }
    if term.upper == 0 { return sum }
    return RationalInterval(sum.lower - term.upper, sum.upper + term.upper)
  }
}
