/// Makes a failing case simple: fewer numbers, then simpler ones.
///
/// The shrinker edits the recording and runs the property on it again; a candidate counts only if it fails for the same
/// *origin*, so that shrinking never slips from one bug to another. Every accepted step is simpler in the shortlex order
/// of `Recording.isSimpler`, and that order is well-founded, so shrinking ends; it also ends at a budget of calls or of time.
///
/// The passes, in the order in which they are tried until none succeeds any more:
///
/// 1. *delete*: leave out runs of siblings, long runs first: elements of collections, whole branches. Where the shape is
///    fixed, what is left out is drawn again, as the simplest: so this pass also simplifies whole parts at once;
/// 2. *hoist*: put a part of a recursive value in the place of the whole;
/// 3. *simplify*: each choice by itself;
///
/// and, where these change nothing, those that change several places at once (`Shrinker+Joint.swift`):
///
/// 4. *lower sizes*: lower a number that decides how much is drawn after it, and leave out one element at the same time,
///    or bring what matters to a place that is left;
/// 5. *lower together*: numbers that are equal and have to stay so;
/// 6. *shift pairs*: move an amount from one number to a later one of its kind, or lower both by the same amount;
/// 7. *sort*: put siblings into order;
/// 8. *landmarks together*: put famous numbers in the places of two or three floats.
///
/// Deleting comes first because everything after it costs time in proportion to what is left.
struct Shrinker {
  /// What a call of the property on a candidate showed.
  struct Trial {
    /// Whether the property fails, and for the origin that is being shrunk.
    var fails: Bool
    /// What was really drawn.
    var drawn: Recording
  }

  private(set) var best: Recording
  private(set) var calls = 0
  private let limit: Int
  private let isOver: () -> Bool
  private var seen: Set<UInt64> = []
  private let test: (Recording) async -> Trial

  init(
    _ recording: Recording, limit: Int, test: @escaping (Recording) async -> Trial,
    orUntil isOver: @escaping () -> Bool = { false }
  ) {
    best = recording
    self.limit = limit
    self.isOver = isOver
    self.test = test
  }

  mutating func run() async {
    var before: Recording
    repeat {
      before = best
      await deletePass()
      await hoistPass()
      await choicePass()
      if best == before { await lowerSizesPass() }
      if best == before { await togetherPass() }
      if best == before { await pairPass { $0.moved(to: $1) } }
      // Also where single numbers still sink: two that keep a distance would take turns, a little each time.
      if best.weight == before.weight { await pairPass { $0.lowered(with: $1) } }
      if best == before { await sortPass() }
      // Before many calls go into the digits of three numbers.
      if best.weight == before.weight { await landmarkPass(triples: true) }
      if best == before { await landmarkPass(triples: false) }
    } while best != before && hasCalls
  }

  private var hasCalls: Bool { calls < limit && !isOver() }

  /// Runs a candidate unless it is known or no simpler; keeps it where it fails.
  mutating func attempt(_ candidate: Recording) async -> Bool {
    guard hasCalls, candidate.isSimpler(than: best) else { return false }
    var hash: UInt64 = 0
    for node in candidate.children { node.fold(&hash) }
    guard seen.insert(hash).inserted else { return false }
    calls += 1
    let trial = await test(candidate)
    guard trial.fails, trial.drawn.isSimpler(than: best) else { return false }
    best = trial.drawn
    return true
  }

  /// What is drawn where a candidate is followed, whatever becomes of it.
  mutating func probe(_ candidate: Recording) async -> Recording? {
    guard hasCalls else { return nil }
    calls += 1
    return await test(candidate).drawn
  }

  // MARK: Passes

  private mutating func deletePass() async {
    var visited = 0
    while let path = best.listPath(visited) {
      var length = best.list(at: path)?.count ?? 0
      while length >= 1 {
        // From the end: later elements depend on earlier ones, not the other way round.
        var end = best.list(at: path)?.count ?? 0
        while end >= length {
          guard let nodes = best.list(at: path), nodes.count >= end else { break }
          let candidate = best.replacingList(at: path, with: Array(nodes[..<(end - length)]) + Array(nodes[end...]))
          end -= await attempt(candidate) ? length : 1
        }
        length /= 2
      }
      visited += 1
    }
  }

  private mutating func hoistPass() async {
    var visited = 0
    while let path = best.listPath(visited) {
      visited += 1
      guard case .span(let outer)? = best.node(at: path) else { continue }
      for inner in best.listPaths where inner.count > path.count && inner.starts(with: path) {
        guard case .span(let part)? = best.node(at: inner), part.label == outer.label, part.key == outer.key else {
          continue
        }
        if await attempt(best.replacing(at: path, with: [.span(part)])) { break }
      }
    }
  }

  private mutating func choicePass() async {
    var visited = 0
    while let path = best.choicePath(visited) {
      switch best.choice(at: path) {
      case .bulk?: await shrinkBulk(at: path)
      case .some: await shrinkNumbers(at: [path])
      case nil: break
      }
      visited += 1
    }
  }

  /// Lowers one number, or several equal ones together, as far as they go.
  mutating func shrinkNumbers(at paths: [Path]) async {
    guard let path = paths.first, let start = best.choice(at: path) else { return }
    var search = NumberSearch(start)
    while let candidate = search.next() {
      var edited = best
      for place in paths { edited = edited.replacing(at: place, with: candidate) }
      let succeeded = await attempt(edited)
      guard let current = best.choice(at: path) else { return }
      search.advance(succeeded, to: current)
    }
  }

  private mutating func shrinkBulk(at path: Path) async {
    guard case .bulk(let start)? = best.choice(at: path) else { return }
    var search = BulkSearch(start)
    while let candidate = search.next() {
      let succeeded = await attempt(best.replacing(at: path, with: .bulk(candidate)))
      guard case .bulk(let current)? = best.choice(at: path) else { return }
      search.advance(succeeded, to: current)
    }
  }
}
