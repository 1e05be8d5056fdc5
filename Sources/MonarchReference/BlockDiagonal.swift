public import ExactArithmetic

/// A block-diagonal matrix whose blocks all have one shape.
///
/// Block t acts on the t-th run of `blockColumns` inputs and produces the t-th run of `blockRows` outputs.
public struct BlockDiagonal<Scalar: Field>: Sendable {
  public let blocks: [Matrix<Scalar>]

  public init(_ blocks: [Matrix<Scalar>]) throws(ShapeError) {
    guard let first = blocks.first else { throw ShapeError("expected at least one block, found none") }
    for (index, block) in blocks.enumerated()
    where block.rows != first.rows || block.columns != first.columns {
      throw ShapeError(
        "expected \(first.rows)×\(first.columns) blocks, found \(block.rows)×\(block.columns) at block \(index)")
    }
    self.blocks = blocks
  }

  /// The blocks stored one after the other, each row by row: a tensor (block, out, in).
  public init(count: Int, rows: Int, columns: Int, elements: [Scalar]) throws(ShapeError) {
    let size = try ShapeError.product([count, rows, columns])
    guard size == elements.count else {
      throw ShapeError("\(count) blocks of \(rows)×\(columns) cannot have \(elements.count) entries")
    }
    var blocks: [Matrix<Scalar>] = []
    for index in 0..<count {
      let start = index * rows * columns
      blocks.append(
        try Matrix(rows: rows, columns: columns, elements: Array(elements[start..<start + rows * columns])))
    }
    try self.init(blocks)
  }

  public var blockRows: Int { blocks[0].rows }
  public var blockColumns: Int { blocks[0].columns }

  /// The definition: entry (x, y) is 0 unless x and y lie in the same block.
  public var matrix: Matrix<Scalar> {
    Matrix(rows: blocks.count * blockRows, columns: blocks.count * blockColumns) { row, column in
      let block = row / blockRows
      return column / blockColumns == block ? blocks[block][row % blockRows, column % blockColumns] : 0
    }
  }

  /// Applies every block to its run of the vector.
  ///
  /// - Complexity: O(blocks · blockRows · blockColumns) field operations.
  public func applied(to vector: [Scalar]) throws(ShapeError) -> [Scalar] {
    guard vector.count == blocks.count * blockColumns else {
      throw ShapeError(
        "\(blocks.count) blocks of \(blockRows)×\(blockColumns) applied to \(vector.count) entries, "
          + "expected \(blocks.count * blockColumns)")
    }
    var result: [Scalar] = []
    result.reserveCapacity(blocks.count * blockRows)
    for (index, block) in blocks.enumerated() {
      let start = index * blockColumns
      result += try block * Array(vector[start..<start + blockColumns])
    }
    return result
  }

  /// The same structure with the image of every entry.
  public func map<Image: Field>(_ transform: (Scalar) -> Image) -> BlockDiagonal<Image> {
    BlockDiagonal<Image>(unchecked: blocks.map { $0.map(transform) })
  }

  /// The block-diagonal matrix of the transposed blocks, which is the transpose.
  public var transposed: BlockDiagonal { BlockDiagonal(unchecked: blocks.map { $0.transposed }) }

  private init(unchecked blocks: [Matrix<Scalar>]) { self.blocks = blocks }
}

extension BlockDiagonal: Equatable where Scalar: Equatable {}
