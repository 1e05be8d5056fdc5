/// The fates of mechanical mutants with several seeds: one that is killed with some seed is killed.
public struct MechanicalReport: Sendable {
  public let rows: [MechanicalRow]
  public let seeds: Int

  /// - Parameter runs: of the same mutants, one for each seed.
  public init(_ runs: [[MechanicalRow]]) {
    seeds = runs.count
    rows = (runs.first ?? []).indices.map { index in
      let all = runs.map { $0[index] }
      // What survives with one seed is a survivor: every seed must do.
      return all.first { $0.fate == .survived } ?? all.first { $0.fate == .killed } ?? all[0]
    }
  }

  public func count(_ fate: MechanicalRow.Fate) -> Int { rows.count { $0.fate == fate } }

  public var holds: Bool { !rows.isEmpty && count(.survived) == 0 }
}
