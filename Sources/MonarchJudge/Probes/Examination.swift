public import ExactArithmetic
import MonarchReference

/// What a probed kernel declares: what it is asked, and what it is held to.
public struct ProbeDeclaration: Hashable, Sendable {
  public let operations: [KernelOperation]
  public let model: ArithmeticModel
  public let criterion: ErrorCriterion
  /// Whether the same question has the same bits every time. Sums by atomic additions have not, and may say so.
  public let isReproducible: Bool

  public init(
    operations: [KernelOperation], model: ArithmeticModel, criterion: ErrorCriterion = .componentwise,
    isReproducible: Bool = true
  ) {
    (self.operations, self.model) = (operations, model)
    (self.criterion, self.isReproducible) = (criterion, isReproducible)
  }
}

/// On what ground a kernel was found wrong.
public enum Ground: String, CaseIterable, Sendable, Codable {
  /// A number that every order of summation gives exactly is another one.
  case exact
  /// A number lies beyond the bound of the declared arithmetic.
  case bound
  /// NaN or an infinity is missing where it must arrive, or has arrived elsewhere.
  case special
  /// The same question had another answer.
  case repeatability
  /// No usable answer: an error, or another count of numbers.
  case fault
}

/// What became of one kernel.
public struct ExaminationRecord: Sendable {
  public struct Finding: Sendable, Codable {
    public let ground: Ground
    /// The probe, by its name.
    public let probe: String
    public let reason: String

    package init(ground: Ground, probe: String, reason: String) {
      (self.ground, self.probe, self.reason) = (ground, probe, reason)
    }
  }

  /// The first finding on each ground, in the order of the probes, which is that of their sizes.
  public internal(set) var findings: [Finding] = []
  /// The largest ρ of all numbers; infinite where one is not a number or has to be exactly 0.
  public internal(set) var worstRatio = 0.0
  /// Whether `allclose(rtol=1e-2, atol=1e-2)` against the rounded exact results passes every generated case.
  public internal(set) var passesAllclose = true
  /// How many questions were asked.
  public internal(set) var questions = 0

  public var smallest: Finding? { findings.first }

  mutating func add(_ ground: Ground, _ probe: String, _ reason: String) {
    guard !findings.contains(where: { $0.ground == ground }) else { return }
    findings.append(Finding(ground: ground, probe: probe, reason: reason))
  }
}

/// Cases that many kernels are asked, with the exact answers kept: those of a verification, generated and probes.
///
/// Not for several threads at once.
public final class Examination {
  public let model: ArithmeticModel
  public let criterion: ErrorCriterion
  private let plan: Plan
  private let leniency: Rational
  private var asked: [CaseID: Exam] = [:]

  /// What is asked, as a pure function of its parameters.
  public struct Plan: Sendable {
    let layout: Layout
    let format: FloatFormat
    let seed: UInt64
    /// The generated cases, small shapes first.
    public let generated: [CaseID]

    /// - Parameters:
    ///   - count: how many generated cases, beside the probes.
    ///   - largest: no generated case has more parameters.
    ///   - hidesSums: as for `CasePlan`.
    public init(
      count: Int, seed: UInt64, layout: Layout, format: FloatFormat, largest: Int = .max, hidesSums: Bool = false
    ) {
      (self.layout, self.format, self.seed) = (layout, format, seed)
      generated =
        CasePlan(count: count, seed: seed, layout: layout, format: format, largest: largest, hidesSums: hidesSums).ids
    }

    /// The cases of an operation, generated ones first. Of gradients every second one, by its sizes, is added onto what
    /// is there.
    func cases(of operation: KernelOperation) -> [CaseID] {
      func adds(_ id: CaseID) -> Bool { operation == .gradient && (id.shape.p + id.batch) % 2 == 1 }
      var ids = generated.map { $0.asking(adds($0) ? .accumulate : operation) }
      if operation == .dense { ids.removeAll { $0.shape.entryCount > 2000 } }
      let probes = CasePlan.probes(operation, seed: seed, layout: layout, format: format)
      ids += probes
      if operation != .dense, let shape = probes.first?.shape {
        ids.append(CaseID(operation, format: format, kind: .integers, shape: shape, batch: 0, seed: seed))
      }
      guard operation == .gradient else { return ids }
      return ids
        + CasePlan.probes(.accumulate, seed: seed, layout: layout, format: format).filter {
          guard case .nonFinite(_, let tensor, _)? = $0.variation else { return false }
          return !KernelOperation.gradient.tensors.contains(tensor)
        }
    }
  }

  /// One case with what is right, as far as it has been needed.
  private struct Exam {
    let steps: CaseSteps
    var admitted: [Key: AdmittedNumbers] = [:]

    struct Key: Hashable {
      let step: Int
      let operation: MonarchOperation
    }
  }

  /// - Parameter leniency: by what every bound is multiplied; 1 is right.
  public init(
    _ plan: Plan, model: ArithmeticModel, criterion: ErrorCriterion = .componentwise, leniency: Rational = 1
  ) {
    (self.plan, self.model, self.criterion, self.leniency) = (plan, model, criterion, leniency)
  }

