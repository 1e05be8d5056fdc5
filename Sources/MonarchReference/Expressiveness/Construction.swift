public import ExactArithmetic

/// A matrix of a class of Proposition 3.2, twice: by the definition of its class, and as a word of factors.
///
/// The definition is an entry formula or a product of named matrices and knows nothing of factors. That both are one
/// matrix is the law of each class; it holds in every field that has the roots of unity, whichever of them is taken.
public protocol Construction<Scalar>: Sendable {
  associatedtype Scalar: Field

  /// n: the matrix is n x n.
  var size: Int { get }

  /// The letters of `word` as they are written: LRL for a member of MM*, LRLRL for one of (MM*)².
  var kinds: [LetterKind] { get }

  /// The order of the roots of unity that definition and word use on a grid; 1 where none.
  func rootOrder(on grid: Grid) -> Int

  /// The matrix by the definition of its class.
  ///
  /// - Throws: where `ζ` has no roots of the orders it takes.
  func definition(_ ζ: RootsOfUnity<Scalar>) throws(ShapeError) -> Matrix<Scalar>

  /// The definition's product with a vector: where the definition is a product of matrices, one after the other.
  ///
  /// - Complexity: O(n²) field operations.
  func definitionApplied(to vector: [Scalar], _ ζ: RootsOfUnity<Scalar>) throws(ShapeError) -> [Scalar]

  /// The factors, on any grid of n indices unless the class says otherwise.
  ///
  /// - Throws: for a grid that does not fit, and where `ζ` has no roots of order `rootOrder(on: grid)`.
  func word(on grid: Grid, _ ζ: RootsOfUnity<Scalar>) throws(ShapeError) -> Word<Scalar>
}

extension Construction {
  public func rootOrder(on grid: Grid) -> Int { 1 }

  public func definitionApplied(to vector: [Scalar], _ ζ: RootsOfUnity<Scalar>) throws(ShapeError) -> [Scalar] {
    try definition(ζ) * vector
  }

  /// The n x n corner of the word: the word itself unless the class takes more indices than n.
  public func corner(on grid: Grid, _ ζ: RootsOfUnity<Scalar>) throws(ShapeError) -> Corner<Word<Scalar>> {
    try Corner(of: word(on: grid, ζ), rows: size, columns: size)
  }

  /// Fails unless the grid has n indices and ζ the roots.
  func require(_ grid: Grid, _ ζ: RootsOfUnity<Scalar>) throws(ShapeError) {
    guard grid.count == size else {
      throw ShapeError("expected a grid of n = \(size) indices, found \(grid) with \(grid.count)")
    }
    try ζ.require(rootOrder(on: grid))
  }
}

/// The product of a diagonal matrix with a vector of as many entries.
func scaled<Scalar: Field>(_ vector: [Scalar], by diagonal: [Scalar]) -> [Scalar] {
  zip(diagonal, vector).map { $0 * $1 }
}
