public import ExactArithmetic

/// `H D_1 H D_2 H D_3`, with Hadamard matrices and diagonal ones: a pseudo-random rotation where the D are signs.
///
/// In LRLR, over every field; the paper claims (MM*)², which has a letter more. Source: `hd3`.
public struct HD3<Scalar: Field>: Construction {
  /// D_1, D_2, D_3.
  public let diagonals: [[Scalar]]

  /// Fails unless there are three diagonals of one length that is a power of two.
  public init(diagonals: [[Scalar]]) throws(ShapeError) {
    guard diagonals.count == 3, Set(diagonals.map(\.count)).count == 1 else {
      throw ShapeError("expected three diagonals of one length, found the lengths \(diagonals.map(\.count))")
    }
    _ = try HadamardTransform<Scalar>(size: diagonals[0].count)
    self.diagonals = diagonals
  }

  public var size: Int { diagonals[0].count }
  public var kinds: [LetterKind] { [.db, .bd, .db, .bd] }

  public func definition(_ ζ: RootsOfUnity<Scalar>) throws(ShapeError) -> Matrix<Scalar> {
    let h = try HadamardTransform<Scalar>(size: size).definition(ζ)
    var product = Matrix<Scalar>.identity(size)
    for d in diagonals { product = try product * h * .diagonal(d) }
    return product
  }

  public func definitionApplied(to vector: [Scalar], _ ζ: RootsOfUnity<Scalar>) throws(ShapeError) -> [Scalar] {
    let h = try HadamardTransform<Scalar>(size: size).definition(ζ)
    var image = vector
    for d in diagonals.reversed() { image = try h * scaled(image, by: d) }
    return image
  }

  /// With `H_L = H_q ⊗ I` and `H_R = I ⊗ H_b`, which commute: `H_L · (H_R D_1 H_R) · (H_L D_2 H_L) · (H_R D_3)`.
  public func word(on grid: Grid, _ ζ: RootsOfUnity<Scalar>) throws(ShapeError) -> Word<Scalar> {
    try require(grid, ζ)
    let h = try HadamardTransform<Scalar>(size: size)
    let (hL, hR) = (try h.rows(of: grid), try h.columns(of: grid))
    return try Word([
      hL,
      hR, .diagonal(.bd, on: grid, diagonals[0]), hR,
      hL, .diagonal(.db, on: grid, diagonals[1]), hL,
      hR, .diagonal(.bd, on: grid, diagonals[2]),
    ])
  }
}
