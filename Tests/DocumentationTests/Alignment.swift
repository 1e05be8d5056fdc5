/// Lines as a page shows them beside lines that a command printed.
///
/// `…` within a shown line stands for anything in that line; a line that is only `…` for any number of lines.
struct Alignment {
  enum Step: Equatable {
    /// A shown line, and whether it fits.
    case kept(Int)
    /// A shown line in whose place another was printed.
    case changed(Int, to: String)
    case missing(Int)
    case added(String)
  }

  let shown: [String]
  private(set) var steps: [Step] = []

  /// The steps with the fewest lines that do not fit.
  init(shown: [String], printed: [String]) {
    self.shown = shown
    let (n, m) = (shown.count, printed.count)
    let fits = shown.map { line in printed.map { line != "…" && Alignment.fits($0, line) } }
    var cost = [[Int]](repeating: Array(repeating: 0, count: m + 1), count: n + 1)
    for i in (0...n).reversed() {
      for j in (0...m).reversed() where i < n || j < m {
        var least = Int.max
        if i < n, shown[i] == "…" { least = min(cost[i + 1][j], j < m ? cost[i][j + 1] : .max) }
        if i < n, j < m { least = min(least, cost[i + 1][j + 1] + (fits[i][j] ? 0 : 1)) }
        if i < n { least = min(least, cost[i + 1][j] + 1) }
        if j < m { least = min(least, cost[i][j + 1] + 1) }
        cost[i][j] = least
      }
    }
    var (i, j) = (0, 0)
    while i < n || j < m {
      if i < n, shown[i] == "…", cost[i][j] == cost[i + 1][j] {
        steps.append(.kept(i))
        i += 1
      } else if i < n, shown[i] == "…", j < m, cost[i][j] == cost[i][j + 1] {
        j += 1
      } else if i < n, j < m, cost[i][j] == cost[i + 1][j + 1] + (fits[i][j] ? 0 : 1) {
        steps.append(fits[i][j] ? .kept(i) : .changed(i, to: printed[j]))
        (i, j) = (i + 1, j + 1)
      } else if i < n, cost[i][j] == cost[i + 1][j] + 1 {
        steps.append(.missing(i))
        i += 1
      } else {
        steps.append(.added(printed[j]))
        j += 1
      }
    }
  }

  var holds: Bool {
    steps.allSatisfy { if case .kept = $0 { true } else { false } }
  }

  /// What the page has to show: lines that fit stay as they are.
  var lines: [String] {
    steps.compactMap { step in
      switch step {
      case .kept(let index): shown[index]
      case .changed(_, let text), .added(let text): text
      case .missing: nil
      }
    }
  }

  /// The steps as people read them, with up to two lines that fit around what does not.
  func difference(number: (Int) -> Int) -> String {
    let near = steps.indices.filter { index in
      steps[max(index - 2, 0)...min(index + 2, steps.count - 1)].contains {
        if case .kept = $0 { false } else { true }
      }
    }
    return near.map { index in
      switch steps[index] {
      case .kept(let line): "  \(number(line))   \(shown[line])"
      case .changed(let line, let text):
        "  \(number(line)) - \(shown[line])\n  found + \(text)"
      case .missing(let line): "  \(number(line)) - \(shown[line])"
      case .added(let text): "  found + \(text)"
      }
    }.joined(separator: "\n")
  }

  /// Whether a printed line is what a shown line says; spaces at the end do not count.
  static func fits(_ printed: String, _ shown: String) -> Bool {
    let parts = trimmed(shown).split(separator: "…", omittingEmptySubsequences: false)
    var rest = trimmed(printed)
    if parts.count == 1 { return rest == parts[0] }
    guard rest.hasPrefix(parts[0]) else { return false }
    rest = rest.dropFirst(parts[0].count)
    for part in parts[1..<(parts.count - 1)] where !part.isEmpty {
      guard let range = rest.firstRange(of: part) else { return false }
      rest = rest[range.upperBound...]
    }
    return rest.hasSuffix(parts[parts.count - 1])
  }

  private static func trimmed(_ line: String) -> Substring {
    line[..<(line.lastIndex { $0 != " " }.map(line.index(after:)) ?? line.startIndex)]
  }
}
