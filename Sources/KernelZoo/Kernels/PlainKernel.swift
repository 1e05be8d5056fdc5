import MonarchJudge
import MonarchReference

/// All operations by the definition, in loops that anyone can read; a wrong kernel replaces one of its parts.
///
/// ```
/// h[a·q + c]  = Σ_i R_a[c, i] · x[a·p + i]            dh[ρ·l + λ] = Σ_σ L_λ[σ, ρ] · g[σ·l + λ]
/// y[σ·l + λ]  = Σ_ρ L_λ[σ, ρ] · h[ρ·l + λ]            dx[a·p + i] = Σ_c R_a[c, i] · dh[a·q + c]
/// dL_λ[σ, ρ]  = Σ_batch g[σ·l + λ] · h[ρ·l + λ]       dR_a[c, i]  = Σ_batch dh[a·q + c] · x[a·p + i]
/// ```
struct PlainKernel: Sendable {
  typealias Place = @Sendable (_ shape: MonarchShape, _ first: Int, _ second: Int) -> Int
  typealias Entry = @Sendable (_ shape: MonarchShape, _ block: Int, _ out: Int, _ `in`: Int) -> Int
  typealias Count = @Sendable (_ shape: MonarchShape, _ block: Int, _ output: Int) -> Int

  var arithmetic = Arithmetic.float32
  /// Where R_a[c, i] and L_λ[σ, ρ] stand.
  var right: Entry = { s, a, c, i in (a * s.q + c) * s.p + i }
  var left: Entry = { s, λ, σ, ρ in (λ * s.s + σ) * s.r + ρ }
  /// Where x's (a, i), h's (a, c) and (ρ, λ), and y's (σ, λ) stand.
  var input: Place = { s, a, i in a * s.p + i }
  var written: Place = { s, a, c in a * s.q + c }
  var read: Place = { s, ρ, λ in ρ * s.l + λ }
  var output: Place = { s, σ, λ in σ * s.l + λ }
  /// How many terms h's (a, c) and y's (λ, σ) are summed over.
  var inputTerms: Count = { s, _, _ in s.p }
  var middleTerms: Count = { s, _, _ in s.r }
  /// What is done to the arguments first, and to the results last.
  var before: @Sendable (inout Operands) throws -> Void = { _ in }
  var after: @Sendable (inout [[Double]], Operands) throws -> Void = { _, _ in }

  func results(_ given: Operands) throws -> [[Double]] {
    var operands = given
    try before(&operands)
    var results: [[Double]]
    switch operands.operation {
    case .multiply: results = [product(operands, middle(operands))]
    case .adjoint: results = [inputGradient(operands, middleGradient(operands))]
    case .gradient, .accumulate: results = gradients(operands, middle(operands), middleGradient(operands))
    case .dense:
      // Column by column, as the image of the unit vectors.
      results = [product(operands, middle(operands))]
      results = [transposed(results[0], rows: operands.batch, columns: operands.shape.outputCount)]
    }
    try after(&results, operands)
    return results
  }

  /// h of every row: (batch, k·q).
  func middle(_ o: Operands) -> [Double] {
    let (s, arithmetic, weights, x) = (o.shape, arithmetic, o.right, o.input)
    let (right, input) = (right, input)
    var h = [Double](repeating: 0, count: o.batch * s.middleCount)
    for row in 0..<o.batch {
      for a in 0..<s.k {
        for c in 0..<s.q {
          let sum = arithmetic.sum(inputTerms(s, a, c)) { i in
            (value(weights, right(s, a, c, i)), value(x, row * s.inputCount + input(s, a, i)))
          }
          set(&h, row * s.middleCount + written(s, a, c), arithmetic.middle(sum))
        }
      }
    }
    return h
  }

