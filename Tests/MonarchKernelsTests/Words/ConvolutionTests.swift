import ComplexModule
import ExactArithmetic
import MonarchJudge
import MonarchKernels
import MonarchReference
import PropertyEngine
import Testing

/// Convolutions as words of three float factors, against the sums Σ_y c_{x−y} v_y themselves.
@Suite struct ConvolutionTests {
  #if DEBUG
    private static let complexGrids = [(3, 5), (4, 4)]
    private static let realGrids = [(2, 8), (1, 5)]
  #else
    private static let complexGrids = [(16, 16), (32, 32), (8, 32)]
    private static let realGrids = [(2, 128), (1, 256)]
  #endif

  @Test(arguments: complexGrids) func convolutionIsItsSums(q: Int, b: Int) throws {
    try check(q, b, Complex<Double>.self) { try RootsOfUnity<Cyclotomic>(order: $0) }
  }

  /// With two rows the roots of unity are ±1: real factors.
  @Test(arguments: realGrids) func convolutionOfTwoRowsIsItsSums(q: Int, b: Int) throws {
    try check(q, b, Double.self) { try RootsOfUnity<Rational>(order: $0) }
  }

  private func check<Exact: RoundedField, Scalar: WordTestScalar>(
    _ q: Int, _ b: Int, _: Scalar.Type, roots: (Int) throws -> RootsOfUnity<Exact>
  ) throws {
    let (grid, n, parts) = (try MonarchReference.Grid(rows: q, columns: b), q * b, Scalar.parts)
    var bits = RandomBits(seed: UInt64(n))
    func numbers(_ count: Int) -> [Double] {
      (0..<count).map { _ in Double(Int(bits.below(1 << 20)) - 1 << 19) * 0x1p-9 }
    }
    func exactly(_ values: [Double]) throws -> [Rational] { try values.map { try #require(Rational(exactly: $0)) } }
    let (c, vectors) = (numbers(n), [numbers(n), numbers(n)])
    let coefficients = try exactly(c)
    let sums = try vectors.map { v in
      let v = try exactly(v)
      return (0..<n).map { x in
        var sum = Rational.zero
        for y in 0..<n { sum.addProduct(coefficients[(x - y + n) % n], v[y]) }
        return sum
      }
    }

    let zeros = Array(repeating: Rational.zero, count: parts - 1)
    let word = try Circulant(coefficients: coefficients.map { Exact(parts: [$0] + zeros) }).word(on: grid, roots(q))
    let inputs: [Double] = vectors.joined().flatMap { [$0] + Array(repeating: 0.0, count: parts - 1) }
    var rounded: [Exact: [Double]] = [:]
    var product = try FloatProduct<Scalar>(word, batch: 2, inputs: inputs, &rounded)
    let bound = try WordBound(word, format: .float64)
    let gauges = try bound.gauges(inputs, batch: 2)
    /// The largest |found − sum| over its bound.
    func worst(_ outputs: [Double]) throws -> Rational {
      var worst = Rational(0)
      for (place, found) in outputs.enumerated() {
        let (row, output) = (place / (n * parts), place % (n * parts))
        let expected = output.isMultiple(of: parts) ? sums[row][output / parts] : 0
        let limit = bound.error.bound(at: output, gauge: gauges[row][output])
        worst = max(worst, (try #require(Rational(exactly: found)) - expected).magnitude / limit)
      }
      return worst
    }
    for instructionSet in concreteInstructionSets {
      let ratio = try worst(product.outputs(instructionSet))
      #expect(ratio < 1, "\(grid) \(instructionSet): \(ratio.short)")
    }
    // The last weight with the wrong sign.
    let last = try #require(product.letters[1].blocks.indices.last)
    product.replace(1) { $0 == last ? Scalar(parts: $1.partValues.map { -$0 }) : $1 }
    #expect(try worst(product.outputs(.automatic)) > 1)
  }
}
