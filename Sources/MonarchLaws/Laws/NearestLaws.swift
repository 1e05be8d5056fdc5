public import ExactArithmetic
public import MonarchReference

/// `projection`: the squared error splits over the slices, and the definition agrees.
public func errorSplitsOverSlices<Scalar>(_ candidate: MonarchMatrix<Scalar>, from matrix: Matrix<Scalar>) throws {
  let shape = candidate.shape
  let errors = try shape.squaredErrors(of: candidate, from: matrix)
  let difference = try matrix - candidate.definition()
  try demand(errors.count == shape.l * shape.k, "\(errors.count) errors for \(shape.l)·\(shape.k) slices")
  for λ in 0..<shape.l {
    for a in 0..<shape.k {
      let slice = try shape.slice(of: difference, λ: λ, a: a)
      let expected = slice.elements.reduce(Scalar.zero) { $0 + $1 * $1.conjugate }
      try demand(errors[λ * shape.k + a] == expected, "the error of slice (\(λ), \(a)) is not \(expected)")
    }
  }
  let sum = difference.elements.reduce(Scalar.zero) { $0 + $1 * $1.conjugate }
  try demand(errors.reduce(Scalar.zero, +) == sum, "the errors do not add up to \(sum)")
}

/// `Σ_λa Σ_{r>ν} σ_r²`, the least squared error there is, in an interval that is narrow beside `‖A‖²`.
///
/// - Throws: where the sizes do not fit or the entries are not in ℚ(i).
public func optimalSquaredError<Scalar: NormedField>(
  of matrix: Matrix<Scalar>, shape: MonarchShape, precision: Rational
) throws -> RationalInterval {
  var sum = RationalInterval(0)
  for λ in 0..<shape.l {
    for a in 0..<shape.k {
      let spectrum = try SingularSpectrum(of: shape.slice(of: matrix, λ: λ, a: a))
      let width = spectrum.squaredNorm == 0 ? precision : precision * spectrum.squaredNorm
      sum = sum + spectrum.remainder(afterRank: shape.sliceRank(λ: λ, a: a), width: width)
    }
  }
  return sum
}

/// Whether a Monarch matrix is as near to A as any, up to `precision·‖A‖²`; by the spectrum alone, whoever found it.
public func reachesTheOptimum<Scalar: NormedField>(
  _ candidate: MonarchMatrix<Scalar>, of matrix: Matrix<Scalar>, precision: Rational
) throws -> Bool {
  let half = precision * Rational(1, 2)
  let optimum = try optimalSquaredError(of: matrix, shape: candidate.shape, precision: half)
  let norm = try squaredNorm(matrix)
  let error = try candidate.shape.squaredErrors(of: candidate, from: matrix).reduce(Scalar.zero, +)
  guard let error = error.rational else { throw Violation("a squared error is not rational: \(error)") }
  try demand(error >= optimum.lower, "the squared error \(error) is below the optimum \(optimum.lower)")
  return error - optimum.upper <= half * norm
}

/// `projection`, `projection-certificate`: what `nearest` returns proves itself, encloses the value of the theorem, is an
/// orthogonal projection of every slice, and stays when it is projected again.
@discardableResult
public func nearestIsRight<Scalar: NormedField>(
  to matrix: Matrix<Scalar>, shape: MonarchShape, precision: Rational
) throws -> CertifiedProjection<Scalar> {
  let nearest = try shape.nearest(to: matrix, precision: precision)
  try demand(nearest.holds(for: matrix), "the certificate does not hold")
  try demand(nearest.gap.signum >= 0 && nearest.gap <= precision, "the gap is \(nearest.gap)")
  try demand(nearest.squaredNorm == squaredNorm(matrix), "the norm is \(nearest.squaredNorm)")
  let optimum = try optimalSquaredError(of: matrix, shape: shape, precision: precision)
  try demand(
    nearest.lowerBound <= optimum.upper && optimum.lower <= nearest.squaredError,
    "\(nearest.lowerBound) … \(nearest.squaredError) do not enclose the optimum, near \(optimum.midpoint)")

  let image = try nearest.monarch.definition()
  let rest = try matrix - image
  for λ in 0..<shape.l {
    for a in 0..<shape.k {
      let (kept, left) = (try shape.slice(of: image, λ: λ, a: a), try shape.slice(of: rest, λ: λ, a: a))
      let product = zip(left.elements, kept.elements).reduce(Scalar.zero) { $0 + $1.0 * $1.1.conjugate }
      try demand(product == .zero, "⟨A − Π(A), Π(A)⟩ is \(product) on slice (\(λ), \(a))")
    }
  }
  try demand(
    squaredNorm(image) + squaredNorm(rest) == nearest.squaredNorm, "‖Π(A)‖² + ‖A − Π(A)‖² is not ‖A‖²")

  let again = try shape.nearest(to: image, precision: precision)
  try demandEqual(again.monarch.definition(), image, "Π(Π(A))")
  try demand(again.squaredError == 0 && again.lowerBound == 0, "Π(A) has the distance \(again.squaredError)")
  return nearest
}

