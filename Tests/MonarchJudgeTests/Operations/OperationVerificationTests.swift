import ExactArithmetic
import MonarchJudge
import MonarchReference
import Testing

/// A plan of cases judged in this process: what is recorded, and when it objects.
@Suite struct OperationVerificationTests {
  private static let operations: [MonarchOperation] = [.adjoint, .left, .right]

  private struct Kernel: OperationKernel {
    let manifest = Manifest(name: "simulated", layout: .fly, model: ArithmeticModel(.float64))
    /// What is done to the case before it is computed.
    var change: @Sendable (OperationCase) throws -> OperationCase = { $0 }

    func results(of operations: [MonarchOperation], _ data: OperationCase) throws -> [[Double]] {
      let data = try change(data)
      return operations.map { SimulatedKernel<Double>().result(of: $0, data) }
    }
  }

  private static func without(accumulators: Bool, _ data: OperationCase) throws -> OperationCase {
    try OperationCase(
      id: data.id, patterns: data.patterns, format: data.format, batch: data.batch, factors: data.factors,
      input: data.input, cotangent: data.cotangent, accumulators: accumulators ? nil : data.accumulators)
  }

  private func report(_ kernel: Kernel, count: Int = 16, failsFast: Bool = false) throws -> VerificationReport {
    try Verification(count: count, seed: 1, failsFast: failsFast).run(kernel, of: Self.operations, named: "gradient")
  }

  @Test func honestKernelsHold() throws {
    var totals: [Int] = []
    let report = try Verification(count: 16, seed: 1).run(Kernel(), of: Self.operations, named: "gradient") {
      totals.append($0)
    }
    #expect(report.objections == [] && report.operation == "gradient")
    #expect(report.records.count == 48 && report.planned == 48 && totals == Array(repeating: 48, count: 48))
    // A record names the case as one of products, which is how it is asked for again.
    #expect(report.records.allSatisfy { CaseID($0.caseID) != nil })
  }

  /// Gradients are added in some cases and written in others, so that to do always the one or the other is seen.
  @Test func accumulationIsAskedForAndHeldTo() throws {
    let forgetful = Kernel { try OperationVerificationTests.without(accumulators: true, $0) }
    let found = try report(forgetful)
    #expect(found.count(.violated) > 0 && found.records.count { $0.outcome != .violated } > 16)
    #expect(!found.objections.isEmpty)
    let eager = Kernel { data in
      let ones = data.factors.map { $0.map { _ in 1.0 } }
      return try OperationCase(
        id: data.id, patterns: data.patterns, format: data.format, batch: data.batch, factors: data.factors,
        input: data.input, cotangent: data.cotangent, accumulators: data.accumulators ?? ones)
    }
    #expect(try report(eager).count(.violated) > 0)
  }

  @Test func theFirstViolationMayEndTheRun() throws {
    let found = try report(
      Kernel { data in
        try OperationCase(
          id: data.id, patterns: data.patterns, format: data.format, batch: data.batch, factors: data.factors,
          input: data.input, cotangent: data.cotangent?.map { -$0 }, accumulators: data.accumulators)
      }, failsFast: true)
    #expect(found.smallestFailure != nil && found.records.count < 48 && found.planned == found.records.count)
  }

  private struct Refusal: Error {}

  @Test func aKernelThatThrowsIsViolated() throws {
    let found = try report(Kernel { _ in throw Refusal() })
    #expect(found.count(.violated) == 16 && found.objections.contains { $0.hasPrefix("16 of 16 cases violated") })
  }

  @Test func oneCaseIsJudgedAgain() throws {
    let id = try #require(CaseID("multiply-float64-uniform-2x3x4-3x5x2-b2-s3"))
    let found = try Verification(count: 1, seed: 1, only: id).run(Kernel(), of: Self.operations, named: "gradient")
    #expect(found.records.map(\.caseID) == Array(repeating: id.description, count: 3))
  }
}
