internal import CMonarchKernels

/// The machine instructions that a product is computed with.
///
/// The versions round differently: AVX2 and NEON fuse each multiplication with its addition. Within one version every result is
/// reproducible bit for bit.
public enum InstructionSet: String, CaseIterable, Sendable {
  /// The fastest that this machine executes.
  case automatic

  /// x86-64 with AVX2 and FMA.
  case avx2

  /// AArch64 with its vectors of 128 bits, which every such machine has.
  case neon

  /// What every machine of the architecture executes.
  case portable

  /// Whether this machine executes it.
  public var isAvailable: Bool {
    switch self {
    case .automatic: true
    case .avx2, .neon, .portable: monarch_isa_available(code)
    }
  }

  /// The concrete instruction set to use, which is never `automatic`.
  ///
  /// What is available is a parameter, so that a test can play a lesser machine.
  package func resolved(
    isAvailable: (InstructionSet) -> Bool = { $0.isAvailable }
  ) throws(KernelError) -> InstructionSet {
    switch self {
    case .automatic:
      return isAvailable(.avx2) ? .avx2 : isAvailable(.neon) ? .neon : .portable
    case .avx2, .neon, .portable:
      guard isAvailable(self) else { throw .unavailable(self) }
      return self
    }
  }

  /// The number that the C kernels know it by; only for a resolved instruction set.
  var code: monarch_isa {
    switch self {
    case .avx2: MONARCH_ISA_AVX2
    case .neon: MONARCH_ISA_NEON
    case .automatic, .portable: MONARCH_ISA_PORTABLE
    }
  }
}
