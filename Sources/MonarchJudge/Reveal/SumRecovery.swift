import ExactArithmetic

/// Finds out the order of a sum from answers to probes (FPRev, arXiv 2411.00442).
///
/// *The idea.* With +M at term i, −M at term j and ones elsewhere, ones that are added to ±M vanish; those that are added
/// where M and −M have met survive. So n − sum = |terms of the smallest node that holds both i and j|, and these sizes
/// determine the tree: with a pivot i, the terms j of one size are one part that i's part was added to, or several parts
/// of one node. Between n − 1 and n(n−1)/2 of the sizes are needed.
///
/// Where a count may exceed the precision, the ones stand in a part of the terms at a time and the counts are added.
///
/// It is a pure function of the answers so far: it says which are missing, or the order.
struct SumRecovery {
  /// What is known before.
  struct Setting: Hashable, Sendable {
    let count: Int
    /// The format of operands and weights, as declared.
    let input: FloatFormat
    /// The format of sums, as declared.
    let accumulate: FloatFormat
    /// The format in which the result can be seen.
    let output: FloatFormat
    /// The format of the result, as declared.
    let result: FloatFormat
    /// Whether `Observation.excess` can be asked for.
    var seesExcess = false
    /// Whether `Observation.sign` can be asked for.
    var seesSign = true
    /// Whether the sign of a zero has any effect.
    var signMatters = true
    /// What an earlier reveal of the same kernel found, for what this sum is too short to show.
    var known: SummationOrder?
  }

  /// Answers that are needed to go on.
  struct Missing: Error { let probes: [SumProbe] }
  /// The reason why the answers are those of no summation tree.
  struct Unexplained: Error, CustomStringConvertible { let description: String }

  let setting: Setting
  let answers: [SumProbe: Double]

  var n: Int { setting.count }

  /// The answers to these probes; throws those that are not known yet.
  func ask(_ probes: [SumProbe]) throws -> [Double] {
    let missing = probes.filter { answers[$0] == nil }
    guard missing.isEmpty else { throw Missing(probes: missing) }
    return probes.map { answers[$0]! }
  }

  /// The order, from the answers.
  func order() throws -> SummationOrder { try arithmetic(of: tree()) }

  // MARK: Masks

  /// Sizes of numbers that hide others.
  struct Mask {
    /// M = 2^big, as operand·weight.
    let big: Int
    /// Ones are 2^unit.
    let unit: Int
    /// How many ones may be counted at once.
    let limit: Int
  }

  /// The masks to try, the widest first: a kernel that narrows its numbers overflows with those.
  private var masks: [Mask] {
    let reach = setting.input.maximalExponent
    let sizes = [(600, 0), (100, 0), (30, -8), (15, -8), (30, -24)].filter { big, unit in
      (big + 1) / 2 <= reach && unit >= min(setting.input.minimalExponent, 0)
        && setting.accumulate.maximalExponent >= big
    }
    return sizes.compactMap { big, unit in
      // Counts have to be seen exactly, and to vanish beside M in the declared format of the sums.
      let narrowest =
        big == 15 ? min(setting.accumulate.precision, FloatFormat.float16.precision) : setting.accumulate.precision
      let hidden = big - narrowest - unit
      let bits = min(setting.output.precision, narrowest, 20)
      return hidden < 0 ? nil : Mask(big: big, unit: unit, limit: 1 << min(bits, hidden))
    }
  }

  private func chunks(_ mask: Mask) -> [Range<Int>] {
    stride(from: 0, to: n, by: mask.limit).map { $0..<min($0 + mask.limit, n) }
  }

  /// The first mask with which ones are counted right and M − M is 0.
  func mask() throws -> Mask {
    var reason = "\(setting.input) data has no numbers that hide others in \(setting.accumulate) sums"
    for mask in masks {
      let ones = chunks(mask).map { SumProbe(terms: [], units: $0, unit: mask.unit) }
      let pair = masked(0, n - 1, mask, 0..<0)
      let found = try ask(ones + [pair])
      if found.last!.isNaN || found.last!.isInfinite {
        reason = "2^\(mask.big) and −2^\(mask.big) are not finite together"
        continue
      }
      for (chunk, sum) in zip(chunks(mask), found) where sum != Double(chunk.count) * powerOfTwo(mask.unit) {
        throw Unexplained(
          description: "\(chunk.count) terms of 2^\(mask.unit) add up to \(sum): no order of sums gives that")
      }
      guard found.last == 0 else {
        throw Unexplained(description: "2^\(mask.big) and −2^\(mask.big) add up to \(found.last!)")
      }
      return mask
    }
    throw Unexplained(description: "masking is impossible: \(reason)")
  }

  func power(_ index: Int, _ exponent: Int, sign: Double = 1) -> SumProbe.Term {
    let range = setting.input.minimalExponent + setting.input.precision - 1...setting.input.maximalExponent
    if range.contains(exponent) { return SumProbe.Term(index, sign * powerOfTwo(exponent)) }
    let half = exponent >> 1
    return SumProbe.Term(index, sign * powerOfTwo(exponent - half), powerOfTwo(half))
  }

  private func masked(_ i: Int, _ j: Int, _ mask: Mask, _ units: Range<Int>) -> SumProbe {
    SumProbe(
      terms: [power(i, mask.big), power(j, mask.big, sign: -1)], units: units, unit: mask.unit)
  }

  // MARK: The tree

