import ExactArithmetic
import MonarchJudge
import MonarchReference

/// Data made for one purpose, which no draw would find: `hand-NAME-OPERATION-FORMAT`.
struct HandMadeCase: Hashable {
  enum Name: String, CaseIterable {
    case batch0 = "batch-0"
    case copy
    case infinityInput = "infinity-input"
    case nanCotangent = "nan-cotangent"
    case nanInput = "nan-input"
    case nanLeft = "nan-left"
    case nanRight = "nan-right"
    case negativeZero = "negative-zero"
    case oneHot = "one-hot"
    case outputOverflow = "output-overflow"
    case smallestSubnormal = "smallest-subnormal"
    case stagnation
    case ties
    case wideIntermediate = "wide-intermediate"
    case zeroTimesInfinity = "zero-times-infinity"
  }

  let name: Name
  let operation: KernelOperation
  let format: FloatFormat

  /// Fails where the case does not exist for the operation and the format.
  init?(_ name: Name, _ operation: KernelOperation, _ format: FloatFormat) {
    guard name.operations.contains(operation), !name.isNarrow || format.precision < FloatFormat.float32.precision
    else { return nil }
    (self.name, self.operation, self.format) = (name, operation, format)
  }

  init?(id: String) {
    for name in Name.allCases {
      for operation in name.operations {
        for format in FloatFormat.ofCases {
          if let made = HandMadeCase(name, operation, format), made.id == id {
            self = made
            return
          }
        }
      }
    }
    return nil
  }

  var id: String { "hand-\(name.rawValue)-\(operation.rawValue)-\(format)" }
}

extension HandMadeCase.Name {
  /// Where it exists.
  var operations: [KernelOperation] {
    switch self {
    case .batch0: [.multiply, .adjoint, .gradient, .accumulate]
    case .copy, .oneHot, .smallestSubnormal: [.multiply, .adjoint]
    case .infinityInput: [.multiply, .gradient, .accumulate]
    case .nanCotangent: [.adjoint, .gradient, .accumulate]
    case .nanInput, .nanLeft, .nanRight, .zeroTimesInfinity: [.multiply, .adjoint, .gradient]
    case .negativeZero, .outputOverflow, .stagnation, .ties, .wideIntermediate: [.multiply]
    }
  }

  /// Whether it is about formats that are narrower than the sums.
  var isNarrow: Bool { self == .outputOverflow || self == .ties || self == .wideIntermediate }

  var flags: Set<Flag> {
    switch self {
    case .batch0: [.emptyBatch]
    case .copy: [.fullPrecision]
    case .infinityInput, .nanCotangent, .nanInput, .nanLeft, .nanRight, .zeroTimesInfinity: [.nonFinite]
    case .negativeZero: [.zeros]
    case .oneHot: [.oneHot, .exactIntegers]
    case .outputOverflow: [.outputOverflow]
    case .smallestSubnormal: [.gradualUnderflow]
    case .stagnation: [.accumulation]
    case .ties: [.outputRounding]
    case .wideIntermediate: [.wideIntermediate]
    }
  }
}

extension HandMadeCase {
  func question() throws(ShapeError) -> Question {
    switch name {
    case .outputOverflow, .stagnation, .ties, .wideIntermediate: return try sums()
    case .copy, .smallestSubnormal: return try copy()
    default: break
    }
    // l does not divide q, so that hardly any two sizes are the same.
    let shape = try MonarchShape(k: 2, q: 3, p: 2, l: 2, s: 2, r: 3)
    var right: [Double] = [2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37]
    var left: [Double] = [41, -43, 47, 53, -59, 61, 67, -71, 73, 79, -83, 89]
    let isAdjoint = operation == .adjoint
    let isOneHot = name == .oneHot
    let batch = name == .batch0 ? 0 : isOneHot ? (isAdjoint ? shape.outputCount : shape.inputCount) : 3
    func vectors(_ width: Int, _ seed: Int) -> [Double] {
      (0..<batch * width).map { index in
        if isOneHot { return index / width == index % width ? 1 : 0 }
        return Double((index * 5 + seed) % 11 - 5) + 0.5
      }
    }
    var input = vectors(shape.inputCount, 1)
    var cotangent = vectors(shape.outputCount, 4)
    switch name {
    case .nanInput: input[shape.inputCount + 1] = .nan
    case .infinityInput: input[shape.inputCount + 2] = -.infinity
    case .nanCotangent: cotangent[shape.outputCount + 2] = .nan
    case .nanLeft: left[4] = .nan
    case .nanRight: right[7] = .nan
    case .zeroTimesInfinity:
      right[2] = .infinity
      for row in 0..<batch { input[row * shape.inputCount] = 0 }
      // And that of the left factor meets zeros alone on the way back.
      left[9] = .infinity
      for row in 0..<batch { cotangent[row * shape.outputCount + 3] = 0 }
    case .negativeZero:
      for index in 0..<shape.inputCount { input[index] = -0.0 }
      input[shape.inputCount] = -0.0
    default: break
    }
    return try ask(shape, batch, left, right, input, cotangent)
  }

