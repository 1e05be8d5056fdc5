internal import CMonarchKernels

/// A product of block factors on one q×b grid in floating point: `W = letters[0] · letters[1] · …`, the last one applied
/// first, or an upper left corner of it.
///
/// With n = q·b and x = x1·b + x0, a letter acts inside the rows x1 of the grid (BD) or inside its columns x0 (DB). Any
/// number of letters in any order makes a word: M(b, n) is DB·BD, MM* is DB·BD·DB.
///
/// A corner takes fewer than n inputs, which are padded with zeros, and gives the first of the n outputs: so a Toeplitz
/// matrix is a corner of a word of twice its size.
///
/// *Complex numbers* are multiplied by the plain formula (ar·xr − ai·xi, ar·xi + ai·xr), part by part: what is infinite or
/// NaN in the parts is what the formula makes of it. (`Complex` shows a number with such a part as infinite.)
public struct FactorWord<Scalar: WordScalar>: Sendable {
  /// q, the number of rows of the grid.
  public let rows: Int

  /// b, the number of columns of the grid.
  public let columns: Int

  /// The kinds of the letters, as written.
  public let kinds: [FactorKind]

  /// The length of an input row, at most n.
  public let inputCount: Int

  /// The length of an output row, at most n.
  public let outputCount: Int

  /// The letters one after the other, each in the order (row of the output, summation index, part, low digit).
  private let packed: [Scalar._Real]

  /// Packs letters.
  ///
  /// - Parameters:
  ///   - rows: q, at least 1.
  ///   - columns: b, at least 1.
  ///   - letters: at least one; q·b·b elements for BD, b·q·q for DB, in the order (block, output, input).
  ///   - inputCount: the length of an input row, 1 ... n; n unless it says otherwise.
  ///   - outputCount: likewise of an output row.
  /// - Throws: `sizeBelowOne`, `countTooLarge`, `emptyWord`, `wrongCount` if a letter does not hold as many elements as
  ///   its blocks, or `overflow`.
  /// - Complexity: as many moves as the letters have elements.
  public init(
    rows: Int, columns: Int, letters: [FactorLetter<Scalar>], inputCount: Int? = nil, outputCount: Int? = nil
  ) throws(KernelError) {
    for (name, size) in [("rows", rows), ("columns", columns)] where size < 1 {
      throw .sizeBelowOne(name: name, found: size)
    }
    let n = try product(rows, columns, name: "a row")
    let (inputCount, outputCount) = (inputCount ?? n, outputCount ?? n)
    for (name, count) in [("inputCount", inputCount), ("outputCount", outputCount)] {
      guard count >= 1 else { throw .sizeBelowOne(name: name, found: count) }
      guard count <= n else { throw .countTooLarge(name: name, most: n, found: count) }
    }
    guard !letters.isEmpty else { throw .emptyWord }
    var elements = 0
    for (index, letter) in letters.enumerated() {
      let expected = try product(n, letter.kind == .bd ? columns : rows, name: "letter \(index)")
      guard letter.blocks.count == expected else {
        throw .wrongCount(name: "letter \(index)", expected: expected, found: letter.blocks.count)
      }
      // The letters are in memory, but all copies together might not fit.
      let (sum, overflows) = elements.addingReportingOverflow(expected)
      guard !overflows else { throw .overflow(name: "the letters") }
      elements = sum
    }
    let parts = Scalar._parts.count
    let scratch = try product(n, 2 * Int(MONARCH_WORD_TILE) * parts, name: "the scratch")
    for (name, count) in [("the scratch", scratch), ("the letters", try product(elements, parts, name: "the letters"))]
    {
      _ = try product(count, MemoryLayout<Scalar._Real>.stride, name: name)
    }

    (self.rows, self.columns) = (rows, columns)
    (self.inputCount, self.outputCount) = (inputCount, outputCount)
    kinds = letters.map(\.kind)
    packed = [Scalar._Real](unsafeUninitializedCapacity: elements * parts) { packed, initialized in
      for letter in letters {
        letter.blocks.withUnsafeBufferPointer { blocks in
          blocks.withMemoryRebound(to: Scalar._Real.self) { blocks in
            Scalar._Real._kernels.packLetter(
              rows, columns, parts, letter.kind == .db, blocks.baseAddress!, packed.baseAddress! + initialized)
          }
        }
        initialized += letter.blocks.count * parts
      }
    }
  }

  /// n = q·b, the order of the word of which this may be a corner.
  public var count: Int { rows * columns }

