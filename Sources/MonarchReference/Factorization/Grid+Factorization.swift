public import ExactArithmetic

extension Grid {
  /// Decides whether a matrix is in MM*(b, n) over K, with factors or with the reason why not (section 3.4, Theorem 2).
  ///
  /// 1. If invertible blocks connect all rows and columns of blocks (a ``BlockTree``), the matrix is a member if and only if its
  ///    F(j, i) are simultaneously diagonalisable over K (`factor-decision`).
  /// 2. Commutation is decided modulo a large prime against one random combination of all F; a pair that does not commute
  ///    there does not commute.
  /// 3. With Ĉ diagonalising all F so far: `A_j = X_j Ĉ⁻¹`, `C_i = Ĉ Z_i`, `D_ji = A_j⁻¹ Ã_ji C_i⁻¹`. A D_ji that is not diagonal splits
  ///    the joint eigenspaces further.
  /// 4. Where rows and columns are not connected: members of M and M*, matrices with one entry in each row and column, blocks
  ///    of rank at most 1, and DFTs are recognised; the parts that are connected still can exclude.
  ///
  /// Factors are returned after their product has been compared with the matrix, and witnesses after they have been found
  /// to hold.
  ///
  /// - Parameters:
  ///   - matrix: n x n, entries of K.
  ///   - field: K.
  /// - Complexity: with a tree O(b²q³ + s·b·q³) field operations in all products with blocks, where eigenspaces split s times,
  ///   and each time a minimal polynomial of a q x q matrix and the search for its roots. With s <= b, as always where
  ///   q <= b + 1 and mostly elsewhere, the products take the paper's O(n³/b) = O(b²q³), O(n^{5/2}) in the square case.
  public func factorization<Scalar: Field>(
    of matrix: Matrix<Scalar>, over field: CoefficientField<Scalar>
  ) throws(ShapeError) -> Factorization<Scalar> {
    guard matrix.rows == count, matrix.columns == count else {
      throw ShapeError(
        "expected a \(count)×\(count) matrix for the grid \(self), found \(matrix.rows)×\(matrix.columns)")
    }
    if let mismatch = Scalar.mismatch(in: matrix.elements) {
      throw ShapeError("expected entries of one field, found \(mismatch)")
    }
    let matrix = try Matrix(rows: count, columns: count, elements: Scalar.joined(matrix.elements))
    let answer = try FactorSearch(matrix, on: self, over: field).answer()
    guard answer.holds(for: matrix, on: self) else {
      preconditionFailure("Factorization: an answer that does not hold; are the scalars an exact field?")
    }
    return answer
  }
}

/// The search for an answer, see ``Grid/factorization(of:over:)``.
private struct FactorSearch<Scalar: Field> {
  let grid: Grid
  let field: CoefficientField<Scalar>
  let matrix: Matrix<Scalar>
  let exact: BlockArray<Scalar>

  init(_ matrix: Matrix<Scalar>, on grid: Grid, over field: CoefficientField<Scalar>) throws(ShapeError) {
    (self.grid, self.field, self.matrix) = (grid, field, matrix)
    exact = try BlockArray(matrix, on: grid)
  }

  func answer() throws(ShapeError) -> Factorization<Scalar> {
    if grid.rows == 1 || grid.columns == 1 { return .factors(try trivial(), isUnique: nil) }
    for attempt in 0..<field.attempts {
      guard let residues = field.residues(matrix.elements, attempt) else { continue }
      let image = try Matrix(rows: grid.count, columns: grid.count, elements: residues)
      let shadow = try ResidueBlocks(image, on: grid)
      let trees = shadow.trees
      if let tree = trees.first, shadow.spans(tree) {
        if let witness = try commutatorWitness(shadow, tree) { return .excluded(witness) }
        return try diagonalized(tree)
      }
      // A block may be singular modulo this prime alone.
      var singular: [BlockPlace] = []
      for place in shadow.singular where try exact[place].determinant() == .zero { singular.append(place) }
      if singular.count < shadow.singular.count { continue }
      if let word = try StructuredFactorization(matrix, exact.blocks, grid, field).word() {
        return .factors(word, isUnique: nil)
      }
      for tree in trees {
        if let witness = try commutatorWitness(shadow, tree) { return .excluded(witness) }
        if let witness = try nilpotentWitness(shadow, tree) { return .excluded(witness) }
      }
      return .undecided(.singularBlocks(singular))
    }
    throw ShapeError("no prime was found modulo which the entries have residues in \(field.name)")
  }

  /// BD for one row, DB for one column: every matrix is a letter.
  private func trivial() throws(ShapeError) -> Word<Scalar> {
    let identity = Matrix<Scalar>.identity(grid.rows)
    return grid.rows == 1
      ? try .monarchMonarchAdjoint(
        left: Array(repeating: identity, count: grid.columns), middle: [matrix],
        right: Array(repeating: identity, count: grid.columns), on: grid)
      : try .monarchMonarchAdjoint(
        left: [matrix], middle: Array(repeating: .identity(1), count: grid.rows), right: [identity], on: grid)
  }

