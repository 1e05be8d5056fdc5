import ExactArithmetic
import MonarchReference

/// Something in this process that computes adjoints and gradients of Monarch products.
public protocol OperationKernel: Sendable {
  var manifest: Manifest { get }

  /// The result of each operation, of the shape that `OperationCase.resultShape` says.
  ///
  /// Gradients of factors are added onto the case's accumulators, where it has such.
  func results(of operations: [MonarchOperation], _ data: OperationCase) throws -> [[Double]]
}

extension Verification {
  /// Judges operations over the plan of cases: a record for each operation of each case.
  ///
  /// Every second case, by its sizes, has gradients to add onto.
  public func run(
    _ kernel: some OperationKernel, of operations: [MonarchOperation], named name: String,
    progress: (_ total: Int) -> Void = { _ in }
  ) throws -> VerificationReport {
    let manifest = kernel.manifest
    let ids = try cases(for: manifest)
    var report = VerificationReport(operation: name, manifest: manifest)
    report.planned = ids.count * operations.count
    let judge = Judge(model: manifest.model)
    for id in ids {
      let data = try OperationCase(id, accumulates: (id.shape.p + id.batch) % 2 == 1)
      do {
        for (operation, result) in zip(operations, try kernel.results(of: operations, data)) {
          report.record(CaseRecord(id, try judge.verdict(on: operation, of: data, result: result)))
          progress(report.planned)
        }
      } catch let error as ShapeError {
        throw error
      } catch {
        report.record(CaseRecord(caseID: id.description, outcome: .violated, reason: "\(error)"))
      }
      if failsFast, report.smallestFailure != nil {
        report.planned = report.records.count
        break
      }
    }
    return report
  }
}

extension CaseRecord {
  /// Of one operation: the case is named as one of products, of which its data are made.
  init(_ id: CaseID, _ verdict: OperationVerdict) {
    self.init(
      caseID: id.description, holds: verdict.holds, tier: verdict.tier,
      reason: "\(verdict.operation): \(verdict.reason)", ratio: verdict.ratio)
  }
}
