/// Edits of a recording, by the path of a node: the positions to follow from the root.
typealias Path = [Int]

extension Recording {
  /// Calls `body` with every node and its path, parents before children, until it returns false.
  private func walk(_ body: (Node, Path) -> Bool) {
    var path: Path = []
    func visit(_ nodes: [Node]) -> Bool {
      for (index, node) in nodes.enumerated() {
        path.append(index)
        guard body(node, path) else { return false }
        if case .span(let span) = node, !visit(span.children) { return false }
        path.removeLast()
      }
      return true
    }
    _ = visit(children)
  }

  /// The paths of all choices, from left to right.
  var choicePaths: [Path] {
    var result: [Path] = []
    walk { node, path in
      if case .choice = node { result.append(path) }
      return true
    }
    return result
  }

  /// The paths of the root and all spans, parents before children.
  var listPaths: [Path] {
    var result: [Path] = [[]]
    walk { node, path in
      if case .span = node { result.append(path) }
      return true
    }
    return result
  }

  /// The path of the choice with this index from the left; nil beyond the last.
  func choicePath(_ index: Int) -> Path? {
    var (rest, result) = (index, Path?.none)
    walk { node, path in
      guard case .choice = node else { return true }
      if rest == 0 { result = path }
      rest -= 1
      return result == nil
    }
    return result
  }

  /// The path of the list with this index, the root's first; nil beyond the last.
  func listPath(_ index: Int) -> Path? {
    if index == 0 { return [] }
    var (rest, result) = (index - 1, Path?.none)
    walk { node, path in
      guard case .span = node else { return true }
      if rest == 0 { result = path }
      rest -= 1
      return result == nil
    }
    return result
  }

  func node(at path: Path) -> Node? {
    guard let last = path.last else { return nil }
    guard let siblings = list(at: Path(path.dropLast())), siblings.indices.contains(last) else { return nil }
    return siblings[last]
  }

  func choice(at path: Path) -> Choice? {
    if case .choice(let choice)? = node(at: path) { choice } else { nil }
  }

  /// The children of the node at a path; of the root for the empty path.
  func list(at path: Path) -> [Node]? {
    var nodes = children
    for index in path {
      guard nodes.indices.contains(index), case .span(let span) = nodes[index] else { return nil }
      nodes = span.children
    }
    return nodes
  }

  /// The recording with another list of children at a path.
  func replacingList(at path: Path, with nodes: [Node]) -> Recording {
    func replaced(_ children: [Node], _ rest: Path.SubSequence) -> [Node] {
      guard let index = rest.first else { return nodes }
      guard children.indices.contains(index), case .span(var span) = children[index] else { return children }
      span.children = replaced(span.children, rest.dropFirst())
      var result = children
      result[index] = .span(span)
      return result
    }
    return Recording(children: replaced(children, path[...]))
  }

  /// The recording with the node at a path replaced by any number of nodes.
  func replacing(at path: Path, with nodes: [Node]) -> Recording {
    guard let last = path.last, var siblings = list(at: Path(path.dropLast())), siblings.indices.contains(last) else {
      return self
    }
    siblings.replaceSubrange(last...last, with: nodes)
    return replacingList(at: Path(path.dropLast()), with: siblings)
  }

  func replacing(at path: Path, with choice: Choice) -> Recording { replacing(at: path, with: [.choice(choice)]) }
}

extension Node {
  /// The same structure with the simplest choices.
  var simplest: Node {
    switch self {
    case .choice(let choice): .choice(choice.simplest)
    case .span(let span):
      .span(SpanNode(label: span.label, key: span.key, children: span.children.map(\.simplest)))
    }
  }

  /// A hash that is the same in every process, so that shrinking takes the same steps everywhere.
  func fold(_ hash: inout UInt64) {
    func mix(_ word: UInt64) { hash = RandomBits.mix(hash ^ word) &+ 0x9E37_79B9_7F4A_7C15 }
    switch self {
    case .choice(.integer(let offset, let domain)):
      mix(1)
      mix(domain.low &+ offset)
    case .choice(.float(let bits, _)):
      mix(2)
      mix(bits)
    case .choice(.bulk(let bulk)):
      mix(3)
      switch bulk.background {
      case .constant(let value): mix(value)
      case .random(let seed): mix(~seed)
      }
      for place in bulk.overrides {
        mix(UInt64(truncatingIfNeeded: place.row) << 32 ^ UInt64(truncatingIfNeeded: place.column))
        mix(place.value)
      }
    case .span(let span):
      mix(4 + UInt64(span.label) << 8)
      mix(UInt64(truncatingIfNeeded: span.key))
      for child in span.children { child.fold(&hash) }
      mix(5)
    }
  }
}
