public import ExactArithmetic

extension Grid {
  /// Decides whether a matrix is in MM*(b, n) over K, with factors or with the reason why not (section 3.4, Theorem 2).
  ///
  /// 1. A pivot is a row j0 and a column i0 of blocks that are all invertible. With one, the matrix is a member if and only
  ///    if the F(j, i) of ``PivotedBlocks`` are simultaneously diagonalisable over K (`factor-decision`).
  /// 2. Commutation is decided modulo a large prime against one random combination of all F; a pair that does not commute
  ///    there does not commute.
  /// 3. With Ĉ diagonalising all F so far: `A_j = Ã_j0 Ĉ⁻¹`, `C_i = Ĉ Ã_00⁻¹ Ã_0i`, `D_ji = A_j⁻¹ Ã_ji C_i⁻¹`. A D_ji that is not
  ///    diagonal splits the joint eigenspaces further.
  /// 4. Without a pivot: members of M and M*, matrices with one entry in each row and column, blocks of rank at most 1, and
  ///    DFTs are recognised; rows and columns with some invertible blocks still can exclude.
  ///
  /// Factors are returned after their product has been compared with the matrix, and witnesses after they have been found
  /// to hold.
  ///
  /// - Parameters:
  ///   - matrix: n x n, entries of K.
  ///   - field: K.
  /// - Complexity: with a pivot O(n²·q) field operations in all products with blocks, O(n^{5/2}) in the square case (the
  ///   paper's O(n³/b)), and one minimal polynomial of a q x q matrix for each time that eigenspaces split.
  public func factorization<Scalar: Field>(
    of matrix: Matrix<Scalar>, over field: CoefficientField<Scalar>
  ) throws(ShapeError) -> Factorization<Scalar> {
    guard matrix.rows == count, matrix.columns == count else {
      throw ShapeError("expected a \(count)×\(count) matrix for the grid \(self), found \(matrix.rows)×\(matrix.columns)")
    }
    if let mismatch = Scalar.mismatch(in: matrix.elements) {
      throw ShapeError("expected entries of one field, found \(mismatch)")
    }
    let matrix = try Matrix(rows: count, columns: count, elements: Scalar.joined(matrix.elements))
    let answer = try PivotSearch(matrix, on: self, over: field).answer()
    guard answer.holds(for: matrix, on: self) else {
      preconditionFailure("Factorization: an answer that does not hold; are the scalars an exact field?")
    }
    return answer
  }
}

/// The search for an answer, see ``Grid/factorization(of:over:)``.
private struct PivotSearch<Scalar: Field> {
  let grid: Grid
  let field: CoefficientField<Scalar>
  let matrix: Matrix<Scalar>
  let exact: PivotedBlocks<Scalar>

  init(_ matrix: Matrix<Scalar>, on grid: Grid, over field: CoefficientField<Scalar>) throws(ShapeError) {
    (self.grid, self.field, self.matrix) = (grid, field, matrix)
    exact = try PivotedBlocks(matrix, on: grid)
  }

