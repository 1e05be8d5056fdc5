/// Runs a property: pinned and saved cases, then all cases or random ones, then a search for extremes, then shrinking.
///
/// - Parameters:
///   - pinned: texts of recordings that are run first, in order; those that no longer parse are ignored.
///   - property: draws its values and throws where it does not hold. It may be asynchronous.
/// - Returns: a pure report; nothing is printed and nothing is written.
public func runProperty(
  _ settings: PropertySettings = .default, pinned: [String] = [],
  _ property: @escaping (Draws) async throws -> Void
) async -> PropertyReport {
  var generator = SystemRandomNumberGenerator()
  let seed = settings.seed ?? generator.next()
  return await PropertyRun(settings, seed: seed, property).run(pinned)
}

/// One run, phase by phase.
final class PropertyRun {
  enum Outcome {
    case passed, stopped(DrawStop), failed(PropertyFailure)
  }

  private var settings: PropertySettings
  private let property: (Draws) async throws -> Void
  private let draws = Draws()
  private let clock = ContinuousClock()
  private let start: ContinuousClock.Instant
  private var report: PropertyReport
  private var reasons: [String: Int] = [:]
  private var labels: [String: Int] = [:]
  private var distributions: [String: Distribution] = [:]
  /// Whether all cases are being tried, each once: their shares say nothing about random ones.
  private var isWalking = false
  /// The best case of each target.
  private var summits: [String: (value: Double, recording: Recording)] = [:]

  init(_ settings: PropertySettings, seed: UInt64, _ property: @escaping (Draws) async throws -> Void) {
    self.settings = settings
    // So that sums and multiples of it do not overflow.
    self.settings.cases = min(max(settings.cases, 0), 1 << 48)
    self.property = property
    start = clock.now
    report = PropertyReport(verdict: .passed(isExhaustive: false), seed: seed)
  }

  func run(_ pinned: [String]) async -> PropertyReport {
    await phases(pinned)
    report.labels = labels.map { ($0.key, $0.value) }.sorted { ($1.1, $0.0) < ($0.1, $1.0) }
    report.distributions = distributions.map { ($0.key, $0.value) }.sorted { $0.0 < $1.0 }
    report.targets = summits.map { ($0.key, $0.value.value) }.sorted { $0.0 < $1.0 }
    return report
  }

  private func phases(_ pinned: [String]) async {
    for text in pinned {
      guard let recording = Recording(text: text) else { continue }
      draws.begin(following: recording, beyond: .simplest)
      if await decide(nil, isRandom: false) { return }
    }
    if settings.isExhaustive, await exhaust() { return }
    await generate()
  }

  // MARK: One case

  /// Runs the case that `draws` has begun.
  private func call() async -> Outcome {
    let began = settings.deadline == nil ? nil : clock.now
    do {
      try await property(draws)
      if let stop = draws.stop { return draws.earlier.map { .failed($0) } ?? .stopped(stop) }
    } catch {
      if let earlier = draws.earlier { return .failed(earlier) }
      // An error after a stop is about values that were never drawn.
      if let stop = draws.stop ?? (error as? DrawStop) { return .stopped(stop) }
      if error is CancellationError, Task.isCancelled { return .stopped(.rejected("cancellation")) }
      return .failed(PropertyFailure(error))
    }
    if let began, let deadline = settings.deadline {
      let time = clock.now - began
      if time > deadline {
        return .failed(
          PropertyFailure(origin: "deadline", message: "the case took \(time), the deadline is \(deadline)"))
      }
    }
    return .passed
  }

  /// Runs the case that `draws` has begun and counts it; true where the run is over.
  private func decide(_ index: Int?, isRandom: Bool = true) async -> Bool {
    switch await call() {
    case .passed:
      report.cases += 1
      return observe(isRandom)
    case .stopped(let stop):
      report.rejected += 1
      let reason = if case .rejected(let text) = stop { text } else { "a case of more than \(Draws.limit) draws" }
      reasons[reason, default: 0] += 1
      return false
    case .failed(let failure):
      report.cases += 1
      await shrink(failure, index)
      return true
    }
  }

  /// Takes note of what a passing case has said; true where a demand is certainly missed.
  ///
  /// Only random cases tell shares: pinned cases and those of a search are not drawn by the generators.
  private func observe(_ isRandom: Bool) -> Bool {
    let observations = draws.observations
    for (place, label) in observations.labels.enumerated() where !observations.labels[..<place].contains(label) {
      labels[label, default: 0] += 1
    }
    for (name, value) in observations.numbers { distributions[name, default: Distribution()].add(value) }
    for (name, share, isMet) in observations.covers where isRandom {
      let place =
        report.coverage.firstIndex { $0.name == name && $0.demanded == share }
        ?? {
          report.coverage.append(Coverage(name: name, demanded: share, met: 0, total: 0))
          return report.coverage.count - 1
        }()
      report.coverage[place].total += 1
      if isMet { report.coverage[place].met += 1 }
      if !isWalking, report.coverage[place].isLook, report.coverage[place].isMissed {
        report.verdict = .uncovered(report.coverage[place])
        return true
      }
    }
    for (name, value) in observations.targets where value > summits[name]?.value ?? -.infinity {
      summits[name] = (value, draws.recording)
    }
    return false
  }

