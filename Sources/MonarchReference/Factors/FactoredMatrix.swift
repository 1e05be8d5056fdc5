public import ExactArithmetic

/// A matrix given as a product of sparse factors.
///
/// Every form has two texts: `definition()` multiplies the explicit matrices of the paper; everything else works on
/// `factors` alone, in time proportional to their entries. That both are one matrix is a law of every form.
public protocol FactoredMatrix<Scalar>: Sendable {
  associatedtype Scalar: Field

  /// The factors as they are written: the last one is applied first. There is at least one, and neighbours fit.
  var factors: [KroneckerSparse<Scalar>] { get }

  /// The dense matrix by the definition, for reading and for small sizes.
  func definition() throws(ShapeError) -> Matrix<Scalar>
}

extension FactoredMatrix {
  /// The size of the output.
  public var rows: Int { factors[0].pattern.rows }
  /// The size of the input.
  public var columns: Int { factors[factors.count - 1].pattern.columns }

  /// The entries of all factors; the multiply-adds of one product with a vector are as many.
  ///
  /// Source: `parameters`, `cost`.
  public var parameterCount: Int { factors.reduce(0) { $0 + $1.pattern.parameterCount } }

  /// The product with a vector, one factor after the other.
  ///
  /// - Complexity: `parameterCount` multiply-adds.
  @inlinable
  public func applied(to vector: [Scalar]) throws(ShapeError) -> [Scalar] {
    let factors = factors
    guard vector.count == columns else {
      throw ShapeError("expected a vector of \(columns) entries, found \(vector.count)")
    }
    try requireCommonField(factors, with: [vector])
    return factors.reversed().reduce(vector) { $1.image(of: $0) }
  }

  /// The dense matrix, column by column (`densify`).
  ///
  /// - Complexity: `columns · parameterCount` multiply-adds.
  @inlinable
  public var dense: Matrix<Scalar> {
    get throws(ShapeError) {
      let (factors, count) = (factors, columns)
      try requireCommonField(factors)
      var images: [[Scalar]] = []
      for column in 0..<count {
        var vector = [Scalar](repeating: .zero, count: count)
        vector[column] = 1
        images.append(factors.reversed().reduce(vector) { $1.image(of: $0) })
      }
      return Matrix(rows: rows, columns: count) { images[$1][$0] }
    }
  }

  /// The transpose, the transposed factors in the opposite order (`transpose`).
  public var transposed: FactorProduct<Scalar> {
    FactorProduct(unchecked: factors.reversed().map { $0.transposed })
  }

  /// The conjugate transpose, the adjoint factors in the opposite order.
  public var adjoint: FactorProduct<Scalar> {
    FactorProduct(unchecked: factors.reversed().map { $0.adjoint })
  }
}

/// Fails if the entries of some factors and vectors have no common field.
@usableFromInline
func requireCommonField<Scalar: Field>(
  _ factors: [KroneckerSparse<Scalar>], with vectors: [[Scalar]] = []
) throws(ShapeError) {
  var parts = vectors
  for factor in factors {
    for block in factor.blocks { parts.append(block.elements) }
  }
  if let mismatch = Scalar.mismatch(in: parts.lazy.joined()) {
    throw ShapeError("expected entries of one field, found \(mismatch)")
  }
}
