public import ExactArithmetic

/// A Kronecker-sparse matrix: a·d dense blocks b x c, laid out by a `KroneckerPattern`.
///
/// Distinct blocks share no row and no column, so that it acts on disjoint parts of a vector at once.
public struct KroneckerSparse<Scalar: Field>: Sendable {
  public let pattern: KroneckerPattern
  /// Block (i, δ), of b rows and c columns, is number i·d + δ.
  public let blocks: [Matrix<Scalar>]

  public init(pattern: KroneckerPattern, blocks: [Matrix<Scalar>]) throws(ShapeError) {
    guard blocks.count == pattern.blockCount else {
      throw ShapeError("expected \(pattern.blockCount) blocks for the pattern \(pattern), found \(blocks.count)")
    }
    for (index, block) in blocks.enumerated() where block.rows != pattern.b || block.columns != pattern.c {
      throw ShapeError(
        "expected \(pattern.b)×\(pattern.c) blocks for the pattern \(pattern), found \(block.rows)×\(block.columns) "
          + "at block \(index)")
    }
    self.init(pattern: pattern, unchecked: blocks)
    try requireCommonField([self])
  }

  /// The entries block after block, each block row by row.
  public init(pattern: KroneckerPattern, elements: [Scalar]) throws(ShapeError) {
    guard elements.count == pattern.parameterCount else {
      throw ShapeError("expected \(pattern.parameterCount) entries for the pattern \(pattern), found \(elements.count)")
    }
    let size = pattern.b * pattern.c
    self.init(
      pattern: pattern,
      unchecked: (0..<pattern.blockCount).map { block in
        Matrix(rows: pattern.b, columns: pattern.c) { elements[block * size + $0 * pattern.c + $1] }
      })
    try requireCommonField([self])
  }

  /// The entries of a dense matrix on the support of a pattern; nil if another entry is not 0, or the sizes differ.
  public init?(exactly matrix: Matrix<Scalar>, pattern: KroneckerPattern) {
    guard matrix.rows == pattern.rows, matrix.columns == pattern.columns else { return nil }
    for row in 0..<matrix.rows {
      for column in 0..<matrix.columns
      where pattern.block(ofRow: row) != pattern.block(ofColumn: column) && matrix[row, column] != .zero { return nil }
    }
    self.init(
      pattern: pattern,
      unchecked: (0..<pattern.blockCount).map { block in
        Matrix(rows: pattern.b, columns: pattern.c) {
          matrix[pattern.row($0, ofBlock: block), pattern.column($1, ofBlock: block)]
        }
      })
  }

  @usableFromInline
  init(pattern: KroneckerPattern, unchecked blocks: [Matrix<Scalar>]) {
    self.pattern = pattern
    self.blocks = blocks
  }

  /// The entries block after block, each block row by row.
  public var elements: [Scalar] { blocks.flatMap { $0.elements } }

  /// The definition: `K[(i, j, δ), (i', κ, δ')]` is w[i, j, κ, δ] if (i, δ) = (i', δ'), and 0 otherwise.
  public var matrix: Matrix<Scalar> {
    Matrix(rows: pattern.rows, columns: pattern.columns) { row, column in
      let (i, j, δ) = (row / (pattern.b * pattern.d), row / pattern.d % pattern.b, row % pattern.d)
      let (i2, κ, δ2) = (column / (pattern.c * pattern.d), column / pattern.d % pattern.c, column % pattern.d)
      return i == i2 && δ == δ2 ? blocks[i * pattern.d + δ][j, κ] : .zero
    }
  }

  /// K x: every block acts on its part of the vector.
  ///
  /// - Complexity: a·b·c·d multiply-adds.
  @inlinable
  public func applied(to vector: [Scalar]) throws(ShapeError) -> [Scalar] {
    guard vector.count == pattern.columns else {
      throw ShapeError("expected a vector of \(pattern.columns) entries, found \(vector.count)")
    }
    try requireCommonField([self], with: [vector])
    return image(of: vector)
  }

  /// K x, where the size and the field are right.
  @inlinable
  @specialized(where Scalar == PrimeField)
  @specialized(where Scalar == Cyclotomic)
  func image(of vector: [Scalar]) -> [Scalar] {
    var result = [Scalar](repeating: .zero, count: pattern.rows)
    for (index, block) in blocks.enumerated() {
      for κ in 0..<pattern.c {
        let factor = vector[pattern.column(κ, ofBlock: index)]
        if factor.isPlainZero { continue }
        for j in 0..<pattern.b { result[pattern.row(j, ofBlock: index)].addProduct(block[j, κ], factor) }
      }
    }
    return result
  }

  /// The same structure with the image of every entry.
  public func map<Image: Field>(_ transform: (Scalar) -> Image) -> KroneckerSparse<Image> {
    KroneckerSparse<Image>(pattern: pattern, unchecked: blocks.map { $0.map(transform) })
  }

  /// The transpose: the transposed blocks on the transposed pattern.
  public var transposed: KroneckerSparse {
    KroneckerSparse(pattern: pattern.transposed, unchecked: blocks.map { $0.transposed })
  }

  /// The conjugate transpose.
  @inlinable
  public var adjoint: KroneckerSparse {
    KroneckerSparse(pattern: pattern.transposed, unchecked: blocks.map { $0.adjoint })
  }
}

extension KroneckerSparse: Equatable {}
