import Foundation
import MonarchLaws
import TestSupport

/// What the catalogue says on a page of the book.
enum TheoremPage {
  static let start = "<!-- catalogue -->"
  static let end = "<!-- end -->"
  static let sections = [
    "Statement", "Proof", "Construction", "Example", "Picture", "For a kernel, for training",
  ]

  private static let files: [String: String] = {
    let entries = (try? ProofFile.all())?.flatMap { file in file.entries.map { ($0.name, file.name) } } ?? []
    return Dictionary(entries) { first, _ in first }
  }()

  /// The block of a theorem's own page.
  static func block(_ theorem: Theorem) -> [String] {
    var items = [
      "id: `\(theorem.id)`", "status: **\(theorem.status.rawValue)**", "source: \(markdown(theorem.source))",
    ]
    if let claim = theorem.claim { items.append("claimed: \(markdown(claim))") }
    items.append("laws: " + laws(theorem).map { "`\($0.name)` over \($0.fields)" }.joined(separator: "; "))
    if !theorem.proofs.isEmpty {
      let names = theorem.proofs.map { name in
        files[name].map { "[`\(name)`](../../Proofs/\($0))" } ?? "`\(name)`"
      }
      items.append("Coq: " + names.joined(separator: ", "))
    }
    if let unproved = theorem.unproved { items.append("not in Coq: \(markdown(unproved))") }
    items.append(
      "checked by: `monarch-oracle theorems \(theorem.id) --check`" + (theorem.proofs.isEmpty ? "" : ", `make proofs`"))
    return items.map { "- " + $0.replacing("\n", with: " ") }
  }

  /// The table of the overview, in the catalogue's order; titles are those of the pages.
  static func overview(title: (Theorem) -> String) -> [String] {
    ["| id | what it says | status | Coq | laws |", "|----|--------------------|------|---|--:|"]
      + Catalogue.theorems.map { theorem in
        let coq = theorem.proofs.isEmpty ? "no" : theorem.unproved == nil ? "yes" : "part"
        return "| [`\(theorem.id)`](\(theorem.id).md) | \(title(theorem).replacing("|", with: "\\|")) "
          + "| \(theorem.status.rawValue) | \(coq) | \(theorem.laws.count) |"
      }
  }

  /// The shorter table of the first page.
  static func summary(title: (Theorem) -> String) -> [String] {
    ["| theorem | what it says | status |", "|---|------|---|"]
      + Catalogue.theorems.map { theorem in
        "| [`\(theorem.id)`](\(Catalogue.page(of: theorem))) | \(title(theorem).replacing("|", with: "\\|")) "
          + "| \(theorem.status.rawValue) |"
      }
  }

  /// What sources claim, beside what is true.
  static func errors(title: (Theorem) -> String) -> [String] {
    Catalogue.theorems.flatMap { theorem -> [String] in
      guard let claim = theorem.claim else { return [] }
      return [
        "### \(title(theorem))", "",
        "[`\(theorem.id)`](\(theorem.id).md), **\(theorem.status.rawValue)** (\(markdown(theorem.source)))", "",
        "- claimed: \(markdown(claim))", "- here: \(markdown(theorem.statement))", "",
      ]
    }.dropLast()
  }

  /// A text of the catalogue, which is plain, as Markdown: nothing in it is markup but back-quotes.
  static func markdown(_ text: String) -> String {
    text.split(separator: "`", omittingEmptySubsequences: false).enumerated().map { index, part in
      index % 2 == 1 ? "`\(part)`" : part.replacing(/[\\*_<|~$\[\]]/) { "\\" + $0.output }
    }.joined().replacing("\n", with: " ")
  }

  private static func laws(_ theorem: Theorem) -> [(name: String, fields: String)] {
    var names: [String] = []
    var fields: [String: [String]] = [:]
    for law in theorem.laws {
      if fields[law.name] == nil { names.append(law.name) }
      fields[law.name, default: []].append(markdown(law.field))
    }
    return names.map { ($0, fields[$0, default: []].joined(separator: ", ")) }
  }
}
