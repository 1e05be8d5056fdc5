import MonarchKernels
import Testing

@Suite struct InstructionSetTests {
  @Test func someInstructionSetIsAlwaysAvailable() {
    #expect(InstructionSet.automatic.isAvailable)
    #expect(InstructionSet.portable.isAvailable)
    #expect(!concreteInstructionSets.isEmpty)
  }

  @Test func automaticIsTheFastestAvailable() throws {
    #expect(try InstructionSet.automatic.resolved { _ in true } == .avx2)
    #expect(try InstructionSet.automatic.resolved { $0 != .avx2 } == .neon)
    #expect(try InstructionSet.automatic.resolved { $0 == .portable } == .portable)
  }

  @Test(arguments: [InstructionSet.avx2, .neon])
  func aMissingInstructionSetIsAnError(missing: InstructionSet) throws {
    #expect(throws: KernelError.unavailable(missing)) {
      try missing.resolved { $0 != missing }
    }
    #expect(try InstructionSet.portable.resolved { $0 != missing } == .portable)
  }

  @Test func noMachineHasBothArchitectures() {
    #expect(!(InstructionSet.avx2.isAvailable && InstructionSet.neon.isAvailable))
  }

  @Test func packedFactorsNameAConcreteInstructionSet() throws {
    let factors = try MonarchFactors<Double>(size: 1, left: [2], right: [3])
    let chosen = try PackedFactors(factors).instructionSet
    #expect(chosen == concreteInstructionSets.first)
    for instructionSet in concreteInstructionSets {
      #expect(try PackedFactors(factors, for: instructionSet).instructionSet == instructionSet)
    }
  }

  /// AVX2 and NEON fuse: 1 + ε, squared, less 1 + 2ε, leaves ε² only if the square was never rounded.
  ///
  /// This shows that the forced instruction set is the one that ran. Portable code may fuse where x86-64 is not.
  @Test(.enabled(if: InstructionSet.avx2.isAvailable || InstructionSet.neon.isAvailable))
  func theForcedInstructionSetRuns() throws {
    let x: Float = 1 + .ulpOfOne
    let factors = try MonarchFactors<Float>(k: 1, q: 1, p: 2, l: 1, s: 1, r: 1, left: [1], right: [-1, x])
    let fused = Float.ulpOfOne * .ulpOfOne
    let expected: [InstructionSet: Float] =
      InstructionSet.avx2.isAvailable ? [.avx2: fused, .portable: 0] : [.neon: fused]
    for (instructionSet, value) in expected {
      var output: [Float] = [.nan]
      var span = output.mutableSpan
      try factors.multiply(
        ([1 + 2 * .ulpOfOne, x] as [Float]).span, batch: 1, into: &span, instructionSet: instructionSet)
      #expect(output == [value], "\(instructionSet)")
    }
  }
}
