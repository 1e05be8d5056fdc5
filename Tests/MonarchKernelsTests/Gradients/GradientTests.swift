import ComplexModule
import MonarchKernels
import Testing

/// Adjoints and gradients are what the formulas say, on exact data, in memory that is guarded on both sides.
@Suite struct GradientTests {
  private static let shapes =
    Shape.squares.filter { $0.k <= 17 } + Shape.rectangles + [Shape(square: 33), Shape(4, 48, 48, 4, 192, 48)]

  @Test(arguments: shapes) func realGradientsAreExact(_ shape: Shape) throws {
    try check(Float.self, shape)
    try check(Double.self, shape)
  }

  @Test(arguments: shapes) func complexGradientsAreExact(_ shape: Shape) throws {
    try check(Complex<Float>.self, shape)
    try check(Complex<Double>.self, shape)
  }

  /// With few terms: 16 bits hold integers up to 256, or 2048.
  @Test(arguments: shapes.filter { max($0.s, $0.q, $0.p, $0.r) <= 12 }) func narrowGradientsAreExact(_ shape: Shape)
    throws
  {
    try check(Float16.self, shape, batches: [0, 1, 2, 7])
    try check(BFloat16.self, shape, batches: [0, 1, 2, 7])
  }

  /// Every size at the borders of vectors and tiles, one at a time around small others.
  @Test(arguments: [1, 7, 8, 9, 15, 16, 17, 31, 32, 33, 63, 64, 65, 127, 128, 129])
  func edgesOfTilesAreExact(size: Int) throws {
    for shape in [
      Shape(2, size, 3, 2, 3, size), Shape(3, 2, size, 2, 5, 3), Shape(2, 3, 3, 3, size, 2),
      Shape(size, 2, 2, size, 2, 2),
      Shape(2, 3, 2, 3, 2, 2),
    ] {
      try check(Float.self, shape, batches: [5])
      try check(Double.self, shape, batches: [2])
    }
    try check(Float.self, Shape(3, 9, 5, 9, 4, 3), batches: [size])
    try check(Float.self, Shape(2, 3, 2, 3, 2, 2), batches: [size])
  }

  private func check<Scalar: IntegerScalar>(
    _: Scalar.Type, _ shape: Shape, batches: [Int] = [0, 1, 2, 7, 32]
  ) throws where Scalar.Accumulator: IntegerScalar {
    for batch in batches where batch * shape.multiplyAdds < 3_000_000 {
      let plain = PlainGradient<Scalar>(shape, batch: batch, seed: shape.multiplyAdds + batch)
      let expected = plain.gradient()
      for instructionSet in concreteInstructionSets {
        let packed = try PackedFactors(plain.factors, for: instructionSet, directions: .both)
        for end in GuardedEnd.allCases {
          try check(
            packed, plain, expected, at: end, "\(Scalar.self) \(shape.testDescription) \(instructionSet) \(batch)")
        }
      }
    }
  }

  private func check<Scalar: IntegerScalar>(
    _ packed: PackedFactors<Scalar>, _ plain: PlainGradient<Scalar>,
    _ expected: (input: [Scalar], left: [Scalar.Accumulator], right: [Scalar.Accumulator]), at end: GuardedEnd,
    _ comment: String
  ) throws where Scalar.Accumulator: IntegerScalar {
    let (nan, nanSum) = (Scalar(integer: Complex(.nan, .nan)), Scalar.Accumulator(integer: Complex(.nan, .nan)))
    let input = GuardedBuffer<Scalar>(plain.inputs, at: end, filledWith: nan)
    let cotangent = GuardedBuffer<Scalar>(plain.cotangents, at: end, filledWith: nan)
    let adjoint = GuardedBuffer<Scalar>(count: plain.inputs.count, at: end, filledWith: nan)
    let inputGradient = GuardedBuffer<Scalar>(count: plain.inputs.count, at: end, filledWith: nan)
    let left = GuardedBuffer<Scalar.Accumulator>(count: plain.left.count, at: end, filledWith: nanSum)
    let right = GuardedBuffer<Scalar.Accumulator>(count: plain.right.count, at: end, filledWith: nanSum)
    let scratch = GuardedBuffer<UInt8>(
      count: try packed.scratchBytes(batch: plain.batch, adjoint: true), at: end, filledWith: 0xff)
    var adjointSpan = adjoint.elements.mutableSpan
    try packed.multiply(
      cotangent.elements.span, batch: plain.batch, into: &adjointSpan, adjoint: true,
      scratch: UnsafeMutableRawBufferPointer(scratch.elements))
    #expect(values(adjoint.elements) == expected.input.map(\.value), "\(comment)")

    for accumulating in [false, true] {
      var inputSpan = inputGradient.elements.mutableSpan
      var leftSpan = left.elements.mutableSpan
      var rightSpan = right.elements.mutableSpan
      // Written over NaN first, and then added to what was written.
      try packed.gradient(
        input: input.elements.span, cotangent: cotangent.elements.span, batch: plain.batch, inputGradient: &inputSpan,
        left: &leftSpan, right: &rightSpan, accumulating: accumulating)
      let times = Complex<Double>(accumulating ? 2 : 1)
      #expect(values(inputGradient.elements) == expected.input.map(\.value), "\(comment)")
      #expect(values(left.elements) == expected.left.map { $0.value * times }, "\(comment)")
      #expect(values(right.elements) == expected.right.map { $0.value * times }, "\(comment)")
    }
  }

  private func values<Number: IntegerScalar>(_ numbers: UnsafeMutableBufferPointer<Number>) -> [Complex<Double>] {
    numbers.map(\.value)
  }
}
