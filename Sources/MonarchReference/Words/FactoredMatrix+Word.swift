public import ExactArithmetic

extension FactoredMatrix {
  /// The same matrix as a word on a grid, where the support of every factor lies in BD(b, n) or in DB(b, n).
  ///
  /// Each factor is read as a letter, and neighbours of one kind are merged. So a butterfly matrix becomes a member of
  /// M(b, n) for every b that divides n (`butterfly`): `B_b … B_2` is in BD(b, n) and `B_n … B_{2b}` in DB(b, n). So a
  /// product of order p becomes one of order 2, and a word on a grid one on a coarser grid, as far as `nesting` goes.
  ///
  /// - Throws: `ShapeError` naming the first factor that lies in neither algebra.
  public func word(on grid: Grid) throws(ShapeError) -> Word<Scalar> {
    var letters: [Letter<Scalar>] = []
    for (index, factor) in factors.enumerated() {
      let kind = LetterKind.allCases.first { $0.contains(factor.pattern, on: grid) }
      guard let kind else {
        throw ShapeError(
          "factor \(index) with the pattern \(factor.pattern) lies neither in BD nor in DB on the grid \(grid)")
      }
      letters.append(try Letter(kind, on: grid, containing: factor))
    }
    return try Word(letters)
  }
}

extension MonarchMatrix {
  /// A word LR as a member of M(b, n); a single letter is completed by the identity.
  public init(_ word: Word<Scalar>) throws(ShapeError) {
    let letters = word.letters
    let left: Letter<Scalar>
    let right: Letter<Scalar>
    switch word.shape.kinds {
    case [.db, .bd]: (left, right) = (letters[0], letters[1])
    case [.db]: (left, right) = (letters[0], try .identity(.bd, on: word.grid))
    case [.bd]: (left, right) = (try .identity(.db, on: word.grid), letters[0])
    default: throw ShapeError("expected the word LR, or a part of it, found \(word.shape)")
    }
    try self.init(left: BlockDiagonal(left.blocks), right: BlockDiagonal(right.blocks))
  }

  /// A⊗B as a rectangular Monarch matrix, for A of s x k and B of l x p: every `L_λ` is A and every `R_a` is B.
  ///
  /// `(A⊗B)[σ·l + λ, a·p + i] = A[σ, a]·B[λ, i]`. The transpose of Aᵀ⊗Bᵀ written in this way shows A⊗B as a member of M*.
  /// Source: `kronecker`.
  public static func kronecker(_ a: Matrix<Scalar>, _ b: Matrix<Scalar>) throws(ShapeError) -> MonarchMatrix {
    let shape = try MonarchShape(k: a.columns, q: b.rows, p: b.columns, l: b.rows, s: a.rows, r: a.columns)
    return try MonarchMatrix(
      left: BlockDiagonal(Array(repeating: a, count: shape.l)),
      right: BlockDiagonal(Array(repeating: b, count: shape.k)))
  }
}
