import ExactArithmetic
import MonarchJudge
import MonarchReference

/// A projection onto the Monarch matrices of a shape: right, or wrong in exactly the named way.
///
/// *Criterion.* Let M* be a nearest matrix of the form to A, and M̂ the one whose factors are those of M* with every entry off
/// by a relative e at most, `M̂ = D M* E` on each slice with diagonal D, E within 1 ± e. As M* is made of leading singular
/// pairs, `(A − M*)·M*ᵀ = 0` and `M*ᵀ·(A − M*) = 0` on each slice, so that what is of first order in e vanishes:
///
/// ```
/// ‖A − M̂‖² − ‖A − M*‖²  <=  2e²·‖A − M*‖·‖M*‖ + (2e + e²)²·‖M*‖²  <=  (e² + (2e + e²)²)·‖A‖²
/// ```
///
/// The exact `ProjectionCertificate` encloses the optimum up to 2⁻⁴⁴·‖A‖² of these sizes. A claim holds if its certified gap
/// is at most `e² + (2e + e²)² + 2⁻⁴⁴`, with e = 64 units of roundoff of the declared format.
///
/// *Blind spot.* The gap is of second order in the vectors' errors: vectors that are off by 2⁻²³ or less cannot be told from
/// right ones, so that float64 computed in float32 is caught with some matrices only. The residuals `(A − M̂)·M̂ᵀ` are of
/// first order, and would tell.
struct ProjectionSpecimen: Sendable {
  let name: String
  let bug: BugClass?
  /// The format of the factors.
  let format: FloatFormat
  /// Left (l, s, r) and right (k, q, p) for a matrix (l·s, k·p), row-major.
  let project: @Sendable (_ matrix: [Double], _ shape: MonarchShape) throws -> (left: [Double], right: [Double])

  /// The greatest gap that is admitted.
  static func admittedGap(_ format: FloatFormat) -> Rational {
    let e = 64 * format.unitRoundoff
    let step = 2 * e + e * e
    return e * e + step * step + .powerOfTwo(-44)
  }
}

/// What a projection is made of.
struct PlainProjection: Sendable {
  typealias Triple = (value: Double, u: [Double], v: [Double])

  /// S_λa[σ, i] in a matrix of n1 columns.
  var place: @Sendable (_ s: MonarchShape, _ λ: Int, _ a: Int, _ σ: Int, _ i: Int) -> (row: Int, column: Int) = {
    s, λ, a, σ, i in (σ * s.l + λ, a * s.p + i)
  }
  /// The terms of rank ν of a slice.
  var terms: @Sendable (_ slice: [Double], _ rows: Int, _ columns: Int, _ rank: Int) -> [Triple] = {
    slice, rows, columns, rank in
    let triples = SingularTriples(slice, rows: rows, columns: columns)
    return (0..<rank).map { triples.triple($0, rows: rows, columns: columns) }
  }
  /// By what u and v are multiplied.
  var scales: @Sendable (_ value: Double) -> (left: Double, right: Double) = { ($0, 1) }
  var round = Rounding.none

  func factors(_ matrix: [Double], _ s: MonarchShape) -> (left: [Double], right: [Double]) {
    var left = [Double](repeating: 0, count: s.l * s.s * s.r)
    var right = [Double](repeating: 0, count: s.k * s.q * s.p)
    for λ in 0..<s.l {
      for a in 0..<s.k {
        let slice = (0..<s.s * s.p).map { index in
          let (row, column) = place(s, λ, a, index / s.p, index % s.p)
          return value(matrix, row * s.inputCount + column)
        }
        let middle = s.middleIndices(λ: λ, a: a)
        for (m, term) in zip(middle, terms(slice, s.s, s.p, middle.count)) {
          let scale = scales(term.value)
          for σ in 0..<s.s { left[(λ * s.s + σ) * s.r + m / s.l] = round(term.u[σ] * scale.left) }
          for i in 0..<s.p { right[m * s.p + i] = round(term.v[i] * scale.right) }
        }
      }
    }
    return (left, right)
  }
}
