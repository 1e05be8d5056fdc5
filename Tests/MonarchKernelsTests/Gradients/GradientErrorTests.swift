import MonarchKernels
import Testing

@Suite struct GradientErrorTests {
  private let factors: MonarchFactors<Float>

  init() throws {
    factors = try MonarchFactors(
      k: 2, q: 2, p: 3, l: 2, s: 2, r: 2, left: Array(repeating: 1, count: 8), right: Array(repeating: 1, count: 12))
  }

  /// Inputs of 6 and outputs of 4 elements.
  private static let bad: [(batch: Int, threads: Int, counts: [Int], error: KernelError)] = [
    (-1, 1, [6, 4, 6, 8, 12], .negativeBatch(-1)),
    (1, 0, [6, 4, 6, 8, 12], .sizeBelowOne(name: "threads", found: 0)),
    (2, 1, [11, 8, 12, 8, 12], .spanTooShort(name: "input", needed: 12, found: 11)),
    (2, 1, [12, 7, 12, 8, 12], .spanTooShort(name: "cotangent", needed: 8, found: 7)),
    (2, 1, [12, 8, 11, 8, 12], .spanTooShort(name: "input's gradient", needed: 12, found: 11)),
    (1, 1, [6, 4, 6, 7, 12], .wrongCount(name: "left's gradient", expected: 8, found: 7)),
    (1, 1, [6, 4, 6, 8, 13], .wrongCount(name: "right's gradient", expected: 12, found: 13)),
  ]

  @Test(arguments: bad.indices) func badGradientsAreRefusedAndWriteNothing(_ index: Int) throws {
    let (batch, threads, counts, error) = Self.bad[index]
    let packed = try PackedFactors(factors, directions: .both)
    let arrays = counts.map { [Float](repeating: 7, count: $0) }
    let (input, cotangent) = (arrays[0], arrays[1])
    var (inputGradient, left, right) = (arrays[2], arrays[3], arrays[4])
    #expect(throws: error) {
      var inputSpan = inputGradient.mutableSpan
      var leftSpan = left.mutableSpan
      var rightSpan = right.mutableSpan
      try packed.gradient(
        input: input.span, cotangent: cotangent.span, batch: batch, inputGradient: &inputSpan, left: &leftSpan,
        right: &rightSpan, threads: threads)
    }
    #expect(inputGradient == arrays[2] && left == arrays[3] && right == arrays[4])
  }

  @Test func forwardPackingsHaveNoWayBack() throws {
    let packed = try PackedFactors(factors)
    let input = [Float](repeating: 1, count: 4)
    var output = [Float](repeating: 7, count: 6)
    #expect(throws: KernelError.notPacked) {
      var span = output.mutableSpan
      try packed.adjoint(input.span, batch: 1, into: &span)
    }
    #expect(output == Array(repeating: 7, count: 6))
    #expect(
      KernelError.notPacked.description
        == "the factors must be packed for both directions, found them packed for products alone")
  }

  @Test func arrayFormsWantExactlyTheirRows() throws {
    #expect(throws: KernelError.wrongCount(name: "input", expected: 4, found: 5)) {
      try factors.adjoint([Float](repeating: 1, count: 5), batch: 1)
    }
    #expect(throws: KernelError.wrongCount(name: "cotangent", expected: 8, found: 4)) {
      try factors.gradient([Float](repeating: 1, count: 12), cotangent: [Float](repeating: 1, count: 4), batch: 2)
    }
    #expect(throws: KernelError.negativeBatch(-1)) { try factors.gradient([], cotangent: [], batch: -1) }
    #expect(try factors.adjoint([1, 1, 1, 1], batch: 1) == Array(repeating: 4, count: 6))
  }
}
