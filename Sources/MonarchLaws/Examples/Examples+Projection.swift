import ExactArithmetic
import MonarchReference

// Examples of `Catalogue.projection`.

extension Examples {
  /// The 4x4 matrix with the slices S_00, S_01, S_10, S_11.
  private static func matrix(ofSlices slices: [Matrix<Rational>]) throws -> Matrix<Rational> {
    let grid = try Grid(rows: 2, columns: 2)
    return Matrix(rows: 4, columns: 4) { x, y in
      let (to, from) = (grid.digits(of: x), grid.digits(of: y))
      return slices[to.column * 2 + from.row][to.row, from.column]
    }
  }

  /// The squares of the singular values, exact where they are rational.
  private static func squares(_ spectrum: SingularSpectrum) throws -> [String] {
    let roots = try Rational.roots(of: spectrum.characteristicPolynomial)
    return spectrum.squares.map { square in
      roots.first { square.compared(to: $0) == 0 }.map { "\($0)" } ?? decimal(Double(square))
    }
  }

  @Sendable static func projection() throws -> String {
    let shape = try MonarchShape.square(2)
    let slices = [
      matrix([[2, 1], [1, 1]]), matrix([[1, 2], [2, 4]]), matrix([[2, 0], [0, 1]]), matrix([[1, 1], [0, 1]]),
    ]
    let a = try matrix(ofSlices: slices)
    let nearest = try nearestIsRight(to: a, shape: shape, precision: .powerOfTwo(-40))
    var (parts, squares): ([TextBlock], [String]) = ([], [])
    var optimum = RealAlgebraic(0)
    for (index, slice) in slices.enumerated() {
      try demandEqual(shape.slice(of: a, λ: index / 2, a: index % 2), slice, "slice \(index)")
      let spectrum = try SingularSpectrum(of: slice)
      optimum = optimum + spectrum.squares[1]
      parts.append(.row("S_\(index / 2)\(index % 2) = ", .matrix(slice), "   "))
      squares.append(try self.squares(spectrum).joined(separator: ", "))
    }
    try demand(optimum.compared(to: nearest.squaredError) <= 0, "the error is below the optimum")
    try demand(optimum.compared(to: nearest.lowerBound) >= 0, "the bound is above the optimum")
    return TextBlock.text(
      .row("A = ", .matrix(a), "   nearest M = ", .matrix(try nearest.monarch.definition()) { decimal($0, 4) }),
      .row(parts[0], parts[1], parts[2], parts[3]),
      "σ_1², σ_2²:  \(squares.joined(separator: "   "))",
      "Each slice is replaced by its best approximation of rank 1; the squared errors σ_2² add up to",
      "\(optimum)", "= \(decimal(Double(optimum), 12)), and M has ‖A − M‖² = \(decimal(nearest.squaredError, 12)).",
      "The certificate holds: no matrix of M(2, 4) is nearer than M by more than 2⁻⁴⁰·‖A‖².")
  }

  @Sendable static func projectionUnique() throws -> String {
    let grid = try Grid(rows: 2, columns: 2)
    let shape = try MonarchShape.grid(grid)
    let p = Permutation.stride(grid).matrix(over: Rational.self)
    let tied = try shape.slice(of: p, λ: 0, a: 0)
    try demand(try !SingularSpectrum(of: tied).hasUniqueNearest(ofRank: 1), "a tied slice has one nearest")
    for direction in [[[1], [0]], [[1], [1]]] { try everyDirectionIsNearest(of: tied, directions: matrix(direction)) }
    let half = Rational(1, 2)
    let one: MonarchMatrix<Rational> = try MonarchMatrix(
      shape: shape, left: [1, 0, 0, 0, 0, 1, 0, 0], right: [1, 0, 0, 0, 0, 0, 1, 0])
    let other: MonarchMatrix<Rational> = try MonarchMatrix(
      shape: shape, left: [half, 0, half, 0, 0, half, 0, half], right: [1, 1, 0, 0, 0, 0, 1, 1])
    let errors = try [one, other].map { try shape.squaredErrors(of: $0, from: p).reduce(Rational.zero, +) }
    let optimum = try optimalSquaredError(of: p, shape: shape, precision: .powerOfTwo(-40))
    for error in errors { try demand(optimum.contains(error) && error == errors[0], "the errors are \(errors)") }
    let untied = matrix([[2, 0], [0, 1]])
    try demand(try SingularSpectrum(of: untied).hasUniqueNearest(ofRank: 1), "σ_1 > σ_2 has more than one nearest")
    return TextBlock.text(
      .row(
        "P(2, 4) = ", permutation(.stride(grid)), "  S_00 = S_11 = ", .matrix(tied), "  S_01 = S_10 = ",
        .matrix(try shape.slice(of: p, λ: 0, a: 1))),
      "S_00 and S_11 have σ_1 = σ_2 = 1: every direction is as good, and these two are both nearest,",
      .row(.matrix(try one.definition()), "   and   ", .matrix(try other.definition())),
      "with the squared errors \(errors[0]) and \(errors[1]); no matrix of M(2, 4) is nearer.",
      .row("A slice with σ_1 = 2 > σ_2 = 1 as ", .matrix(untied)), "has one nearest matrix of rank 1.")
  }

