public import ExactArithmetic

/// `A·C·D·C⁻¹`, with diagonal A and D and the cosine transform C = C_II: the layer of that name.
///
/// In (MM*)³ for any b | n, over a field with the 4n-th roots of unity; the paper claims (MM*)², which is so for b = 2
/// (`FoldedACDC`) and open for square n from 9 on. Source: `acdc`.
public struct ACDC<Scalar: Field>: Construction {
  /// The diagonal of A.
  public let a: [Scalar]
  /// The diagonal of D.
  public let d: [Scalar]

  /// Fails unless both diagonals have one length >= 1.
  public init(a: [Scalar], d: [Scalar]) throws(ShapeError) {
    guard !a.isEmpty, a.count == d.count else {
      throw ShapeError("expected two diagonals of one length, found \(a.count) and \(d.count) entries")
    }
    (self.a, self.d) = (a, d)
  }

  public var size: Int { a.count }
  public var kinds: [LetterKind] { [.db, .bd, .db, .bd, .db, .bd, .db] }
  /// 4n.
  public func rootOrder(on grid: Grid) -> Int { 4 * size }

  /// With `C⁻¹ = (2/n)·C_III`.
  public func definition(_ ζ: RootsOfUnity<Scalar>) throws(ShapeError) -> Matrix<Scalar> {
    let two = try TrigonometricTransform<Scalar>(.dct2, size: size).definition(ζ)
    let three = try TrigonometricTransform<Scalar>(.dct3, size: size).definition(ζ)
    return try .diagonal(a) * two * (.diagonal(d) * ((2 / Scalar(size)) * three))
  }

  public func definitionApplied(to vector: [Scalar], _ ζ: RootsOfUnity<Scalar>) throws(ShapeError) -> [Scalar] {
    let two = try TrigonometricTransform<Scalar>(.dct2, size: size).definition(ζ)
    let three = try TrigonometricTransform<Scalar>(.dct3, size: size).definition(ζ)
    let inner = try three * vector
    return scaled(try two * scaled(inner, by: d.map { 2 / Scalar(size) * $0 }), by: a)
  }

  /// `C_II D C_II⁻¹ = S (F D' F) Sᵀ · diag(1/n, 2/n, …)` with `C_II = S F Π` and `D' = Π D Πᵀ`: Π disappears, and F D' F
  /// has the three letters of `AFDF`.
  public func word(on grid: Grid, _ ζ: RootsOfUnity<Scalar>) throws(ShapeError) -> Word<Scalar> {
    try require(grid, ζ)
    let n = size
    let s = try cosineCoupling(on: grid, ζ).letters()
    let moved = CosineOrder.sources(n).map { d[$0] }
    let hankel = try AFDF(a: Array(repeating: 1, count: n), d: moved).word(on: grid, ζ)
    let scale = try Letter.diagonal(.db, on: grid, (0..<n).map { ($0 == 0 ? 1 : 2) / Scalar(n) })
    let outer = try Letter.diagonal(.db, on: grid, a)
    return try Word([outer] + s + hankel.letters + s.reversed().map(\.transposed) + [scale])
  }
}
