public import ExactArithmetic

/// A cosine or sine transform, without scaling to orthonormality.
///
/// ```
/// dct-ii    cos(π f (2y+1) / 2n)            dst-ii    sin(π (f+1)(2y+1) / 2n)
/// dct-iii   cos(π y (2f+1) / 2n)            dst-iii   sin(π (y+1)(2f+1) / 2n)
/// dct-iv    cos(π (2f+1)(2y+1) / 4n)        dst-iv    sin(π (2f+1)(2y+1) / 4n)
/// ```
///
/// in row f and column y, with column 0 of dct-iii and column n − 1 of dst-iii halved, so that type III is n/2 times the
/// inverse of type II. The transforms of SciPy and FFTW are twice these.
///
/// Types II and IV are in M³ = LRLRLR for any b | n, type III is in RLRLRL: six letters where the paper claims the five of
/// (MM*)². On grids of two or four columns types II and III have no more than that (`FoldedTransform`). Source: `dct-ii`, `dct-iii`, `dct-iv`, `dst-ii`, `dst-iii`, `dst-iv`.
public struct TrigonometricTransform<Scalar: Field>: Construction {
  public let kind: TrigonometricKind
  public let size: Int

  /// Fails unless n >= 1.
  public init(_ kind: TrigonometricKind, size: Int) throws(ShapeError) {
    guard size >= 1 else { throw ShapeError("expected a size from 1 on, found \(size)") }
    (self.kind, self.size) = (kind, size)
  }

  public var kinds: [LetterKind] {
    kind.type == 3 ? [.bd, .db, .bd, .db, .bd, .db] : [.db, .bd, .db, .bd, .db, .bd]
  }

  /// 4n, or 8n for type IV.
  public func rootOrder(on grid: Grid) -> Int { kind.type == 4 ? 8 * size : 4 * size }

  public func definition(_ ζ: RootsOfUnity<Scalar>) throws(ShapeError) -> Matrix<Scalar> {
    let (n, half) = (size, ζ(1, 0) / 2)
    let order = kind.type == 4 ? 8 * n : 4 * n
    try ζ.require(order)
    // ζ_N^e = cos(2πe/N) − i·sin(2πe/N), i = ζ_4³.
    let waves = (0..<order).map { e in
      kind.isSine ? half * ζ(4, 3) * (ζ(order, e) - ζ(order, -e)) : half * (ζ(order, e) + ζ(order, -e))
    }
    return Matrix(rows: n, columns: n) { f, y in
      switch kind {
      case .dct2: waves[f * (2 * y + 1) % order]
      case .dst2: waves[(f + 1) * (2 * y + 1) % order]
      case .dct3: y == 0 ? half : waves[y * (2 * f + 1) % order]
      case .dst3: y == n - 1 ? half * waves[n * (2 * f + 1) % order] : waves[(y + 1) * (2 * f + 1) % order]
      case .dct4, .dst4: waves[(2 * f + 1) * (2 * y + 1) % order]
      }
    }
  }

  /// Type II and IV by a Fourier transform between `Coupling` and the permutation Π of `CosineOrder`, exactly and without
  /// taking a real part; the others by transposition, reversal and signs:
  ///
  /// ```
  /// C_II  = ½ (Z + Z̄ J) F_n Π                              Z = diag(ζ_4n^f), J negation mod n
  /// C_IV  = ½ (I − i·Rev) D_1 F̄_n D_2 Π diag((−1)^y)       D_1 = diag(ζ_8n^{−2f−1}), D_2 = diag(ζ_2n^{−t})
  /// S     = Rev · C · diag((−1)^y)                         for types II and IV
  /// C_III = C_IIᵀ diag(½, 1, …),  S_III = S_IIᵀ diag(1, …, ½)
  /// ```
  public func word(on grid: Grid, _ ζ: RootsOfUnity<Scalar>) throws(ShapeError) -> Word<Scalar> {
    try require(grid, ζ)
    let (n, half) = (size, ζ(1, 0) / 2)
    let signs = try Letter<Scalar>.diagonal(.bd, on: grid, (0..<n).map { $0.isMultiple(of: 2) ? 1 : -1 })
    switch kind {
    case .dct2: return try cosineTwo(on: grid, ζ)
    case .dst2: return try Word(cosineTwo(on: grid, ζ).turnedOver().letters + [signs])
    case .dct3, .dst3:
      let halved = kind == .dct3 ? 0 : n - 1
      let two = try TrigonometricTransform(kind == .dct3 ? .dct2 : .dst2, size: n).word(on: grid, ζ)
      let scale = try Letter<Scalar>.diagonal(.db, on: grid, (0..<n).map { $0 == halved ? half : 1 })
      return try Word(two.transposed.letters + [scale])
    case .dct4: return try Word(cosineFour(on: grid, ζ).letters + [signs])
    case .dst4: return try Word(Word(cosineFour(on: grid, ζ).letters + [signs]).turnedOver().letters + [signs])
    }
  }

