import ExactArithmetic
import Foundation
import KernelZoo
import MonarchJudge
import MonarchVectors
import Testing

/// A specimen as a kernel that is asked vectors.
private final class Asked: InProcessKernel, @unchecked Sendable {
  let manifest: Manifest
  private let answer: (Question) throws -> [[Double]]

  init(_ specimen: Specimen) {
    manifest = Manifest(
      name: specimen.name, layout: specimen.layout, model: specimen.declaration.model,
      operations: Set(
        specimen.declaration.operations + (specimen.declaration.operations.contains(.gradient) ? [.accumulate] : [])))
    answer = specimen.converse()
  }

  // One question after the other, by one test.
  func results(of question: Question) throws -> [[Double]] { try answer(question) }
}

/// The published vectors alone, against the zoo.
@Suite struct VectorKillTests {
  private static let vectors = Result {
    try VectorFolder(
      path: URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Vectors").path
    ).vectors()
  }

  private func reports(where isWanted: (Specimen) -> Bool) throws -> [(specimen: Specimen, report: VectorReport)] {
    let vectors = try Self.vectors.get()
    return Zoo.kernels.filter { isWanted($0) && $0.declaration.criterion == .componentwise }.map { specimen in
      // Vectors are canonical; of other layouts those that can be stored in them are asked.
      let fitting = vectors.filter { $0.group.layout == .fly && specimen.layout.admits($0.question.shape) }
      return (specimen, Asked(specimen).judged(over: fitting))
    }
  }

  @Test func everyForwardMutantIsKilled() throws {
    var killed = 0
    for (specimen, report) in try reports(where: { !$0.isRight && $0.area == .forward }) {
      #expect(report.judged > 0 && !report.holds, "survives the vectors: \(specimen.name)")
      killed += 1
    }
    #expect(killed >= 20)
  }

  @Test func noRightKernelIsAccused() throws {
    var judged = 0
    for (specimen, report) in try reports(where: \.isRight) where report.judged > 0 {
      #expect(report.holds, "\(specimen.name): \(report.offences.first?.description ?? report.faults.first ?? "")")
      judged += 1
    }
    #expect(judged >= 12)
  }
}
