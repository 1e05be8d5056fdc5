import ArgumentParser
import MonarchVectors

/// Published test vectors: made and checked.
struct VectorsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "vectors",
    abstract: "Makes and checks published test vectors: questions in JSON, with all that may come back.",
    discussion: """
      A vector has factors, inputs and, for each number of the result, the value that it must have or the least and the \
      greatest one that the declared arithmetic allows: whoever reads it needs only comparisons. Docs/Guide/vectors.md \
      says more.
      """,
    subcommands: [Generate.self, Check.self])

  struct Generate: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Writes vectors into a folder: the same bytes on every machine.",
      discussion: """
        The core set alone by default, which is what Tests/Vectors holds. A folder with anything else in it is not \
        touched.

        Examples:
          monarch-oracle vectors generate Tests/Vectors
          monarch-oracle vectors generate more-vectors --seed 2026 --cases 100
        """)

    @Argument(help: "The folder; it is made where there is none.")
    var folder: String

    @Option(help: ArgumentHelp("Shifts the seeds of all generated vectors.", valueName: "n"))
    var seed = 1

    @Option(help: ArgumentHelp("So many generated vectors in each file beside the core set.", valueName: "n"))
    var cases = 0

    func run() throws {
      try VectorFolder.write(try VectorSet(seed: seed, cases: cases), path: folder)
    }
  }

  struct Check: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Checks a folder of vectors: form, hashes, and every number, computed anew.",
      discussion: """
        Exit code 0: everything is as it must be. 1: something is not, with its place. 2: these are no vectors, or \
        vectors of another version.
        """)

    @Argument(help: "The folder.")
    var folder: String

    @Option(help: ArgumentHelp("Write everything as JSON; - for standard output.", valueName: "file"))
    var json: String?

    struct Report: Encodable {
      let command = "vectors check"
      let holds: Bool
      let files: Int
      let vectors: Int
      let violations: [VectorCheck.Violation]
    }

    func run() throws {
      try checkWritable(json)
      let check = try VectorCheck(try VectorFolder(path: folder))
      let holds = check.violations.isEmpty
      if let json {
        try writeJSON(
          Report(holds: holds, files: check.files, vectors: check.count, violations: check.violations), to: json)
      }
      if json != "-" {
        let lines = check.violations.map { "violated: \($0)" }
        let last = "holds: \(check.count) vectors in \(check.files) files, every number computed anew"
        try printOutput((holds ? [last] : lines).joined(separator: "\n"))
      }
      if !holds { throw ExitCode(1) }
    }
  }
}
