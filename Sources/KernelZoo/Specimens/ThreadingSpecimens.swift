import MonarchJudge
import MonarchReference

extension Specimen {
  /// Work that is lost between threads, and answers that depend on what came before.
  static let threading: [Specimen] = [
    .wrong("rows in equal parts for 4 threads, the rest is lost", .threading, .race) { kernel in
      kernel.after = { results, o in
        let whole = o.batch < 4 ? o.batch : o.batch / 4 * 4
        for index in whole * o.shape.outputCount..<results[0].count { results[0][index] = 0 }
      }
    },
    .wrong("threads share one buffer for h", .threading, .race) { kernel in
      let plain = PlainKernel()
      kernel.after = { results, o in
        // Rows 2t and 2t + 1 are computed at once, and the second product reads what the later one wrote.
        var h = plain.middle(o)
        let width = o.shape.middleCount
        for row in stride(from: 1, to: o.batch, by: 2) {
          for index in 0..<width { h[(row - 1) * width + index] = h[row * width + index] }
        }
        results[0] = plain.product(o, h)
      }
    },
    .wrong("two threads add the same rows to dL", .threading, .race, asks: [.gradient]) { kernel in
      let plain = PlainKernel()
      kernel.after = { results, o in
        guard o.batch > 1 else { return }
        // The middle row belongs to both.
        var doubled = o
        let row = o.batch / 2
        for index in row * o.shape.outputCount..<(row + 1) * o.shape.outputCount { doubled.cotangent[index] *= 2 }
        results[1] = try plain.results(doubled)[1]
      }
    },
    .remembering("an update is lost on every third call", .threading, .race) { o, memory, plain in
      var results = try plain.results(o)
      if memory.calls % 3 == 2, !results[0].isEmpty { results[0][results[0].count / 2] = 0 }
      return results
    },
    .remembering("atomic sums, declared reproducible", .threading, .irreproducible) { o, memory, plain in
      var kernel = plain
      kernel.arithmetic.order = .rotated(by: memory.calls)
      return try kernel.results(o)
    },
    .remembering("atomic gradients, declared reproducible", .threading, .irreproducible, asks: [.gradient]) {
      o, memory, plain in
      var kernel = plain
      kernel.arithmetic.order = .rotated(by: memory.calls)
      return try kernel.results(o)
    },
    .remembering("tuned on the first call: lanes from the second on", .threading, .irreproducible) { o, memory, plain in
      var kernel = plain
      if memory.calls > 0, memory.calls % 2 == 1 { kernel.arithmetic.order = .lanes(2) }
      return try kernel.results(o)
    },
    .remembering("the answer of the last call, which has not been waited for", .threading, .stale) { o, memory, plain in
      let results = try plain.results(o)
      let last = memory.kept["results"] ?? []
      memory.kept["results"] = results[0]
      return last.count == results[0].count ? [last] : results
    },
  ]

