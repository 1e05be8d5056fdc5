public import ExactArithmetic

/// `A·C·D·C⁻¹` of `ACDC` on a grid of two columns: five letters, in (MM*)²(2, n), as the paper claims for square grids.
///
/// C_II and C_III are words LRL there (`FoldedTransform`), and D merges with the letters L between which it stands. Letters are
/// real where A and D are. Source: `acdc`.
public struct FoldedACDC<Scalar: Field>: Construction {
  private let acdc: ACDC<Scalar>

  /// Fails unless both diagonals have one length that is even.
  public init(a: [Scalar], d: [Scalar]) throws(ShapeError) {
    acdc = try ACDC(a: a, d: d)
    guard a.count.isMultiple(of: 2) else { throw ShapeError("expected diagonals of even length, found \(a.count)") }
  }

  public var size: Int { acdc.size }
  public var kinds: [LetterKind] { [.db, .bd, .db, .bd, .db] }
  /// 4n.
  public func rootOrder(on grid: Grid) -> Int { 4 * size }

  public func definition(_ ζ: RootsOfUnity<Scalar>) throws(ShapeError) -> Matrix<Scalar> { try acdc.definition(ζ) }

  public func definitionApplied(to vector: [Scalar], _ ζ: RootsOfUnity<Scalar>) throws(ShapeError) -> [Scalar] {
    try acdc.definitionApplied(to: vector, ζ)
  }

  public func word(on grid: Grid, _ ζ: RootsOfUnity<Scalar>) throws(ShapeError) -> Word<Scalar> {
    try require(grid, ζ)
    guard grid.columns == 2 else { throw ShapeError("expected a grid of 2 columns, found \(grid)") }
    let two = try FoldedTransform<Scalar>(.dct2, on: grid).word(on: grid, ζ)
    let three = try FoldedTransform<Scalar>(.dct3, on: grid).word(on: grid, ζ)
    let scale = 2 / Scalar(size)
    return try Word(
      [.diagonal(.db, on: grid, acdc.a)] + two.letters + [.diagonal(.db, on: grid, acdc.d.map { scale * $0 })]
        + three.letters)
  }
}
