import ComplexModule
import MonarchKernels
import Testing

/// The bits do not depend on how many threads share the work, nor on how they share it.
@Suite struct ThreadsTests {
  /// Few rows of many weights are shared by weights, many rows by rows; small products are not shared.
  private static let shapes = [
    Shape(square: 48), Shape(7, 9, 5, 3, 11, 21), Shape(4, 96, 96, 4, 192, 96), Shape(33, 32, 17, 33, 40, 32),
    Shape(1, 64, 200, 2, 300, 32), Shape(128, 16, 8, 64, 16, 32),
  ]

  @Test(arguments: shapes) func threadsChangeNothing(_ shape: Shape) throws {
    try check(Float.self, shape)
    try check(Double.self, shape)
    try check(Float16.self, shape)
    try check(BFloat16.self, shape)
    try check(Complex<Float>.self, shape)
  }

  private func check<Scalar: IntegerScalar>(_: Scalar.Type, _ shape: Shape) throws
  where Scalar.Accumulator: IntegerScalar {
    // Thirds, so that sums round.
    func numbers<Number: IntegerScalar>(_ count: Int, _ seed: Int) -> [Number] {
      (0..<count).map { index in
        let state = (UInt64(index + 1) &* 2_654_435_761 &+ UInt64(seed)) &* 6_364_136_223_846_793_005
        return Number(integer: Complex(Double(state >> 40) * 0x1p-24 / 3, Double(state >> 42) * 0x1p-22 / 7 - 0.5))
      }
    }
    let factors = try MonarchFactors<Scalar>(
      k: shape.k, q: shape.q, p: shape.p, l: shape.l, s: shape.s, r: shape.r, left: numbers(shape.leftCount, 1),
      right: numbers(shape.rightCount, 2))
    for instructionSet in concreteInstructionSets {
      let packed = try PackedFactors(factors, for: instructionSet, directions: .both)
      for batch in [1, 2, 5, 13, 40, 97, 300] {
        let input: [Scalar] = numbers(batch * shape.inputCount, 3)
        let cotangent: [Scalar] = numbers(batch * shape.outputCount, 4)
        let zero = Complex<Double>.zero
        var first: [[UInt8]] = []
        for threads in [1, 2, 3, 7] {
          var product = [Scalar](repeating: Scalar(integer: zero), count: batch * shape.outputCount)
          var adjoint = [Scalar](repeating: Scalar(integer: zero), count: batch * shape.inputCount)
          var inputGradient = adjoint
          var left = [Scalar.Accumulator](repeating: .init(integer: zero), count: shape.leftCount)
          var right = [Scalar.Accumulator](repeating: .init(integer: zero), count: shape.rightCount)
          var productSpan = product.mutableSpan
          try packed.multiply(input.span, batch: batch, into: &productSpan, threads: threads)
          var adjointSpan = adjoint.mutableSpan
          try packed.adjoint(cotangent.span, batch: batch, into: &adjointSpan, threads: threads)
          var inputSpan = inputGradient.mutableSpan
          var leftSpan = left.mutableSpan
          var rightSpan = right.mutableSpan
          try packed.gradient(
            input: input.span, cotangent: cotangent.span, batch: batch, inputGradient: &inputSpan, left: &leftSpan,
            right: &rightSpan, threads: threads)
          let results = [bytes(product), bytes(adjoint), bytes(left), bytes(right)]
          if threads == 1 { first = results }
          #expect(results == first, "\(Scalar.self) \(instructionSet) batch \(batch), \(threads) threads")
          #expect(bytes(inputGradient) == bytes(adjoint), "\(Scalar.self) \(instructionSet) batch \(batch)")
        }
      }
    }
  }

  private func bytes<Number>(_ numbers: [Number]) -> [UInt8] { numbers.withUnsafeBytes { Array($0) } }
}
