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
  /// The text of the recording.
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
    // What kind of elements these are shows only in the values; a sub-seed alone fits all.
    var numbers: [Choice] = []
    var seed: UInt64?
    if ground.first == "~" {
      guard let number = UInt64(ground.dropFirst()) else { return nil }
      seed = number
    } else {
      guard let number = ReplayParser.number(ground) else { return nil }
      numbers.append(number)
    }
    var places: [(row: Int, column: Int)] = []
    while position < words.count, words[position] != "}" {
      let parts = words[position].split(separator: "=", maxSplits: 1)
      let place = (parts.first ?? "").split(separator: ",").compactMap { Int($0) }
      guard parts.count == 2, place.count == 2, let number = ReplayParser.number(parts[1]),
        (0..<sizes[0]).contains(place[0]), (0..<sizes[1]).contains(place[1])
      else { return nil }
      places.append((place[0], place[1]))
      numbers.append(number)
      position += 1
    }
    guard position < words.count, let (element, values) = ReplayParser.common(numbers) else { return nil }
    position += 1
    let background = seed.map { Bulk.Background.random(seed: $0) } ?? .constant(values[0])
    let overrides = zip(places, values.suffix(places.count)).map { place, value in
      Bulk.Override(row: place.row, column: place.column, value: value)
    }
    return Bulk(
      rows: sizes[0], columns: sizes[1], element: element, background: background,
      overrides: overrides.sorted { ($0.row, $0.column) < ($1.row, $1.column) })
  }

  /// Numbers of one kind as offsets or bits; nil where they are of several.
  private static func common(_ numbers: [Choice]) -> (Bulk.Element, [UInt64])? {
    var (floats, integers) = ([UInt64](), [(word: UInt64, isSigned: Bool)]())
    for number in numbers {
      switch number {
      case .float(let bits, _): floats.append(bits)
      case .integer(let offset, let domain): integers.append((domain.low &+ offset, domain.isSigned))
      case .bulk: return nil
      }
    }
    if integers.isEmpty && !floats.isEmpty { return (.float(anyFloat), floats) }
    guard floats.isEmpty else { return nil }
    let isNegative = integers.contains { $0.isSigned && $0.word >> 63 == 1 }
    if integers.allSatisfy(\.isSigned) { return (.integer(anyInteger), integers.map { $0.word &- anyInteger.low }) }
    return isNegative ? nil : (.integer(anyNatural), integers.map(\.word))
  }

  private static let anyInteger = IntegerDomain(Int64.min ... .max)
  private static let anyNatural = IntegerDomain(UInt64.min ... .max)
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
      return .integer(offset: value, anyNatural)
    }
  }
}
