public import ExactArithmetic

/// A Toeplitz matrix, `T[x, y] = t_{x−y}`.
///
/// The corner of a circulant of size N >= 2n − 1: in (MM*)_2 with N = 2n, over a field with the (N/b)-th roots of unity.
/// Without the expansion, in MM* itself, it is not in general. Source: `toeplitz`.
public struct Toeplitz<Scalar: Field>: Construction {
  /// t_{−(n−1)} … t_{n−1}: from the last entry of the first row, along it, then down the first column.
  public let diagonals: [Scalar]

  /// Fails unless there are 2n − 1 diagonals for some n >= 1.
  public init(diagonals: [Scalar]) throws(ShapeError) {
    guard !diagonals.count.isMultiple(of: 2) else {
      throw ShapeError("expected the 2n − 1 diagonals of an n×n matrix, found \(diagonals.count)")
    }
    self.diagonals = diagonals
  }

  public var size: Int { diagonals.count / 2 + 1 }
  public var kinds: [LetterKind] { [.db, .bd, .db] }
  public func rootOrder(on grid: Grid) -> Int { grid.rows }

  public func definition(_ ζ: RootsOfUnity<Scalar>) -> Matrix<Scalar> {
    Matrix(rows: size, columns: size) { diagonals[$0 - $1 + size - 1] }
  }

  /// The circulant with `c_d = t_d` for d < n and `c_{N−d} = t_{−d}`, on a grid of N >= 2n − 1 indices; what is between is 0.
  public func word(on grid: Grid, _ ζ: RootsOfUnity<Scalar>) throws(ShapeError) -> Word<Scalar> {
    guard grid.count >= diagonals.count else {
      throw ShapeError(
        "expected a grid of at least 2n − 1 = \(diagonals.count) indices, found \(grid) with \(grid.count)")
    }
    let gap = Array(repeating: Scalar.zero, count: grid.count - diagonals.count)
    let coefficients = diagonals.suffix(size) + gap + diagonals.prefix(size - 1)
    return try Circulant(coefficients: Array(coefficients)).word(on: grid, ζ)
  }
}
