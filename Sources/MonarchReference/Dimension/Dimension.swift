extension WordShape {
  /// An upper bound of the dimension of the class: `min(n², parameters − (t − 1)·n)` for t letters.
  ///
  /// Between two letters a diagonal matrix can be moved from one to the other, and at letters without zero columns only
  /// the identity moves nothing: every matrix in general position has a family of at least (t − 1)·n parameters. For M
  /// this is `n²/b + nb − n`, for MM* `2n²/b + nb − 2n`, in the square case `t·m³ − (t − 1)·m²`, until n².
  /// Source: `parameters`. `jacobianRank` shows where it is reached.
  public var dimensionBound: Int {
    let (n, (count, overflow)) = (grid.count, grid.count.multipliedReportingOverflow(by: grid.count))
    let free = parameterCount - (kinds.count - 1) * n
    return overflow ? free : min(count, free)
  }
}

extension DigitSystem {
  /// An upper bound of the dimension of all products over the digits: `min(N², N·Σ b_t − (p − 1)·N)`.
  ///
  /// For N = b^p it is `pNb − (p − 1)N`, for butterfly matrices `N·log₂N + N`. Source: as for words.
  public var dimensionBound: Int {
    let (n, (square, overflow)) = (count, count.multipliedReportingOverflow(by: count))
    let free = n * bases.reduce(0, +) - (order - 1) * n
    return overflow ? free : min(square, free)
  }
}

extension MonarchShape {
  /// The dimension of the class of Monarch matrices of this shape: `Σ ρ·(s + p − ρ)` over the slices, where
  /// ρ = min(ν(λ, a), s, p).
  ///
  /// It is exact: the slices are independent, and the s x p matrices of rank at most ρ have dimension ρ·(s + p − ρ). For
  /// M(b, n) it is `n²/b + nb − n`.
  public var dimension: Int {
    var sum = 0
    for λ in 0..<l {
      for a in 0..<k {
        let rank = min(sliceRank(λ: λ, a: a), s, p)
        sum += rank * (s + p - rank)
      }
    }
    return sum
  }
}