  // MARK: Phases

  /// Tries all cases where there are few; true where that settles the property.
  private func exhaust() async -> Bool {
    guard settings.cases > 0 else { return false }
    // A scout: the simplest case tells whether walking through all of them has a chance. Where it fails, that is that.
    draws.begin(following: Recording(), beyond: .simplest)
    if case .failed(let failure) = await call() {
      report.cases += 1
      await shrink(failure, nil)
      return true
    }
    var product: UInt64 = 1
    for choice in draws.recording.choices {
      guard let count = choice.finiteCount else { return false }
      product = product.multipliedReportingOverflow(by: count).overflow ? .max : product * count
    }
    guard product <= UInt64(settings.cases), product > 1 else { return false }

    let before = report
    let (labelsBefore, distributionsBefore) = (labels, distributions)
    var odometer = Odometer()
    isWalking = true
    defer { isWalking = false }
    for _ in 0..<settings.cases {
      if isOutOfTime { return true }
      draws.begin(enumerating: odometer)
      let isOver = await decide(nil)
      guard let walked = draws.endEnumeration() else { return isOver }
      if isOver { return true }
      if walked.isOverwhelmed { break }
      // Each value not yet tried of a choice on the way here is one more case at least.
      if report.cases - before.cases + walked.leastRemaining > settings.cases { break }
      odometer = walked
      if !odometer.advance() {
        if report.cases == before.cases { break }  // Everything was filtered away.
        let missed = report.coverage.first { $0.demanded > 0 && $0.met == 0 }
        report.verdict = missed.map { .uncovered($0) } ?? .passed(isExhaustive: true)
        return true
      }
    }
    // There are more than it seemed: nothing that was counted stands.
    report = before
    (labels, distributions) = (labelsBefore, distributionsBefore)
    reasons = [:]
    summits = [:]
    return false
  }

  private func generate() async {
    var index = UInt64(max(settings.firstCase, 0))
    let wanted = report.cases + settings.cases
    var isSearching = false
    while report.cases < wanted || needsMoreCoverage {
      if isOutOfTime { break }
      if report.rejected > settings.rejectionsPerCase * max(report.cases, 10) {
        let sorted = reasons.map { (reason: $0.key, count: $0.value) }.sorted {
          ($1.count, $0.reason) < ($0.count, $1.reason)
        }
        report.verdict = .gaveUp(reasons: sorted)
        return
      }
      var bits = RandomBits(report.seed, index)
      let share = Double(wanted - report.cases) / Double(max(settings.cases, 1))
      isSearching = !summits.isEmpty && report.cases < wanted && share <= settings.searchShare
      if isSearching {
        let names = summits.keys.sorted()
        let summit = summits[names[Int(bits.below(UInt64(names.count)))]]!
        draws.begin(following: summit.recording.mutated(&bits), beyond: .random, bits: bits)
      } else {
        draws.begin(random: bits)
      }
      if await decide(Int(index), isRandom: !isSearching) { return }
      index += 1
    }
  }

  /// Whether the run is to end with what it has.
  private var isOutOfTime: Bool {
    if Task.isCancelled { return true }
    guard let budget = settings.budget, report.cases > 0 else { return false }
    return clock.now - start > budget
  }

  /// Whether some demand is neither certainly reached nor certainly missed; bounded at 64 times the cases.
  private var needsMoreCoverage: Bool {
    report.coverage.contains { !$0.isReached && $0.total < 64 * settings.cases }
  }

  private func shrink(_ failure: PropertyFailure, _ index: Int?) async {
    let first = draws.recording
    func trial(_ recording: Recording) async -> Shrinker.Trial {
      draws.begin(following: recording, beyond: .simplest)
      let outcome = await call()
      if case .failed(let again) = outcome, again.origin == failure.origin {
        return Shrinker.Trial(fails: true, drawn: draws.recording)
      }
      return Shrinker.Trial(fails: false, drawn: draws.recording)
    }
    var final = failure
    let began = clock.now
    var shrinker = Shrinker(first, limit: settings.shrinkCalls, test: trial) { [clock, settings] in
      clock.now - began > settings.shrinkTime || Task.isCancelled
    }
    var isFlaky = await !trial(first).fails && !Task.isCancelled
    if !isFlaky { await shrinker.run() }
    // Once more, to show the values of the simplest case and to be sure of it.
    draws.begin(following: shrinker.best, beyond: .simplest)
    draws.isShowing = true
    if case .failed(let last) = await call(), last.origin == failure.origin {
      final = last
    } else if !Task.isCancelled {
      isFlaky = true
    }
    let example = Counterexample(
      origin: final.origin, message: final.message, values: draws.shown, replay: shrinker.best.text, index: index,
      shrinkCalls: shrinker.calls)
    report.verdict = isFlaky ? .flaky(example) : .failed(example)
  }
}
