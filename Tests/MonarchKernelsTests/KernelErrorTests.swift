import MonarchKernels
import Testing

@Suite struct KernelErrorTests {
  // MARK: Factors

  private static let badSizes: [(sizes: [Int], left: Int, right: Int, error: KernelError)] = [
    ([0, 1, 1, 1, 1, 1], 1, 1, .sizeBelowOne(name: "k", found: 0)),
    ([1, -1, 1, 1, 1, 1], 1, 1, .sizeBelowOne(name: "q", found: -1)),
    ([1, 1, 0, 1, 1, 1], 1, 1, .sizeBelowOne(name: "p", found: 0)),
    ([1, 1, 1, 0, 1, 1], 1, 1, .sizeBelowOne(name: "l", found: 0)),
    ([1, 1, 1, 1, Int.min, 1], 1, 1, .sizeBelowOne(name: "s", found: Int.min)),
    ([1, 1, 1, 1, 1, 0], 1, 1, .sizeBelowOne(name: "r", found: 0)),
    ([2, 3, 1, 2, 1, 2], 4, 6, .middleSizesDiffer(rightOutputs: 6, leftInputs: 4)),
    ([2, 3, 2, 3, 5, 2], 29, 12, .wrongCount(name: "left", expected: 30, found: 29)),
    ([2, 3, 2, 3, 5, 2], 31, 12, .wrongCount(name: "left", expected: 30, found: 31)),
    ([2, 3, 2, 3, 5, 2], 30, 0, .wrongCount(name: "right", expected: 12, found: 0)),
    ([1 << 32, 1 << 32, 1, 1, 1, 1], 1, 1, .overflow(name: "the right factor")),
    ([1, 1, 1, 1 << 32, 1, 1 << 32], 1, 1, .overflow(name: "the left factor")),
    ([1 << 31, 1 << 31, 4, 1 << 31, 1, 1 << 31], 1, 1, .overflow(name: "the right factor")),
    ([1 << 31, 1 << 31, 1, 1 << 31, 4, 1 << 31], 1, 1, .overflow(name: "the left factor")),
    ([1 << 31, 1 << 31, 1, 1 << 31, 1, 1 << 31], 1, 1, .wrongCount(name: "left", expected: 1 << 62, found: 1)),
  ]

