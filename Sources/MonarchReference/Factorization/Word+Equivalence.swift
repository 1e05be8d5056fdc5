import ExactArithmetic

extension Word {
  /// The permutation π with which the middle index p of this word LRL is π(p) of another, where the two are the same up to
  /// it and scalings; nil where they are not.
  ///
  /// For each p there are numbers α_j, γ_i ≠ 0 with `A'_j[·, π(p)] = α_j·A_j[·, p]`, `C'_i[π(p), ·] = γ_i·C_i[p, ·]` and
  /// `R'_π(p)[j, i] = R_p[j, i]/(α_j γ_i)`. These are all factorisations of one matrix if the joint eigenvalues of its F(j, i)
  /// are distinct (`factor-unique`). Where a column or a row vanishes, it must in both, and its scale is free: the entries
  /// of R beside it have no effect and are not compared.
  ///
  /// - Complexity: O(q²·(qb + b²)) field operations.
  public func equivalence(to other: Word) -> Permutation? {
    guard letters.count == 3, letters[0].kind == .db, other.shape == shape else { return nil }
    let q = grid.rows
    var images: [Int] = []
    var free = Set(0..<q)
    // Being the same up to scalings is an equivalence of the terms, so that any choice will do.
    for p in 0..<q {
      guard let image = free.sorted().first(where: { isSame(p, $0, of: other) }) else { return nil }
      free.remove(image)
      images.append(image)
    }
    return try? Permutation(images: images)
  }

  private func isSame(_ p: Int, _ image: Int, of other: Word) -> Bool {
    let (q, b) = (grid.rows, grid.columns)
    var (α, γ): ([Scalar?], [Scalar?]) = ([], [])
    for x in 0..<b {
      let column = (0..<q).map { (letters[0].blocks[x][$0, p], other.letters[0].blocks[x][$0, image]) }
      let row = (0..<q).map { (letters[2].blocks[x][p, $0], other.letters[2].blocks[x][image, $0]) }
      guard let first = ratio(column), let second = ratio(row) else { return false }
      α.append(first.value)
      γ.append(second.value)
    }
    for j in 0..<b {
      for i in 0..<b {
        guard let left = α[j], let right = γ[i] else { continue }
        let difference = other.letters[1].blocks[image][j, i] * left * right - letters[1].blocks[p][j, i]
        guard difference == .zero else { return false }
      }
    }
    return true
  }

  private struct Ratio {
    /// Nil where both vectors vanish.
    let value: Scalar?
  }

  /// The number by which the first vector is multiplied to give the second; nil where there is none but 0.
  private func ratio(_ pairs: [(Scalar, Scalar)]) -> Ratio? {
    guard let (a, c) = pairs.first(where: { $0.0 != .zero }) else {
      return pairs.allSatisfy { $0.1 == .zero } ? Ratio(value: nil) : nil
    }
    let value = c / a
    guard value != .zero, pairs.allSatisfy({ $0.0 * value - $0.1 == .zero }) else { return nil }
    return Ratio(value: value)
  }
}
