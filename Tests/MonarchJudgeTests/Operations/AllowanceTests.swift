import ExactArithmetic
import MonarchJudge
import PropertyEngine
import PropertyTesting
import TestSupport
import Testing

@Suite struct AllowanceTests {
  /// A result is admitted exactly where rounding, which is monotone, can give it: round(y − e) <= ŷ <= round(y + e).
  @Test(arguments: [
    FloatFormat.float8e5m2, .float8e4m3,
    FloatFormat(name: "toy", precision: 2, minimalExponent: -3, maximalExponent: 2),
    FloatFormat(name: "NaN toy", precision: 3, minimalExponent: -3, maximalExponent: 3, specials: .onlyNaN),
  ])
  func admittedResultsAreThoseThatRoundingGives(format: FloatFormat) async {
    await check(name: format.name) { draws in
      let top = try draws.draw(.integer(in: -4096...4096), as: "numerator")
      let shift = try draws.draw(.integer(in: -12...format.maximalExponent), as: "exponent")
      let value = Rational(top, 1024).scaled(byPowerOfTwo: shift)
      let error =
        try draws.draw(.bool(), as: "exact")
        ? 0 : Rational(try draws.draw(.integer(in: 0...64)), 1024).scaled(byPowerOfTwo: shift)
      let allowance = Allowance(value: value, error: error, rounding: format)
      // Beyond the largest number, whatever that is called.
      func rounded(_ number: Rational) -> Double {
        format.nearest(to: number).map { Double($0) } ?? (number < 0 ? -.infinity : .infinity)
      }
      let (low, high) = (rounded(value - error), rounded(value + error))
      for pattern in 0..<UInt64(1) << UInt64(format.bitWidth) {
        let result = format.value(bitPattern: pattern)
        let isGiven =
          result.isNaN
          ? format.specials == .onlyNaN && (low.isInfinite || high.isInfinite) : low <= result && result <= high
        #expect(allowance.admits(result) == isGiven, "\(result)")
        if let distance = allowance.distance(to: result) {
          if distance < error { #expect(allowance.admits(result), "\(result)") }
          if distance > error { #expect(!allowance.admits(result), "\(result)") }
        }
      }
    }
  }

  /// What is between two values of the format is no result.
  @Test func otherNumbersAreNotAdmitted() {
    let allowance = Allowance(value: 1, error: 1, rounding: .float16)
    #expect(allowance.admits(1.5) && allowance.admits(0) && allowance.admits(-0.0))
    #expect(!allowance.admits(1.0001) && !allowance.admits(.nan) && !allowance.admits(.infinity))
    #expect(Allowance(value: 65536, error: 0, rounding: .float16).admits(.infinity))
    #expect(!Allowance(value: 65536, error: 0, rounding: .float16).admits(-.infinity))
    let edge = Allowance(value: 65519, error: 2, rounding: .float16)
    #expect(edge.admits(.infinity) && edge.admits(65504) && !edge.admits(65472))
    #expect(Allowance(value: 1, error: 0, rounding: nil).distance(to: .infinity) == nil)
  }
}
