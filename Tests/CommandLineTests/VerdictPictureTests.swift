import Foundation
import TestSupport
import Testing

/// What `verify --picture` draws.
@Suite(.timeLimit(.minutes(1))) struct VerdictPictureTests {
  /// A kernel that forgets its last output: a large case, whose last column is red and nothing else is.
  @Test(.enabled(if: hasNumPy, "needs python3 with NumPy")) func whatIsWrongIsRed() async throws {
    try await withTemporaryFolder { folder in
      let (kernel, svg) = (folder.appending(path: "kernel.py"), folder.appending(path: "verdict.svg"))
      let source = try String(contentsOf: repository.appending(path: "Docs/Examples/numpy_kernel.py"), encoding: .utf8)
      try source.replacing("    return y.reshape", with: "    y[:, -1, -1] = 0\n    return y.reshape")
        .write(to: kernel, atomically: true, encoding: .utf8)
      let run = try await oracle(
        "verify", "--exec", "python3 \(kernel.path)", "--cases", "40", "--picture", svg.path)
      #expect(run.status == 1 && run.output.contains("violated by numpy"), "\(run)")
      let text = try String(contentsOf: svg, encoding: .utf8)
      let picture = try Picture(text)
      #expect(picture.title == "numpy: violated")
      let match = try #require(text.firstMatch(of: /output of multiply-float32-integers-.*-(\d+)x(\d+)x\d+-b(\d+)-s/))
      let (width, rows) = (try #require(Int(match.1)) * (try #require(Int(match.2))), try #require(Int(match.3)))
      #expect(width > 4 && rows > 1, "\(match.0)")
      for row in try picture.cells("failure", rows: rows, columns: width) {
        #expect(row.dropLast().allSatisfy { $0 == "#3f9b62" } && row.last == "#d40000", "\(row)")
      }
    }
  }

  /// Of what holds there are bars alone; on standard output nothing else is written.
  @Test func whatHoldsHasNoMap() async throws {
    let run = try await oracle("verify", "--operation", "multiply", "--cases", "12", "--picture", "-")
    #expect(run.status == 0, "\(run)")
    let picture = try Picture(run.output)
    #expect(picture.title.hasSuffix("holds") && picture.panels.isEmpty)
    #expect(run.output.contains("multiply in float32: ") && !run.output.contains("#d40000"))
  }

  @Test func noFileIsWrittenTwice() async throws {
    let run = try await oracle("verify", "--html", "a.svg", "--picture", "./a.svg")
    #expect(run.status == 2 && run.errorLine != nil, "\(run)")
  }
}
