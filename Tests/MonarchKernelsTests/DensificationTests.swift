import MonarchKernels
import PropertyEngine
import PropertyTesting
import Testing

@Suite struct DensificationTests {
  /// Column by column the dense matrix is what the product makes of unit vectors, exactly on integers, cropped or whole.
  @Test(.property(cases: 300)) func columnsAreImagesOfUnitVectors() async {
    await check { draws in
      let shape = try draws.draw(.shape())
      let plain = try Plain(integersOf: shape, rows: 1, draws)
      let factors: MonarchFactors<Float> = try plain.factors()
      let count = shape.inputCount
      let units = (0..<count * count).map { Float($0 / count == $0 % count ? 1 : 0) }
      let images = try factors.multiply(units, batch: count)
      let rows = try draws.draw(.integer(in: 1...shape.outputCount), as: "rows")
      let columns = try draws.draw(.integer(in: 1...count), as: "columns")
      let dense = try factors.densify(rows: rows, columns: columns)
      for row in 0..<rows {
        for column in 0..<columns where dense[row * columns + column] != images[column * shape.outputCount + row] {
          throw Failure("entry (\(row), \(column)) is \(dense[row * columns + column])")
        }
      }
      guard try factors.densify().count == shape.outputCount * count else { throw Failure("not the whole matrix") }
    }
  }

  /// The switch from sparse to dense changes no output: exactly, where sums are exact.
  @Test(.property(cases: 200)) func theSwitchChangesNoOutput() async {
    await check { draws in
      let shape = try draws.draw(.shape())
      let plain = try Plain(integersOf: shape, rows: 2, draws)
      let factors: MonarchFactors<Double> = try plain.factors()
      let dense = try factors.densify()
      let width = shape.inputCount
      let outputs = (0..<2).flatMap { row in
        (0..<shape.outputCount).map { output in
          (0..<width).reduce(0.0) { $0 + dense[output * width + $1] * plain.inputs[row * width + $1] }
        }
      }
      guard outputs == (try factors.multiply(plain.inputs, batch: 2)) else { throw Failure("outputs differ") }
    }
  }

  @Test func badSizesAreNamed() throws {
    let factors = try MonarchFactors<Float>(
      size: 2, left: [Float](repeating: 1, count: 8), right: [Float](repeating: 1, count: 8))
    #expect(throws: KernelError.matrixTooLarge(rows: 5, columns: 4, outputCount: 4, inputCount: 4)) {
      try factors.densify(rows: 5)
    }
    #expect(throws: KernelError.sizeBelowOne(name: "columns", found: 0)) { try factors.densify(columns: 0) }
  }
}
