public import ExactArithmetic

/// A product of letters of both kinds on one grid, in its shortest form: neighbours differ in kind.
///
/// Letters are kept as they are written, `W = letters[0] · letters[1] · …`: the last one is applied first. Since BD and
/// DB are algebras, neighbours of one kind are multiplied into one letter; products of words stay words.
public struct Word<Scalar: Field>: FactoredMatrix {
  /// At least one letter; neighbours differ in kind.
  public let letters: [Letter<Scalar>]

  /// The product of the letters; neighbours of equal kind are merged.
  ///
  /// Fails for no letter at all, and for letters on different grids.
  public init(_ letters: [Letter<Scalar>]) throws(ShapeError) {
    guard let first = letters.first else { throw ShapeError("expected a word of at least one letter, found none") }
    var merged: [Letter<Scalar>] = []
    for (index, letter) in letters.enumerated() {
      guard letter.grid == first.grid else {
        throw ShapeError("expected letters on the grid \(first.grid), found the grid \(letter.grid) at letter \(index)")
      }
      if let last = merged.last, last.kind == letter.kind {
        merged[merged.count - 1] = try last * letter
      } else {
        merged.append(letter)
      }
    }
    self.letters = merged
    try requireCommonField(factors)
  }

  /// The word of a shape with the entries of all letters one after the other, as written.
  public init(shape: WordShape, elements: [Scalar]) throws(ShapeError) {
    guard elements.count == shape.parameterCount else {
      throw ShapeError("expected \(shape.parameterCount) entries for \(shape), found \(elements.count)")
    }
    var letters: [Letter<Scalar>] = []
    var start = 0
    for kind in shape.kinds {
      let count = kind.pattern(on: shape.grid).parameterCount
      letters.append(try Letter(kind, on: shape.grid, elements: Array(elements[start..<start + count])))
      start += count
    }
    self.letters = letters
    try requireCommonField(factors)
  }

  init(unchecked letters: [Letter<Scalar>]) { self.letters = letters }

  /// A member of MM*(b, n): `A·R·C` with b blocks `A_j` (q x q), q blocks `R_p` (b x b), b blocks `C_i` (q x q).
  public static func monarchMonarchAdjoint(
    left: [Matrix<Scalar>], middle: [Matrix<Scalar>], right: [Matrix<Scalar>], on grid: Grid
  ) throws(ShapeError) -> Word {
    try Word([
      Letter(.db, on: grid, blocks: left), Letter(.bd, on: grid, blocks: middle), Letter(.db, on: grid, blocks: right),
    ])
  }

  public var grid: Grid { letters[0].grid }

  public var shape: WordShape { WordShape(grid: grid, unchecked: letters.map { $0.kind }) }

  public var factors: [KroneckerSparse<Scalar>] { letters.flatMap { $0.factors } }

  /// The letters' dense matrices multiplied out.
  public func definition() throws(ShapeError) -> Matrix<Scalar> {
    var product = letters[0].definition()
    for letter in letters.dropFirst() { product = try product * letter.definition() }
    return product
  }

  /// One entry, summed over the indices between the letters.
  ///
  /// ```
  /// LR   (M)     [(l,j), (k,i)] = L_j[l,k] · R_k[j,i]
  /// RL   (M*)    [(l,j), (k,i)] = R_l[j,i] · L_i[l,k]
  /// LRL  (MM*)   [(l,j), (k,i)] = Σ_p A_j[l,p] · R_p[j,i] · C_i[p,k]
  /// ```
  ///
  /// Two letters leave no index to sum over, three leave one, and every further letter one more. Source: `entries`.
  ///
  /// - Complexity: of the order of the product of the block sizes of all letters but two.
  public func entry(row: Int, column: Int) -> Scalar {
    entry(of: letters[...], row: row, column: column)
  }

  private func entry(of letters: ArraySlice<Letter<Scalar>>, row: Int, column: Int) -> Scalar {
    guard let last = letters.last, letters.count > 1 else {
      return letters[letters.startIndex].entry(row: row, column: column)
    }
    let from = grid.digits(of: column)
    let rest = letters.dropLast()
    // What the last letter reaches from this column; two letters leave the one index that the first can bring to `row`.
    let reached: [Int]
    switch (last.kind, rest.count) {
    case (.bd, 1): reached = [grid.index(row: from.row, column: grid.digits(of: row).column)]
    case (.db, 1): reached = [grid.index(row: grid.digits(of: row).row, column: from.column)]
    case (.bd, _): reached = (0..<grid.columns).map { grid.index(row: from.row, column: $0) }
    case (.db, _): reached = (0..<grid.rows).map { grid.index(row: $0, column: from.column) }
    }
    var sum = Scalar.zero
    for between in reached {
      sum.addProduct(entry(of: rest, row: row, column: between), last.entry(row: between, column: column))
    }
    return sum
  }

  /// The product of two words on one grid: the letters one after the other, merged where they meet.
  public static func * (lhs: Word, rhs: Word) throws(ShapeError) -> Word { try Word(lhs.letters + rhs.letters) }

  /// The transpose: the transposed letters in the opposite order (`transpose`).
  public var transposed: Word { Word(unchecked: letters.reversed().map { $0.transposed }) }

  /// The conjugate transpose: the adjoint letters in the opposite order, so that M and M* are exchanged.
  public var adjoint: Word { Word(unchecked: letters.reversed().map { $0.adjoint }) }

  /// `P(b, n) · W · P(b, n)ᵀ`: a word on the transposed grid with the kinds exchanged.
  ///
  /// In particular `P(b, n) · MM*(b, n) · P(b, n)ᵀ = M*M(n/b, n)`. Source: `nesting`.
  public var conjugatedByStride: Word { Word(unchecked: letters.map { $0.conjugatedByStride }) }

  /// The word with the image of every entry.
  public func map<Image: Field>(_ transform: (Scalar) -> Image) -> Word<Image> {
    Word<Image>(unchecked: letters.map { $0.map(transform) })
  }
}

extension Word: Equatable {}
