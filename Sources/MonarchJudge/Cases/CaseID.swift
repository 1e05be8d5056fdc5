public import ExactArithmetic
public import MonarchReference

/// The name of a generated case, from which it is made again.
public struct CaseID: Hashable, Sendable {
  public let operation: KernelOperation
  public let format: FloatFormat
  public let kind: CaseKind
  public let shape: MonarchShape
  public let batch: Int
  public let seed: UInt64
  /// What is done with the data; nil where they are asked as they are.
  public let variation: CaseVariation?

  public init(
    _ operation: KernelOperation = .multiply, format: FloatFormat, kind: CaseKind, shape: MonarchShape, batch: Int,
    seed: UInt64, variation: CaseVariation? = nil
  ) {
    (self.operation, self.format, self.kind) = (operation, format, kind)
    (self.shape, self.batch, self.seed, self.variation) = (shape, batch, seed, variation)
  }

  /// The case of another operation with the same kind, shape, batch and seed; a dense matrix has no batch.
  package func asking(_ operation: KernelOperation) -> CaseID {
    CaseID(
      operation, format: format, kind: kind, shape: shape, batch: operation == .dense ? 1 : batch, seed: seed,
      variation: variation)
  }

  /// Other data of the same sizes, asked as they are.
  var next: CaseID {
    CaseID(operation, format: format, kind: kind, shape: shape, batch: batch, seed: seed &+ 1)
  }

  /// Under what a report counts the case: the kind of its data, or of what is done with them.
  public var heading: String { variation?.heading ?? kind.rawValue }

  /// All headings, in the order of reports.
  public static let headings = CaseKind.allCases.map(\.rawValue) + CaseVariation.headings
}

extension CaseID: CustomStringConvertible, LosslessStringConvertible {
  public var description: String {
    "\(operation.rawValue)-\(format)-\(kind.rawValue)-\(shape.k)x\(shape.q)x\(shape.p)"
      + "-\(shape.l)x\(shape.s)x\(shape.r)-b\(batch)-s\(seed)" + (variation.map { "+\($0)" } ?? "")
  }

  public init?(_ description: String) {
    let halves = description.split(separator: "+", maxSplits: 1, omittingEmptySubsequences: false)
    let parts = halves[0].split(separator: "-", omittingEmptySubsequences: false)
    let variation = halves.count == 2 ? CaseVariation(String(halves[1])) : nil
    guard parts.count == 7, let operation = KernelOperation(rawValue: String(parts[0])),
      let kind = CaseKind(rawValue: String(parts[2])),
      let format = FloatFormat.ofCases.first(where: { $0.name == parts[1] }),
      parts[5].first == "b", let batch = Int(parts[5].dropFirst()), (0...1 << 20).contains(batch),
      parts[6].first == "s", let seed = UInt64(parts[6].dropFirst())
    else { return nil }
    guard let shape = MonarchShape(right: parts[3], left: parts[4]) else { return nil }
    if let variation, !variation.suits(operation, batch: batch) { return nil }
    self.init(operation, format: format, kind: kind, shape: shape, batch: batch, seed: seed, variation: variation)
    // One case, one name; and no more numbers than a replay can hold.
    let numbers = batch.multipliedReportingOverflow(by: shape.inputCount + shape.middleCount + shape.outputCount)
    let entries = shape.inputCount.multipliedReportingOverflow(by: shape.outputCount)
    guard self.description == description, !numbers.overflow, numbers.partialValue <= 1 << 24,
      operation != .dense || batch == 1 && !entries.overflow && entries.partialValue <= Question.largestDense
    else { return nil }
  }
}

extension MonarchShape {
  /// The shape "k×q×p" and "l×s×r" with an x in between, if it has at most 2^24 parameters.
  init?(right: Substring, left: Substring) {
    let sizes = [right, left].flatMap { $0.split(separator: "x").map { Int($0) } }.compactMap(\.self)
    guard sizes.count == 6 else { return nil }
    // Doubles do not overflow where the counts would.
    let parameters: Double = sizes[0...2].reduce(1) { $0 * Double($1) } + sizes[3...5].reduce(1) { $0 * Double($1) }
    guard parameters <= 0x1p24 else { return nil }
    try? self.init(k: sizes[0], q: sizes[1], p: sizes[2], l: sizes[3], s: sizes[4], r: sizes[5])
  }
}
