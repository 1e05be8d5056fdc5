/// The passes that change several places at once.
extension Shrinker {
  /// Lowers numbers that were drawn as sizes.
  ///
  /// A size shows itself: with a smaller number less is drawn. Lowering it alone has failed before, because something
  /// that matters is lost; so one of the units that it counts is left out, or a unit is moved to a place that survives.
  mutating func lowerSizesPass() async {
    let (before, paths) = (best, best.choicePaths)
    for path in paths where best == before {
      guard case .integer(let offset, let domain)? = best.choice(at: path), offset > domain.target, domain.span > 1
      else { continue }
      let less = best.replacing(at: path, with: .integer(offset: offset - 1, domain))
      guard let drawn = await probe(less), drawn.weight < best.weight else { continue }
      for list in less.listPaths where best == before {
        for index in (less.list(at: list) ?? []).indices.reversed() where best == before && list + [index] != path {
          guard case .span(let span)? = less.node(at: list + [index]), span.key < 0 else { continue }
          _ = await attempt(less.replacing(at: list + [index], with: []))
        }
        guard best == before else { return }
        let least = best.replacing(at: path, with: .integer(offset: domain.target, domain))
        for size in [least, less] where best == before { await movePlaces(in: list, of: size) }
      }
    }
  }

  /// Exchanges the keyed units of a list that are not the simplest with units at earlier places.
  private mutating func movePlaces(in list: Path, of candidate: Recording) async {
    let (before, nodes) = (best, candidate.list(at: list) ?? [])
    var places: [Int: Int] = [:]
    for (index, node) in nodes.enumerated() { if case .span(let span) = node { places[span.key] = index } }
    let marked = nodes.indices.filter { nodes[$0] != nodes[$0].simplest }
    for index in marked.prefix(8) {
      guard case .span(let moved) = nodes[index], moved.key > 0 else { continue }
      for (row, column) in earlierPlaces(moved.key >> 32, moved.key & 0xFFFF_FFFF) {
        guard let place = places[row << 32 | column], case .span(let replaced) = nodes[place] else { continue }
        var exchanged = nodes
        exchanged[place] = .span(SpanNode(label: moved.label, key: replaced.key, children: moved.children))
        exchanged[index] = .span(SpanNode(label: moved.label, key: moved.key, children: replaced.children))
        if await attempt(candidate.replacingList(at: list, with: exchanged)) { return }
        guard best == before else { return }
      }
    }
  }

  mutating func togetherPass() async {
    for path in best.choicePaths {
      guard let choice = best.choice(at: path), choice != choice.simplest else { continue }
      if case .bulk = choice { continue }
      let equal = best.choicePaths.filter { best.choice(at: $0) == choice }
      if equal.count > 1, equal[0] == path { await shrinkNumbers(at: equal) }
    }
  }

  /// Changes two numbers of one kind at once, a number that is not the simplest and one of the four after it.
  mutating func pairPass(_ change: (Choice, Choice) -> [(Choice, Choice)]) async {
    let paths = best.choicePaths
    for (index, path) in paths.enumerated() {
      guard let kind = best.choice(at: path), kind != kind.simplest else { continue }
      let later = paths[(index + 1)...].filter { best.choice(at: $0)?.isOfTheKind(of: kind) == true }
      for other in later.prefix(4) {
        // Every amount that can be moved leaves less to be moved: smaller and smaller parts find the limit in few calls.
        var isMoving = true
        while isMoving {
          isMoving = false
          guard let first = best.choice(at: path), let second = best.choice(at: other) else { return }
          for (less, more) in change(first, second) where !isMoving {
            isMoving = await attempt(best.replacing(at: path, with: less).replacing(at: other, with: more))
          }
        }
      }
    }
  }

  mutating func sortPass() async {
    for path in best.listPaths {
      guard let count = best.list(at: path)?.count, count > 1 else { continue }
      for end in 1..<count {
        var index = end
        while index > 0, let nodes = best.list(at: path), nodes.count == count,
          case .span(let left) = nodes[index - 1], case .span(let right) = nodes[index], left.label == right.label,
          left.key == right.key
        {
          var swapped = nodes
          swapped.swapAt(index - 1, index)
          guard await attempt(best.replacingList(at: path, with: swapped)) else { break }
          index -= 1
        }
      }
    }
  }