  private func tree() throws -> SummationTree {
    if n == 1 { return .term(0) }
    if n == 2 { return .sum([.term(0), .term(1)]) }
    let mask = try mask()
    let (tree, size) = try part(Array(0..<n), level: 0, mask)
    guard size == n, tree.terms.count == n else {
      throw Unexplained(
        description:
          "ones beside 2^\(mask.big) are still there: sums are wider than that, or not rounded to nearest, so "
          + "that masking is impossible")
    }
    try verify(tree, mask)
    return tree
  }

  /// How many terms the smallest node holds that holds both.
  private func sizes(_ pivot: Int, _ others: [Int], _ mask: Mask) throws -> [Int] {
    let chunks = chunks(mask)
    let found = try ask(others.flatMap { other in chunks.map { masked(pivot, other, mask, $0) } })
    return try others.indices.map { index in
      var outside = 0
      for (place, chunk) in chunks.enumerated() {
        let count = found[index * chunks.count + place] / powerOfTwo(mask.unit)
        let hidden = chunk.count - [pivot, others[index]].count(where: chunk.contains)
        guard count >= 0, count <= Double(hidden), count == count.rounded() else {
          throw Unexplained(
            description:
              "with 2^\(mask.big) at term \(pivot) and −2^\(mask.big) at term \(others[index]), \(hidden) terms "
              + "of 1 leave \(count): sums are not rounded to nearest, or follow no tree")
        }
        outside += Int(count)
      }
      return n - outside
    }
  }

  /// The tree of terms that are a part, or several parts of one node; and the size of the smallest node around them.
  private func part(_ terms: [Int], level: Int, _ mask: Mask) throws -> (SummationTree, size: Int) {
    if terms.count == 1 { return (.term(terms[0]), 1) }
    // The first and the last term by turns: in ascending and in descending sums one of them meets each other term alone.
    let pivot = level % 2 == 0 ? terms[0] : terms[terms.count - 1]
    let others = terms.filter { $0 != pivot }
    let sizes = try sizes(pivot, others, mask)
    var tree = SummationTree.term(pivot)
    var held = 1
    let groups = Dictionary(grouping: others.indices, by: { sizes[$0] }).sorted { $0.key < $1.key }
    // What is missing of any group is asked for at once.
    var missing: [SumProbe] = []
    var size = 1
    for (groupSize, members) in groups {
      do {
        let (other, otherSize) = try part(members.map { others[$0] }, level: level + 1, mask)
        size = groupSize
        guard missing.isEmpty else { continue }
        if otherSize == members.count {
          tree = .adding([tree, other])
        } else if otherSize == groupSize, case .sum(let parts) = other {
          tree = .adding([tree] + parts)
        } else {
          throw Unexplained(
            description:
              "terms \(members.prefix(4).map { others[$0] }) meet in a node of \(otherSize) terms inside one of "
              + "\(groupSize): no tree does that")
        }
        held += members.count
        guard held == groupSize || groupSize == groups.last!.key else {
          throw Unexplained(
            description:
              "a node of \(groupSize) terms around term \(pivot) holds \(held): sums are wider than the masks, not "
              + "rounded to nearest, or follow no tree")
        }
      } catch let error as Missing {
        missing += error.probes
      }
    }
    guard missing.isEmpty else { throw Missing(probes: missing) }
    return (tree, size)
  }

  /// Compares sizes that were not needed with those of the tree.
  private func verify(_ tree: SummationTree, _ mask: Mask) throws {
    let meetings = Meetings(tree)
    var state: UInt64 = 1
    func random(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int((state >> 33) % UInt64(bound))
    }
    for _ in 0..<min(16, n) {
      let i = random(n)
      let j = (i + 1 + random(n - 1)) % n
      let size = try sizes(i, [j], mask)[0]
      guard size == meetings.size(i, j) else {
        throw Unexplained(
          description:
            "terms \(i) and \(j) meet among \(size) terms, and among \(meetings.size(i, j)) in the tree of all "
            + "other answers: the order depends on the data")
      }
    }
  }
}

/// Where the terms of a tree meet.
struct Meetings {
  /// A node, by its place among all nodes.
  struct Node {
    let id: SummationNode
    /// The terms of each part.
    let parts: [[Int]]
    /// A term of another part of the node above; nil for the root.
    var beside: Int?
  }
  private(set) var nodes: [Node] = []
  /// For each term the nodes above it, the nearest first.
  private var above: [[Int]]

  init(_ tree: SummationTree) {
    above = Array(repeating: [], count: tree.terms.count)
    _ = add(tree)
  }

  private mutating func add(_ tree: SummationTree) -> (terms: [Int], node: Int?) {
    guard case .sum(let parts) = tree else { return (tree.terms, nil) }
    let added = parts.map { add($0) }
    let terms = added.flatMap(\.terms)
    nodes.append(Node(id: SummationNode(leastTerm: tree.leastTerm, count: terms.count), parts: added.map(\.terms)))
    for (index, part) in added.enumerated() {
      if let node = part.node { nodes[node].beside = added[index == 0 ? 1 : 0].terms[0] }
    }
    for term in terms { above[term].append(nodes.count - 1) }
    return (terms, nodes.count - 1)
  }

  func size(_ i: Int, _ j: Int) -> Int {
    let others = Set(above[j])
    return above[i].first(where: others.contains).map { nodes[$0].id.count } ?? 1
  }

  /// A term that is added to this term, or to the sum of which it is a part, first.
  func partner(of term: Int) -> Int? {
    above[term].first.flatMap { nodes[$0].parts.first { !$0.contains(term) }?.first }
  }
}
