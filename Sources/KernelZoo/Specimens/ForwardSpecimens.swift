import MonarchJudge
import MonarchReference

extension Specimen {
  /// Products with a wrong index, loop or block.
  static let forward: [Specimen] = [
    .wrong("nothing is written", .forward, .allZero) { kernel in
      kernel.after = { results, _ in results[0] = results[0].map { _ in 0 } }
    },
    .wrong("last output is not written", .forward, .loop) { kernel in
      kernel.after = { results, o in
        for row in 0..<o.batch { results[0][(row + 1) * o.shape.outputCount - 1] = 0 }
      }
    },
    .wrong("last term is left out", .forward, .loop) { $0.inputTerms = { s, _, _ in max(s.p - 1, 1) } },
    .wrong("terms in fours, the rest left out", .forward, .loop) {
      $0.inputTerms = { s, _, _ in s.p < 4 ? s.p : s.p / 4 * 4 }
    },
    .wrong("first term twice", .forward, .loop) { kernel in
      kernel.inputTerms = { s, _, _ in s.p + 1 }
      kernel.right = { s, a, c, i in (a * s.q + c) * s.p + i % s.p }
      kernel.input = { s, a, i in a * s.p + i % s.p }
    },
    .wrong("sum is not reset for the next output", .forward, .loop) { kernel in
      // y's (σ, λ) still holds what (σ − 1, λ) was: sums over the running index.
      kernel.after = { results, o in
        let s = o.shape
        for row in 0..<o.batch {
          for σ in 1..<max(s.s, 1) {
            for λ in 0..<s.l {
              let place = row * s.outputCount + σ * s.l + λ
              results[0][place] = Double(Float(results[0][place] + results[0][place - s.l]))
            }
          }
        }
      }
    },
    .wrong("from the second tile of 16 terms on, the weights of the first", .forward, .loop) { kernel in
      kernel.right = { s, a, c, i in (a * s.q + c) * s.p + i % 16 }
    },
    .wrong("second product starts before later blocks are stored", .forward, .backToBack) { kernel in
      kernel.written = { s, a, c in a == 0 ? c : -1 }
    },
    .wrong("second product reads the first operand of the first", .forward, .backToBack) { kernel in
      kernel.left = { s, λ, σ, ρ in (λ * s.s + σ) * s.r + (ρ < 2 ? ρ : 0) }
    },
    .wrong("all right blocks are the first", .forward, .laterBlocks) { $0.right = { s, _, c, i in c * s.p + i } },
    .wrong("left blocks are off by one", .forward, .laterBlocks) { kernel in
      kernel.left = { s, λ, σ, ρ in ((λ + 1) % s.l * s.s + σ) * s.r + ρ }
    },
    .wrong("blocks from the seventh on are lost", .forward, .manyBlocks) {
      $0.written = { s, a, c in a < 7 ? a * s.q + c : -1 }
    },
    .wrong("outputs from 512 on are 0", .forward, .manyBlocks) { kernel in
      kernel.after = { results, o in
        for index in results[0].indices where index % o.shape.outputCount >= 512 { results[0][index] = 0 }
      }
    },
    .wrong("stride of right blocks is q·q", .forward, .rectangular) {
      $0.right = { s, a, c, i in a * s.q * s.q + c * s.p + i }
    },
    .wrong("stride of left rows is s", .forward, .rectangular) { kernel in
      kernel.left = { s, λ, σ, ρ in λ * s.s * s.r + σ * s.s + ρ }
    },
    .wrong("rows of the output are as far apart as those of the input", .forward, .rectangular) { kernel in
      kernel.after = { results, o in
        let (n1, n3) = (o.shape.inputCount, o.shape.outputCount)
        let right = results[0]
        results[0] = right.indices.map { _ in 0 }
        for row in 0..<o.batch {
          for index in 0..<n3 { set(&results[0], row * n1 + index, right[row * n3 + index]) }
        }
      }
    },
    .wrong("middle permutation is missing", .forward, .permutation) { $0.read = { s, ρ, λ in λ * s.r + ρ } },
    .wrong("middle permutation is applied twice", .forward, .permutation) { kernel in
      kernel.read = { s, ρ, λ in
        let index = ρ * s.l + λ
        return index % s.r * s.l + index / s.r
      }
    },
    .wrong("output permutation is missing", .forward, .permutation) { $0.output = { s, σ, λ in λ * s.s + σ } },
    .wrong("right blocks are read (in, out)", .forward, .transposed) {
      $0.right = { s, a, c, i in a * s.q * s.p + i * s.q + c }
    },
    .wrong("left blocks are read (in, out)", .forward, .transposed) {
      $0.left = { s, λ, σ, ρ in λ * s.s * s.r + ρ * s.s + σ }
    },
    .wrong("left blocks are summed up with the wrong sign once", .forward, .loop) { kernel in
      kernel.before = { o in
        if let last = o.left.indices.last { o.left[last] = -o.left[last] }
      }
    },
    .wrong("slices have rank 1: the other terms are dropped", .forward, .unevenSlices) { kernel in
      // Of a block's q outputs only the first l go on.
      kernel.written = { s, a, c in c < s.l ? a * s.q + c : -1 }
    },
    .wrong("rank is ⌊q/l⌋: what is left over is dropped", .forward, .unevenSlices) { kernel in
      kernel.written = { s, a, c in s.q < s.l || c < s.q / s.l * s.l ? a * s.q + c : -1 }
    },
    .wrong("terms beyond a tile of 4 wrap around", .forward, .circular) { kernel in
      kernel.inputTerms = { s, _, _ in (s.p + 3) / 4 * 4 }
      kernel.right = { s, a, c, i in (a * s.q + c) * s.p + i % s.p }
      kernel.input = { s, a, i in a * s.p + i % s.p }
    },
    .wrong("odd lengths are read one place late", .forward, .oddSizes) { kernel in
      kernel.input = { s, a, i in s.p % 2 == 1 && s.p > 1 ? a * s.p + (i + 1) % s.p : a * s.p + i }
    },
    .wrong("prime block sizes take the path for powers of two", .forward, .oddSizes) { kernel in
      // Rounded down to a power of two.
      kernel.middleTerms = { s, _, _ in 1 << (Int.bitWidth - 1 - s.r.leadingZeroBitCount) }
    },
    .wrong("padded to even blocks, cropped without counting the padding", .forward, .padding) { kernel in
      kernel.after = { results, o in
        let s = o.shape
        guard s.s % 2 == 1 else { return }
        // y of l blocks of s + 1, of which the first l·s numbers are kept.
        let right = results[0]
        for row in 0..<o.batch {
          for index in 0..<s.outputCount {
            let (λ, σ) = index.quotientAndRemainder(dividingBy: s.s + 1)
            results[0][row * s.outputCount + index] = σ < s.s ? right[row * s.outputCount + σ * s.l + λ] : 0
          }
        }
      }
    },
    .wrong("dense matrix is its transpose", .forward, .transposed, asks: [.dense]) { kernel in
      kernel.after = { results, o in
        results[0] = transposed(results[0], rows: o.shape.outputCount, columns: o.batch)
      }
    },
    .wrong("dense matrix has blocks in place of slices", .forward, .permutation, asks: [.dense]) { kernel in
      kernel.output = { s, σ, λ in λ * s.s + σ }
    },
  ]

