public import ExactArithmetic
package import MonarchReference

/// How factors of a matrix are judged: projections by their certified gap and by being stationary, factorisations by their
/// residual, all of it exactly.
package enum MatrixCriterion {
  // MARK: Projections

  /// The greatest gap that is admitted of factors in a format.
  ///
  /// Let M* be a nearest matrix of the form to A, and M̂ the one whose factors are those of M* with every entry off by a
  /// relative e at most, `M̂ = D M* E` on each slice with diagonal D, E within 1 ± e. As M* is made of leading singular
  /// pairs, `(A − M*)·M*ᵀ = 0` and `M*ᵀ·(A − M*) = 0` on each slice, so that what is of first order in e vanishes:
  ///
  /// ```
  /// ‖A − M̂‖² − ‖A − M*‖²  <=  2e²·‖A − M*‖·‖M*‖ + (2e + e²)²·‖M*‖²  <=  (e² + (2e + e²)²)·‖A‖²
  /// ```
  ///
  /// `ProjectionCertificate` encloses the optimum up to 2⁻⁴⁴·‖A‖² of these sizes. e = 64 units of roundoff.
  package static func admittedGap(_ format: FloatFormat) -> Rational {
    let e = 64 * format.unitRoundoff
    let step = 2 * e + e * e
    return e * e + step * step + .powerOfTwo(-44)
  }

  /// The largest `‖(S − X)·v_t‖/(‖S‖·‖v_t‖)` and `‖(S − X)ᵀ·u_t‖/(‖S‖·‖u_t‖)` of all slices S with X = Σ u_t·v_tᵀ, squared.
  ///
  /// Both vanish where the u_t, v_t span leading singular pairs, and only there is a projection stationary. That is of first
  /// order in the errors of the vectors, of which the gap is of second: it tells float64 that was computed in float32. The
  /// singular vectors of a backward stable algorithm leave a residual of some u·‖S‖, also where they are themselves
  /// far off because singular values are near each other.
  package static func stationarity(
    of matrix: [Double], shape s: MonarchShape, left: [Double], right: [Double]
  ) -> Rational {
    var worst = Rational.zero
    for λ in 0..<s.l {
      for a in 0..<s.k {
        var rest = (0..<s.s * s.p).map { place in
          exact(matrix[(place / s.p * s.l + λ) * s.inputCount + a * s.p + place % s.p])
        }
        let norm = rest.reduce(.zero) { $0 + $1 * $1 }
        let terms = s.middleIndices(λ: λ, a: a).map { middle in
          (
            u: (0..<s.s).map { exact(left[(λ * s.s + $0) * s.r + middle / s.l]) },
            v: (0..<s.p).map { exact(right[middle * s.p + $0]) }
          )
        }
        for term in terms {
          for place in rest.indices { rest[place] -= term.u[place / s.p] * term.v[place % s.p] }
        }
        guard norm > 0 else { continue }
        for term in terms {
          let (u2, v2) = (term.u.reduce(.zero) { $0 + $1 * $1 }, term.v.reduce(.zero) { $0 + $1 * $1 })
          let alongV = (0..<s.s).reduce(Rational.zero) { sum, σ in
            let entry = (0..<s.p).reduce(Rational.zero) { $0 + rest[σ * s.p + $1] * term.v[$1] }
            return sum + entry * entry
          }
          let alongU = (0..<s.p).reduce(Rational.zero) { sum, i in
            let entry = (0..<s.s).reduce(Rational.zero) { $0 + rest[$1 * s.p + i] * term.u[$1] }
            return sum + entry * entry
          }
          if v2 > 0 { worst = max(worst, alongV / (norm * v2)) }
          if u2 > 0 { worst = max(worst, alongU / (norm * u2)) }
        }
      }
    }
    return worst
  }

  /// What is admitted of `stationarity`: with every entry of u and v off by a relative e, and for each of ν terms,
  /// `‖(S − X)v‖ <= (e + ν·((1+e)³ − 1))·‖S‖·‖v‖ <= (1 + 4ν)·e·‖S‖·‖v‖`. e = 64 units of roundoff.
  package static func admittedStationarity(_ format: FloatFormat, rank: Int) -> Rational {
    let e = Rational(1 + 4 * rank) * 64 * format.unitRoundoff
    return e * e
  }

  // MARK: Factorisations

  /// The largest `|A − L·R·C|` of an entry over what is admitted, and where it is.
  ///
  /// If L, R, C are the factors of some exact factorisation, every entry off by a relative e at most, then each term of
  /// `Σ_p A_j[l,p]·R_p[j,i]·C_i[p,k]` is off by three such factors, and with the magnitudes G = |L*|·|R*|·|C*| of exact ones,
  ///
  /// ```
  /// |A − L·R·C|  <=  ((1 + e)³ − 1)·G        in every entry
  /// ```
  ///
  /// G is that of the factors of which A was made: where they are unique it is the same for all. That of the answer would
  /// grow with any terms that cancel.
  ///
  /// e = 2^14 units of roundoff, for matrices whose blocks have condition numbers of about 10: some hundred roundings
  /// amplified by a few inverses fit in. Scales and the order of the p are free, as `factor-unique` says they must be.
  ///
  /// - Parameters:
  ///   - gauge: G, (n, n), row-major, without zeros.
  ///   - left: A_j, b blocks (q, q), row-major.
  ///   - middle: R_p, q blocks (b, b).
  ///   - right: C_i, b blocks (q, q).
  package static func residual(
    of matrix: [Double], gauge: [Double], grid: Grid, left: [Double], middle: [Double], right: [Double],
    format: FloatFormat
  ) throws -> (ratio: Rational, row: Int, column: Int) {
    let (q, b, n) = (grid.rows, grid.columns, grid.count)
    func blocks(_ values: [Double], _ count: Int, _ order: Int) -> [Matrix<Rational>] {
      (0..<count).map { block in
        Matrix(rows: order, columns: order) { exact(values[(block * order + $0) * order + $1]) }
      }
    }
    let value = try Word<Rational>.monarchMonarchAdjoint(
      left: blocks(left, b, q), middle: blocks(middle, q, b), right: blocks(right, b, q), on: grid
    ).dense
    let e = .powerOfTwo(14) * format.unitRoundoff
    let factor = (1 + e) * (1 + e) * (1 + e) - 1
    var worst = (ratio: Rational.zero, row: 0, column: 0)
    for index in matrix.indices {
      let (row, column) = index.quotientAndRemainder(dividingBy: n)
      let difference = (exact(matrix[index]) - value[row, column]).magnitude
      // The members are made without zeros.
      let ratio = difference / (factor * exact(gauge[index]))
      if ratio > worst.ratio { worst = (ratio, row, column) }
    }
    return worst
  }
}

