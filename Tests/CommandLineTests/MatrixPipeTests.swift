import Foundation
import TestSupport
import Testing

/// Projections and factorisations of foreign programs, right and wrong.
@Suite(.enabled(if: hasNumPy, "needs python3 with NumPy"), .serialized, .timeLimit(.minutes(3)))
struct MatrixPipeTests {
  private let example = repository.appending(path: "Docs/Examples/numpy_matrices.py")

  private func verify(_ arguments: [String], _ old: String = "", _ new: String = "") async throws -> Run {
    try await withTemporaryFolder { folder in
      var text = try String(contentsOf: example, encoding: .utf8)
      if !old.isEmpty {
        #expect(text.contains(old), "the example has no \(old)")
        text = text.replacing(old, with: new)
      }
      let file = folder.appending(path: "kernel.py")
      try text.write(to: file, atomically: true, encoding: .utf8)
      return try await execute(program.path, ["verify", "--exec", "python3 \(file.path)"] + arguments)
    }
  }

  @Test func exampleHolds() async throws {
    let run = try await verify(["--cases", "48"])
    #expect(run.status == 0 && run.output.contains("holds: "), "\(run.output)\(run.error)")
    let rows = run.output.split(separator: "\n").filter { $0.hasPrefix("project ") || $0.hasPrefix("factor ") }
    #expect(rows.count == 2 && rows.allSatisfy { $0.contains(" 48 ") })
  }

  @Test(arguments: [
    ("project", "u[la, a, :, t] * sigma", "u[la, a, :, t] * 1.01 * sigma", "exceeds the least"),
    ("project", "= u[la, a, :, t] * sigma", "= u[la, a, :, t].astype(np.float32) * sigma", "no singular pairs"),
    ("project", "u[la, a, :, t] * sigma[la, a, t]", "u[la, a, :, -1] * sigma[la, a, -1]", "of"),
    ("project", "return {\"left\": left, ", "return {\"left\": left.ravel(), ", "left has shape"),
    ("project", "matrix.reshape(s, l, k, p)", "matrix.reshape(l, s, k, p).swapaxes(0, 1)", "of"),
    ("factor", "vectors.T.real", "vectors.real", "of its bound"),
    ("factor", "d.transpose(2, 0, 1)", "d.transpose(2, 1, 0)", "of its bound"),
    ("factor", "c0 = vectors.T.real", "c0 = vectors.T.real.astype(np.float32)", "of its bound"),
    ("factor", "\"right\": right}", "\"right\": right * np.nan}", "expected finite factors, found nan"),
  ])
  func wrongOnesAreCaught(operation: String, old: String, new: String, reason: String) async throws {
    let run = try await verify(["--cases", "30", "--operation", operation], old, new)
    #expect(run.status == 1 && run.output.contains("violated by numpy (\(operation))"), "\(run.output)\(run.error)")
    #expect(run.output.contains(reason), "\(run.output)")
  }

  @Test func oneMatrixIsAskedAgain() async throws {
    let run = try await verify(["--case", "project-float64-zeros-2x3x2-2x2x3-s9"])
    #expect(run.status == 0 && run.output.contains("project"), "\(run.output)\(run.error)")
    for name in ["project-float32-zeros-2x3x2-2x2x3-s9", "multiply-float64-uniform-2x2x2-2x2x2-b3-s7"] {
      #expect(try await verify(["--case", name]).status == 2)
    }
    #expect(try await oracle("verify", "--operation", "project").status == 2)
    #expect(try await oracle("verify", "--case", "factor-float64-member-2x2x2-2x2x2-s1").status == 2)
  }

  /// Shards of matrices are put together as those of products are.
  @Test func logsAreMerged() async throws {
    try await withTemporaryFolder { folder in
      let logs = (1...2).map { folder.appending(path: "\($0).jsonl").path }
      for (index, log) in logs.enumerated() {
        let run = try await verify(["--cases", "20", "--shard", "\(index + 1)/2", "--log", log])
        #expect(run.status == 0)
      }
      let page = folder.appending(path: "page.html")
      let merged = try await oracle("merge", logs[0], logs[1], "--html", page.path)
      #expect(merged.status == 0 && merged.output.contains("factor") && merged.output.contains("project"))
      let text = try String(contentsOf: page, encoding: .utf8)
      for heading in ["generic", "member", "zeros", "ties"] { #expect(text.contains("<td>\(heading)</td>")) }
    }
  }
}