  @Test(arguments: badSizes.indices)
  func badFactorsAreRefused(_ index: Int) {
    let (n, left, right, error) = Self.badSizes[index]
    #expect(throws: error) {
      try MonarchFactors<Float>(
        k: n[0], q: n[1], p: n[2], l: n[3], s: n[4], r: n[5],
        left: [Float](repeating: 1, count: left), right: [Float](repeating: 1, count: right))
    }
  }

  // MARK: Products

  /// Inputs of 6 and outputs of 4 elements.
  private static let badProducts:
    [(batch: Int, input: Int, output: Int, layouts: (BatchLayout?, BatchLayout?), error: KernelError)] = [
      (-1, 0, 0, (nil, nil), .negativeBatch(-1)),
      (2, 11, 8, (nil, nil), .spanTooShort(name: "input", needed: 12, found: 11)),
      (2, 12, 7, (nil, nil), .spanTooShort(name: "output", needed: 8, found: 7)),
      (1, 0, 4, (nil, nil), .spanTooShort(name: "input", needed: 6, found: 0)),
      (
        2, 16, 8, (BatchLayout(rowStride: 6, elementStride: 2), nil),
        .spanTooShort(name: "input", needed: 17, found: 16)
      ),
      (3, 18, 13, (nil, BatchLayout(rowStride: 5)), .spanTooShort(name: "output", needed: 14, found: 13)),
      (2, 99, 99, (BatchLayout(rowStride: 0), nil), .strideBelowOne(name: "the input's row stride", found: 0)),
      (
        2, 99, 99, (BatchLayout(rowStride: 6, elementStride: -1), nil),
        .strideBelowOne(name: "the input's element stride", found: -1)
      ),
      (2, 99, 99, (nil, BatchLayout(rowStride: -4)), .strideBelowOne(name: "the output's row stride", found: -4)),
      (
        2, 99, 99, (nil, BatchLayout(rowStride: 4, elementStride: 0)),
        .strideBelowOne(name: "the output's element stride", found: 0)
      ),
      (
        2, 99, 99, (nil, BatchLayout(rowStride: 3)),
        .overlappingOutput(BatchLayout(rowStride: 3), leastRowStride: 4, leastElementStride: 4)
      ),
      (
        3, 99, 99, (nil, BatchLayout(rowStride: 2, elementStride: 4)),
        .overlappingOutput(BatchLayout(rowStride: 2, elementStride: 4), leastRowStride: 13, leastElementStride: 5)
      ),
      (2, 99, 99, (BatchLayout(rowStride: .max, elementStride: 1), nil), .overflow(name: "the input")),
      (3, 99, 99, (BatchLayout(rowStride: .max, elementStride: 1), nil), .overflow(name: "the input")),
      (1, 99, 99, (nil, BatchLayout(rowStride: 1, elementStride: .max)), .overflow(name: "the output")),
      (.max, 99, 99, (nil, nil), .overflow(name: "the input")),
    ]

  @Test(arguments: badProducts.indices)
  func badProductsAreRefusedAndWriteNothing(_ index: Int) throws {
    let (batch, inputCount, outputCount, layouts, error) = Self.badProducts[index]
    let factors = try MonarchFactors<Double>(
      k: 2, q: 2, p: 3, l: 2, s: 2, r: 2, left: [Double](repeating: 1, count: 8),
      right: [Double](repeating: 1, count: 12))
    let input = [Double](repeating: 1, count: inputCount)
    var output = [Double](repeating: 7, count: outputCount)
    #expect(throws: error) {
      var span = output.mutableSpan
      try factors.multiply(
        input.span, batch: batch, into: &span, inputLayout: layouts.0, outputLayout: layouts.1)
    }
    #expect(output == [Double](repeating: 7, count: outputCount))
  }

  @Test func convenienceFormWantsExactlyItsInput() throws {
    let factors = try MonarchFactors<Float>(size: 2, left: [1, 2, 3, 4, 5, 6, 7, 8], right: [1, 2, 3, 4, 5, 6, 7, 8])
    #expect(throws: KernelError.negativeBatch(-2)) { try factors.multiply([], batch: -2) }
    for found in [7, 9] {
      #expect(throws: KernelError.wrongCount(name: "input", expected: 8, found: found)) {
        try factors.multiply([Float](repeating: 1, count: found), batch: 2)
      }
    }
    #expect(throws: KernelError.overflow(name: "the input")) { try factors.multiply([], batch: .max) }
  }

  // MARK: Wording

  @Test func messagesNameWhatWasExpectedAndFound() {
    let messages: [(KernelError, String)] = [
      (.sizeBelowOne(name: "p", found: 0), "p must be at least 1, found 0"),
      (.middleSizesDiffer(rightOutputs: 6, leftInputs: 4), "k·q must equal l·r, found k·q = 6 and l·r = 4"),
      (.wrongCount(name: "left", expected: 30, found: 29), "left must hold 30 elements, found 29"),
      (.negativeBatch(-1), "the batch must be at least 0, found -1"),
      (.strideBelowOne(name: "the input's row stride", found: 0), "the input's row stride must be at least 1, found 0"),
      (
        .overlappingOutput(BatchLayout(rowStride: 3), leastRowStride: 4, leastElementStride: 2),
        "rows of the output may overlap: expected a row stride of at least 4 or an element stride of at least 2,"
          + " found 3 and 1"
      ),
      (.spanTooShort(name: "input", needed: 12, found: 11), "the input must hold at least 12 elements, found 11"),
      (.overflow(name: "the input"), "the number of elements of the input is too large for this machine"),
      (
        .notPacked,
        "the factors must be packed for both directions, found them packed for products alone"
      ),
      (.unavailable(.avx2), "this machine does not execute avx2"),
    ]
    for (error, message) in messages { #expect(error.description == message) }
  }
}