  @Sendable static func projectionCertificate() throws -> String {
    let slice = matrix([[2, 1], [1, 1]])
    let spectrum = try SingularSpectrum(of: slice)
    let gram = try slice.transposed * slice
    let (high, low) = (Rational(55, 8), Rational(6))
    // Beside (2, 1), which is near to the leading vector.
    let v: [Rational] = [Rational(13, 8), 1]
    let length = v.reduce(0) { $0 + $1 * $1 }
    let u = try (slice * v).map { $0 / length }
    let rest = Matrix(rows: 2, columns: 2) { slice[$0, $1] - u[$0] * v[$1] }
    try semidefinitenessBoundsTheError(of: slice, threshold: high, u: u, v: v)
    try semidefinitenessBoundsTheError(of: slice, threshold: low, u: u, v: v)
    func defect(_ λ: Rational) throws -> Matrix<Rational> { try .diagonal([λ, λ]) - gram }
    guard case .semidefinite(let lower, let diagonal) = try defect(high).semidefiniteness(),
      case .negative(let vector, let value) = try defect(low).semidefiniteness()
    else { throw Violation("λ is taken wrongly") }
    let optimum = spectrum.squares[1]
    let (below, above) = (spectrum.squaredNorm - high, squaredNorm(rest))
    try demand(optimum.compared(to: below) >= 0 && optimum.compared(to: above) <= 0, "the bounds do not enclose")
    return TextBlock.text(
      .row("S = ", .matrix(slice), "   SᵀS = ", .matrix(gram), "   ‖S‖² = \(spectrum.squaredNorm)"),
      .row(
        "λ = \(high):  λI − SᵀS = ", .matrix(try defect(high)), " = L·diag(\(diagonal[0]), \(diagonal[1]))·Lᵀ, L = ",
        .matrix(lower)),
      "is positive semidefinite, so that every X of rank 1 has ‖S − X‖² >= \(spectrum.squaredNorm) − \(high) = \(below).",
      .row("u·vᵀ = ", .matrix(Matrix(rows: 2, columns: 2) { u[$0] * v[$1] }), " has ‖S − u·vᵀ‖² = \(above)."),
      "So \(below) <= optimum <= \(above) = \(decimal(above)); it is σ_2² = \(try squares(spectrum)[1]).",
      "λ = \(low) is refused: x = (\(vector[0]), \(vector[1])) has xᵀ(λI − SᵀS)x = \(value) < 0, because σ_1² = \(try squares(spectrum)[0])."
    )
  }

  @Sendable static func projectionRank() throws -> String {
    let slice = matrix([[2, 1, 0], [1, 2, 1], [0, 1, 1]])
    let spectrum = try SingularSpectrum(of: slice)
    // Y = SᵀS needs no μ and loses nothing; a smaller Y costs νμ.
    let w = matrix([[2, 0], [2, 1], [1, 1]])
    let y = try w * w.transposed
    var μ = Rational(0)
    func isBound(_ μ: Rational) throws -> Bool {
      let defect = try y + Matrix<Rational>.diagonal([μ, μ, μ]) - slice.transposed * slice
      if case .semidefinite = try defect.semidefiniteness() { return true }
      return false
    }
    while try !isBound(μ) { μ += Rational(1, 4) }
    try kyFanBoundsTheLeadingSquares(of: slice, w: w, μ: μ)
    var rows = [["ν", "optimum Σ_{r>ν} σ_r²", "‖S − X‖² found", "σ_1² + … + σ_ν²", "tr Y + νμ"]]
    for rank in 1...2 {
      let shape = try MonarchShape(k: 1, q: rank, p: 3, l: 1, s: 3, r: rank)
      let nearest = try nearestIsRight(to: slice, shape: shape, precision: .powerOfTwo(-40))
      let rest = spectrum.remainder(afterRank: rank, width: .powerOfTwo(-60))
      let leading = spectrum.squaredNorm - rest.upper
      let bound = try y.trace() + Rational(rank) * μ
      try demand(leading <= bound && rest.lower <= nearest.squaredError, "rank \(rank)")
      rows.append([
        "\(rank)", decimal(rest.midpoint, 9), decimal(nearest.squaredError, 9), decimal(leading), "\(bound)",
      ])
    }
    return TextBlock.text(
      .row(
        "S = ", .matrix(slice),
        "   ‖S‖² = \(spectrum.squaredNorm)   σ_r² = \(try squares(spectrum).joined(separator: ", "))"
      ),
      .row("Y = ", .matrix(y), "   and μ = \(μ) have SᵀS <= Y + μI, as LDLᵀ shows."), .table(rows),
      "The truncated decomposition reaches the optimum; Ky Fan's bound lies above the leading squares.")
  }

  @Sendable static func projectionOrderP() throws -> String {
    let system = try DigitSystem.uniform(base: 2, order: 3)
    let entries: [Rational] = [1, 2, 1, -1, 2, 1, 1, 1, 1, 1, -1, 2].map { Rational($0) }
    let member = try DigitProduct(system: system, elements: (0..<48).map { entries[($0 * 7) % 12] })
    let exact = try member.definition()
    let perturbation = Matrix<Rational>(rows: 8, columns: 8) { $0 == $1 ? Rational(1, 2) : 0 }
    try digitProjectionIsNear(member, perturbation: perturbation, precision: .powerOfTwo(-40))
    let again = try system.nearest(to: exact, precision: .powerOfTwo(-40)).definition()
    try demandEqual(again, exact, "a matrix of order 3")
    let a = try exact + perturbation
    let error = squaredNorm(try a - system.nearest(to: a, precision: .powerOfTwo(-40)).definition())
    let distance = squaredNorm(perturbation)
    try demand(error <= 2 * distance, "the squared error \(error) is above 2·\(distance)")
    return TextBlock.text(
      .row("N = 2³, W = W_2·W_1·W_0 = ", .matrix(exact)),
      "W itself is returned unchanged, with the error 0.",
      "A = W + ½·I has the squared distance \(distance) from W, and order 3 is projected in p − 1 = 2 steps:",
      "‖A − Â‖² = \(decimal(error)) <= (p − 1)·optimum <= 2·\(distance) = \(2 * distance).")
  }
}
