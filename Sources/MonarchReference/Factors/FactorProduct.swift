public import ExactArithmetic

/// Any product of Kronecker-sparse factors that fit together, as written: the last one is applied first.
public struct FactorProduct<Scalar: Field>: FactoredMatrix {
  public let factors: [KroneckerSparse<Scalar>]

  /// Fails unless there is a factor and every factor takes as many entries as the next one yields.
  public init(_ factors: [KroneckerSparse<Scalar>]) throws(ShapeError) {
    guard !factors.isEmpty else { throw ShapeError("expected at least one factor, found none") }
    for (index, (outer, inner)) in zip(factors, factors.dropFirst()).enumerated()
    where outer.pattern.columns != inner.pattern.rows {
      throw ShapeError(
        "factor \(index) takes \(outer.pattern.columns) entries, factor \(index + 1) yields \(inner.pattern.rows)")
    }
    try requireCommonField(factors)
    self.init(unchecked: factors)
  }

  init(unchecked factors: [KroneckerSparse<Scalar>]) { self.factors = factors }

  /// The factors' dense matrices multiplied out.
  public func definition() throws(ShapeError) -> Matrix<Scalar> {
    var product = factors[0].matrix
    for factor in factors.dropFirst() { product = try product * factor.matrix }
    return product
  }
}

extension FactorProduct: Equatable {}

/// The product of two factored matrices: their factors one after the other.
public func * <Scalar: Field>(
  lhs: some FactoredMatrix<Scalar>, rhs: some FactoredMatrix<Scalar>
) throws(ShapeError) -> FactorProduct<Scalar> {
  guard lhs.columns == rhs.rows else {
    throw ShapeError("\(lhs.rows)×\(lhs.columns) times \(rhs.rows)×\(rhs.columns): the inner sizes differ")
  }
  return try FactorProduct(lhs.factors + rhs.factors)
}
