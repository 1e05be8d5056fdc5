import ExactArithmetic
import MonarchJudge
import MonarchReference

extension Specimen {
  /// Gradients of factors; the answer is dx, dL, dR.
  static let gradients: [Specimen] = [
    .gradient("from the second block on, dR is the first block's", .laterBlocks) { results, o in
      let size = o.shape.q * o.shape.p
      for index in results[2].indices { results[2][index] = results[2][index % size] }
    },
    .gradient("from the second block on, dL is 0", .laterBlocks) { results, o in
      for index in results[1].indices where index >= o.shape.s * o.shape.r { results[1][index] = 0 }
    },
    .gradient("dL is transposed", .transposed) { results, o in
      results[1] = rereadBlocks(results[1], rows: o.shape.s, columns: o.shape.r)
    },
    .gradient("dR is transposed", .transposed) { results, o in
      results[2] = rereadBlocks(results[2], rows: o.shape.q, columns: o.shape.p)
    },
    .gradient("dL has the shape of every vector of the batch", .gradientShape) { results, o in
      results[1] = (0..<o.batch).flatMap { _ in results[1] }
    },
    .gradient("dL and dR are exchanged", .gradientShape) { results, _ in results.swapAt(1, 2) },
    .gradient("mean over the batch", .batchSum) { results, o in
      for array in 1...2 { results[array] = results[array].map { Double(Float($0 / Double(max(o.batch, 1)))) } }
    },
    .wrong("last row of the batch is forgotten", .gradient, .batchSum, asks: [.gradient]) { kernel in
      let plain = PlainKernel()
      kernel.after = { results, o in
        // Only in the sums; dx is right.
        var shorter = o
        for index in 0..<(o.batch > 0 ? o.shape.outputCount : 0) {
          shorter.cotangent[(o.batch - 1) * o.shape.outputCount + index] = 0
        }
        let sums = try plain.results(shorter)
        (results[1], results[2]) = (sums[1], sums[2])
      }
    },
    .wrong("sums over tiles of 32 rows: the last tile alone is stored", .gradient, .batchSum, asks: [.gradient]) {
      kernel in
      let plain = PlainKernel()
      kernel.after = { results, o in
        guard o.batch > 32 else { return }
        var last = o
        for index in 0..<(o.batch - 1) / 32 * 32 * o.shape.outputCount { last.cotangent[index] = 0 }
        let sums = try plain.results(last)
        (results[1], results[2]) = (sums[1], sums[2])
      }
    },
    .wrong("written where it should be added", .gradient, .batchSum, asks: [.gradient]) { kernel in
      kernel.before = { $0.accumulators = nil }
    },
    .wrong("added twice onto what is there", .gradient, .batchSum, asks: [.gradient]) { kernel in
      kernel.before = { o in
        guard let before = o.accumulators else { return }
        o.accumulators = (before.right, before.left.map { Double(Float(2 * $0)) })
      }
    },
    .wrong("sums of the batch in bfloat16", .gradient, .narrowing, asks: [.gradient]) { kernel in
      let plain = PlainKernel()
      let narrow = Arithmetic(step: Rounding.bfloat16)
      kernel.after = { results, o in
        var sums = plain
        sums.arithmetic = narrow
        let wrong = sums.gradients(o, plain.middle(o), plain.middleGradient(o))
        (results[1], results[2]) = (wrong[1], wrong[2])
      }
    },
    .gradient("dx is not computed", .allZero) { results, _ in results[0] = results[0].map { _ in 0 } },
    .wrong("dR takes the dh of the row before", .gradient, .stale, asks: [.gradient]) { kernel in
      let plain = PlainKernel()
      kernel.after = { results, o in
        let (dh, width) = (plain.middleGradient(o), o.shape.middleCount)
        let late = dh.indices.map { dh[$0 < width ? $0 : $0 - width] }
        results[2] = plain.gradients(o, plain.middle(o), late)[2]
      }
    },
    .wrong("dL takes h without its permutation", .gradient, .permutation, asks: [.gradient]) { kernel in
      let plain = PlainKernel()
      kernel.after = { results, o in
        var wrong = plain
        wrong.read = { s, ρ, λ in λ * s.r + ρ }
        results[1] = wrong.gradients(o, plain.middle(o), plain.middleGradient(o))[1]
      }
    },
  ]

  private static func gradient(
    _ name: String, _ bug: BugClass, _ change: @escaping @Sendable (inout [[Double]], Operands) -> Void
  ) -> Specimen {
    .wrong(name, .gradient, bug, asks: [.gradient]) { $0.after = { change(&$0, $1) } }
  }
}

/// Blocks rows x columns, from memory that is taken for (block, in, out).
private func rereadBlocks(_ blocks: [Double], rows: Int, columns: Int) -> [Double] {
  blocks.indices.map { index in
    let (block, entry) = index.quotientAndRemainder(dividingBy: rows * columns)
    return blocks[block * rows * columns + entry % columns * rows + entry / columns]
  }
}
