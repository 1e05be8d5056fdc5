public import ExactArithmetic
public import MonarchJudge
import MonarchReference

/// What became of one mutant that was made mechanically.
public struct MechanicalRow: Sendable, Codable {
  public enum Fate: String, Sendable, Codable {
    case killed
    /// No answer differs, for it computes the same expressions as the reference.
    case equivalent
    /// Neither killed nor shown to be equivalent.
    case survived
  }

  public let operation: String
  /// What sort of thing was changed.
  public let kind: String
  /// As "y / l → y % l".
  public let change: String
  public let fate: Fate
  /// On what ground it was killed, first.
  public let ground: Ground?
  public let probe: String?
  /// For equivalents what shows it; for survivors where they differ.
  public let reason: String
}

extension Zoo {
  /// The mutants of the reference kernels in the loop language, judged with the cases of one seed.
  ///
  /// Each is asked until it is found wrong. One that never is must be *equivalent*: a symbolic run of both programs, over
  /// all small shapes and those of the plan, gives the same expressions.
  ///
  /// - Complexity: most end at one of the first cases.
  public static func mechanical(
    cases: Int, seed: UInt64, leniency: Rational = 1, only: String? = nil, advance: (_ total: Int) -> Void = { _ in }
  ) throws -> [MechanicalRow] {
    let plan = Examination.Plan(count: cases, seed: seed, layout: .fly, format: .float32, largest: 1500)
    let examination = Examination(plan, model: ArithmeticModel(.float32), leniency: leniency)
    let kernels = try LoopKernel.allCases.filter { only == nil || $0.rawValue == only }.map { kernel in
      let program = try LoopProgram(kernel.text)
      return (kernel, program, program.mutations(sizes: LoopKernel.sizes, arrays: kernel.arrays))
    }
    let total = kernels.reduce(0) { $0 + $1.2.count }
    var rows: [MechanicalRow] = []
    for (kernel, program, mutations) in kernels {
      let judge = try MechanicalJudge(kernel, program, examination, plan)
      guard try judge.finding(program) == nil else {
        throw KernelError("the reference kernel of \(kernel) is found wrong")
      }
      for mutation in mutations {
        rows.append(try judge.row(mutation))
        advance(total)
      }
    }
    return rows
  }
}

/// Judges the mutants of one kernel.
private struct MechanicalJudge {
  let kernel: LoopKernel
  let examination: Examination
  let reference: CompiledLoops<SymbolicArithmetic>
  let shapes: [(shape: MonarchShape, batch: Int)]
  let declaration: ProbeDeclaration

  init(_ kernel: LoopKernel, _ program: LoopProgram, _ examination: Examination, _ plan: Examination.Plan) throws {
    (self.kernel, self.examination) = (kernel, examination)
    reference = try CompiledLoops(program, sizes: LoopKernel.sizes, arrays: kernel.arrays)
    // Larger shapes of the plan take long, and their bounds are those of the smaller ones.
    shapes =
      LoopKernel.sweep
      + (plan.generated + CasePlan.probes(kernel.operation, seed: 1, layout: .fly, format: .float32))
      .filter { $0.shape.parameterCount * $0.batch <= 6000 }.map { ($0.shape, $0.batch) }
    declaration = ProbeDeclaration(operations: [kernel.operation], model: ArithmeticModel(.float32))
  }

  func finding(_ program: LoopProgram) throws -> ExaminationRecord.Finding? {
    let compiled: CompiledLoops<FloatArithmetic>
    do {
      compiled = try CompiledLoops(program, sizes: LoopKernel.sizes, arrays: kernel.arrays)
    } catch {
      return .init(ground: .fault, probe: "compilation", reason: "\(error)")
    }
    return try examination.examine(declaration, stopsAtFirst: true) { try kernel.answer(compiled, $0) }.smallest
  }

  func row(_ mutation: LoopMutation) throws -> MechanicalRow {
    func row(_ fate: MechanicalRow.Fate, _ finding: ExaminationRecord.Finding?, _ reason: String) -> MechanicalRow {
      MechanicalRow(
        operation: kernel.rawValue, kind: mutation.kind.rawValue, change: mutation.change, fate: fate,
        ground: finding?.ground, probe: finding?.probe, reason: reason)
    }
    if let finding = try finding(mutation.program) { return row(.killed, finding, finding.reason) }
    let mutant = try CompiledLoops<SymbolicArithmetic>(
      mutation.program, sizes: LoopKernel.sizes, arrays: kernel.arrays)
    if let shape = kernel.firstDifference(reference, mutant, over: shapes) {
      return row(.survived, nil, "computes something else for \(shape)")
    }
    return row(.equivalent, nil, "the same expressions of the same inputs for \(shapes.count) shapes and batches")
  }
}
