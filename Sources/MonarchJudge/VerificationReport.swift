import ExactArithmetic

/// What is judged: an operation on vectors, or one on matrices.
public enum VerifiedOperation: Hashable, Sendable, RawRepresentable, CaseIterable {
  case kernel(KernelOperation)
  case matrix(MatrixOperation)

  public static let allCases = KernelOperation.allCases.map(Self.kernel) + MatrixOperation.allCases.map(Self.matrix)

  public init?(rawValue: String) {
    guard let known = Self.allCases.first(where: { $0.rawValue == rawValue }) else { return nil }
    self = known
  }

  public var rawValue: String {
    switch self {
    case .kernel(let operation): operation.rawValue
    case .matrix(let operation): operation.rawValue
    }
  }
}

/// The judgement of one operation of an implementation: every case, and what follows from them.
public struct VerificationReport: Sendable {
  public let operation: VerifiedOperation
  public let manifest: Manifest
  /// A record for each result of each case; of a run that keeps none, only those that are violated.
  public private(set) var records: [CaseRecord] = []
  /// How many cases were judged.
  public private(set) var judged = 0
  /// How many cases were to be judged; more where the implementation failed too often to go on.
  public internal(set) var planned: Int
  /// The largest ρ among the results that hold.
  public private(set) var worst: CaseRecord?
  /// The first violated case of the ascending ladder.
  public private(set) var smallestFailure: CaseRecord?
  /// How the results under each of `VerificationReport.headings` came out.
  public private(set) var counts: [String: [CaseRecord.Outcome: Int]] = [:]
  /// How many of the results that have a ρ have one in each class of `RatioClass`.
  public private(set) var ratios = RatioHistogram()
  /// Where the errors of the worst and of two failing cases lie, where it was asked for.
  public internal(set) var portraits: [Portrait] = []
  /// The smallest failing case made smaller, where that was asked for.
  public internal(set) var shrunk: ShrunkFailure?
  /// What a search for a larger ρ found, where that was asked for.
  public internal(set) var search: RatioSearchResult?
  /// How many results have errors that are greater than independent roundings would make them, and the first of these.
  public private(set) var warned = 0
  public private(set) var firstWarning: CaseRecord?
  /// The first case that the implementation refused, with its reason.
  public private(set) var firstRefusal: CaseRecord?
  /// What was found out of the arithmetic, where that was asked for.
  public internal(set) var detected: DetectedArithmetic?
  private let keepsRecords: Bool

  public init(operation: VerifiedOperation, manifest: Manifest, planned: Int, keepsRecords: Bool = true) {
    (self.operation, self.manifest, self.planned, self.keepsRecords) = (operation, manifest, planned, keepsRecords)
  }

  /// Under what cases are counted: the kind of their data, or of what is done with them.
  public static let headings = CaseID.headings + MatrixKind.allCases.map(\.rawValue)

  /// One more case, with a record for each result.
  public mutating func record(_ case: [CaseRecord], of id: CaseName) {
    judged += 1
    let heading = id.heading
    for record in `case` {
      counts[heading, default: [:]][record.outcome, default: 0] += 1
      ratios.count(record)
      if record.warning != nil {
        warned += 1
        if firstWarning == nil { firstWarning = record }
      }
      if record.outcome == .refused, firstRefusal == nil { firstRefusal = record }
      if record.outcome == .violated {
        if smallestFailure == nil { smallestFailure = record }
      } else if let ratio = record.exactRatio ?? record.ratio.flatMap({ Rational(exactly: $0) }),
        ratio > worst?.exactRatio ?? worst?.ratio.flatMap({ Rational(exactly: $0) }) ?? -1
      {
        worst = record
      }
      if keepsRecords || record.outcome == .violated && records.count < VerificationReport.mostFailures {
        var kept = record
        // Exact ratios have a thousand digits; the worst and the smallest failure keep theirs.
        kept.exactRatio = nil
        records.append(kept)
      }
    }
  }

  /// So many violated records are kept of a run that keeps no others.
  private static let mostFailures = 1000

  public func count(_ outcome: CaseRecord.Outcome) -> Int { counts.values.reduce(0) { $0 + $1[outcome, default: 0] } }

  /// The results that there are records of.
  public var resultCount: Int { counts.values.reduce(0) { $0 + $1.values.reduce(0, +) } }

  /// The reasons why the implementation is not verified; empty where it is.
  public var objections: [String] {
    var objections: [String] = []
    let violated = count(.violated)
    let isSingle = if case .kernel(let operation) = operation { operation.results.count == 1 } else { true }
    let noun = isSingle ? "cases" : "results"
    if violated > 0 { objections.append("\(violated) of \(resultCount) \(noun) violated") }
    if let search, search.found.outcome == .violated { objections.append("the search found a violated case") }
    if judged < planned { objections.append("\(planned - judged) of \(planned) cases not run") }
    let counted = resultCount - count(.refused)
    if judged == 0 {
      objections.append("nothing was judged")
    } else if counted == 0 {
      objections.append("nothing was judged: all \(judged) cases refused")
    } else if counted < count(.refused) {
      objections.append("\(count(.refused)) of \(judged) cases refused")
    }
    if 2 * count(.mistrusted) > counted {
      objections.append("\(count(.mistrusted)) of \(counted) \(noun) could not have caught a wrong answer")
    }
    return objections
  }
}

/// What a search for a larger ρ found.
public struct RatioSearchResult: Sendable {
  /// Where it began: the worst result of the plan.
  public let start: CaseRecord
  public let found: CaseRecord
  public let question: Question
}

/// How many results have a ρ in each class: 0, up to 10^-6, …, up to 10^-1, up to 1, above 1.
public struct RatioHistogram: Sendable, Hashable {
  /// The upper ends of the classes between 0 and 1.
  public static let decades = [1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 1e-1, 1]
  /// One number for 0, for each decade, and for what is above 1 or no number.
  public private(set) var counts = [Int](repeating: 0, count: decades.count + 2)

  public init() {}

  mutating func count(_ record: CaseRecord) {
    guard let ratio = record.ratio else {
      if record.outcome == .violated { counts[counts.count - 1] += 1 }
      return
    }
    let place = ratio == 0 ? 0 : RatioHistogram.decades.firstIndex { ratio <= $0 }.map { $0 + 1 } ?? counts.count - 1
    counts[place] += 1
  }
}
