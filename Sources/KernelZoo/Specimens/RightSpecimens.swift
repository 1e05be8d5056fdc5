import ExactArithmetic
import MonarchJudge
import MonarchReference

extension Specimen {
  /// Right kernels that differ: none of them may be accused.
  static let rightKernels: [Specimen] = [
    .right("as the definition reads", .forward) { _ in },
    .right("sums from the last term on", .forward) { $0.arithmetic.order = .descending },
    .right("pairwise sums", .forward) { $0.arithmetic.order = .pairwise },
    .right("sums in blocks of 4 terms", .forward) { $0.arithmetic.order = .blocks(4) },
    .right("split K: two halves, then their sum", .forward) { $0.arithmetic.order = .lanes(2) },
    .right("eight lanes of a vector register", .forward) { $0.arithmetic.order = .lanes(8) },
    .right("fused multiply-add", .forward) { $0.arithmetic.order = .fused },
    .right("Kahan's compensated sums", .forward) { $0.arithmetic.order = .compensated },
    .right("sums in float64, not declared", .precision, asks: [.multiply, .adjoint]) { $0.arithmetic = .wide },
    .right("sums in float64, declared", .precision, model: .stored(.float32, sums: .float64)) { kernel in
      kernel.arithmetic = Arithmetic(step: Rounding.none, result: Rounding.float32)
    },
    .right("float64", .precision, model: ArithmeticModel(.float64)) { $0.arithmetic = .float64 },
    .right("float64, pairwise", .precision, model: ArithmeticModel(.float64)) {
      ($0.arithmetic, $0.arithmetic.order) = (.float64, .pairwise)
    },
    .right("bfloat16, sums in float32", .precision, model: .stored(.bfloat16)) { $0.arithmetic = .bfloat16 },
    .right("float16, sums in float32", .precision, model: .stored(.float16)) { $0.arithmetic = .float16 },
    .right("subnormal numbers flushed, read and written, as declared", .precision, model: .flushing) {
      ($0.arithmetic.step, $0.arithmetic.operand) = (Rounding.flushed, Rounding.flushed)
    },
    .right("subnormal results flushed, as declared, summed in halves", .precision, model: .flushing) {
      ($0.arithmetic.step, $0.arithmetic.order) = (Rounding.flushed, .pairwise)
    },
    .right("tf32 operands, cut off, as declared", .precision, model: .multiplying(.tensorFloat32)) {
      $0.arithmetic.operand = Rounding.truncatedTensorFloat32
    },
    .right("bfloat16 operands, to nearest, as declared, summed in halves", .precision, model: .multiplying(.bfloat16)) {
      ($0.arithmetic.operand, $0.arithmetic.order) = (Rounding.bfloat16, .pairwise)
    },
    .right(
      "tf32, four products at once, cut off 23 bits below the largest, as declared", .precision,
      model: .multiplying(.tensorFloat32, adderWindow: 23)
    ) {
      ($0.arithmetic.operand, $0.arithmetic.order) = (Rounding.truncatedTensorFloat32, .aligned(4, window: 23))
    },
    .right(
      "bfloat16, sixteen products at once, cut off 12 bits below the largest, as declared", .precision,
      model: .multiplying(.bfloat16, adderWindow: 12)
    ) {
      ($0.arithmetic.operand, $0.arithmetic.order) = (Rounding.bfloat16, .aligned(16, window: 12))
    },
    .right(
      "float64 data multiplied in float32, as declared", .precision, model: .multiplying(.float32, input: .float64)
    ) {
      $0.arithmetic.operand = Rounding.float32
    },
    .right("zeros skipped, except beside NaN and infinities", .specials) { kernel in
      kernel.arithmetic.skips = { a, b in a == 0 && b.isFinite || b == 0 && a.isFinite }
    },
    .right("right blocks unpacked to (in, out) first", .conventions) { kernel in
      kernel.before = { o in
        let s = o.shape
        o.right = (0..<s.k).flatMap { a in
          transposed(Array(o.right[a * s.q * s.p..<(a + 1) * s.q * s.p]), rows: s.q, columns: s.p)
        }
        if let before = o.accumulators {
          o.accumulators?.right = (0..<s.k).flatMap { a in
            transposed(Array(before.right[a * s.q * s.p..<(a + 1) * s.q * s.p]), rows: s.q, columns: s.p)
          }
        }
      }
      kernel.right = { s, a, c, i in a * s.q * s.p + i * s.q + c }
      kernel.after = { results, o in
        guard [.gradient, .accumulate].contains(o.operation) else { return }
        let s = o.shape
        results[2] = (0..<s.k).flatMap { a in
          transposed(Array(results[2][a * s.q * s.p..<(a + 1) * s.q * s.p]), rows: s.p, columns: s.q)
        }
      }
    },
    .remembering("rows in tiles of 32, shared by threads", .threading, nil, asks: [.multiply, .adjoint]) {
      o, _, plain in
      let (n1, n3) = (o.shape.inputCount, o.shape.outputCount)
      let tiles = stride(from: 0, to: o.batch, by: 32).map { $0..<min($0 + 32, o.batch) }
      // Every second tile first, as two threads might finish.
      var parts = [[Double]](repeating: [], count: tiles.count)
      for index in tiles.indices.sorted(by: { ($0 % 2, $0) < ($1 % 2, $1) }) {
        var part = o
        part.batch = tiles[index].count
        part.input = Array(o.input[tiles[index].lowerBound * n1..<tiles[index].upperBound * n1])
        part.cotangent = Array(o.cotangent.dropFirst(tiles[index].lowerBound * n3).prefix(tiles[index].count * n3))
        parts[index] = try plain.results(part)[0]
      }
      return [Array(parts.joined())]
    },
    .remembering("output written by adding, onto zeros", .batching, nil) { o, _, plain in
      let (s, h) = (o.shape, plain.middle(o))
      var y = [Double](repeating: 0, count: o.batch * s.outputCount)
      for ρ in 0..<s.r {
        for λ in 0..<s.l {
          for σ in 0..<s.s {
            for row in 0..<o.batch {
              let place = row * s.outputCount + σ * s.l + λ
              let product = Double(Float(o.left[(λ * s.s + σ) * s.r + ρ] * h[row * s.middleCount + ρ * s.l + λ]))
              y[place] = Double(Float(y[place] + product))
            }
          }
        }
      }
      return [y]
    },
    .remembering("dense matrix in float64, without its structural zeros", .forward, nil) { o, _, _ in
      let s = o.shape
      var y = [Double](repeating: 0, count: o.batch * s.outputCount)
      for σ in 0..<s.s {
        for λ in 0..<s.l {
          for a in 0..<s.k {
            let terms = s.middleIndices(λ: λ, a: a)
            guard !terms.isEmpty else { continue }
            for i in 0..<s.p {
              let entry = terms.reduce(0.0) {
                $0 + o.left[(λ * s.s + σ) * s.r + $1 / s.l] * o.right[$1 * s.p + i]
              }
              for row in 0..<o.batch {
                y[row * s.outputCount + σ * s.l + λ] += entry * o.input[row * s.inputCount + a * s.p + i]
              }
            }
          }
        }
      }
      return [y.map { Double(Float($0)) }]
    },
    .remembering(
      "atomic sums, declared not reproducible", .threading, nil, asks: [.multiply, .adjoint, .gradient],
      isReproducible: false
    ) { o, memory, plain in
      var kernel = plain
      kernel.arithmetic.order = .rotated(by: memory.calls)
      return try kernel.results(o)
    },
    Specimen(
      name: "Strassen's algorithm, declared as such", area: .forward, bug: nil, layout: .fly,
      declaration: ProbeDeclaration(
        operations: [.multiply], model: ArithmeticModel(.float32), criterion: .strassen)
    ) { operands, _ in [StrassenKernel().product(operands)] },
  ]
}