extension Judge {
  /// What became of a question about a matrix.
  public func records(of answer: Answer, to question: MatrixQuestion) throws(ShapeError) -> [CaseRecord] {
    let name = "\(question.id)"
    func record(_ outcome: CaseRecord.Outcome, _ reason: String, _ ratio: Rational? = nil) -> [CaseRecord] {
      var record = CaseRecord(caseID: name, outcome: outcome, reason: reason)
      record.exactRatio = ratio
      record.ratio = ratio.map { Double($0) }.flatMap { $0.isFinite ? $0 : nil }
      return [record]
    }
    let found: [[Double]]
    switch answer {
    case .refusal(let reason): return record(.refused, reason)
    case .fault(let reason): return record(.violated, reason)
    case .results(let results): found = results
    }
    let shape = question.shape
    let (left, right) = (shape.l * shape.s * shape.r, shape.k * shape.q * shape.p)
    let expected = question.operation == .project ? [left, right] : [left, right, left]
    guard found.map(\.count) == expected else {
      return record(.violated, "expected factors of \(expected) numbers, found \(found.map(\.count))")
    }
    if let factor = found.first(where: { !$0.allSatisfy(\.isFinite) }) {
      return record(.violated, "expected finite factors, found \(factor.first { !$0.isFinite } ?? 0)")
    }
    guard question.operation == .project else {
      do {
        let worst = try MatrixCriterion.residual(
          of: question.matrix, gauge: question.gauge, grid: Grid(rows: shape.k, columns: shape.q), left: found[0],
          middle: found[1],
          right: found[2], format: model.output)
        let holds = worst.ratio <= 1
        let reason =
          holds
          ? "the product of the factors is the matrix, within its bound"
          : "entry (\(worst.row), \(worst.column)) of the factors' product is off by \(worst.ratio.short) of its bound"
        return record(holds ? .bound : .violated, reason, worst.ratio)
      } catch let error as ShapeError {
        throw error
      } catch {
        throw ShapeError("\(error)")
      }
    }
    let certificate = try ProjectionCertificate(
      of: question.matrix, rows: shape.outputCount, columns: shape.inputCount, shape: shape, left: found[0],
      right: found[1], threads: 1)
    let admitted = MatrixCriterion.admittedGap(model.output)
    let gap = certificate.gap / admitted
    // No slice has more terms than rows of all right blocks over left blocks.
    let rank = (shape.k * shape.q + shape.l * shape.k - 1) / (shape.l * shape.k)
    let residual =
      MatrixCriterion.stationarity(of: question.matrix, shape: shape, left: found[0], right: found[1])
      / MatrixCriterion.admittedStationarity(model.output, rank: rank)
    if gap > 1 {
      return record(
        .violated,
        "the squared distance exceeds the least by \(certificate.gap.short) of ‖A‖², admitted \(admitted.short)", gap)
    }
    if residual > 1 {
      return record(
        .violated,
        "on some slice the factors are no singular pairs: their residual² is \(residual.short) of what is admitted",
        residual)
    }
    let isBlind = certificate.norm - certificate.bound <= admitted * certificate.norm
    return record(
      isBlind ? .mistrusted : .bound,
      isBlind
        ? "passes, but so would factors of zeros"
        : "as near as any matrix of the shape, up to \(certificate.gapText) of ‖A‖²",
      max(gap, residual))
  }
}
