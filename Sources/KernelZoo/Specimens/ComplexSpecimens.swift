import ExactArithmetic
import MonarchJudge
import MonarchReference

extension Specimen {
  /// Complex kernels: one right, the others without a conjugate.
  static let complex: [Specimen] = [
    .complex("conjugate of the factors is missing from dx", .adjoint, .conjugate, asks: [.adjoint]) {
      $0.conjugatesFactors = false
    },
    .complex("conjugate of h is missing from dL", .gradient, .conjugate, asks: [.gradient]) {
      $0.conjugatesMiddle = false
    },
    .complex("conjugate of x is missing from dR", .gradient, .conjugate, asks: [.gradient]) {
      $0.conjugatesInput = false
    },
    .complex("complex factors, each with a phase", .gradient, nil, asks: [.multiply, .adjoint, .gradient]) { _ in },
  ]

  private static func complex(
    _ name: String, _ area: Area, _ bug: BugClass?, asks operations: [KernelOperation],
    _ change: (inout ComplexKernel) -> Void
  ) -> Specimen {
    var kernel = ComplexKernel()
    change(&kernel)
    let changed = kernel
    return Specimen(
      name: name, area: area, bug: bug, layout: .fly,
      declaration: ProbeDeclaration(operations: operations, model: ArithmeticModel(.float32))
    ) { operands, _ in changed.results(operands) }
  }
}
