import Foundation
import TestSupport
import Testing

private let gate = Gate(2)

/// Every `console` block of the book prints what the page shows; WRITE_DOCS=1 writes what it prints.
@Suite(.timeLimit(.minutes(5))) struct ConsoleTests {
  private static let pages = Book.pages.filter { page in
    page.blocks.contains { $0.language == "console" } || !pictures(of: page).isEmpty
  }

  private static func needsPython(_ page: Page) -> Bool {
    ConsoleCommand.all(of: page).commands.contains { $0.text.contains("python3") }
  }

  @Test(arguments: pages.filter { !needsPython($0) })
  func commandsPrintWhatIsShown(page: Page) async throws {
    try await gate.pass { try await check(page) }
  }

  @Test(.enabled(if: hasNumPy, "needs python3 with NumPy"), arguments: pages.filter(needsPython))
  func commandsWithPythonPrintWhatIsShown(page: Page) async throws {
    try await gate.pass { try await check(page) }
  }

  /// A block says what it is, so that no command and its output hide in one that is not run.
  @Test(arguments: Book.pages) func blocksSayWhatTheyAre(page: Page) {
    for block in page.blocks {
      if block.language.isEmpty {
        report(page, block.line, "expected a language (console for commands that are run, sh for others), found none")
      }
      for (number, text) in block.lines where block.language != "console" && text.hasPrefix("$ ") {
        report(page, number, "expected a command and its output in a block console, found \(block.language)")
      }
    }
  }

  /// How a block is read, and what it has to begin with.
  @Test func blocksAreRead() {
    let text = """
      ```console
      $ a \\
        b
      c
      # status 1
      $ cat <<END
      $ d
      END
      e
      ```

      ```console
      f
      ```
      """
    let (commands, errors) = ConsoleCommand.all(of: Page(path: "PAGE.md", text: text))
    #expect(commands.map(\.text) == ["a \\\n  b", "cat <<END\n$ d\nEND"])
    #expect(commands.map { $0.output.map(\.text) } == [["c", "# status 1"], ["e"]])
    #expect(commands.map(\.line) == [2, 6] && commands.map(\.lastLine) == [3, 8] && errors.map(\.line) == [12])
  }

  private func check(_ page: Page) async throws {
    let (commands, errors) = ConsoleCommand.all(of: page)
    for (line, message) in errors { report(page, line, message) }
    try await withScratchFolder { folder in
      for command in commands {
        let alignment = Alignment(shown: command.output.map(\.text), printed: try await command.run(in: folder))
        if alignment.holds { continue }
        if Book.isWritten {
          let lines = command.lastLine..<command.lastLine + command.output.count
          try Writing.replace(lines, of: page, with: alignment.lines)
          continue
        }
        report(
          page, command.line,
          """
          `\(command.text)` prints something else (- as the page has it, + found; WRITE_DOCS=1 writes it)
          \(alignment.difference { command.output[$0].number })
          """)
      }
      try comparePictures(of: page, in: folder)
    }
  }

  private static func pictures(of page: Page) -> [Page.Link] {
    page.path.hasPrefix("Docs/Theorems/") || page.path == "README.md" ? page.links.filter(\.isPicture) : []
  }

  /// The pictures that a page of a theorem shows, and the first page, are those that its commands draw, to the byte.
  private func comparePictures(of page: Page, in folder: URL) throws {
    for link in ConsoleTests.pictures(of: page) {
      let name = (link.target as NSString).lastPathComponent
      let kept = repository.appending(path: page.path).deletingLastPathComponent().appending(path: link.target)
      guard let drawn = try? Data(contentsOf: folder.appending(path: name)) else {
        report(page, link.line, "no command of the page draws \(name)")
        continue
      }
      if drawn == (try? Data(contentsOf: kept)) { continue }
      if Book.isWritten {
        try drawn.write(to: kept)
      } else {
        report(page, link.line, "\(link.target) is not what the page's command draws; WRITE_DOCS=1 writes it")
      }
    }
  }
}
