public import ExactArithmetic

/// The top-left corner of a factored matrix.
///
/// The input is padded with zeros at its end and the output is cropped at its end. So a Monarch product is made to fit
/// sizes that its blocks do not divide (the convention `monarch-linear`: y is cropped in the order σ·l + λ), and so
/// `(MM*)^w_e` is made of (MM*)^w.
public struct Corner<Base: FactoredMatrix>: Sendable {
  public let base: Base
  /// How many outputs are kept.
  public let rows: Int
  /// How many inputs there are.
  public let columns: Int

  /// Fails unless 1 <= rows <= base.rows and 1 <= columns <= base.columns.
  public init(of base: Base, rows: Int, columns: Int) throws(ShapeError) {
    guard rows >= 1, columns >= 1, rows <= base.rows, columns <= base.columns else {
      throw ShapeError("expected a corner within \(base.rows)×\(base.columns), found \(rows)×\(columns)")
    }
    (self.base, self.rows, self.columns) = (base, rows, columns)
  }

  /// The n x n corner of a matrix of size e·n: with a word of (MM*)^w, a member of `(MM*)^w_e` of expansion e.
  public init(of base: Base, expansion e: Int) throws(ShapeError) {
    guard e >= 1, base.rows == base.columns, base.rows.isMultiple(of: e) else {
      throw ShapeError("expected a size that the expansion e divides, found e = \(e) of \(base.rows)×\(base.columns)")
    }
    try self.init(of: base, rows: base.rows / e, columns: base.columns / e)
  }

  /// The definition: rows 0 ..< rows and columns 0 ..< columns of the base's definition.
  public func definition() throws(ShapeError) -> Matrix<Base.Scalar> {
    let whole = try base.definition()
    return Matrix(rows: rows, columns: columns) { whole[$0, $1] }
  }

  /// The product with a vector of `columns` entries: padded, multiplied, cropped.
  ///
  /// - Complexity: `base.parameterCount` multiply-adds.
  public func applied(to vector: [Base.Scalar]) throws(ShapeError) -> [Base.Scalar] {
    Array(try base.applied(to: padded(vector, from: columns, to: base.columns, "a vector")).prefix(rows))
  }

  /// The gradients of a batch: the cotangents padded, the inputs' gradients cropped; the factors' are those of the base.
  public func gradient(
    inputs: [[Base.Scalar]], cotangents: [[Base.Scalar]]
  ) throws(ShapeError) -> FactorGradient<Base.Scalar> {
    var (paddedInputs, paddedCotangents): ([[Base.Scalar]], [[Base.Scalar]]) = ([], [])
    for input in inputs { paddedInputs.append(try padded(input, from: columns, to: base.columns, "an input")) }
    for cotangent in cotangents {
      paddedCotangents.append(try padded(cotangent, from: rows, to: base.rows, "a cotangent"))
    }
    let whole = try base.gradient(inputs: paddedInputs, cotangents: paddedCotangents)
    return FactorGradient(inputs: whole.inputs.map { Array($0.prefix(columns)) }, factors: whole.factors)
  }

  private func padded(
    _ vector: [Base.Scalar], from count: Int, to size: Int, _ name: String
  ) throws(ShapeError) -> [Base.Scalar] {
    guard vector.count == count else {
      throw ShapeError("expected \(name) of \(count) entries, found \(vector.count)")
    }
    return vector + Array(repeating: .zero, count: size - count)
  }
}

extension Corner: Equatable where Base: Equatable {}
