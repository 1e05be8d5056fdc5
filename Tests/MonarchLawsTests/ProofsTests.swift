import Foundation
import MonarchLaws
import TestSupport
import Testing

/// The catalogue and Proofs name the same theorems. That they are proved is what `make proofs` asks Coq.
@Suite struct ProofsTests {
  @Test func theCatalogueNamesTheTheoremsOfCoq() throws {
    let files = try ProofFile.all()
    #expect(files.count >= 12)
    let entries = files.flatMap { file in file.entries.map { (file, $0) } }
    #expect(Set(entries.map(\.1.name)).count == entries.count, "a name is listed twice")
    for (file, entry) in entries {
      let isStated = file.stated.contains(entry.name)
      #expect(isStated, "\(file.name) lists \(entry.name), and states no such theorem")
      let theorem = try #require(Catalogue.theorem(entry.id), "\(file.name): \(entry.name) belongs to no \(entry.id)")
      #expect(
        theorem.proofs.contains(entry.name), "\(entry.id) of the catalogue does not name \(entry.name) of \(file.name)")
    }
    for theorem in Catalogue.theorems {
      #expect(Set(theorem.proofs).count == theorem.proofs.count)
      for name in theorem.proofs {
        #expect(
          entries.contains { $0.1.name == name && $0.1.id == theorem.id },
          "\(theorem.id) of the catalogue names \(name), which no file of Proofs lists for it")
      }
    }
  }

  /// What no theorem of Coq says is said with what stands in the way.
  @Test func whatIsNotProvedHasItsReason() {
    for theorem in Catalogue.theorems {
      #expect(theorem.unproved?.isEmpty != true)
      if theorem.proofs.isEmpty { #expect(theorem.unproved != nil, "\(theorem.id)") }
    }
  }

  /// Nothing is called proved, strengthened or refuted without a theorem of Coq.
  @Test func whatIsProvedIsProvedInCoq() {
    for theorem in Catalogue.theorems where ![.numeric, .open].contains(theorem.status) {
      #expect(!theorem.proofs.isEmpty, "\(theorem.id) is \(theorem.status.rawValue) and has no theorem of Coq")
    }
  }

  /// What `make proofs` refuses before it asks Coq: each text is appended to NotMonarch.v, or takes the place of another.
  @Test(arguments: [
    ("", "\nAxiom cheat : False.\n", "Axiom: nothing may be assumed"),
    ("", "\nLemma cheat : False. Proof. Admitted.\n", "Admitted: nothing may be assumed"),
    ("", "\nLemma cheat : False. Proof. admit. Abort.\n", "admit: nothing may be assumed"),
    ("", "\nParameter cheat : False.\n", "Parameter: nothing may be assumed"),
    ("", "\nConjecture cheat : False.\n", "Conjecture: nothing may be assumed"),
    ("", "\nHypothesis cheat : False.\n", "Hypothesis outside a section"),
    ("", "\nSection S.\nEnd S.\nVariables (cheat : False).\n", "Variables outside a section"),
    ("", "\nModule S.\nContext (cheat : False).\nEnd S.\n", "Context outside a section"),
    ("", "\nUnset Guard Checking.\n", "Guard Checking: nothing may be assumed"),
    ("", "\n#[bypass_check(positivity)]\n", "bypass_check: nothing may be assumed"),
    ("", "\nTheorem quiet : True. Proof. by []. Qed.\n", "Theorem quiet is not in the header"),
    ("", "\nFrom Monarch Require Import Nothing.\n", "needs Nothing, and there is no Proofs/Nothing.v"),
    ("", "\nRequire Import Monarch.Index.\n", "write From ... Require Import"),
    ("   stride_permutation_paper — ", "   stride_paper — ", "no theorem stride_paper, which its header lists"),
    ("   stride_permutation_paper — ", "   blocks — ", "blocks is a theorem of Monarch.v and of NotMonarch.v"),
    ("", "\n(* Axiom (* Admitted *) \"admit\" *)\nSection S.\nVariable x : nat.\nHypothesis h : x = x.\nEnd S.\n", ""),
  ])
  func whatIsAssumedIsRefused(old: String, new: String, message: String) async throws {
    let root = FileManager.default.temporaryDirectory.appending(path: "proofs-\(UUID())")
    try FileManager.default.createDirectory(at: root, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: root) }
    let copy = root.appending(path: "Proofs")
    try FileManager.default.copyItem(at: ProofFile.folder, to: copy)
    let file = copy.appending(path: "NotMonarch.v")
    let text = try String(contentsOf: file, encoding: .utf8)
    #expect(text.contains(old) || old.isEmpty)
    try (old.isEmpty ? text + new : text.replacing(old, with: new)).write(to: file, atomically: true, encoding: .utf8)
    let run = try await execute("/usr/bin/env", ["python3", copy.appending(path: "check.py").path, "--scan"])
    #expect(run.error.contains(message) || message.isEmpty, "\(run)")
    #expect(run.error.isEmpty == message.isEmpty && run.status == (message.isEmpty ? 0 : 1), "\(run)")
  }

  /// The two tables of Proofs/README.md.
  @Test func theTablesAreThoseOfTheCatalogue() throws {
    let page = ProofFile.folder.appending(path: "README.md")
    let text = try String(contentsOf: page, encoding: .utf8)
    var wanted = text
    for (name, table) in [("theorems", try theorems()), ("unproved", unproved)] {
      let (start, end) = ("<!-- \(name) -->\n", "<!-- end of \(name) -->")
      let from = try #require(wanted.firstRange(of: start), "\(start) in Proofs/README.md")
      let to = try #require(wanted[from.upperBound...].firstRange(of: end), "\(end) in Proofs/README.md")
      wanted.replaceSubrange(from.upperBound..<to.lowerBound, with: table.joined(separator: "\n") + "\n")
    }
    if ProcessInfo.processInfo.environment["WRITE_PROOFS_README"] != nil {
      try wanted.write(to: page, atomically: true, encoding: .utf8)
      return
    }
    let (found, expected) = (text.split(separator: "\n"), wanted.split(separator: "\n"))
    let missing = expected.filter { !found.contains($0) }
    let stale = found.filter { !expected.contains($0) }
    let isCurrent = text == wanted
    #expect(
      isCurrent,
      """
      Proofs/README.md is not what the catalogue and the headers say; WRITE_PROOFS_README=1 swift test --filter ProofsTests \
      writes its tables.
      missing: \(missing.joined(separator: "\n"))
      stale: \(stale.joined(separator: "\n"))
      """)
  }

  /// A row for each theorem of Coq; the first of a statement names it and its laws.
  private func theorems() throws -> [String] {
    let listed = try ProofFile.all().flatMap { file in file.entries.map { ($0.name, (file, $0)) } }
    let entries = Dictionary(listed) { first, _ in first }
    return row("statement", "Coq", "what it says", "file", "laws of Swift") + ["|---|---|---|---|---|"]
      + Catalogue.theorems.flatMap { theorem in
        let laws = theorem.laws.reduce(into: [String]()) { if !$0.contains($1.name) { $0.append($1.name) } }
        let known = theorem.proofs.compactMap { entries[$0] }
        let first = ("`\(theorem.id)`", laws.map { "`\($0)`" }.joined(separator: ", "))
        if known.isEmpty { return row(first.0, "–", "", "", first.1) }
        return known.enumerated().flatMap { index, found in
          row(
            index == 0 ? first.0 : "", "`\(found.1.name)`", found.1.says.replacing("|", with: "\\|"),
            "[\(found.0.name)](\(found.0.name))", index == 0 ? first.1 : "")
        }
      }
  }

  private var unproved: [String] {
    row("statement", "status", "what of it is not in Coq") + ["|---|---|---|"]
      + Catalogue.theorems.flatMap { theorem in
        theorem.unproved.map {
          row(
            "`\(theorem.id)`", theorem.status.rawValue,
            (theorem.proofs.isEmpty ? "All. " : "") + $0.replacing("|", with: "\\|"))
        } ?? []
      }
  }

  private func row(_ cells: String...) -> [String] { ["| " + cells.joined(separator: " | ") + " |"] }
}
