import ExactArithmetic
import MonarchJudge
import MonarchReference

extension Specimen {
  /// Less precision than declared.
  static let precision: [Specimen] = [
    .narrow("TF32 operands") { $0.operand = Rounding.truncatedTensorFloat32 },
    .narrow("bfloat16 operands") { $0.operand = Rounding.bfloat16 },
    .narrow("bfloat16 sums") { $0.step = Rounding.bfloat16 },
    .narrow("bfloat16 between the stages") { $0.middle = Rounding.bfloat16 },
    .narrow("float16 between the stages") { $0.middle = Rounding.float16 },
    .narrow("subnormal numbers flushed to 0") { $0.step = Rounding.flushed },
    .narrow("flushing declared, and numbers below 2^-12 flushed", model: .flushing) {
      $0.step = { value in Float(value).magnitude < 0x1p-12 ? 0 : Double(Float(value)) }
    },
    .narrow("tf32 operands declared, bfloat16 multiplied", model: .multiplying(.tensorFloat32)) {
      $0.operand = Rounding.bfloat16
    },
    .narrow("tf32 operands declared, bfloat16 sums", model: .multiplying(.tensorFloat32)) {
      ($0.operand, $0.step) = (Rounding.truncatedTensorFloat32, Rounding.bfloat16)
    },
    .narrow(
      "float32 operands declared for float64 data, tf32 multiplied", model: .multiplying(.float32, input: .float64)
    ) {
      $0.operand = Rounding.truncatedTensorFloat32
    },
    .narrow("an adder of 8 terms that cuts off 14 bits below the largest") { $0.order = .aligned(8, window: 14) },
    .narrow("an adder window of 23 bits declared, 20 kept", model: .multiplying(.tensorFloat32, adderWindow: 23)) {
      ($0.operand, $0.order) = (Rounding.truncatedTensorFloat32, .aligned(8, window: 20))
    },
    .narrow("bfloat16 operands declared, and an adder that cuts off 14 bits below", model: .multiplying(.bfloat16)) {
      ($0.operand, $0.order) = (Rounding.bfloat16, .aligned(8, window: 14))
    },
    .narrow("an adder window of 13 bits declared, 9 kept", model: .multiplying(.bfloat16, adderWindow: 13)) {
      ($0.operand, $0.order) = (Rounding.bfloat16, .aligned(4, window: 9))
    },
    .narrow(
      "gradients with an adder window of 23 bits declared, 16 kept",
      model: .multiplying(.tensorFloat32, adderWindow: 23),
      operations: [.adjoint, .gradient]
    ) {
      ($0.operand, $0.order) = (Rounding.truncatedTensorFloat32, .aligned(8, window: 16))
    },
    .narrow("an adder window of 23 bits declared, 14 kept", model: .multiplying(.tensorFloat32, adderWindow: 23)) {
      ($0.operand, $0.order) = (Rounding.truncatedTensorFloat32, .aligned(8, window: 14))
    },
    .narrow("results truncated to TF32") { $0.result = Rounding.truncatedTensorFloat32 },
    .narrow("float64 computed in float32", model: ArithmeticModel(.float64)) { $0.step = Rounding.float32 },
    .narrow("float64 with float32 between the stages", model: ArithmeticModel(.float64)) {
      ($0.step, $0.middle) = (Rounding.none, Rounding.float32)
    },
    .narrow("float32 declared to sum in float64, sums in float32", model: .stored(.float32, sums: .float64)) {
      $0.step = Rounding.float32
    },
    .narrow("float16 forced under bfloat16 autocast", model: .stored(.bfloat16)) {
      ($0.operand, $0.result) = (Rounding.float16, Rounding.bfloat16)
    },
    .narrow("bfloat16 results truncated, not rounded", model: .stored(.bfloat16)) {
      $0.result = Rounding.truncatedBFloat16
    },
    .narrow("bfloat16 declared to sum in float32, sums in bfloat16", model: .stored(.bfloat16)) {
      ($0.step, $0.result) = (Rounding.bfloat16, Rounding.bfloat16)
    },
    .narrow("float16 declared to sum in float32, float16 between the stages", model: .stored(.float16)) {
      ($0.middle, $0.result) = (Rounding.float16, Rounding.float16)
    },
    .narrow("sums below 1e-6 clamped to it", .clamped) { arithmetic in
      arithmetic.middle = { $0.magnitude < 1e-6 ? (1e-6 as Double) : $0 }
    },
    .narrow("sums beyond ±60000 clamped", .clamped) { arithmetic in
      arithmetic.middle = { $0 > 60000 ? 60000 : $0 < -60000 ? -60000 : $0 }
    },
    .narrow("gradients by TF32 operands", operations: [.gradient]) { $0.operand = Rounding.truncatedTensorFloat32 },
    .narrow("adjoint with bfloat16 between the stages", operations: [.adjoint]) { $0.middle = Rounding.bfloat16 },
    Specimen(
      name: "Strassen's algorithm declared as plain float32", area: .precision, bug: .fastAlgorithm, layout: .fly,
      declaration: ProbeDeclaration(operations: [.multiply], model: ArithmeticModel(.float32))
    ) { operands, _ in [StrassenKernel().product(operands)] },
  ]

  private static func narrow(
    _ name: String, _ bug: BugClass = .narrowing, model: ArithmeticModel = ArithmeticModel(.float32),
    operations: [KernelOperation] = [.multiply], _ change: (inout Arithmetic) -> Void
  ) -> Specimen {
    .wrong(name, .precision, bug, asks: operations, model: model) { change(&$0.arithmetic) }
  }
}
