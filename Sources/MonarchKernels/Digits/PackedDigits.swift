internal import CMonarchKernels

/// A Monarch matrix of order p, `W_{p−1} … W_1 W_0` of order `N = base^order`, packed for one instruction set.
///
/// `W_t` acts on digit t of the index in base b, digit 0 being the lowest, with one dense block for each value of the other
/// digits: with an index written as (high, digit t, low),
///
/// ```
/// y[high, j, low] = Σ_i W_t[high, low, j, i] · x[high, i, low]
/// ```
///
/// so that each factor has `N/b` blocks b×b, numbered by (high, low), the index without digit t. Order 2 is the square
/// Monarch matrix. Copies share the packed weights, and threads may too.
public struct PackedDigits<Scalar: FactorScalar>: Sendable {
  /// b, the bound of every digit.
  public let base: Int

  /// p, the number of digits.
  public let order: Int

  /// N = b^p, the length of a row.
  public var count: Int { pair.forward.inputCount }

  /// Never `automatic`.
  public var instructionSet: InstructionSet { pair.forward.instructionSet }

  private let pair: PackedPair<Scalar>

  /// Packs factors.
  ///
  /// - Parameters:
  ///   - factors: `W_0, …, W_{p−1}`, `N·b` elements each, (block, output, input), as `MonarchFactors.projectDigits` gives.
  ///   - base: b.
  ///   - directions: forward for `multiply` alone.
  /// - Throws: `sizeBelowOne`, `orderBelowOne` without factors, `wrongCount`, `overflow` or `unavailable`.
  /// - Complexity: `p·N·b` element moves for each direction.
  public init(
    _ factors: [[Scalar]], base: Int, for instructionSet: InstructionSet = .automatic,
    directions: PackingDirections = .forward
  ) throws(KernelError) {
    guard base >= 1 else { throw .sizeBelowOne(name: "base", found: base) }
    guard !factors.isEmpty else { throw .orderBelowOne(0) }
    var sizes = [1]
    for _ in factors { sizes.append(try product(sizes.last!, base, name: "the matrix")) }
    let count = sizes.last!
    let blocks = try product(count, base, name: "a factor")
    for (index, factor) in factors.enumerated() where factor.count != blocks {
      throw .wrongCount(name: "factor \(index)", expected: blocks, found: factor.count)
    }
    let patterns = factors.indices.map { t in
      monarch_pattern(a: sizes[factors.count - 1 - t], b: base, c: base, d: sizes[t])
    }
    (self.base, order) = (base, factors.count)
    pair = try PackedPair(
      patterns, inputCount: count, outputCount: count, for: instructionSet, directions: directions
    ) { factor, take in
      let blocks = factors[factor]
      take(blocks.span)
    }
  }

  /// Multiplies each row of a batch.
  ///
  /// - Parameters, errors: as of `PackedFactors.multiply`, with rows of N elements.
  /// - Complexity: `p·N·b` multiply-adds per row.
  ///
  /// *Accuracy* (`rounding-bound`). As long as nothing overflows, each output errs by at most
  /// `((1+u)^(p·b) − 1) · |W_{p−1}| … |W_0| |x|`, plus what underflow adds.
  public func multiply(
    _ input: Span<Scalar>, batch: Int, into output: inout MutableSpan<Scalar>, inputLayout: BatchLayout? = nil,
    outputLayout: BatchLayout? = nil, threads: Int = 1
  ) throws(KernelError) {
    try pair.forward.multiply(
      input, batch: batch, into: &output, inputLayout: inputLayout, outputLayout: outputLayout, threads: threads)
  }

  /// Multiplies each row of a batch by the conjugate transpose, `W_0ᴴ W_1ᴴ … W_{p−1}ᴴ`.
  ///
  /// - Parameters, errors, complexity, accuracy: as of `multiply`; `notPacked` unless packed for both directions.
  public func adjoint(
    _ input: Span<Scalar>, batch: Int, into output: inout MutableSpan<Scalar>, inputLayout: BatchLayout? = nil,
    outputLayout: BatchLayout? = nil, threads: Int = 1
  ) throws(KernelError) {
    try pair.adjoint().multiply(
      input, batch: batch, into: &output, inputLayout: inputLayout, outputLayout: outputLayout, threads: threads)
  }

  /// The gradients by the input and by every factor, for a cotangent of the output (`gradient`).
  ///
  /// - Parameters:
  ///   - factors: p arrays of N·b elements, in the order of the factors.
  ///   - accumulating: whether the factors' gradients are added to what is there.
  /// - Throws: as `PackedFactors.gradient`; `wrongCount` for the arrays.
  /// - Complexity: `(3·p − 1)·N·b` multiply-adds per row, and as many moves as the factors have elements.
  public func gradient(
    input: Span<Scalar>, cotangent: Span<Scalar>, batch: Int, inputGradient: inout MutableSpan<Scalar>,
    factors: inout [[Scalar.Accumulator]], accumulating: Bool = false, threads: Int = 1
  ) throws(KernelError) {
    let backward = try pair.adjoint()
    guard factors.count == order else {
      throw .wrongCount(name: "factors' gradients", expected: order, found: factors.count)
    }
    let blocks = count * base
    for (index, factor) in factors.enumerated() where factor.count != blocks {
      throw .wrongCount(name: "factor \(index)'s gradient", expected: blocks, found: factor.count)
    }
    // All in one array, so that there is one pointer to take.
    var joined = factors.flatMap(\.self)
    try joined.withUnsafeMutableBufferPointer { (joined) throws(KernelError) in
      let pointers = (0..<order).map { joined.baseAddress! + $0 * blocks }
      try pair.forward.gradient(
        backward, input: input, cotangent: cotangent, batch: batch, inputGradient: &inputGradient, factors: pointers,
        accumulating: accumulating, inputLayout: nil, cotangentLayout: nil, inputGradientLayout: nil, threads: threads)
    }
    factors = (0..<order).map { Array(joined[$0 * blocks..<($0 + 1) * blocks]) }
  }
}