  /// Batches of 0, of 1, beyond tiles; and memory that calls share.
  static let batching: [Specimen] = [
    .wrong("rows from 1024 on are not written", .batching, .largeBatch) { kernel in
      kernel.after = { results, o in
        for index in min(o.batch, 1024) * o.shape.outputCount..<results[0].count { results[0][index] = 0 }
      }
    },
    .wrong("grid of 2048 rows: later ones wrap around", .batching, .largeBatch) { kernel in
      kernel.after = { results, o in
        let width = o.shape.outputCount
        for index in 2048 * width..<max(results[0].count, 2048 * width) {
          results[0][index] = results[0][index - 2048 * width]
        }
      }
    },
    .wrong("made for a batch of 3", .batching, .largeBatch) { kernel in
      kernel.after = { results, o in
        let width = o.shape.outputCount
        for index in results[0].indices where index >= 3 * width { results[0][index] = results[0][index % (3 * width)] }
      }
    },
    .wrong("a last tile of less than 32 rows is skipped", .batching, .tileEdges) { kernel in
      kernel.after = { results, o in
        guard o.batch > 32 else { return }
        for index in o.batch / 32 * 32 * o.shape.outputCount..<results[0].count { results[0][index] = 0 }
      }
    },
    .wrong("terms beyond a tile of 64 are skipped", .batching, .tileEdges) {
      $0.inputTerms = { s, _, _ in min(s.p, 64) }
    },
    .wrong("outputs of a block beyond 128 are skipped", .batching, .tileEdges) { kernel in
      kernel.output = { s, σ, λ in σ < 128 ? σ * s.l + λ : -1 }
    },
    .wrong("terms in tiles of 64, the one at each edge twice", .batching, .tileEdges) { kernel in
      kernel.middleTerms = { s, _, _ in s.r + s.r / 64 }
      kernel.left = { s, λ, σ, ρ in (λ * s.s + σ) * s.r + (ρ < s.r ? ρ : (ρ - s.r + 1) * 64 - 1) }
      kernel.read = { s, ρ, λ in (ρ < s.r ? ρ : (ρ - s.r + 1) * 64 - 1) * s.l + λ }
    },
    .wrong("an empty batch is an error", .batching, .emptyBatch) { kernel in
      kernel.before = { o in
        guard o.batch > 0 else { throw KernelError("cannot reshape an array of 0 numbers") }
      }
    },
    .wrong("an empty batch has gradients of NaN", .batching, .emptyBatch, asks: [.gradient]) { kernel in
      kernel.after = { results, o in
        if o.batch == 0 { for array in 1...2 { results[array] = results[array].map { _ in 0.0 / 0.0 } } }
      }
    },
    .wrong("one vector loses its batch axis", .batching, .emptyBatch) { kernel in
      kernel.after = { results, o in
        // squeeze(), and then the features are taken for the batch.
        guard o.batch == 1 else { return }
        let s = o.shape
        results[0] = transposed(results[0], rows: s.s, columns: s.l)
      }
    },
    .wrong("one vector is broadcast to a row more", .batching, .emptyBatch) { kernel in
      kernel.after = { results, o in if o.batch == 1 { results[0] += results[0] } }
    },
    .wrong("all rows are the first", .batching, .largeBatch) { kernel in
      kernel.after = { results, o in
        for index in results[0].indices { results[0][index] = results[0][index % o.shape.outputCount] }
      }
    },
    .wrong("vectors are columns of the input", .batching, .layout) { kernel in
      kernel.before = { o in
        // (n, batch) in memory that holds (batch, n).
        o.input = transposed(o.input, rows: o.shape.inputCount, columns: o.batch)
      }
    },
    .remembering("adds onto a buffer that is not cleared", .batching, .stale) { o, memory, plain in
      var results = try plain.results(o)
      let buffer = memory.buffer("output", results[0].count)
      results[0] = zip(buffer, results[0]).map { Double(Float($0 + $1)) }
      memory.kept["output"] = results[0]
      return results
    },
    .remembering("the last output keeps what the buffer held", .batching, .stale) { o, memory, plain in
      var results = try plain.results(o)
      let buffer = memory.buffer("output", results[0].count)
      if let last = results[0].indices.last { results[0][last] = buffer[last] }
      memory.kept["output"] = results[0]
      return results
    },
    .remembering("padding of a tile is multiplied by 0, and holds what was there", .batching, .stale) {
      o, memory, plain in
      var results = try plain.results(o)
      let buffer = memory.buffer("tile", o.input.count)
      for index in results[0].indices where !buffer.isEmpty {
        results[0][index] += 0 * buffer[index % buffer.count]
      }
      memory.kept["tile"] = o.input
      return results
    },
    .remembering("weights of the first call are kept for all of their size", .batching, .merge) { o, memory, plain in
      var kept = o
      let known = memory.buffer("left \(o.shape)", 0)
      if memory.kept["left \(o.shape)"] == nil { memory.kept["left \(o.shape)"] = o.left }
      kept.left = memory.kept["left \(o.shape)"] ?? known
      return try plain.results(kept)
    },
    .remembering("merging scales the weights that it was lent", .batching, .merge) { o, memory, plain in
      // The caller's own array is changed: asked again, it finds other weights.
      var lent = o
      if memory.kept["lent"] == o.left { lent.left = o.left.map { $0 * 2 } }
      memory.kept["lent"] = o.left
      return try plain.results(lent)
    },
  ]
}
