/// A piece of a case's recording: a choice, or a span of pieces that belong together.
enum Node: Hashable, Sendable {
  case choice(Choice)
  case span(SpanNode)

  var weight: Int {
    switch self {
    case .choice(let choice): choice.weight
    case .span(let span): span.children.reduce(0) { $0 + $1.weight }
    }
  }
}

/// Pieces that a generator drew as a unit: an element of a collection, the value of a branch.
struct SpanNode: Hashable, Sendable {
  /// What kind of unit; spans with one label can stand for each other.
  var label: UInt32
  /// The place of the unit among its siblings where places have names, else −1: a keyed unit is found again by its key.
  var key: Int
  var children: [Node]
}

/// What a case drew: the tree of its choices. Running the property on it again gives the same case.
package struct Recording: Hashable, Sendable {
  var children: [Node] = []

  /// The recording that makes every choice the simplest.
  package init() {}

  init(children: [Node]) { self.children = children }

  /// How many numbers a reader of the case has to look at.
  package var weight: Int { children.reduce(0) { $0 + $1.weight } }

  /// The choices from left to right.
  var choices: [Choice] {
    var result: [Choice] = []
    func collect(_ nodes: [Node]) {
      for node in nodes {
        switch node {
        case .choice(let choice): result.append(choice)
        case .span(let span): collect(span.children)
        }
      }
    }
    collect(children)
    return result
  }

  /// Shortlex: fewer numbers are simpler, and among as many the first that differs decides.
  func isSimpler(than other: Recording) -> Bool {
    let (mine, theirs) = (weight, other.weight)
    if mine != theirs { return mine < theirs }
    let (left, right) = (choices, other.choices)
    if left.count != right.count { return left.count < right.count }
    for (a, b) in zip(left, right) {
      if let order = a.isSimpler(than: b) { return order }
    }
    return false
  }
}

/// The flat form in which a case is recorded while it runs.
@usableFromInline
enum Token: Sendable {
  case open(label: UInt32, key: Int)
  case close
  case choice(Choice)
}

extension Recording {
  /// The tree of a token sequence; spans that a thrown error left open end where the recording ends.
  init(_ tokens: [Token]) {
    var stack: [SpanNode] = [SpanNode(label: 0, key: -1, children: [])]
    func close() {
      let span = stack.removeLast()
      stack[stack.count - 1].children.append(.span(span))
    }
    for token in tokens {
      switch token {
      case .open(let label, let key): stack.append(SpanNode(label: label, key: key, children: []))
      case .choice(let choice): stack[stack.count - 1].children.append(.choice(choice))
      case .close: close()
      }
    }
    while stack.count > 1 { close() }
    children = stack[0].children
  }
}
