import ExactArithmetic
import MonarchJudge
import MonarchReference

/// A projection onto the Monarch matrices of a shape: right, or wrong in exactly the named way (`MatrixCriterion`).
struct ProjectionSpecimen: Sendable {
  let name: String
  let bug: BugClass?
  /// The format of the factors.
  let format: FloatFormat
  /// Left (l, s, r) and right (k, q, p) for a matrix (l·s, k·p), row-major.
  let project: @Sendable (_ matrix: [Double], _ shape: MonarchShape) throws -> (left: [Double], right: [Double])
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
