public import ExactArithmetic
import MonarchReference

/// Judges one implementation over a plan of cases.
public struct Verification: Sendable {
  /// How many generated cases; ignored where `only` is given.
  public var count: Int
  public var seed: UInt64
  /// Demands this layout of the implementation; nil takes the one it declares.
  public var layout: Layout?
  /// Stops at the first violated case, which is the smallest of the ladder.
  public var failsFast: Bool
  /// Judges this one case.
  public var only: CaseID?

  public init(count: Int, seed: UInt64, layout: Layout? = nil, failsFast: Bool = false, only: CaseID? = nil) {
    (self.count, self.seed, self.layout, self.failsFast, self.only) = (count, seed, layout, failsFast, only)
  }

  /// Runs the plan. Throws where the implementation cannot be judged at all; everything else is in the report.
  ///
  /// - Parameter progress: called after each case with the number of all cases.
  public func run(
    _ implementation: some Implementation, progress: (_ total: Int) -> Void = { _ in }
  ) async throws -> VerificationReport {
    var report: VerificationReport?
    var total = 0
    try await implementation.answer(
      plan: { manifest in
        if let layout, layout != manifest.layout {
          throw PipeError("--layout asks for \(layout), the implementation declares \(manifest.layout)")
        }
        report = VerificationReport(operation: "multiply", manifest: manifest)
        let cases = try self.cases(for: manifest)
        total = cases.count
        return cases
      },
      judge: { manifest, product, answer in
        let record = try self.record(manifest, product, answer)
        report?.record(record)
        progress(total)
        if failsFast && record.outcome == .violated {
          total = report?.records.count ?? 0
          return .stop
        }
        return .goOn
      })
    guard var report else { throw PipeError("the implementation was never asked") }
    report.planned = total
    return report
  }

  func cases(for manifest: Manifest) throws -> [CaseID] {
    guard let only else {
      return CasePlan(count: count, seed: seed, layout: manifest.layout, format: manifest.model.input).ids
    }
    guard only.format == manifest.model.input else {
      throw PipeError("case \(only) has \(only.format) data, the implementation takes \(manifest.model.input)")
    }
    guard manifest.layout.admits(only.shape) else {
      throw PipeError("case \(only) has a shape that layout \(manifest.layout) cannot store")
    }
    return [only]
  }

  private func record(_ manifest: Manifest, _ product: ProductCase, _ answer: Answer) throws -> CaseRecord {
    switch answer {
    case .output(let result):
      CaseRecord(try Judge(model: manifest.model).verdict(on: product, result: result))
    case .refusal(let reason): CaseRecord(caseID: product.id, outcome: .refused, reason: reason)
    case .fault(let reason): CaseRecord(caseID: product.id, outcome: .violated, reason: reason)
    }
  }
}

/// What became of one case, for reports.
public struct CaseRecord: Sendable, Codable {
  public enum Outcome: String, Sendable, Codable {
    case exact, bound, mistrusted, violated, refused
  }

  public let caseID: String
  public let outcome: Outcome
  public let reason: String
  /// ρ, rounded for reading.
  public var ratio: Double?
  /// ρ, exactly.
  public var exactRatio: Rational?
  public var blindSpots: [WrongAnswer] = []
  /// The batch row of the offending output.
  public var row: Int?

  init(caseID: String, outcome: Outcome, reason: String) {
    (self.caseID, self.outcome, self.reason) = (caseID, outcome, reason)
  }

  init(_ verdict: Verdict) {
    self.init(
      caseID: verdict.caseID, holds: verdict.holds, tier: verdict.tier, reason: verdict.reason, ratio: verdict.ratio)
    blindSpots = verdict.blindSpots
    row = verdict.holds ? nil : verdict.witness?.row
  }

  init(caseID: String, holds: Bool, tier: Tier, reason: String, ratio: Rational?) {
    (self.caseID, self.reason, exactRatio) = (caseID, reason, ratio)
    // Beyond the range of Double there is only the exact one.
    self.ratio = ratio.map { Double($0) }.flatMap { $0.isFinite ? $0 : nil }
    outcome =
      if !holds {
        .violated
      } else {
        switch tier {
        case .exact: .exact
        case .bound: .bound
        case .mistrusted: .mistrusted
        }
      }
  }
}

/// The judgement of an implementation: every case, and what follows from them.
public struct VerificationReport: Sendable {
  /// What was judged: multiply, adjoint or gradient.
  public let operation: String
  public let manifest: Manifest
  public internal(set) var records: [CaseRecord] = []
  /// How many cases were to be judged; more than `records` where the implementation failed too often to go on.
  public internal(set) var planned = 0

  init(operation: String, manifest: Manifest) { (self.operation, self.manifest) = (operation, manifest) }

  mutating func record(_ record: CaseRecord) { records.append(record) }

  public func count(_ outcome: CaseRecord.Outcome) -> Int { records.count { $0.outcome == outcome } }

  /// The largest ρ among the cases that hold.
  public var worst: CaseRecord? {
    records.filter { $0.outcome != .violated && $0.exactRatio != nil }.max { $0.exactRatio! < $1.exactRatio! }
  }

  /// The first violated case of the ascending ladder.
  public var smallestFailure: CaseRecord? { records.first { $0.outcome == .violated } }

  /// The reasons why the implementation is not verified; empty where it is.
  public var objections: [String] {
    var objections: [String] = []
    let violated = count(.violated)
    if violated > 0 { objections.append("\(violated) of \(records.count) cases violated") }
    if records.count < planned {
      objections.append("\(planned - records.count) of \(planned) cases not run after repeated faults")
    }
    let judged = records.count - count(.refused)
    if judged == 0 {
      objections.append("nothing was judged: all \(records.count) cases refused")
    } else if judged < count(.refused) {
      objections.append("\(count(.refused)) of \(records.count) cases refused")
    }
    if 2 * count(.mistrusted) > judged {
      objections.append("\(count(.mistrusted)) of \(judged) cases could not have caught a wrong answer")
    }
    return objections
  }
}
