import ExactArithmetic
import MonarchJudge
import MonarchReference
import Testing

@Suite struct RevealTests {
  private func shape(_ sizes: [Int]) throws -> MonarchShape {
    try MonarchShape(k: sizes[0], q: sizes[1], p: sizes[2], l: sizes[3], s: sizes[4], r: sizes[5])
  }

  /// Kernels, and the order that they write out.
  private static let orders: [(PlainKernel, SummationRule, isFused: Bool)] = [
    (PlainKernel("ascending", right: ascending), .ascending, false),
    (PlainKernel("ascending from zero", right: ascendingFromZero), .ascending, false),
    (PlainKernel("descending", right: descending), .descending, false),
    (PlainKernel("fused", right: fused), .ascending, true),
    (PlainKernel("fused from zero", right: fusedFromZero), .ascending, true),
    (PlainKernel("halves", right: halves), .halves, false),
    (PlainKernel("4 lanes", right: lanes(4)), .lanes(4, within: .ascending, across: .folding), true),
    (PlainKernel("blocks of 3", right: blocks(3)), .blocks(3, within: .ascending, across: .ascending), false),
    (PlainKernel("double sums", right: doubleSums), .ascending, false),
  ]

  @Test(arguments: RevealTests.orders.indices)
  func ordersAreFoundAndReplayed(_ index: Int) async throws {
    let (kernel, rule, isFused) = RevealTests.orders[index]
    let revealer = Revealer(kernel.questions, batches: [1, 3])
    let revealed = try await revealer.reveal(shape([2, 6, 11, 4, 5, 3]))
    for stage in Stage.allCases {
      #expect(revealed.failure(of: stage) == nil)
      let orders = revealed.orders(of: stage)
      #expect(orders.count == 1 && revealed.dependences(of: stage) == [])
      let order = try #require(orders.first)
      #expect(order.tree == rule.tree(count: order.count), "\(order.tree)")
      #expect(order.isFused.contains(true) == isFused || order.count < 5)
      #expect(order.start != .unknown)
    }
    try await replaysEveryKind(kernel, revealer)
  }

  /// Every kind of data, sizes of 1, uneven sizes and several batches.
  private func replaysEveryKind(_ kernel: PlainKernel, _ revealer: Revealer) async throws {
    let ids = CasePlan(count: 64, seed: 9, layout: kernel.layout, format: kernel.model.input, largest: 700).ids
    for id in ids where id.batch <= 8 {
      let product = try ProductCase(id)
      let verdict = try await revealer.verdict(
        on: product, output: kernel.multiply(product), format: kernel.model.output)
      #expect(verdict.holds, "\(kernel.name), \(id): \(verdict.reason)")
    }
  }
}
