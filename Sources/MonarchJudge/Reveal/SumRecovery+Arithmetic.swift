import ExactArithmetic

/// What is rounded where, given the tree.
extension SumRecovery {
  func arithmetic(of tree: SummationTree) throws -> SummationOrder {
    let meetings = Meetings(tree)
    let plain = Rounding(setting.known?.adder.rounding.format ?? setting.accumulate)
    var order = SummationOrder(
      tree: tree, isFused: Array(repeating: false, count: n), input: setting.input,
      adder: SummationOrder.Adder(rounding: plain, window: nil), product: plain, result: Rounding(setting.result),
      start: .product)
    if let known = setting.known { order.adder = known.adder }
    try findAdders(&order, meetings)
    try findNarrowing(&order, meetings)
    try findProducts(&order, meetings)
    try findResult(&order, meetings)
    try findFlushes(&order)
    try findStart(&order)
    try check(order)
    return order
  }

  /// The exponent of 1 in probes: differences stay above the smallest numbers of a narrow output.
  private var one: Int { 8 }
  /// How many bits below it can be seen.
  private var deepest: Int { min(64, one - setting.output.minimalExponent) }

  private func value(_ terms: [SumProbe.Term]) throws -> Double { try ask([SumProbe(terms: terms)])[0] }

  /// The largest t of 1 … limit for which something holds that holds for all smaller ones; `first` is tried first.
  private func largest(_ limit: Int, first: Int, _ holds: (Int) throws -> Bool) throws -> Int {
    if first <= limit, try holds(first) {
      if first == limit { return limit }
      if try !holds(first + 1) { return first }
    }
    var (low, high) = (0, limit + 1)
    while high - low > 1 {
      let middle = (low + high) / 2
      if try holds(middle) { low = middle } else { high = middle }
    }
    return low
  }

  private func known(_ precision: Int) throws -> FloatFormat {
    // The widest masks overflow in float16 and in nothing else of its precision.
    let isHalf = try n > 2 && mask().big == 15 && precision <= FloatFormat.float16.precision
    return .known(precision: precision, like: isHalf ? .float16 : setting.accumulate)
  }

  // MARK: Sums

  private func findAdders(_ order: inout SummationOrder, _ meetings: Meetings) throws {
    let inner = meetings.nodes.filter { $0.beside != nil }
    let sample = inner.count <= 24 ? inner : (0..<24).map { inner[$0 * (inner.count - 1) / 23] }
    var found = try adders(of: sample, order.adder)
    if Set(found.values).count > 1, sample.count < inner.count { found = try adders(of: inner, order.adder) }
    let counts = Dictionary(grouping: found.values, by: { $0 }).mapValues(\.count)
    func weight(_ adder: SummationOrder.Adder) -> [Int] {
      [counts[adder]!, adder.rounding.format.precision, adder.window == nil ? 1 : 0]
    }
    let common = counts.keys.max { weight($0).lexicographicallyPrecedes(weight($1)) }
    if let common { order.adder = common }
    order.exceptions = found.filter { $0.value != order.adder }
    if inner.isEmpty, setting.known == nil, setting.result == setting.output, let root = meetings.nodes.last {
      // The only sum is seen as it is stored.
      let widest = min(order.adder.rounding.format.precision, setting.output.precision)
      let (i, j) = (root.parts[0][0], root.parts[1][0])
      let bits = try largest(widest - 1, first: widest - 1) { t in
        try value([power(i, one), power(j, one - t)]) == powerOfTwo(one) + powerOfTwo(one - t)
      }
      guard bits > 0 else { throw Unexplained(description: "1 + 2^-1 is not 1.5 in terms \(i) and \(j)") }
      if bits + 1 < widest {
        order.adder.rounding = Rounding(try known(bits + 1), try rule(bits + 1, i, j, beside: nil))
      }
    }
    // The root is rounded like the others, and has a window of its own.
    if let root = meetings.nodes.last, root.parts.count > 2 {
      var adder = order.adder
      adder.window = try window(of: root)
      if inner.isEmpty { order.adder = adder } else if adder != order.adder { order.exceptions[root.id] = adder }
    }
  }

