import ExactArithmetic
import MonarchJudge
import MonarchReference
import Testing

/// An implementation made of a closure.
private struct Fake: Implementation {
  var model = ArithmeticModel(.float32)
  var layout = Layout.fly
  /// Answers this many cases and then goes silent.
  var stamina = Int.max
  let answer: (ProductCase) -> Answer

  func answer(
    plan: (Manifest) throws -> [CaseID], judge: (Manifest, ProductCase, Answer) throws -> MonarchJudge.Continuation
  ) async throws {
    let manifest = Manifest(name: "fake", layout: layout, model: model)
    for id in try plan(manifest).prefix(stamina) {
      let product = try ProductCase(id)
      if try judge(manifest, product, answer(product)) == .stop { return }
    }
  }

  static var right: Fake { Fake { .output(Arithmetic.honest[0].multiply($0)) } }
}

@Suite struct VerificationTests {
  private let verification = Verification(count: 30, seed: 1)

  @Test func rightImplementationsHaveNothingAgainstThem() async throws {
    let report = try await verification.run(Fake.right)
    #expect(report.objections == [] && report.records.count == 30 && report.planned == 30)
    #expect(report.smallestFailure == nil)
    #expect(report.count(.exact) + report.count(.bound) + report.count(.mistrusted) == 30)
    let worst = try #require(report.worst?.exactRatio)
    #expect(worst > 0 && worst <= 1 && report.records.allSatisfy { ($0.exactRatio ?? 0) <= worst })
  }

  @Test func firstViolationIsTheSmallest() async throws {
    // Wrong from four blocks on.
    let wrong = Fake { product in
      var result = Arithmetic.honest[0].multiply(product)
      if product.shape.k >= 4, !result.isEmpty { result[0] += 1000 }
      return .output(result)
    }
    let report = try await verification.run(wrong)
    let failure = try #require(report.smallestFailure)
    #expect(failure.caseID == report.records.first { $0.outcome == .violated }?.caseID)
    #expect(report.objections == ["\(report.count(.violated)) of 30 cases violated"])
    let shape = try #require(CaseID(failure.caseID)).shape
    #expect(shape.k >= 4)

    var fast = verification
    fast.failsFast = true
    let stopped = try await fast.run(wrong)
    #expect(stopped.records.last?.caseID == failure.caseID && stopped.count(.violated) == 1)
    #expect(stopped.objections == ["1 of \(stopped.records.count) cases violated"])
  }

  @Test func faultsAndSilenceAreObjections() async throws {
    let faulty = Fake { $0.batch == 1 ? .fault("gone") : .output(Arithmetic.honest[0].multiply($0)) }
    #expect(try await verification.run(faulty).smallestFailure?.reason == "gone")
    let silent = Fake(stamina: 4) { .output(Arithmetic.honest[0].multiply($0)) }
    #expect(try await verification.run(silent).objections == ["26 of 30 cases not run after repeated faults"])
  }

  @Test func vacuousRunsAreObjections() async throws {
    let refusing = Fake { _ in .refusal("never") }
    #expect(try await verification.run(refusing).objections == ["nothing was judged: all 30 cases refused"])
    // Nothing but cases that could not have caught a wrong answer.
    let picky = Fake { product in
      let result = Arithmetic.honest[0].multiply(product)
      let verdict = try? Judge(model: ArithmeticModel(.float32)).verdict(on: product, result: result)
      return verdict?.tier == .mistrusted ? .output(result) : .refusal("too telling")
    }
    let report = try await Verification(count: 60, seed: 1).run(picky)
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
    let rectangular = try MonarchShape(k: 2, q: 3, p: 4, l: 3, s: 5, r: 2)
    var one = verification
    one.only = CaseID(format: .float32, kind: .uniform, shape: rectangular, batch: 2, seed: 1)
    #expect(try await one.run(Fake.right).records.map(\.caseID) == [one.only?.description])
    await #expect(throws: PipeError.self) {
      try await one.run(Fake(layout: .paper) { _ in .refusal("") })
    }
    one.only = CaseID(format: .float64, kind: .uniform, shape: rectangular, batch: 2, seed: 1)
    await #expect(throws: PipeError.self) { try await one.run(Fake.right) }
  }
}
