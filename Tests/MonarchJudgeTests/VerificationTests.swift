import ExactArithmetic
import MonarchJudge
import MonarchReference
import Synchronization
import Testing

/// An implementation made of a closure.
private struct Fake: Implementation, Conversation {
  var manifest = Manifest(name: "fake", layout: .fly, model: ArithmeticModel(.float32))
  let respond: @Sendable (Question) throws -> Answer

  func converse<Result: Sendable>(
    _ body: @Sendable (any Conversation) async throws -> Result
  ) async throws -> Result { try await body(self) }

  func answer(_ question: Question) async throws -> Answer { try respond(question) }

  static var right: Fake { Fake { .results([Arithmetic.honest[0].multiply($0.data)]) } }
}

@Suite struct VerificationTests {
  private let verification = Verification(count: 30, seed: 1)

  private func report(_ fake: Fake, _ verification: Verification? = nil) async throws -> VerificationReport {
    let reports = try await (verification ?? self.verification).run(fake)
    #expect(reports.count == 1)
    return try #require(reports.first)
  }

  @Test func rightImplementationsHaveNothingAgainstThem() async throws {
    let report = try await report(.right)
    #expect(report.objections == [] && report.records.count == 30 && report.planned == 30)
    #expect(report.smallestFailure == nil && report.operation == .kernel(.multiply))
    #expect(report.count(.exact) + report.count(.bound) + report.count(.mistrusted) == 30)
    let worst = try #require(report.worst?.exactRatio)
    #expect(worst > 0 && worst <= 1 && report.records.allSatisfy { ($0.exactRatio ?? 0) <= worst })
  }

  @Test func firstViolationIsTheSmallest() async throws {
    // Wrong from four blocks on.
    let wrong = Fake { question in
      var result = Arithmetic.honest[0].multiply(question.data)
      if question.shape.k >= 4, !result.isEmpty { result[0] += 1000 }
      return .results([result])
    }
    let found = try await report(wrong)
    let failure = try #require(found.smallestFailure)
    #expect(failure.caseID == found.records.first { $0.outcome == .violated }?.caseID)
    #expect(found.objections == ["\(found.count(.violated)) of 30 cases violated"])
    let shape = try #require(CaseID(failure.caseID)).shape
    #expect(shape.k >= 4)

    var fast = verification
    fast.failsFast = true
    let stopped = try await report(wrong, fast)
    #expect(stopped.records.last?.caseID == failure.caseID && stopped.count(.violated) == 1)
    #expect(stopped.objections == ["1 of \(stopped.records.count) cases violated"])
  }

  @Test func faultsAndSilenceAreObjections() async throws {
    let faulty = Fake {
      $0.data.batch == 1 ? .fault("gone") : .results([Arithmetic.honest[0].multiply($0.data)])
    }
    #expect(try await report(faulty).smallestFailure?.reason == "gone")
    let asked = Mutex(0)
    let silent = Fake { question in
      if asked.withLock({
        $0 += 1; return $0
      }) > 4 {
        throw ConversationEnded("tired")
      }
      return .results([Arithmetic.honest[0].multiply(question.data)])
    }
    #expect(try await report(silent).objections == ["26 of 30 cases not run"])
    let manifold = Fake { _ in .results([[], []]) }
    #expect(try await report(manifold).smallestFailure?.reason == "expected 1 results, found 2")
  }

