public import ExactArithmetic
public import MonarchReference

/// `slices`: the answer is right, whatever it is. Factors give the matrix; a witness holds, also by Leibniz' formula; and
/// it is a member if and only if no slice has a greater rank than it may have.
///
/// - Returns: whether it is a member.
@discardableResult
public func membershipIsRight<Scalar>(of matrix: Matrix<Scalar>, shape: MonarchShape) throws -> Bool {
  var mayBeMember = true
  for λ in 0..<shape.l {
    for a in 0..<shape.k {
      let slice = try shape.slice(of: matrix, λ: λ, a: a)
      if try slice.rank() > shape.sliceRank(λ: λ, a: a) { mayBeMember = false }
    }
  }
  switch try shape.membership(of: matrix) {
  case .member(let monarch):
    try demand(mayBeMember, "a member although a slice has too great a rank")
    try demand(monarch.shape == shape, "the shape of the factors")
    try demandEqual(monarch.definition(), matrix, "the factors' product")
    return true
  case .excluded(let witness):
    try demand(!mayBeMember, "no member although all slices have small ranks: \(witness)")
    try demand(witness.holds(for: matrix), "the witness does not hold: \(witness)")
    let determinant = leibnizDeterminant(
      Matrix(rows: witness.rows.count, columns: witness.columns.count) {
        matrix[witness.rows[$0], witness.columns[$1]]
      })
    try demand(determinant == witness.minor && determinant != .zero, "the minor is \(determinant): \(witness)")
    return false
  }
}

/// `Σ_π sign π · Π A[i, π(i)]`, by expansion along the first row.
private func leibnizDeterminant<Scalar>(_ matrix: Matrix<Scalar>) -> Scalar {
  guard matrix.rows > 0 else { return 1 }
  var sum = Scalar.zero
  for column in 0..<matrix.columns {
    let minor = Matrix(rows: matrix.rows - 1, columns: matrix.columns - 1) {
      matrix[$0 + 1, $1 < column ? $1 : $1 + 1]
    }
    let term = matrix[0, column] * leibnizDeterminant(minor)
    sum += column.isMultiple(of: 2) ? term : -term
  }
  return sum
}

/// A permutation is in M(b, n) if and only if the images of each row of the grid have distinct low digits.
///
/// - Returns: whether it is.
@discardableResult
public func permutationMembershipFollowsItsCriterion(_ permutation: Permutation, on grid: Grid) throws -> Bool {
  let isMember = (0..<grid.rows).allSatisfy { k in
    let lowDigits = (0..<grid.columns).map { i in
      grid.digits(of: permutation.images[grid.index(row: k, column: i)]).column
    }
    return Set(lowDigits).count == grid.columns
  }
  let matrix = permutation.matrix(over: Rational.self)
  try demand(try membershipIsRight(of: matrix, shape: .grid(grid)) == isMember, "the criterion says \(isMember)")
  return isMember
}
