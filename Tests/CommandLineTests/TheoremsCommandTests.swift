import Foundation
import TestSupport
import Testing

@Suite struct TheoremsCommandTests {
  @Test func tableShowsEveryStatus() async throws {
    let run = try await oracle("theorems")
    let lines = run.output.split(separator: "\n")
    #expect(run.status == 0 && run.error == "" && lines[0].hasPrefix("theorem"))
    #expect(lines.contains { $0.hasPrefix("butterfly ") && $0.contains("strengthened") })
    #expect(run.output.contains("M = DB·BD"))
  }

  @Test func oneTheoremIsShownInFull() async throws {
    let run = try await oracle("theorems", "cost", "butterfly", "cost")
    #expect(run.status == 0 && run.output.contains("\n\nbutterfly — strengthened\n"))
    #expect(run.output.contains("claimed: The inclusion is claimed to be strict for n >= 512."))
    #expect(run.output.hasPrefix("cost — proved\n"))
    #expect(run.output.split(separator: "\n").allSatisfy { $0.count <= 120 })
  }

  /// An example stands behind the laws, indented, and in the JSON where ids are named.
  @Test func examplesAreShown() async throws {
    let run = try await oracle("theorems", "slices", "projection-cost", "--json", "-")
    let report = try #require(try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any])
    let entries = try #require(report["theorems"] as? [[String: Any]])
    let text = try await oracle("theorems", "slices", "projection-cost")
    #expect(text.status == 0)
    for entry in entries {
      let example = try #require(entry["example"] as? String)
      let lines = example.split(separator: "\n", omittingEmptySubsequences: false).map { "\n  \($0)" }
      #expect(lines.allSatisfy { $0.count <= 101 })
      #expect(text.output.contains("\nexample:" + lines.joined()))
    }
    #expect(text.output.contains("\nCoq: slices, "))
    #expect(text.output.contains("\nnot in Coq: "))
    #expect((entries[0]["proofs"] as? [String])?.prefix(3) == ["slices", "slices_outer", "slices_minor"])
    // A table shows none, and computes none.
    let all = try await oracle("theorems", "--json", "-")
    #expect(!all.output.contains("\"example\""))
  }

  @Test func lawsAreChecked() async throws {
    let run = try await oracle("theorems", "kronecker", "nesting", "--check", "--cases", "12", "--seed", "5")
    #expect(run.status == 0 && run.output.contains("holds: 12 laws of 2 theorems"), "\(run.output)\(run.error)")
    #expect(run.output.contains("lettersNest"))
    let json = try await oracle("theorems", "cost", "--check", "--cases", "12", "--json", "-")
    let report = try #require(try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any])
    #expect(report["holds"] as? Bool == true)
    let entries = try #require(report["theorems"] as? [[String: Any]])
    let law = try #require((entries[0]["laws"] as? [[String: Any]])?.first)
    #expect(entries[0]["id"] as? String == "cost" && law["verdict"] as? String == "holds" && law["cases"] as? Int == 12)
    #expect(law["name"] as? String == "productTakesItsCost")
  }

  @Test(arguments: [
    (["theorems", "nothing"], "no theorem \"nothing\""), (["theorems", "--cases", "5"], "are for --check"),
    (["theorems", "--check", "--cases", "0"], "expected 1 to 10000000"),
  ])
  func mistakesAreNamed(arguments: [String], text: String) async throws {
    let run = try await execute(program.path, arguments)
    #expect(run.status == 2 && run.output == "" && run.error.contains(text))
  }
}
