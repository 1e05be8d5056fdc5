internal import CMonarchKernels

/// The gradients of a product for one cotangent.
public struct MonarchGradient<Scalar: FactorScalar>: Sendable {
  /// That of the input, `batch` rows of `k·p` elements.
  public let input: [Scalar]
  /// That of the left factor, (block, output, input).
  public let left: [Scalar.Accumulator]
  /// That of the right factor, (block, output, input).
  public let right: [Scalar.Accumulator]
}

extension PackedFactors {
  /// The gradients of `y = M · x` by the input and by both factors, for a cotangent `g` of the output (`gradient`).
  ///
  /// With `h = R · x`, which is computed again, and `dh = Lᴴ · g`, and sums over the batch,
  ///
  /// ```
  /// dx = Rᴴ · dh        dleft[λ, σ, ρ] = Σ g[σ·l + λ] · conj h[ρ·l + λ]        dright[a, c, i] = Σ dh[a·q + c] · conj x[a·p + i]
  /// ```
  ///
  /// - Parameters:
  ///   - input: `batch` rows of `inputCount` elements.
  ///   - cotangent: `batch` rows of `outputCount` elements; of complex numbers ∂/∂Re y + i ∂/∂Im y.
  ///   - batch: the number of rows, which may be zero: then the factors' gradients are zero.
  ///   - inputGradient: `batch` rows of `inputCount` elements.
  ///   - left: `l·s·r` elements in the order of the factor.
  ///   - right: `k·q·p` elements in the order of the factor.
  ///   - accumulating: whether the factors' gradients are added to what `left` and `right` hold. The input's is not.
  ///   - inputLayout: where the input's rows lie; by default one behind the other. Rows may overlap.
  ///   - cotangentLayout: likewise of the cotangent.
  ///   - inputGradientLayout: likewise of the input's gradient, whose rows may not overlap.
  ///   - threads: how many may share the work; small ones are done by one.
  /// - Throws: `notPacked` unless the factors are packed for both directions, `wrongCount` for `left` and `right`,
  ///   `negativeBatch`, `sizeBelowOne` for the threads, `strideBelowOne`, `overlappingOutput`, `spanTooShort` or
  ///   `overflow`; then nothing is written.
  /// - Complexity: `3·k·q·p + 2·l·s·r` multiply-adds per row, and as many moves as the factors have elements.
  ///
  /// *Accuracy.* As of a product of depth `s + q` for the input's gradient; of `p + batch` for the left factor's, `s + batch`
  /// for the right one's, and one more where they accumulate (`rounding-bound`). A weight's sum goes over the rows in
  /// ascending order.
  ///
  /// *Edge cases.* As of `multiply`. The result is the same bit for bit for any number of threads.
  public func gradient(
    input: Span<Scalar>,
    cotangent: Span<Scalar>,
    batch: Int,
    inputGradient: inout MutableSpan<Scalar>,
    left: inout MutableSpan<Scalar.Accumulator>,
    right: inout MutableSpan<Scalar.Accumulator>,
    accumulating: Bool = false,
    inputLayout: BatchLayout? = nil,
    cotangentLayout: BatchLayout? = nil,
    inputGradientLayout: BatchLayout? = nil,
    threads: Int = 1
  ) throws(KernelError) {
    let backward = try pair.adjoint()
    for (name, expected, found) in [("left", leftCount, left.count), ("right", rightCount, right.count)]
    where expected != found {
      throw .wrongCount(name: "\(name)'s gradient", expected: expected, found: found)
    }
    try left.withUnsafeMutableBufferPointer { (left) throws(KernelError) in
      try right.withUnsafeMutableBufferPointer { (right) throws(KernelError) in
        try pair.forward.gradient(
          backward, input: input, cotangent: cotangent, batch: batch, inputGradient: &inputGradient,
          factors: [right.baseAddress!, left.baseAddress!], accumulating: accumulating, inputLayout: inputLayout,
          cotangentLayout: cotangentLayout, inputGradientLayout: inputGradientLayout, threads: threads)
      }
    }
  }
}

extension MonarchFactors {
  /// The gradients for rows stored one behind the other; the factors are packed anew.
  ///
  /// - Throws: `negativeBatch`, `overflow`, or `wrongCount` if the input or the cotangent has any other number of elements.
  /// - Complexity: as of `PackedFactors.gradient`, and two packings.
  public func gradient(
    _ input: [Scalar], cotangent: [Scalar], batch: Int
  ) throws(KernelError) -> MonarchGradient<Scalar> {
    guard batch >= 0 else { throw .negativeBatch(batch) }
    for (name, found, count) in [("input", input.count, inputCount), ("cotangent", cotangent.count, outputCount)] {
      let expected = try product(batch, count, name: "the \(name)")
      guard found == expected else { throw .wrongCount(name: name, expected: expected, found: found) }
    }
    let packed = try PackedFactors(self, directions: .both)
    var (left, right): ([Scalar.Accumulator], [Scalar.Accumulator]) = ([], [])
    let inputGradient: [Scalar] = try filled(input.count) { (inputGradient) throws(KernelError) in
      left = try filled(self.left.count) { (left) throws(KernelError) in
        right = try filled(self.right.count) { (right) throws(KernelError) in
          try packed.gradient(
            input: input.span, cotangent: cotangent.span, batch: batch, inputGradient: &inputGradient, left: &left,
            right: &right)
        }
      }
    }
    return MonarchGradient(input: inputGradient, left: left, right: right)
  }

  /// Multiplies each row of a batch stored one behind the other by the conjugate transpose; the factors are packed anew.
  ///
  /// - Throws: `negativeBatch`, `overflow`, or `wrongCount` if the input has not `batch·outputCount` elements.
  /// - Complexity: as of `PackedFactors.adjoint`, and two packings.
  public func adjoint(_ input: [Scalar], batch: Int) throws(KernelError) -> [Scalar] {
    try PackedFactors(self, directions: .both).pair.adjoint().multiply(input, batch: batch)
  }
}