  /// Asks a kernel everything, or all up to the first case that finds it wrong.
  ///
  /// - Parameter answer: the arrays of an answer in canonical layout; an error is a finding. Whatever it keeps from one
  ///   call to the next is part of the kernel.
  /// - Throws: only where the exact answer cannot be had.
  public func examine(
    _ declaration: ProbeDeclaration, stopsAtFirst: Bool = false, answer: (Question) throws -> [[Double]]
  ) throws(ShapeError) -> ExaminationRecord {
    var record = ExaminationRecord()
    let plans = declaration.operations.map(plan.cases)
    for turn in 0..<(plans.map(\.count).max() ?? 0) {
      for cases in plans where cases.indices.contains(turn) {
        // A bound by norms says nothing of NaN.
        if criterion != .componentwise, cases[turn].heading == "special" { continue }
        try ask(cases[turn], declaration, &record, answer)
      }
      if stopsAtFirst, !record.findings.isEmpty { break }
    }
    return record
  }

  private func ask(
    _ id: CaseID, _ declaration: ProbeDeclaration, _ record: inout ExaminationRecord,
    _ answer: (Question) throws -> [[Double]]
  ) throws(ShapeError) {
    let steps: CaseSteps
    if let known = asked[id] { steps = known.steps } else { steps = try CaseSteps(id) }
    if asked[id] == nil { asked[id] = Exam(steps: steps) }
    let name = "\(id)"
    var answers: [[[Double]]] = []
    for (number, step) in steps.steps.enumerated() {
      let (operation, data) = (step.question.operation, step.question.data)
      var found: [[Double]]
      do {
        found = try answer(step.question)
      } catch {
        return record.add(.fault, name, "\(operation): \(error)")
      }
      record.questions += 1
      let results = operation.results.map(operation.judged)
      guard found.count == results.count else {
        return record.add(.fault, name, "\(operation): expected \(results.count) arrays, found \(found.count)")
      }
      for (array, result) in results.enumerated() {
        let (rows, width) = try data.resultShape(of: result)
        guard found[array].count == rows * width else {
          return record.add(
            .fault, name, "\(result): expected \(rows)×\(width) numbers, found \(found[array].count)")
        }
        if operation == .dense { found[array] = transposed(found[array], rows: width, columns: rows) }
        let key = Exam.Key(step: step.repeats ?? number, operation: result)
        judge(found[array], with: try admitted(key, data, id), id, result, &record)
      }
      if let earlier = step.repeats, declaration.isReproducible,
        let place = found.indices.first(where: { !hasSameBits(answers[earlier][$0], found[$0]) })
      {
        record.add(
          .repeatability, name,
          "\(results[place]): question \(number + 1) had another answer when it was question \(earlier + 1)")
      }
      answers.append(found)
    }
  }

  private func admitted(_ key: Exam.Key, _ data: OperationCase, _ id: CaseID) throws(ShapeError) -> AdmittedNumbers {
    if let known = asked[id]?.admitted[key] { return known }
    let admitted = try AdmittedNumbers(
      key.operation, of: data, model: model, criterion: criterion, leniency: leniency)
    asked[id]?.admitted[key] = admitted
    return admitted
  }

  private func judge(
    _ found: [Double], with admitted: AdmittedNumbers, _ id: CaseID, _ result: MonarchOperation,
    _ record: inout ExaminationRecord
  ) {
    guard admitted.overflow == nil else { return }
    for (index, number) in found.enumerated() {
      if id.variation == nil, !isClose(number, admitted.value(index)) { record.passesAllclose = false }
      let ratio = admitted.ratio(number, index)
      if ratio > record.worstRatio { record.worstRatio = ratio }
      guard !admitted.admits(number, index) else { continue }
      let isSpecial = admitted.reached[index] || !number.isFinite && id.heading == "special"
      let expected =
        admitted.reached[index]
        ? "must not be finite"
        : admitted.isExact[index] ? "must be exactly \(admitted.value(index))" : "expected \(admitted.value(index))"
      record.add(
        isSpecial ? .special : admitted.isExact[index] ? .exact : .bound, "\(id)",
        "\(result), number \(index): \(expected), found \(number)")
    }
  }

  private func isClose(_ found: Double, _ expected: Double) -> Bool {
    (found - expected).magnitude <= 1e-2 + 1e-2 * expected.magnitude
  }

  private func hasSameBits(_ one: [Double], _ other: [Double]) -> Bool {
    zip(one, other).allSatisfy { $0.bitPattern == $1.bitPattern || $0.isNaN && $1.isNaN }
  }
}

/// (columns, rows) of (rows, columns), row-major.
private func transposed(_ values: [Double], rows: Int, columns: Int) -> [Double] {
  (0..<rows * columns).map { values[$0 % rows * columns + $0 / rows] }
}
