import ExactArithmetic
import MonarchJudge
import MonarchVectors
import Testing

/// What the vectors that are committed say of kernels, right and wrong.
@Suite struct KillTests {
  private static let vectors: [TestVector] = {
    do { return try VectorFolder(path: committed).vectors() } catch {
      Issue.record("\(error)")
      return []
    }
  }()

  static let models: [ArithmeticModel] =
    [ArithmeticModel(.float32), ArithmeticModel(.float64)]
    + [FloatFormat.float16, .bfloat16].flatMap { format in
      [nil, format].map { try! ArithmeticModel(input: format, accumulate: .float32, intermediate: $0, output: format) }
    }

  private func report(_ model: ArithmeticModel, _ order: Summation, _ mutant: Mutant? = nil) -> VectorReport {
    model.accumulate == .float64
      ? PlainKernel<Double>(model, order, mutant).judged(over: Self.vectors)
      : PlainKernel<Float>(model, order, mutant).judged(over: Self.vectors)
  }

  @Test(arguments: models, Summation.allCases)
  func rightKernelIsNotAccused(_ model: ArithmeticModel, _ order: Summation) {
    let report = report(model, order)
    #expect(report.holds, "\(model), \(order): \(report.offences.first?.description ?? "\(report.judged) judged")")
    #expect(report.judged >= (model.intermediate == model.accumulate ? 50 : 5))
  }

  private static let products: [Mutant] = [
    .missingMiddlePermutation, .missingOutputPermutation, .extraInputPermutation, .transposedLeft, .transposedRight,
    .swappedFactors, .integralRankAssumed, .lastOutputMissing, .staleOutput, .nothingWritten, .innerTail(16),
    .innerTail(32), .outputTail(16), .outputTail(32), .batchTail(16), .batchTail(32), .nanSwallowed, .zerosSkipped,
  ]

  /// By product vectors alone.
  @Test(arguments: [
    (
      ArithmeticModel(.float32),
      products + [
        .innerTail(64), .innerTail(128), .outputTail(64), .outputTail(128), .batchTail(64), .batchTail(128),
        .inputsTruncated(.tensorFloat32), .inputsTruncated(.bfloat16), .sumsRounded(.bfloat16), .sumsRounded(.float16),
        .sumsRounded(.tensorFloat32), .middleRounded(.bfloat16), .middleRounded(.float16), .flushedToZero,
      ]
    ),
    (
      ArithmeticModel(.float64),
      products + [.computedInFloat32, .inputsTruncated(.float32), .sumsRounded(.float32), .flushedToZero]
    ),
    (
      models[2],
      products + [
        .sumsRounded(.float16), .middleRounded(.float16), .inputsTruncated(.bfloat16), .outputTruncated,
        .outputSaturated,
      ]
    ),
    (
      models[4],
      products + [
        .sumsRounded(.bfloat16), .sumsRounded(.float16), .middleRounded(.bfloat16), .outputTruncated, .outputSaturated,
      ]
    ),
  ])
  func wrongProductIsKilled(_ model: ArithmeticModel, _ mutants: [Mutant]) {
    for mutant in mutants {
      let products = Self.vectors.filter { $0.group.operation == .multiply }
      let offences =
        model.accumulate == .float64
        ? PlainKernel<Double>(model, .ascending, mutant).judged(over: products).offences
        : PlainKernel<Float>(model, .ascending, mutant).judged(over: products).offences
      #expect(!offences.isEmpty, "\(mutant) survives in \(model)")
    }
  }

  /// By the vectors of gradients alone.
  @Test(arguments: models.filter { $0.intermediate == $0.accumulate })
  func wrongGradientIsKilled(_ model: ArithmeticModel) {
    for mutant in [Mutant.lastRowForgotten, .overwritten, .resultTransposed, .firstBlockOnly] {
      let offences = report(model, .ascending, mutant).offences
      let operations = mutant == .overwritten ? ["accumulate"] : ["gradient", "accumulate"]
      for operation in operations {
        #expect(offences.contains { $0.vector.contains(operation) }, "\(mutant) survives \(operation) in \(model)")
      }
    }
  }

  /// Where a flag lets a kernel leave vectors out, the others do not accuse it.
  @Test(arguments: [
    (Mutant.flushedToZero, Flag.gradualUnderflow), (.nanSwallowed, .nonFinite), (.outputSaturated, .outputOverflow),
  ])
  func declaredLimitIsNotAccused(_ mutant: Mutant, _ flag: Flag) {
    for model in Self.models {
      let report =
        model.accumulate == .float64
        ? PlainKernel<Double>(model, .ascending, mutant).judged(over: Self.vectors, except: [flag])
        : PlainKernel<Float>(model, .ascending, mutant).judged(over: Self.vectors, except: [flag])
      #expect(report.holds, "\(mutant) in \(model): \(report.offences.first?.description ?? "")")
    }
  }
}
