import MonarchKernels
import Testing

/// Gradients that are refused, and that nothing is written then.
@Suite struct GradientErrorTests {
  /// A call with 6 inputs, 4 outputs, 8 left and 12 right weights, two rows and spans of 99 elements.
  private struct Call {
    var directions = PackingDirections.both
    var batch = 2
    var threads = 1
    var input = 99
    var cotangent = 99
    var gradient = 99
    var left = 8
    var right = 12
    var layouts: (BatchLayout?, BatchLayout?, BatchLayout?) = (nil, nil, nil)
    var error: KernelError
  }

  private static let calls: [Call] = [
    Call(directions: .forward, error: .notPacked),
    Call(batch: -1, error: .negativeBatch(-1)),
    Call(threads: 0, error: .sizeBelowOne(name: "threads", found: 0)),
    Call(threads: -3, error: .sizeBelowOne(name: "threads", found: -3)),
    Call(left: 7, error: .wrongCount(name: "left's gradient", expected: 8, found: 7)),
    Call(left: 9, error: .wrongCount(name: "left's gradient", expected: 8, found: 9)),
    Call(left: 0, error: .wrongCount(name: "left's gradient", expected: 8, found: 0)),
    Call(right: 11, error: .wrongCount(name: "right's gradient", expected: 12, found: 11)),
    Call(right: 13, error: .wrongCount(name: "right's gradient", expected: 12, found: 13)),
    Call(input: 11, error: .spanTooShort(name: "input", needed: 12, found: 11)),
    Call(cotangent: 7, error: .spanTooShort(name: "cotangent", needed: 8, found: 7)),
    Call(gradient: 11, error: .spanTooShort(name: "input's gradient", needed: 12, found: 11)),
    Call(
      layouts: (BatchLayout(rowStride: 0), nil, nil),
      error: .strideBelowOne(name: "the input's row stride", found: 0)),
    Call(
      layouts: (nil, BatchLayout(rowStride: 4, elementStride: 0), nil),
      error: .strideBelowOne(name: "the cotangent's element stride", found: 0)),
    Call(
      layouts: (nil, nil, BatchLayout(rowStride: -1)),
      error: .strideBelowOne(name: "the input's gradient's row stride", found: -1)),
    Call(
      layouts: (nil, nil, BatchLayout(rowStride: 5)),
      error: .overlappingOutput(BatchLayout(rowStride: 5), leastRowStride: 6, leastElementStride: 6)),
    Call(batch: .max, error: .overflow(name: "the input")),
    Call(
      batch: 1, layouts: (nil, BatchLayout(rowStride: 1, elementStride: .max), nil),
      error: .overflow(name: "the cotangent")),
  ]

  @Test(arguments: calls.indices) func badGradientsAreRefusedAndWriteNothing(_ index: Int) throws {
    let call = Self.calls[index]
    let factors = try MonarchFactors<Double>(
      k: 2, q: 2, p: 3, l: 2, s: 2, r: 2, left: [Double](repeating: 1, count: 8),
      right: [Double](repeating: 1, count: 12))
    let packed = try PackedFactors(factors, directions: call.directions)
    func sevens(_ count: Int) -> [Double] { [Double](repeating: 7, count: count) }
    let (input, cotangent) = (sevens(call.input), sevens(call.cotangent))
    var (gradient, left, right) = (sevens(call.gradient), sevens(call.left), sevens(call.right))
    #expect(throws: call.error) {
      var gradientSpan = gradient.mutableSpan
      var leftSpan = left.mutableSpan
      var rightSpan = right.mutableSpan
      try packed.gradient(
        input: input.span, cotangent: cotangent.span, batch: call.batch, inputGradient: &gradientSpan, left: &leftSpan,
        right: &rightSpan, inputLayout: call.layouts.0, cotangentLayout: call.layouts.1,
        inputGradientLayout: call.layouts.2, threads: call.threads)
    }
    #expect(gradient == sevens(call.gradient) && left == sevens(call.left) && right == sevens(call.right))
  }

  @Test func adjointsAreRefusedAndWriteNothing() throws {
    let ones = [Double](repeating: 1, count: 8)
    let factors = try MonarchFactors<Double>(size: 2, left: ones, right: ones)
    func refuse(_ error: KernelError, batch: Int = 2, threads: Int = 1, _ directions: PackingDirections = .both) throws
    {
      let packed = try PackedFactors(factors, directions: directions)
      var output = ones
      #expect(throws: error) {
        var span = output.mutableSpan
        try packed.adjoint(ones.span, batch: batch, into: &span, threads: threads)
      }
      #expect(output == ones)
    }
    try refuse(.notPacked, .forward)
    try refuse(.negativeBatch(-1), batch: -1)
    try refuse(.sizeBelowOne(name: "threads", found: 0), threads: 0)
    try refuse(.spanTooShort(name: "input", needed: 12, found: 8), batch: 3)
  }

  @Test func convenienceFormsWantExactlyTheirArrays() throws {
    let ones = [Float](repeating: 1, count: 8)
    let factors = try MonarchFactors<Float>(size: 2, left: ones, right: ones)
    #expect(throws: KernelError.negativeBatch(-1)) { try factors.adjoint([], batch: -1) }
    #expect(throws: KernelError.wrongCount(name: "input", expected: 4, found: 8)) {
      try factors.adjoint(ones, batch: 1)
    }
    #expect(throws: KernelError.negativeBatch(-1)) { try factors.gradient([], cotangent: [], batch: -1) }
    #expect(throws: KernelError.wrongCount(name: "input", expected: 4, found: 8)) {
      try factors.gradient(ones, cotangent: ones, batch: 1)
    }
    #expect(throws: KernelError.wrongCount(name: "cotangent", expected: 8, found: 0)) {
      try factors.gradient(ones, cotangent: [], batch: 2)
    }
    #expect(throws: KernelError.overflow(name: "the input")) { try factors.gradient([], cotangent: [], batch: .max) }
  }
}
