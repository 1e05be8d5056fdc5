public import ExactArithmetic
public import MonarchReference

extension Layout {
  /// The dense matrix of a layer: `y = M x` with x and y in this convention's order, exactly.
  ///
  /// - Parameters:
  ///   - inputs: the features of the layer; fewer than k·p are zero-padded at their end, that is, columns are dropped.
  ///   - outputs: the features kept of the l·s outputs: the first ones, in this convention's order.
  /// - Throws: `ShapeError` where the tensors do not fit, or more features are asked for than there are.
  /// - Complexity: that of `MonarchMatrix.dense`.
  public func dense<Scalar: Field>(
    _ stored: StoredFactors<Scalar>, inputs: Int? = nil, outputs: Int? = nil
  ) throws(ShapeError) -> Matrix<Scalar> {
    let factors = try canonical(stored)
    let shape = factors.shape
    let monarch = try MonarchMatrix(shape: shape, left: factors.left, right: factors.right)
    for (what, asked, count) in [
      ("inputs", inputs, shape.inputCount), ("outputs", outputs, shape.outputCount),
    ] {
      if let asked, !(0...count).contains(asked) {
        throw ShapeError("expected 0 to \(count) \(what) for \(shape), found \(asked)")
      }
    }
    let columns = try inputOrder(for: shape).images
    let rows = try outputOrder(for: shape).inverse.images
    return Matrix(rows: outputs ?? shape.outputCount, columns: inputs ?? shape.inputCount) { row, column in
      monarch.entry(row: rows[row], column: columns[column])
    }
  }

  /// The same factors in another convention, and what becomes of the function.
  public struct Conversion<Element> {
    /// The tensors in the other convention.
    public let factors: StoredFactors<Element>
    /// `dense(after) = rows · dense(before) · columns`.
    public let rows: Permutation
    public let columns: Permutation

    /// Whether inputs and outputs are ordered alike, so that the dense matrix is the same.
    public var keepsFunction: Bool { rows.isIdentity && columns.isIdentity }
  }

  /// Translates stored factors from this convention to another.
  ///
  /// Two conventions that order inputs or outputs differently store, in general, no common function; then the result
  /// names the permutations between the two dense matrices.
  ///
  /// - Throws: `ShapeError` where a convention cannot store the shape.
  /// - Complexity: O(entries).
  public func convert<Element>(
    _ stored: StoredFactors<Element>, to other: Layout
  ) throws(ShapeError) -> Conversion<Element> {
    let factors = try canonical(stored)
    let shape = factors.shape
    let result = try other.stored(factors)
    return Conversion(
      factors: result,
      rows: try outputOrder(for: shape).inverse.followed(by: other.outputOrder(for: shape)),
      columns: try other.inputOrder(for: shape).followed(by: inputOrder(for: shape).inverse))
  }
}

extension Permutation {
  /// Whether nothing moves.
  var isIdentity: Bool { images.enumerated().allSatisfy { $0 == $1 } }

  /// First this permutation, then another one of as many indices.
  func followed(by next: Permutation) throws(ShapeError) -> Permutation {
    try Permutation(images: images.map { next.images[$0] })
  }
}
