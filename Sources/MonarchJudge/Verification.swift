import MonarchReference

/// Judges one implementation over a plan of cases.
public struct Verification: Sendable {
  /// How many generated cases of each operation; ignored where `only` is given.
  public var count: Int
  /// How many probes at most of each operation beside the generated cases (`CasePlan.probes`); there are some 100.
  public var probes = 0
  public var seed: UInt64
  /// Demands this layout of the implementation; nil takes the one it declares.
  public var layout: Layout?
  /// Judges these operations, which the implementation must offer; nil judges all that it offers.
  public var operations: [VerifiedOperation]?
  /// Stops at the first violated case of each operation, which is the smallest of the ladder.
  public var failsFast = false
  /// Judges this one case.
  public var only: CaseName?
  /// No shapes with more parameters than this.
  public var largest = Int.max
  /// Judges these cases only.
  public var shard: Shard?
  /// Goes on with new seeds, plan after plan, until then.
  public var deadline: ContinuousClock.Instant?
  /// Whether reports keep a record of every result.
  public var keepsRecords = true
  /// Whether reports show where the errors of the worst and of the smallest failing case lie.
  public var portrays = false
  /// Whether reports show the smallest failing case made smaller and plainer.
  public var shrinks = false
  /// Whether the report of products says what was found out of the arithmetic.
  public var detects = false
  /// How many questions a search for a larger ρ may ask, from the worst case of each operation.
  public var searchSteps = 0
  /// What is already known of a case, which is then not asked again.
  public var known: @Sendable (Manifest, CaseName) -> [CaseRecord]? = { _, _ in nil }
  /// Told of every case that was judged, before the next one is asked.
  public var log: @Sendable (Manifest, CaseName, [CaseRecord]) throws -> Void = { _, _, _ in }

  public init(count: Int, seed: UInt64) { (self.count, self.seed) = (count, seed) }

  /// Runs the plan: a report for each operation. Throws where the implementation cannot be judged at all; everything else
  /// is in the reports.
  ///
  /// - Parameter progress: called after each case with the number of all cases.
  public func run(
    _ implementation: some Implementation, progress: @Sendable (_ total: Int) -> Void = { _ in }
  ) async throws -> [VerificationReport] {
    try await implementation.converse { conversation in
      let manifest = conversation.manifest
      let operations = try offered(manifest)
      var reports = operations.map {
        VerificationReport(operation: $0, manifest: manifest, planned: 0, keepsRecords: keepsRecords)
      }
      var total = 0
      for round in 0... {
        let plans = try operations.map { try plan(of: $0, round: UInt64(round), for: manifest) }
        total += plans.reduce(0) { $0 + $1.count }
        for (index, cases) in plans.enumerated() {
          try await judge(cases, of: conversation, into: &reports[index]) { progress(total) }
        }
        guard let deadline, deadline > .now, reports.allSatisfy({ $0.judged == $0.planned }) else { break }
      }
      for index in reports.indices { try await look(closer: &reports[index], conversation) }
      return reports
    }
  }

  private func judge(
    _ cases: [CaseName], of conversation: any Conversation, into report: inout VerificationReport, progress: () -> Void
  ) async throws {
    let manifest = conversation.manifest
    let judge = Judge(model: manifest.model)
    report.planned += cases.count
    for id in cases {
      if let deadline {
        if deadline <= .now {
          report.planned = report.judged
          return
        }
        // So that several runs side by side all have their share of the time.
        await Task.yield()
      }
      if let records = known(manifest, id) {
        report.record(records, of: id)
      } else {
        let records: [CaseRecord]
        do {
          records = try await judge.records(of: id, conversation)
        } catch is ConversationEnded {
          return
        }
        report.record(records, of: id)
        try log(manifest, id, records)
      }
      progress()
      if failsFast, report.smallestFailure != nil {
        report.planned = report.judged
        return
      }
    }
  }

  /// Searches, shrinks and portrays, as far as that is asked for and the implementation answers.
  private func look(closer report: inout VerificationReport, _ conversation: any Conversation) async throws {
    do {
      if searchSteps > 0, report.smallestFailure == nil, let worst = report.worst, let id = CaseID(worst.caseID) {
        var search = RatioSearch(conversation, id, seed: seed)
        report.search = try await search.climb(from: try Question(id), steps: searchSteps).map {
          RatioSearchResult(start: worst, found: $0.record, question: $0.question)
        }
      }
      if shrinks {
        var shrinker = Shrinker(conversation)
        if let search = report.search, search.found.outcome == .violated {
          report.shrunk = try await shrinker.shrink(search.question)
        } else if let failure = report.smallestFailure, failure.result != nil, let id = CaseID(failure.caseID) {
          report.shrunk = try await shrinker.shrink(try Question(id))
        }
      }
      if detects, report.operation == .kernel(.multiply) {
        report.detected = try? await ArithmeticDetection(ProductQuestions(conversation)).run()
      }
      if portrays { report.portraits = try await portraits(of: report, conversation) }
    } catch is ConversationEnded {
      // What was judged stands.
    }
  }