  func answer() throws(ShapeError) -> Factorization<Scalar> {
    if grid.rows == 1 || grid.columns == 1 { return .factors(try trivial(), isUnique: nil) }
    for attempt in 0..<field.attempts {
      guard let residues = field.residues(matrix.elements, attempt) else { continue }
      let image = try Matrix(rows: grid.count, columns: grid.count, elements: residues)
      let shadow = try ResidueBlocks(image, on: grid)
      if let pivot = shadow.fullPivot {
        if let witness = try commutatorWitness(shadow, pivot) { return .excluded(witness) }
        return try diagonalized(pivot)
      }
      // A block may be singular modulo this prime alone.
      var singular: [BlockPlace] = []
      for place in shadow.singular where try exact.blocks[place.j][place.i].determinant() == .zero {
        singular.append(place)
      }
      if singular.count < shadow.singular.count { continue }
      if let word = try StructuredFactorization(matrix, exact.blocks, grid, field).word() {
        return .factors(word, isUnique: nil)
      }
      for pivot in shadow.partialPivots {
        if let witness = try commutatorWitness(shadow, pivot) { return .excluded(witness) }
        if let witness = try nilpotentWitness(shadow, pivot) { return .excluded(witness) }
      }
      return .undecided(singular: singular)
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
    _ shadow: ResidueBlocks, _ pivot: BlockPlace
  ) throws(ShapeError) -> ExclusionWitness<Scalar>? {
    guard let (first, second) = try shadow.nonCommutingPair(pivot) else { return nil }
    return try commutatorWitness(first, second, pivot)
  }

  private func commutatorWitness(
    _ first: BlockPlace, _ second: BlockPlace, _ pivot: BlockPlace
  ) throws(ShapeError) -> ExclusionWitness<Scalar>? {
    guard let f = try exact.quotient(first.j, first.i, pivot: pivot),
      let g = try exact.quotient(second.j, second.i, pivot: pivot)
    else { return nil }
    let commutator = try f * g - g * f
    guard let index = commutator.elements.firstIndex(where: { $0 != .zero }) else { return nil }
    return ExclusionWitness(
      pivot: pivot,
      reason: .commutator(
        first: first, second: second, row: index / grid.rows, column: index % grid.rows,
        entry: commutator.elements[index]))
  }

  // MARK: Diagonalisation

  /// The factors, all blocks in the row and the column of the pivot being invertible.
  private func diagonalized(_ pivot: BlockPlace) throws(ShapeError) -> Factorization<Scalar> {
    let (q, b) = (grid.rows, grid.columns)
    // A_j⁻¹ and C_i⁻¹ in the basis found so far; at first Ĉ = I.
    var leftInverse: [Matrix<Scalar>] = []
    var rightInverse: [Matrix<Scalar>] = []
    for x in 0..<b {
      guard let left = try exact.blocks[x][pivot.i].inverse(), let right = try exact.blocks[pivot.j][x].inverse() else {
        preconditionFailure("Factorization: a block that is invertible modulo a prime is singular")
      }
      leftInverse.append(left)
      rightInverse.append(try right * exact.blocks[pivot.j][pivot.i])
    }
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
            if let witness = try commutatorWitness(other, place, pivot) { return .excluded(witness) }
          }
          preconditionFailure("Factorization: F\(place) commutes with all that split the space, but leaves a part of it")
        }
        switch try split(image, spaces, place, pivot) {
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
    guard let core = try exact.blocks[pivot.j][pivot.i].inverse() else { preconditionFailure("Factorization: no pivot") }
    var (left, right): ([Matrix<Scalar>], [Matrix<Scalar>]) = ([], [])
    for x in 0..<b {
      left.append(try exact.blocks[x][pivot.i] * finalBasis)
      right.append(try finalInverse * core * exact.blocks[pivot.j][x])
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
    _ image: Matrix<Scalar>, _ spaces: [Range<Int>], _ place: BlockPlace, _ pivot: BlockPlace
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
      if !minimal.isSquarefree { return .answer(.excluded(try nilpotentWitness(place, pivot))) }
      let roots = field.roots(minimal)
      if roots.count < minimal.degree {
        let factor = field.factor(minimal.quotientAndRemainder(dividingBy: Polynomial(roots: roots)).quotient)
        return .answer(.needsExtension(try extensionWitness(factor, place, pivot)))
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
  private func nilpotentWitness(_ place: BlockPlace, _ pivot: BlockPlace) throws(ShapeError) -> ExclusionWitness<Scalar> {
    guard let matrix = try exact.quotient(place.j, place.i, pivot: pivot) else {
      preconditionFailure("Factorization: no pivot")
    }
    let minimal = try matrix.minimalPolynomial()
    let factor = Polynomial.greatestCommonDivisor(minimal, minimal.derivative).squarefreePart
    let polynomial = minimal.quotientAndRemainder(dividingBy: factor).quotient
    return ExclusionWitness(pivot: pivot, reason: .nilpotent(of: place, polynomial: polynomial))
  }

  /// The first F of a pivot that is not diagonalisable, among those that are not modulo a prime.
  private func nilpotentWitness(
    _ shadow: ResidueBlocks, _ pivot: BlockPlace
  ) throws(ShapeError) -> ExclusionWitness<Scalar>? {
    for (place, image) in try shadow.quotients(pivot) where try !image.minimalPolynomial().isSquarefree {
      guard let matrix = try exact.quotient(place.j, place.i, pivot: pivot) else { continue }
      if try !matrix.minimalPolynomial().isSquarefree { return try nilpotentWitness(place, pivot) }
    }
    return nil
  }

  private func extensionWitness(
    _ factor: Polynomial<Scalar>, _ place: BlockPlace, _ pivot: BlockPlace
  ) throws(ShapeError) -> ExtensionWitness<Scalar> {
    guard let matrix = try exact.quotient(place.j, place.i, pivot: pivot) else {
      preconditionFailure("Factorization: no pivot")
    }
    let kernel = try factor(matrix).nullspace()
    return ExtensionWitness(
      pivot: pivot, place: place, polynomial: factor, vector: (0..<kernel.rows).map { kernel[$0, 0] },
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
