/// The candidates for one number, simplest first, adapting to which of them succeed.
///
/// 1. *Landmarks*: the simplest number, the mirror image, and for floats roundings of all kinds.
/// 2. *Bisection* of the number's `Chain`, for conditions that are monotone along it.
/// 3. *Steps* of one to ten below, each doubled as long as it succeeds, for conditions such as parity.
///
/// What succeeds on another chain starts all over: everything taken is simpler than before, so that the search ends.
struct NumberSearch {
  private enum Stage {
    case landmarks([Choice])
    /// The distance `failed` does not reproduce (or is 0, a landmark), the current one does.
    case bisection(failed: UInt64)
    /// The next step; while it succeeds it is taken `times` over.
    case steps(step: UInt64, times: UInt64)
    case done
  }

  private static let longestStep: UInt64 = 10

  private var current: Choice
  private var stage: Stage

  init(_ start: Choice) {
    current = start
    stage = .landmarks(NumberSearch.landmarks(of: start).reversed())
  }

  /// The next candidate, or nil when there is none left.
  mutating func next() -> Choice? {
    while true {
      switch stage {
      case .landmarks(var queue):
        if let candidate = queue.popLast() {
          stage = .landmarks(queue)
          return candidate
        }
        stage = .bisection(failed: 0)
      case .bisection(let failed):
        guard let chain = Chain(current), chain.distance > failed, chain.distance - failed > 1 else {
          stage = .steps(step: 1, times: 1)
          continue
        }
        let middle = failed + (chain.distance - failed) / 2
        if let candidate = chain.choice(at: middle) { return candidate }
        stage = .bisection(failed: middle)
      case .steps(let step, let times):
        guard let chain = Chain(current), step <= NumberSearch.longestStep, step <= chain.distance else {
          stage = .done
          continue
        }
        let (length, overflows) = step.multipliedReportingOverflow(by: times)
        if !overflows, length <= chain.distance, let candidate = chain.choice(at: chain.distance - length) {
          return candidate
        }
        stage = NumberSearch.after(step: step, times: times)
      case .done: return nil
      }
    }
  }

  /// Takes note of what became of the last candidate: `choice` is what stands there now.
  mutating func advance(_ succeeded: Bool, to choice: Choice) {
    let isOnChain = Chain(current)?.isSame(as: Chain(choice)) ?? false
    let middle: UInt64? =
      if case .bisection(let failed) = stage, let chain = Chain(current) {
        failed + (chain.distance - failed) / 2
      } else { nil }
    current = choice
    switch stage {
    case .landmarks where succeeded: stage = .landmarks(NumberSearch.landmarks(of: choice).reversed())
    case .bisection, .steps:
      if succeeded && !isOnChain {
        stage = .landmarks(NumberSearch.landmarks(of: choice).reversed())
      } else if case .steps(let step, let times) = stage {
        stage = succeeded ? .steps(step: step, times: times << 1) : NumberSearch.after(step: step, times: times)
      } else if !succeeded, let middle {
        stage = .bisection(failed: middle)
      }
    default: break
    }
  }

  /// What follows a step that failed: half of it, and after a single one the next length.
  private static func after(step: UInt64, times: UInt64) -> Stage {
    times > 1 ? .steps(step: step, times: times >> 1) : .steps(step: step + 1, times: 1)
  }

  /// Simpler numbers worth trying at once, simplest first.
  private static func landmarks(of choice: Choice) -> [Choice] {
    switch choice {
    case .integer(let offset, let domain):
      var candidates = [domain.target]
      let (distance, isBelow) = domain.rank(offset)
      // Above the target, at the same distance and at smaller ones: what wraps around fails on both sides.
      for shift in [0, 1, 8, 16, 32] where isBelow && distance >> shift <= domain.span - domain.target {
        candidates.append(domain.target + distance >> shift)
      }
      return candidates.map { .integer(offset: $0, domain) }.filter { $0.isSimpler(than: choice) == true }
    case .float(let bits, let domain):
      let members = Set(roundings(of: Double(bitPattern: bits), domain).filter(domain.contains).map(\.bitPattern))
      return members.map { Double(bitPattern: $0) }.sorted { FloatRank($0) < FloatRank($1) }
        .map { .float(bits: $0.bitPattern, domain) }.filter { $0.isSimpler(than: choice) == true }
    case .bulk: return []
    }
  }

