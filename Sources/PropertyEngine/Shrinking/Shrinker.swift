/// Makes a failing case simple: fewer numbers, then simpler ones.
///
/// The shrinker edits the recording and runs the property on it again; a candidate counts only if it fails for the same
/// *origin*, so that shrinking never slips from one bug to another. Every accepted step is simpler in the shortlex order
/// of `Recording.isSimpler`, and that order is well-founded, so shrinking ends; it also ends at a budget of calls.
///
/// The passes, in the order in which they are tried until none succeeds any more:
///
/// 1. *delete*: leave out runs of siblings, long runs first: elements of collections, whole branches;
/// 2. *hoist*: put a part of a recursive value in the place of the whole;
/// 3. *simplify*: all choices of a span at once, then each choice by itself;
/// 4. *lower and delete*: lower a number that was drawn as a size, and leave out one element at the same time;
/// 5. *lower together*: numbers that are equal and have to stay so;
/// 6. *redistribute*: move an amount from one number to a later one of its kind;
/// 7. *sort*: put siblings into order.
///
/// Deleting comes first because everything after it costs time in proportion to what is left.
struct Shrinker {
  enum Verdict {
    case fails, doesNot
  }

  private(set) var best: Recording
  private(set) var calls = 0
  private let limit: Int
  private var seen: Set<UInt64> = []
  /// Runs the property on a recording; returns what was really drawn where it fails for the same origin.
  private let test: (Recording) async -> Recording?

  init(_ recording: Recording, limit: Int, test: @escaping (Recording) async -> Recording?) {
    best = recording
    self.limit = limit
    self.test = test
  }

  mutating func run() async {
    var before: Recording
    repeat {
      before = best
      await deletePass()
      await hoistPass()
      await simplifyPass()
      await choicePass()
      if best == before { await lowerAndDeletePass() }
      if best == before { await togetherPass() }
      if best == before { await redistributePass() }
      if best == before { await sortPass() }
    } while best != before && calls < limit
  }

  /// Runs a candidate unless it is known or no simpler; keeps it where it fails.
  mutating func attempt(_ candidate: Recording) async -> Bool {
    guard calls < limit, candidate.isSimpler(than: best) else { return false }
    var hash: UInt64 = 0
    for node in candidate.children { node.fold(&hash) }
    guard seen.insert(hash).inserted else { return false }
    calls += 1
    guard let drawn = await test(candidate), drawn.isSimpler(than: best) else { return false }
    best = drawn
    return true
  }

  // MARK: Passes

