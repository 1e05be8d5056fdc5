public import MonarchJudge

/// The kill matrices of several seeds in one: a wrong specimen is caught only if it is with each of them.
public struct KillMatrix: Sendable {
  public struct Row: Sendable, Codable {
    public let name: String
    public let area: Area
    public let bug: BugClass?
    public let arithmetic: String
    /// With how many of the seeds it was found wrong.
    public let found: Int
    public let seeds: Int
    /// On which grounds, with any seed.
    public let grounds: [Ground]
    /// The smallest probe that shows it, with the first seed that does.
    public let probe: String?
    public let reason: String?
    public let worstRatio: Double
    /// Whether `allclose` passes it with every seed.
    public let passesAllclose: Bool
    public let passesPeers: Bool

    public var isRight: Bool { bug == nil }
    /// A wrong one that survives with some seed, or a right one that is accused with some.
    public var isMisjudged: Bool { isRight ? found > 0 : found < seeds }
  }

  public let rows: [Row]

  /// - Parameter matrices: of the same specimens, one for each seed.
  public init(_ matrices: [[MatrixRow]]) {
    rows = (matrices.first ?? []).indices.map { index in
      let all = matrices.map { $0[index] }
      let shown = all.first { !$0.grounds.isEmpty } ?? all[0]
      return Row(
        name: shown.name, area: shown.area, bug: shown.bug, arithmetic: shown.arithmetic,
        found: all.count { !$0.grounds.isEmpty }, seeds: all.count,
        grounds: Ground.allCases.filter { ground in all.contains { $0.grounds.contains(ground) } },
        probe: shown.probe, reason: shown.reason, worstRatio: all.map(\.worstRatio).max() ?? 0,
        passesAllclose: all.allSatisfy(\.passesAllclose), passesPeers: all.allSatisfy(\.passesPeers))
    }
  }

  public var survivors: [Row] { rows.filter { !$0.isRight && $0.isMisjudged } }
  public var accused: [Row] { rows.filter { $0.isRight && $0.isMisjudged } }
  public var holds: Bool { survivors.isEmpty && accused.isEmpty && !rows.isEmpty }
}