  private func adders(of nodes: [Meetings.Node], _ declared: SummationOrder.Adder) throws -> [SummationNode:
    SummationOrder.Adder]
  {
    var found: [SummationNode: SummationOrder.Adder] = [:]
    var missing: [SumProbe] = []
    for node in nodes {
      do {
        let (i, j, k) = (node.parts[0][0], node.parts[1][0], node.beside!)
        let bits = try largest(deepest, first: declared.rounding.format.precision - 1) { t in
          try value([power(i, one), power(j, one - t), power(k, one, sign: -1)]) == powerOfTwo(one - t)
        }
        guard bits > 0 else { throw Unexplained(description: "1 + 2^-1 − 1 is not 2^-1 in terms \(i), \(j), \(k)") }
        // Where not even the deepest bit is lost, the next format is meant.
        let precision = bits == deepest ? FloatFormat.all.map(\.precision).first { $0 > bits } ?? 53 : bits + 1
        guard precision <= 53 else {
          throw Unexplained(description: "sums hold \(precision) bits, more than float64: they cannot be replayed")
        }
        let format = try known(precision)
        let rule = try rule(precision, i, j, beside: k)
        found[node.id] = SummationOrder.Adder(
          rounding: Rounding(format, rule), window: node.parts.count > 2 ? try window(of: node) : nil)
      } catch let error as Missing {
        missing += error.probes
      }
    }
    guard missing.isEmpty else { throw Missing(probes: missing) }
    return found
  }

  /// The bits that the others keep beside the largest part of a node of three parts or more; nil where they keep all.
  private func window(of node: Meetings.Node) throws -> Int? {
    let (i, j, k) = (node.parts[0][0], node.parts[1][0], node.parts[2][0])
    let bits = try largest(deepest, first: deepest) { t in
      try value([power(i, one), power(j, one - t), power(k, one, sign: -1)]) == powerOfTwo(one - t)
    }
    return bits == deepest ? nil : bits
  }

  /// How ±(1 + f·ulp) is rounded to a precision, for f = ¾, ½ and ¼.
  private func rule(_ precision: Int, _ i: Int, _ j: Int, beside k: Int?) throws -> RoundingRule {
    let unit = one - (precision - 1)
    func steps(_ quarters: Double, _ sign: Double) throws -> Double {
      let small = power(j, unit - 2)
      var terms = [power(i, one, sign: sign), SumProbe.Term(j, sign * quarters * small.operand, small.weight)]
      if let k { terms.append(power(k, one, sign: -sign)) }
      let answer = try value(terms)
      return (k == nil ? answer - sign * powerOfTwo(one) : answer) / powerOfTwo(unit)
    }
    // Below the smallest number of the output nothing is seen.
    guard unit - 2 >= setting.output.minimalExponent else { return .nearestEven }
    let found = [try steps(3, 1), try steps(3, -1), try steps(1, 1), try steps(2, 1)]
    switch found {
    case [1, -1, 0, 0]: return .nearestEven
    case [1, -1, 0, 1]: return .nearestAway
    case [0, 0, 0, 0]: return .towardZero
    case [1, 0, 1, 1]: return .up
    case [0, -1, 0, 0]: return .down
    default:
      throw Unexplained(
        description:
          "1 + ¾, −1 − ¾, 1 + ¼ and 1 + ½ units in the last of \(precision) bits are off by \(found) units: no "
          + "rounding gives that")
    }
  }

  // MARK: Products

  /// a·b − c at a term, where c is subtracted as a term that it meets first, or by us.
  private func difference(_ meetings: Meetings, _ index: Int, _ a: Double, _ b: Double, _ c: Double) throws -> Double {
    let scale = powerOfTwo(one)
    var terms = [SumProbe.Term(index, a * scale, b)]
    if let partner = meetings.partner(of: index) { terms.append(SumProbe.Term(partner, -c * scale)) }
    let answer = try value(terms) / scale
    return terms.count == 1 ? answer - c : answer
  }

  /// The bits of numbers that can be seen of a term.
  private func visibleBits(_ meetings: Meetings) -> Int {
    n > 1 ? setting.input.precision : min(setting.input.precision, setting.output.precision)
  }

  private func findNarrowing(_ order: inout SummationOrder, _ meetings: Meetings) throws {
    let full = visibleBits(meetings)
    func narrowed(_ isOperand: Bool) throws -> Rounding? {
      func difference(_ a: Double, _ c: Double) throws -> Double {
        try self.difference(meetings, 0, isOperand ? a : 1, isOperand ? 1 : a, c)
      }
      let bits =
        try largest(full - 1, first: full - 1) { t in try difference(1 + powerOfTwo(-t), 1) == powerOfTwo(-t) } + 1
      if bits >= full { return nil }
      // Whether it is the product that holds no more.
      let half = bits / 2 + 1
      if half < bits {
        let product = 1 + powerOfTwo(1 - half) + powerOfTwo(-2 * half)
        let rest = try self.difference(
          meetings, 0, 1 + powerOfTwo(-half), 1 + powerOfTwo(-half), 1 + powerOfTwo(1 - half))
        if rest != product - (1 + powerOfTwo(1 - half)) { return nil }
      }
      let step = bits + 2 <= full ? try difference(1 + 3 * powerOfTwo(-bits - 1), 1) : powerOfTwo(1 - bits)
      return Rounding(.known(precision: bits, like: setting.input), step == 0 ? .towardZero : .nearestEven)
    }
    order.operand = try narrowed(true)
    order.weight = try narrowed(false)
  }

