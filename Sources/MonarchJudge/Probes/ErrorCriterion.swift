import ExactArithmetic
import MonarchReference

/// What bound an algorithm has.
public enum ErrorCriterion: Hashable, Sendable {
  /// Sums of products as the definition has them, in any order: |ŷ_i − y_i| <= ((1+u)^D − 1)·G_i and underflow.
  case componentwise
  /// A fast algorithm that adds factors before it multiplies, declared as such: no bound by G_i holds, as what cancels may
  /// be larger than any term. With D the depth of the plain sums and α, β, ξ the largest magnitudes of left, right and
  /// input,
  ///
  /// ```
  /// max_i |ŷ_i − y_i| <= ((1+u)^(D + depth) − 1)·growth·(r·α)·(p·β·ξ)   and underflow
  /// ```
  ///
  /// It promises nothing of exact cases or of NaN: rows and batches mix. A kernel that declares `componentwise` has no
  /// claim to it.
  case normwise(growth: Int, depth: Int)

  /// One step of Strassen's algorithm in the first stage (Strassen 1969; the bound is an expression's own, as in Higham,
  /// *Accuracy and Stability*, 23.2.2). With halves of p' = p or p + 1 terms and α, β the largest magnitudes,
  ///
  /// ```
  /// M1 = (A11 + A22)(B11 + B22)     magnitudes at most 2α·2β·p'/2       C11 = M1 + M4 − M5 + M7
  /// M4 = A22 (B21 − B11)            α·2β·p'/2                           2 + 1 + 1 + 2 = 6 times α·β·p'
  /// ```
  ///
  /// is the largest of the four; each term passes one sum before its product, p'/2 in it, and at most three after it. With
  /// p' <= 2p the growth is 12, and p'/2 + 4 <= p + 5.
  public static let strassen = ErrorCriterion.normwise(growth: 12, depth: 5)

  /// The one bound of all entries; nil where each has its own.
  func bound(
    of operation: MonarchOperation, _ data: OperationCase, model: ArithmeticModel
  ) throws(ShapeError) -> Rational? {
    guard case .normwise(let growth, let depth) = self else { return nil }
    guard operation == .product, data.patterns.count == 2, let input = data.input else {
      throw ShapeError("a bound by norms is known for products of two factors, not for the \(operation)")
    }
    func largest(_ values: [Double]) -> Rational {
      Rational(exactly: values.reduce(0) { max($0, $1.isFinite ? $1.magnitude : 0) }) ?? 0
    }
    let (p, r) = (Rational(data.patterns[0].c), Rational(data.patterns[1].c))
    let format = model.accumulate
    let power = power(1 + format.unitRoundoff, data.patterns[0].c + data.patterns[1].c + depth)
    let (left, inner) = (r * largest(data.factors[1]), p * largest(data.factors[0]) * largest(input))
    let underflow = Rational(growth) * (left * p + r) * format.underflowUnit
    return (power - 1) * Rational(growth) * left * inner + power * underflow
  }
}
