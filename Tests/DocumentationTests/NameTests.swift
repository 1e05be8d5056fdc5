import Foundation
import MonarchLaws
import TestSupport
import Testing

/// What stands in back-quotes exists: ids, theorems of Coq, types and functions.
@Suite struct NameTests {
  /// Types of others, and flags of the test vectors.
  static let foreign: Set = [
    "Array", "Bool", "Complex", "Double", "Float", "Float16", "Int", "Linear", "MonarchLinear", "MutableSpan", "Scalar",
    "Span", "String", "UInt64", "GradualUnderflow", "NonFinite", "OutputOverflow", "RepeatedShape",
  ]

  private static let sources = text(of: ["Sources", "Tests/PropertyTestingTests"], [".swift", ".h", ".c"])
  private static let words = Set(sources.split { !($0.isLetter || $0.isNumber || $0 == "_") })
  private static let laws = Set(Catalogue.theorems.flatMap { $0.laws.map(\.name) })
  private static let examples = Set(
    text(of: ["Docs/Examples"], [".py", ".c"]).split { !($0.isLetter || $0.isNumber || $0 == "_") })
  private static let modules = Set(
    (try? FileManager.default.contentsOfDirectory(atPath: repository.appending(path: "Sources").path)) ?? [])
  private static let types = Set(
    sources.matches(of: /\b(?:struct|enum|class|protocol|typealias|actor)\s+(\w+)/).map(\.1))
  /// What Proofs list, state or define.
  private static let coq: Set<String> = {
    let files = (try? ProofFile.all()) ?? []
    let declaration = /\b(?:Theorem|Lemma|Corollary|Definition|Fixpoint|Record|Inductive|Notation|Variable)\s+(\w+)/
    return Set(
      files.flatMap { file in
        file.entries.map(\.name) + ProofFile.withoutComments(file.text).matches(of: declaration).map { String($0.1) }
      })
  }()

  private static func text(of folders: [String], _ suffixes: [String]) -> String {
    folders.flatMap { name -> [String] in
      let folder = repository.appending(path: name)
      return (FileManager.default.enumerator(atPath: folder.path)?.compactMap { $0 as? String } ?? [])
        .filter { path in suffixes.contains { path.hasSuffix($0) } }
        .compactMap { try? String(contentsOf: folder.appending(path: $0), encoding: .utf8) }
    }.joined(separator: "\n")
  }

  /// What is wrong with a quotation, where something is.
  static func fault(of text: String, onTheoremPage: Bool) -> String? {
    // `Type.member(label:)`, `Type<Scalar>`: the name before them.
    if let match = text.prefixMatch(of: /[A-Z][A-Za-z0-9]*[a-z][A-Za-z0-9]*(?=$|[<(]|\.[a-z])/) {
      let name = String(match.output)
      return types.contains(match.output) || foreign.contains(name) || modules.contains(name) || coq.contains(name)
        ? nil : "expected a type or a module of Sources, found \(name)"
    }
    guard onTheoremPage else { return nil }
    if text.wholeMatch(of: /[a-z][a-z0-9]*(_\w+)+/) != nil {
      return coq.contains(text) || words.contains(text[...]) || examples.contains(text[...])
        ? nil : "expected a theorem of Coq or a name of Sources, found \(text)"
    }
    if text.wholeMatch(of: /[a-z]+[a-z0-9]*[A-Z]\w*/) != nil {
      return words.contains(text[...]) || laws.contains(text)
        ? nil : "expected a law or a function of Sources, found \(text)"
    }
    return nil
  }

  @Test(arguments: Book.pages.filter { $0.path.hasPrefix("Docs/") }) func quotedNamesExist(page: Page) {
    for quotation in page.quotations {
      let isOnTheoremPage = page.path.hasPrefix("Docs/Theorems/")
      if let message = NameTests.fault(of: quotation.text, onTheoremPage: isOnTheoremPage) {
        report(page, quotation.line, message)
      }
    }
  }

  /// In a table whose first column is named id, the first column has ids.
  @Test(arguments: Book.pages) func idsExist(page: Page) {
    var isTable = false
    for (index, line) in page.prose.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      if !line.hasPrefix("|") { isTable = false }
      if line.hasPrefix("| id |") || line.hasPrefix("| statement |") { isTable = true }
      guard isTable, let cell = line.split(separator: "|").first else { continue }
      for match in cell.matches(of: /`([^`]+)`/) where Catalogue.theorem(String(match.1)) == nil {
        report(page, index + 1, "expected an id of the catalogue, found \(match.1)")
      }
    }
  }

  @Test(arguments: [
    ("MonarchMatrix", nil), ("MonarchMatrix<Rational>", nil), ("Catalogue.theorems", nil), ("MM*", nil), ("F_n", nil),
    ("MonarchMatrixes", "expected a type or a module of Sources, found MonarchMatrixes"), ("slices_outer", nil),
    ("Grid.rows", nil), ("Index.v", nil), ("hadamardOnEveryGrid", nil),
    ("slices_inner", "expected a theorem of Coq or a name of Sources, found slices_inner"),
    ("lettersFly", "expected a law or a function of Sources, found lettersFly"), ("blockdiag_butterfly_multiply", nil),
  ])
  func faultsAreFound(text: String, message: String?) {
    #expect(NameTests.fault(of: text, onTheoremPage: true) == message)
  }
}
