public import PropertyEngine

/// A statement about Monarch matrices, what was found true of it, and the laws that check it.
public struct Theorem: Sendable, Identifiable {
  /// What was found of a statement.
  public enum Status: String, Sendable, Codable, CaseIterable {
    /// True as stated here.
    case proved
    /// True, and more than its source claims.
    case strengthened
    /// False as its source states it; the statement here is what is true.
    case refuted
    /// Checked for the sizes named, not proved.
    case numeric
    /// Not known whether what its source claims is true; the statement says what is.
    case open
  }

  /// The name by which everything refers to the statement, as `slices`.
  public let id: String
  /// What is true, in a few sentences with formulas. Indices are 0-based; an index x of n = q·b is (x1, x0), x = x1·b + x0.
  public let statement: String
  /// Where it is claimed.
  public let source: String
  public let status: Status
  /// What the source says, where it differs.
  public let claim: String?
  /// Executable forms of the statement: each draws cases and throws where one violates it.
  public let laws: [Law]
  /// The theorems of Coq, in Proofs, that say it or a part of it; `make proofs` checks them.
  public let proofs: [String]
  /// What of the statement no theorem of Coq says, and what stands in the way; nil where they say all of it.
  public let unproved: String?
  /// A worked example at a tiny size: a few lines of text, computed anew. It throws where the statement fails.
  public let example: (@Sendable () throws -> String)?

  init(
    _ id: String, _ status: Status, source: String, claim: String? = nil, _ statement: String, laws: [[Law]],
    proofs: [String] = [], unproved: String? = nil, example: (@Sendable () throws -> String)? = nil
  ) {
    (self.id, self.status, self.source, self.claim) = (id, status, source, claim)
    (self.statement, self.laws, self.example) = (statement, laws.flatMap { $0 }, example)
    (self.proofs, self.unproved) = (proofs, unproved)
  }
}

/// An executable form of a statement, over one field.
public struct Law: Sendable {
  /// What it says, in the style of `transposeIsInvolutive`.
  public let name: String
  /// The scalars of its cases, as "ℚ" or "𝔽_97".
  public let field: String
  /// How many cases a run draws unless it is told otherwise.
  public let cases: Int
  /// How many of them a quick run draws, as the tests of this package are.
  public let quickCases: Int
  /// Draws a case and throws where it violates the law.
  public let body: @Sendable (Draws) throws -> Void

  /// A law over one field.
  public init(
    _ name: String, field: String, cases: Int, quickCases: Int? = nil,
    _ body: @escaping @Sendable (Draws) throws -> Void
  ) {
    (self.name, self.field, self.cases, self.quickCases) = (name, field, cases, min(quickCases ?? cases, cases))
    self.body = body
  }

  /// Runs the law.
  ///
  /// - Parameters:
  ///   - cases: how many cases; nil takes the law's own number.
  ///   - seed: the run's seed; the same one draws the same cases.
  public func check(cases: Int? = nil, seed: UInt64) async -> PropertyReport {
    var settings = PropertySettings.ci
    (settings.cases, settings.seed) = (cases ?? self.cases, seed)
    return await runProperty(settings) { draws in try body(draws) }
  }
}
