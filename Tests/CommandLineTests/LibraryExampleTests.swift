import Foundation
import TestSupport
import Testing

#if os(Linux)
  /// The examples of the C interface, on the shared library that stands beside the tests.
  ///
  /// `make check-library` runs them on the one that people link, which has the Swift run time in it.
  @Suite struct LibraryExampleTests {
    private let library = program.deletingLastPathComponent().appending(path: "libmonarch_oracle.so")

    @Test func pythonCallsTheLibrary() async throws {
      try #require(FileManager.default.fileExists(atPath: library.path))
      let run = try await execute("/usr/bin/env", ["python3", "Docs/Examples/oracle_ctypes.py", library.path])
      #expect(run.status == 0, "\(run.error)")
      for line in [
        "exact: 69686.0 -44614.0 27642.0 42214.0", "holds: equal to the exact product",
        "violated: output 0 of batch row 0 must be exactly 69686, found 128854.0",
        "refused: status 2: k·q = 2·2 = 4 outputs of the right blocks do not fill l·r = 2·3 = 6 inputs of the left",
      ] { #expect(run.output.contains(line), "\(run.output)") }
    }

    @Test func cLinksTheLibrary() async throws {
      try await withTemporaryFolder { folder in
        let example = folder.appending(path: "example").path
        // Beside the tests the run time of Swift is a library of its own; what both it and libgcc.a have is taken from it.
        let compiler = try await execute(
          "/usr/bin/env",
          [
            "cc", "-std=c99", "-pedantic", "-Wall", "-Wextra", "-Werror", "-I", "Sources/CMonarchOracle/include",
            "Docs/Examples/oracle_library.c", "-nodefaultlibs", "-L", library.deletingLastPathComponent().path,
            "-lmonarch_oracle", "-lm", "-lc",
            "-Wl,--allow-shlib-undefined,-rpath,\(library.deletingLastPathComponent().path)", "-o", example,
          ])
        #expect(compiler.status == 0, "\(compiler.error)")
        let run = try await execute(example, [])
        #expect(run.status == 0, "\(run.error)")
        for text in [
          "exact: y[0] = ", "holds: within the bound of float32", "violated: output ", "nearest: |A - M| / |A| = 0.",
          "\"monarch-certificates 1\"",
        ] { #expect(run.output.contains(text), "\(run.output)") }
      }
    }
  }
#endif
