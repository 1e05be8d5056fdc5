import Foundation
import TestSupport
import Testing

@Suite struct MutantsCommandTests {
  @Test func matrixSaysWhatAllcloseMisses() async throws {
    let run = try await oracle("mutants", "--only", "TF32", "--cases", "24", "--json", "-")
    struct Report: Decodable {
      struct Specimen: Decodable {
        let name: String
        let bug: String?
        let grounds: [String]
        let found: Int
        let seeds: Int
        let passes_peers: Bool
        let worst_ratio: Double
      }
      let holds: Bool
      let survivors: Int
      let specimens: [Specimen]
    }
    let report = try JSONDecoder().decode(Report.self, from: Data(run.output.utf8))
    #expect(run.status == 0 && report.holds && report.survivors == 0)
    let operands = try #require(report.specimens.first { $0.name == "TF32 operands" })
    #expect(operands.grounds.contains("bound") && operands.passes_peers && operands.worst_ratio > 1)
    #expect(operands.found == 1 && operands.seeds == 1 && operands.bug == "less precision than declared")
  }

  @Test func tableHasAConclusion() async throws {
    let run = try await oracle("mutants", "--only", "NaN in the input", "--cases", "24")
    #expect(run.status == 0 && run.error == "")
    #expect(run.output.contains("NaN in the input becomes 0") && run.output.contains("··S··"))
    #expect(run.output.contains("holds: 1 wrong, 0 survive; 0 right, 0 accused; 1 seed from 1."))
  }

  @Test func mechanicalMutantsAreCounted() async throws {
    let run = try await oracle("mutants", "--mechanical", "--only", "adjoint", "--cases", "24")
    #expect(run.status == 0 && run.error == "")
    #expect(run.output.contains("operator of an index") && run.output.contains("0 unexplained"))
  }

  @Test(arguments: [
    (["--seeds", "0"], "--seeds: expected 1 to 1000, found 0"),
    (["--cases", "3"], "--cases: expected 24 to 10000, found 3"),
    (["--only", "no such thing"], "no specimen's name contains \"no such thing\""),
    (["--mechanical", "--only", "x"], "expected multiply, adjoint or gradient, found x"),
  ])
  func badUsageIsRefused(_ arguments: [String], _ message: String) async throws {
    let run = try await execute(program.path, ["mutants"] + arguments)
    #expect(run.status == 2 && run.output == "" && run.error.contains(message))
  }
}
