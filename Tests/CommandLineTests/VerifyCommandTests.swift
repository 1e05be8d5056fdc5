import Foundation
import TestSupport
import Testing

#if DEBUG
  private let caseCount = "40"
#else
  private let caseCount = "96"
#endif

@Suite struct VerifyCommandTests {
  @Test func builtInProductsHold() async throws {
    let run = try await oracle("verify", "--cases", caseCount, "--operation", "multiply")
    #expect(run.status == 0 && run.error == "")
    #expect(run.output.contains("holds: every result is exact or within the bound"))
    for column in ["operation", "results", "exact", "bound", "mistrusted", "violated", "worst ρ", "float32", "float64"]
    {
      #expect(run.output.contains(column))
    }
    #expect(!run.output.contains("adjoint") && !run.output.contains("gradient"))
  }

  /// Every operation of every format.
  @Test func builtInKernelsHold() async throws {
    let run = try await oracle("verify", "--cases", "12")
    #expect(run.status == 0 && run.error == "")
    for format in ["float32", "float64", "float16→float32→float16", "bfloat16→float32→bfloat16"] {
      for operation in ["multiply", "adjoint", "gradient", "accumulate"] {
        #expect(run.output.split(separator: "\n").contains { $0.hasPrefix(operation) && $0.contains(" \(format) ") })
      }
    }
  }

  @Test func paperLayoutHolds() async throws {
    #expect(try await oracle("verify", "--cases", "24", "--layout", "paper", "--operation", "adjoint").status == 0)
  }

  @Test func jsonSaysWhatPeopleSee() async throws {
    struct Report: Decodable {
      struct Record: Decodable {
        let case_id: String
        let outcome: String
        let ratio: Double?
      }
      struct Implementation: Decodable {
        let name: String
        let input: String
        let cases: Int
        let exact: Int
        let bound: Int
        let mistrusted: Int
        let violated: Int
        let records: [Record]
      }
      let holds: Bool
      let seed: Int
      let implementations: [Implementation]
    }
    let run = try await oracle("verify", "--cases", "30", "--seed", "7", "--operation", "multiply", "--json", "-")
    let report = try JSONDecoder().decode(Report.self, from: Data(run.output.utf8))
    #expect(run.status == 0 && report.holds && report.seed == 7)
    for implementation in report.implementations {
      #expect(implementation.cases == 60 && implementation.violated == 0 && implementation.records.count == 60)
      #expect(implementation.exact + implementation.bound + implementation.mistrusted == 60)
      // The nearest number of 16 bits is right for a sum that is anything but far off.
      #expect(implementation.input.hasSuffix("float16") || implementation.records.contains { ($0.ratio ?? 0) > 0 })
    }
  }

  @Test func runsAreReproducible() async throws {
    let first = try await oracle("verify", "--operation", "adjoint", "--cases", "12", "--json", "-")
    let again = try await oracle("verify", "--operation", "adjoint", "--cases", "12", "--json", "-")
    let other = try await oracle("verify", "--operation", "adjoint", "--cases", "12", "--seed", "2", "--json", "-")
    #expect(first.output == again.output && first.output != other.output)
  }

  @Test func oneCaseIsReplayed() async throws {
    let run = try await oracle("verify", "--case", "multiply-float64-uniform-2x3x4-3x5x2-b2-s3")
    #expect(run.status == 0 && run.output.contains("float64") && !run.output.contains("float32"))
  }

  @Test(arguments: [
    ["verify", "--cases", "0"], ["verify", "--cases", "many"], ["verify", "--layout", "mine"],
    ["verify", "--layout", "btt"],
    ["verify", "--case", "x"], ["verify", "--operation", "project"],
    ["verify", "--operation", "dense"], ["verify", "--case", "dense-float32-uniform-1x1x1-1x1x1-b1-s1"],
    ["verify", "--timeout", "0"], ["verify", "--startup", "1e9"], ["verify", "--timeout", "nan"],
    ["verify", "--nonsense"], ["nonsense"], ["multiply"],
    ["judge", "--left"], ["verify", "--case", "multiply-float32-integers-1x1x1-1x67108863x1-b1048576-s1"],
    ["multiply", "--left", "L", "--right", "R", "--input", "X", "--output", "-"],
  ])
  func usageMistakesExitWithTwo(arguments: [String]) async throws {
    let run = try await execute(program.path, arguments)
    #expect(run.status == 2 && run.output == "" && run.error.contains("Error: "))
  }

  /// Before anything is read.
  @Test(arguments: ["f", "./f", "X"]) func resultsAreFilesOfTheirOwn(path: String) async throws {
    let run = try await oracle(
      "multiply", "--left", "L", "--right", "R", "--input", "X", "--json", path, "--exact", path == "X" ? "g" : "f")
    #expect(run.status == 2 && run.output == "" && run.errorLine?.contains("it is the file") == true, "\(run)")
  }

  @Test func helpAndVersionSucceed() async throws {
    for arguments in [["--help"], ["verify", "--help"], ["multiply", "--help"], ["judge", "--help"], ["--version"]] {
      let run = try await execute(program.path, arguments)
      #expect(run.status == 0 && !run.output.isEmpty && run.error == "")
    }
    #expect(try await oracle("verify", "--help").output.contains("monarch-oracle verify --exec \"python3"))
  }

  /// A reader that has gone or a full disk is a failed run, said in one line, and devices are written and not replaced.
  @Test func outputThatCannotBeWrittenIsAnError() async throws {
    for command in ["verify --cases 2", "verify --cases 2 --json -", "--help", "verify --help", "--version"] {
      let full = try await execute("/bin/sh", ["-c", "'\(program.path)' \(command) > /dev/full"])
      #expect(
        full.status == 2 && full.errorLine?.contains("cannot write standard output") == true, "\(command): \(full)")
      let closed = try await execute("/bin/sh", ["-c", "'\(program.path)' \(command) >&-"])
      #expect(closed.status == 2 && closed.errorLine != nil, "\(command): \(closed)")
    }
    #expect(try await execute("/bin/sh", ["-c", "'\(program.path)' nonsense 2> /dev/full"]).status == 2)
    let device = try await oracle("verify", "--cases", "1", "--json", "/dev/full")
    #expect(device.status == 2 && device.errorLine?.contains("/dev/full: No space left") == true)
    #expect(
      try FileManager.default.attributesOfItem(atPath: "/dev/full")[.type] as? FileAttributeType
        == .typeCharacterSpecial)
    try await withTemporaryFolder { folder in
      // A link stays a link, and what it points to gets the report.
      let (target, link) = (folder.appending(path: "report.json"), folder.appending(path: "link"))
      try Data("old".utf8).write(to: target)
      try FileManager.default.createSymbolicLink(at: link, withDestinationURL: target)
      #expect(try await oracle("verify", "--cases", "1", "--json", link.path).status == 0)
      #expect(try String(contentsOf: target, encoding: .utf8).contains("\"holds\":true"))
      #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link.path) == target.path)
    }
  }

  @Test func unwritableReportIsNamed() async throws {
    let run = try await oracle("verify", "--cases", "1", "--json", "/nowhere/report.json")
    #expect(run.status == 2 && run.errorLine?.contains("/nowhere/report.json") == true)
  }
}