  private func cosineTwo(on grid: Grid, _ ζ: RootsOfUnity<Scalar>) throws(ShapeError) -> Word<Scalar> {
    let coupling = try cosineCoupling(on: grid, ζ).letters()
    let fourier = try FourierTransform<Scalar>(size: size).word(on: grid, ζ)
    return try Word(coupling + fourier.letters + CosineOrder.word(on: grid).letters)
  }

  /// `C_IV · diag((−1)^y)`.
  private func cosineFour(on grid: Grid, _ ζ: RootsOfUnity<Scalar>) throws(ShapeError) -> Word<Scalar> {
    let (n, half) = (size, ζ(1, 0) / 2)
    let reversal = Coupling<Scalar>(grid: grid, partner: { n - 1 - $0 }) { f in
      (half * ζ(8 * n, -2 * f - 1), half * ζ(4, 1) * ζ(8 * n, -2 * (n - 1 - f) - 1))
    }
    let inverse = try FourierTransform<Scalar>(size: n).word(on: grid, ζ.inverted)
    let twiddles = try Letter<Scalar>.diagonal(.db, on: grid, (0..<n).map { ζ(2 * n, -$0) })
    return try Word(reversal.letters() + inverse.letters + [twiddles] + CosineOrder.word(on: grid).letters)
  }
}

/// `½ (Z + Z̄ J)`, which makes C_II of `F_n Π`.
func cosineCoupling<Scalar: Field>(on grid: Grid, _ ζ: RootsOfUnity<Scalar>) -> Coupling<Scalar> {
  let (n, half) = (grid.count, ζ(1, 0) / 2)
  return Coupling(grid: grid, partner: { (n - $0) % n }) { f in (half * ζ(4 * n, f), half * ζ(4 * n, -f)) }
}

/// The transforms that Proposition 3.2 speaks of; DCT-I and DST-I are not among them.
public enum TrigonometricKind: String, Sendable, CaseIterable {
  case dct2 = "dct-ii"
  case dct3 = "dct-iii"
  case dct4 = "dct-iv"
  case dst2 = "dst-ii"
  case dst3 = "dst-iii"
  case dst4 = "dst-iv"

  var isSine: Bool { self == .dst2 || self == .dst3 || self == .dst4 }

  /// 2, 3 or 4.
  var type: Int {
    switch self {
    case .dct2, .dst2: 2
    case .dct3, .dst3: 3
    case .dct4, .dst4: 4
    }
  }
}

/// The order in which a cosine transform takes its inputs: 0, 2, 4, … and then back down the odd ones, … 5, 3, 1.
enum CosineOrder {
  /// Which input stands at place t.
  static func sources(_ n: Int) -> [Int] {
    Array(stride(from: 0, to: n, by: 2)) + stride(from: 1, to: n, by: 2).reversed()
  }

  /// Π, `(Π x)[t] = x[sources[t]]`, as a word LR on any grid: two inputs of one row never have images of one low digit.
  static func word<Scalar: Field>(on grid: Grid) throws(ShapeError) -> Word<Scalar> {
    let permutation = try Permutation(images: sources(grid.count)).inverse
    guard let word = try permutation.monarchWord(on: grid, over: Scalar.self) else {
      throw ShapeError("the order of the cosine transform is not in M on \(grid)")
    }
    return word
  }
}

extension Word {
  /// `Rev · W` for a word that begins with L R: Rev = Rev_q ⊗ Rev_b goes through L, whose blocks it reverses.
  func turnedOver() throws(ShapeError) -> Word {
    let (q, b) = (grid.rows, grid.columns)
    let first = try Letter(.db, on: grid) { j, l, k in letters[0].blocks[b - 1 - j][q - 1 - l, k] }
    let turn = try Letter<Scalar>(.bd, on: grid) { _, j, i in i == b - 1 - j ? 1 : .zero }
    return try Word([first, turn] + letters.dropFirst())
  }
}

extension RootsOfUnity {
  /// The same field with ζ_N⁻¹ for ζ_N.
  var inverted: RootsOfUnity { RootsOfUnity(powers: (0..<order).map { self(order, -$0) }) }
}