/// `projection-unique` where it says yes: on a slice with `δ = σ_ν² − σ_{ν+1}² > 0` two matrices of rank ν within g of the
/// optimum differ by at most `8·‖S‖²·g/δ` in squared distance, so that with g → 0 there is one.
///
/// Here the two are what `nearest` finds to two precisions; why any two are so near is said at `nearlyNearestAreClose`.
public func uniqueNearestAreClose<Scalar: NormedField>(
  to slice: Matrix<Scalar>, rank: Int, precisions: (Rational, Rational)
) throws {
  let spectrum = try SingularSpectrum(of: slice)
  try demand(spectrum.hasUniqueNearest(ofRank: rank), "a slice with more than one nearest")
  let shape = try MonarchShape(k: 1, q: rank, p: slice.columns, l: 1, s: slice.rows, r: rank)
  let first = try shape.nearest(to: slice, precision: precisions.0).monarch.definition()
  let second = try shape.nearest(to: slice, precision: precisions.1).monarch.definition()
  if rank >= spectrum.squares.count || spectrum.squares[rank].signum == 0 {
    try demandEqual(first, slice, "a slice of rank at most \(rank)")
    return
  }
  try demand(
    spectrum.squares[rank] < spectrum.squares[rank - 1], "σ_ν = σ_{ν+1} on a slice that is said to have one nearest")
  let δ = gap(spectrum, afterRank: rank)
  let g = max(precisions.0, precisions.1) * spectrum.squaredNorm
  let distance = try squaredNorm(first - second)
  try demand(
    distance <= 8 * spectrum.squaredNorm * g / δ,
    "two answers near to the optimum have the squared distance \(distance)")
}

/// `projection-unique`, for any X and X' of rank at most ν: `‖X − X'‖² <= 8·‖S‖²·g/δ`, where g is the greater of their excesses over
/// the optimum.
///
/// Let P be a projector of rank ν with X P = X, P_0 that of the optimum X_0 = S P_0, E = X − S P. Then `‖S − X‖² = ‖S‖² − ‖S P‖² + ‖E‖²`, and
/// with `τ = ‖(I − P_0) P‖²` the leading squares exceed `‖S P‖²` by δτ or more, so that `δτ + ‖E‖² <= g`. As P and P_0 have one rank,
/// `‖P − P_0‖_2 <= √τ`, and `‖X − X_0‖ <= ‖E‖ + ‖S‖·√τ <= √((1 + ‖S‖²/δ)·g)` by Cauchy and Schwarz; the same of X', and δ <= ‖S‖².
public func nearlyNearestAreClose<Scalar: NormedField>(
  to slice: Matrix<Scalar>, rank: Int, _ first: Matrix<Scalar>, _ second: Matrix<Scalar>
) throws {
  let spectrum = try SingularSpectrum(of: slice)
  guard rank > 0, rank < spectrum.squares.count, spectrum.squares[rank] < spectrum.squares[rank - 1] else {
    throw Violation("σ_ν = σ_{ν+1}, or ν is 0 or all of the rank")
  }
  let optimum = spectrum.remainder(afterRank: rank, width: .powerOfTwo(-80) * spectrum.squaredNorm)
  var excess = Rational.zero
  for matrix in [first, second] {
    try demand(matrix.rank() <= rank, "a matrix of a rank above \(rank)")
    excess = max(excess, try squaredNorm(slice - matrix) - optimum.lower)
  }
  let distance = try squaredNorm(first - second)
  try demand(
    distance <= 8 * spectrum.squaredNorm * excess / gap(spectrum, afterRank: rank),
    "two matrices within \(excess) of the optimum have the squared distance \(distance)")
}

/// A positive number below `σ_ν² − σ_{ν+1}²`, which is positive, and near to it.
private func gap(_ spectrum: SingularSpectrum, afterRank rank: Int) -> Rational {
  var (above, below) = (spectrum.squares[rank - 1], spectrum.squares[rank])
  var width = spectrum.squaredNorm
  while above.interval.lower <= below.interval.upper {
    width = width.scaled(byPowerOfTwo: -4)
    (above, below) = (above.refined(toWidth: width), below.refined(toWidth: width))
  }
  return above.interval.lower - below.interval.upper
}