  // MARK: Commutation

  /// Two F that do not commute, found modulo a prime and shown exactly; nil where all seem to commute.
  private func commutatorWitness(
    _ shadow: ResidueBlocks, _ tree: BlockTree
  ) throws(ShapeError) -> ExclusionWitness<Scalar>? {
    guard let (first, second) = try shadow.nonCommutingPair(tree) else { return nil }
    return try commutatorWitness(first, second, tree)
  }

  private func commutatorWitness(
    _ first: BlockPlace, _ second: BlockPlace, _ tree: BlockTree
  ) throws(ShapeError) -> ExclusionWitness<Scalar>? {
    let pruned = tree.pruned(to: [first, second])
    guard let f = try exact.quotient(first, pruned),
      let g = try exact.quotient(second, pruned)
    else { return nil }
    let commutator = try f * g - g * f
    guard let index = commutator.elements.firstIndex(where: { $0 != .zero }) else { return nil }
    return ExclusionWitness(
      tree: pruned,
      reason: .commutator(
        first: first, second: second, row: index / grid.rows, column: index % grid.rows,
        entry: commutator.elements[index]))
  }

  // MARK: Diagonalisation

  /// The factors, where a tree of invertible blocks reaches every row and column.
  private func diagonalized(_ tree: BlockTree) throws(ShapeError) -> Factorization<Scalar> {
    let (q, b) = (grid.rows, grid.columns)
    guard let frame = try exact.frame(of: tree), frame.x.count == b, frame.z.count == b else {
      preconditionFailure("Factorization: a block that is invertible modulo a prime is singular")
    }
    // A_j⁻¹ and C_i⁻¹ in the basis found so far; at first Ĉ = I.
    var leftInverse = (0..<b).map { frame.xInverse[$0]! }
    var rightInverse = (0..<b).map { frame.zInverse[$0]! }
    var (basis, inverseBasis) = (Matrix<Scalar>.identity(q), Matrix<Scalar>.identity(q))
    // The joint eigenspaces so far as ranges of columns of the basis, and the F that have split them.
    var spaces = [0..<q]
    var splitters: [BlockPlace] = []
    var diagonals = Array(repeating: Array(repeating: [Scalar](), count: b), count: b)
    for j in 0..<b {
      for i in 0..<b {
        let place = BlockPlace(j: j, i: i)
        let image = try leftInverse[j] * exact.blocks[j][i] * rightInverse[i]
        if !image.isBlockDiagonal(spaces) {
          for other in splitters {
            if let witness = try commutatorWitness(other, place, tree) { return .excluded(witness) }
          }
          preconditionFailure(
            "Factorization: F\(place) commutes with all that split the space, but leaves a part of it")
        }
        switch try split(image, spaces, place, tree) {
        case .answer(let answer): return answer
        case .scalars: diagonals[j][i] = (0..<q).map { image[$0, $0] }
        case .finer(let finer, let step, let back, let eigenvalues):
          (spaces, diagonals[j][i]) = (finer, eigenvalues)
          splitters.append(place)
          (basis, inverseBasis) = (try basis * step, try back * inverseBasis)
          for x in 0..<b {
            leftInverse[x] = try back * leftInverse[x]
            rightInverse[x] = try rightInverse[x] * step
          }
        }
      }
    }
    let (finalBasis, finalInverse) = (basis, inverseBasis)
    var (left, right): ([Matrix<Scalar>], [Matrix<Scalar>]) = ([], [])
    for x in 0..<b {
      left.append(try frame.x[x]! * finalBasis)
      right.append(try finalInverse * frame.z[x]!)
    }
    let middle = (0..<q).map { p in Matrix(rows: b, columns: b) { j, i in diagonals[j][i][p] } }
    return .factors(
      try .monarchMonarchAdjoint(left: left, middle: middle, right: right, on: grid), isUnique: spaces.count == q)
  }

  private enum Splitting {
    case answer(Factorization<Scalar>)
    /// A scalar on every space.
    case scalars
    /// The spaces split: the change of basis, its inverse, and the eigenvalues by column.
    case finer([Range<Int>], step: Matrix<Scalar>, back: Matrix<Scalar>, eigenvalues: [Scalar])
  }