  private func findProducts(_ order: inout SummationOrder, _ meetings: Meetings) throws {
    let widths = [order.operand, order.weight].map { $0?.format.precision ?? setting.input.precision }
    let longest = widths.min()! - 1
    /// Whether a product of 2k + 1 bits enters the sum as it is.
    func isExact(_ index: Int, _ k: Int) throws -> Bool {
      let c = 1 + powerOfTwo(1 - k)
      return try difference(meetings, index, 1 + powerOfTwo(-k), 1 + powerOfTwo(-k), c) == powerOfTwo(-2 * k)
    }
    let accumulator = order.adder.rounding
    order.product = accumulator
    guard n > 1, longest > 0 else { return }
    let isLong = 2 * longest + 1 > accumulator.format.precision
    var missing: [SumProbe] = []
    var bits: [Int: Int] = [:]
    var guess = min((accumulator.format.precision - 1) / 2, longest)
    for index in 0..<n {
      do {
        let isKept = try isExact(index, longest)
        order.isFused[index] = isLong && isKept
        if isKept { continue }
        // Rounded, and as the others as a rule.
        guess = try largest(longest, first: guess) { try isExact(index, $0) }
        bits[index] = guess
      } catch let error as Missing {
        missing += error.probes
      }
    }
    guard missing.isEmpty else { throw Missing(probes: missing) }
    func rounding(_ bits: Int) throws -> Rounding {
      // 2·bits + 1 bits are kept, 2·bits + 3 are not.
      let precision = accumulator.format.precision
      if (2 * bits + 1...2 * bits + 2).contains(precision) { return accumulator }
      return Rounding(try known(FloatFormat.all.map(\.precision).first { $0 > 2 * bits } ?? 2 * bits + 1))
    }
    let counts = Dictionary(grouping: bits.values, by: { $0 }).mapValues(\.count)
    guard let common = counts.max(by: { ($0.value, $0.key) < ($1.value, $1.key) })?.key else { return }
    order.product = try rounding(common)
    for (index, count) in bits where count != common { order.productExceptions[index] = try rounding(count) }
  }

  // MARK: Results

  private func findResult(_ order: inout SummationOrder, _ meetings: Meetings) throws {
    let declared = setting.result
    let accumulator = order.adder.rounding
    if let known = setting.known, setting.seesExcess == false, setting.result != setting.output {
      order.result = known.result
      return
    }
    guard let root = meetings.nodes.last else { return try findResultOfProduct(&order, declared) }
    let (i, j) = (root.parts[0][0], root.parts[1][0])
    let widest = min(accumulator.format.precision, declared.precision)
    if setting.seesExcess {
      // The difference from 1 of what is stored between the stages.
      let bits = try largest(min(deepest, 52), first: widest - 1) { t in
        let probe = SumProbe(terms: [power(i, 0), power(j, -t)], observation: .excess)
        return try ask([probe])[0] == powerOfTwo(-t)
      }
      if bits + 1 < widest {
        let format = FloatFormat.known(precision: bits + 1, like: declared)
        let probe = SumProbe(
          terms: [power(i, 0), SumProbe.Term(j, 3 * powerOfTwo(-bits - 2))], observation: .excess)
        let step = try ask([probe])[0]
        order.result = Rounding(format, step == 0 ? .towardZero : .nearestEven)
      } else {
        order.result = bits + 1 < accumulator.format.precision ? Rounding(declared) : accumulator
      }
      return
    }
    guard setting.result == setting.output else { return }
    let bits = try largest(widest - 1, first: widest - 1) { t in
      try value([power(i, one), power(j, one - t)]) == powerOfTwo(one) + powerOfTwo(one - t)
    }
    guard bits > 0 else { throw Unexplained(description: "1 + 2^-1 is not 1.5 in terms \(i) and \(j)") }
    let format = bits + 1 < widest ? FloatFormat.known(precision: bits + 1, like: declared) : declared
    let rule = try rule(min(bits + 1, widest), i, j, beside: nil)
    order.result = Rounding(format.precision < declared.precision ? format : declared, rule)
    if format.precision >= accumulator.format.precision {
      // The rounding seen is that of the sum.
      order.result = Rounding(declared)
      if meetings.nodes.count == 1 {
        order.adder.rounding.rule = rule
        if order.product.format == accumulator.format { order.product.rule = rule }
      }
    }
  }