/// `projection-unique` where it says no: on a slice with `SᴴS = c·I` any ν directions give a nearest matrix.
public func everyDirectionIsNearest<Scalar: NormedField>(of slice: Matrix<Scalar>, directions: Matrix<Scalar>) throws {
  let (d, rank) = (slice.columns, directions.columns)
  guard let inverse = try (directions.adjoint * directions).inverse() else { throw Violation("dependent directions") }
  let shape = try MonarchShape(k: 1, q: rank, p: d, l: 1, s: slice.rows, r: rank)
  let candidate = try MonarchMatrix(
    shape: shape, left: (slice * directions * inverse).elements, right: directions.adjoint.elements)
  let spectrum = try SingularSpectrum(of: slice)
  try demand(!spectrum.hasUniqueNearest(ofRank: rank), "a tied slice is said to have one nearest")
  let error = try shape.squaredErrors(of: candidate, from: slice)[0].rational
  let expected = spectrum.squaredNorm * Rational(d - rank, d)
  try demand(error == expected, "the squared error is \(error.map { "\($0)" } ?? "irrational"), expected \(expected)")
  try demand(try reachesTheOptimum(candidate, of: slice, precision: .powerOfTwo(-60)), "a nearest is not optimal")
}

/// `projection-certificate`, with LDLᵀ: whether λI − SᵀS is positive semidefinite is whether λ >= σ_1²; if it is, no uvᵀ
/// is nearer than `‖S‖² − λ`, and if not, the vector of the refusal has one that is.
public func semidefinitenessBoundsTheError(
  of slice: Matrix<Rational>, threshold λ: Rational, u: [Rational], v: [Rational]
) throws {
  let spectrum = try SingularSpectrum(of: slice)
  let defect = try Matrix<Rational>.diagonal(Array(repeating: λ, count: slice.columns)) - slice.adjoint * slice
  let answer = try defect.semidefiniteness()
  try demand(answer.holds(for: defect), "the proof of semidefiniteness does not hold")
  func error(_ u: [Rational], _ v: [Rational]) -> Rational {
    (0..<slice.rows).reduce(0) { sum, row in
      (0..<slice.columns).reduce(sum) { sum, column in
        let rest = slice[row, column] - u[row] * v[column]
        return sum + rest * rest
      }
    }
  }
  let greatest = spectrum.squares[0]
  switch answer {
  case .semidefinite:
    // SᵀS has zeros beside the squares where S is wide.
    try demand(greatest.compared(to: λ) <= 0 && λ.signum >= 0, "\(λ) is accepted, but below \(greatest)")
    try demand(spectrum.count(above: λ) == 0, "Descartes' rule counts squares above \(λ)")
    try demand(error(u, v) >= spectrum.squaredNorm - λ, "u vᵀ is nearer than ‖S‖² − λ")
  case .negative(let vector, _):
    try demand(greatest.compared(to: λ) > 0 || λ.signum < 0, "\(λ) is refused, but not below \(greatest)")
    let square = vector.reduce(0) { $0 + $1 * $1 }
    let image = try slice * vector
    let best = error(image.map { $0 / square }, vector)
    try demand(best < spectrum.squaredNorm - λ, "the refusal's vector gives the squared error \(best)")
  }
}

/// `projection-certificate`, `projection-rank`: for any W and μ the deficiency of `μI + WWᵀ − SᵀS` by rows, added to μ,
/// makes `σ_1² + … + σ_ν² <= tr WWᵀ + νμ` true for every ν up to the number of columns (Gershgorin and Ky Fan); if the sum is not
/// negative, no X of ν columns times ν rows is nearer to S than that.
public func kyFanBoundsTheLeadingSquares(
  of slice: Matrix<Rational>, w: Matrix<Rational>, μ: Rational,
  other: (left: Matrix<Rational>, right: Matrix<Rational>)? = nil
) throws {
  let y = try w * w.transposed
  let defect = try Matrix<Rational>.diagonal(Array(repeating: μ, count: slice.columns)) + y - slice.adjoint * slice
  let deficiency = deficiency(defect)
  let spectrum = try SingularSpectrum(of: slice)
  var leading = Rational.zero
  for (index, square) in spectrum.squares.enumerated() {
    leading += square.refined(toWidth: .powerOfTwo(-80)).interval.lower
    let bound = try y.trace() + Rational(index + 1) * (μ + deficiency)
    try demand(leading <= bound, "the leading \(index + 1) squares exceed \(leading), above the bound \(bound)")
  }
  guard let other, (μ + deficiency).signum >= 0 else { return }
  let bound = try spectrum.squaredNorm - y.trace() - Rational(other.left.columns) * (μ + deficiency)
  let error = try squaredNorm(slice - other.left * other.right)
  try demand(error >= bound, "a matrix of rank \(other.left.columns) has the squared error \(error), below \(bound)")
}

