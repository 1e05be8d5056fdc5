public import ExactArithmetic
import MonarchReference

extension ProductCase {
  /// Generates the data that `id` names; the same id gives the same bits on every machine.
  public init(_ id: CaseID) throws(ShapeError) {
    var draw = Draw(id)
    let shape = id.shape
    let leftCount = shape.l * shape.s * shape.r
    let rightCount = shape.k * shape.q * shape.p
    let inputCount = id.batch * shape.inputCount
    let right: [Double]
    let left: [Double]
    var input: [Double]
    switch id.kind {
    case .integers:
      // Σ|terms| <= p·r·largest³ <= 2^precision at both stages.
      let largest = CaseData.largestInteger(of: id.format, terms: shape.p * shape.r)
      left = draw.numbers(leftCount) { $0.integer(upTo: largest) }
      right = draw.numbers(rightCount) { $0.integer(upTo: largest) }
      input = draw.numbers(inputCount) { $0.integer(upTo: largest) }
    case .uniform:
      left = draw.numbers(leftCount) { $0.signed(exponent: -1 - $0.geometric()) }
      right = draw.numbers(rightCount) { $0.signed(exponent: -1 - $0.geometric()) }
      input = draw.numbers(inputCount) { $0.signed(exponent: -1 - $0.geometric()) }
    case .exponents:
      let exponents = CaseData.exponents(of: id.format)
      left = draw.numbers(leftCount) { $0.signed(exponent: $0.integer(in: exponents)) }
      right = draw.numbers(rightCount) { $0.signed(exponent: $0.integer(in: exponents)) }
      input = draw.numbers(inputCount) { $0.signed(exponent: $0.integer(in: exponents)) }
    case .cancelling:
      // Pairs of inputs that differ in the lower half of their bits meet weights of the same size and opposite sign.
      left = draw.numbers(leftCount) { $0.signed(exponent: 0) }
      right = draw.pairs(rightCount, width: shape.p, sign: -1)
      input = draw.pairs(inputCount, width: shape.p, sign: 1)
    case .underflow:
      // R·x stays a few bits above the smallest subnormal; L returns it to about 1.
      let product = id.format.minimalExponent + 8 + bitWidth(shape.p * shape.r)
      left = draw.numbers(leftCount) { $0.signed(exponent: min(-product, id.format.maximalExponent - 4)) }
      right = draw.numbers(rightCount) { $0.signed(exponent: product / 2) }
      input = draw.numbers(inputCount) { $0.signed(exponent: product - product / 2) }
    case .subnormal:
      // Inputs of a few bits near the bottom, and factors near 1 that do not lift the outputs out of there.
      left = draw.numbers(leftCount) { $0.signed(exponent: 0) }
      right = draw.numbers(rightCount) { $0.signed(exponent: 0) }
      let largest = 1 << (id.format.precision - 4) / (shape.p * shape.r)
      input = draw.numbers(inputCount) {
        $0.integer(upTo: max(largest, 16)) * Double(sign: .plus, exponent: id.format.minimalExponent, significand: 1)
      }
    case .large:
      // Sums of p products stay a factor of 4 below the largest number.
      let product = id.format.maximalExponent - 5 - bitWidth(shape.p)
      let least = CaseData.leastNormalExponent(of: id.format)
      left = draw.numbers(leftCount) { $0.signed(exponent: max(-2 - bitWidth(shape.r) - $0.geometric(), least)) }
      right = draw.numbers(rightCount) { $0.signed(exponent: product / 2) }
      input = draw.numbers(inputCount) { $0.signed(exponent: product - product / 2) }
    case .sparse:
      left = draw.numbers(leftCount) { $0.oftenZero() }
      right = draw.numbers(rightCount) { $0.oftenZero() }
      input = draw.numbers(inputCount) { $0.oftenZero() }
      if id.batch >= 3 {
        for index in shape.inputCount..<2 * shape.inputCount { input[index] = 0 }
      }
    case .partial:
      let sums = PartialSums(id)
      if sums.addsLast {
        right = sums.picks(&draw, rows: shape.k * shape.q, width: shape.p)
        left = sums.mixed(&draw, rows: shape.l * shape.s, width: shape.r)
        input = draw.numbers(inputCount) { sums.small(&$0) }
      } else {
        left = sums.picks(&draw, rows: shape.l * shape.s, width: shape.r)
        input = draw.numbers(inputCount) { sums.small(&$0) }
        if id.operation == .multiply && shape.p > 2 {
          // The large numbers cancel in the end, which leaves 8 bits for the next stage.
          right = sums.cancelling(&draw, rows: shape.k * shape.q, width: shape.p)
          for first in stride(from: 0, to: inputCount, by: shape.p) { input[first + shape.p - 1] = input[first] }
        } else {
          right = sums.mixed(&draw, rows: shape.k * shape.q, width: shape.p)
        }
      }
    }
    try self.init(
      id: id.description, shape: shape, format: id.format, batch: id.batch, left: left, right: right, input: input)
  }
}

