import ComplexModule
import MonarchKernels
import Testing

@Suite struct FactorWordErrorTests {
  private static let badWords:
    [(rows: Int, columns: Int, letters: [(FactorKind, Int)], counts: (Int?, Int?), error: KernelError)] = [
      (0, 2, [(.bd, 0)], (nil, nil), .sizeBelowOne(name: "rows", found: 0)),
      (2, -1, [(.bd, 0)], (nil, nil), .sizeBelowOne(name: "columns", found: -1)),
      (2, 3, [], (nil, nil), .emptyWord),
      (2, 3, [(.bd, 17)], (nil, nil), .wrongCount(name: "letter 0", expected: 18, found: 17)),
      (2, 3, [(.bd, 18), (.db, 18)], (nil, nil), .wrongCount(name: "letter 1", expected: 12, found: 18)),
      (2, 3, [(.bd, 0)], (nil, nil), .wrongCount(name: "letter 0", expected: 18, found: 0)),
      (2, 3, [(.bd, 18)], (0, nil), .sizeBelowOne(name: "inputCount", found: 0)),
      (2, 3, [(.bd, 18)], (nil, -3), .sizeBelowOne(name: "outputCount", found: -3)),
      (2, 3, [(.bd, 18)], (7, nil), .countTooLarge(name: "inputCount", most: 6, found: 7)),
      (2, 3, [(.bd, 18)], (6, .max), .countTooLarge(name: "outputCount", most: 6, found: .max)),
      (1 << 32, 1 << 32, [(.bd, 1)], (nil, nil), .overflow(name: "a row")),
      (1 << 31, 1 << 31, [(.db, 1)], (nil, nil), .overflow(name: "letter 0")),
      (1, 1 << 40, [(.bd, 1)], (nil, nil), .overflow(name: "letter 0")),
      (1, 1 << 40, [(.db, 1)], (nil, nil), .wrongCount(name: "letter 0", expected: 1 << 40, found: 1)),
    ]

  @Test(arguments: badWords.indices) func badWordsAreRefused(_ index: Int) {
    let (rows, columns, letters, counts, error) = Self.badWords[index]
    #expect(throws: error) {
      try FactorWord<Complex<Float>>(
        rows: rows, columns: columns, letters: letters.map { FactorLetter($0, blocks: Array(repeating: 1, count: $1)) },
        inputCount: counts.0, outputCount: counts.1)
    }
  }

  /// Inputs of 5 and outputs of 4 elements.
  private static let badProducts:
    [(batch: Int, input: Int, output: Int, layouts: (BatchLayout?, BatchLayout?), error: KernelError)] = [
      (-1, 0, 0, (nil, nil), .negativeBatch(-1)),
      (2, 9, 8, (nil, nil), .spanTooShort(name: "input", needed: 10, found: 9)),
      (2, 10, 7, (nil, nil), .spanTooShort(name: "output", needed: 8, found: 7)),
      (2, 99, 99, (BatchLayout(rowStride: 0), nil), .strideBelowOne(name: "the input's row stride", found: 0)),
      (
        2, 99, 99, (nil, BatchLayout(rowStride: 3)),
        .overlappingOutput(BatchLayout(rowStride: 3), leastRowStride: 4, leastElementStride: 4)
      ),
      (.max, 99, 99, (nil, nil), .overflow(name: "the input")),
    ]

  @Test(arguments: badProducts.indices) func badProductsAreRefusedAndWriteNothing(_ index: Int) throws {
    let (batch, inputCount, outputCount, layouts, error) = Self.badProducts[index]
    let word = try FactorWord<Complex<Double>>(
      rows: 2, columns: 3, letters: [FactorLetter(.db, blocks: Array(repeating: 1, count: 12))], inputCount: 5,
      outputCount: 4)
    let input = [Complex<Double>](repeating: 1, count: inputCount)
    var output = [Complex<Double>](repeating: 7, count: outputCount)
    #expect(throws: error) {
      var span = output.mutableSpan
      try word.multiply(
        input.span, batch: batch, into: &span, inputLayout: layouts.0, outputLayout: layouts.1)
    }
    #expect(output == Array(repeating: 7, count: outputCount))
  }

  @Test func convenienceFormWantsExactlyItsInput() throws {
    let word = try FactorWord<Float>(
      rows: 2, columns: 2, letters: [FactorLetter(.bd, blocks: Array(repeating: 1, count: 8))], inputCount: 3)
    #expect(throws: KernelError.negativeBatch(-2)) { try word.multiply([], batch: -2) }
    for found in [5, 7] {
      #expect(throws: KernelError.wrongCount(name: "input", expected: 6, found: found)) {
        try word.multiply([Float](repeating: 1, count: found), batch: 2)
      }
    }
    #expect(throws: KernelError.overflow(name: "the input")) { try word.multiply([], batch: .max) }
    #expect(try word.multiply([], batch: 0) == [])
  }

  @Test func messagesNameWhatWasExpectedAndFound() {
    #expect(KernelError.emptyWord.description == "a word must have at least 1 letter, found none")
    #expect(
      KernelError.countTooLarge(name: "inputCount", most: 6, found: 7).description
        == "inputCount must be at most q·b = 6, found 7")
  }
}
