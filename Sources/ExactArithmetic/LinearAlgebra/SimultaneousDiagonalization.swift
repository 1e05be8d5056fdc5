/// The answer to "is there one basis in which all members of a family of square matrices are diagonal?", with its proof.
public enum SimultaneousDiagonalization<Scalar: Field>: Sendable, Equatable {
  /// `inverse · F · basis = diag(eigenvalues[f])` for the member F at index f: the columns of `basis` are joint
  /// eigenvectors. Equal tuples of eigenvalues stand next to each other.
  case diagonalizable(basis: Matrix<Scalar>, inverse: Matrix<Scalar>, eigenvalues: [[Scalar]])
  /// Two members do not commute: `FG − GF` has this entry, not zero, at (row, column).
  case notCommuting(first: Int, second: Int, row: Int, column: Int, entry: Scalar)
  /// A member F has `annihilator(F) = 0`, where `factor²` divides the annihilator, but `(annihilator / factor)(F) ≠ 0`:
  /// it is diagonalisable over no extension field, since there the annihilator could do without repeated roots.
  case repeatedFactor(member: Int, annihilator: Polynomial<Scalar>, factor: Polynomial<Scalar>)
  /// A member F has `annihilator(F) = 0`, where `factor`, which has no root in K, divides the annihilator, but
  /// `(annihilator / factor)(F) ≠ 0`: some eigenvalues lie only in an extension in which `factor` has roots.
  case notSplit(member: Int, annihilator: Polynomial<Scalar>, factor: Polynomial<Scalar>)

  /// Whether this answer is right for `family`, by multiplications and comparisons alone.
  ///
  /// In the case `notSplit` the one thing believed is that `factor` has no root in the field.
  @inlinable
  public func holds(for family: [Matrix<Scalar>]) -> Bool {
    switch self {
    case .diagonalizable(let basis, let inverse, let eigenvalues):
      guard eigenvalues.count == family.count, basis.isSquare, let unit = try? inverse * basis,
        unit.agrees(with: .identity(basis.rows))
      else { return false }
      return zip(family, eigenvalues).allSatisfy { member, values in
        values.count == basis.rows && member.isSquare && member.rows == basis.rows
          && (try? member * basis - basis * .diagonal(values))?.elements.allSatisfy { $0 == .zero } == true
      }
    case .notCommuting(let first, let second, let row, let column, let entry):
      guard family.indices.contains(first), family.indices.contains(second), entry != .zero,
        let commutator = try? family[first] * family[second] - family[second] * family[first],
        row >= 0, row < commutator.rows, column >= 0, column < commutator.columns
      else { return false }
      return commutator[row, column] - entry == .zero
    case .repeatedFactor(let member, let annihilator, let factor):
      return annihilator.isMultiple(of: factor * factor)
        && SimultaneousDiagonalization.isNeeded(factor, in: annihilator, member, family)
    case .notSplit(let member, let annihilator, let factor):
      return SimultaneousDiagonalization.isNeeded(factor, in: annihilator, member, family)
    }
  }

  /// Whether the annihilator annihilates the member, and does not without the factor.
  @inlinable
  static func isNeeded(
    _ factor: Polynomial<Scalar>, in annihilator: Polynomial<Scalar>, _ member: Int, _ family: [Matrix<Scalar>]
  ) -> Bool {
    guard family.indices.contains(member), factor.degree > 0, annihilator.isMultiple(of: factor),
      let image = try? annihilator(family[member]), image.elements.allSatisfy({ $0 == .zero }),
      let rest = try? annihilator.quotientAndRemainder(dividingBy: factor).quotient(family[member])
    else { return false }
    return rest.elements.contains { $0 != .zero }
  }
}

