import Foundation
import TestSupport
import Testing

@Suite struct VectorsCommandTests {
  private let vectors = repository.appending(path: "Tests/Vectors").path

  @Test func generatedVectorsAreTheCommittedOnes() async throws {
    try await withTemporaryFolder { folder in
      let made = folder.appending(path: "new/vectors")
      // Twice: what is there is replaced.
      for _ in 0..<2 {
        let run = try await oracle("vectors", "generate", made.path)
        #expect(run.status == 0 && run.output.isEmpty && run.error.isEmpty, "\(run)")
      }
      let compared = try await execute("/usr/bin/diff", ["-r", "-q", made.path, vectors])
      #expect(compared.status == 0, "\(compared.output)")
    }
  }

  @Test func foreignFilesAreNotOverwritten() async throws {
    try await withTemporaryFolder { folder in
      let file = folder.appending(path: "schema.json")
      try Data("mine".utf8).write(to: file)
      let run = try await oracle("vectors", "generate", folder.path)
      #expect(run.status == 2 && run.errorLine?.contains("nothing was written") == true, "\(run)")
      #expect(try Data(contentsOf: file) == Data("mine".utf8))
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["schema.json"])
    }
    #expect(try await oracle("vectors", "generate", "/dev/null/x").status == 2)
    #expect(try await oracle("vectors", "generate", "no-such-folder", "--cases", "-1").status == 2)
  }

  @Test func checkSaysWhatIsWrongAndWhere() async throws {
    let right = try await oracle("vectors", "check", vectors)
    #expect(right.status == 0 && right.output.hasPrefix("holds: "), "\(right)")
    try await withTemporaryFolder { folder in
      #expect(try await oracle("vectors", "check", folder.path).status == 2)
      let copy = folder.appending(path: "vectors")
      try FileManager.default.copyItem(at: URL(filePath: vectors), to: copy)
      let file = copy.appending(path: "multiply-float32.json")
      let text = try String(contentsOf: file, encoding: .utf8)
      try text.replacing("\"low\": \"3", with: "\"low\": \"4", maxReplacements: 1)
        .write(to: file, atomically: true, encoding: .utf8)
      let run = try await oracle("vectors", "check", copy.path, "--json", "-")
      let report = try #require(try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any])
      let violations = try #require(report["violations"] as? [[String: Any]])
      #expect(run.status == 1 && report["holds"] as? Bool == false)
      #expect(
        violations.contains { ($0["line"] as? Int ?? 0) > 8 && ($0["text"] as? String)?.contains("output.low") == true }
      )
      try Data("{}".utf8).write(to: copy.appending(path: "manifest.json"))
      let none = try await oracle("vectors", "check", copy.path)
      #expect(none.status == 2 && none.errorLine?.contains("expected the manifest") == true, "\(none)")
    }
  }

  @Test(.enabled(if: hasPython)) func readerInPythonTellsRightFromWrong() async throws {
    let reader = repository.appending(path: "Docs/Examples/vectors.py")
    let text = try String(contentsOf: reader, encoding: .utf8)
    #expect(text.split(separator: "\n", omittingEmptySubsequences: false).count <= 41)
    let right = try await execute("/usr/bin/env", ["python3", reader.path, vectors])
    #expect(right.status == 0 && right.output.contains(" vectors hold"), "\(right)")
    try await withTemporaryFolder { folder in
      for (part, wrong) in [
        ("h[t * l + o % l]", "h[o % l * r + t]"),
        ("for i in range(p))", "for i in range(p // 32 * 32 if p > 32 else p))"),
        ("for i in range(p))", "for i in range(p) if x[c // q * p + i] != 0)"),
        ("[rounded(value, form)", "[rounded(value, \"bfloat16\")"),
        ("return [rounded(value, form) for value in y]", "return [rounded(value, form) for value in y[:-1]] + [0.0]"),
      ] {
        #expect(text.contains(part))
        let copy = folder.appending(path: "wrong.py")
        try text.replacing(part, with: wrong).write(to: copy, atomically: true, encoding: .utf8)
        let run = try await execute("/usr/bin/env", ["python3", copy.path, vectors])
        #expect(run.status == 1 && !run.output.isEmpty && run.error.isEmpty, "\(wrong): \(run)")
      }
      let none = try await execute("/usr/bin/env", ["python3", reader.path, folder.path])
      #expect(none.status == 1)
    }
  }

  /// Where Python's jsonschema is at hand, it says the same of the schema as this project's own check.
  @Test(.enabled(if: hasJSONSchema)) func filesHaveTheFormOfTheSchema() async throws {
    let script = """
      import json, pathlib, sys, jsonschema
      folder = pathlib.Path(sys.argv[1])
      schema = json.loads((folder / "schema.json").read_text())
      jsonschema.Draft202012Validator.check_schema(schema)
      for path in folder.glob("*.json"):
        if path.name != "schema.json": jsonschema.Draft202012Validator(schema).validate(json.loads(path.read_text()))
      """
    let run = try await execute("/usr/bin/env", ["python3", "-W", "ignore", "-c", script, vectors])
    #expect(run.status == 0, "\(run.error)")
  }
}
