import MonarchKernels
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// The gradients that a call wrote.
struct Gradients<Scalar: WordTestScalar> where Scalar.Accumulator: WordTestScalar {
  var input: [Scalar]
  var factors: [[Scalar.Accumulator]]

  /// Whether all bits are the same.
  func isSame(as other: Gradients) -> Bool {
    haveSameBits(input, other.input) && zip(factors, other.factors).allSatisfy { haveSameBits($0, $1) }
  }

  func expectSame(
    as other: Gradients, _ name: @autoclosure () -> String = "", sourceLocation: SourceLocation = #_sourceLocation
  ) {
    expectSameBits(input, other.input, "\(name()), by the input", sourceLocation: sourceLocation)
    for (index, sums) in factors.enumerated() {
      expectSameBits(sums, other.factors[index], "\(name()), by factor \(index)", sourceLocation: sourceLocation)
    }
  }
}

extension PlainChain {
  func factors<Scalar: WordTestScalar>(_ shape: Shape, _: Scalar.Type = Scalar.self) throws -> MonarchFactors<Scalar> {
    try MonarchFactors(
      k: shape.k, q: shape.q, p: shape.p, l: shape.l, s: shape.s, r: shape.r, left: numbers(blocks[1]),
      right: numbers(blocks[0]))
  }

  /// What a call should write, the input's gradient rounded once to the type.
  func expectedGradients<Scalar: WordTestScalar>(_: Scalar.Type = Scalar.self) -> Gradients<Scalar> {
    let gradients = gradients()
    return Gradients(input: numbers(gradients.input), factors: gradients.factors.map { numbers($0) })
  }

  /// The first rows alone.
  func prefix(_ count: Int) -> PlainChain {
    var some = self
    some.inputs = Array(inputs.prefix(count * inputCount * parts))
    some.cotangents = Array(cotangents.prefix(count * outputCount * parts))
    return some
  }
}

/// A number all of whose parts are NaN.
func notANumber<Scalar: WordTestScalar>() -> Scalar {
  Scalar(parts: [Double](repeating: .nan, count: Scalar.parts))
}

/// The gradients of the given rows, written over NaN or, where there are such, added to numbers.
func gradients<Scalar: WordTestScalar>(
  _ packed: PackedFactors<Scalar>, _ shape: Shape, _ inputs: [Scalar], _ cotangents: [Scalar], batch: Int,
  addedTo given: [[Scalar.Accumulator]]? = nil, threads: Int = 1
) throws -> Gradients<Scalar> where Scalar.Accumulator: WordTestScalar {
  var input = [Scalar](repeating: notANumber(), count: batch * shape.inputCount)
  var right = given?[0] ?? [Scalar.Accumulator](repeating: notANumber(), count: shape.rightCount)
  var left = given?[1] ?? [Scalar.Accumulator](repeating: notANumber(), count: shape.leftCount)
  var inputSpan = input.mutableSpan
  var rightSpan = right.mutableSpan
  var leftSpan = left.mutableSpan
  try packed.gradient(
    input: inputs.span, cotangent: cotangents.span, batch: batch, inputGradient: &inputSpan, left: &leftSpan,
    right: &rightSpan, accumulating: given != nil, threads: threads)
  return Gradients(input: input, factors: [right, left])
}

/// The adjoint product, by scratch and into an output that were full of NaN.
func adjointProduct<Scalar: WordTestScalar>(
  _ packed: PackedFactors<Scalar>, _ cotangents: [Scalar], batch: Int
) throws -> [Scalar] {
  let scratch = UnsafeMutableRawBufferPointer.allocate(
    byteCount: try packed.scratchBytes(batch: batch, adjoint: true), alignment: MemoryLayout<Scalar>.alignment)
  defer { scratch.deallocate() }
  scratch.initializeMemory(as: UInt8.self, repeating: 0xff)
  var outputs = [Scalar](repeating: notANumber(), count: batch * packed.inputCount)
  var span = outputs.mutableSpan
  try packed.multiply(cotangents.span, batch: batch, into: &span, adjoint: true, scratch: scratch)
  return outputs
}

/// The product of any element type, into an output that was full of NaN.
func forwardProduct<Scalar: WordTestScalar>(
  _ packed: PackedFactors<Scalar>, _ inputs: [Scalar], batch: Int, threads: Int = 1
) throws -> [Scalar] {
  var outputs = [Scalar](repeating: notANumber(), count: batch * packed.outputCount)
  var span = outputs.mutableSpan
  try packed.multiply(inputs.span, batch: batch, into: &span, threads: threads)
  return outputs
}

func haveSameBits<Scalar: FactorScalar>(_ some: [Scalar], _ others: [Scalar]) -> Bool {
  guard some.count == others.count else { return false }
  return some.withUnsafeBytes { some in
    others.withUnsafeBytes { others in
      some.isEmpty || memcmp(some.baseAddress!, others.baseAddress!, some.count) == 0
    }
  }
}

/// Expects the same bits, and shows where they first differ: thousands of numbers would take minutes to print.
func expectSameBits<Scalar: WordTestScalar>(
  _ found: [Scalar], _ expected: [Scalar], _ name: @autoclosure () -> String = "",
  sourceLocation: SourceLocation = #_sourceLocation
) {
  if haveSameBits(found, expected) { return }
  let at = zip(found, expected).enumerated().first { !haveSameBits([$1.0], [$1.1]) }
  let places = at.map { "found \($1.0.partValues), expected \($1.1.partValues) at \($0)" }
  Issue.record("\(name()): \(places ?? "\(found.count) of \(expected.count) numbers")", sourceLocation: sourceLocation)
}

/// Numbers of a type in memory between two guarded pages, beside the first or the last element.
struct GuardedNumbers<Scalar: WordTestScalar>: ~Copyable {
  private let bytes: GuardedBuffer<UInt8>

  init(_ numbers: [Scalar], at end: GuardedEnd) {
    bytes = GuardedBuffer(numbers.withUnsafeBytes { Array($0) }, at: end, filledWith: 0)
  }

  var elements: UnsafeMutableBufferPointer<Scalar> {
    UnsafeMutableRawBufferPointer(bytes.elements).bindMemory(to: Scalar.self)
  }
}

/// Numbers at the places of a layout, and `gap` elsewhere.
func placed<Scalar>(_ numbers: [Scalar], _ layout: BatchLayout, count: Int, batch: Int, gap: Scalar) -> [Scalar] {
  guard batch > 0 else { return [] }
  let length = (batch - 1) * layout.rowStride + (count - 1) * layout.elementStride + 1
  var result = [Scalar](repeating: gap, count: length)
  for b in 0..<batch {
    for e in 0..<count { result[b * layout.rowStride + e * layout.elementStride] = numbers[b * count + e] }
  }
  return result
}
