import Foundation
import TestSupport
import Testing

/// Pages as a browser shows them.
@Suite(.enabled(if: browser != nil, "needs Chromium"), .serialized, .timeLimit(.minutes(2)))
struct PageTests {
  /// Light and dark, wide and narrow: nothing is blank, nothing is wider than the window, and the failure is red.
  @Test func reportsAreDrawn() async throws {
    try await withTemporaryFolder { folder in
      let kernel = folder.appending(path: "kernel.py")
      let page = folder.appending(path: "report.html")
      if hasNumPy {
        let source = try String(
          contentsOf: repository.appending(path: "Docs/Examples/numpy_kernel.py"), encoding: .utf8)
        try source.replacing("    return y.reshape", with: "    y[:, -1, -1] = 0\n    return y.reshape")
          .write(to: kernel, atomically: true, encoding: .utf8)
        #expect(
          try await oracle("verify", "--exec", "python3 \(kernel.path)", "--cases", "24", "--html", page.path).status
            == 1)
      } else {
        _ = try await oracle("verify", "--cases", "24", "--operation", "multiply", "--html", page.path)
      }
      for (width, isDark) in [(1200, false), (1200, true), (420, false)] {
        let picture = folder.appending(path: "\(width)\(isDark).png")
        let run = try await execute(
          try #require(browser),
          [
            "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--window-size=\(width),1400",
            "--user-data-dir=\(folder.path)/profile", "--screenshot=\(picture.path)",
          ] + (isDark ? ["--force-dark-mode", "--blink-settings=preferredColorScheme=0"] : []) + ["file://\(page.path)"]
        )
        #expect(run.status == 0 && !run.error.contains("CONSOLE"), "\(run.error)")
        let bytes = try Data(contentsOf: picture)
        // A blank page of this size takes less than 10 kB.
        #expect(bytes.starts(with: [0x89, 0x50, 0x4E, 0x47]) && bytes.count > 25_000, "\(bytes.count) bytes")
      }
      let dom = try await execute(
        try #require(browser),
        [
          "--headless", "--no-sandbox", "--disable-gpu", "--user-data-dir=\(folder.path)/profile", "--dump-dom",
          "file://\(page.path)",
        ])
      #expect(dom.output.contains("<figcaption>") && dom.output.contains(hasNumPy ? "#d40000" : "rgb("))
    }
  }
}
