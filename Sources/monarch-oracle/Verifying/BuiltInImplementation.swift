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

  /// A kernel that leaves an output unwritten must be seen.
  private func unwritten<Number: BuiltInScalar>(_ count: Int) -> [Number] {
    [Number](repeating: Number(member: .nan), count: count)
  }

  func results(of question: Question) throws -> [[Double]] {
    let (shape, data) = (question.shape, question.data)
    let factors = try MonarchFactors<Scalar>(
      k: shape.k, q: shape.q, p: shape.p, l: shape.l, s: shape.s, r: shape.r,
      left: data.factors[1].map { Scalar(member: $0) }, right: data.factors[0].map { Scalar(member: $0) })
    let input = (data.input ?? []).map { Scalar(member: $0) }
    let cotangent = (data.cotangent ?? []).map { Scalar(member: $0) }
    switch question.operation {
    case .multiply:
      var output: [Scalar] = unwritten(data.batch * shape.outputCount)
      var span = output.mutableSpan
      try factors.multiply(input.span, batch: data.batch, into: &span, instructionSet: instructionSet)
      return [output.map(\.widened)]
    case .adjoint:
      let packed = try PackedFactors(factors, for: instructionSet, directions: .both)
      var output: [Scalar] = unwritten(data.batch * shape.inputCount)
      var span = output.mutableSpan
      try packed.adjoint(cotangent.span, batch: data.batch, into: &span)
      return [output.map(\.widened)]
    case .gradient, .accumulate:
      return try gradient(PackedFactors(factors, for: instructionSet, directions: .both), input, cotangent, data)
    case .dense: throw KernelsHaveNoDense()
    }
  }

  private struct KernelsHaveNoDense: Error {}

  private func gradient(
    _ packed: borrowing PackedFactors<Scalar>, _ input: [Scalar], _ cotangent: [Scalar], _ data: OperationCase
  ) throws -> [[Double]] {
    func before(_ factor: Int) -> [Scalar.Accumulator] {
      data.accumulators.map { $0[factor].map { Scalar.Accumulator(member: $0) } }
        ?? unwritten(data.factors[factor].count)
    }
    var inputGradient: [Scalar] = unwritten(data.batch * data.patterns[0].columns)
    var (left, right) = (before(1), before(0))
    var inputSpan = inputGradient.mutableSpan
    var leftSpan = left.mutableSpan
    var rightSpan = right.mutableSpan
    try packed.gradient(
      input: input.span, cotangent: cotangent.span, batch: data.batch, inputGradient: &inputSpan, left: &leftSpan,
      right: &rightSpan, accumulating: data.accumulators != nil)
    return [inputGradient.map(\.widened), left.map(\.widened), right.map(\.widened)]
  }
}
