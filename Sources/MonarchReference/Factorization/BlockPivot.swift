import ExactArithmetic

/// The blocks of an n x n matrix, and the matrices F(j, i) of a pivot.
///
/// With a pivot (j0, i0) let J hold the j with Ã_{j,i0} invertible and I the i with Ã_{j0,i} invertible. If
/// `Ã_ji = A_j D_ji C_i` then for j ∈ J and i ∈ I
///
/// ```
/// F(j, i) = Ã_{j,i0}⁻¹ · Ã_ji · Ã_{j0,i}⁻¹ · Ã_{j0,i0} = C_{i0}⁻¹ · (diagonal) · C_{i0},
/// ```
///
/// because an invertible product of square matrices has invertible factors. So all F(j, i) are diagonal in one basis. The
/// block (j0, i0) itself need not be invertible. Source: `factor-decision`.
struct PivotedBlocks<Scalar: Field> {
  let grid: Grid
  let blocks: [[Matrix<Scalar>]]

  init(_ matrix: Matrix<Scalar>, on grid: Grid) throws(ShapeError) {
    self.grid = grid
    var blocks: [[Matrix<Scalar>]] = []
    for j in 0..<grid.columns {
      var row: [Matrix<Scalar>] = []
      for i in 0..<grid.columns { row.append(try grid.block(of: matrix, row: j, column: i)) }
      blocks.append(row)
    }
    self.blocks = blocks
  }

  /// F(j, i), or nil where a block that it divides by is singular.
  func quotient(_ j: Int, _ i: Int, pivot: BlockPlace) throws(ShapeError) -> Matrix<Scalar>? {
    guard let left = try blocks[j][pivot.i].inverse(), let right = try blocks[pivot.j][i].inverse() else { return nil }
    return try left * blocks[j][i] * (right * blocks[pivot.j][pivot.i])
  }
}

/// A block: from low digit i to low digit j.
public struct BlockPlace: Hashable, Sendable, CustomStringConvertible {
  public let j: Int
  public let i: Int

  public init(j: Int, i: Int) { (self.j, self.i) = (j, i) }

  /// As "(2, 0)": j and i.
  public var description: String { "(\(j), \(i))" }
}
