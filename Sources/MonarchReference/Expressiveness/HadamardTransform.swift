public import ExactArithmetic

/// Sylvester's Hadamard matrix: `H[x, y] = (−1)^{number of common binary digits of x and y}`.
///
/// In M(b, n), over every field: `H_n = H_q ⊗ H_b`, so that every block of L is H_q and every block of R is H_b. The
/// paper claims MM*. Source: `hadamard`.
public struct HadamardTransform<Scalar: Field>: Construction {
  public let size: Int

  /// Fails unless n is a power of two.
  public init(size: Int) throws(ShapeError) {
    guard size >= 1, size & (size - 1) == 0 else { throw ShapeError("expected a power of two, found \(size)") }
    self.size = size
  }

  public var kinds: [LetterKind] { [.db, .bd] }

  public func definition(_ ζ: RootsOfUnity<Scalar>) -> Matrix<Scalar> {
    Matrix(rows: size, columns: size) { ($0 & $1).nonzeroBitCount.isMultiple(of: 2) ? 1 : -1 }
  }

  public func word(on grid: Grid, _ ζ: RootsOfUnity<Scalar>) throws(ShapeError) -> Word<Scalar> {
    try require(grid, ζ)
    return try Word([rows(of: grid), columns(of: grid)])
  }

  /// H_q ⊗ I.
  func rows(of grid: Grid) throws(ShapeError) -> Letter<Scalar> {
    let h = try HadamardTransform(size: grid.rows).matrix
    return try Letter(.db, on: grid) { h[$1, $2] }
  }

  /// I ⊗ H_b, which commutes with H_q ⊗ I.
  func columns(of grid: Grid) throws(ShapeError) -> Letter<Scalar> {
    let h = try HadamardTransform(size: grid.columns).matrix
    return try Letter(.bd, on: grid) { h[$1, $2] }
  }

  /// By Sylvester's recursion, `H_2n = H_2 ⊗ H_n`.
  private var matrix: Matrix<Scalar> {
    get throws(ShapeError) {
      let two = try Matrix<Scalar>(rows: 2, columns: 2, elements: [1, 1, 1, -1])
      var h = Matrix<Scalar>.identity(1)
      while h.rows < size { h = try two.kronecker(h) }
      return h
    }
  }
}
