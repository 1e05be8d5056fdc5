public import ExactArithmetic
public import MonarchJudge

/// The kernels by which the judge is judged: wrong ones that it must catch, right ones that it must not accuse.
///
/// A test that nothing can fail proves nothing, and a judge that calls everything wrong proves no more. Projections and
/// factorisations have specimens of their own, as another criterion holds for them.
public struct Zoo: Sendable {
  private let kernels: [Specimen]
  private let projections: [ProjectionSpecimen]
  private let factorizations: [FactorizationSpecimen]

  /// All specimens, or those whose names contain this.
  public init(only: String? = nil) {
    func isWanted(_ name: String) -> Bool { only.map { name.contains($0) } ?? true }
    kernels = Zoo.kernels.filter { isWanted($0.name) }
    projections = ProjectionSpecimen.all.filter { isWanted($0.name) }
    factorizations = FactorizationSpecimen.all.filter { isWanted($0.name) }
  }

  /// What lives in it, without asking anything of them.
  public var names: [(name: String, area: Area, bug: BugClass?)] {
    kernels.map { ($0.name, $0.area, $0.bug) } + projections.map { ($0.name, .projection, $0.bug) }
      + factorizations.map { ($0.name, .factorization, $0.bug) }
  }

  public var count: Int { kernels.count + projections.count + factorizations.count }

  /// The kill matrix of one seed, in the order of the specimens.
  ///
  /// - Parameters:
  ///   - cases: generated cases for each kernel, beside some 100 other probes.
  ///   - seed: of everything that is drawn.
  ///   - largest: no generated case has more parameters.
  ///   - leniency: by what every bound is multiplied: 1, except to show that the matrix can fail.
  ///   - advance: called after each specimen.
  public func matrix(
    cases: Int, seed: UInt64, largest: Int = 3000, leniency: Rational = 1, advance: () -> Void = {}
  ) throws -> [MatrixRow] {
    try Zoo.matrix(of: kernels, cases: cases, seed: seed, largest: largest, leniency: leniency, advance: advance)
      + Zoo.matrix(of: projections, seed: seed, leniency: leniency, advance: advance)
      + Zoo.matrix(of: factorizations, seed: seed, leniency: leniency, advance: advance)
  }

  public static let kernels: [Specimen] =
    Specimen.forward + Specimen.adjoints + Specimen.gradients + Specimen.complex.filter { !$0.isRight }
    + Specimen.conventions + Specimen.precision + Specimen.specials + Specimen.threading + Specimen.batching
    + Specimen.rightKernels + Specimen.storedRight + Specimen.complex.filter(\.isRight)
}

/// One row of the kill matrix: what became of one specimen with the cases of one seed.
public struct MatrixRow: Sendable, Codable {
  public let name: String
  public let area: Area
  /// The bug's class; nil for a right one.
  public let bug: BugClass?
  /// What was declared: "float32", "bfloat16→float32→bfloat16".
  public let arithmetic: String
  /// On which grounds it was found wrong.
  public let grounds: [Ground]
  /// The smallest probe that shows it, and what it shows.
  public let probe: String?
  public let reason: String?
  /// The largest ρ, infinite where a number is none or must be exactly 0.
  public let worstRatio: Double
  /// Whether `allclose(1e-2)` passes it on the same finite cases.
  public let passesAllclose: Bool
  /// Whether it passes what published kernels are typically tested by.
  public let passesPeers: Bool

  public init(
    name: String, area: Area, bug: BugClass?, arithmetic: String, grounds: [Ground], probe: String?, reason: String?,
    worstRatio: Double, passesAllclose: Bool, passesPeers: Bool
  ) {
    (self.name, self.area, self.bug, self.arithmetic, self.grounds) = (name, area, bug, arithmetic, grounds)
    (self.probe, self.reason, self.worstRatio) = (probe, reason, worstRatio)
    (self.passesAllclose, self.passesPeers) = (passesAllclose, passesPeers)
  }
}

extension Zoo {
  /// Specimens that are asked the same probes.
  struct Cage: Hashable {
    let layout: Layout
    let model: ArithmeticModel
    let criterion: ErrorCriterion
  }

  static func matrix(
    of specimens: [Specimen], cases: Int, seed: UInt64, largest: Int, leniency: Rational, advance: () -> Void
  ) throws -> [MatrixRow] {
    var rows: [(Int, MatrixRow)] = []
    let cages = Dictionary(grouping: specimens.indices) { index in
      let specimen = specimens[index]
      return Cage(
        layout: specimen.layout, model: specimen.declaration.model, criterion: specimen.declaration.criterion)
    }
    for (cage, members) in cages {
      let plan = Examination.Plan(
        count: cases, seed: seed, layout: cage.layout, format: cage.model.input, largest: largest,
        hidesSums: cage.model.hidesSums)
      let examination = Examination(plan, model: cage.model, criterion: cage.criterion, leniency: leniency)
      let peers = try PeerTest(seed: seed, layout: cage.layout, format: cage.model.input)
      for index in members {
        let specimen = specimens[index]
        let record = try examination.examine(specimen.declaration, answer: specimen.converse())
        let passesPeers = try peers.passes(specimen.declaration, answer: specimen.converse())
        rows.append((index, MatrixRow(specimen, record, passesPeers: passesPeers)))
        advance()
      }
    }
    return rows.sorted { $0.0 < $1.0 }.map(\.1)
  }
}

extension MatrixRow {
  init(_ specimen: Specimen, _ record: ExaminationRecord, passesPeers: Bool) {
    self.init(
      name: specimen.name, area: specimen.area, bug: specimen.bug,
      arithmetic: specimen.declaration.model.description, grounds: record.findings.map(\.ground),
      probe: record.smallest?.probe, reason: record.smallest?.reason, worstRatio: record.worstRatio,
      passesAllclose: record.passesAllclose, passesPeers: passesPeers)
  }
}
