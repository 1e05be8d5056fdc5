import ExactArithmetic
import MonarchJudge
import MonarchReference
import Testing

/// A way to compute a dot product in floating point.
struct Arithmetic: Sendable, CustomTestStringConvertible {
  let name: String
  let dot: @Sendable ([Float], [Float]) -> Float
  var testDescription: String { name }

  /// Orders and fusions that an honest float32 kernel may use.
  static let honest: [Arithmetic] = [
    Arithmetic(name: "forward") { a, b in zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } },
    Arithmetic(name: "backward") { a, b in zip(a, b).reversed().reduce(0) { $0 + $1.0 * $1.1 } },
    Arithmetic(name: "fused") { a, b in zip(a, b).reduce(0) { $0.addingProduct($1.0, $1.1) } },
    Arithmetic(name: "pairwise") { a, b in pairwise(zip(a, b).map { $0 * $1 }[...]) },
    Arithmetic(name: "eight lanes") { a, b in
      pairwise((0..<8).map { lane in stride(from: lane, to: a.count, by: 8).reduce(0) { $0 + a[$1] * b[$1] } }[...])
    },
    Arithmetic(name: "double accumulator") { a, b in
      Float(zip(a, b).reduce(Double(0)) { $0 + Double($1.0) * Double($1.1) })
    },
  ]

  /// Narrower arithmetic than declared.
  static let dishonest: [Arithmetic] = [
    Arithmetic(name: "TF32 inputs") { a, b in zip(a, b).reduce(0) { $0 + truncated($1.0, 10) * truncated($1.1, 10) } },
    Arithmetic(name: "bf16 inputs") { a, b in zip(a, b).reduce(0) { $0 + truncated($1.0, 7) * truncated($1.1, 7) } },
    Arithmetic(name: "bf16 accumulator") { a, b in zip(a, b).reduce(0) { truncated($0 + $1.0 * $1.1, 7) } },
  ]

  private static func pairwise(_ terms: ArraySlice<Float>) -> Float {
    guard terms.count > 1 else { return terms.first ?? 0 }
    let middle = terms.startIndex + terms.count / 2
    return pairwise(terms[..<middle]) + pairwise(terms[middle...])
  }

  /// The value with only `bits` bits after the leading one kept.
  static func truncated(_ value: Float, _ bits: Int) -> Float {
    Float(bitPattern: value.bitPattern & ~(1 << (23 - bits) - 1))
  }

  /// y = M x for every row, both stages by this dot product.
  func multiply(_ data: OperationCase) -> [Double] {
    let (one, two) = (data.patterns[0], data.patterns[1])
    let (q, p, l, s, r) = (one.b, one.c, two.d, two.b, two.c)
    let left = data.factors[1].map(Float.init)
    let right = data.factors[0].map(Float.init)
    var result: [Double] = []
    for row in 0..<data.batch {
      let x = data.input![row * one.columns..<(row + 1) * one.columns].map(Float.init)
      let h = (0..<one.rows).map { index in
        let a = index / q
        return dot(Array(right[index * p..<(index + 1) * p]), Array(x[a * p..<(a + 1) * p]))
      }
      for output in 0..<two.rows {
        let (σ, λ) = (output / l, output % l)
        let start = (λ * s + σ) * r
        result.append(Double(dot(Array(left[start..<start + r]), (0..<r).map { h[$0 * l + λ] })))
      }
    }
    return result
  }
}
