import Foundation
import TestSupport
import Testing

@Suite struct RevealCommandTests {
  private struct Report: Decodable {
    struct Order: Decodable {
      let stage: String
      let tree: String?
      let rule: String?
      let summary: String?
      let failure: String?
    }
    struct Shape: Decodable {
      let shape: [Int]
      let orders: [Order]
    }
    struct Replay: Decodable {
      let caseId: String
      let differing: Int
      let count: Int
    }
    struct Finding: Decodable {
      let text: String
      let contradictsManifest: Bool
    }
    struct Detected: Decodable { let findings: [Finding] }
    let implementation: String
    let arithmetic: String
    let shapes: [Shape]
    let replays: [Replay]
    let detected: Detected?
  }

  private func reports(_ run: Run) throws -> [Report] {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return try decoder.decode([Report].self, from: Data(run.output.utf8))
  }

  /// Our kernels sum in ascending order, as their guide says, and give the bits of that.
  @Test func builtInKernelsAscend() async throws {
    let run = try await oracle("reveal", "--n", "20", "--cases", "9", "--batch", "1,3", "--json", "-")
    #expect(run.status == 0, "\(run.error)")
    let reports = try reports(run)
    #expect(Set(reports.map(\.arithmetic)).count == 4)
    for report in reports {
      #expect(report.shapes.map(\.shape) == [[5, 4, 4, 4, 5, 5]])
      for order in report.shapes[0].orders {
        #expect(order.rule == "ascending" && order.failure == nil, "\(report.implementation): \(order)")
        #expect(order.tree == (order.stage == "right" ? "(((0+1)+2)+3)" : "((((0+1)+2)+3)+4)"))
      }
      #expect(report.replays.count == 9 && report.replays.allSatisfy { $0.differing == 0 && $0.count > 0 })
      #expect(report.detected?.findings.contains { $0.contradictsManifest } == false)
    }
  }

  @Test func picturesHaveTheirTreesInWords() async throws {
    try await withTemporaryFolder { folder in
      let file = folder.appending(path: "tree.svg")
      let run = try await oracle(
        "reveal", "--shape", "2,2,6,2,3,2", "--cases", "0", "--batch", "1", "--output", file.path)
      #expect(run.status == 0 && run.output.contains("(((((0+1)+2)+3)+4)+5)"), "\(run.output)")
      let svg = try String(contentsOf: file, encoding: .utf8)
      #expect(svg.contains("<title>built-in") && svg.contains("ascending"))
      // Six terms to a tree of the first stage, two to one of the second.
      let kernels = run.output.components(separatedBy: "\n").count { $0.hasPrefix("built-in") }
      #expect(svg.components(separatedBy: "r=\"3.5\"").count - 1 == 8 * kernels)
    }
  }

  @Test(.enabled(if: hasNumPy)) func aForeignKernelIsReplayed() async throws {
    let run = try await oracle(
      "reveal", "--exec", "python3 Docs/Examples/numpy_kernel.py", "--n", "36", "--cases", "3", "--json", "-")
    let reports = try reports(run)
    #expect(reports.count == 1 && reports[0].shapes[0].orders.allSatisfy { $0.failure == nil }, "\(run.output)")
    #expect(run.status == (reports[0].replays.allSatisfy { $0.differing == 0 } ? 0 : 1))
  }

  @Test func badInputIsOneLine() async throws {
    let cases: [([String], String)] = [
      (["--shape", "1,2,3"], "--shape: expected six sizes k,q,p,l,s,r, found \"1,2,3\""),
      (["--shape", "1,2,3,1,2,x"], "found \"1,2,3,1,2,x\""), (["--shape", "1,2,3,1,2,3"], "k·q = 1·2 = 2"),
      (["--n", "0"], "--n: expected 1 to 1048576, found 0"), (["--batch", "0"], "--batch: expected sizes"),
      (["--batch", "1,,2"], "found \"1,,2\""), (["--layout", "paper", "--shape", "2,3,4,2,3,3"], "cannot store"),
      (["--exec", "true"], "hello"), (["--output", "/no/such/folder/tree.svg"], "cannot write"),
    ]
    for (arguments, words) in cases {
      let run = try await execute(program.path, ["reveal", "--cases", "0"] + arguments)
      #expect(run.status == 2)
      #expect(run.errorLine?.contains(words) == true, "\(arguments): \(run.error)")
    }
  }
}
