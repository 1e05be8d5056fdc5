internal import CMonarchKernels

/// Which products factors are packed for. Each packing is as large as the factors.
public enum PackingDirections: Sendable, CaseIterable {
  /// `multiply` alone.
  case forward
  /// `multiply`, `adjoint` and `gradient`.
  case both
}

/// A chain of factors and, where it is asked for, its adjoint one: the conjugate transposes in the opposite order.
struct PackedPair<Scalar: FactorScalar>: Sendable {
  let forward: PackedChain<Scalar>
  private let backward: PackedChain<Scalar>?

  /// Packs factors.
  ///
  /// - Parameters:
  ///   - patterns: that of the factor that is applied first first.
  ///   - blocks: hands the blocks of a factor over, each (output, input).
  init(
    _ patterns: [monarch_pattern], inputCount: Int, outputCount: Int, for instructionSet: InstructionSet,
    directions: PackingDirections, blocks: (_ factor: Int, _ take: (Span<Scalar>) -> Void) -> Void
  ) throws(KernelError) {
    let forward = try PackedChain<Scalar>(
      patterns, inputCount: inputCount, outputCount: outputCount, for: instructionSet)
    for factor in patterns.indices { blocks(factor) { forward.pack(factor, $0) } }
    self.forward = forward
    switch directions {
    case .forward:
      backward = nil
    case .both:
      let chain = try PackedChain<Scalar>(
        patterns.reversed().map { monarch_pattern(a: $0.a, b: $0.c, c: $0.b, d: $0.d) }, inputCount: outputCount,
        outputCount: inputCount, for: instructionSet)
      for factor in patterns.indices {
        blocks(factor) { chain.pack(patterns.count - 1 - factor, $0, adjoint: true) }
      }
      backward = chain
    }
  }

  /// The adjoint chain; throws `notPacked` where it was not asked for.
  func adjoint() throws(KernelError) -> PackedChain<Scalar> {
    guard let backward else { throw .notPacked }
    return backward
  }
}