  /// Products by the adjoint, and gradients of inputs, which are the same.
  static let adjoints: [Specimen] = [
    .wrong("product instead of the adjoint", .adjoint, .transposed, asks: [.adjoint]) { kernel in
      kernel.before = { o in
        // M itself, where there are as many outputs as inputs.
        guard o.shape.inputCount == o.shape.outputCount else { throw KernelError("expected as many inputs as outputs") }
        o.input = o.cotangent
      }
      let product = kernel
      kernel.after = { results, o in results[0] = product.product(o, product.middle(o)) }
    },
    .wrong("right blocks are not transposed", .adjoint, .transposed, asks: [.adjoint]) { kernel in
      kernel.right = { s, a, c, i in a * s.q * s.p + i * s.q + c }
    },
    .wrong("left blocks are not transposed", .adjoint, .transposed, asks: [.adjoint]) { kernel in
      kernel.left = { s, λ, σ, ρ in λ * s.s * s.r + ρ * s.s + σ }
    },
    .wrong("middle permutation is missing on the way back", .adjoint, .permutation, asks: [.adjoint]) { kernel in
      kernel.read = { s, ρ, λ in λ * s.r + ρ }
    },
    .wrong("cotangent is not permuted", .adjoint, .permutation, asks: [.adjoint]) { kernel in
      kernel.output = { s, σ, λ in λ * s.s + σ }
    },
    .wrong("dx is reshaped without its transposition", .adjoint, .reshaped, asks: [.adjoint]) { kernel in
      kernel.input = { s, a, i in i * s.k + a }
    },
    .wrong("last cotangent is ignored", .adjoint, .loop, asks: [.adjoint]) { kernel in
      kernel.before = { o in
        for row in 0..<o.batch { o.cotangent[(row + 1) * o.shape.outputCount - 1] = 0 }
      }
    },
    .wrong("loop over outputs runs to p", .adjoint, .rectangular, asks: [.adjoint]) { kernel in
      // Terms beyond p of the q are not added.
      kernel.right = { s, a, c, i in c < s.p ? (a * s.q + c) * s.p + i : -1 }
    },
    .wrong("all left blocks are the first", .adjoint, .laterBlocks, asks: [.adjoint]) { kernel in
      kernel.left = { s, _, σ, ρ in σ * s.r + ρ }
    },
    .wrong("dx is that of the first stage only", .adjoint, .backToBack, asks: [.adjoint]) { kernel in
      let plain = PlainKernel()
      kernel.after = { results, o in
        // dh, cut or filled with zeros to the size of dx.
        let (s, dh) = (o.shape, plain.middleGradient(o))
        for row in 0..<o.batch {
          for index in 0..<s.inputCount {
            results[0][row * s.inputCount + index] = index < s.middleCount ? dh[row * s.middleCount + index] : 0
          }
        }
      }
    },
  ]
}
