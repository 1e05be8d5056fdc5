public import ExactArithmetic

/// What became of one result of a case, for reports.
public struct CaseRecord: Sendable, Codable {
  public enum Outcome: String, Sendable, Codable {
    case exact, bound, mistrusted, violated, refused
  }

  public private(set) var caseID: String
  /// Which of the results; nil where there was none.
  public var result: KernelResult?
  public let outcome: Outcome
  public let reason: String
  /// ρ, rounded for reading.
  public var ratio: Double?
  /// ρ, exactly.
  public var exactRatio: Rational?
  public var blindSpots: [Mistake] = []
  /// Where the offending number stands: the row of the batch, or the block of a gradient.
  public var row: Int?
  /// One sentence where errors within the bound are greater than independent roundings would make them.
  public var warning: String?

  public init(caseID: String, outcome: Outcome, result: KernelResult? = nil, reason: String) {
    (self.caseID, self.outcome, self.result, self.reason) = (caseID, outcome, result, reason)
  }

  /// The same under the name of the case that it is a part of.
  func named(_ caseID: String) -> CaseRecord {
    var record = self
    record.caseID = caseID
    return record
  }

  init(_ result: KernelResult, _ verdict: Verdict) {
    (self.result, caseID, exactRatio, blindSpots) = (result, verdict.caseID, verdict.ratio, verdict.blindSpots)
    reason = result == .output || result == .matrix ? verdict.reason : "\(result.rawValue): \(verdict.reason)"
    // Beyond the range of Double there is only the exact one.
    ratio = verdict.ratio.map { Double($0) }.flatMap { $0.isFinite ? $0 : nil }
    row = verdict.holds ? nil : verdict.witness?.row
    warning = verdict.warning
    outcome =
      if !verdict.holds {
        .violated
      } else {
        switch verdict.tier {
        case .exact: .exact
        case .bound: .bound
        case .mistrusted: .mistrusted
        }
      }
  }
}
