import Foundation
import TestSupport
import Testing

/// Logs of verifications: shards that are put together, and interrupted runs that go on.
@Suite struct MergeCommandTests {
  private let plan = ["--operation", "adjoint", "--cases", "12"]

  private func outcomes(_ json: String) throws -> [String: [String]] {
    struct Report: Decodable {
      struct Record: Decodable {
        let case_id: String
        let outcome: String
      }
      struct Implementation: Decodable {
        let name: String
        let input: String
        let objections: [String]
        let records: [Record]
      }
      let implementations: [Implementation]
    }
    let report = try JSONDecoder().decode(Report.self, from: Data(json.utf8))
    return Dictionary(
      uniqueKeysWithValues: report.implementations.map {
        ("\($0.name) \($0.input)", $0.records.map { "\($0.case_id) \($0.outcome)" } + $0.objections)
      })
  }

  @Test func shardsMakeTheWhole() async throws {
    try await withTemporaryFolder { folder in
      func path(_ name: String) -> String { folder.appending(path: name).path }
      let whole = try await execute(program.path, ["verify", "--json", "-"] + plan)
      var logs: [String] = []
      for shard in 1...3 {
        logs.append(path("\(shard).jsonl"))
        let run = try await execute(
          program.path, ["verify", "--shard", "\(shard)/3", "--log", logs[shard - 1]] + plan)
        #expect(run.status == 0, "\(run)")
      }
      let merged = try await execute(program.path, ["merge", "--json", "-"] + logs)
      #expect(merged.status == 0 && merged.error == "")
      #expect(try outcomes(merged.output) == outcomes(whole.output))
      let page = path("r.html")
      #expect(try await execute(program.path, ["merge", "--html", page] + logs).status == 0)
      #expect(try String(contentsOfFile: page, encoding: .utf8).contains("<p class=\"verdict holds\">holds:"))

      let lacking = try await execute(program.path, ["merge"] + logs.dropFirst())
      #expect(lacking.status == 1 && lacking.error.contains("no log of shard 1/3"), "\(lacking)")
      #expect(lacking.output.contains("of 24 cases not run"), "\(lacking)")
      let twice = try await execute(program.path, ["merge"] + logs + [logs[0]])
      #expect(twice.status == 0)

      let other = path("other.jsonl")
      _ = try await oracle("verify", "--operation", "adjoint", "--cases", "13", "--log", other)
      let mixed = try await execute(program.path, ["merge", other] + logs)
      #expect(mixed.status == 2 && mixed.errorLine?.contains("found cases 12, not 13") == true, "\(mixed)")
      // A case that came out otherwise in another log.
      let text = try String(contentsOfFile: logs[0], encoding: .utf8)
      let changed = path("changed.jsonl")
      try text.replacing("\"outcome\":\"bound\"", with: "\"outcome\":\"exact\"").write(
        toFile: changed, atomically: true, encoding: .utf8)
      let contradiction = try await execute(program.path, ["merge", changed] + logs)
      #expect(contradiction.status == 2 && contradiction.errorLine?.contains("in another log") == true)
    }
  }

  /// The log of a run that was cut off, in the middle of a line, and of one that never got so far.
  @Test func interruptedRunsGoOn() async throws {
    try await withTemporaryFolder { folder in
      let log = folder.appending(path: "run.jsonl")
      func verify(_ more: String...) async throws -> Run {
        try await execute(program.path, ["verify", "--log", log.path] + plan + more)
      }
      let first = try await verify("--json", "-")
      let whole = try Data(contentsOf: log)
      for length in [whole.count, whole.count / 2, 40, 0] {
        try whole.prefix(length).write(to: log)
        let again = try await verify("--json", "-")
        #expect(again.status == 0 && again.error == "")
        #expect(try outcomes(again.output) == outcomes(first.output))
        let lines = try String(contentsOf: log, encoding: .utf8).split(separator: "\n")
        #expect(Set(lines) == Set(String(decoding: whole, as: UTF8.self).split(separator: "\n")))
        #expect(lines.count == Set(lines).count)
      }
      let seeded = try await verify("--seed", "2")
      #expect(seeded.status == 2 && seeded.errorLine?.contains("seed 1, not 2") == true, "\(seeded)")
      try Data("{\"format\":\"something\"}\n".utf8).write(to: log)
      let foreign = try await verify()
      #expect(foreign.status == 2 && foreign.errorLine?.contains("expected the log of a verification") == true)
      #expect(try String(contentsOf: log, encoding: .utf8) == "{\"format\":\"something\"}\n")
      try (whole.prefix(whole.firstIndex(of: 10)! + 1) + Data("{\"of\":1}\n".utf8)).write(to: log)
      let broken = try await verify()
      #expect(broken.status == 2 && broken.errorLine?.contains("line 2: expected a case") == true, "\(broken)")
    }
  }

  @Test func timeBoxedRunsEndInTime() async throws {
    let run = try await oracle("verify", "--profile", "soak", "--operation", "multiply", "--minutes", "0.03")
    #expect(run.status == 0 && run.output.contains("holds"), "\(run)")
  }

