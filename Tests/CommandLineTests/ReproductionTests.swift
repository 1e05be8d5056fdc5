import Foundation
import TestSupport
import Testing

/// A failing case as a program of its own.
@Suite(.enabled(if: hasNumPy, "needs python3 with NumPy")) struct ReproductionTests {
  @Test func reproductionsRun() async throws {
    try await withTemporaryFolder { folder in
      func path(_ name: String) -> String { folder.appending(path: name).path }
      let example = try String(
        contentsOf: repository.appending(path: "Docs/Examples/numpy_kernel.py"), encoding: .utf8)
      let permutation = "h.reshape(batch, r, l).transpose(0, 2, 1)"
      #expect(example.contains(permutation))
      let kernel = path("kernel.py")
      try example.replacing(permutation, with: "h.reshape(batch, l, r)").write(
        toFile: kernel, atomically: true, encoding: .utf8)
      for file in ["r.py", "r.c", "r.swift"] {
        let run = try await oracle(
          "verify", "--exec", "python3 \(kernel)", "--cases", "40", "--fail-fast", "--reproduction", path(file))
        #expect(run.status == 1 && run.output.contains("made smaller"), "\(run)")
        #expect(run.output.contains("right output:") && run.output.contains("found output:"))
      }
      let python = try await execute("/usr/bin/env", ["python3", path("r.py")])
      #expect(python.status == 0 && python.output.hasPrefix("output is [0"), "\(python)")
      let c = try await execute(
        "/bin/sh", ["-c", "cc -std=c99 -Wall -Wextra -Werror -o '\(path("r"))' '\(path("r.c"))' && '\(path("r"))'"])
      #expect(c.status == 0 && c.output.contains("nearest to the exact result"), "\(c)")
      // What the definition gives is what is right, and not what was found.
      for line in c.output.split(separator: "\n") {
        let parts = line.matches(of: #/-?0x[0-9a-f.]+p[+-][0-9]+/#).map { String($0.output) }
        #expect(parts.count == 3 && parts[0] == parts[1])
      }
      #expect(
        c.output.split(separator: "\n").contains { line in
          let parts = line.matches(of: #/-?0x[0-9a-f.]+p[+-][0-9]+/#).map { String($0.output) }
          return parts.count == 3 && parts[1] != parts[2]
        })
      let swift = try await execute("/usr/bin/env", ["swiftc", "-typecheck", path("r.swift")])
      #expect(swift.status == 0, "\(swift.error)")
    }
  }

  @Test func otherFilesAreRefused() async throws {
    for name in ["r.rs", "r", "py"] {
      let run = try await oracle("verify", "--cases", "1", "--reproduction", name)
      #expect(run.status == 2 && run.error.contains("expected a file .py, .c or .swift"), "\(run)")
    }
  }
}
