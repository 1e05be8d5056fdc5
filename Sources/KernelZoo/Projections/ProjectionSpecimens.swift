import ExactArithmetic
import MonarchReference

extension ProjectionSpecimen {
  static let all: [ProjectionSpecimen] = [
    .specimen("a cross through the largest entry", .suboptimal) { $0.terms = crosses },
    .specimen("the mean of the rows", .suboptimal) { projection in
      projection.terms = { slice, rows, columns, rank in
        let mean = (0..<columns).map { i in (0..<rows).reduce(0.0) { $0 + slice[$1 * columns + i] } / Double(rows) }
        return terms(of: rank, first: (1, [Double](repeating: 1, count: rows), mean))
      }
    },
    .specimen("second singular pair", .suboptimal) { projection in
      projection.terms = { slice, rows, columns, rank in
        let triples = SingularTriples(slice, rows: rows, columns: columns)
        return (0..<rank).map { triples.triple($0 + 1, rows: rows, columns: columns) }
      }
    },
    .specimen("signs of the vectors dropped", .suboptimal) { projection in
      let plain = projection.terms
      projection.terms = { plain($0, $1, $2, $3).map { ($0.value, $0.u.map(\.magnitude), $0.v.map(\.magnitude)) } }
    },
    .specimen("one step of the power method", .unconverged) { $0.terms = { powerMethod($0, $1, $2, $3, steps: 1) } },
    .specimen("singular values dropped", .singularValues) { $0.scales = { _ in (1, 1) } },
    .specimen("singular value on both sides", .singularValues) { $0.scales = { ($0, $0) } },
    .specimen("root of the singular value on one side only", .singularValues) { $0.scales = { ($0.squareRoot(), 1) } },
    ProjectionSpecimen(name: "factors exchanged", bug: .singularValues, format: .float64) { matrix, shape in
      let (left, right) = PlainProjection().factors(matrix, shape)
      return (right, left)
    },
    ProjectionSpecimen(name: "nearest to the transpose", bug: .projectionOfTranspose, format: .float64) {
      matrix, shape in
      guard shape.inputCount == shape.outputCount else { throw KernelError("expected a square matrix") }
      let n = shape.inputCount
      return PlainProjection().factors(transposed(matrix, rows: n, columns: n), shape)
    },
    .specimen("slices are contiguous blocks", .permutation) {
      $0.place = { s, λ, a, σ, i in (λ * s.s + σ, a * s.p + i) }
    },
    .specimen("slices take the stride of the input", .rectangular) {
      $0.place = { s, λ, a, σ, i in (σ * s.k + λ, a * s.p + i) }
    },
    .specimen("the leading pair for every term", .unevenSlices) { projection in
      let plain = projection.terms
      projection.terms = { slice, rows, columns, rank in
        rank == 0 ? [] : [PlainProjection.Triple](repeating: plain(slice, rows, columns, 1)[0], count: rank)
      }
    },
    .specimen("the last slice is left 0", .loop) { projection in
      let plain = projection.place
      projection.place = { s, λ, a, σ, i in λ == s.l - 1 && a == s.k - 1 ? (s.outputCount, 0) : plain(s, λ, a, σ, i) }
    },
    .specimen("vectors in float16", .narrowing) { $0.round = Rounding.float16 },
    .specimen("vectors in float32", .narrowing) { $0.round = Rounding.float32 },
    .specimen("singular value on the left", nil) { _ in },
    .specimen("singular value on the right", nil) { $0.scales = { (1, $0) } },
    .specimen("root of it on both sides, signs turned", nil) { $0.scales = { (-$0.squareRoot(), -$0.squareRoot()) } },
    .specimen("of the transposed slice", nil) { projection in
      projection.terms = { slice, rows, columns, rank in
        let triples = SingularTriples(transposed(slice, rows: rows, columns: columns), rows: columns, columns: rows)
        return (0..<rank).map {
          let triple = triples.triple($0, rows: columns, columns: rows)
          return (triple.value, triple.v, triple.u)
        }
      }
    },
    .specimen("factors rounded to float32, declared", nil, format: .float32) { $0.round = Rounding.float32 },
  ]

  private static func specimen(
    _ name: String, _ bug: BugClass?, format: FloatFormat = .float64, _ change: (inout PlainProjection) -> Void
  ) -> ProjectionSpecimen {
    var projection = PlainProjection()
    change(&projection)
    let changed = projection
    return ProjectionSpecimen(name: name, bug: bug, format: format) { changed.factors($0, $1) }
  }
}

/// One term, and zeros for the rest of the rank.
private func terms(of rank: Int, first: PlainProjection.Triple) -> [PlainProjection.Triple] {
  (0..<rank).map { $0 == 0 ? first : (0, first.u.map { _ in 0 }, first.v.map { _ in 0 }) }
}

/// Column and row through the largest entry, over that entry: exact for slices of rank 1, and nearest for no others.
private func crosses(_ slice: [Double], _ rows: Int, _ columns: Int, _ rank: Int) -> [PlainProjection.Triple] {
  var rest = slice
  return (0..<rank).map { _ in
    let place = rest.indices.max { rest[$0].magnitude < rest[$1].magnitude } ?? 0
    let pivot = rest[place]
    let u = (0..<rows).map { pivot == 0 ? 0 : rest[$0 * columns + place % columns] / pivot }
    let v = (0..<columns).map { rest[place / columns * columns + $0] }
    for index in rest.indices { rest[index] -= u[index / columns] * v[index % columns] }
    return (1, u, v)
  }
}

/// From a vector of ones; terms after the first from what the others leave.
private func powerMethod(
  _ slice: [Double], _ rows: Int, _ columns: Int, _ rank: Int, steps: Int
) -> [PlainProjection.Triple] {
  var rest = slice
  return (0..<rank).map { _ in
    var v = [Double](repeating: 1, count: columns)
    var u = [Double](repeating: 0, count: rows)
    for _ in 0..<steps {
      u = (0..<rows).map { σ in (0..<columns).reduce(0.0) { $0 + rest[σ * columns + $1] * v[$1] } }
      let length = u.reduce(0) { $0 + $1 * $1 }.squareRoot()
      u = u.map { length == 0 ? 0 : $0 / length }
      v = (0..<columns).map { i in (0..<rows).reduce(0.0) { $0 + rest[$1 * columns + i] * u[$1] } }
    }
    for index in rest.indices { rest[index] -= u[index / columns] * v[index % columns] }
    return (1, u, v)
  }
}
