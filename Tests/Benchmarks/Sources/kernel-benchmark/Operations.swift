import Foundation
import MonarchKernels

/// Something prepared that can be run again and again.
protocol Workload: AnyObject {
  func run() throws

  /// The results of the last run, as `kernels.py` reads them.
  func result() -> Data
}

/// Prepares what a request asks for. **This is the place to add an operation or a type**: a line here or below, and a
/// class if the operation is new. What is thrown as `Unsupported` the page says not to be in this version.
func workload(_ request: Request) throws -> any Workload {
  switch request.type {
  case "float32": return try workload(request, of: Float.self)
  case "float64": return try workload(request, of: Double.self)
  case "bfloat16": return try workload(request, of: BFloat16.self)
  case "float16":
    #if os(macOS) && arch(x86_64)
      throw Unsupported(reason: "this machine has no type float16")
    #else
      return try workload(request, of: Float16.self)
    #endif
  case "" where request.operation == "bandwidth": return try Reading(request.numbers)
  case "" where request.operation == "peak": return Computing()
  default: throw BadRequest()
  }
}

private func workload<Scalar: BenchmarkScalar>(_ request: Request, of type: Scalar.Type) throws -> any Workload
where Scalar.Accumulator: BenchmarkScalar {
  let sizes = try Sizes(request.numbers)
  switch request.operation {
  case "multiply": return try Multiplication<Scalar>(sizes, adjoint: false)
  case "adjoint": return try Multiplication<Scalar>(sizes, adjoint: true)
  case "gradient": return try Gradient<Scalar>(sizes)
  case "pack": return try Packing<Scalar>(sizes)
  default: throw BadRequest()
  }
}

extension MonarchFactors where Scalar: BenchmarkScalar {
  /// Seeded factors.
  fileprivate init(_ sizes: Sizes) throws(KernelError) {
    try self.init(
      k: sizes.k, q: sizes.q, p: sizes.p, l: sizes.l, s: sizes.s, r: sizes.r,
      left: (0..<sizes.l * sizes.s * sizes.r).map { .seeded($0, .left) },
      right: (0..<sizes.k * sizes.q * sizes.p).map { .seeded($0, .right) })
  }
}

/// Products of a batch of rows, one behind the other, or those with the adjoint, with factors that are packed before.
private final class Multiplication<Scalar: BenchmarkScalar>: Workload {
  private let packed: PackedFactors<Scalar>
  private let sizes: Sizes
  private let input: Numbers<Scalar>
  private let output: Numbers<Scalar>
  private let adjoint: Bool

  init(_ sizes: Sizes, adjoint: Bool) throws {
    (self.sizes, self.adjoint) = (sizes, adjoint)
    packed = try PackedFactors(MonarchFactors(sizes), directions: adjoint ? .both : .forward)
    input = Numbers(
      sizes.batch * (adjoint ? packed.outputCount : packed.inputCount), seed: adjoint ? .outputGradient : .input)
    output = Numbers(sizes.batch * (adjoint ? packed.inputCount : packed.outputCount))
  }

  func run() throws {
    var span = output.buffer.mutableSpan
    if adjoint {
      try packed.adjoint(input.input.span, batch: sizes.batch, into: &span, threads: sizes.threads)
    } else {
      try packed.multiply(input.input.span, batch: sizes.batch, into: &span, threads: sizes.threads)
    }
  }

  func result() -> Data { output.data }
}

/// Gradients of the input, the right and the left factor; the results are in this order.
private final class Gradient<Scalar: BenchmarkScalar>: Workload where Scalar.Accumulator: BenchmarkScalar {
  private let packed: PackedFactors<Scalar>
  private let sizes: Sizes
  private let input: Numbers<Scalar>
  private let cotangent: Numbers<Scalar>
  private let inputGradient: Numbers<Scalar>
  private let right: Numbers<Scalar.Accumulator>
  private let left: Numbers<Scalar.Accumulator>

  init(_ sizes: Sizes) throws {
    self.sizes = sizes
    packed = try PackedFactors(MonarchFactors(sizes), directions: .both)
    input = Numbers(sizes.batch * packed.inputCount, seed: .input)
    cotangent = Numbers(sizes.batch * packed.outputCount, seed: .outputGradient)
    inputGradient = Numbers(sizes.batch * packed.inputCount)
    right = Numbers(sizes.k * sizes.q * sizes.p)
    left = Numbers(sizes.l * sizes.s * sizes.r)
  }

  func run() throws {
    var rows = inputGradient.buffer.mutableSpan
    var leftSpan = left.buffer.mutableSpan
    var rightSpan = right.buffer.mutableSpan
    try packed.gradient(
      input: input.input.span, cotangent: cotangent.input.span, batch: sizes.batch, inputGradient: &rows,
      left: &leftSpan, right: &rightSpan, threads: sizes.threads)
  }

  func result() -> Data { inputGradient.data + right.data + left.data }
}

/// Packing factors, which a program does once.
private final class Packing<Scalar: BenchmarkScalar>: Workload {
  private let factors: MonarchFactors<Scalar>

  init(_ sizes: Sizes) throws { factors = try MonarchFactors(sizes) }

  func run() throws { _ = try PackedFactors(factors) }

  func result() -> Data { Data() }
}
