import Foundation
import TestSupport
import Testing

private let site = repository.appending(path: ".build-docs")

/// The page of the site that is made of a page of the book.
private func html(of page: Page) -> String {
  let path = page.path.dropLast(3)
  return path == "README" || path.hasSuffix("/README") ? "\(path.dropLast(6))index.html" : "\(path).html"
}

/// Whether `make docs` has built the site of the book as it is now.
private let isCurrent = Book.pages.allSatisfy { page in
  func date(_ file: URL) -> Date {
    (try? FileManager.default.attributesOfItem(atPath: file.path)[.modificationDate] as? Date) ?? .distantPast
  }
  return date(site.appending(path: html(of: page))) >= date(repository.appending(path: page.path))
}

/// The site as a browser shows it.
@Suite(
  .enabled(if: browser != nil, "needs Chromium"), .enabled(if: isCurrent, "needs the site of this book: make docs"),
  .serialized, .timeLimit(.minutes(3)))
struct SiteTests {
  struct Look: Decodable {
    let page: String
    let width: Int
    let faults: [String]
    let formulas: Int
    let pictures: Int
    let ground: String
    let heading: String
  }

  private static let api = ["/api/documentation/", "/api/documentation/exactarithmetic/"].filter {
    FileManager.default.fileExists(atPath: site.path + $0 + "index.html")
  }

  /// Narrow and wide: formulas and pictures are seen, and no page is wider than its window.
  @Test func pagesAreSeen() async throws {
    let pages = Book.pages.map { "/" + html(of: $0) } + ["/terms.html"]
    for look in try await looks(at: pages, widths: [360, 1280]) {
      #expect(look.faults.isEmpty && !look.heading.isEmpty, ".build-docs\(look.page), \(look.width) px: \(look.faults)")
    }
  }

  @Test func thereAreFormulasAndPictures() async throws {
    let pages = Book.pages.filter { $0.path.hasPrefix("Docs/Theorems/") && !$0.path.hasSuffix("README.md") }
    let looks = try await looks(at: pages.map { "/" + html(of: $0) }, widths: [1280])
    for (page, look) in zip(pages, looks) {
      let pictures = page.links.count { $0.isPicture }
      #expect(look.pictures == pictures, "\(page.path) has \(pictures) pictures, its page \(look.pictures)")
      let hasFormulas = page.prose.contains("$$") || page.prose.contains(/\$[^$\n]+\$/)
      #expect(look.formulas > 0 || !hasFormulas, "\(page.path): no formula is seen")
    }
  }

  @Test func darkAndLightDiffer() async throws {
    let light = try await looks(at: ["/index.html"], widths: [1280])
    let dark = try await looks(at: ["/index.html"], widths: [1280], isDark: true)
    #expect(light.map(\.ground) == ["rgb(255, 255, 255)"] && dark.map(\.ground) == ["rgb(22, 24, 27)"])
  }

  @Test(.enabled(if: !api.isEmpty, "needs DocC")) func theAPIIsSeen() async throws {
    let looks = try await looks(at: SiteTests.api, widths: [1280])
    #expect(looks.map(\.heading) == ["monarch-oracle", "ExactArithmetic"])
  }

  /// A page asks for nothing but its style and its pictures, by relative paths, and says what it is about.
  @Test func pagesNeedNoNetwork() throws {
    for page in Book.pages {
      let text = try String(contentsOf: site.appending(path: html(of: page)), encoding: .utf8)
      for match in text.matches(of: /<(?:img|link|script|iframe|source|video|object|embed)\b[^>]*>/) {
        let tag = match.output
        #expect(!tag.hasPrefix("<script") && !tag.contains("://") && !tag.contains("=\"/"), "\(html(of: page)): \(tag)")
      }
      #expect(text.contains(/<title>[^<]+<\/title>/) && text.contains(/<meta name="description" content="[^"]+">/))
    }
    let style = try String(contentsOf: site.appending(path: "style.css"), encoding: .utf8)
    #expect(!style.contains("url(") && !style.contains("@import"))
  }

  /// Every id can be looked up.
  @Test func theIndexHasEveryPage() throws {
    let index = try String(contentsOf: site.appending(path: "terms.html"), encoding: .utf8)
    for page in Book.pages { #expect(index.contains("href=\"\(html(of: page))"), "\(page.path)") }
  }

  /// Loads pages one after the other, in a frame of each width.
  private func looks(at pages: [String], widths: [Int], isDark: Bool = false) async throws -> [Look] {
    try await withTemporaryFolder { folder in
      let root = folder.appending(path: "root")
      try FileManager.default.createDirectory(at: root, withIntermediateDirectories: true)
      for name in try FileManager.default.contentsOfDirectory(atPath: site.path) {
        try FileManager.default.createSymbolicLink(
          at: root.appending(path: name), withDestinationURL: site.appending(path: name))
      }
      let probe = repository.appending(path: "Tests/DocumentationTests/probe.html")
      try String(contentsOf: probe, encoding: .utf8).replacing("PAGES", with: "\(pages)")
        .replacing("WIDTHS", with: "\(widths)")
        .write(to: root.appending(path: "probe.html"), atomically: true, encoding: .utf8)
      let server = ["python3", "-u", "-m", "http.server", "0", "--bind", "127.0.0.1", "--directory", root.path]
      let run = try await withProgram("/usr/bin/env", server) { _, line in
        // "Serving HTTP on 127.0.0.1 port 34567 (http://127.0.0.1:34567/) ..."
        let port = try #require(line.firstMatch(of: /port (\d+)/)?.1, "\(line)")
        return try await execute(
          try #require(browser),
          [
            "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--enable-logging=stderr",
            "--window-size=1400,1000", "--user-data-dir=\(folder.path)/profile", "--virtual-time-budget=600000",
          ] + (isDark ? ["--blink-settings=preferredColorScheme=0"] : [])
            + ["--dump-dom", "http://127.0.0.1:\(port)/probe.html"])
      }
      let errors = run.error.split(separator: "\n").filter { $0.contains("CONSOLE") }
      #expect(run.status == 0 && errors.isEmpty, "\(errors.joined(separator: "\n"))")
      let from = try #require(run.output.range(of: "<pre id=\"result\">"))
      let to = try #require(run.output.range(of: "</pre>", range: from.upperBound..<run.output.endIndex))
      let result = run.output[from.upperBound..<to.lowerBound].replacingOccurrences(of: "&lt;", with: "<")
        .replacingOccurrences(of: "&gt;", with: ">").replacingOccurrences(of: "&amp;", with: "&")
      let looks = try JSONDecoder().decode([Look].self, from: Data(result.utf8))
      #expect(looks.count == pages.count * widths.count)
      return looks
    }
  }
}
