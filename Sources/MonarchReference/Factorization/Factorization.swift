public import ExactArithmetic

/// The answer to "is this matrix in MM*(b, n) over K, and with which factors?", with its reason.
public enum Factorization<Scalar: Field>: Sendable {
  /// It is: here is a word LRL, whose product is the matrix.
  ///
  /// `isUnique` says whether every other factorisation is this one up to scalings and one permutation, which is so if and
  /// only if the joint eigenvalues of the F(j, i) are distinct (`factor-unique`); nil where no tree decides it.
  case factors(Word<Scalar>, isUnique: Bool?)
  /// It is over no field that contains K: here is a witness.
  case excluded(ExclusionWitness<Scalar>)
  /// It is not over K: some F(j, i) has an eigenvalue that lies in an extension only. Over that it may be.
  case needsExtension(ExtensionWitness<Scalar>)
  /// Neither was shown.
  case undecided(Indecision<Scalar>)

  /// Whether this is right for `matrix`, by products, inverses of blocks and comparisons alone.
  ///
  /// Undecided answers claim nothing but their singular blocks.
  public func holds(for matrix: Matrix<Scalar>, on grid: Grid) -> Bool {
    switch self {
    case .factors(let word, _):
      guard word.grid == grid, (try? WordShape.monarchMonarchAdjoint(on: grid)) == word.shape,
        let product = try? word.dense, let difference = try? product - matrix
      else { return false }
      return difference.elements.allSatisfy { $0 == .zero }
    case .excluded(let witness): return witness.holds(for: matrix, on: grid)
    case .needsExtension(let witness): return witness.holds(for: matrix, on: grid)
    case .undecided(.eigenvalues(let place, _)): return (0..<grid.columns).contains(place.j)
    case .undecided(.singularBlocks(let singular)):
      guard let blocks = try? BlockArray(matrix, on: grid) else { return false }
      return singular.allSatisfy { place in
        blocks.contains(place) && (try? blocks[place].determinant()) == Scalar.zero
      }
    }
  }
}

/// Why nothing was decided.
public enum Indecision<Scalar: Field>: Sendable {
  /// The invertible blocks do not connect all rows and columns, and no other form was recognised. The singular ones.
  case singularBlocks([BlockPlace])
  /// The eigenvalues of an F(j, i) are roots of a polynomial, which were not all found in K, nor shown to be missing.
  case eigenvalues(of: BlockPlace, polynomial: Polynomial<Scalar>)
}

/// Why a matrix is in MM*(b, n) over no extension of its field.
public struct ExclusionWitness<Scalar: Field>: Sendable {
  /// What is wrong with the F(j, i), q x q each (`factor-decision`).
  public enum Reason: Sendable {
    /// Two of the F(j, i) do not commute: `F·F' − F'·F` has this entry, which is not 0, at (row, column).
    case commutator(first: BlockPlace, second: BlockPlace, row: Int, column: Int, entry: Scalar)
    /// One of them is diagonalisable over no field: N = polynomial(F) is not 0, but N² is. Of a diagonalisable matrix
    /// every polynomial is diagonalisable, and a diagonal N with N² = 0 vanishes.
    case nilpotent(of: BlockPlace, polynomial: Polynomial<Scalar>)
  }

  /// The invertible blocks by which the F(j, i) are defined.
  public let tree: BlockTree
  public let reason: Reason

  public init(tree: BlockTree, reason: Reason) { (self.tree, self.reason) = (tree, reason) }

  /// Whether this excludes `matrix`: the F(j, i) it speaks of exist, and are as it says.
  ///
  /// - Complexity: an inverse for each block of the tree, of which three or four suffice where there is a row and a column of
  ///   invertible blocks; O(q³) field operations each, and degree·q³ for a polynomial.
  public func holds(for matrix: Matrix<Scalar>, on grid: Grid) -> Bool {
    guard let blocks = try? BlockArray(matrix, on: grid) else { return false }
    func quotient(_ place: BlockPlace) -> Matrix<Scalar>? { try? blocks.quotient(place, tree) }
    switch reason {
    case .commutator(let first, let second, let row, let column, let entry):
      guard let f = quotient(first), let g = quotient(second), entry != .zero,
        (0..<grid.rows).contains(row), (0..<grid.rows).contains(column), let commutator = try? f * g - g * f
      else { return false }
      return commutator[row, column] - entry == .zero
    case .nilpotent(let place, let polynomial):
      guard let f = quotient(place), let n = try? polynomial(f), let square = try? n * n else { return false }
      return n.elements.contains { $0 != .zero } && square.elements.allSatisfy { $0 == .zero }
    }
  }
}

extension ExclusionWitness: CustomStringConvertible {
  /// As "by the blocks (0, 0), (1, 0), (0, 1), F(1, 1) and F(1, 2) do not commute: FF' − F'F has the entry 3 at (0, 1)".
  public var description: String {
    switch reason {
    case .commutator(let first, let second, let row, let column, let entry):
      "by \(tree), F\(first) and F\(second) do not commute: FF' − F'F has the entry \(entry) at (\(row), \(column))"
    case .nilpotent(let place, let polynomial):
      "by \(tree), F\(place) is not diagonalisable: N = \(polynomial) at x = F is not 0, but N² is"
    }
  }
}

/// Why a matrix is in MM*(b, n) over no field in which a polynomial has no root.
public struct ExtensionWitness<Scalar: Field>: Sendable {
  /// The invertible blocks by which the F(j, i) are defined.
  public let tree: BlockTree
  /// The F(j, i) that has a root of the polynomial as an eigenvalue.
  public let place: BlockPlace
  /// A polynomial h without a root in K; over ℚ it is irreducible.
  public let polynomial: Polynomial<Scalar>
  /// A vector w that is not 0 with `h(F) w = 0`: were F diagonalisable over K, h(F) would be invertible.
  public let vector: [Scalar]
  /// A prime for which h, reduced modulo a prime ideal above it, has no root, nor its leading coefficient vanishes: then
  /// h has no root in K, where all primes that are tried split. Nil where no such prime was found.
  public let rootFreeModulo: PrimeModulus?

  public init(
    tree: BlockTree, place: BlockPlace, polynomial: Polynomial<Scalar>, vector: [Scalar], rootFreeModulo: PrimeModulus?
  ) {
    (self.tree, self.place, self.polynomial) = (tree, place, polynomial)
    (self.vector, self.rootFreeModulo) = (vector, rootFreeModulo)
  }

  /// Whether h(F) w = 0 for the F of `matrix`, w ≠ 0 and h has a positive degree. That h has no root is believed.
  public func holds(for matrix: Matrix<Scalar>, on grid: Grid) -> Bool {
    guard polynomial.degree > 1, vector.count == grid.rows, vector.contains(where: { $0 != .zero }),
      let blocks = try? BlockArray(matrix, on: grid), let f = try? blocks.quotient(place, tree),
      let image = try? polynomial(f) * vector
    else { return false }
    return image.allSatisfy { $0 == .zero }
  }
}

extension ExtensionWitness: CustomStringConvertible {
  /// As "by the blocks (0, 0), (1, 0), (0, 1), F(1, 1) has eigenvalues that are roots of x^2 + 3".
  public var description: String {
    "by \(tree), F\(place) has eigenvalues that are roots of \(polynomial)"
  }
}
