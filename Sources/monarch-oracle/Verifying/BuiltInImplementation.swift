import ExactArithmetic
import MonarchJudge
import MonarchKernels
import MonarchReference

/// An element type of the kernels, as the judge sees it.
protocol BuiltInScalar: FactorScalar where Accumulator: BinaryFloatingPoint & BuiltInScalar {
  static var format: FloatFormat { get }
  /// Exact: the number is a value of the format.
  init(member: Double)
  var widened: Double { get }
}

extension BuiltInScalar where Self: BinaryFloatingPoint {
  init(member: Double) { self.init(member) }
  var widened: Double { Double(self) }
}

extension Float: BuiltInScalar {
  static var format: FloatFormat { .float32 }
}

extension Double: BuiltInScalar {
  static var format: FloatFormat { .float64 }
}

#if !(os(macOS) && arch(x86_64))
  extension Float16: BuiltInScalar {
    static var format: FloatFormat { .float16 }
  }
#endif

extension BFloat16: BuiltInScalar {
  static var format: FloatFormat { .bfloat16 }
  init(member: Double) { self.init(Float(member)) }
  var widened: Double { Double(Float(self)) }
}

/// This project's own kernels, judged like anyone else's.
struct BuiltInImplementation<Scalar: BuiltInScalar>: InProcessKernel {
  let instructionSet: InstructionSet
  let manifest: Manifest

  init(_: Scalar.Type, instructionSet: InstructionSet, layout: Layout) throws {
    self.instructionSet = instructionSet
    let format = Scalar.format
    manifest = Manifest(
      name: "built-in \(instructionSet.rawValue)", layout: layout,
      model: try ArithmeticModel(input: format, accumulate: Scalar.Accumulator.format, output: format),
      operations: [.multiply, .adjoint, .gradient, .accumulate])
  }

  func results(of question: Question) throws -> [[Double]] {
    let (shape, data) = (question.shape, question.data)
    let factors = try MonarchFactors<Scalar>(
      k: shape.k, q: shape.q, p: shape.p, l: shape.l, s: shape.s, r: shape.r,
      left: data.factors[1].map { Scalar(member: $0) }, right: data.factors[0].map { Scalar(member: $0) })
    let input = Padded((data.input ?? []).map { Scalar(member: $0) })
    let cotangent = Padded((data.cotangent ?? []).map { Scalar(member: $0) })
    switch question.operation {
    case .multiply:
      var output = Padded<Scalar>(unwritten: data.batch * shape.outputCount)
      try output.write { span throws(KernelError) in
        try factors.multiply(
          input.memory.span.extracting(input.range), batch: data.batch, into: &span, instructionSet: instructionSet)
      }
      return [try output.result("output")]
    case .adjoint:
      let packed = try PackedFactors(factors, for: instructionSet, directions: .both)
      var output = Padded<Scalar>(unwritten: data.batch * shape.inputCount)
      try output.write { span throws(KernelError) in
        try packed.adjoint(cotangent.memory.span.extracting(cotangent.range), batch: data.batch, into: &span)
      }
      return [try output.result("output")]
    case .gradient, .accumulate:
      return try gradient(PackedFactors(factors, for: instructionSet, directions: .both), input, cotangent, data)
    case .dense: throw KernelsHaveNoDense()
    }
  }

  private struct KernelsHaveNoDense: Error {}

  private func gradient(
    _ packed: borrowing PackedFactors<Scalar>, _ input: Padded<Scalar>, _ cotangent: Padded<Scalar>,
    _ data: OperationCase
  ) throws -> [[Double]] {
    func before(_ factor: Int) -> Padded<Scalar.Accumulator> {
      data.accumulators.map { Padded($0[factor].map { Scalar.Accumulator(member: $0) }) }
        ?? Padded(unwritten: data.factors[factor].count)
    }
    var inputGradient = Padded<Scalar>(unwritten: data.batch * data.patterns[0].columns)
    var (left, right) = (before(1), before(0))
    try inputGradient.write { inputSpan throws(KernelError) in
      try left.write { leftSpan throws(KernelError) in
        try right.write { rightSpan throws(KernelError) in
          try packed.gradient(
            input: input.memory.span.extracting(input.range),
            cotangent: cotangent.memory.span.extracting(cotangent.range),
            batch: data.batch, inputGradient: &inputSpan, left: &leftSpan, right: &rightSpan,
            accumulating: data.accumulators != nil)
        }
      }
    }
    return [try inputGradient.result("d_input"), try left.result("d_left"), try right.result("d_right")]
  }
}

/// Numbers between two pads of NaN, so that what a kernel reads beyond them shows in its result, and what it writes there as well.
private struct Padded<Number: BuiltInScalar> {
  private(set) var memory: [Number]
  let range: Range<Int>

  /// As many numbers as a kernel may write at once beyond an end, and an odd number, so that nothing is aligned by chance.
  private static var pad: Int { 67 }

  init(_ numbers: [Number]) {
    let pad = [Number](repeating: Number(member: .nan), count: Self.pad)
    memory = pad + numbers + pad
    range = pad.count..<pad.count + numbers.count
  }

  /// NaN throughout: a kernel that leaves an output unwritten must be seen.
  init(unwritten count: Int) { self.init([Number](repeating: Number(member: .nan), count: count)) }

  mutating func write(_ body: (inout MutableSpan<Number>) throws(KernelError) -> Void) throws(KernelError) {
    try memory.withUnsafeMutableBufferPointer { memory throws(KernelError) in
      var numbers = UnsafeMutableBufferPointer(rebasing: memory[range]).mutableSpan
      try body(&numbers)
    }
  }

  /// What was written, widened; it throws where something was written beside it.
  func result(_ name: String) throws -> [Double] {
    for index in memory.indices where !range.contains(index) && !memory[index].widened.isNaN {
      let place = index < range.lowerBound ? index - range.lowerBound : index - range.upperBound
      throw OutOfBounds(name: name, place: place, found: memory[index].widened)
    }
    return memory[range].map(\.widened)
  }
}

/// A kernel wrote beside its result.
private struct OutOfBounds: Error, CustomStringConvertible {
  let name: String
  let place: Int
  let found: Double
  var description: String {
    "the kernel wrote \(found) \(place < 0 ? "\(-place) numbers before" : "\(place + 1) numbers behind the end of") its \(name)"
  }
}