  /// The operations that are to be judged.
  private func offered(_ manifest: Manifest) throws -> [VerifiedOperation] {
    let offered = VerifiedOperation.allCases.filter(manifest.offers)
    if let layout, layout != manifest.layout {
      throw PipeError("--layout asks for \(layout), the implementation declares \(manifest.layout)")
    }
    for operation in operations ?? [] where !offered.contains(operation) {
      throw PipeError("--operation asks for \(operation.rawValue), which the implementation does not offer")
    }
    guard let only else { return operations.map { offered.filter($0.contains) } ?? offered }
    guard offered.contains(only.operation) else {
      throw PipeError("case \(only) is one of an operation that the implementation does not offer")
    }
    let (format, shape) =
      switch only {
      case .vectors(let id): (id.format, id.shape)
      case .matrix(let id): (id.format, id.shape)
      }
    guard format == manifest.model.input else {
      throw PipeError("case \(only) has \(format) data, the implementation takes \(manifest.model.input)")
    }
    guard only.operation == .matrix(.factor) || manifest.layout.admits(shape) else {
      throw PipeError("case \(only) has a shape that layout \(manifest.layout) cannot store")
    }
    return [only.operation]
  }

  /// The cases of an operation, from the smallest to the largest, and then the probes.
  public func plan(
    of operation: VerifiedOperation, round: UInt64 = 0, for manifest: Manifest
  ) throws -> [CaseName] {
    if let only { return [only] }
    let seed = seed &+ round &* UInt64(count)
    let (layout, format, hidesSums) = (manifest.layout, manifest.model.input, manifest.model.hidesSums)
    let names: [CaseName]
    switch operation {
    case .kernel(let operation):
      let ids =
        CasePlan(
          operation, count: count, seed: seed, layout: layout, format: format, largest: largest, hidesSums: hidesSums
        ).ids
        + CasePlan.probes(operation, seed: seed, layout: layout, format: format)
        .filter { $0.shape.parameterCount <= largest }.prefix(probes)
      names = ids.map(CaseName.vectors)
    case .matrix(let operation):
      names = CasePlan.matrices(operation, count: count, seed: seed, layout: layout, format: format)
        .map(CaseName.matrix)
    }
    return shard.map { names.filter($0.contains) } ?? names
  }
}

extension Manifest {
  func offers(_ operation: VerifiedOperation) -> Bool {
    switch operation {
    case .kernel(let operation): operations.contains(operation)
    case .matrix(let operation): matrixOperations.contains(operation)
    }
  }
}

extension Judge {
  /// What became of a case that is asked now.
  fileprivate func records(of name: CaseName, _ conversation: any Conversation) async throws -> [CaseRecord] {
    switch name {
    case .matrix(let id):
      let question = MatrixQuestion(id)
      return try records(of: try await conversation.answer(question), to: question)
    case .vectors(let id):
      let steps = try CaseSteps(id)
      var answers: [Answer] = []
      for step in steps.steps {
        answers.append(try await conversation.answer(step.question))
        // After a crash the process is another one, which has seen nothing of the case.
        guard case .results? = answers.last else { break }
      }
      return try records(of: answers, to: steps, isReproducible: conversation.manifest.isReproducible)
    }
  }
}

/// One of several shares of all cases, by their names alone: every case is in exactly one.
public struct Shard: Hashable, Sendable, LosslessStringConvertible {
  /// From 1 to `count`.
  public let index: Int
  public let count: Int

  /// "k/N" with 1 <= k <= N; nil for anything else.
  public init?(_ description: String) {
    let parts = description.split(separator: "/", omittingEmptySubsequences: false).map { Int($0) }
    guard parts.count == 2, let index = parts[0], let count = parts[1], 1 <= index, index <= count, count <= 1 << 20,
      "\(index)/\(count)" == description
    else { return nil }
    (self.index, self.count) = (index, count)
  }

  public var description: String { "\(index)/\(count)" }

  public func contains(_ id: CaseName) -> Bool {
    // The high bits of the hash are mixed into the low ones, which would share out unevenly.
    let hash = stableHash(id.description)
    return (hash ^ hash >> 32) % UInt64(count) == UInt64(index - 1)
  }
}