  /// Numbers of a float's neighbourhood that may be simpler than it, and the simplest of all.
  private static func roundings(of value: Double, _ domain: FloatDomain) -> [Double] {
    var result: [Double] = [0, 1, -1, 2, -2, 0.5, -0.5, domain.simplest, value.magnitude, domain.low, domain.high]
    if !value.isFinite { return result + [domain.limit, -domain.limit, 0x1p53, .infinity, -.infinity, .nan] }
    if value == 0 { return result }
    let power = Double(sign: value.sign, exponent: Int(value.exponent), significand: 1)
    result += [power, power * 2, value.rounded(.towardZero), value.rounded(.awayFromZero)]
    for places in [1, 2, 4, 8, 12, 16, 24, 32] {
      let scaled = value * Double(sign: .plus, exponent: places, significand: 1)
      guard scaled.magnitude < 0x1p60 else { break }
      for rounded in [scaled.rounded(.towardZero), scaled.rounded(.awayFromZero)] {
        result.append(rounded / Double(sign: .plus, exponent: places, significand: 1))
      }
    }
    for kept in [2, 3, 5, 8, 11, 16, 24, 32] where kept < value.significandWidth {
      result.append(Double(bitPattern: value.bitPattern & ~((UInt64(1) << (52 - kept)) - 1)))
    }
    return result
  }
}

/// Numbers in a row, the simpler ones nearer to its start: what a bisection runs along.
///
/// Integers by their distance from the target, on either side of it. Floats: the powers of two up or down from 1, the
/// integers below 2⁵³, and the multiples of one power of two.
private struct Chain {
  private enum Kind: Hashable {
    case integers(IntegerDomain, isBelow: Bool)
    case powers(FloatDomain, FloatingPointSign, isBelowOne: Bool)
    case multiples(FloatDomain, FloatingPointSign, exponent: Int)
  }

  private let kind: Kind
  /// How far from the start the number is.
  let distance: UInt64

  /// The chain of a number; nil for zeros, infinities and NaN, which have no simpler neighbours.
  init?(_ choice: Choice) {
    switch choice {
    case .integer(let offset, let domain):
      let rank = domain.rank(offset)
      (kind, distance) = (.integers(domain, isBelow: rank.isBelow), rank.distance)
    case .float(let bits, let domain):
      let value = Double(bitPattern: bits)
      guard value.isFinite, value != 0 else { return nil }
      let width = value.significandWidth
      if width == 0 {
        (kind, distance) = (
          .powers(domain, value.sign, isBelowOne: value.exponent < 0), UInt64(Int(value.exponent).magnitude)
        )
      } else {
        let lowest = Int(value.exponent) - width
        let exponent = lowest > 0 && value.magnitude < 0x1p53 ? 0 : lowest
        kind = .multiples(domain, value.sign, exponent: exponent)
        distance = UInt64(
          Double(sign: .plus, exponent: Int(value.exponent) - exponent, significand: value.significand))
      }
    case .bulk: return nil
    }
  }

  func isSame(as other: Chain?) -> Bool { kind == other?.kind }

  /// The number at a distance from the start; nil where it is no member of the domain.
  func choice(at distance: UInt64) -> Choice? {
    switch kind {
    case .integers(let domain, let isBelow):
      return .integer(offset: isBelow ? domain.target - distance : domain.target + distance, domain)
    case .powers(let domain, let sign, let isBelowOne):
      let exponent = isBelowOne ? -Int(distance) : Int(distance)
      return member(Double(sign: sign, exponent: exponent, significand: 1), domain)
    case .multiples(let domain, let sign, let exponent):
      let magnitude = Double(sign: .plus, exponent: exponent, significand: Double(distance))
      return member(sign == .minus ? -magnitude : magnitude, domain)
    }
  }

  private func member(_ value: Double, _ domain: FloatDomain) -> Choice? {
    domain.contains(value) ? .float(bits: value.bitPattern, domain) : nil
  }
}
