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

/// Probes that many kernels are asked, with the exact answers kept.
///
/// Not for several threads at once.
public final class Examination {
  public let probes: [Probe]
  public let model: ArithmeticModel
  public let criterion: ErrorCriterion
  private let leniency: Rational
  private var known: [Key: AdmittedNumbers] = [:]
  private var generated: [CaseID: Question] = [:]

  private struct Key: Hashable {
    let probe: Int
    let step: Int
    let asked: KernelOperation
    let operation: MonarchOperation
  }

  /// - Parameter leniency: by what every bound is multiplied; 1 is right.
  public init(
    _ plan: ProbePlan, model: ArithmeticModel, criterion: ErrorCriterion = .componentwise, leniency: Rational = 1
  ) {
    // A bound by norms says nothing of NaN, and bits that may differ are not compared.
    probes = plan.probes.filter { criterion == .componentwise || $0.kind != .special }
    (self.model, self.criterion, self.leniency) = (model, criterion, leniency)
  }

  /// Asks a kernel everything, or all up to the first probe that finds it wrong.
  ///
  /// - Parameter answer: the arrays of an answer in canonical layout; an error is a finding. Whatever it keeps from one
  ///   call to the next is part of the kernel.
  /// - Throws: only where the exact answer cannot be had.
  public func examine(
    _ declaration: ProbeDeclaration, stopsAtFirst: Bool = false, answer: (Question) throws -> [[Double]]
  ) throws(ShapeError) -> ExaminationRecord {
    var record = ExaminationRecord()
    for index in probes.indices {
      for operation in declaration.operations {
        try ask(index, operation, declaration, &record, answer)
      }
      if stopsAtFirst, !record.findings.isEmpty { break }
    }
    return record
  }

  private func ask(
    _ index: Int, _ operation: KernelOperation, _ declaration: ProbeDeclaration, _ record: inout ExaminationRecord,
    _ answer: (Question) throws -> [[Double]]
  ) throws(ShapeError) {
    let probe = probes[index]
    var answers: [[[Double]]] = []
    for (number, step) in probe.steps.enumerated() {
      guard let question = try question(of: probe, step, operation) else { return }
      let (asked, data) = (question.operation, question.data)
      let name = probe.generated == nil ? probe.id : question.id
      var found: [[Double]]
      do {
        found = try answer(question)
      } catch {
        return record.add(.fault, name, "\(asked): \(error)")
      }
      record.questions += 1
      let results = asked.results.map(asked.judged)
      guard found.count == results.count else {
        return record.add(.fault, name, "\(asked): expected \(results.count) arrays, found \(found.count)")
      }
      for (array, result) in results.enumerated() {
        let (rows, width) = try data.resultShape(of: result)
        guard found[array].count == rows * width else {
          return record.add(
            .fault, name, "\(result): expected \(rows)×\(width) numbers, found \(found[array].count)")
        }
        if asked == .dense { found[array] = transposed(found[array], rows: width, columns: rows) }
        let key = Key(probe: index, step: step.repeats ?? number, asked: asked, operation: result)
        judge(found[array], with: try admitted(key, data), probe.kind, name, result, &record)
      }
      if let earlier = step.repeats, declaration.isReproducible,
        let place = found.indices.first(where: { !hasSameBits(answers[earlier][$0], found[$0]) })
      {
        record.add(
          .repeatability, name,
          "\(results[place]): question \(number + 1) had another answer as question "
            + "\(earlier + 1)")
      }
      answers.append(found)
    }
  }

  /// What is asked in a step; nil where this operation is not asked with this data.
  ///
  /// Gradients are added onto what is there where the data has something. The dense matrix is asked of small factors
  /// without NaN and infinities.
  private func question(
    of probe: Probe, _ step: Probe.Step, _ operation: KernelOperation
  ) throws(ShapeError) -> Question? {
    let asked = operation == .gradient && step.data.accumulators != nil ? .accumulate : operation
    if asked == .dense {
      guard probe.shape.entryCount <= 2000, step.data.batch > 0, try step.data.finite.factors == step.data.factors
      else {
        return nil
      }
    }
    guard let id = probe.generated?.asking(asked) else { return try Question(asked, shape: probe.shape, of: step.data) }
    if let question = generated[id] { return question }
    let question = try Question(id)
    generated[id] = question
    return question
  }

  private func admitted(_ key: Key, _ data: OperationCase) throws(ShapeError) -> AdmittedNumbers {
    if let known = known[key] { return known }
    let admitted = try AdmittedNumbers(
      key.operation, of: data, model: model, criterion: criterion, leniency: leniency)
    known[key] = admitted
    return admitted
  }

  private func judge(
    _ found: [Double], with admitted: AdmittedNumbers, _ kind: Probe.Kind, _ name: String, _ result: MonarchOperation,
    _ record: inout ExaminationRecord
  ) {
    guard admitted.overflow == nil else { return }
    for (index, number) in found.enumerated() {
      if kind == .generated, !isClose(number, admitted.value(index)) { record.passesAllclose = false }
      let ratio = admitted.ratio(number, index)
      if ratio > record.worstRatio { record.worstRatio = ratio }
      guard !admitted.admits(number, index) else { continue }
      let isSpecial = admitted.reached[index] || !number.isFinite && kind == .special
      let expected =
        admitted.reached[index]
        ? "must not be finite"
        : admitted.isExact[index] ? "must be exactly \(admitted.value(index))" : "expected \(admitted.value(index))"
      record.add(
        isSpecial ? .special : admitted.isExact[index] ? .exact : .bound, name,
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