  @Test func vacuousRunsAreObjections() async throws {
    let refusing = Fake { _ in .refusal("never") }
    #expect(try await report(refusing).objections == ["nothing was judged: all 30 cases refused"])
    // Nothing but cases that could not have caught a wrong answer.
    let picky = Fake { question in
      let result = Arithmetic.honest[0].multiply(question.data)
      let verdict = try Judge(model: ArithmeticModel(.float32)).verdict(on: .output, of: question, result: result)
      return verdict.tier == .mistrusted ? .results([result]) : .refusal("too telling")
    }
    let report = try await report(picky, Verification(count: 60, seed: 1))
    let mistrusted = report.count(.mistrusted)
    #expect(mistrusted > 0)
    #expect(
      report.objections == [
        "\(60 - mistrusted) of 60 cases refused",
        "\(mistrusted) of \(mistrusted) cases could not have caught a wrong answer",
      ])
  }

  @Test func layoutAndCaseMustFit() async throws {
    var paper = verification
    paper.layout = .paper
    await #expect(throws: PipeError.self) { try await paper.run(Fake.right) }
    var adjoint = verification
    adjoint.operations = [.kernel(.adjoint)]
    await #expect(throws: PipeError.self) { try await adjoint.run(Fake.right) }
    let rectangular = try MonarchShape(k: 2, q: 3, p: 4, l: 3, s: 5, r: 2)
    var one = verification
    one.only = .vectors(CaseID(format: .float32, kind: .uniform, shape: rectangular, batch: 2, seed: 1))
    #expect(try await report(.right, one).records.map(\.caseID) == [one.only?.description])
    await #expect(throws: PipeError.self) {
      let paper = Manifest(name: "fake", layout: .paper, model: ArithmeticModel(.float32))
      _ = try await one.run(Fake(manifest: paper) { _ in .refusal("") })
    }
    one.only = .vectors(CaseID(format: .float64, kind: .uniform, shape: rectangular, batch: 2, seed: 1))
    await #expect(throws: PipeError.self) { try await one.run(Fake.right) }
    one.only = .vectors(CaseID(.adjoint, format: .float32, kind: .uniform, shape: rectangular, batch: 2, seed: 1))
    await #expect(throws: PipeError.self) { try await one.run(Fake.right) }
  }
}

/// Every operation of a kernel in this process.
@Suite struct KernelVerificationTests {
  private struct Kernel: InProcessKernel {
    var manifest = Manifest(
      name: "simulated", layout: .fly, model: ArithmeticModel(.float64), operations: Set(KernelOperation.allCases))
    /// What is done to the case before it is computed.
    var change: @Sendable (OperationCase) throws -> OperationCase = { $0 }

    func results(of question: Question) throws -> [[Double]] {
      let data = try change(question.data)
      let kernel = SimulatedKernel<Double>()
      switch question.operation {
      case .multiply: return [kernel.result(of: .product, data)]
      case .adjoint: return [kernel.result(of: .adjoint, data)]
      case .gradient, .accumulate:
        return [MonarchOperation.adjoint, .left, .right].map { kernel.result(of: $0, data) }
      case .dense:
        let (rows, columns) = (question.shape.outputCount, question.shape.inputCount)
        let product = kernel.result(of: .product, data)
        return [(0..<rows * columns).map { product[$0 % columns * rows + $0 / columns] }]
      }
    }
  }

  private static func changing(
    _ data: OperationCase, cotangent: [Double]? = nil, accumulators: [[Double]]?
  ) throws -> OperationCase {
    try OperationCase(
      id: data.id, patterns: data.patterns, format: data.format, batch: data.batch, factors: data.factors,
      input: data.input, cotangent: cotangent ?? data.cotangent, accumulators: accumulators)
  }

  private func reports(
    _ kernel: Kernel, count: Int = 16, failsFast: Bool = false
  ) async throws -> [KernelOperation: VerificationReport] {
    var verification = Verification(count: count, seed: 1)
    verification.failsFast = failsFast
    let reports = try await verification.run(kernel)
    return Dictionary(
      uniqueKeysWithValues: reports.compactMap { report in
        if case .kernel(let operation) = report.operation { (operation, report) } else { nil }
      })
  }

  @Test func honestKernelsHold() async throws {
    let totals = Mutex<[Int]>([])
    let reports = try await Verification(count: 16, seed: 1).run(Kernel()) { total in
      totals.withLock { $0.append(total) }
    }
    #expect(reports.map(\.operation) == KernelOperation.allCases.map(VerifiedOperation.kernel))
    #expect(totals.withLock(\.self) == Array(repeating: 80, count: 80))
    for report in reports {
      #expect(report.objections == [] && report.judged == 16 && report.planned == 16)
      guard case .kernel(let operation) = report.operation else { continue }
      #expect(report.records.count == 16 * operation.results.count)
      #expect(report.records.allSatisfy { CaseID($0.caseID)?.operation == operation })
    }
  }

