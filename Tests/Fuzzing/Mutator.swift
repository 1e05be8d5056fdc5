import PropertyEngine

/// Inputs made from valid ones by damage that knows the grammar: a pure function of subject, seed and index.
///
/// The engine's own generators were tried in `TensorFilesTests/FuzzTests`: they record and shrink, which costs some 10 µs a
/// draw. Here 10⁶ inputs take seconds, and the smallest one is not looked for: an index is enough to make an input again.
struct Mutator {
  private var random: RandomBits
  private let subject: Subject

  static func input(_ subject: Subject, seed: UInt64, index: UInt64) -> [UInt8] {
    var mutator = Mutator(random: RandomBits(seed, index), subject: subject)
    return mutator.input()
  }

  private mutating func input() -> [UInt8] {
    // The seeds themselves come first.
    if chance(1, of: 64) { return pick(subject.seeds) }
    if chance(1, of: 64) { return noise(below(200)) }
    let seed = pick(subject.seeds)
    guard chance(3, of: 4) else {
      var file = seed
      damage(&file)
      return file
    }
    var parts = subject.framing.parts(of: seed)
    guard !parts.isEmpty else { return seed }
    // The first part is a header, mostly, and is where grammar is.
    let index = chance(3, of: 4) ? 0 : below(parts.count)
    damage(&parts[index])
    var file = subject.framing.join(parts, like: seed)
    if chance(1, of: 16) { damage(&file) }
    return file
  }

  /// One to some changes; few mostly, for many leave nothing to get through to.
  private mutating func damage(_ bytes: inout [UInt8]) {
    repeat { change(&bytes) } while chance(1, of: 2)
  }

  private mutating func change(_ bytes: inout [UInt8]) {
    switch below(16) {
    case 0: flip(&bytes)
    case 1: replace(&bytes)
    case 2: insert(&bytes, noise(1 + below(4)))
    case 3: remove(&bytes)
    case 4: double(&bytes)
    case 5: cut(&bytes)
    case 6: insert(&bytes, Array(pick(subject.words).utf8))
    case 7: overwrite(&bytes, Array(pick(subject.words).utf8))
    case 8, 9: changeNumber(&bytes)
    case 10: changeField(&bytes)
    case 11: splice(&bytes)
    case 12: doubleLine(&bytes)
    case 13: doubleKey(&bytes)
    case 14: nest(&bytes)
    default: swapRanges(&bytes)
    }
    if bytes.count > 1 << 18 { bytes.removeLast(bytes.count - 1 << 18) }
  }

  // MARK: Changes

  private mutating func flip(_ bytes: inout [UInt8]) {
    guard !bytes.isEmpty else { return }
    bytes[below(bytes.count)] ^= 1 << UInt8(below(8))
  }

  private mutating func replace(_ bytes: inout [UInt8]) {
    guard !bytes.isEmpty else { return }
    let telling = Array("{}[]()'\",:0123456789-+.eELTF<>=|\\u/%\n\r\t \0".utf8) + [0x7F, 0x80, 0xC3, 0xFF]
    bytes[below(bytes.count)] = chance(1, of: 2) ? pick(telling) : UInt8(below(256))
  }

  private mutating func insert(_ bytes: inout [UInt8], _ piece: [UInt8]) {
    bytes.insert(contentsOf: piece, at: below(bytes.count + 1))
  }

  private mutating func overwrite(_ bytes: inout [UInt8], _ piece: [UInt8]) {
    let start = below(bytes.count + 1)
    bytes.replaceSubrange(start..<min(bytes.count, start + piece.count), with: piece)
  }

  private mutating func range(in bytes: [UInt8]) -> Range<Int> {
    let start = below(bytes.count + 1)
    return start..<min(bytes.count, start + 1 + below(chance(1, of: 4) ? 200 : 8))
  }

  private mutating func remove(_ bytes: inout [UInt8]) { bytes.removeSubrange(range(in: bytes)) }

  private mutating func double(_ bytes: inout [UInt8]) {
    let range = range(in: bytes)
    bytes.insert(contentsOf: bytes[range], at: range.lowerBound)
  }

  private mutating func cut(_ bytes: inout [UInt8]) {
    bytes.removeLast(min(bytes.count, 1 + below(bytes.count + 1) / 4))
  }

  private mutating func swapRanges(_ bytes: inout [UInt8]) {
    let (one, two) = (range(in: bytes), range(in: bytes))
    let piece = Array(bytes[one])
    bytes.replaceSubrange(one, with: bytes[two])
    bytes.insert(contentsOf: piece, at: min(two.lowerBound, bytes.count))
  }

