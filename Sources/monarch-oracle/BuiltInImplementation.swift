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
struct BuiltInImplementation<Scalar: BuiltInScalar>: Implementation, OperationKernel {
  let instructionSet: InstructionSet
  let layout: Layout
  private let model: ArithmeticModel

  init(_: Scalar.Type, instructionSet: InstructionSet, layout: Layout) throws {
    (self.instructionSet, self.layout) = (instructionSet, layout)
    let format = Scalar.format
    model = try ArithmeticModel(input: format, accumulate: Scalar.Accumulator.format, output: format)
  }

  var manifest: Manifest {
    Manifest(name: "built-in \(instructionSet.rawValue)", layout: layout, model: model)
  }

  func answer(
    plan: (Manifest) throws -> [CaseID], judge: (Manifest, ProductCase, Answer) throws -> Continuation
  ) async throws {
    let manifest = manifest
    for id in try plan(manifest) {
      let product = try ProductCase(id)
      if try judge(manifest, product, answer(product)) == .stop { return }
    }
  }

  private func answer(_ product: ProductCase) -> Answer {
    let shape = product.shape
    do {
      let factors = try MonarchFactors<Scalar>(
        k: shape.k, q: shape.q, p: shape.p, l: shape.l, s: shape.s, r: shape.r,
        left: product.left.map { Scalar(member: $0) }, right: product.right.map { Scalar(member: $0) })
      var output: [Scalar] = unwritten(product.batch * shape.outputCount)
      let input = product.input.map { Scalar(member: $0) }
      var span = output.mutableSpan
      try factors.multiply(input.span, batch: product.batch, into: &span, instructionSet: instructionSet)
      return .output(output.map(\.widened))
    } catch {
      return .fault("\(error)")
    }
  }

  /// A kernel that leaves an output unwritten must be seen.
  private func unwritten<Number: BuiltInScalar>(_ count: Int) -> [Number] {
    [Number](repeating: Number(member: .nan), count: count)
  }

  func results(of operations: [MonarchOperation], _ data: OperationCase) throws -> [[Double]] {
    let (right, left) = (data.patterns[0], data.patterns[1])
    let factors = try MonarchFactors<Scalar>(
      k: right.a, q: right.b, p: right.c, l: left.d, s: left.b, r: left.c,
      left: data.factors[1].map { Scalar(member: $0) }, right: data.factors[0].map { Scalar(member: $0) })
    let packed = try PackedFactors(factors, for: instructionSet, directions: .both)
    let cotangent = data.cotangent!.map { Scalar(member: $0) }
    var inputGradient: [Scalar] = unwritten(data.batch * factors.inputCount)
    if operations == [.adjoint] {
      var span = inputGradient.mutableSpan
      try packed.adjoint(cotangent.span, batch: data.batch, into: &span)
      return [inputGradient.map(\.widened)]
    }
    let input = data.input!.map { Scalar(member: $0) }
    func gradient(_ factor: Int) -> [Scalar.Accumulator] {
      data.accumulators.map { $0[factor].map { Scalar.Accumulator(member: $0) } }
        ?? unwritten(data.factors[factor].count)
    }
    var (leftGradient, rightGradient) = (gradient(1), gradient(0))
    var inputSpan = inputGradient.mutableSpan
    var leftSpan = leftGradient.mutableSpan
    var rightSpan = rightGradient.mutableSpan
    try packed.gradient(
      input: input.span, cotangent: cotangent.span, batch: data.batch, inputGradient: &inputSpan, left: &leftSpan,
      right: &rightSpan, accumulating: data.accumulators != nil)
    return operations.map { operation in
      switch operation {
      case .left: leftGradient.map(\.widened)
      case .right: rightGradient.map(\.widened)
      default: inputGradient.map(\.widened)
      }
    }
  }
}