  /// Multiplies each row of a batch: `output[b] = W · input[b]`.
  ///
  /// - Parameters:
  ///   - input: `batch` rows of `inputCount` elements.
  ///   - batch: the number of rows, which may be zero.
  ///   - output: `batch` rows of `outputCount` elements. Nothing else in the span is read or written.
  ///   - inputLayout: where the input's rows lie; by default one behind the other. Rows may overlap.
  ///   - outputLayout: where the output's rows go; by default one behind the other. Rows may not overlap.
  ///   - instructionSet: the machine instructions to use.
  /// - Throws: `negativeBatch`, `strideBelowOne`, `overlappingOutput`, `spanTooShort`, `overflow` or `unavailable`;
  ///   then `output` is as it was.
  /// - Complexity: n·b multiply-adds per row for each BD and n·q for each DB (complex ones for complex numbers), and one
  ///   allocation of 2·n elements for each of at most four rows. Loops run over the b low digits: a grid with fewer
  ///   columns than a vector has lanes is slow.
  ///
  /// *Accuracy* (`rounding-bound`). With unit roundoff u, η half the smallest subnormal, d_t = b for each BD, q for each
  /// DB, twice that for complex numbers, and letters W_T · … · W_1, componentwise and as long as nothing overflows,
  ///
  /// ```
  /// |ŷ − y| <= ((1+u)^D − 1)·|W_T|…|W_1||x| + (1+u)^D · Σ_t d_t·η·|W_T|…|W_{t+1}|·𝟙        D = Σ_t d_t
  /// ```
  ///
  /// for every order of summation, fused or not. A complex number a stands here for the real matrix [[ar, −ai], [ai, ar]],
  /// and |a| for the magnitudes of its four entries.
  ///
  /// *Edge cases.* No product is skipped, be it by a zero weight or of a padded zero: NaN, infinities and 0·∞ reach exactly
  /// the outputs to which the blocks of the letters lead. Sums begin with +0, so that a sum of products −0 is +0. A row's
  /// result is the same bit for bit in every batch and at every place in it, but may differ between instruction sets. The
  /// sign and payload of NaN are not specified.
  public func multiply(
    _ input: Span<Scalar>,
    batch: Int,
    into output: inout MutableSpan<Scalar>,
    inputLayout: BatchLayout? = nil,
    outputLayout: BatchLayout? = nil,
    instructionSet: InstructionSet = .automatic
  ) throws(KernelError) {
    guard batch >= 0 else { throw .negativeBatch(batch) }
    let inputLayout = inputLayout ?? BatchLayout(rowStride: inputCount)
    let outputLayout = outputLayout ?? BatchLayout(rowStride: outputCount)
    try inputLayout.validate(
      name: "input", batch: batch, count: inputCount, available: input.count, mayOverlap: true)
    try outputLayout.validate(
      name: "output", batch: batch, count: outputCount, available: output.count, mayOverlap: false)
    let resolved = try instructionSet.resolved()
    guard batch > 0 else { return }
    input.withUnsafeBufferPointer { input in
      output.withUnsafeMutableBufferPointer { output in
        run(
          input, inputLayout, output, outputLayout, batch: batch, instructionSet: resolved)
      }
    }
  }

  /// Multiplies each row of a batch stored one behind the other: `batch·inputCount` elements give `batch·outputCount`.
  ///
  /// - Throws: `negativeBatch`, `overflow`, `unavailable`, or `wrongCount` if the input has any other number of elements.
  /// - Complexity: as the strided form.
  public func multiply(
    _ input: [Scalar], batch: Int, instructionSet: InstructionSet = .automatic
  ) throws(KernelError) -> [Scalar] {
    guard batch >= 0 else { throw .negativeBatch(batch) }
    let expected = try product(batch, inputCount, name: "the input")
    guard input.count == expected else { throw .wrongCount(name: "input", expected: expected, found: input.count) }
    let outputs = try product(batch, outputCount, name: "the output")
    _ = try product(outputs, MemoryLayout<Scalar>.stride, name: "the output")
    let resolved = try instructionSet.resolved()
    guard batch > 0 else { return [] }
    return [Scalar](unsafeUninitializedCapacity: outputs) { output, initialized in
      input.withUnsafeBufferPointer { input in
        run(
          input, BatchLayout(rowStride: inputCount), UnsafeMutableBufferPointer(rebasing: output[..<outputs]),
          BatchLayout(rowStride: outputCount), batch: batch, instructionSet: resolved)
      }
      initialized = outputs
    }
  }

  /// The product of a batch of at least one row, with layouts that were validated.
  private func run(
    _ input: UnsafeBufferPointer<Scalar>, _ inputLayout: BatchLayout, _ output: UnsafeMutableBufferPointer<Scalar>,
    _ outputLayout: BatchLayout, batch: Int, instructionSet: InstructionSet
  ) {
    let parts = Scalar._parts.count
    let tile = batch < Int(MONARCH_WORD_TILE) ? 1 : Int(MONARCH_WORD_TILE)
    let scratch =
      UnsafeMutableRawBufferPointer
      .allocate(byteCount: 2 * count * parts * tile * MemoryLayout<Scalar._Real>.stride, alignment: 64)
      .bindMemory(to: Scalar._Real.self)
    defer { scratch.deallocate() }
    kinds.map { $0 == .db }.withUnsafeBufferPointer { isDB in
      var word = monarch_word(
        rows: rows, columns: columns, parts: parts, letter_count: kinds.count, is_db: isDB.baseAddress!,
        input_count: inputCount, output_count: outputCount)
      input.withMemoryRebound(to: Scalar._Real.self) { input in
        output.withMemoryRebound(to: Scalar._Real.self) { output in
          packed.withUnsafeBufferPointer { packed in
            Scalar._Real._kernels.multiplyWord(
              &word, instructionSet.code, packed.baseAddress!, input.baseAddress!, inputLayout.strides,
              output.baseAddress!, outputLayout.strides, batch, scratch.baseAddress!)
          }
        }
      }
    }
  }
}
