/// A dot product of chosen numbers, Σ operand·weight, by which the order of a sum is found out.
struct SumProbe: Hashable, Sendable {
  /// A term that differs from the others.
  struct Term: Hashable, Sendable {
    let index: Int
    private let operandBits: UInt64
    private let weightBits: UInt64

    init(_ index: Int, _ operand: Double, _ weight: Double = 1) {
      (self.index, operandBits, weightBits) = (index, operand.bitPattern, weight.bitPattern)
    }

    // Bits, so that probes with zeros of another sign are others.
    var operand: Double { Double(bitPattern: operandBits) }
    var weight: Double { Double(bitPattern: weightBits) }
  }

  /// What is to be seen of the sum.
  enum Observation: Hashable, Sendable {
    /// Its value times 2^lift.
    case value(lift: Int)
    /// How much it is above 1, as it is stored.
    case excess
    /// The sign of a zero; anything else tells nothing.
    case sign
  }

  var terms: [Term]
  /// Terms outside of `terms` that hold 2^unit.
  var units: Range<Int> = 0..<0
  var unit = 0
  /// What all other terms hold: their weight is −0 in place of +0. The operand is 1 there.
  var negativeZeros = false
  var observation: Observation = .value(lift: 0)

  /// The numbers of a sum of n terms.
  func numbers(count: Int) -> (operands: [Double], weights: [Double]) {
    var operands = [Double](repeating: negativeZeros ? 1 : 0, count: count)
    var weights = [Double](repeating: negativeZeros ? -0.0 : 1, count: count)
    for index in units { operands[index] = powerOfTwo(unit) }
    for term in terms { (operands[term.index], weights[term.index]) = (term.operand, term.weight) }
    return (operands, weights)
  }
}

/// 2^exponent, where a double has it.
func powerOfTwo(_ exponent: Int) -> Double { Double(sign: .plus, exponent: exponent, significand: 1) }
