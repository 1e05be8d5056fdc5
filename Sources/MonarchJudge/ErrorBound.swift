package import ExactArithmetic

/// The a-priori bound for a chain of exact permutations and batches of dot products, `y = S_T … S_2 S_1 x`.
///
/// Stage t computes dot products of `depths[t]` terms, in any order, with or without FMA. With u the unit roundoff and
/// η half the smallest subnormal of the accumulating format, componentwise (`rounding-bound`):
///
/// ```
/// |ŷ − y| <= ((1+u)^D − 1)·G + (1+u)^D · Σ_t d_t·η·|S_T| … |S_{t+1}|·𝟙        D = d_1 + … + d_T
/// ```
///
/// G = |S_T| … |S_1| |x| is the gauge. `(1+u)^D − 1` and not γ_D, which is undefined where D·u >= 1.
package struct ErrorBound {
  /// (1+u)^D − 1.
  package let relative: Rational
  /// (1+u)^D · η · (Σ_t d_t |S_T| … |S_{t+1}| 𝟙)_i for each output i.
  package let absolute: [Rational]

  /// - Parameters:
  ///   - depths: d_1 … d_T, first stage first.
  ///   - amplifications: for each stage, the vector |S_T| … |S_{t+1}| 𝟙; the last one is all ones.
  package init(model: ArithmeticModel, depths: [Int], amplifications: [[Rational]]) {
    let growth = power(1 + model.accumulate.unitRoundoff, depths.reduce(0, +))
    let unit = growth * model.accumulate.underflowUnit
    relative = growth - 1
    absolute = (amplifications.last ?? []).indices.map { output in
      zip(depths, amplifications).reduce(Rational.zero) { sum, stage in
        sum + Rational(stage.0) * stage.1[output]
      } * unit
    }
  }

  /// The bound for output i, given its gauge, before a last rounding to a narrower format (see `Allowance`).
  package func bound(at output: Int, gauge: Rational) -> Rational { relative * gauge + absolute[output] }
}

extension FloatFormat {
  /// The smallest number of full precision.
  var leastNormalMagnitude: Rational { .powerOfTwo(minimalExponent + precision - 1) }
}

/// base^exponent for exponent >= 0, by squaring.
func power(_ base: Rational, _ exponent: Int) -> Rational {
  var (result, square, rest) = (Rational(1), base, exponent)
  while rest > 0 {
    if rest & 1 == 1 { result *= square }
    square *= square
    rest >>= 1
  }
  return result
}