  /// y of every row: (batch, l·s).
  func product(_ o: Operands, _ h: [Double]) -> [Double] {
    let (s, arithmetic, weights) = (o.shape, arithmetic, o.left)
    let (left, read) = (left, read)
    var y = [Double](repeating: .nan, count: o.batch * s.outputCount)
    for row in 0..<o.batch {
      for λ in 0..<s.l {
        for σ in 0..<s.s {
          let sum = arithmetic.sum(middleTerms(s, λ, σ)) { ρ in
            (value(weights, left(s, λ, σ, ρ)), value(h, row * s.middleCount + read(s, ρ, λ)))
          }
          set(&y, row * s.outputCount + output(s, σ, λ), arithmetic.result(sum))
        }
      }
    }
    return y
  }

  /// dh of every row: (batch, k·q).
  func middleGradient(_ o: Operands) -> [Double] {
    let (s, arithmetic, weights, g) = (o.shape, arithmetic, o.left, o.cotangent)
    let (left, output) = (left, output)
    var dh = [Double](repeating: 0, count: o.batch * s.middleCount)
    for row in 0..<o.batch {
      for λ in 0..<s.l {
        for ρ in 0..<s.r {
          let sum = arithmetic.sum(s.s) { σ in
            (value(weights, left(s, λ, σ, ρ)), value(g, row * s.outputCount + output(s, σ, λ)))
          }
          set(&dh, row * s.middleCount + read(s, ρ, λ), arithmetic.middle(sum))
        }
      }
    }
    return dh
  }

  /// dx of every row: (batch, k·p).
  func inputGradient(_ o: Operands, _ dh: [Double]) -> [Double] {
    let (s, arithmetic, weights) = (o.shape, arithmetic, o.right)
    let (right, written) = (right, written)
    var dx = [Double](repeating: .nan, count: o.batch * s.inputCount)
    for row in 0..<o.batch {
      for a in 0..<s.k {
        for i in 0..<s.p {
          let sum = arithmetic.sum(s.q) { c in
            (value(weights, right(s, a, c, i)), value(dh, row * s.middleCount + written(s, a, c)))
          }
          set(&dx, row * s.inputCount + input(s, a, i), arithmetic.result(sum))
        }
      }
    }
    return dx
  }

  /// dx, dL and dR.
  func gradients(_ o: Operands, _ h: [Double], _ dh: [Double]) -> [[Double]] {
    let (s, arithmetic, x, g) = (o.shape, arithmetic, o.input, o.cotangent)
    let (input, written, read, output) = (input, written, read, output)
    var dLeft = [Double](repeating: .nan, count: s.l * s.s * s.r)
    var dRight = [Double](repeating: .nan, count: s.k * s.q * s.p)
    for λ in 0..<s.l {
      for σ in 0..<s.s {
        for ρ in 0..<s.r {
          let place = left(s, λ, σ, ρ)
          let sum = arithmetic.sum(o.batch, onto: value(o.accumulators?.left ?? [], place)) { row in
            (value(g, row * s.outputCount + output(s, σ, λ)), value(h, row * s.middleCount + read(s, ρ, λ)))
          }
          set(&dLeft, place, sum)
        }
      }
    }
    for a in 0..<s.k {
      for c in 0..<s.q {
        for i in 0..<s.p {
          let place = right(s, a, c, i)
          let sum = arithmetic.sum(o.batch, onto: value(o.accumulators?.right ?? [], place)) { row in
            (value(dh, row * s.middleCount + written(s, a, c)), value(x, row * s.inputCount + input(s, a, i)))
          }
          set(&dRight, place, sum)
        }
      }
    }
    return [inputGradient(o, dh), dLeft, dRight]
  }
}

/// What stands at a place of memory; 0 beyond its end, where a kernel in C would read something else.
func value(_ memory: [Double], _ place: Int) -> Double { memory.indices.contains(place) ? memory[place] : 0 }

/// Writes where there is memory.
func set(_ memory: inout [Double], _ place: Int, _ value: Double) {
  if memory.indices.contains(place) { memory[place] = value }
}

/// (columns, rows) of (rows, columns), row-major.
func transposed(_ values: [Double], rows: Int, columns: Int) -> [Double] {
  (0..<rows * columns).map { values[$0 % rows * columns + $0 / rows] }
}
