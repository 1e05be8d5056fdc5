import ExactArithmetic
import MonarchJudge
import MonarchReference

/// Where the data of a vector comes from: its id says it.
enum VectorSource: Hashable {
  case generated(CaseID)
  case handMade(HandMadeCase)

  /// The source that an id names; nil where it names none.
  init?(id: String) {
    if let generated = CaseID(id) {
      self = .generated(generated)
    } else if let handMade = HandMadeCase(id: id) {
      self = .handMade(handMade)
    } else {
      return nil
    }
  }

  var id: String {
    switch self {
    case .generated(let id): id.description
    case .handMade(let made): made.id
    }
  }

  var operation: KernelOperation {
    switch self {
    case .generated(let id): id.operation
    case .handMade(let made): made.operation
    }
  }

  var format: FloatFormat {
    switch self {
    case .generated(let id): id.format
    case .handMade(let made): made.format
    }
  }

  func question() throws(ShapeError) -> Question {
    switch self {
    case .generated(let id): try Question(id)
    case .handMade(let made): try made.question()
    }
  }

  /// What a vector of this source is there for.
  ///
  /// - Parameters:
  ///   - previous: the question before it in its file.
  func flags(
    _ question: Question, _ expected: [ResultInterval], group: VectorGroup, after previous: Question?
  ) -> Set<Flag> {
    var flags: Set<Flag> =
      switch self {
      case .generated(let id): id.kind.flags
      case .handMade(let made): made.name.flags
      }
    flags.formUnion(question.shape.flags)
    let shape = question.shape
    let sizes = [shape.k, shape.q, shape.p, shape.l, shape.s, shape.r]
    // The batch of a dense matrix is that of the identity.
    let batches = question.operation == .dense ? [] : [question.data.batch]
    if (sizes + batches).contains(where: [31, 33, 65, 129].contains) { flags.insert(.tileEdge) }
    if question.data.batch == 0 { flags.insert(.emptyBatch) }
    if let previous, previous.shape == shape, previous.data.batch == question.data.batch {
      flags.insert(.repeatedShape)
    }
    if group.isStored { flags.insert(.storedIntermediate) }
    if question.mayUnderflow(group, expected) { flags.insert(.gradualUnderflow) }
    return flags
  }
}

extension MonarchShape {
  fileprivate var flags: Set<Flag> {
    var flags: Set<Flag> = []
    let sizes = [k, q, p, l, s, r]
    if sizes.allSatisfy({ $0 == 1 }) { flags.insert(.sizeOne) }
    if inputCount != outputCount { flags.insert(.rectangular) }
    if !q.isMultiple(of: l) { flags.insert(.unevenRank) }
    if q > l, q.isMultiple(of: l) { flags.insert(.rankAboveOne) }
    if k >= 7 || l >= 7 { flags.insert(.manyBlocks) }
    if [q, p, s, r].contains(where: { [3, 5, 7, 11, 13, 31].contains($0) }) { flags.insert(.primeSize) }
    return flags
  }
}

extension CaseKind {
  fileprivate var flags: Set<Flag> {
    switch self {
    case .integers, .partial: [.exactIntegers]
    case .uniform: [.fullPrecision]
    case .exponents: [.fullPrecision, .wideExponents]
    case .cancelling: [.cancellation, .fullPrecision]
    case .underflow: [.wideExponents]
    case .subnormal: []
    case .large: [.largeIntermediate]
    case .sparse: [.zeros]
    }
  }
}

extension Question {
  /// Whether a kernel that flushes subnormal numbers to zero may differ.
  ///
  /// It cannot where no number is subnormal: the data, every term and every sum, which are integer multiples of the
  /// product of the data's units, whatever the order, since rounding to p bits keeps them so; and no result that may come back.
  func mayUnderflow(_ group: VectorGroup, _ expected: [ResultInterval]) -> Bool {
    let finite = try? data.finite
    let arrays = [finite?.factors[0], finite?.factors[1], finite?.input, finite?.cotangent].compactMap(\.self)
    func isSubnormal(_ value: Double, _ format: FloatFormat) -> Bool {
      value != 0 && Int(value.exponent) < format.minimalExponent + format.precision - 1
    }
    if arrays.contains(where: { $0.contains { isSubnormal($0, group.model.input) } }) { return true }
    for numbers in finite?.accumulators ?? [] where numbers.contains(where: { isSubnormal($0, group.model.gradient) }) {
      return true
    }
    // Every term and sum is a multiple of 2^units: the least unit of each tensor, as far as it has a negative exponent.
    let units = arrays.map { numbers in
      min(numbers.lazy.filter { $0 != 0 }.map { Int($0.exponent) - $0.significandWidth }.min() ?? 0, 0)
    }
    for format in [group.model.accumulate, group.model.intermediate]
    where units.reduce(0, +) < format.minimalExponent + format.precision - 1 {
      // For what is between the factors in a narrow format this is stricter than it need be.
      if format == group.model.accumulate || group.isStored { return true }
    }
    for (name, interval) in zip(group.operation.results, expected) {
      let format = group.format(of: name)
      let normal = UInt64(1) << UInt64(format.precision - 1)
      let sign = UInt64(1) << UInt64(format.bitWidth - 1)
      for (low, high) in zip(interval.low, interval.high) {
        // A pattern below that of the least normal number is a subnormal one or 0.
        let ends = [low, high].map { $0 & (sign - 1) }
        if ends.contains(where: { (1..<normal).contains($0) }) { return true }
        // From a negative to a positive number all subnormal ones lie between; 0 alone is none.
        if low != high, low & sign != high & sign || ends.contains(0) { return true }
      }
    }
    return false
  }
}