  /// A run of decimal digits becomes another number.
  private mutating func changeNumber(_ bytes: inout [UInt8]) {
    guard !bytes.isEmpty else { return }
    let start = below(bytes.count)
    guard let first = bytes[start...].firstIndex(where: isDigit) ?? bytes.firstIndex(where: isDigit) else { return }
    let end = bytes[first...].firstIndex { !isDigit($0) } ?? bytes.count
    let numbers = [
      "0", "1", "2", "3", "4", "5", "6", "7", "8", "16", "255", "256", "65535", "65536", "2147483647", "2147483648",
      "4294967295", "4294967296", "4611686018427387904", "9223372036854775807", "9223372036854775808",
      "18446744073709551615", "18446744073709551616", "00", "01", "-1", "1.0", "1e3", "1e999", "0x10",
    ]
    let text: [UInt8]
    if chance(1, of: 64) {
      text = [UInt8](repeating: UInt8(ascii: "9"), count: pick([40, 400, 5000, 100_001]))
    } else {
      text = Array(pick(numbers).utf8)
    }
    bytes.replaceSubrange(first..<end, with: text)
  }

  /// A field of 1, 2, 4 or 8 bytes, little-endian, becomes another number.
  private mutating func changeField(_ bytes: inout [UInt8]) {
    let width = pick([1, 2, 4, 8])
    guard bytes.count >= width else { return }
    let start = below(bytes.count - width + 1)
    let old = (0..<width).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64(bytes[start + $1]) }
    let all = UInt64.max >> UInt64(64 - 8 * width)
    let value = pick([
      0, 1, old &+ 1, old &- 1, old &* 2, old << 8, all, all >> 1, all >> 1 &+ 1, UInt64(bytes.count), random.next(),
    ])
    for index in 0..<width { bytes[start + index] = UInt8(truncatingIfNeeded: value >> UInt64(8 * index)) }
  }

  /// A piece of another seed, or of its parts.
  private mutating func splice(_ bytes: inout [UInt8]) {
    let other = pick(subject.framing.parts(of: pick(subject.seeds)) + [[]])
    let piece = Array(other[range(in: other)])
    chance(1, of: 2) ? insert(&bytes, piece) : overwrite(&bytes, piece)
  }

  /// A whole line, or what stands between two commas, twice, or taken out.
  private mutating func doubleLine(_ bytes: inout [UInt8]) {
    guard !bytes.isEmpty else { return }
    let separator = pick([UInt8(ascii: "\n"), UInt8(ascii: ","), UInt8(ascii: " ")])
    let place = below(bytes.count)
    let start = bytes[..<place].lastIndex(of: separator) ?? 0
    let end = bytes[place...].firstIndex(of: separator) ?? bytes.count
    guard start < end else { return }
    if chance(1, of: 2) {
      bytes.insert(contentsOf: bytes[start..<end], at: start)
    } else {
      bytes.removeSubrange(start..<end)
    }
  }

  /// A key of an object is written over another one, or its value over another one's.
  private mutating func doubleKey(_ bytes: inout [UInt8]) {
    let quotes = bytes.indices.filter { bytes[$0] == UInt8(ascii: "\"") }
    guard quotes.count >= 4 else { return }
    let (one, two) = (2 * below(quotes.count / 2), 2 * below(quotes.count / 2))
    let text = Array(bytes[quotes[one]...quotes[one + 1]])
    bytes.replaceSubrange(quotes[two]...quotes[two + 1], with: text)
  }

  private mutating func nest(_ bytes: inout [UInt8]) {
    let depth = chance(1, of: 32) ? 50_000 : 1 + below(chance(1, of: 4) ? 600 : 3)
    let (open, close) = pick([("[", "]"), ("{\"a\":", "}"), ("(", ")"), ("[[", "]]"), ("-", "")])
    insert(&bytes, Array(String(repeating: open, count: depth).utf8))
    if chance(1, of: 2) { insert(&bytes, Array(String(repeating: close, count: depth).utf8)) }
  }

  // MARK: Choices

  private mutating func noise(_ count: Int) -> [UInt8] { (0..<count).map { _ in UInt8(below(256)) } }
  private mutating func below(_ bound: Int) -> Int { Int(random.below(UInt64(bound))) }
  private mutating func chance(_ some: Int, of all: Int) -> Bool { below(all) < some }
  private mutating func pick<Element>(_ elements: [Element]) -> Element { elements[below(elements.count)] }
  private func isDigit(_ byte: UInt8) -> Bool { (48...57).contains(byte) }
}