  private mutating func deletePass() async {
    var visited = 0
    while visited < best.listPaths.count {
      let path = best.listPaths[visited]
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
    while visited < best.listPaths.count {
      let path = best.listPaths[visited]
      visited += 1
      guard case .span(let outer)? = best.node(at: path) else { continue }
      for inner in best.paths where inner.count > path.count && inner.starts(with: path) {
        guard case .span(let part)? = best.node(at: inner), part.label == outer.label, part.key == outer.key else {
          continue
        }
        // What decides the shape of a branch is drawn right before it: both are replaced.
        if let last = path.last, last > 0, let innerLast = inner.last, innerLast > 0,
          let decision = best.choice(at: inner.dropLast() + [innerLast - 1])
        {
          let decided = best.replacing(at: path, with: [.span(part)])
            .replacing(at: path.dropLast() + [last - 1], with: decision)
          if await attempt(decided) { break }
        }
        if await attempt(best.replacing(at: path, with: [.span(part)])) { break }
      }
    }
  }

  private mutating func simplifyPass() async {
    _ = await attempt(Recording(children: best.children.map(\.simplest)))
    var visited = 0
    while visited < best.listPaths.count {
      let path = best.listPaths[visited]
      if !path.isEmpty, let node = best.node(at: path) { _ = await attempt(best.replacing(at: path, with: [node.simplest])) }
      visited += 1
    }
  }

  private mutating func choicePass() async {
    var visited = 0
    while visited < best.choicePaths.count {
      let path = best.choicePaths[visited]
      switch best.choice(at: path) {
      case .bulk?: await shrinkBulk(at: path)
      case .some: await shrinkNumber(at: path)
      case nil: break
      }
      visited += 1
    }
  }

  /// Lowers one number as far as it goes.
  private mutating func shrinkNumber(at path: Path) async {
    guard let start = best.choice(at: path) else { return }
    var search = NumberSearch(start)
    while let candidate = search.next() {
      let succeeded = await attempt(best.replacing(at: path, with: candidate))
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

  private mutating func lowerAndDeletePass() async {
    for path in best.choicePaths {
      guard case .integer(let offset, let domain)? = best.choice(at: path), offset > domain.target else { continue }
      let lowered = best.replacing(at: path, with: .integer(offset: offset - 1, domain))
      for list in lowered.listPaths {
        for index in (lowered.list(at: list) ?? []).indices.reversed() where list + [index] != path {
          guard case .span? = lowered.node(at: list + [index]) else { continue }
          if await attempt(lowered.replacing(at: list + [index], with: [])) { return }
        }
      }
    }
  }

  private mutating func togetherPass() async {
    for path in best.choicePaths {
      guard let choice = best.choice(at: path), choice != choice.simplest else { continue }
      if case .bulk = choice { continue }
      let equal = best.choicePaths.filter { best.choice(at: $0) == choice }
      guard equal.count > 1, equal[0] == path else { continue }
      var search = NumberSearch(choice)
      while let candidate = search.next() {
        var edited = best
        for place in equal { edited = edited.replacing(at: place, with: candidate) }
        let succeeded = await attempt(edited)
        guard let current = best.choice(at: path) else { return }
        search.advance(succeeded, to: current)
      }
    }
  }

  private mutating func redistributePass() async {
    let paths = best.choicePaths
    for (index, path) in paths.enumerated() {
      guard let first = best.choice(at: path), first != first.simplest else { continue }
      let later = paths[(index + 1)...].filter { best.choice(at: $0)?.isOfTheKind(of: first) == true }
      for other in later.prefix(4) {
        guard let second = best.choice(at: other) else { continue }
        for (less, more) in first.moved(to: second) {
          let edited = best.replacing(at: path, with: less).replacing(at: other, with: more)
          if await attempt(edited) { return }
        }
      }
    }
  }

  private mutating func sortPass() async {
    for path in best.listPaths {
      guard let nodes = best.list(at: path), nodes.count > 1 else { continue }
      for index in nodes.indices.dropFirst() {
        guard case .span(let left) = nodes[index - 1], case .span(let right) = nodes[index], left.label == right.label,
          left.key == right.key
        else { continue }
        var swapped = nodes
        swapped.swapAt(index - 1, index)
        if await attempt(best.replacingList(at: path, with: swapped)) { return }
      }
    }
  }
}

extension Choice {
  /// Whether both were drawn from one set of numbers.
  func isOfTheKind(of other: Choice) -> Bool {
    switch (self, other) {
    case (.integer(_, let a), .integer(_, let b)): a == b && a.span > 1
    case (.float(_, let a), .float(_, let b)): a == b
    default: false
    }
  }

  /// This number and a later one with an amount moved between them so that the sum stays: all of it, or one.
  func moved(to other: Choice) -> [(Choice, Choice)] {
    switch (self, other) {
    case (.integer(let a, let domain), .integer(let b, _)):
      let excess = a > domain.target ? a - domain.target : 0
      return [excess, 1].compactMap { amount in
        guard amount > 0, amount <= excess, b <= domain.span - amount else { return nil }
        return (.integer(offset: a - amount, domain), .integer(offset: b + amount, domain))
      }
    case (.float(let a, let domain), .float(let b, _)):
      let (x, y) = (Double(bitPattern: a), Double(bitPattern: b))
      let amounts = [x, 1, -1].filter { $0.isFinite && (x - $0) + $0 == x && (y + $0) - $0 == y }
      return amounts.compactMap { amount in
        guard amount != 0, domain.contains(x - amount), domain.contains(y + amount) else { return nil }
        return (.float(bits: (x - amount).bitPattern, domain), .float(bits: (y + amount).bitPattern, domain))
      }
    default: return []
    }
  }
}
