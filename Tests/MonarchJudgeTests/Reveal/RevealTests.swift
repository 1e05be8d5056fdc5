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

  // MARK: Trees of any form

  /// A tree drawn at random, some of its nodes of several parts, some of its products fused.
  private struct RandomSum {
    var tree: SummationTree
    var isFused: [Bool]

    init(count: Int, seed: UInt64, widest: Int) {
      var generator = SplitMix(state: seed)
      isFused = Array(repeating: false, count: count)
      var parts = (0..<count).map { SummationTree.term($0) }
      while parts.count > 1 {
        parts.shuffle(using: &generator)
        let width = min(parts.count, Int.random(in: 2...widest, using: &generator))
        let taken = Array(parts.prefix(width))
        parts = Array(parts.dropFirst(width)) + [.adding(taken)]
        // In a sum of a term and something else the product may be fused; of two products one is rounded.
        if width == 2, case .term(let index) = taken[0], Bool.random(using: &generator) { isFused[index] = true }
      }
      tree = parts[0]
    }

    func dot(_ u: [Double], _ v: [Double]) -> Double {
      func exactly(_ tree: SummationTree) -> Rational {
        switch tree {
        case .term(let index):
          return isFused[index] ? exact(u[index]) * exact(v[index]) : exact(Double(Float(u[index]) * Float(v[index])))
        case .sum(let parts):
          let values = parts.map(exactly)
          return exact(Double(Float(parts.count == 2 ? values[0] + values[1] : aligned(values, bits: 27))))
        }
      }
      return Double(Float(exactly(tree)))
    }
  }

  private struct SplitMix: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
      state &+= 0x9E37_79B9_7F4A_7C15
      var z = state
      z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
      z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
      return z ^ (z >> 31)
    }
  }

  /// Two independent ways: what is recovered equals what was drawn, and evaluates like exact sums that are rounded; nodes of
  /// several parts are adders that cut off.
  @Test func anyTreeIsRecovered() async throws {
    for seed in 0..<60 as Range<UInt64> {
      let count = 2 + Int(seed % 14)
      let widest = seed % 3 == 0 ? 4 : 2
      let (one, two) = (
        RandomSum(count: count, seed: seed, widest: widest), RandomSum(count: 7, seed: ~seed, widest: widest)
      )
      let kernel = PlainKernel(
        "drawn", right: { u, v, _ in one.dot(u, v) }, left: { u, v, _ in two.dot(u, v) })
      let revealer = Revealer(kernel.questions, batches: [1])
      let revealed = try await revealer.reveal(shape([1, 7, count, 1, 2, 7]))
      let orders = Stage.allCases.map { revealed.orders(of: $0).first }
      #expect(
        orders[0]?.tree == one.tree && orders[0]?.isFused == one.isFused,
        "\(one.tree) \(one.isFused) \(orders[0]?.isFused ?? [])")
      #expect(orders[1]?.tree == two.tree && orders[1]?.isFused == two.isFused)
      for kind in [CaseKind.uniform, .exponents, .cancelling] {
        let product = try ProductCase(
          CaseID(format: .float32, kind: kind, shape: revealed.shape, batch: 2, seed: seed))
        let verdict = try await revealer.verdict(on: product, output: kernel.multiply(product), format: .float32)
        #expect(verdict.holds, "\(kind), seed \(seed): \(verdict.reason)")
      }
    }
  }

  /// Sums longer than the precision counts: ones in a part of the terms at a time.
  @Test func countsBeyondThePrecision() async throws {
    let model = ArithmeticModel(.bfloat16)
    let tournament: PlainKernel.Dot = { u, v, _ in
      var terms = zip(floats(u), floats(v)).map { narrowed($0 * $1, 7) }
      while terms.count > 1 {
        let half = (terms.count + 1) / 2
        terms = (0..<half).map { $0 + half < terms.count ? narrowed(terms[$0] + terms[$0 + half], 7) : terms[$0] }
      }
      return Double(terms[0])
    }
    for (dot, rule) in [(bfloatSums, SummationRule.ascending), (tournament, .folding)] {
      let kernel = PlainKernel("bfloat16", model: model, right: dot)
      let revealed = try await Revealer(kernel.questions, batches: [1]).reveal(shape([1, 2, 270, 1, 2, 2]))
      #expect(revealed.failure(of: .right) == nil)
      #expect(revealed.orders(of: .right).first?.tree == rule.tree(count: 270))
      #expect(revealed.orders(of: .right).first?.adder.rounding.format == .bfloat16)
    }
  }

  // MARK: Orders that depend on something

  @Test func dependencesAreNamed() async throws {
    func revealed(_ choose: @escaping @Sendable (PlainKernel.Place) -> Bool) async throws -> (
      RevealedShape, Revealer, PlainKernel
    ) {
      let kernel = PlainKernel(
        "depends", right: ascending,
        left: { u, v, place in
          (choose(place) ? descending : ascending)(u, v, place)
        })
      let revealer = Revealer(kernel.questions, batches: [1, 2, 5])
      return (try await revealer.reveal(.square(4)), revealer, kernel)
    }
    let cases: [(@Sendable (PlainKernel.Place) -> Bool, [RevealedShape.Dependence])] = [
      ({ _ in false }, []), ({ $0.batch > 2 }, [.batch]), ({ $0.row % 2 == 1 }, [.row]),
      ({ $0.position >= 12 }, [.position]), ({ $0.batch == 5 && $0.row == 4 && $0.position == 0 }, [.row]),
    ]
    for (choose, dependences) in cases {
      let (shape, revealer, kernel) = try await revealed(choose)
      #expect(shape.dependences(of: .right) == [])
      #expect(shape.dependences(of: .left) == dependences)
      // A batch that was not looked at is revealed where it may differ.
      for batch in [1, 3, 5] {
        let product = try ProductCase(
          CaseID(format: .float32, kind: .cancelling, shape: shape.shape, batch: batch, seed: 4))
        let verdict = try await revealer.verdict(on: product, output: kernel.multiply(product), format: .float32)
        #expect(verdict.holds, "\(verdict.reason)")
      }
    }
  }

  /// One bit is enough to differ, and the verdict says where and what.
  @Test func otherBitsAreAVerdict() async throws {
    let kernel = PlainKernel("plain", right: fused)
    let revealer = Revealer(kernel.questions, batches: [1])
    let product = try ProductCase(
      CaseID(format: .float32, kind: .uniform, shape: .square(4), batch: 3, seed: 8))
    var output = kernel.multiply(product)
    #expect(try await revealer.verdict(on: product, output: output, format: .float32).holds)
    let right = Float(output[20])
    output[20] = Double(right.nextUp)
    let verdict = try await revealer.verdict(on: product, output: output, format: .float32)
    #expect(!verdict.holds && verdict.differing == 1 && verdict.first?.row == 1 && verdict.first?.output == 4)
    #expect(verdict.first?.foundBits == "0x" + String(right.nextUp.bitPattern, radix: 16))
    #expect(verdict.first?.replayedBits == "0x" + String(right.bitPattern, radix: 16))
    // The sign of a zero is a bit as well.
    let zeros = try ProductCase(
      id: "zeros", shape: .square(2), format: .float32, batch: 1, left: Array(repeating: 1, count: 8),
      right: Array(repeating: -0.0, count: 8), input: [1, 1, 1, 1])
    let signed = kernel.multiply(zeros)
    #expect(signed.allSatisfy { $0.sign == .minus })
    #expect(try await revealer.verdict(on: zeros, output: signed, format: .float32).holds)
    #expect(try await !revealer.verdict(on: zeros, output: signed.map { -$0 }, format: .float32).holds)
  }

  // MARK: Kernels that show no order

  @Test func kernelsWithoutAnOrderAreToldSo() async throws {
    let exactSums: PlainKernel.Dot = { u, v, _ in
      Double(Float(zip(u, v).reduce(Rational.zero) { $0 + exact($1.0) * exact($1.1) }))
    }
    let compensated: PlainKernel.Dot = { u, v, _ in
      var (sum, rest) = (Float(0), Float(0))
      for (a, b) in zip(floats(u), floats(v)) {
        let term = a * b - rest
        let next = sum + term
        rest = (next - sum) - term
        sum = next
      }
      return Double(sum)
    }
    let sorted: PlainKernel.Dot = { u, v, _ in
      let terms = zip(floats(u), floats(v)).map { $0 * $1 }.sorted { $0.magnitude < $1.magnitude }
      return Double(terms.dropFirst().reduce(terms[0], +))
    }
    for (name, dot) in [("compensated", compensated), ("sorted", sorted), ("cut sums", cutSums)] {
      let kernel = PlainKernel(name, right: dot)
      let revealer = Revealer(kernel.questions, batches: [1])
      let revealed = try await revealer.reveal(shape([1, 6, 9, 1, 6, 6]))
      if Stage.allCases.contains(where: { revealed.failure(of: $0) != nil }) { continue }
      // What looks like an order on masks is refuted by replaying it.
      let product = try ProductCase(
        CaseID(format: .float32, kind: .cancelling, shape: revealed.shape, batch: 20, seed: 2))
      let verdict = try await revealer.verdict(on: product, output: kernel.multiply(product), format: .float32)
      #expect(!verdict.holds, "\(name): \(revealed.orders(of: .left).map(\.summary))")
    }
    // Sums that are exact throughout are one node of all terms.
    let kernel = PlainKernel("exact", right: exactSums)
    let revealed = try await Revealer(kernel.questions, batches: [1]).reveal(shape([1, 6, 9, 1, 6, 6]))
    let failure = revealed.failure(of: .left)?.description
    #expect(failure?.contains("masking is impossible") ?? (revealed.orders(of: .left).first?.rule == .atOnce))
  }

  @Test func uselessAnswersAreErrors() async throws {
    let model = ArithmeticModel(.float32)
    for (answer, words) in [
      ([Double](), "expected"), ([.nan], "expected"),
    ] {
      let questions = ProductQuestions(name: "useless", layout: .fly, model: model) { _ in answer }
      await #expect { try await Revealer(questions, batches: [1]).reveal(.square(3)) } throws: {
        "\($0)".contains(words)
      }
    }
    for constant in [Double.nan, .infinity, 0, 1] {
      let questions = ProductQuestions(name: "constant", layout: .fly, model: model) { product in
        Array(repeating: constant, count: product.batch * product.shape.outputCount)
      }
      let revealed = try await Revealer(questions, batches: [1]).reveal(.square(3))
      #expect(revealed.failure(of: .left) != nil && revealed.failure(of: .right) != nil)
    }
    let noise = ProductQuestions(name: "noise", layout: .fly, model: model) { product in
      (0..<product.batch * product.shape.outputCount).map { _ in Double(Float.random(in: 0..<1)) }
    }
    await #expect(throws: RevealError.self) { try await Revealer(noise, batches: [1]).reveal(.square(3)) }
  }
}