  /// To add always, or never, is seen.
  @Test func accumulationIsAskedForAndHeldTo() async throws {
    let forgetful = try await reports(Kernel { try Self.changing($0, accumulators: nil) })
    #expect(forgetful[.gradient]?.count(.violated) == 0)
    let found = try #require(forgetful[.accumulate])
    #expect(
      found.count(.violated) > 16 && found.records.allSatisfy { $0.outcome != .violated || $0.result != .inputGradient }
    )
    #expect(found.objections == ["\(found.count(.violated)) of 48 results violated"])
    let eager = try await reports(
      Kernel { try Self.changing($0, accumulators: $0.accumulators ?? $0.factors.map { $0.map { _ in 1.0 } }) })
    #expect(try #require(eager[.gradient]?.count(.violated)) > 0 && eager[.accumulate]?.count(.violated) == 0)
  }

  @Test func theFirstViolationMayEndTheRun() async throws {
    let found = try await reports(
      Kernel { try Self.changing($0, cotangent: $0.cotangent?.map { -$0 }, accumulators: $0.accumulators) },
      failsFast: true)
    #expect(found[.multiply]?.judged == 16)
    let gradient = try #require(found[.gradient])
    #expect(gradient.smallestFailure != nil && gradient.judged < 16 && gradient.planned == gradient.judged)
  }

  private struct Refusal: Error {}

  @Test func aKernelThatThrowsIsViolated() async throws {
    let found = try #require(try await reports(Kernel { _ in throw Refusal() })[.gradient])
    #expect(found.count(.violated) == 16 && found.objections.contains { $0.hasPrefix("16 of 16 results violated") })
  }

  @Test func oneCaseIsJudgedAgain() async throws {
    let id = try #require(CaseID("gradient-float64-uniform-2x3x4-3x5x2-b2-s3"))
    var verification = Verification(count: 1, seed: 1)
    verification.only = .vectors(id)
    let found = try await verification.run(Kernel())
    #expect(found.map(\.operation) == [.kernel(.gradient)])
    #expect(found[0].records.map(\.caseID) == Array(repeating: id.description, count: 3))
    #expect(found[0].records.map(\.result) == [.inputGradient, .leftGradient, .rightGradient])
  }

  /// Every case is in exactly one shard, and the shards are about as large.
  @Test func shardsShareTheCases() async throws {
    let whole = try await reports(Kernel(), count: 60)
    var seen: [String] = []
    for index in 1...3 {
      var verification = Verification(count: 60, seed: 1)
      verification.shard = Shard("\(index)/3")
      for report in try await verification.run(Kernel()) {
        #expect(report.objections == [] && report.judged == report.planned && report.judged > 5)
        seen += Set(report.records.map(\.caseID))
      }
    }
    #expect(seen.count == 300 && Set(seen) == Set(whole.values.flatMap { $0.records.map(\.caseID) }))
    for text in ["0/3", "4/3", "1/0", "1", "1/3/3", "a/b", "-1/3", "+1/3", "01/3", "1/9999999999999999999"] {
      #expect(Shard(text) == nil)
    }
  }

  /// Until the clock says so, plan after plan with new seeds; and nothing but failures is kept where records are not.
  @Test func timeBoxedRunsGoOn() async throws {
    var verification = Verification(count: 4, seed: 1)
    verification.operations = [.kernel(.multiply)]
    verification.deadline = .now + .seconds(3600)
    let names = Mutex<[String]>([])
    verification.log = { _, id, _ in names.withLock { $0.append("\(id)") } }
    verification.keepsRecords = false
    // No clock decides here: the kernel is tired after three plans and a half.
    let tiring = Fake { question in
      if names.withLock(\.count) == 14 { throw ConversationEnded("tired") }
      return .results([SimulatedKernel<Float>().result(of: .product, question.data)])
    }
    let report = try #require(try await verification.run(tiring).first)
    #expect(report.judged == 14 && report.objections == ["2 of 16 cases not run"])
    #expect(report.records.isEmpty && report.resultCount == 14 && report.worst != nil)
    #expect(report.ratios.counts.reduce(0, +) > 0 && report.ratios.counts.last == 0)
    #expect(names.withLock { Set($0).count } == 14)
    verification.deadline = .now
    #expect(try await verification.run(Kernel()).first?.objections == ["nothing was judged"])
  }

  /// What is known is not asked again, and counts as if it had been.
  @Test func runsGoOnWhereTheyEnded() async throws {
    let records = Mutex<[String: [CaseRecord]]>([:])
    var verification = Verification(count: 20, seed: 1)
    verification.log = { _, id, found in records.withLock { $0["\(id)"] = found } }
    let first = try await verification.run(Kernel())
    let half = records.withLock { records in
      for (index, id) in records.keys.sorted().enumerated() where index % 2 == 0 { records[id] = nil }
      return records
    }
    let asked = Mutex(0)
    verification.log = { _, _, _ in asked.withLock { $0 += 1 } }
    verification.known = { _, id in half["\(id)"] }
    let again = try await verification.run(Kernel())
    #expect(asked.withLock(\.self) == 50)
    for (one, other) in zip(first, again) {
      #expect(one.records.map(\.caseID) == other.records.map(\.caseID) && one.counts == other.counts)
      #expect(one.worst?.caseID == other.worst?.caseID && one.ratios == other.ratios)
    }
  }

  /// A portrait shows every number's ρ where it is.
  @Test func portraitsShowWhereErrorsLie() async throws {
    var wrong = Kernel()
    wrong.manifest = Manifest(
      name: "off", layout: .fly, model: ArithmeticModel(.float64), operations: [.multiply, .gradient, .dense])
    var verification = Verification(count: 40, seed: 1)
    verification.portrays = true
    for report in try await verification.run(wrong) {
      let portrait = try #require(report.portraits.first)
      #expect(report.portraits.count == 1 && portrait.role == .worst && portrait.caseID == report.worst?.caseID)
      #expect(portrait.ratios.count == portrait.rows * portrait.width)
      #expect(portrait.ratios.max() == report.worst?.ratio)
    }
    let judge = Judge(model: ArithmeticModel(.float64))
    for name in ["dense-float64-integers-2x3x4-3x5x2-b1-s3", "multiply-float64-uniform-2x3x4-3x5x2-b3-s3"] {
      let question = try Question(#require(CaseID(name)))
      var result = try #require(Kernel().results(of: question).first)
      result[3 * 8 + 2] += 1
      let portrait = try #require(
        try judge.portrait(of: question.operation.results[0], question, result: result, role: .smallestFailure))
      #expect(portrait.ratios[3 * 8 + 2] > 1 && portrait.ratios.count { $0 > 1 } == 1)
    }
  }

  /// A dense matrix that is transposed, or whose rows stand in blocks.
  @Test func denseMatricesAreJudgedByTheirPlaces() async throws {
    let id = try #require(CaseID("dense-float64-integers-2x3x4-3x5x2-b1-s3"))
    let question = try Question(id)
    let judge = Judge(model: ArithmeticModel(.float64))
    var right = try #require(Kernel().results(of: question).first)
    #expect(try judge.verdict(on: .matrix, of: question, result: right).holds)
    right[3 * 8 + 2] += 1
    let verdict = try judge.verdict(on: .matrix, of: question, result: right)
    #expect(!verdict.holds && verdict.reason.hasPrefix("entry (3, 2) must be exactly"), "\(verdict)")
    #expect(try !judge.verdict(on: .matrix, of: question, result: Array(right.dropLast())).holds)
  }
}
