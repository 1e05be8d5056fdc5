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
public struct FactorWord<Scalar: FactorScalar>: Sendable {
  /// q, the number of rows of the grid.
  public let rows: Int

  /// b, the number of columns of the grid.
  public let columns: Int

  /// The kinds of the letters, as written.
  public let kinds: [FactorKind]

  /// The length of an input row, at most n.
  public var inputCount: Int { chain.inputCount }

  /// The length of an output row, at most n.
  public var outputCount: Int { chain.outputCount }

  private let chain: PackedChain<Scalar>

  /// Packs letters.
  ///
  /// - Parameters:
  ///   - rows: q, at least 1.
  ///   - columns: b, at least 1.
  ///   - letters: at least one; q·b·b elements for BD, b·q·q for DB, in the order (block, output, input).
  ///   - inputCount: the length of an input row, 1 ... n; n unless it says otherwise.
  ///   - outputCount: likewise of an output row.
  ///   - instructionSet: the machine instructions to use.
  /// - Throws: `sizeBelowOne`, `countTooLarge`, `emptyWord`, `wrongCount` if a letter does not hold as many elements as
  ///   its blocks, `overflow` or `unavailable`.
  /// - Complexity: as many moves as the letters have elements.
  public init(
    rows: Int, columns: Int, letters: [FactorLetter<Scalar>], inputCount: Int? = nil, outputCount: Int? = nil,
    for instructionSet: InstructionSet = .automatic
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
    for (index, letter) in letters.enumerated() {
      let expected = try product(n, letter.kind == .bd ? columns : rows, name: "letter \(index)")
      guard letter.blocks.count == expected else {
        throw .wrongCount(name: "letter \(index)", expected: expected, found: letter.blocks.count)
      }
    }
    (self.rows, self.columns, kinds) = (rows, columns, letters.map(\.kind))
    // The letter that is written last is applied first.
    chain = try PackedChain(
      letters.reversed().map { letter in
        letter.kind == .bd
          ? monarch_pattern(a: rows, b: columns, c: columns, d: 1) : monarch_pattern(a: 1, b: rows, c: rows, d: columns)
      }, inputCount: inputCount, outputCount: outputCount, for: instructionSet)
    for (index, letter) in letters.reversed().enumerated() { chain.pack(index, letter.blocks.span) }
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
  ///   - threads: how many may share the work; small products are computed by one.
  /// - Throws: `negativeBatch`, `sizeBelowOne` for the threads, `strideBelowOne`, `overlappingOutput`, `spanTooShort` or
  ///   `overflow`; then `output` is as it was.
  /// - Complexity: n·b multiply-adds per row for each BD and n·q for each DB (complex ones for complex numbers).
  ///   Memory for the intermediates of a tile is kept from call to call.
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
  /// the outputs to which the blocks of the letters lead. Sums begin with +0, so that a sum of products −0 is +0; where a fused
  /// product underflows its sign may stay. A row's
  /// result is the same bit for bit in every batch, at every place in it and for any number of threads, but may differ
  /// between instruction sets. The sign and payload of NaN are not specified.
  public func multiply(
    _ input: Span<Scalar>,
    batch: Int,
    into output: inout MutableSpan<Scalar>,
    inputLayout: BatchLayout? = nil,
    outputLayout: BatchLayout? = nil,
    threads: Int = 1
  ) throws(KernelError) {
    try chain.multiply(
      input, batch: batch, into: &output, inputLayout: inputLayout, outputLayout: outputLayout, threads: threads)
  }

  /// Multiplies each row of a batch stored one behind the other: `batch·inputCount` elements give `batch·outputCount`.
  ///
  /// - Throws: `negativeBatch`, `overflow`, or `wrongCount` if the input has any other number of elements.
  /// - Complexity: as the strided form.
  public func multiply(_ input: [Scalar], batch: Int) throws(KernelError) -> [Scalar] {
    try chain.multiply(input, batch: batch)
  }
}