@Suite struct SummationRuleTests {
  private let plain: [SummationRule] = [.ascending, .descending, .halves, .neighbours, .folding, .atOnce]

  /// A rule is found again from its tree: the same, or a simpler one that gives the same tree.
  @Test func rulesAreRecognized() throws {
    var rules = plain
    for across in plain {
      rules += [2, 3, 4, 8].map { .lanes($0, within: .ascending, across: across) }
      rules.append(.lanes(8, within: .ascending, across: .lanes(4, within: .ascending, across: across)))
      rules += [3, 8].map { .blocks($0, within: .ascending, across: across) }
      rules.append(.head(multiple: 8, .lanes(4, within: .ascending, across: across)))
    }
    for rule in rules {
      for count in [1, 2, 3, 7, 16, 29] {
        let tree = rule.tree(count: count)
        #expect(tree.terms.sorted() == Array(0..<count))
        let found = try #require(SummationRule.recognize(tree, count: count))
        #expect(found.tree(count: count) == tree)
        if count == 29 { #expect(found.description.count <= rule.description.count) }
      }
    }
  }

  @Test func treesAreWritten() {
    #expect(SummationRule.ascending.tree(count: 4).description == "(((0+1)+2)+3)")
    #expect(SummationRule.neighbours.tree(count: 5).description == "(((0+1)+(2+3))+4)")
    #expect(
      SummationRule.lanes(2, within: .ascending, across: .ascending).tree(count: 5).description == "(((0+2)+4)+(1+3))")
    #expect(SummationRule.blocks(2, within: .atOnce, across: .atOnce).tree(count: 4).description == "((0+1)+(2+3))")
    #expect(SummationRule.atOnce.tree(count: 3).description == "(0+1+2)")
    #expect(
      SummationRule.lanes(8, within: .ascending, across: .folding).description == "8 lanes, then pairwise (folded)")
    // A tree that no rule here gives.
    let odd = SummationTree.adding([
      .term(0), .adding([.term(2), .adding([.term(1), .adding([.term(4), .term(3)])])]),
    ])
    #expect(SummationRule.recognize(odd, count: 5) == nil)
  }
}