  /// Puts famous numbers in the places of two floats, or of exactly three.
  ///
  /// Rounding errors need the right numbers in several places at once, where no single step leads.
  mutating func landmarkPass(triples: Bool) async {
    let paths = best.choicePaths.filter {
      if case .float(let bits, _)? = best.choice(at: $0) { bits != 0 } else { false }
    }
    if triples {
      if paths.count == 3 { await tryLandmarks(at: paths) }
      return
    }
    let first = Array(paths.prefix(5))
    for i in first.indices {
      for j in first.indices where j > i { await tryLandmarks(at: [first[i], first[j]]) }
    }
  }

  private mutating func tryLandmarks(at paths: [Path]) async {
    let before = best
    var tuples: [[Choice]] = [[]]
    for path in paths {
      guard case .float(_, let domain)? = best.choice(at: path) else { return }
      let members = domain.landmarks.filter(domain.contains).map { Choice.float(bits: $0.bitPattern, domain) }
      tuples = tuples.flatMap { tuple in members.map { tuple + [$0] } }
    }
    for tuple in tuples where best == before {
      var edited = best
      for (path, choice) in zip(paths, tuple) { edited = edited.replacing(at: path, with: choice) }
      _ = await attempt(edited)
    }
  }
}

extension FloatDomain {
  /// Numbers at which rounding begins, the simplest first: one, two, and the ends of one's significand.
  fileprivate var landmarks: [Double] {
    isSingle ? [1, -1, 2, 0x1p-24, 0x1p24, -0x1p24] : [1, -1, 2, 0x1p-53, 0x1p53, -0x1p53]
  }
}

/// Places nearer to the first one, in the order in which a unit at (row, column) is tried there.
func earlierPlaces(_ row: Int, _ column: Int) -> [(row: Int, column: Int)] {
  var places = [(0, 0), (0, 1), (1, 0), (0, column), (row, 0), (column, row), (row - 1, column), (row, column - 1)]
  places += [(row / 2, column), (row, column / 2), (0, column + 1), (0, column + 2)]
  return places.filter { $0 >= 0 && $1 >= 0 && ($0, $1) < (row, column) }
    .sorted { ($0.0, $0.1) < ($1.0, $1.1) }.map { (row: $0.0, column: $0.1) }
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

  /// This number and a later one with an amount moved between them so that the sum stays: all that can be, then less.
  func moved(to other: Choice) -> [(Choice, Choice)] {
    switch (self, other) {
    case (.integer(let a, let domain), .integer(let b, _)):
      let (distance, isBelow) = domain.rank(a)
      let most = min(distance, isBelow ? b : domain.span - b)
      return [most, most / 2, most / 8, 2, 1].filter { 0 < $0 && $0 <= most }.map { amount in
        isBelow
          ? (.integer(offset: a + amount, domain), .integer(offset: b - amount, domain))
          : (.integer(offset: a - amount, domain), .integer(offset: b + amount, domain))
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
  /// Two integers lowered together: by one amount towards their target, as much as can be, then less; or so that the
  /// first is the target and the second keeps its distance from it.
  func lowered(with other: Choice) -> [(Choice, Choice)] {
    guard case .integer(let a, let domain) = self, case .integer(let b, _) = other else { return [] }
    let (x, y) = (domain.rank(a), domain.rank(b))
    let most = min(x.distance, y.distance)
    var result: [(Choice, Choice)] = [most, most / 2, most / 8, 2, 1].filter { 0 < $0 && $0 <= most }.map { amount in
      (
        .integer(offset: x.isBelow ? a + amount : a - amount, domain),
        .integer(offset: y.isBelow ? b + amount : b - amount, domain)
      )
    }
    if x.isBelow ? domain.span - b >= x.distance : b >= x.distance {
      let kept = x.isBelow ? b + x.distance : b - x.distance
      result.append((.integer(offset: domain.target, domain), .integer(offset: kept, domain)))
    }
    return result
  }
}
