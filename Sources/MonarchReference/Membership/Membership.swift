public import ExactArithmetic

/// The answer to whether a matrix has the Monarch form of some shape.
public enum Membership<Scalar: Field>: Equatable, Sendable {
  /// It has: here are factors.
  case member(MonarchMatrix<Scalar>)
  /// It has not: here is a minor that would vanish if it had.
  case excluded(SliceWitness<Scalar>)
}

/// A minor of ν + 1 rows and columns within a slice of rank at most ν, whose value is not 0.
///
/// It shows that a matrix is not of a shape; nothing but the two is needed to check it.
public struct SliceWitness<Scalar: Field>: Equatable, Sendable {
  public let shape: MonarchShape
  /// The slice goes from block a of R to block λ of L. For M(b, n) these are k and j.
  public let λ: Int
  public let a: Int
  /// The minor's rows, as indices of the whole matrix, each congruent to λ mod l.
  public let rows: [Int]
  /// The minor's columns, as indices of the whole matrix, each within the p columns of block a.
  public let columns: [Int]
  /// The determinant of the entries at these rows and columns, in their order.
  public let minor: Scalar

  public init(shape: MonarchShape, λ: Int, a: Int, rows: [Int], columns: [Int], minor: Scalar) {
    (self.shape, self.λ, self.a, self.rows, self.columns, self.minor) = (shape, λ, a, rows, columns, minor)
  }

  /// Whether this is a witness against `matrix`: the places lie in one slice and are one more than its rank may be, and
  /// the determinant, computed anew, is the value given and not 0.
  ///
  /// - Complexity: O(ν³) field operations.
  public func holds(for matrix: Matrix<Scalar>) -> Bool {
    guard
      matrix.rows == shape.outputCount, matrix.columns == shape.inputCount,
      (0..<shape.l).contains(λ), (0..<shape.k).contains(a),
      rows.count == shape.sliceRank(λ: λ, a: a) + 1, columns.count == rows.count,
      Set(rows).count == rows.count, Set(columns).count == columns.count,
      rows.allSatisfy({ (0..<matrix.rows).contains($0) && $0 % shape.l == λ }),
      columns.allSatisfy({ (0..<matrix.columns).contains($0) && $0 / shape.p == a }),
      let determinant = try? matrix.submatrix(rows: rows, columns: columns).determinant()
    else { return false }
    return determinant == minor && minor != .zero
  }
}

extension SliceWitness: CustomStringConvertible {
  /// As "slice (λ, a) = (0, 1) has rank at most 1, but rows 0, 2 and columns 4, 5 have the minor 3".
  public var description: String {
    let (rowList, columnList) = (
      rows.map(String.init).joined(separator: ", "), columns.map(String.init).joined(separator: ", ")
    )
    return "slice (λ, a) = (\(λ), \(a)) has rank at most \(rows.count - 1), "
      + "but rows \(rowList) and columns \(columnList) have the minor \(minor)"
  }
}

extension MonarchShape {
  /// Decides whether a matrix is a Monarch matrix of this shape, with factors or with a witness.
  ///
  /// It is one if and only if every slice `S_λa` has rank at most ν(λ, a), because slices share no parameters. Factors
  /// are read off by crosses: an entry that is not 0, its column and its row divided by it, are one column of L and one
  /// row of R; what they leave of the slice has a rank lower by one. A slice that is not used up after ν crosses has a
  /// minor of ν + 1 rows that is the product of the pivots. Over ℚ this is all rational. A is in M*(b, n) if and only
  /// if Aᵀ is in M(b, n).
  ///
  /// The field must be exact. The entries' smallest places come first, so that the same matrix has the same answer.
  ///
  /// - Complexity: O(n1·n3·ν) field operations. Source: `slices`.
  public func membership<Scalar: Field>(of matrix: Matrix<Scalar>) throws(ShapeError) -> Membership<Scalar> {
    try requireSize(of: matrix)
    if let mismatch = Scalar.mismatch(in: matrix.elements) {
      throw ShapeError("expected entries of one field, found \(mismatch)")
    }
    var left = [Scalar](repeating: .zero, count: l * s * r)
    var right = [Scalar](repeating: .zero, count: k * q * p)
    for λ in 0..<l {
      for a in 0..<k {
        let middle = middleIndices(λ: λ, a: a)
        var rest = try slice(of: matrix, λ: λ, a: a).elements
        var pivots: [(σ: Int, i: Int, value: Scalar)] = []
        while let place = rest.firstIndex(where: { $0 != .zero }) {
          let pivot = (σ: place / p, i: place % p, value: rest[place])
          pivots.append(pivot)
          if pivots.count > middle.count {
            return .excluded(
              SliceWitness(
                shape: self, λ: λ, a: a, rows: pivots.map { $0.σ * l + λ }, columns: pivots.map { a * p + $0.i },
                minor: pivots.reduce(1) { $0 * $1.value }))
          }
          let t = middle[pivots.count - 1]
          let column = (0..<s).map { rest[$0 * p + pivot.i] }
          let row = (0..<p).map { rest[pivot.σ * p + $0] / pivot.value }
          for σ in 0..<s {
            left[(λ * s + σ) * r + t / l] = column[σ]
            for i in 0..<p { rest[σ * p + i].addProduct(-column[σ], row[i]) }
          }
          for i in 0..<p { right[t * p + i] = row[i] }
        }
      }
    }
    return .member(try MonarchMatrix(shape: self, left: left, right: right))
  }
}