  /// Of a single product the output is the only rounding.
  private func findResultOfProduct(_ order: inout SummationOrder, _ declared: FloatFormat) throws {
    order.result = Rounding(declared)
    if setting.result != setting.output, !setting.seesExcess { return }
    let narrowest = min(declared.precision, order.product.format.precision)
    let longest = ([order.operand, order.weight].map { $0?.format.precision ?? setting.input.precision }.min()!) - 1
    guard longest > 0, 2 * longest + 1 > narrowest else { return }
    // (1 + 2^-k)² has 2k + 1 bits.
    let bits = try largest(longest, first: min((narrowest - 1) / 2, longest)) { k in
      let term = SumProbe.Term(0, 1 + powerOfTwo(-k), 1 + powerOfTwo(-k))
      let expected = powerOfTwo(1 - k) + powerOfTwo(-2 * k)
      if setting.seesExcess { return try ask([SumProbe(terms: [term], observation: .excess)])[0] == expected }
      return try value([term]) == 1 + expected
    }
    if 2 * bits + 3 <= narrowest {
      let precision = FloatFormat.all.map(\.precision).first { $0 >= 2 * bits + 1 } ?? 2 * bits + 1
      order.result = Rounding(.known(precision: precision, like: declared))
    }
  }

  // MARK: Small numbers

  private func findFlushes(_ order: inout SummationOrder) throws {
    func least(_ format: FloatFormat) -> Int { format.minimalExponent + format.precision - 1 }
    let up = min(60, setting.input.maximalExponent - 4)
    let small = least(setting.input) - 2
    guard small >= setting.input.minimalExponent else { return }
    func answer(_ term: SumProbe.Term, lift: Int = 0) throws -> Double {
      try ask([SumProbe(terms: [term], observation: .value(lift: lift))])[0]
    }
    if order.operand == nil || order.operand!.format.minimalExponent <= small,
      try answer(SumProbe.Term(0, powerOfTwo(small), powerOfTwo(up))) == 0
    {
      order.flushes.insert(.operands)
    }
    if order.weight == nil || order.weight!.format.minimalExponent <= small,
      try answer(SumProbe.Term(0, powerOfTwo(up), powerOfTwo(small))) == 0
    {
      order.flushes.insert(.weights)
    }
    let result = least(setting.result) - 2
    guard result >= 2 * least(setting.input) else { return }
    let lift = setting.result == setting.output ? 0 : up
    if try answer(power(0, result), lift: lift) == 0 { order.flushes.insert(.results) }
  }

  /// The zero that a sum starts from, by the signs of results that are zero.
  private func findStart(_ order: inout SummationOrder) throws {
    guard setting.seesSign else {
      order.start = setting.signMatters ? .unknown : .unseen
      return
    }
    let least = setting.input.minimalExponent + setting.input.precision - 1
    let accumulator = order.adder.rounding.format
    // A product that rounds to −0.
    let tiny = max(accumulator.minimalExponent - 8, 2 * least)
    let canVanish = tiny < accumulator.minimalExponent - 1 && order.flushes.isEmpty
    let starts = order.isFused.indices.filter { !order.isFused[$0] }
    let sets: [[Int]] = canVanish ? [[], Array(0..<n), starts, [0], [n - 1]] : [[]]
    let probes = sets.map { vanishing in
      SumProbe(
        terms: vanishing.map { index in
          let half = tiny >> 1
          return SumProbe.Term(index, powerOfTwo(tiny - half), -powerOfTwo(half))
        }, negativeZeros: true, observation: .sign)
    }
    let found = try ask(probes).map(\.sign)
    for start in [SummationOrder.Start.product, .addedZero, .fusedZero, .finalZero] {
      order.start = start
      let signs = probes.map { probe in
        let (operands, weights) = probe.numbers(count: n)
        return order.evaluate(operands, weights).sign
      }
      if signs == found { return }
    }
    order.start = .unknown
  }

  // MARK: The whole

  /// Every answer must be what the order gives.
  private func check(_ order: SummationOrder) throws {
    let program = SummationProgram(order)
    for (probe, answer) in answers {
      guard case .value(let lift) = probe.observation else { continue }
      let (operands, weights) = probe.numbers(count: n)
      let sum = program.run(operands, weights) * powerOfTwo(lift)
      let seen = setting.result == setting.output ? sum : Rounding(setting.output).round(sum)
      let isFlushed = !order.flushes.isEmpty && answer == 0
      guard seen == answer || isFlushed || seen.isNaN && answer.isNaN || !answer.isFinite else {
        throw Unexplained(
          description:
            "terms \(probe.terms.prefix(3).map { "\($0.index): \($0.operand)·\($0.weight)" }.joined(separator: ", "))"
            + " give \(answer), and \(seen) in the order that explains the other answers")
      }
    }
  }
}
