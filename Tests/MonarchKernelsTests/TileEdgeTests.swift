import ComplexModule
import MonarchKernels
import PropertyEngine
import PropertyTesting
import Testing

/// Products, adjoints and gradients at sizes where vectors and tiles begin and end.
@Suite(.property(cases: 1)) struct TileEdgeTests {
  @Test(arguments: [1, 7, 8, 9, 15, 16, 17, 31, 32, 33, 63, 64, 65, 127, 128, 129])
  func sizesAtTheEdgesAreExact(_ n: Int) async {
    await check { draws in
      let shapes = [
        // n is q, with l dividing it or not; p; s; r; l; and k.
        Shape(2, n, 3, 2, 3, n), Shape(3, n, 2, 1, 2, 3 * n), Shape(4, 2 * n, 2, 8, 3, n), Shape(2, 3, n, 3, 3, 2),
        Shape(2, 3, 3, 3, n, 2), Shape(n, 2, 3, 2, 3, n), Shape(3, n, 2, n, 3, 3), Shape(n, 4, 2, 4 * n, 3, 1),
      ]
      for shape in shapes {
        try checkExact(draws, shape, 4, Float.self)
        try checkExact(draws, shape, 1, Double.self)
        try checkExact(draws, shape, 2, Complex<Float>.self)
        try checkExact(draws, shape, 1, BFloat16.self)
      }
      for shape in [Shape(2, 3, 5, 3, 4, 2), Shape(4, 8, 9, 4, 9, 8), Shape(9, 2, 3, 9, 9, 2)] {
        try checkExact(draws, shape, n, Float.self)
        try checkExact(draws, shape, n, Complex<Double>.self)
      }
    }
  }

  private func checkExact<Scalar: WordTestScalar>(
    _ draws: Draws, _ shape: Shape, _ batch: Int, _: Scalar.Type
  ) throws where Scalar.Accumulator: WordTestScalar {
    let plain = try PlainChain(shape, parts: Scalar.parts, rows: batch, draws)
    let expected = plain.expectedGradients(Scalar.self)
    let (inputs, cotangents): ([Scalar], [Scalar]) = (numbers(plain.inputs), numbers(plain.cotangents))
    for instructionSet in concreteInstructionSets {
      let name = "\(Scalar.self) \(instructionSet) \(shape.testDescription) batch \(batch)"
      let packed = try PackedFactors(plain.factors(shape, Scalar.self), for: instructionSet, directions: .both)
      try expectSameBits(forwardProduct(packed, inputs, batch: batch), numbers(plain.product()), "\(name)")
      try expectSameBits(adjointProduct(packed, cotangents, batch: batch), expected.input, "\(name), adjoint")
      let found = try gradients(packed, shape, inputs, cotangents, batch: batch)
      found.expectSame(as: expected, "\(name), gradients")
    }
  }
}
