import ExactArithmetic

/// A block: from low digit i to low digit j.
public struct BlockPlace: Hashable, Sendable, CustomStringConvertible {
  public let j: Int
  public let i: Int

  public init(j: Int, i: Int) { (self.j, self.i) = (j, i) }

  /// As "(2, 0)": j and i.
  public var description: String { "(\(j), \(i))" }
}

/// Invertible blocks that connect rows j and columns i of blocks to one column i0, without a circle.
///
/// Let `Ã_ji = A_j D_ji C_i`. Where Ã_ji is invertible, so are A_j, D_ji and C_i, and the D_ji of a tree may be taken for I, because
/// A_j and C_i are free up to diagonal matrices. From `C_i0 = Ĉ` on, every block of the tree gives the A_j or the C_i that it adds:
///
/// ```
/// Z_i0 = I,   X_j = Ã_ji Z_i⁻¹ (j is new),   Z_i = X_j⁻¹ Ã_ji (i is new):   A_j = X_j Ĉ⁻¹,   C_i = Ĉ Z_i
/// F(j, i) = X_j⁻¹ · Ã_ji · Z_i⁻¹ = Ĉ⁻¹ · D_ji · Ĉ,
/// ```
///
/// so that all F(j, i) are diagonal in one basis; and if the tree reaches every row and column, the matrix is a member if and
/// only if they are. The paper's pivot is the tree of one row and one column, `F(j, i) = Ã_j0⁻¹ Ã_ji Ã_0i⁻¹ Ã_00`; any tree will
/// do. Source: `factor-decision`.
public struct BlockTree: Hashable, Sendable, CustomStringConvertible {
  /// i0.
  public let root: Int
  /// The blocks, each of which adds a row or a column to those that are reached.
  public let blocks: [BlockPlace]

  public init(root: Int, blocks: [BlockPlace]) { (self.root, self.blocks) = (root, blocks) }

  /// As "the blocks (0, 0), (1, 0), (0, 1)".
  public var description: String {
    "the block\(blocks.count == 1 ? "" : "s") " + blocks.map(\.description).joined(separator: ", ")
  }

  /// The rows and columns of blocks that are reached.
  var reach: (rows: Set<Int>, columns: Set<Int>) { (Set(blocks.map(\.j)), Set(blocks.map(\.i) + [root])) }

  /// The part of the tree that reaches some places.
  func pruned(to places: [BlockPlace]) -> BlockTree {
    var (rows, columns) = (Set(places.map(\.j)), Set(places.map(\.i)))
    var (known, kept): ((rows: Set<Int>, columns: Set<Int>), [BlockPlace]) = (([], [root]), [])
    // Which block has added what, from the root on; then backwards only those that are needed.
    let additions = blocks.map { block in
      let addsRow = !known.rows.contains(block.j)
      known.rows.insert(block.j)
      known.columns.insert(block.i)
      return addsRow
    }
    for (block, addsRow) in zip(blocks, additions).reversed()
    where addsRow ? rows.contains(block.j) : columns.contains(block.i) {
      rows.insert(block.j)
      columns.insert(block.i)
      kept.append(block)
    }
    return BlockTree(root: root, blocks: kept.reversed())
  }
}

/// The q x q blocks of an n x n matrix, b of them in each row and column.
struct BlockArray<Scalar: Field> {
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

  subscript(place: BlockPlace) -> Matrix<Scalar> { blocks[place.j][place.i] }

  func contains(_ place: BlockPlace) -> Bool {
    (0..<grid.columns).contains(place.j) && (0..<grid.columns).contains(place.i)
  }

  /// X and Z of a tree with their inverses; nil where a block is singular, or does not add just one row or column.
  func frame(of tree: BlockTree) throws(ShapeError) -> BlockFrame<Scalar>? {
    guard (0..<grid.columns).contains(tree.root) else { return nil }
    let identity = Matrix<Scalar>.identity(grid.rows)
    var frame = BlockFrame<Scalar>(
      x: [:], xInverse: [:], z: [tree.root: identity], zInverse: [tree.root: identity])
    for place in tree.blocks {
      guard contains(place), let inverse = try self[place].inverse() else { return nil }
      switch (frame.xInverse[place.j], frame.zInverse[place.i]) {
      case (nil, let zInverse?):
        frame.x[place.j] = try self[place] * zInverse
        frame.xInverse[place.j] = try frame.z[place.i]! * inverse
      case (let xInverse?, nil):
        frame.z[place.i] = try xInverse * self[place]
        frame.zInverse[place.i] = try inverse * frame.x[place.j]!
      default: return nil
      }
    }
    return frame
  }

  /// F(j, i) for a tree; nil where it does not reach the place or is none of invertible blocks.
  func quotient(_ place: BlockPlace, _ tree: BlockTree) throws(ShapeError) -> Matrix<Scalar>? {
    guard contains(place), let frame = try frame(of: tree), let left = frame.xInverse[place.j],
      let right = frame.zInverse[place.i]
    else { return nil }
    return try left * self[place] * right
  }
}

/// X_j and Z_i for the rows and columns that a tree reaches.
struct BlockFrame<Scalar: Field> {
  var x: [Int: Matrix<Scalar>]
  var xInverse: [Int: Matrix<Scalar>]
  var z: [Int: Matrix<Scalar>]
  var zInverse: [Int: Matrix<Scalar>]
}
