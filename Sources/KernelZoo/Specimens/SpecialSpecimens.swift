import MonarchJudge
import MonarchReference

extension Specimen {
  /// NaN and infinities that do not arrive, or arrive elsewhere.
  static let specials: [Specimen] = [
    .wrong("NaN in the input becomes 0", .specials, .swallowed) { $0.before = { $0.input = $0.input.map(withoutNaN) } },
    .wrong("infinities lose their sign", .specials, .swallowed) { kernel in
      kernel.after = { results, _ in results[0] = results[0].map { $0.isInfinite ? $0.magnitude : $0 } }
    },
    .wrong("NaN becomes an infinity", .specials, .swallowed) { kernel in
      kernel.after = { results, _ in results[0] = results[0].map { $0.isNaN ? .infinity : $0 } }
    },
    .wrong("NaN in a weight becomes 0", .specials, .swallowed) { $0.before = { $0.left = $0.left.map(withoutNaN) } },
    .wrong("NaN in the cotangent becomes 0", .specials, .swallowed, asks: [.gradient]) { kernel in
      kernel.before = { $0.cotangent = $0.cotangent.map(withoutNaN) }
    },
    .wrong("maximum with NaN is the other number", .specials, .swallowed) { kernel in
      // As fmax(x, lowest) does.
      kernel.after = { results, _ in
        results[0] = results[0].map { $0.isNaN ? -Double(Float.greatestFiniteMagnitude) : $0 }
      }
    },
    .wrong("infinities saturate", .specials, .swallowed) { kernel in
      let limit = Double(Float.greatestFiniteMagnitude)
      kernel.before = { o in o.input = o.input.map { $0.isInfinite ? ($0 < 0 ? -limit : limit) : $0 } }
    },
    .wrong("terms with an input of 0 are skipped", .specials, .zeroSkipping) {
      $0.arithmetic.skips = { _, x in x == 0 }
    },
    .wrong("terms with a weight of 0 are skipped", .specials, .zeroSkipping) {
      $0.arithmetic.skips = { w, _ in w == 0 }
    },
    .wrong("terms with a cotangent of 0 are skipped", .specials, .zeroSkipping, asks: [.adjoint]) { kernel in
      kernel.arithmetic.skips = { _, g in g == 0 }
    },
    .wrong("rows of zeros are skipped in gradients", .specials, .zeroSkipping, asks: [.gradient]) { kernel in
      kernel.arithmetic.skips = { g, h in g == 0 || h == 0 }
    },
    .wrong("neighbours are multiplied by a mask of 0", .specials, .leaked) { kernel in
      // Reads one tile of 4 of the whole input, masked by the factor 0 beyond the block.
      kernel.inputTerms = { s, _, _ in (s.p + 3) / 4 * 4 }
      kernel.right = { s, a, c, i in i < s.p ? (a * s.q + c) * s.p + i : -1 }
    },
    .wrong("dense product: structural zeros times the input", .specials, .leaked) { kernel in
      // Zeros outside the slices are multiplied too, so that NaN reaches every output of its row.
      kernel.after = { results, o in
        let (n1, n3) = (o.shape.inputCount, o.shape.outputCount)
        for row in 0..<o.batch where o.input[row * n1..<(row + 1) * n1].contains(where: { !$0.isFinite }) {
          for index in 0..<n3 { results[0][row * n3 + index] = .nan }
        }
      }
    },
    .wrong("dR of another block is NaN too", .specials, .leaked, asks: [.gradient]) { kernel in
      kernel.after = { results, _ in
        if results[2].contains(where: \.isNaN), !results[2].isEmpty { results[2] = results[2].map { _ in .nan } }
      }
    },
  ]
}

private func withoutNaN(_ value: Double) -> Double { value.isNaN ? 0 : value }