extension Matrix {
  /// A basis in which every member of a family of n × n matrices is diagonal, or the reason why there is none over K.
  ///
  /// A family is simultaneously diagonalisable iff its members commute and the minimal polynomial of each is a product
  /// of distinct factors x − λ. Each member splits the joint eigenspaces of those before it; ties remain together.
  ///
  /// - Parameter roots: the distinct roots in K of a polynomial that is squarefree and not constant.
  /// - Complexity: O(f² n³) field operations for f members, and f minimal polynomials with their roots.
  @inlinable
  public static func simultaneousDiagonalization(
    of family: [Matrix], roots: (Polynomial<Scalar>) throws(ShapeError) -> [Scalar]
  ) throws(ShapeError) -> SimultaneousDiagonalization<Scalar> {
    guard let first = family.first else {
      throw ShapeError("a family of no matrices has no size, so there is no basis to name")
    }
    for member in family {
      try member.checkSquare("a diagonalisation")
      try first.checkSameShape(as: member, "together with")
    }
    if let reason = Scalar.mismatch(in: family.map(\.elements).joined()) {
      throw ShapeError("the entries have no common field: \(reason)")
    }
    if let witness = try nonCommutingPair(in: family) { return witness }
    let n = first.rows
    var spectra: [[Scalar]] = []
    for (index, member) in family.enumerated() {
      let minimal = try member.minimalPolynomial()
      guard minimal.isSquarefree else {
        let factor = Polynomial.greatestCommonDivisor(minimal, minimal.derivative).squarefreePart
        return .repeatedFactor(member: index, annihilator: minimal, factor: factor)
      }
      let spectrum = n == 0 ? [] : try roots(minimal)
      guard spectrum.count == minimal.degree else {
        let factor = minimal.quotientAndRemainder(dividingBy: Polynomial(roots: spectrum)).quotient
        return .notSplit(member: index, annihilator: minimal, factor: factor)
      }
      spectra.append(spectrum)
    }
    var basis = Matrix.identity(n)
    var inverse = Matrix.identity(n)
    // The joint eigenspaces so far, as ranges of columns of the basis.
    var blocks = [0..<n]
    for (member, spectrum) in zip(family, spectra) where spectrum.count > 1 {
      let image = try inverse * member * basis
      var change = Matrix.identity(n).elements
      var finer: [Range<Int>] = []
      for block in blocks {
        // Members commute, so the image is block-diagonal, and its blocks are diagonalisable like itself.
        let corner = try image.submatrix(rows: block, columns: block)
        var column = block.lowerBound
        for root in spectrum {
          let eigenspace = try (corner - .diagonal([Scalar](repeating: root, count: block.count))).nullspace()
          for j in 0..<eigenspace.columns {
            for i in 0..<block.count { change[(block.lowerBound + i) * n + column + j] = eigenspace[i, j] }
          }
          if eigenspace.columns > 0 { finer.append(column..<column + eigenspace.columns) }
          column += eigenspace.columns
        }
        precondition(column == block.upperBound, "Matrix: eigenspaces do not fill the space; are the roots distinct?")
      }
      blocks = finer
      let step = Matrix(rows: n, columns: n, unchecked: change)
      basis = try basis * step
      guard let back = try step.inverse() else { preconditionFailure("Matrix: eigenvectors are dependent") }
      inverse = try back * inverse
    }
    let eigenvalues = try family.map { (member) throws(ShapeError) in
      let diagonal = try inverse * member * basis
      return (0..<n).map { diagonal[$0, $0] }
    }
    return .diagonalizable(basis: basis, inverse: inverse, eigenvalues: eigenvalues)
  }

  /// The first pair of members that do not commute.
  @inlinable
  static func nonCommutingPair(
    in family: [Matrix]
  ) throws(ShapeError) -> SimultaneousDiagonalization<Scalar>? {
    for second in family.indices {
      for first in 0..<second {
        let commutator = try family[first] * family[second] - family[second] * family[first]
        if let place = commutator.elements.firstIndex(where: { $0 != .zero }) {
          return .notCommuting(
            first: first, second: second, row: place / commutator.columns, column: place % commutator.columns,
            entry: commutator.elements[place])
        }
      }
    }
    return nil
  }
}