  /// Every factor moves and copies: results are the inputs, permuted, in every arithmetic that keeps all their bits.
  private func copy() throws(ShapeError) -> Question {
    let shape = try MonarchShape.square(3)
    func permutations(_ shifts: [Int]) -> [Double] {
      shifts.flatMap { shift in (0..<9).map { ($0 / 3 + shift) % 3 == $0 % 3 ? 1 : 0 } }
    }
    let batch = 2
    // 1.00…01₂ · 2^e, or an odd multiple of the smallest number.
    let vectors = (0..<batch * 9).map { index -> Double in
      let sign: Double = index % 3 == 1 ? -1 : 1
      if name == .smallestSubnormal {
        return sign * Double(2 * index + 1) * Double(sign: .plus, exponent: format.minimalExponent, significand: 1)
      }
      let last = Double(sign: .plus, exponent: 1 - format.precision, significand: 1)
      return sign * (1 + Double(2 * index + 1) * last) * Double(sign: .plus, exponent: index % 5 - 2, significand: 1)
    }
    return try ask(shape, batch, permutations([1, 0, 2]), permutations([2, 1, 1]), vectors, vectors)
  }

  /// Few outputs, each a sum whose rounding is known.
  private func sums() throws(ShapeError) -> Question {
    func power(_ exponent: Int) -> Double { Double(sign: .plus, exponent: exponent, significand: 1) }
    switch name {
    case .stagnation:
      // 2^(p-1) + 128 ones, or 2^p in the narrow formats, whose own sums would stay at 2^p.
      let shape = try MonarchShape(k: 1, q: 1, p: 129, l: 1, s: 1, r: 1)
      let isNarrow = format.precision < FloatFormat.float32.precision
      let input = [power(isNarrow ? format.precision : format.precision - 1)] + [Double](repeating: 1, count: 128)
      return try ask(shape, 1, [1], [Double](repeating: 1, count: 129), input, [])
    case .wideIntermediate:
      // Two numbers of more bits than the format has, or beyond its range, that cancel in the second factor.
      let shape = try MonarchShape(k: 2, q: 1, p: 1, l: 1, s: 1, r: 2)
      let isHalf = format == .float16
      return try ask(shape, 1, [1, 1], isHalf ? [301, -300] : [129, -130], isHalf ? [300, 300] : [129, 128], [])
    default:
      let shape = try MonarchShape(k: 1, q: 1, p: 2, l: 1, s: 1, r: 1)
      let p = format.precision
      let ulp = format.maximalExponent - (p - 1)
      // The largest number and a little less than half a unit, half a unit.
      let largest = (2 - power(1 - p)) * power(format.maximalExponent)
      let (below, half) = (power(ulp - 1) - power(ulp - 1 - p), power(ulp - 1))
      // Ties to the even neighbour below and above, and a little more and less than a tie.
      let pairs: [(Double, Double)] =
        name == .outputOverflow
        ? [(largest, below), (largest, half), (-largest, -below), (-largest, -half)]
        : [
          (power(p), 1), (power(p) + 2, 1), (-power(p), -1), (-power(p) - 2, -1), (power(p), 1 + power(1 - p)),
          (power(p) + 2, 1 - power(-p)),
        ]
      return try ask(shape, pairs.count, [1], [1, 1], pairs.flatMap { [$0.0, $0.1] }, [])
    }
  }

  private func ask(
    _ shape: MonarchShape, _ batch: Int, _ left: [Double], _ right: [Double], _ input: [Double], _ cotangent: [Double]
  ) throws(ShapeError) -> Question {
    let hasInput = operation != .adjoint && operation != .dense
    let hasCotangent = operation != .multiply && operation != .dense
    var accumulators: (left: [Double], right: [Double])?
    if operation == .accumulate {
      accumulators = (left.indices.map { Double($0) - 4 }, right.indices.map { 7 - Double($0) })
    }
    return try Question(
      operation, id: id, shape: shape, format: format, batch: batch, left: left, right: right,
      input: hasInput ? input : nil, cotangent: hasCotangent ? cotangent : nil, accumulators: accumulators)
  }
}
