public import ExactArithmetic

/// `A·F·D·F` or `A·F·D·F⁻¹`, with diagonal A and D and the Fourier transform F.
///
/// In MM*(b, n) for every b | n, over a field with the n-th roots of unity. Source: `afdf`.
public struct AFDF<Scalar: Field>: Construction {
  /// The diagonal of A.
  public let a: [Scalar]
  /// The diagonal of D.
  public let d: [Scalar]
  /// Whether the last factor is F⁻¹.
  public let endsInInverse: Bool

  /// Fails unless both diagonals have one length >= 1.
  public init(a: [Scalar], d: [Scalar], endsInInverse: Bool = false) throws(ShapeError) {
    guard !a.isEmpty, a.count == d.count else {
      throw ShapeError("expected two diagonals of one length, found \(a.count) and \(d.count) entries")
    }
    (self.a, self.d, self.endsInInverse) = (a, d, endsInInverse)
  }

  public var size: Int { a.count }
  public var kinds: [LetterKind] { [.db, .bd, .db] }
  /// n.
  public func rootOrder(on grid: Grid) -> Int { size }

  public func definition(_ ζ: RootsOfUnity<Scalar>) throws(ShapeError) -> Matrix<Scalar> {
    let fourier = try FourierTransform<Scalar>(size: size)
    let f = try fourier.definition(ζ)
    let last = endsInInverse ? try fourier.inverseDefinition(ζ) : f
    return try .diagonal(a) * f * (.diagonal(d) * last)
  }

  public func definitionApplied(to vector: [Scalar], _ ζ: RootsOfUnity<Scalar>) throws(ShapeError) -> [Scalar] {
    let fourier = try FourierTransform<Scalar>(size: size)
    let f = try fourier.definition(ζ)
    let last = endsInInverse ? try fourier.inverseDefinition(ζ) : f
    return scaled(try f * scaled(last * vector, by: d), by: a)
  }

  /// With h = F d, `(F D F)[x, y] = h_{x+y}`, whose blocks are Hankel, and `(F D F⁻¹)[x, y] = h_{x−y}/n`, a circulant:
  ///
  /// ```
  /// A·F·D·F = A · (F_q⁻¹ ⊗ I) · diag(R_p) · (F_q⁻¹ ⊗ I)        R_p[j, i] = q Σ_{s<q} h_{(sb + j+i) mod n} ζ_q^{ps}
  /// ```
  public func word(on grid: Grid, _ ζ: RootsOfUnity<Scalar>) throws(ShapeError) -> Word<Scalar> {
    try require(grid, ζ)
    let (q, b, n) = (grid.rows, grid.columns, grid.count)
    let h = (0..<n).map { x in
      var sum = Scalar.zero
      for (y, d) in d.enumerated() { sum.addProduct(ζ(n, x * y), d) }
      return sum
    }
    let diagonal = try Letter.diagonal(.db, on: grid, a)
    if endsInInverse {
      let scale = 1 / Scalar(n)
      return try Word([diagonal] + Circulant(coefficients: h.map { scale * $0 }).word(on: grid, ζ).letters)
    }
    let scale = 1 / Scalar(q)
    let inverse = try Letter(.db, on: grid) { _, l, p in scale * ζ(q, -l * p) }
    let middle = try Letter(.bd, on: grid) { p, j, i in
      var sum = Scalar.zero
      for s in 0..<q { sum.addProduct(h[(s * b + j + i) % n], ζ(q, p * s)) }
      return Scalar(q) * sum
    }
    return try Word([diagonal, inverse, middle, inverse])
  }
}
