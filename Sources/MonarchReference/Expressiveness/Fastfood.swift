public import ExactArithmetic

/// The Fastfood matrix, `S H G Π H B`: diagonal S, G, B, Hadamard matrices, and a permutation Π.
///
/// In (MM*)², over every field. Source: `fastfood`.
public struct Fastfood<Scalar: Field>: Construction {
  public let s: [Scalar]
  public let g: [Scalar]
  public let b: [Scalar]
  /// Π, which moves entry x to place images[x].
  public let permutation: Permutation

  /// Fails unless all have one length that is a power of two.
  public init(s: [Scalar], g: [Scalar], permutation: Permutation, b: [Scalar]) throws(ShapeError) {
    let counts = [s.count, g.count, permutation.images.count, b.count]
    guard Set(counts).count == 1 else { throw ShapeError("expected S, G, Π, B of one size, found \(counts)") }
    _ = try HadamardTransform<Scalar>(size: s.count)
    (self.s, self.g, self.permutation, self.b) = (s, g, permutation, b)
  }

  public var size: Int { s.count }
  public var kinds: [LetterKind] { [.db, .bd, .db, .bd, .db] }

  public func definition(_ ζ: RootsOfUnity<Scalar>) throws(ShapeError) -> Matrix<Scalar> {
    let h = try HadamardTransform<Scalar>(size: size).definition(ζ)
    let outer = try Matrix.diagonal(s) * h * .diagonal(g)
    return try outer * permutation.matrix() * h * .diagonal(b)
  }

  public func definitionApplied(to vector: [Scalar], _ ζ: RootsOfUnity<Scalar>) throws(ShapeError) -> [Scalar] {
    let h = try HadamardTransform<Scalar>(size: size).definition(ζ)
    let inner = try permutation.applied(to: h * scaled(vector, by: b))
    return scaled(try h * scaled(inner, by: g), by: s)
  }

  /// With `Π = b_2 d b_1` as a word RLR: `(S H_L) · (H_R G b_2) · d · (b_1 H_R) · (H_L B)`.
  public func word(on grid: Grid, _ ζ: RootsOfUnity<Scalar>) throws(ShapeError) -> Word<Scalar> {
    try require(grid, ζ)
    let h = try HadamardTransform<Scalar>(size: size)
    let (hL, hR) = (try h.rows(of: grid), try h.columns(of: grid))
    return try Word(
      [.diagonal(.db, on: grid, s), hL, hR, .diagonal(.bd, on: grid, g)]
        + permutation.monarchStarWord(on: grid).letters + [hR, hL, .diagonal(.db, on: grid, b)])
  }
}
