import ExactArithmetic
import MonarchJudge
import MonarchReference

extension Specimen {
  /// A kernel like the plain one but for one change.
  static func wrong(
    _ name: String, _ area: Area, _ bug: BugClass, asks operations: [KernelOperation] = [.multiply],
    model: ArithmeticModel = ArithmeticModel(.float32), _ change: (inout PlainKernel) -> Void
  ) -> Specimen {
    changed(name, area, bug, operations, model, change)
  }

  /// A kernel that keeps something between calls, and makes its results of the plain kernel's.
  static func remembering(
    _ name: String, _ area: Area, _ bug: BugClass?, asks operations: [KernelOperation] = [.multiply],
    isReproducible: Bool = true, _ kernel: @escaping @Sendable (Operands, Memory, PlainKernel) throws -> [[Double]]
  ) -> Specimen {
    Specimen(
      name: name, area: area, bug: bug, layout: .fly,
      declaration: ProbeDeclaration(
        operations: operations, model: ArithmeticModel(.float32), isReproducible: isReproducible)
    ) { operands, memory in try kernel(operands, memory, PlainKernel()) }
  }

  /// A right kernel for every operation: the plain one with another arithmetic or other loops.
  static func right(
    _ name: String, _ area: Area, asks operations: [KernelOperation] = [.multiply, .adjoint, .gradient, .dense],
    model: ArithmeticModel = ArithmeticModel(.float32), _ change: (inout PlainKernel) -> Void
  ) -> Specimen {
    changed(name, area, nil, operations, model, change)
  }

  private static func changed(
    _ name: String, _ area: Area, _ bug: BugClass?, _ operations: [KernelOperation], _ model: ArithmeticModel,
    _ change: (inout PlainKernel) -> Void
  ) -> Specimen {
    var kernel = PlainKernel()
    change(&kernel)
    let changed = kernel
    return Specimen(
      name: name, area: area, bug: bug, layout: .fly,
      declaration: ProbeDeclaration(operations: operations, model: model)
    ) { operands, _ in try changed.results(operands) }
  }
}

extension ArithmeticModel {
  /// Data and results in a narrow format, sums in float32; or in float64 for float32.
  static func stored(_ format: FloatFormat, sums: FloatFormat = .float32) -> ArithmeticModel {
    // Both formats hold every value of the narrower one.
    try! ArithmeticModel(input: format, accumulate: sums, output: format)
  }

  static let flushing = ArithmeticModel(.float32, flushesSubnormals: true)

  /// float32 whose products are of numbers of a narrower format.
  static func multiplying(
    _ operands: FloatFormat, input: FloatFormat = .float32, adderWindow: Int? = nil
  ) -> ArithmeticModel {
    // Sums hold the products' operands.
    try! ArithmeticModel(
      input: input, accumulate: .float32, output: .float32, operands: operands, adderWindow: adderWindow)
  }
}
