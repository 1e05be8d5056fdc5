/// The candidates for one number, simplest first, adapting to which of them succeed.
///
/// Integers: the target, the mirror image, then a binary search for the smallest distance from the target, then a few
/// steps below it for conditions that are not monotone. Floats: the landmarks 0, ±1, then roundings of the number, each
/// simpler than it, then the same integer search on the whole part.
struct NumberSearch {
  private var current: Choice
  private var queue: [Choice]
  /// A binary search over distances: `failed` does not reproduce, the current number does.
  private var failed: UInt64?
  private var isSearching = false
  /// Whether the binary search has been done for the current number.
  private var hasSearched = false
  private var tail: [Choice] = []

  init(_ start: Choice) {
    current = start
    queue = NumberSearch.landmarks(of: start).reversed()
  }

  /// The next candidate, or nil when there is none left.
  mutating func next() -> Choice? {
    if let candidate = queue.popLast() { return candidate }
    if !isSearching, !hasSearched, let distance = NumberSearch.distance(of: current), distance > 1 {
      isSearching = true
      failed = 0
    }
    if isSearching, let low = failed, let high = NumberSearch.distance(of: current), high - low > 1 {
      return NumberSearch.choice(at: low + (high - low) / 2, like: current)
    }
    if isSearching {
      isSearching = false
      hasSearched = true
      failed = nil
      tail = NumberSearch.steps(below: current).reversed()
    }
    return tail.popLast()
  }

  /// Takes note of what became of the last candidate: `choice` is what stands there now.
  mutating func advance(_ succeeded: Bool, to choice: Choice) {
    if succeeded {
      let wasSearching = isSearching
      current = choice
      if !wasSearching {
        // A landmark succeeded: what is simpler than it may succeed as well.
        queue = NumberSearch.landmarks(of: choice).reversed()
        tail = []
        hasSearched = false
      }
    } else if isSearching, let low = failed, let high = NumberSearch.distance(of: current), high - low > 1 {
      failed = low + (high - low) / 2
    }
  }

  /// Simpler numbers worth trying at once, simplest first.
  private static func landmarks(of choice: Choice) -> [Choice] {
    switch choice {
    case .integer(let offset, let domain):
      var candidates = [domain.target]
      let (distance, isBelow) = domain.rank(offset)
      if isBelow, distance <= domain.span - domain.target { candidates.append(domain.target + distance) }
      return candidates.map { .integer(offset: $0, domain) }.filter { $0.isSimpler(than: choice) == true }
    case .float(let bits, let domain):
      let value = Double(bitPattern: bits)
      var candidates: [Double] = [0, 1, -1, 2, -2, 0.5, -0.5, domain.simplest, value.magnitude, domain.low, domain.high]
      if !value.isFinite { candidates += [domain.limit, -domain.limit, 0x1p53, .infinity, -.infinity, .nan] }
      if value.isFinite && value != 0 {
        let power = Double(sign: value.sign, exponent: Int(value.exponent), significand: 1)
        candidates += [power, power * 2, value.rounded(.towardZero), value.rounded(.awayFromZero)]
        // Halfway to 1 in the exponent, by steps that shrink: a binary search for powers of two.
        for divisor in [2, 4, 8, 16] {
          let exponent = Int(value.exponent) - Int(value.exponent) / divisor
          candidates.append(Double(sign: value.sign, exponent: exponent, significand: 1))
        }
        candidates.append(Double(sign: value.sign, exponent: Int(value.exponent) - Int(value.exponent).signum(), significand: 1))
        for places in [1, 2, 4, 8, 12, 16, 24, 32] {
          let scale = Double(sign: .plus, exponent: places, significand: 1)
          if (value * scale).magnitude < 0x1p60 {
            candidates += [(value * scale).rounded(.towardZero) / scale, (value * scale).rounded(.awayFromZero) / scale]
          }
        }
        for kept in [2, 3, 5, 8, 11, 16, 24, 32] where kept < value.significandWidth {
          let mask = ~((UInt64(1) << (52 - kept)) - 1)
          candidates.append(Double(bitPattern: value.bitPattern & mask))
        }
      }
      let members = Set(candidates.filter(domain.contains).map(\.bitPattern)).map { Double(bitPattern: $0) }
      return members.sorted { FloatRank($0) < FloatRank($1) }
        .map { .float(bits: $0.bitPattern, domain) }.filter { $0.isSimpler(than: choice) == true }
    case .bulk: return []
    }
  }

  /// The distance from the simplest number that the binary search lowers; nil where there is none to lower.
  private static func distance(of choice: Choice) -> UInt64? {
    switch choice {
    case .integer(let offset, let domain): return domain.rank(offset).distance
    case .float(let bits, _):
      let value = Double(bitPattern: bits)
      guard value.isFinite, value == value.rounded(), value.magnitude < 0x1p53, value.significandWidth > 0 else {
        return nil
      }
      return UInt64(value.magnitude)
    case .bulk: return nil
    }
  }

  private static func choice(at distance: UInt64, like choice: Choice) -> Choice? {
    switch choice {
    case .integer(let offset, let domain):
      return .integer(
        offset: domain.rank(offset).isBelow ? domain.target - distance : domain.target + distance, domain)
    case .float(let bits, let domain):
      let value = Double(bitPattern: bits).sign == .minus ? -Double(distance) : Double(distance)
      return .float(bits: (domain.contains(value) ? value : domain.simplest).bitPattern, domain)
    case .bulk: return nil
    }
  }

  /// Numbers a little below, for conditions such as parity where the binary search stops too early.
  private static func steps(below choice: Choice) -> [Choice] {
    guard let distance = distance(of: choice) else { return [] }
    return [1, 2, 3, 4, 8].filter { $0 <= distance }.compactMap { NumberSearch.choice(at: distance - $0, like: choice) }
  }
}
