import ExactArithmetic
import MonarchJudge
import MonarchReference
import Synchronization
import Testing

/// A kernel that is wrong in one way.
private struct Wrong: InProcessKernel {
  var manifest = Manifest(
    name: "wrong", layout: .fly, model: ArithmeticModel(.float32), operations: Set(KernelOperation.allCases))
  let compute: @Sendable (Question) throws -> [[Double]]

  func results(of question: Question) throws -> [[Double]] { try compute(question) }

  /// The right results, correctly rounded.
  static func right(_ question: Question) throws -> [[Double]] {
    try Judge(model: ArithmeticModel(.float32)).roundedResults(of: question)
  }
}

@Suite struct ShrinkingTests {
  private func report(
    _ operation: KernelOperation, layout: Layout = .fly, compute: @escaping @Sendable (Question) throws -> [[Double]]
  ) async throws -> VerificationReport {
    var verification = Verification(count: 60, seed: 1)
    (verification.operations, verification.shrinks, verification.failsFast) = (
      [.kernel(operation)], true, true
    )
    var kernel = Wrong(compute: compute)
    kernel.manifest = Manifest(
      name: "wrong", layout: layout, model: ArithmeticModel(.float32), operations: [operation])
    return try #require(try await verification.run(kernel).first)
  }

  /// Every number of the question is 0, 1 or −1.
  private func isPlain(_ question: Question) -> Bool {
    let numbers = question.data.factors.flatMap(\.self) + (question.data.input ?? []) + (question.data.cotangent ?? [])
    return numbers.allSatisfy { [0, 1, -1].contains($0) }
  }

  /// Without its middle permutation a product differs from 2×1 blocks on, in 0 and ±1.
  @Test func missingPermutationsAreShownBySmallBlocks() async throws {
    let found = try await report(.multiply) { question in
      let shape = question.shape
      let patterns = [
        shape.rightPattern,
        try KroneckerPattern(a: shape.l, b: shape.s, c: shape.r, d: 1),
      ]
      let data = try OperationCase(
        id: "unpermuted", patterns: patterns, format: .float32, batch: question.data.batch,
        factors: question.data.factors, input: question.data.input, cotangent: nil)
      return [SimulatedKernel<Float>().result(of: .product, data)]
    }
    let shrunk = try #require(found.shrunk)
    #expect(shrunk.question.shape.parameterCount <= 12 && shrunk.question.data.batch == 1)
    #expect(isPlain(shrunk.question) && shrunk.asked <= 400)
    #expect(shrunk.record.outcome == .violated && shrunk.results != shrunk.expected)
    #expect(shrunk.expected == (try Wrong.right(shrunk.question)))
  }

  /// Mistakes that need a size stay at that size, and nothing else stays large.
  @Test func sizesThatMatterStay() async throws {
    for (operation, bad) in [(KernelOperation.multiply, 33), (.adjoint, 17), (.dense, 9)] {
      let found = try await report(operation) { question in
        var results = try Wrong.right(question)
        if question.shape.p >= bad, let last = results[0].indices.last { results[0][last] += 1 }
        return results
      }
      let shrunk = try #require(found.shrunk, "\(operation)")
      let shape = shrunk.question.shape
      #expect(shape.p == bad && shape.k * shape.q * shape.l * shape.s * shape.r == 1, "\(operation): \(shape)")
      #expect(isPlain(shrunk.question))
    }
    // From the 20th row of the batch on.
    let found = try await report(.multiply) { question in
      var results = try Wrong.right(question)
      for index in results[0].indices where index / question.shape.outputCount >= 20 { results[0][index] = 7.5 }
      return results
    }
    #expect(found.shrunk?.question.data.batch == 21)
  }

  /// One gradient of three is wrong; accumulators are kept apart.
  @Test func gradientsShrinkToo() async throws {
    for (operation, place) in [(KernelOperation.gradient, 1), (.accumulate, 2)] {
      let found = try await report(operation) { question in
        var results = try Wrong.right(question)
        // Doubled, so that a 0 is right.
        results[place] = results[place].map { 2 * $0 }
        return results
      }
      let shrunk = try #require(found.shrunk)
      #expect(shrunk.record.result == operation.results[place])
      #expect(shrunk.question.shape.parameterCount == 2 && shrunk.question.data.batch <= 1)
    }
  }

  /// A layout that can store few shapes gets one that it can store.
  @Test(arguments: Layout.presets) func shrunkShapesCanBeStored(layout: Layout) async throws {
    let found = try await report(.multiply, layout: layout) { question in
      try Wrong.right(question).map { $0.map { _ in 0 } }
    }
    let shrunk = try #require(found.shrunk)
    #expect(layout.admits(shrunk.question.shape) && shrunk.question.shape.parameterCount == 2)
  }

  /// What needs bits keeps some: a product in fewer bits than declared.
  @Test func precisionIsShownByFewNumbers() async throws {
    let found = try await report(.multiply) { question in
      let data = question.data
      let input = data.input?.map { Double(Arithmetic.truncated(Float($0), 10)) }
      let truncated = try OperationCase(
        id: data.id, patterns: data.patterns, format: data.format, batch: data.batch, factors: data.factors,
        input: input, cotangent: nil)
      return [SimulatedKernel<Float>().result(of: .product, truncated)]
    }
    let shrunk = try #require(found.shrunk)
    #expect(shrunk.question.shape.parameterCount == 2 && shrunk.question.data.batch == 1)
    #expect(shrunk.question.data.factors.allSatisfy { $0.allSatisfy { [1, -1].contains($0) } })
  }

  /// What is wrong once and right ever after is not shrunk, and crashes are not tried again and again.
  @Test func fleetingFailuresAreLeft() async throws {
    let asked = Mutex(0)
    let found = try await report(.multiply) { question in
      let count = asked.withLock {
        $0 += 1; return $0
      }
      return count == 1 ? [Array(repeating: 1e30, count: question.count(of: .output))] : try Wrong.right(question)
    }
    #expect(found.smallestFailure != nil && found.shrunk == nil && asked.withLock(\.self) == 2)
    struct Crash: Error {}
    let crashed = try await report(.multiply) { _ in throw Crash() }
    #expect(crashed.smallestFailure != nil && crashed.shrunk == nil)
  }

  /// A search climbs: to a larger ρ, and to what no case of the plan shows.
  @Test func searchesClimb() async throws {
    let id = try #require(CaseID("multiply-float32-uniform-2x2x3-2x2x2-b2-s3"))
    var verification = Verification(count: 1, seed: 1)
    (verification.only, verification.searchSteps, verification.shrinks) = (.vectors(id), 120, true)
    let honest = Wrong { [SimulatedKernel<Float>().result(of: .product, $0.data)] }
    let climbed = try #require(try await verification.run(honest).first)
    let search = try #require(climbed.search)
    #expect(climbed.objections == [] && climbed.shrunk == nil)
    #expect(try #require(search.found.ratio) > 1.2 * #require(search.start.ratio) && search.found.ratio! <= 1)
    let again = try #require(try await verification.run(honest).first?.search)
    #expect(again.found.ratio == search.found.ratio)

    // Right where all inputs are below 2, as they are in the plan.
    let rare = Wrong { question in
      let results = [SimulatedKernel<Float>().result(of: .product, question.data)]
      return question.data.input!.contains { $0.magnitude >= 2 } ? results.map { $0.map { $0 + 1000 } } : results
    }
    let found = try #require(try await verification.run(rare).first)
    #expect(found.smallestFailure == nil && found.objections == ["the search found a violated case"])
    #expect(try #require(found.shrunk).question.data.input!.contains { $0.magnitude >= 2 })
  }
}
