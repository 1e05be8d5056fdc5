import MonarchKernels
import PropertyEngine
import PropertyTesting
import Testing

/// Products of 16-bit numbers are those of the widened numbers in `Float`, narrowed once at the end.
@Suite(.property(cases: 1)) struct NarrowProductTests {
  @Test(arguments: Shape.selected + [Shape(square: 16), Shape(square: 31), Shape(4, 24, 24, 4, 96, 24)])
  func productsAreExactAndRoundedOnce(_ shape: Shape) async {
    await check { draws in
      try checkRounded(draws, shape, BFloat16.self)
      #if !(os(macOS) && arch(x86_64))
        try checkRounded(draws, shape, Float16.self)
      #endif
    }
  }

  /// On integers, and on numbers with full significands, for few rows and many.
  private func checkRounded<Scalar: WordTestScalar>(_ draws: Draws, _ shape: Shape, _: Scalar.Type) throws {
    for areReal in [false, true] {
      let drawn = try PlainChain(shape, parts: 1, rows: 13, areReal: areReal, draws)
      // Rounded to the type first, which the Float product then begins with.
      func rounded(_ values: [Double]) -> [Double] { parts(numbers(values) as [Scalar]) }
      var plain = drawn
      plain.inputs = rounded(drawn.inputs)
      plain.cotangents = rounded(drawn.cotangents)
      plain.blocks = drawn.blocks.map(rounded)
      for instructionSet in concreteInstructionSets {
        let packed = try PackedFactors(plain.factors(shape, Scalar.self), for: instructionSet, directions: .both)
        let wide = try PackedFactors(plain.factors(shape, Float.self), for: instructionSet, directions: .both)
        for batch in [1, 2, 3, 6, 7, 13] {
          let some = plain.prefix(batch)
          let name = "\(Scalar.self) \(instructionSet) batch \(batch)"
          let (inputs, wideInputs): ([Scalar], [Float]) = (numbers(some.inputs), numbers(some.inputs))
          let (cotangents, wideCotangents): ([Scalar], [Float]) = (numbers(some.cotangents), numbers(some.cotangents))
          let product = try forwardProduct(packed, inputs, batch: batch)
          let wideProduct = try forwardProduct(wide, wideInputs, batch: batch)
          expectSameBits(product, numbers(parts(wideProduct)), "\(name)")
          let adjoint = try adjointProduct(packed, cotangents, batch: batch)
          let wideAdjoint = try adjointProduct(wide, wideCotangents, batch: batch)
          expectSameBits(adjoint, numbers(parts(wideAdjoint)), "\(name), adjoint")
          if !areReal { expectSameBits(product, numbers(some.product()), "\(name), exact") }
        }
      }
    }
  }

  /// Every pattern times weights that shift it through the subnormal numbers, onto ties and over the greatest value.
  @Test func everyPatternIsWidenedAndNarrowedRight() throws {
    let patterns = Array(UInt16.min...UInt16.max)
    func checkAll<Scalar: WordTestScalar>(_ weights: [Double], _: Scalar.Type, _ make: (UInt16) -> Scalar)
      throws
    {
      let inputs = patterns.map(make)
      let count = patterns.count
      let ones = [Scalar](repeating: Scalar(parts: [1]), count: count)
      for weight in weights {
        let factors = try MonarchFactors<Scalar>(
          k: count, q: 1, p: 1, l: count, s: 1, r: 1,
          left: [Scalar](repeating: Scalar(parts: [weight]), count: count), right: ones)
        let expected = inputs.map { Scalar(parts: [Double(0 + Float(weight) * Float($0.partValues[0]))]) }
        for instructionSet in concreteInstructionSets {
          let outputs = try forwardProduct(PackedFactors(factors, for: instructionSet), inputs, batch: 1)
          // By value: fused, a product that is too small for a Float keeps its sign, and otherwise +0 is added to it.
          let wrong = zip(parts(outputs), parts(expected)).enumerated().filter { _, pair in
            pair.0.isNaN != pair.1.isNaN || !pair.0.isNaN && pair.0 != pair.1
          }
          #expect(wrong.prefix(5).map(\.offset) == [], "\(Scalar.self) \(instructionSet) weight \(weight)")
        }
      }
    }
    try checkAll([1, 1.5, -1.25, 0x1p-120, 1.0078125], BFloat16.self) { BFloat16(bitPattern: $0) }
    #if !(os(macOS) && arch(x86_64))
      try checkAll([1, 1.5, -1.25, 0x1p-10, 0x1p-14, 1.0009765625], Float16.self) { Float16(bitPattern: $0) }
    #endif
  }
}