/// `projection-certificate`, as certificates of floats have it: for any G and λ the deficiency of
/// `E = λI − SᵀS − GGᵀ` by rows, added to λ, is at least σ_1², because E and that on its diagonal is semidefinite
/// (Gershgorin), and GGᵀ is.
public func dominatedDefectBoundsTheNorm(of slice: Matrix<Rational>, g: Matrix<Rational>, λ: Rational) throws {
  let identity = Matrix<Rational>.diagonal(Array(repeating: λ, count: slice.columns))
  let defect = try identity - slice.adjoint * slice - g * g.transposed
  let bound = λ + deficiency(defect)
  let spectrum = try SingularSpectrum(of: slice)
  try demand(spectrum.squares[0].compared(to: bound) <= 0, "\(bound) is no bound for \(spectrum.squares[0])")
}

/// The least d >= 0 for which the matrix and d on its diagonal is diagonally dominant.
private func deficiency(_ matrix: Matrix<Rational>) -> Rational {
  (0..<matrix.rows).reduce(Rational.zero) { greatest, row in
    let others = (0..<matrix.columns).reduce(Rational.zero) { $1 == row ? $0 : $0 + matrix[row, $1].magnitude }
    return max(greatest, others - matrix[row, row])
  }
}

/// `projection-order-p`: beside a matrix of order p the error is at most √(p−1) times the distance; without one it is 0.
/// Left factors have columns of length 1, and the squared errors of the steps add up.
public func digitProjectionIsNear<Scalar: NormedField>(
  _ member: DigitProduct<Scalar>, perturbation: Matrix<Scalar>, precision: Rational
) throws {
  let system = member.system
  let exact = try member.definition()
  try demandEqual(system.nearest(to: exact, precision: precision).definition(), exact, "a matrix of order p")
  let matrix = try exact + perturbation
  let found = try system.nearest(to: matrix, precision: precision)
  let error = try squaredNorm(matrix - found.definition())
  let steps = Rational(system.order - 1)
  let distance = try squaredNorm(perturbation)
  let slack = try steps * precision * squaredNorm(matrix) + .powerOfTwo(-40) * distance
  try demand(
    error <= steps * distance + slack, "the squared error \(error) is more than \(steps) times \(distance)")

  // The steps again, each by the spectra of its slices: their squared errors add up to that of the whole.
  var rest = matrix
  var sum = RationalInterval(0)
  for digit in stride(from: system.order - 1, to: 0, by: -1) {
    let (base, inner) = (system.bases[digit], system.bases[..<digit].reduce(1, *))
    let shape = try MonarchShape(k: base, q: inner, p: inner, l: inner, s: base, r: base)
    for block in try diagonalBlocks(of: rest, size: base * inner) {
      sum = try sum + optimalSquaredError(of: block, shape: shape, precision: precision)
    }
    let factor = found.factor(ofDigit: digit)
    for block in factor.blocks {
      for column in 0..<base {
        let length = try squaredNorm(Matrix(rows: base, columns: 1) { row, _ in block[row, column] })
        try demand(
          length == 0 || (length - 1).magnitude <= .powerOfTwo(-48),
          "a column of a left factor has the squared length \(length)")
      }
    }
    // W has orthonormal columns where it has any, so that Wᴴ finds the blocks that follow.
    let following = try FactorProduct([factor]).definition().adjoint * rest
    rest = Matrix(rows: rest.rows, columns: rest.columns) { row, column in
      row / inner == column / inner ? following[row, column] : .zero
    }
  }
  try demand(
    error >= sum.lower - slack && error <= sum.upper + slack + .powerOfTwo(-40) * squaredNorm(matrix),
    "the squared error \(error) is not the sum of those of the steps, \(sum.lower) … \(sum.upper)")
}

/// The diagonal blocks of a square matrix.
private func diagonalBlocks<Scalar>(of matrix: Matrix<Scalar>, size: Int) throws(ShapeError) -> [Matrix<Scalar>] {
  var blocks: [Matrix<Scalar>] = []
  for start in stride(from: 0, to: matrix.rows, by: size) {
    blocks.append(try matrix.submatrix(rows: start..<start + size, columns: start..<start + size))
  }
  return blocks
}

private func squaredNorm<Scalar: NormedField>(_ matrix: Matrix<Scalar>) throws -> Rational {
  let sum = matrix.elements.reduce(Scalar.zero) { $0 + $1 * $1.conjugate }
  guard let rational = sum.rational else { throw Violation("a squared norm is not rational: \(sum)") }
  return rational
}
