/// A recording as text: readable, on one line, and safe to paste into source code.
///
/// ```
/// 3 -1 f0.5 (1 true) [2@17 f1.0] {2x3 f0.0 0,1=f7.0} {4x4 ~1234}
/// ```
///
/// An integer is its value, a float `f` and its shortest decimal (or `x` and the bits of a NaN), a span is its label, its
/// key if it has one, and its children in parentheses, a bulk its size, its background (`~` for a sub-seed), and the
/// places that differ.
extension Recording {
  package var text: String { children.map(\.text).joined(separator: " ") }

  /// The recording that a text writes, or nil. Bounded by the length of the text; nesting by 200.
  package init?(text: String) {
    var parser = ReplayParser(text.split(separator: " "))
    guard let nodes = parser.nodes(depth: 0), parser.isAtEnd else { return nil }
    children = nodes
  }
}

extension Node {
  fileprivate var text: String {
    switch self {
    case .choice(let choice): return choice.replayText
    case .span(let span):
      let head = span.key < 0 ? "(\(span.label)" : "(\(span.label)@\(span.key)"
      return ([head] + span.children.map(\.text) + [")"]).joined(separator: " ")
    }
  }
}

extension Choice {
  fileprivate var replayText: String {
    switch self {
    case .integer(let offset, let domain): return domain.text(offset)
    case .float(let bits, _):
      let value = Double(bitPattern: bits)
      return value.isNaN ? "x" + String(bits, radix: 16) : "f\(value)"
    case .bulk(let bulk):
      let ground =
        switch bulk.background {
        case .constant(let value): bulk.choice(value).replayText
        case .random(let seed): "~\(seed)"
        }
      let places = bulk.overrides.map { "\($0.row),\($0.column)=\(bulk.choice($0.value).replayText)" }
      return (["{\(bulk.rows)x\(bulk.columns)", ground] + places + ["}"]).joined(separator: " ")
    }
  }
}

private struct ReplayParser {
  private let words: [Substring]
  private var position = 0

  init(_ words: [Substring]) { self.words = words }

  var isAtEnd: Bool { position == words.count }

  /// Nodes up to the end or a closing parenthesis.
  mutating func nodes(depth: Int) -> [Node]? {
    guard depth < 200 else { return nil }
    var nodes: [Node] = []
    while position < words.count, words[position] != ")" {
      let word = words[position]
      position += 1
      if word.first == "(" {
        let parts = word.dropFirst().split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false)
        guard let label = UInt32(parts[0]), let key = parts.count == 2 ? Int(parts[1]) : -1,
          let children = self.nodes(depth: depth + 1), position < words.count
        else { return nil }
        position += 1
        nodes.append(.span(SpanNode(label: label, key: key, children: children)))
      } else if word.first == "{" {
        guard let bulk = bulk(word.dropFirst()) else { return nil }
        nodes.append(.choice(.bulk(bulk)))
      } else {
        guard let number = ReplayParser.number(word) else { return nil }
        nodes.append(.choice(number))
      }
    }
    return nodes
  }

  private mutating func bulk(_ size: Substring) -> Bulk? {
    let sizes = size.split(separator: "x", omittingEmptySubsequences: false).compactMap { Int($0) }
    guard sizes.count == 2, sizes.allSatisfy({ (0...1 << 16).contains($0) }), sizes[0] * sizes[1] <= 1 << 24,
      position < words.count
    else { return nil }
    let ground = words[position]
    position += 1
    // What kind of elements these are shows only in the values; a sub-seed alone fits both.
    var element = Bulk.Element.integer(ReplayParser.anyInteger)
    let background: Bulk.Background
    if ground.first == "~" {
      guard let seed = UInt64(ground.dropFirst()) else { return nil }
      background = .random(seed: seed)
    } else {
      guard let number = ReplayParser.number(ground), let bits = number.bits else { return nil }
      if case .float(_, let domain) = number { element = .float(domain) }
      background = .constant(bits)
    }
    var overrides: [Bulk.Override] = []
    while position < words.count, words[position] != "}" {
      let parts = words[position].split(separator: "=", maxSplits: 1)
      let place = (parts.first ?? "").split(separator: ",").compactMap { Int($0) }
      guard parts.count == 2, place.count == 2, let number = ReplayParser.number(parts[1]), let bits = number.bits,
        (0..<sizes[0]).contains(place[0]), (0..<sizes[1]).contains(place[1])
      else { return nil }
      if case .float(_, let domain) = number { element = .float(domain) }
      overrides.append(Bulk.Override(row: place[0], column: place[1], value: bits))
      position += 1
    }
    guard position < words.count else { return nil }
    position += 1
    return Bulk(
      rows: sizes[0], columns: sizes[1], element: element, background: background,
      overrides: overrides.sorted { ($0.row, $0.column) < ($1.row, $1.column) })
  }

  private static let anyInteger = IntegerDomain(Int64.min ... .max)
  private static let anyFloat = FloatDomain(
    isSingle: false, low: -.greatestFiniteMagnitude, high: .greatestFiniteMagnitude, allowsNaN: true,
    allowsInfinities: true, allowsSubnormals: true, allowsNegativeZero: true)

  private static func number(_ word: Substring) -> Choice? {
    switch word.first {
    case "f": return Double(word.dropFirst()).map { .float(bits: $0.bitPattern, anyFloat) }
    case "x": return UInt64(word.dropFirst(), radix: 16).map { .float(bits: $0, anyFloat) }
    default:
      if let value = Int64(word) {
        return .integer(offset: UInt64(bitPattern: value) &- anyInteger.low, anyInteger)
      }
      guard let value = UInt64(word) else { return nil }
      return .integer(offset: value, IntegerDomain(UInt64.min ... .max))
    }
  }
}