  /// Splits the joint eigenspaces by one more matrix, which leaves them where they are.
  private func split(
    _ image: Matrix<Scalar>, _ spaces: [Range<Int>], _ place: BlockPlace, _ tree: BlockTree
  ) throws(ShapeError) -> Splitting {
    let q = grid.rows
    var change = Matrix<Scalar>.identity(q).elements
    var finer: [Range<Int>] = []
    var eigenvalues: [Scalar] = []
    for space in spaces {
      let corner = try image.submatrix(rows: space, columns: space)
      let first = corner[0, 0]
      if corner.isDiagonal, (1..<space.count).allSatisfy({ corner[$0, $0] == first }) {
        finer.append(space)
        eigenvalues += Array(repeating: first, count: space.count)
        continue
      }
      let minimal = try corner.minimalPolynomial()
      if !minimal.isSquarefree { return .answer(.excluded(try nilpotentWitness(place, tree))) }
      let roots = field.roots(minimal)
      if roots.count < minimal.degree {
        let factor = field.factor(minimal.quotientAndRemainder(dividingBy: Polynomial(roots: roots)).quotient)
        let witness = try extensionWitness(factor, place, tree)
        // Without that prime only a search that misses nothing shows that there is no root.
        guard witness.rootFreeModulo != nil || field.findsAllRoots else {
          return .answer(.undecided(.eigenvalues(of: place, polynomial: minimal)))
        }
        return .answer(.needsExtension(witness))
      }
      var column = space.lowerBound
      for root in roots {
        let eigenspace = try (corner - .diagonal(Array(repeating: root, count: space.count))).nullspace()
        for j in 0..<eigenspace.columns {
          for i in 0..<space.count { change[(space.lowerBound + i) * q + column + j] = eigenspace[i, j] }
        }
        finer.append(column..<column + eigenspace.columns)
        eigenvalues += Array(repeating: root, count: eigenspace.columns)
        column += eigenspace.columns
      }
    }
    if finer.count == spaces.count { return .scalars }
    let step = try Matrix(rows: q, columns: q, elements: change)
    guard let back = try step.inverse() else { preconditionFailure("Factorization: eigenvectors are dependent") }
    return .finer(finer, step: step, back: back, eigenvalues: eigenvalues)
  }

  // MARK: Witnesses of one F

  /// N = (m/f)(F) for the minimal polynomial m and a factor f with f² | m.
  private func nilpotentWitness(_ place: BlockPlace, _ tree: BlockTree) throws(ShapeError) -> ExclusionWitness<Scalar> {
    guard let matrix = try exact.quotient(place, tree) else {
      preconditionFailure("Factorization: no tree")
    }
    let minimal = try matrix.minimalPolynomial()
    let factor = Polynomial.greatestCommonDivisor(minimal, minimal.derivative).squarefreePart
    let polynomial = minimal.quotientAndRemainder(dividingBy: factor).quotient
    return ExclusionWitness(tree: tree.pruned(to: [place]), reason: .nilpotent(of: place, polynomial: polynomial))
  }

  /// The first F of a tree that is not diagonalisable, among those that are not modulo a prime.
  private func nilpotentWitness(
    _ shadow: ResidueBlocks, _ tree: BlockTree
  ) throws(ShapeError) -> ExclusionWitness<Scalar>? {
    for (place, image) in try shadow.quotients(tree) where try !image.minimalPolynomial().isSquarefree {
      guard let matrix = try exact.quotient(place, tree) else { continue }
      if try !matrix.minimalPolynomial().isSquarefree { return try nilpotentWitness(place, tree) }
    }
    return nil
  }

  private func extensionWitness(
    _ factor: Polynomial<Scalar>, _ place: BlockPlace, _ tree: BlockTree
  ) throws(ShapeError) -> ExtensionWitness<Scalar> {
    guard let matrix = try exact.quotient(place, tree) else {
      preconditionFailure("Factorization: no tree")
    }
    let kernel = try factor(matrix).nullspace()
    return ExtensionWitness(
      tree: tree.pruned(to: [place]), place: place, polynomial: factor, vector: (0..<kernel.rows).map { kernel[$0, 0] },
      rootFreeModulo: field.rootFreeModulus(factor))
  }
}

extension Matrix {
  fileprivate var isDiagonal: Bool {
    (0..<rows).allSatisfy { row in (0..<columns).allSatisfy { $0 == row || self[row, $0] == .zero } }
  }

  fileprivate func isBlockDiagonal(_ blocks: [Range<Int>]) -> Bool {
    blocks.allSatisfy { block in
      block.allSatisfy { row in (0..<columns).allSatisfy { block.contains($0) || self[row, $0] == .zero } }
    }
  }
}

extension CoefficientField {
  /// A prime modulo which a polynomial has a residue of its degree and no root.
  func rootFreeModulus(_ polynomial: Polynomial<Scalar>) -> PrimeModulus? {
    for attempt in 0..<attempts {
      guard let residues = residues(polynomial.coefficients, attempt) else { continue }
      let image = Polynomial(residues)
      guard image.degree == polynomial.degree, let modulus = residues.lazy.compactMap(\.modulus).first else { continue }
      if (try? PrimeField.roots(of: image))?.isEmpty == true { return modulus }
    }
    return nil
  }
}
