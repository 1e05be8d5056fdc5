import Foundation
import MonarchKernels

/// Something prepared that can be run again and again.
protocol Workload: AnyObject {
  func run() throws

  /// The results of the last run, as `kernels.py` reads them.
  func result() -> Data
}

/// Prepares what a request asks for. **This is the place to add an operation or a type**: a line here, and a class below
/// if the operation is new. Until then the page says that this version of the library does not have it.
func workload(_ request: Request) throws -> any Workload {
  switch (request.operation, request.type) {
  case ("multiply", "float32"): return try Multiplication<Float>(Sizes(request.numbers))
  case ("multiply", "float64"): return try Multiplication<Double>(Sizes(request.numbers))
  case ("pack", "float32"): return try Packing<Float>(Sizes(request.numbers))
  case ("pack", "float64"): return try Packing<Double>(Sizes(request.numbers))
  case ("bandwidth", ""): return try Reading(request.numbers)
  case ("peak", ""): return Computing()
  case ("multiply", "float16"), ("multiply", "bfloat16"), ("adjoint", _), ("gradient", _):
    throw Unsupported(reason: "\(request.operation) of \(request.type) is not in this version")
  default: throw BadRequest()
  }
}

extension MonarchFactors {
  /// Seeded factors.
  fileprivate init(_ sizes: Sizes) throws(KernelError) {
    try self.init(
      k: sizes.k, q: sizes.q, p: sizes.p, l: sizes.l, s: sizes.s, r: sizes.r,
      left: elements(sizes.l * sizes.s * sizes.r, seed: .left),
      right: elements(sizes.k * sizes.q * sizes.p, seed: .right))
  }
}

/// Products of a batch of rows, one behind the other, with factors that are packed before.
private final class Multiplication<Scalar: KernelScalar>: Workload {
  private let packed: PackedFactors<Scalar>
  private let batch: Int
  private let input: Numbers<Scalar>
  private let output: Numbers<Scalar>

  init(_ sizes: Sizes) throws {
    guard sizes.threads == 1 else { throw Unsupported(reason: "products on several threads are not in this version") }
    packed = try PackedFactors(MonarchFactors(sizes))
    batch = sizes.batch
    input = Numbers(batch * packed.inputCount, seed: .input)
    output = Numbers(batch * packed.outputCount)
  }

  func run() throws {
    var span = output.buffer.mutableSpan
    try packed.multiply(UnsafeBufferPointer(input.buffer).span, batch: batch, into: &span)
  }

  func result() -> Data { output.data }
}

/// Packing factors, which a program does once.
private final class Packing<Scalar: KernelScalar>: Workload {
  private let factors: MonarchFactors<Scalar>

  init(_ sizes: Sizes) throws { factors = try MonarchFactors(sizes) }

  func run() throws { _ = try PackedFactors(factors) }

  func result() -> Data { Data() }
}
