package import ExactArithmetic
public import MonarchJudge

/// What the vectors of one file have in common.
public struct VectorGroup: Hashable, Sendable {
  public let operation: KernelOperation
  /// How factors, inputs and results are stored.
  public let layout: Layout
  /// What results are held to.
  public let model: ArithmeticModel

  /// "multiply-float32", "multiply-bfloat16-stored" where what is between the factors is narrow, "multiply-float32-btt"
  /// for another layout.
  public var name: String {
    operation.rawValue + "-" + model.input.name + (isStored ? "-stored" : "") + (layout == .fly ? "" : "-\(layout)")
  }

  package var fileName: String { name + ".json" }
  var isStored: Bool { model.intermediate != model.accumulate }

  init(_ operation: KernelOperation, _ model: ArithmeticModel, _ layout: Layout = .fly) {
    (self.operation, self.model, self.layout) = (operation, model, layout)
  }

  /// The format in which a result is written.
  package func format(of result: KernelResult) -> FloatFormat {
    switch result {
    case .leftGradient, .rightGradient: model.gradient
    case .output, .inputGradient, .matrix: model.output
    }
  }

  /// Every file that there is, in the order in which it is written.
  package static let all: [VectorGroup] = {
    var groups = KernelOperation.allCases.flatMap { operation in
      FloatFormat.ofCases.map { VectorGroup(operation, model($0, stored: false)) }
    }
    for format in [FloatFormat.float16, .bfloat16] {
      groups.append(VectorGroup(.multiply, model(format, stored: true)))
    }
    for layout in [Layout.m2, .monarchAttention, .btt, .flyEinsum(), .kroneckerSparse] {
      groups.append(VectorGroup(.multiply, model(.float32, stored: false), layout))
    }
    groups.append(VectorGroup(.gradient, model(.float32, stored: false), .btt))
    return groups.sorted { $0.fileName < $1.fileName }
  }()

  /// Narrow formats are summed in float32.
  private static func model(_ format: FloatFormat, stored: Bool) -> ArithmeticModel {
    guard format.precision < FloatFormat.float32.precision else { return ArithmeticModel(format) }
    // float32 holds both of them; a mistake here would be found by the first test.
    return try! ArithmeticModel(
      input: format, accumulate: .float32, intermediate: stored ? format : nil, output: format)
  }
}