  @Test func pagesShowTheVerdictAndTheCounterexample() async throws {
    try await withTemporaryFolder { folder in
      let page = folder.appending(path: "r.html")
      let run = try await oracle("verify", "--cases", "12", "--operation", "gradient", "--html", page.path)
      #expect(run.status == 0 && run.output.contains("holds"))
      let text = try String(contentsOf: page, encoding: .utf8)
      for part in [
        "<title>holds: ", "ρ of the results", "largest ρ", "role=\"img\" aria-label", "prefers-color-scheme",
      ] {
        #expect(text.contains(part), "\(part)")
      }
      #expect(!text.contains("<script") && !text.contains("http"))
      try expectWellFormed(text)
      guard hasNumPy else { return }
      let source = try String(
        contentsOf: repository.appending(path: "Docs/Examples/numpy_kernel.py"), encoding: .utf8)
      let kernel = folder.appending(path: "kernel.py")
      try source.replacing("\"name\": \"numpy\"", with: "\"name\": \"<b>&\\\"\"")
        .replacing("    return y.reshape", with: "    y[:, -1, -1] = 0\n    return y.reshape")
        .write(to: kernel, atomically: true, encoding: .utf8)
      let wrong = try await oracle(
        "verify", "--exec", "python3 \(kernel.path)", "--cases", "12", "--html", page.path)
      #expect(wrong.status == 1)
      let found = try String(contentsOf: page, encoding: .utf8)
      #expect(found.contains("<title>violated: ") && found.contains("smallest failing case, output of multiply-"))
      #expect(found.contains("&lt;b&gt;&amp;") && !found.contains("<b>") && found.contains("replay: monarch-oracle"))
      try expectWellFormed(found)
    }
  }

  @Test(.enabled(if: hasJSONSchema && hasNumPy, "needs jsonschema and NumPy for python3"))
  func reportsAreOfTheirSchema() async throws {
    try await withTemporaryFolder { folder in
      let source = try String(
        contentsOf: repository.appending(path: "Docs/Examples/numpy_kernel.py"), encoding: .utf8)
      let kernel = folder.appending(path: "kernel.py")
      try source.replacing("    return y.reshape", with: "    y[:, -1, -1] = np.nan\n    return y.reshape")
        .write(to: kernel, atomically: true, encoding: .utf8)
      let report = folder.appending(path: "r.json").path
      for arguments in [
        ["--exec", "python3 \(kernel.path)"], ["--operation", "multiply", "--search", "4"],
        ["--operation", "multiply", "--profile", "soak", "--minutes", "0.01"],
        ["--exec", "python3 Docs/Examples/numpy_matrices.py"],
      ] {
        let run = try await execute(
          program.path, ["verify", "--cases", "8", "--json", report] + arguments)
        #expect(run.status < 2)
        let check = try await execute(
          "/usr/bin/env",
          [
            "python3", "-c",
            "import json, jsonschema, sys; jsonschema.Draft202012Validator(json.load(open(sys.argv[1]))).validate("
              + "json.load(open(sys.argv[2])))", "Docs/Schemas/verification.json", report,
          ])
        #expect(check.status == 0, "\(check.error)")
      }
    }
  }

  /// Every element that is opened is closed, in order.
  private func expectWellFormed(_ page: String) throws {
    var open: [String] = []
    for tag in page.matches(of: #/<(/?)([a-z0-9]+)[^>]*?(/?)>/#) {
      let name = String(tag.output.2)
      if ["meta", "br"].contains(name) || !tag.output.3.isEmpty { continue }
      if tag.output.1.isEmpty {
        open.append(name)
      } else {
        let last = open.popLast()
        #expect(last == name)
        if last != name { return }
      }
    }
    #expect(open == [])
  }

  @Test(arguments: [
    ["merge"], ["verify", "--shard", "0/2"], ["verify", "--shard", "3/2"], ["verify", "--profile", "fast"],
    ["verify", "--minutes", "0"], ["verify", "--minutes", "nan"],
    ["verify", "--case", "multiply-float32-uniform-1x1x1-1x1x1-b1-s1", "--shard", "1/2"],
  ])
  func usageMistakesExitWithTwo(arguments: [String]) async throws {
    let run = try await execute(program.path, arguments)
    #expect(run.status == 2 && run.output == "" && run.error.contains("Error: "))
  }

  @Test func filesThatAreNoLogsAreNamed() async throws {
    try await withTemporaryFolder { folder in
      let file = folder.appending(path: "x.jsonl")
      for (contents, reason) in [
        ("", "expected the log of a verification, found the beginning of one"), ("nonsense\n", "found something else"),
        (
          "{\"format\":\"monarch-oracle verification log\",\"version\":9,\"seed\":1,\"cases\":1,\"isTimeBoxed\":false}\n",
          "expected version 2, found 9"
        ),
      ] {
        try Data(contents.utf8).write(to: file)
        let run = try await oracle("merge", file.path)
        #expect(run.status == 2 && run.errorLine?.contains(reason) == true, "\(run)")
      }
      let missing = try await oracle("merge", folder.appending(path: "none").path)
      #expect(missing.status == 2 && missing.errorLine?.contains("none") == true)
    }
  }
}