/// What all generated data has in common.
enum CaseData {
  /// The largest integer for data whose results are sums of so many products of three: exact in every order.
  static func largestInteger(of format: FloatFormat, terms: Int) -> Int {
    // Narrow formats are summed in float32; their results should be within their range all the same.
    let bits = min(max(format.precision, FloatFormat.float32.precision), format.maximalExponent)
    let room = Double(1 << bits) / Double(terms)
    return max(1, min(1000, 1 << format.precision - 1, Int(room.squareRoot().squareRoot())))
  }

  /// The exponent below which numbers have fewer bits.
  static func leastNormalExponent(of format: FloatFormat) -> Int { format.minimalExponent + format.precision - 1 }

  /// Exponents that spread over 40 binades, or fewer where products of three would overflow.
  static func exponents(of format: FloatFormat) -> ClosedRange<Int> {
    let reach = min(20, format.maximalExponent / 3)
    return -reach...reach
  }
}

/// FNV-1a: the same on every machine and in every run.
func stableHash(_ text: String) -> UInt64 {
  text.utf8.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
}

func bitWidth(_ value: Int) -> Int { Int.bitWidth - value.leadingZeroBitCount }

/// Seeded draws of numbers of one format.
struct Draw {
  private var state: UInt64
  private let precision: Int

  /// - Parameter part: what tells several draws for one case apart.
  init(_ id: CaseID, part: String = "") { self.init(name: id.description + part, precision: id.format.precision) }

  init(name: String, precision: Int) {
    // The whole name enters the seed, so that neighbours in the plan share nothing.
    state = stableHash(name)
    self.precision = precision
  }

  /// SplitMix64.
  private mutating func bits() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  mutating func numbers(_ count: Int, _ draw: (inout Draw) -> Double) -> [Double] {
    var values: [Double] = []
    values.reserveCapacity(count)
    for _ in 0..<count { values.append(draw(&self)) }
    return values
  }

  mutating func integer(in range: ClosedRange<Int>) -> Int {
    // The high word of bits·count: uniform up to count/2⁶⁴.
    range.lowerBound + Int(bits().multipliedFullWidth(by: UInt64(range.count)).high)
  }

  /// ±1 … ±largest.
  mutating func integer(upTo largest: Int) -> Double {
    let magnitude = Double(integer(in: 1...largest))
    return bits() & 1 == 0 ? magnitude : -magnitude
  }

  /// 0 with probability 1/2, 1 with 1/4, …
  mutating func geometric() -> Int { min(bits().trailingZeroBitCount, 12) }

  /// ±1.f·2^exponent with all the format's bits of f random.
  mutating func signed(exponent: Int) -> Double {
    let random = bits()
    let significand = Double((random >> 1) & (1 << (precision - 1) - 1) | 1 << (precision - 1))
    return Double(
      sign: random & 1 == 0 ? .plus : .minus, exponent: exponent - (precision - 1), significand: significand)
  }

  mutating func oftenZero() -> Double {
    switch bits() & 3 {
    case 0: 0
    case 1: -0.0
    default: signed(exponent: -integer(in: 0...3))
    }
  }

  /// Rows of `width` numbers in which neighbours 2t and 2t+1 agree in the upper half of their bits, but for `sign`.
  mutating func pairs(_ count: Int, width: Int, sign: Double) -> [Double] {
    var values: [Double] = []
    values.reserveCapacity(count)
    for index in 0..<count {
      if index % width % 2 == 1 {
        let ulp = Double(sign: .plus, exponent: -(precision - 1), significand: 1)
        // Towards zero, where the format never has fewer bits.
        let shrink = Double(integer(in: 0...1 << (precision / 2))) * ulp
        values.append(sign * (values[index - 1] - (values[index - 1] < 0 ? -shrink : shrink)))
      } else {
        values.append(signed(exponent: 0))
      }
    }
    return values
  }
}
